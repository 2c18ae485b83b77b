"""The shipped rules are found in a working copy and in an installed wheel."""

from pathlib import Path

import pytest

import bot
from bot.domain.errors import ConfigurationError
from bot.packs.location import default_rules


def test_a_working_copy_has_them_beside_the_package() -> None:
    """Where they are edited."""
    assert default_rules() == Path(bot.__file__).parent.parent / "rules"


def test_a_wheel_has_them_inside_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They win over a folder that happens to be called rules."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "bot/_rules").mkdir(parents=True)
    monkeypatch.setattr(bot, "__file__", str(tmp_path / "bot/__init__.py"))
    assert default_rules() == tmp_path / "bot/_rules"


def test_an_installation_without_rules_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What to do is said."""
    monkeypatch.setattr(bot, "__file__", str(tmp_path / "bot/__init__.py"))
    with pytest.raises(ConfigurationError, match="install Tapewatch again"):
        default_rules()
