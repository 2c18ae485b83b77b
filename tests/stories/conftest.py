"""What the tests of stories share: the shipped tables, and items made of little."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.item import Item, ItemId
from bot.packs.library import Library, load_library
from bot.packs.location import default_rules
from bot.stories.frequencies import Frequencies
from bot.stories.index import StoryIndex
from bot.tickers.tagger import Tagger

START = datetime(2025, 12, 3, 9, tzinfo=UTC)


@pytest.fixture(scope="session")
def library() -> Library:
    """What Tapewatch ships."""
    return load_library(default_rules())


@pytest.fixture(scope="session")
def frequencies(library: Library) -> Frequencies:
    """The shipped table."""
    return library.frequencies


@pytest.fixture(scope="session")
def tagger(library: Library) -> Tagger:
    """The shipped gazetteer's tagger."""
    return Tagger(library.gazetteer)


@pytest.fixture
def index(frequencies: Frequencies) -> StoryIndex:
    """An empty index with the shipped table."""
    return StoryIndex(frequencies)


@pytest.fixture(scope="session")
def start() -> datetime:
    """The time of an item made with no hours."""
    return START


@pytest.fixture(scope="session")
def make() -> Callable[..., Item]:
    """Make an item of a title; ``hours`` after the start, everything else by name."""

    def item(title: str, *, hours: float = 0.0, **fields: object) -> Item:
        given: dict[str, object] = {
            "id": ItemId(f"{title}|{fields.get('source', '')}|{hours}"),
            "published": START + timedelta(hours=hours),
            **fields,
        }
        return Item(title=title, **given)  # type: ignore[arg-type] # fields by name, checked by Item

    return item
