"""Alerts into Telegram: what is asked of the Bot API, and what its answers mean."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.client_reqrep import ConnectionKey
from aiohttp.test_utils import TestServer
from telegram import Bot
from telegram.error import NetworkError, TelegramError, TimedOut

from bot.chat.request import AiohttpRequest
from bot.domain.alert import AlertContent
from bot.domain.delivery import (
    Delivery,
    DeliveryKind,
    Gone,
    Moved,
    Outcome,
    Rejected,
    Retry,
    Sent,
)
from bot.domain.preferences import Preferences
from bot.domain.rule import Severity
from bot.domain.sentence import said
from bot.domain.story import OfficialJoined
from bot.domain.subscriber import Destination, Subscriber, SubscriberId
from bot.notify.limiter import Limiter, Rate
from bot.notify.telegram import TelegramNotifier, classify

MakeContent = Callable[..., AlertContent]
MakeDelivery = Callable[..., Delivery]

TOKEN = "7:AAsecret"
MESSAGE = {"message_id": 42, "date": 1, "chat": {"id": 1001, "type": "private"}}


@dataclass
class Api:
    """Answers each call as told and remembers what was asked."""

    status: int = 200
    answer: dict[str, Any] = field(default_factory=lambda: {"ok": True, "result": MESSAGE})
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    url: str = ""

    def refuse(self, status: int, description: str, **parameters: int) -> None:
        """Refuse every call from now on."""
        self.status = status
        self.answer = {"ok": False, "error_code": status, "description": description}
        if parameters:
            self.answer["parameters"] = parameters

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one call."""
        form = await request.post()
        self.calls.append(
            (request.match_info["method"], {k: _value(str(v)) for k, v in form.items()})
        )
        return web.json_response(self.answer, status=self.status)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


@pytest.fixture
async def api() -> AsyncIterator[Api]:
    """Give a Bot API on loopback that answers as told."""
    told = Api()
    app = web.Application()
    app.router.add_post("/bot{token}/{method}", told.handle)
    async with TestServer(app) as server:
        told.url = str(server.make_url("/bot"))
        yield told


def _requests() -> AiohttpRequest:
    return AiohttpRequest(connections=8, connect=5.0, read=5.0)


@asynccontextmanager
async def _bot(api: Api) -> AsyncIterator[Bot]:
    """Give a bot that speaks to ``api``, without the getMe of its own start."""
    async with _requests() as updates, _requests() as request:
        yield Bot(TOKEN, base_url=api.url, request=request, get_updates_request=updates)


@pytest.fixture
async def notifier(api: Api) -> AsyncIterator[TelegramNotifier]:
    """Give a notifier to it, without limits of ours."""
    free = Rate(1_000_000, 1.0)
    async with _bot(api) as bot:
        yield TelegramNotifier(bot, Limiter(lambda: 0.0, overall=free, chat=free, group=free))


async def test_an_alert_is_sent_as_html_with_buttons(
    api: Api,
    notifier: TelegramNotifier,
    make_content: MakeContent,
    make_delivery: MakeDelivery,
) -> None:
    """And the message's id is given back for edits and replies."""
    outcome = await notifier.send(make_delivery(thread="17"), make_content())
    assert outcome == Sent(message_id="42")
    ((method, asked),) = api.calls
    assert method == "sendMessage"
    assert asked["chat_id"] == 1001
    assert asked["message_thread_id"] == 17
    assert asked["parse_mode"] == "HTML"
    assert asked["text"].startswith("🟠 <b>Trade office raises steel duties to 50%</b>")
    assert asked["link_preview_options"]["prefer_small_media"] is True
    assert asked["disable_notification"] is False
    (first, *_), _ = asked["reply_markup"]["inline_keyboard"]
    assert first == {"text": "Open", "url": "https://trade.example/duties?id=1&lang=en"}


async def test_a_low_alert_makes_no_sound(
    api: Api,
    notifier: TelegramNotifier,
    make_content: MakeContent,
    make_delivery: MakeDelivery,
) -> None:
    """Severity is how loudly it is told; without a link there is no preview."""
    await notifier.send(make_delivery(severity=Severity.LOW), make_content(url=""))
    ((_, asked),) = api.calls
    assert asked["disable_notification"] is True
    assert asked["link_preview_options"] == {"is_disabled": True}


