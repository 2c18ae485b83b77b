"""What is published, and who must be told of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from bot.domain.preferences import Preferences
from bot.domain.rule import Rule, RuleId
from bot.domain.subscriber import Destination, Subscriber, SubscriberId

ZONES = 20
READERS = 3
"""Of each zone; with so many zones no chat has more messages than Telegram lets into one."""
_FIRST_READER = 5_000
_SILENT = 0.2
"""Share of the pieces on which no rule holds."""
_RETOLD = 0.3
"""Share of those that another feed brings as well."""
_SYLLABLES = tuple(consonant + vowel for consonant in "bdfgklmnprtvz" for vowel in "aeiou")
_WORDS = 14
_ALL_AT_ONCE = Preferences(budget=1_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece of news, in words of its own: none is the next report of another's story."""

    name: str
    """A word that no other piece has, the title's first."""
    title: str
    summary: str
    category: str
    """What rules look for."""
    feeds: tuple[str, ...]
    """Which bring it, one after the other."""
    readers: tuple[str, ...]
    """Whose rules hold on it: addresses."""


def pieces(seed: int, feeds: Sequence[str]) -> Iterator[Piece]:
    """Give pieces without end."""
    draw = Random(f"{seed}/news")
    own = _words(draw)
    while True:
        name, *words = (next(own) for _ in range(_WORDS))
        zone, silent = draw.randrange(ZONES), draw.random() < _SILENT
        yield Piece(
            name=name,
            title=f"{name} {' '.join(words[:5])}",
            summary=f"{' '.join(words[5:])}.",
            category="weather" if silent else _category(zone),
            feeds=tuple(draw.sample(feeds, 2 if draw.random() < _RETOLD else 1)),
            readers=() if silent else _readers(zone),
        )


def subscriptions() -> Mapping[Subscriber, Rule]:
    """Give all readers, each with the rule that holds on what their zone is told."""
    given = {}
    for zone in range(ZONES):
        for address in _readers(zone):
            reader = Subscriber(
                id=SubscriberId(f"telegram:{address}"),
                destination=Destination(adapter="telegram", address=address),
                preferences=_ALL_AT_ONCE,
            )
            rule_id = RuleId(f"@{reader.id}/zone")
            query = f"tag:{_category(zone)}"
            given[reader] = Rule(id=rule_id, name="zone", query=query, owner=reader.id)
    return given


def _category(zone: int) -> str:
    return f"zone{zone}"


def _readers(zone: int) -> tuple[str, ...]:
    return tuple(str(_FIRST_READER + zone * READERS + number) for number in range(READERS))


def _words(draw: Random) -> Iterator[str]:
    """Give words of no language, none twice."""
    given = set[str]()
    while True:
        word = "".join(draw.choices(_SYLLABLES, k=4))
        if word not in given:
            given.add(word)
            yield word
