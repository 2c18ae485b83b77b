"""Whether the promise was kept: what had to be told against what was told, and after which kill. Pure."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple


class Key(NamedTuple):
    """What is to be told once: a piece, to somebody."""

    piece: str
    reader: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A message that is in its chat, and which process sent it: the one that kill number ``life`` ended."""

    key: Key
    life: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Killed:
    """A kill, and what it left behind."""

    phase: str
    unrecorded: frozenset[Key]
    """Alerts that were stored, and that they were sent was not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of it all; ``faults`` are what breaks the promise, each in one sentence."""

    committed: int
    received: int
    lost: int
    hidden: int
    """Messages that arrived, and whose process was killed before it recorded that."""
    doubled: int
    """Messages that came although the same was there already."""
    faults: tuple[str, ...]


def judge(
    owed: Mapping[Key, int],
    stored: Sequence[Key],
    receipts: Sequence[Receipt],
    kills: Mapping[int, Killed],
    doubtful: int,
) -> Verdict:
    """Compare what is ``owed`` with the alerts ``stored`` and with what arrived, oldest first.

    ``owed`` says in which life each was published, ``kills`` are by the life they ended. ``doubtful`` is how many messages the bot says it may have
    sent twice.
    """
    arrived: dict[Key, list[int]] = defaultdict(list)
    for receipt in receipts:
        arrived[receipt.key].append(receipt.life)
    faults = [
        f"{_named(key)}, published in life {owed[key]}, is lost"
        for key in sorted(owed.keys() - arrived.keys())
    ]
    faults += [f"{_named(key)} was told unasked" for key in sorted(arrived.keys() - owed.keys())]
    alerts = Counter(stored)
    faults += [
        f"{_named(key)} is an alert {times} times"
        for key in sorted(owed.keys() | set(stored))
        if (times := alerts[key]) != (key in owed)
    ]
    doubles = {key: lives for key, lives in arrived.items() if len(lives) > 1}
    for key, lives in sorted(doubles.items()):
        faults += [
            f"{_named(key)} was told in life {before} and again in life {after}, unexplained"
            for before, after in pairwise(lives)
            if not (before < after and _hidden(key, before, kills))
        ]
    if len(doubles) > doubtful:
        faults.append(f"{len(doubles)} were doubled, and the bot counts {doubtful} as doubtful")
    return Verdict(
        committed=len(stored),
        received=len(arrived),
        lost=len(owed.keys() - arrived.keys()),
        hidden=sum(_hidden(key, life, kills) for key, lives in arrived.items() for life in lives),
        doubled=sum(len(lives) - 1 for lives in doubles.values()),
        faults=tuple(faults),
    )


def _hidden(key: Key, life: int, kills: Mapping[int, Killed]) -> bool:
    """Tell whether a kill came between sending and recording."""
    return life in kills and key in kills[life].unrecorded


def _named(key: Key) -> str:
    return f"{key.piece!r} to {key.reader}"
