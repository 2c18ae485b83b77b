"""Every fault of the settings is told at once, by the variable's name, without its value."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.domain.errors import ConfigurationError
from bot.settings import load_settings

TOKEN = "123456789:AAExampleExampleExampleExampleExample1"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TELEGRAM_BOT_TOKEN", "TAPEWATCH_PORT", "TAPEWATCH_CONTACT"):
        monkeypatch.delenv(name, raising=False)


def test_nothing_need_be_set() -> None:
    settings = load_settings(env_file=None)
    assert settings.telegram_bot_token is None
    assert settings.database == "sqlite:///data/tapewatch.db"
    assert settings.keep == timedelta(days=90)


def test_two_lines_in_env_are_enough(tmp_path: Path) -> None:
    env = tmp_path / ".env"
    env.write_text(f"TELEGRAM_BOT_TOKEN={TOKEN}\nTAPEWATCH_CONTACT=desk@example.org\n")
    settings = load_settings(env)
    assert settings.telegram_bot_token is not None
    assert settings.telegram_bot_token.get_secret_value() == TOKEN
    assert settings.contact == "desk@example.org"


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "")
    assert load_settings(env_file=None).telegram_bot_token is None


def test_all_faults_are_told_at_once_and_no_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "hunter22")
    monkeypatch.setenv("TAPEWATCH_PORT", "many")
    monkeypatch.setenv("TAPEWATCH_CONTACT", "nobody")
    with pytest.raises(ConfigurationError) as caught:
        load_settings(env_file=None)
    message = str(caught.value)
    assert "hunter22" not in message
    assert len(caught.value.problems) == 3
    for name in ("TELEGRAM_BOT_TOKEN", "TAPEWATCH_PORT", "TAPEWATCH_CONTACT"):
        assert f"{name}: " in message


def test_the_settings_as_text_do_not_hold_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", TOKEN)
    assert TOKEN not in repr(load_settings(env_file=None))