async def test_an_edit_changes_the_message_sent_before(
    api: Api,
    notifier: TelegramNotifier,
    make_content: MakeContent,
    make_delivery: MakeDelivery,
) -> None:
    """It keeps its id and its buttons."""
    outcome = await notifier.send(make_delivery(DeliveryKind.EDIT), make_content(message_id="42"))
    assert outcome == Sent(message_id="42")
    ((method, asked),) = api.calls
    assert method == "editMessageText"
    assert asked["message_id"] == 42
    assert asked["reply_markup"]["inline_keyboard"]


async def test_an_edit_of_nothing_is_not_sent(
    api: Api,
    notifier: TelegramNotifier,
    make_content: MakeContent,
    make_delivery: MakeDelivery,
) -> None:
    """Its alert was never delivered."""
    outcome = await notifier.send(make_delivery(DeliveryKind.EDIT), make_content())
    assert outcome == Rejected(reason=said("reason.no_message"))
    assert api.calls == []


async def test_a_reply_answers_the_alert(
    api: Api,
    notifier: TelegramNotifier,
    make_content: MakeContent,
    make_delivery: MakeDelivery,
) -> None:
    """With what is new in it, even where the alert was deleted meanwhile."""
    delivery = make_delivery(DeliveryKind.REPLY, novelty=OfficialJoined(source="Trade Office"))
    await notifier.send(delivery, make_content(message_id="42"))
    ((method, asked),) = api.calls
    assert method == "sendMessage"
    assert asked["reply_parameters"] == {"message_id": 42, "allow_sending_without_reply": True}
    assert "Official: Trade Office confirms" in asked["text"]


async def test_a_notice_is_sent_as_it_is_written(
    api: Api, notifier: TelegramNotifier, make_delivery: MakeDelivery
) -> None:
    """To a channel by its name as well."""
    await notifier.send(
        make_delivery(DeliveryKind.NOTICE, address="@tape", text="Rule <a> is quiet now."), None
    )
    ((_, asked),) = api.calls
    assert asked["chat_id"] == "@tape"
    assert asked["text"] == "Rule &lt;a&gt; is quiet now."
    assert "reply_markup" not in asked


@pytest.mark.parametrize(
    ("preferences", "told"),
    [
        (
            Preferences(lang="de", zone="Asia/Tokyo"),
            "Der Feed wire ist seit 5. März 00:30 tot: 503",
        ),
        (Preferences(), "La fuente wire está muerta desde 4 mar 15:30: 503"),
    ],
)
async def test_a_notice_is_said_in_its_readers_language_and_zone(
    api: Api, make_delivery: MakeDelivery, preferences: Preferences, told: str
) -> None:
    """The language they chose, else their Telegram's; the moment as their clock shows it."""
    since = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
    dead = said("notice.feed_dead_since", feed="wire", since=since, reason="503")
    async with _bot(api) as bot:
        notifier = TelegramNotifier(bot, Limiter(lambda: 0.0), reader=_reader(preferences))
        await notifier.send(replace(make_delivery(DeliveryKind.NOTICE), said=dead), None)
    ((_, asked),) = api.calls
    assert asked["text"] == told


async def test_a_digest_is_in_its_readers_language_and_zone(
    api: Api, make_content: MakeContent, make_delivery: MakeDelivery
) -> None:
    """Its title, what is left off, and the alerts in it."""
    preferences = Preferences(lang="de", zone="Asia/Tokyo")
    async with _bot(api) as bot:
        notifier = TelegramNotifier(bot, Limiter(lambda: 0.0), reader=_reader(preferences))
        await notifier.send_digest(make_delivery(DeliveryKind.DIGEST), [make_content()] * 60)
    ((_, asked),) = api.calls
    assert "<b>Übersicht · 60 Meldungen</b>" in asked["text"]
    assert "1 Quelle" in asked["text"]
    assert "weitere" in asked["text"]


def _reader(preferences: Preferences) -> Callable[[SubscriberId], Subscriber | None]:
    """Give who reads: Telegram says they speak Spanish."""
    reader = Subscriber(
        id=SubscriberId("telegram:1001"),
        destination=Destination(adapter="telegram", address="1001"),
        lang="es-MX",
        preferences=preferences,
    )
    return lambda _: reader


