"""A tape of any length for measuring speed: made-up reports whose words are as rare as those of newswire.

No text of anybody's: words are drawn from the shipped table by their frequency, a story by a handful
of rare words that its reports share. It measures time and memory, never judgement.
"""

import gzip
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from math import exp
from pathlib import Path

from bot.domain.item import Item, ItemId

TABLE = Path(__file__).resolve().parents[2] / "rules" / "frequencies" / "en.gz"
START = datetime(2025, 1, 6, tzinfo=UTC)
_RARE = 6.0
_TITLE = (7, 13)
_LEAD = (20, 40)
_TOPIC = 6


class Tape:
    """Draws reports; the same seed draws the same ones."""

    def __init__(self, seed: int = 7) -> None:
        self._random = random.Random(seed)
        lines = gzip.decompress(TABLE.read_bytes()).decode().splitlines()
        rows = [line.split("\t") for line in lines if not line.startswith("#")]
        self._words = [row[0] for row in rows]
        self._odds = list(accumulate(exp(-float(row[1])) for row in rows))
        self._rare = [row[0] for row in rows if float(row[1]) > _RARE]

    def items(self, count: int, over: timedelta) -> Iterator[Item]:
        """Give ``count`` reports spread evenly ``over`` a time; three of four tell a story told before."""
        topics: list[list[str]] = []
        for number in range(count):
            if not topics or self._random.random() < 0.25:
                topics.append(self._random.sample(self._rare, _TOPIC))
            topic = self._random.choice(topics[-400:])
            yield Item(
                id=ItemId(f"{number:020x}"),
                title=self._text(topic, *_TITLE).capitalize(),
                summary=self._text(topic, *_LEAD).capitalize() + ".",
                url=f"https://news.example/{number}",
                source=f"Outlet {number % 97}",
                published=START + over * (number / count),
            )

    def _text(self, topic: list[str], least: int, most: int) -> str:
        own = self._random.sample(topic, self._random.randint(2, _TOPIC - 1))
        length = self._random.randint(least, most)
        around = self._random.choices(self._words, cum_weights=self._odds, k=length - len(own))
        text = own + around
        self._random.shuffle(text)
        return " ".join(text)
