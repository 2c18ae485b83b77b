"""The dashboard, the health check and the metrics, on aiohttp."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from importlib import resources
from typing import TypeAlias

from aiohttp import web
from jinja2 import Environment
from prometheus_client import generate_latest

from bot.actions.health import Health, HealthStore, Pulse, health
from bot.domain.errors import ConfigurationError, Problem
from bot.domain.feed import Feed, FeedId
from bot.pipeline.ports import Clock
from bot.web.metrics import Metrics

_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
WEBHOOK = "/telegram"
"""Where Telegram pushes updates to, where it is told to."""
_SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
Push: TypeAlias = Callable[[str, object], Awaitable[bool]]
"""Takes the secret that came with an update and the update; False where the secret is wrong."""
_Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Dashboard:
    """Serves ``/``, ``/health`` and ``/metrics``, which only read, and takes Telegram's updates."""

    def __init__(
        self,
        *,
        store: HealthStore,
        feeds: Mapping[FeedId, Feed],
        pulse: Pulse,
        metrics: Metrics,
        clock: Clock,
        telegram: Push | None = None,
    ) -> None:
        """``telegram`` takes the updates Telegram pushes, where it does (:data:`WEBHOOK`)."""
        self._telegram = telegram
        self._store = store
        self._feeds = feeds
        self._pulse = pulse
        self._metrics = metrics
        self._clock = clock
        self._runner: web.AppRunner | None = None
        templates = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
        templates.filters["ago"] = _ago
        templates.tests["weblink"] = lambda url: url.startswith(("http://", "https://"))
        self._page = templates.from_string(
            resources.files("bot.web").joinpath("dashboard.html").read_text(encoding="utf-8")
        )

    async def start(self, host: str, port: int) -> int:
        """Listen, and give the port; 0 takes any free one.

        Raises:
            ConfigurationError: the port cannot be had, with what to set.

        """
        app = web.Application(middlewares=[_with_headers])
        app.add_routes(
            [
                web.get("/", self._dashboard),
                web.get("/health", self._health),
                web.get("/metrics", self._show_metrics),
            ]
        )
        if self._telegram is not None:
            app.router.add_post(WEBHOOK, self._take_update)
        self._runner = web.AppRunner(
            app, access_log=None, handle_signals=False, shutdown_timeout=2.0
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        try:
            await site.start()
        except OSError as error:
            await self.stop()
            raise ConfigurationError(
                [
                    Problem(
                        message=f"the dashboard cannot listen on {host}:{port} ({error.strerror}); "
                        "stop what uses that port, or set TAPEWATCH_PORT to another"
                    )
                ]
            ) from None
        address = self._runner.addresses[0]
        return int(address[1])

    async def stop(self) -> None:
        """Let go of the port."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _health(self, _request: web.Request) -> web.Response:
        state = await health(self._store, self._pulse, self._clock)
        return web.json_response(_as_json(state), status=200 if state.ok else 503)

    async def _take_update(self, request: web.Request) -> web.Response:
        """Take an update that Telegram pushes; whoever does not know the secret is refused."""
        assert self._telegram is not None
        try:
            update = await request.json()
        except ValueError:
            raise web.HTTPBadRequest from None
        try:
            known = await self._telegram(request.headers.get(_SECRET, ""), update)
        except ValueError:
            raise web.HTTPBadRequest from None
        if not known:
            raise web.HTTPForbidden
        return web.Response()

    async def _show_metrics(self, _request: web.Request) -> web.Response:
        return web.Response(
            body=generate_latest(self._metrics.registry),
            headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"},
        )

    async def _dashboard(self, _request: web.Request) -> web.Response:
        state = await health(self._store, self._pulse, self._clock)
        alerts = await self._store.recent_alerts(limit=20)
        rows = [
            (self._feeds.get(row.state.feed_id), row) for row in await self._store.feed_health()
        ]
        rows.sort(key=lambda pair: (-pair[1].state.failures, pair[1].state.feed_id))
        page = self._page.render(
            health=state, alerts=alerts, feeds=rows, known=len(self._feeds), now=self._clock.now()
        )
        return web.Response(text=page, content_type="text/html")


@web.middleware
async def _with_headers(request: web.Request, handler: _Handler) -> web.StreamResponse:
    response = await handler(request)
    response.headers.update(_HEADERS)
    return response


def _as_json(state: Health) -> dict[str, object]:
    queue = state.queue
    return {
        "status": "ok" if state.ok else "failing",
        "complaints": [str(one) for one in state.complaints],
        "uptime_seconds": round(state.uptime.total_seconds()),
        "counts": dict(state.counts),
        "outbox": queue
        and {
            "pending": queue.pending,
            "oldest": queue.oldest and queue.oldest.isoformat(),
            "sent": queue.sent,
            "rejected": queue.rejected,
            "doubtful": queue.doubtful,
        },
    }


def _ago(value: datetime | None, now: datetime) -> str:
    """Say how long ago ``value`` was, in one unit."""
    if value is None:
        return "never"
    seconds = max(0, int((now - value.astimezone(UTC)).total_seconds()))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return f"{seconds} s ago"
