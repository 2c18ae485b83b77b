"""What each kind of file holds, as it was written: nothing is looked up or parsed yet."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from bot.domain.feed import Feed, Tier
from bot.domain.rule import Severity
from bot.packs.source import Text
from bot.tickers.aliases import Alias


@dataclass(frozen=True, slots=True, kw_only=True)
class ExampleForm:
    """An item a rule must match or must not."""

    title: Text
    summary: str = ""
    lang: str = "en"
    source: str = ""
    tier: Tier = Tier.PRESS
    sources: int = 1
    """How many publishers tell its story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleForm:
    """A rule of a pack."""

    id: Text
    title: str
    severity: Severity
    query: Text
    baskets: tuple[Text, ...]
    cooldown: timedelta | None
    per_day: Text | None
    """At most so many items a day of a recorded stream may match: a whole number."""
    match: tuple[ExampleForm, ...]
    ignore: tuple[ExampleForm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PackForm:
    """A pack; without rules it is a vocabulary, named queries that packs share."""

    id: Text
    title: str
    titles: tuple[tuple[str, str], ...]
    """Language → title."""
    emoji: str
    description: str
    queries: tuple[tuple[Text, Text], ...]
    rules: tuple[RuleForm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryForm:
    """A company of a basket."""

    symbol: Text
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketForm:
    """A basket."""

    id: Text
    title: str
    description: str
    when: Text
    entries: tuple[EntryForm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedForm:
    """A feed, and where its id and address stand."""

    id: Text
    url: Text
    feed: Feed


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedListForm:
    """A curated list of feeds."""

    feeds: tuple[FeedForm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasesForm:
    """Names people use for companies, and phrases that name nobody."""

    aliases: tuple[Alias, ...]
    stops: tuple[str, ...]


Form: TypeAlias = PackForm | BasketForm | FeedListForm | AliasesForm
