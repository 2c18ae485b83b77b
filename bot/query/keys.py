"""What is kept of an item to find it by, for an inverted index: stems, words, amounts, tickers, themes.

    tw sw aw gw uw lw    a word of the text, source, author, tags, url, language that is its own stem; hw of
                         the title
    ts, tn … hs, hn      the stem of any other, and that word itself, folded
    c                    an amount: its unit and its size, roughly (:func:`size_of`)
    m b                  a ticker, a theme
    x                    of every item; k of those that are stemmed in another language than English

Keys are small ASCII letters, digits and ``_``, and signs beyond ASCII: no index folds or cuts those. Word
order and places are not in them. When words are cut or stemmed otherwise than before, or the keys are
made otherwise, the keys of stored items are to be made anew by a migration.
"""

from bisect import bisect
from functools import lru_cache

from bot.query.document import ITEM_FIELDS, Document
from bot.query.stems import DEFAULT

MAX_KEYS = 4_000
"""Of an item; one with more is found by every query."""
_LONGEST = 60
"""Signs of a key that are kept."""

ANY = "x"
"""Key of every item that has keys."""
FOREIGN = "k"
"""Key of an item whose words are not stemmed as English ones."""
EVERYTHING = "e"
"""Only key of an item that every query must see."""
UNTAGGED = "q"
"""Key of an item whose tickers and themes are not known."""
LETTERS = dict(zip(ITEM_FIELDS, "ttsagul", strict=True))
"""Field of an item → the letter of its words. Title and summary are one text here."""
TITLE = "h"
"""Letter of the title's words, which have this one too."""
_ESCAPED = {code: f"_{code:02x}" for code in range(128) if not chr(code).isalnum()} | {
    code: f"_{code:02x}" for code in range(ord("A"), ord("Z") + 1)
}
_SIZES = tuple(
    step * 10.0**power for power in range(-2, 15) for step in (1, 1.5, 2, 2.5, 3, 4, 5, 7.5)
)
"""Where one size of amounts ends and the next begins: at round figures, as people ask for those."""


def keys(document: Document, *, tagged: bool = True) -> frozenset[str]:
    """Give the keys of an item. Without ``tagged`` its tickers and themes are not known."""
    found = {ANY}
    if document.lang != DEFAULT:
        found.add(FOREIGN)
    for field in ITEM_FIELDS:
        readings = {
            reading
            for word in set(document.words(field))
            for reading in word.readings
            if reading.norm
        }
        for letter in (LETTERS[field], TITLE) if field == "title" else (LETTERS[field],):
            for reading in readings:
                found.update(_of_word(letter, reading.norm, reading.stem))
    found.update(amount_key(one.unit, size_of(one.value)) for one in document.amounts)
    if tagged:
        found.update(ticker_key(symbol) for symbol in document.symbols)
        found.update(theme_key(basket) for basket in document.baskets)
    else:
        found.add(UNTAGGED)
    return frozenset(found) if len(found) <= MAX_KEYS else frozenset((EVERYTHING,))


@lru_cache(maxsize=65_536)
def _of_word(letter: str, norm: str, stem: str) -> tuple[str, ...]:
    if norm == stem:
        return (_key(letter + "w", norm),)
    return _key(letter + "s", stem), _key(letter + "n", norm)


def stem_keys(letter: str, stem: str) -> tuple[str, str]:
    """Give the keys of which a word of this stem, in the field of ``letter``, has one."""
    return _key(letter + "w", stem), _key(letter + "s", stem)


def word_keys(letter: str, norm: str) -> tuple[str, str]:
    """Give the keys of which this word has one; of a longer word that begins so, one begins so."""
    return _key(letter + "w", norm), _key(letter + "n", norm)


def amount_key(unit: str, size: int) -> str:
    """Give the key of an amount of ``unit`` of that size."""
    return f"c{unit}{size}"


def size_of(value: float) -> int:
    """Give the size of an amount: the larger it is, the larger its size, from 0 to :data:`LARGEST`."""
    return bisect(_SIZES, value)


def is_least(value: float) -> bool:
    """Say whether no amount of the same size is smaller."""
    return value in _SIZES


LARGEST = len(_SIZES)


def ticker_key(symbol: str) -> str:
    """Give the key of a ticker."""
    return _key("m", symbol)


def theme_key(basket: str) -> str:
    """Give the key of a theme."""
    return _key("b", basket)


def _key(kind: str, text: str) -> str:
    return kind + text.translate(_ESCAPED)[:_LONGEST]


def is_whole(key: str) -> bool:
    """Say whether a key is that of one text only: a longer one is cut, as others that begin so."""
    return len(key) < _LONGEST
