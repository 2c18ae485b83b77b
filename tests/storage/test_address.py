"""Database URLs, as operators write them and as they get them wrong."""

from pathlib import Path

import pytest

from bot.domain.errors import ConfigurationError
from bot.storage.address import parse


@pytest.mark.parametrize(
    ("url", "driver", "place"),
    [
        ("sqlite:///data/tapewatch.db", "sqlite", "data/tapewatch.db"),
        ("sqlite:////srv/tape watch.db", "sqlite", "/srv/tape watch.db"),
        ("sqlite://", "sqlite", "the database in memory"),
        ("sqlite:///:memory:", "sqlite", "the database in memory"),
        (
            "postgresql://tape:hidden@db.example:5433/news",
            "postgresql+asyncpg",
            "PostgreSQL database 'news' on db.example:5433",
        ),
        (
            "postgres://tape:hidden@db.example/news?sslmode=require",
            "postgresql+asyncpg",
            "PostgreSQL database 'news' on db.example",
        ),
        (
            "postgresql:///news",
            "postgresql+asyncpg",
            "PostgreSQL database 'news' on the local socket",
        ),
    ],
)
def test_a_url_names_a_driver_and_a_place_without_a_password(
    url: str, driver: str, place: str
) -> None:
    """What it is called in messages never holds the user or the password."""
    address = parse(url)
    assert (address.url.drivername, address.place) == (driver, place)


def test_sslmode_is_passed_on_by_the_drivers_name_for_it() -> None:
    """Hosters give URLs in libpq's words."""
    assert dict(parse("postgres://h/d?sslmode=require").url.query) == {"ssl": "require"}


def test_a_file_is_found_from_home() -> None:
    """As a shell would."""
    assert parse("sqlite:///~/tapewatch.db").file == Path.home() / "tapewatch.db"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("tapewatch.db", "cannot be read; write sqlite:///data/tapewatch.db"),
        ("", "cannot be read"),
        ("postgresql://user:hidden@host:port/news", "cannot be read"),
        ("mysql://user:hidden@host/news", "begins with mysql://"),
        ("sqlite://tapewatch.db", "three slashes"),
        ("sqlite:///tapewatch.db?mode=ro", "SQLite takes none"),
        ("postgresql://user:hidden@host", "names no database"),
        ("postgresql://user:hidden@host/news?pool=5", "has the option 'pool'"),
    ],
)
def test_a_wrong_url_is_said_so_without_repeating_it(url: str, says: str) -> None:
    """It may hold a password."""
    with pytest.raises(ConfigurationError) as caught:
        parse(url)
    assert says in str(caught.value)
    assert "hidden" not in str(caught.value)


def test_a_missing_driver_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL is an extra."""
    monkeypatch.setattr("bot.storage.address.find_spec", lambda name: None)
    with pytest.raises(ConfigurationError, match=r"pip install 'tapewatch\[postgres\]'"):
        parse("postgresql://host/news")
