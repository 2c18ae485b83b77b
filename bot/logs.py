"""Structured logs on stderr, without secrets: every line passes one redaction, whoever wrote it."""

import logging
import re
import sys
from collections.abc import Iterable
from typing import Literal

import structlog
from structlog.types import EventDict, Processor, WrappedLogger

_PATTERNS = (
    # A Bot API token, alone or in a URL; python-telegram-bot's InvalidToken and httpx both print it.
    (re.compile(r"\d{5,20}:[A-Za-z0-9_-]{30,64}"), "<bot token>"),
    (re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+(?=@)"), "<credentials>"),
    (re.compile(r"(?i)\b(authorization|api[_-]?key|password|token|secret)([=:]\s?)[^\s&,;\"'}]+"), r"\1\2<secret>"),
)  # fmt: skip
_LOUD = ("httpx", "httpcore", "apscheduler", "alembic", "telegram")
"""Libraries that log each step at INFO."""


class Redaction:
    """Takes secrets out of text: what looks like one, and those it was told."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """``secrets`` are taken out wherever they stand."""
        self._secrets = [secret for secret in secrets if secret]

    def __call__(self, text: str) -> str:
        """Give ``text`` without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, "<secret>")
        for pattern, replacement in _PATTERNS:
            text = pattern.sub(replacement, text)
        return text


def configure(
    *,
    level: str = "info",
    style: Literal["auto", "text", "json"] = "auto",
    secrets: Iterable[str] = (),
) -> None:
    """Send our logs and the libraries' to stderr, as text or one JSON object a line."""
    text = sys.stderr.isatty() if style == "auto" else style == "text"
    render: Processor = (
        structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
        if text
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="%H:%M:%S" if text else "iso", utc=True),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *([] if text else [structlog.processors.format_exc_info]),
                render,
                _redacted(Redaction(secrets)),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _LOUD:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _redacted(redaction: Redaction) -> Processor:
    """Make the last step: what a renderer made, exceptions and all, without secrets."""

    def redact(_logger: WrappedLogger, _name: str, rendered: EventDict) -> str:
        return redaction(str(rendered))

    return redact
