"""The commands that run the bot: run, health."""

import asyncio
import contextlib
import json
import signal
import sys
import urllib.error
import urllib.request
from collections.abc import AsyncIterator

from bot import logs
from bot.domain.errors import TapewatchError
from bot.packs.library import load_library
from bot.packs.location import default_rules
from bot.settings import Settings, load_settings


def run() -> None:
    """Start the bot: poll the curated feeds, alert in Telegram or in this terminal."""
    settings = load_settings()
    configure_logs(settings)
    asyncio.run(_serve(settings))


async def _serve(settings: Settings) -> None:
    from bot.app import Tapewatch  # noqa: PLC0415 - the offline commands start without its libraries

    bot = Tapewatch(settings, load_library(settings.rules or default_rules()))
    async with stop_signals() as stop:
        await bot.start()
        await bot.run(stop)


def configure_logs(settings: Settings) -> None:
    """Set up logs as the settings say, with the settings' secrets redacted."""
    token = settings.telegram_bot_token
    logs.configure(
        level=settings.log_level,
        style=settings.log_format,
        secrets=[token.get_secret_value()] if token else (),
    )


@contextlib.asynccontextmanager
async def stop_signals() -> AsyncIterator[asyncio.Event]:
    """Give an event that SIGINT and SIGTERM set; a second SIGINT ends the program at once."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def ask(number: signal.Signals) -> None:
        stop.set()
        loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ask, number)
    try:
        yield stop
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)


def health() -> None:
    """Ask the running bot how it stands; exit status 1 where it needs attention."""
    settings = load_settings()
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104
    address = f"http://{host}:{settings.port}/health"
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(address, timeout=4) as answer:
            state = json.load(answer)
    except urllib.error.HTTPError as error:
        state = json.load(error)
    except OSError:
        raise TapewatchError(
            f"nothing answers on {address}; start the bot with: tapewatch run"
        ) from None
    print(json.dumps(state, ensure_ascii=False))
    if state["status"] != "ok":
        sys.exit(1)
