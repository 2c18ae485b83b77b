"""Letters as readers see them: case, width and accents folded; and what kind of sign each one is.

The folded form of a word is what rules are matched on. The *shape* of a text is a string of the same
length in which every sign outside ASCII stands as an ASCII sign of its kind, so that one small
expression can cut any script into words and every offset is an offset into the text itself.
"""

import re
from functools import lru_cache
from unicodedata import category, normalize

LETTER_ALONE = "\x01"
"""The shape of a letter that is a word by itself: Chinese, Japanese, Korean, Thai …"""
LETTERS = "\x03"
"""The shape of one sign that stands for several letters: ﬁ, ĳ, the Arabic lam-alef."""
MARK = "\x02"
"""The shape of what belongs to the letter before it: accents, vowel signs, joiners."""

_SAME = str.maketrans(
    {
        # Letters that no decomposition takes apart.
        "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
        "ħ": "h", "ŧ": "t",
        # Arabic and Persian keyboards write the same letters with different signs.
        "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": "",
        # Apostrophes inside a word, the dot of ŀ, and what joins or breaks letters without being seen.
        "'": "", "’": "", "ʼ": "", "·": "", "\u00ad": "", "\u200c": "", "\u200d": "",
    }
)  # fmt: skip
_SPELT = str.maketrans({"’": "'", "ŉ": "n", "ŀ": "l", "Ŀ": "L"})
_BREVE = "\u0306"
_WITHIN = frozenset("\u00ad\u200c\u200dـ\uff9e\uff9f")
"""Hyphens and joiners not seen, the Arabic stretch, the voicing signs of half-width Japanese."""
_APOSTROPHES = frozenset("’‘ʼʹ′ʻ＇")
_ALONE = re.compile(
    "[\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0eb2\u0eb3\u0ebd-\u0ec6\u0edc-\u0edf"  # Thai, Lao
    "\u1000-\u102a\u103f\u1050-\u1055\u1780-\u17b3"  # Myanmar, Khmer
    "\u1100-\u11ff\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3038-\u303a\u3041-\u3096\u309d-\u309f\u30a1-\u30fa"
    "\u30fc-\u318e\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97c\uac00-\ud7fb\uf900-\ufaff"
    "\uff66-\uff9d\uffa0-\uffdc\U00020000-\U0003ffff]"
)


def fold(word: str) -> str:
    """Give ``word`` without case, width, accents and apostrophes; folding twice changes nothing.

    Marks are dropped where a reader may leave them out (Latin, Greek, Arabic and Hebrew points, the
    dots of ё) and kept where they make another letter (й, が, Indian vowel signs). The Turkish
    dotless i counts as i, as a keyboard without it writes.
    """
    if word.isascii():
        return word.lower().replace("'", "")
    apart = normalize("NFKD", normalize("NFKD", word).casefold())
    kept: list[str] = []
    base = ""
    for sign in apart:
        if category(sign)[0] == "M":
            if not _matters(base, sign):
                continue
        elif sign not in _WITHIN:
            base = sign
        kept.append(sign)
    return normalize("NFC", "".join(kept).translate(_SAME))


def _matters(base: str, mark: str) -> bool:
    """Say whether ``mark`` makes another letter of ``base``."""
    if base < "\u0400" or "\u1e00" <= base < "\u2000":  # Latin, Greek
        return False
    if base < "\u0530":  # Cyrillic: й and ў are letters of their own, ё and stress are not written
        return mark == _BREVE
    return not "\u0590" <= base < "\u0780"  # Hebrew and Arabic points


def same_width(text: str) -> str:
    """Give ``text`` with full-width letters, ligatures and curly apostrophes as they are typed."""
    if text.isascii():
        return text
    plain = normalize("NFKC", text.translate(_SPELT))
    return text if category(plain[0])[0] == "M" else plain  # Thai sara am comes apart


class _Shapes(dict[int, str]):
    """Code point → its shape, worked out when first met."""

    def __missing__(self, code: int) -> str:
        shape = self[code] = _shape(chr(code))
        return shape


def _shape(sign: str) -> str:
    plain = normalize("NFKC", sign)
    if len(plain) == 1 and " " <= plain <= "~":
        return plain
    if sign in _APOSTROPHES or plain in _APOSTROPHES:
        return "'"
    if sign in _WITHIN:
        return MARK
    if _ALONE.match(sign):
        # ゟ stands for two of them: folded, it would be another query.
        return " " if _ALONE.match(plain) and _ALONE.match(plain[1:]) else LETTER_ALONE
    if " " in plain:  # a mark that stands alone, a sentence in one sign
        return " "
    kind = category(sign)
    if (kind[0] in "LN" or kind == "Sc") and len(plain) > 1:
        # Numbers like ½ and ⑽ part words; Ⅳ and ₨ are letters.
        return " " if kind == "No" else LETTERS
    if kind == "Lu":
        return "A"
    by_kind = {"L": "a", "M": MARK}
    exact = {"Nd": "0", "Nl": "a", "Pd": "-", "Sc": "$"}
    return exact.get(kind) or ("-" if sign == "\u2212" else by_kind.get(kind[0], " "))


_SHAPES = _Shapes()
_UNSHAPED = re.compile(r"[^ -~]+")


def shape(text: str) -> str:
    """Give the shape of ``text``: the same length, ASCII signs as they are, others by their kind.

    ``Ａ``, ``A`` → ``A``; ``é`` → ``a``; ``关`` → LETTER_ALONE; ``–`` → ``-``; ``’`` → ``'``;
    ``€`` → ``$``; anything that parts words → a blank.
    """
    return _UNSHAPED.sub(_reshape, text)


def _reshape(run: re.Match[str]) -> str:
    return run[0].translate(_SHAPES)


@lru_cache(maxsize=4096)
def is_alone(word: str) -> bool:
    """Say whether ``word`` is a letter of a script without spaces, a word by itself."""
    return shape(word[:1]) == LETTER_ALONE
