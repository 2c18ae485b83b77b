"""Writes a recorded stream for ``tapewatch check --stream``: days of a tape that never ran, one item a line.

Most of a day is news of something else, a part uses the rules' words for other things, and on every
topic some things happen. The same seed gives the same days.

``python tools/stream/record.py --days 2 --items 700 | tapewatch check rules/ --stream -``
"""

import argparse
import json
import random
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

HEADLINES = Path(__file__).with_name("headlines.yaml")
FIRST_DAY = datetime(2026, 3, 2, tzinfo=UTC)
SHARES = {"general": 0.78, "near": 0.16, "on_topic": 0.06}
"""Of a day's items."""
PUBLISHERS = ("Harbour Wire", "Morning Ledger", "Northline", "Capital Courier", "Elbe Tribune")
_SLOT = re.compile(r"\{(\w+)\}")


def main() -> None:
    """Write the days to standard output."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=2)
    parser.add_argument("--items", type=int, default=700, help="on each day")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    for item in items(options.days, options.items, options.seed):
        sys.stdout.write(json.dumps(item, ensure_ascii=False) + "\n")


def items(days: int, a_day: int, seed: int) -> Iterator[Mapping[str, str]]:
    """Make so many days of so many items, in the order of their times."""
    text = yaml.safe_load(HEADLINES.read_text(encoding="utf-8"))
    draw = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    for day in range(days):
        chosen = [
            line
            for kind, share in SHARES.items()
            for line in _spread(text[kind], round(a_day * share), draw)
        ]
        draw.shuffle(chosen)
        for number, line in enumerate(chosen):
            at = FIRST_DAY + timedelta(days=day, seconds=number * 86_400 / len(chosen))
            title = _SLOT.sub(lambda slot: draw.choice(text["fill"][slot[1]]), line)
            yield {
                "id": f"{day}-{number}",
                "title": title,
                "source": draw.choice(PUBLISHERS),
                "lang": "en" if title.isascii() else "zh",
                "published": at.isoformat(),
            }


def _spread(lines: Sequence[str], count: int, draw: random.Random) -> list[str]:
    """Take lines in turns, so that none comes much more often than another."""
    whole, rest = divmod(count, len(lines))
    return [*lines * whole, *draw.sample(lines, rest)]


if __name__ == "__main__":
    main()
