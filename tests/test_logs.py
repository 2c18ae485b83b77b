"""No log line holds a secret, whoever wrote it."""

import json
import logging

import pytest
import structlog

from bot import logs
from bot.logs import Redaction

TOKEN = "123456789:AAExampleExampleExampleExampleExample1"


@pytest.mark.parametrize(
    "text",
    [
        f"POST https://api.telegram.org/bot{TOKEN}/getUpdates",
        f"The token `{TOKEN}` was rejected by the server.",
        "could not connect to postgresql://news:hunter22@db/tape",
        "GET https://example.org/feed?api_key=hunter22&n=1",
        "Authorization: hunter22",
    ],
)
def test_what_looks_like_a_secret_is_taken_out(text: str) -> None:
    redacted = Redaction()(text)
    assert TOKEN not in redacted
    assert "hunter22" not in redacted


def test_a_secret_it_was_told_is_taken_out_anywhere() -> None:
    assert Redaction(["s3cr3t"])("the word s3cr3t") == "the word <secret>"


def test_text_without_secrets_stays_as_it_is() -> None:
    text = "feed ministry failed at 14:02:33: https://ministry.test/rss answered 503"
    assert Redaction()(text) == text


@pytest.fixture
def _as_before() -> object:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


@pytest.mark.usefixtures("_as_before")
@pytest.mark.parametrize("style", ["text", "json"])
def test_neither_our_lines_nor_a_librarys_nor_a_traceback_hold_the_token(
    style: str, capsys: pytest.CaptureFixture[str]
) -> None:
    logs.configure(style=style, secrets=[TOKEN])  # type: ignore[arg-type]
    structlog.get_logger("ours").info("starting", url=f"https://x/bot{TOKEN}/getMe")
    logging.getLogger("theirs").warning("rejected %s", TOKEN)
    try:
        raise ValueError(f"The token `{TOKEN}` was rejected")
    except ValueError:
        structlog.get_logger("ours").exception("failed")
        logging.getLogger("theirs").exception("failed")
    written = capsys.readouterr().err
    assert "AAExample" not in written
    assert written.count("<secret>") + written.count("<bot token>") >= 4
    if style == "json":
        assert all(json.loads(line) for line in written.splitlines())


@pytest.mark.usefixtures("_as_before")
def test_httpx_does_not_log_its_requests(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure(style="text")
    logging.getLogger("httpx").info("HTTP Request: POST https://api.telegram.org/bot1:x/getMe")
    assert capsys.readouterr().err == ""
