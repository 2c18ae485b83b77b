"""What an operator sets, from the environment and ``.env``; every fault is told at once."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.actions.hosting import Access, AccessMode
from bot.domain.errors import ConfigurationError, Problem

TOKEN = re.compile(r"\d{5,20}:[A-Za-z0-9_-]{30,64}")
"""A Bot API token: the bot's id, a colon, its secret."""


class Settings(BaseSettings):
    """Everything that can be set. Each is an environment variable; docs/operating.md lists them."""

    model_config = SettingsConfigDict(
        env_prefix="TAPEWATCH_", env_file=".env", env_file_encoding="utf-8", extra="ignore",
        env_ignore_empty=True, hide_input_in_errors=True,
    )  # fmt: skip

    telegram_bot_token: SecretStr | None = Field(
        default=None,
        validation_alias="TELEGRAM_BOT_TOKEN",
        description="From @BotFather. Without it alerts are printed in the terminal.",
    )
    telegram_api: str = Field(
        default="https://api.telegram.org",
        description="The Bot API server; another one when you run your own.",
    )
    telegram_webhook: str = Field(
        default="",
        description="The https address under which Telegram reaches /telegram of the dashboard's port; "
        "empty polls for updates.",
    )
    telegram_rich: bool = Field(
        default=False,
        description="Whether alerts and digests are sent as rich messages of Bot API 10.1, plain where refused.",
    )
    database: str = Field(
        default="sqlite:///data/tapewatch.db",
        description="Where everything is stored: sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME.",
    )
    rules: Path | None = Field(
        default=None,
        description="A folder of packs, baskets and feeds in place of the shipped one.",
    )
    contact: str = Field(
        default="",
        description="An address a publisher can write to; the SEC answers nobody without one.",
    )
    host: str = Field(default="127.0.0.1", description="Where the dashboard listens.")
    port: int = Field(default=8787, ge=0, le=65535, description="Its port; 0 takes any free one.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="How much is logged, on stderr."
    )
    log_format: Literal["auto", "text", "json"] = Field(
        default="auto", description="auto writes text to a terminal and JSON elsewhere."
    )
    user_feeds: int = Field(
        default=0,
        ge=0,
        description="How many feeds of their own each subscriber may add; 0 for none.",
    )
    admins: str = Field(
        default="", description="Telegram ids of the operators, with commas: they have /admin."
    )
    access: AccessMode = Field(
        default=AccessMode.OPEN,
        description="Who may subscribe: open, invite (who has a code of /admin), allow-list.",
    )
    allowed: str = Field(
        default="",
        description="Telegram ids of people and groups the allow-list lets in, with commas.",
    )
    keep_days: int = Field(default=90, ge=4, description="How long items and alerts are kept.")

    @field_validator("telegram_bot_token")
    @classmethod
    def _looks_like_a_token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not TOKEN.fullmatch(value.get_secret_value().strip()):
            raise ValueError(
                "this is no bot token; @BotFather gives one of the form 123456789:AAE…, "
                "copy it whole, without quotes"
            )
        return value and SecretStr(value.get_secret_value().strip())

    @field_validator("telegram_webhook")
    @classmethod
    def _can_be_pushed_to(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s/]+/telegram", value):
            raise ValueError(
                "write an address that ends in /telegram, like https://bot.example.org/telegram"
            )
        return value

    @field_validator("contact")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if value and not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", value):
            raise ValueError("write an e-mail address, like desk@example.org, or leave it out")
        return value

    @field_validator("admins", "allowed")
    @classmethod
    def _are_ids(cls, value: str) -> str:
        if wrong := [one for one in _listed(value) if not re.fullmatch(r"-?\d{1,20}", one)]:
            raise ValueError(
                f"{wrong[0]!r} is no Telegram id; write numbers with commas, like 123456789,-100987654321"
            )
        return value

    def access_rules(self) -> Access:
        """Give who may do what; operators are always let in."""
        admins, allowed = frozenset(_listed(self.admins)), frozenset(_listed(self.allowed))
        return Access(mode=self.access, admins=admins, allowed=allowed | admins)

    @property
    def keep(self) -> timedelta:
        """How long items and alerts are kept."""
        return timedelta(days=self.keep_days)


def load_settings(env_file: Path | None = Path(".env")) -> Settings:
    """Read the environment and ``env_file``.

    Raises:
        ConfigurationError: with every setting that cannot be used, by its variable's name.

    """
    try:
        return Settings(_env_file=env_file)
    except ValidationError as error:
        raise ConfigurationError(
            Problem(message=f"{_variable(fault['loc'])}: {_words(fault['msg'])}")
            for fault in error.errors(include_input=False, include_url=False)
        ) from None


def _listed(value: str) -> list[str]:
    return [one.strip() for one in value.split(",") if one.strip()]


def _variable(location: tuple[int | str, ...]) -> str:
    name = str(location[0]) if location else "settings"
    return name if name.isupper() else f"TAPEWATCH_{name.upper()}"


def _words(message: str) -> str:
    return message.removeprefix("Value error, ")