@pytest.mark.parametrize(
    ("status", "description", "outcome"),
    [
        (
            400,
            "Bad Request: message is not modified: specified new message content and reply markup are exactly the same",
            Sent(message_id="42"),
        ),
        (400, "Bad Request: message to edit not found", Rejected),
        (400, "Bad Request: message can't be edited", Rejected),
        (400, "Bad Request: can't parse entities: Unsupported start tag", Rejected),
        (400, "Bad Request: message is too long", Rejected),
        (400, "Bad Request: TOPIC_CLOSED", Rejected),
        (400, "Bad Request: not enough rights to send text messages to the chat", Rejected),
        (400, "Bad Request: message thread not found", Gone),
        (400, "Bad Request: chat not found", Gone),
        (403, "Forbidden: bot was blocked by the user", Gone),
        (403, "Forbidden: user is deactivated", Gone),
        (403, "Forbidden: bot was kicked from the supergroup chat", Gone),
        (401, "Unauthorized", Retry),
        (404, "Not Found", Retry),
        (409, "Conflict: terminated by other getUpdates request", Retry),
        (500, "Internal Server Error", Retry),
        (502, "Bad Gateway", Retry),
    ],
)
async def test_refusals_are_understood(
    *,
    api: Api,
    notifier: TelegramNotifier,
    make_content: MakeContent,
    make_delivery: MakeDelivery,
    status: int,
    description: str,
    outcome: Outcome | type[Outcome],
) -> None:
    """Each answer of Telegram is one outcome, and none of them tells the token."""
    api.refuse(status, description)
    got = await notifier.send(make_delivery(DeliveryKind.EDIT), make_content(message_id="42"))
    if isinstance(outcome, type):
        assert isinstance(got, outcome)
    else:
        assert got == outcome
    assert "secret" not in repr(got)


async def test_a_group_that_became_a_supergroup_has_moved(
    api: Api,
    notifier: TelegramNotifier,
    make_content: MakeContent,
    make_delivery: MakeDelivery,
) -> None:
    """The new address is all that changes."""
    api.refuse(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        migrate_to_chat_id=-1001234,
    )
    outcome = await notifier.send(make_delivery(address="-77"), make_content())
    assert outcome == Moved(to=Destination(adapter="telegram", address="-1001234"))


async def test_flood_control_is_waited_for(
    api: Api,
    notifier: TelegramNotifier,
    make_content: MakeContent,
    make_delivery: MakeDelivery,
) -> None:
    """The time Telegram names is kept, and the chat is not even tried before it has passed."""
    api.refuse(429, "Too Many Requests: retry after 31", retry_after=31)
    first = await notifier.send(make_delivery(), make_content())
    again = await notifier.send(make_delivery(), make_content())
    assert isinstance(first, Retry)
    assert isinstance(again, Retry)
    assert first.after == again.after == timedelta(seconds=31)
    assert not first.uncertain
    assert len(api.calls) == 1


async def test_a_short_wait_for_our_own_limits_is_waited_out(
    api: Api, make_content: MakeContent, make_delivery: MakeDelivery
) -> None:
    """A second is waited with the claim in hand; a minute goes back to the outbox."""
    now = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    async with _bot(api) as bot:
        limiter = Limiter(lambda: now, chat=Rate(1, 1.0), group=Rate(2, 60.0))
        notifier = TelegramNotifier(bot, limiter, sleep=sleep)
        outcomes = [
            await notifier.send(make_delivery(address="-77"), make_content()) for _ in range(3)
        ]
    assert now == 1.0
    assert outcomes == [
        Sent(message_id="42"),
        Sent(message_id="42"),
        Retry(after=timedelta(seconds=59), reason=said("reason.limits")),
    ]


NOWHERE = ConnectionKey(
    host="api.example", port=443, is_ssl=True, ssl=True, proxy=None, proxy_auth=None,
    proxy_headers_hash=None, server_hostname=None,
)  # fmt: skip


@pytest.mark.parametrize(
    ("error", "cause", "uncertain"),
    [
        (NetworkError("no route"), aiohttp.ClientConnectorError(NOWHERE, OSError()), False),
        (NetworkError("no name"), aiohttp.ClientConnectorDNSError(NOWHERE, OSError()), False),
        (TimedOut(), aiohttp.ConnectionTimeoutError(), False),
        (TimedOut(), aiohttp.SocketTimeoutError(), True),
        (NetworkError("cut"), aiohttp.ClientOSError(), True),
        (NetworkError("closed"), aiohttp.ServerDisconnectedError(), True),
        (NetworkError(f"https://api/bot{TOKEN}/sendMessage"), None, True),
        (TelegramError("Invalid server response"), None, True),
    ],
)
def test_a_lost_answer_is_told_from_a_request_that_never_left(
    error: TelegramError, cause: Exception | None, uncertain: bool
) -> None:
    """Only where the request may have arrived is a double possible."""
    error.__cause__ = cause
    outcome = classify(error, Destination(adapter="telegram", address="1001"))
    assert isinstance(outcome, Retry)
    assert outcome.uncertain is uncertain
    assert "secret" not in str(outcome.reason)
