"""What a simple bot does: the exact title, and MinHash over the words of the title."""

import random
import re
from collections.abc import Callable, Sequence
from zlib import crc32

from bot.domain.item import Item

_WORD = re.compile(r"\w+")
_PRIME = (1 << 61) - 1
_HASHES, _BANDS = 128, 32
SIMILAR = 0.7


def by_title(items: Sequence[Item]) -> list[str]:
    """Put items of one title, but for case and punctuation, into one story."""
    return [" ".join(_WORD.findall(item.title.lower())) for item in items]


def by_minhash(items: Sequence[Item]) -> list[str]:
    """Join the most similar earlier item whose words overlap by 0.7 (Jaccard, estimated by MinHash, Broder 1997).

    128 hashes in 32 bands find the candidates; the estimate decides.
    """
    draw = random.Random(1)
    hashes = [(draw.randrange(1, _PRIME), draw.randrange(_PRIME)) for _ in range(_HASHES)]
    signatures: list[tuple[int, ...]] = []
    bands: dict[tuple[int, ...], list[int]] = {}
    stories: list[str] = []
    for number, item in enumerate(items):
        words = {crc32(word.encode()) for word in _WORD.findall(item.title.lower())} or {0}
        signature = tuple(min((a * word + b) % _PRIME for word in words) for a, b in hashes)
        keys = [
            (at, *signature[at : at + _HASHES // _BANDS])
            for at in range(0, _HASHES, _HASHES // _BANDS)
        ]
        likest, best = 0.0, -1
        for other in {other for key in keys for other in bands.get(key, ())}:
            equal = sum(a == b for a, b in zip(signature, signatures[other], strict=True))
            likest, best = max((likest, best), (equal / _HASHES, other))
        stories.append(stories[best] if likest >= SIMILAR else str(number))
        signatures.append(signature)
        for key in keys:
            bands.setdefault(key, []).append(number)
    return stories


BASELINES: dict[str, Callable[[Sequence[Item]], list[str]]] = {
    "exact title": by_title,
    "MinHash 0.7": by_minhash,
}
