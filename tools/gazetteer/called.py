"""What companies are called, and how sure a reader may be of it: judged once, frozen in the file."""

import re
from collections import defaultdict
from collections.abc import Iterable

import naming
from companies import UNRANKED, Entry
from lexicon import VERY_COMMON, Lexicon

from bot.tickers.gazetteer import Ambiguity, Bare
from bot.tickers.words import LEGAL, listed, phrase

_FUND = re.compile(
    r"\b(?:Funds?|ETF|ETFs|Income|Municipal|Opportunities|Acquisition)\b|Trust$", re.IGNORECASE
)
_CONNECTING = listed("of the and for de in del la")
_LARGE, _MIDDLE, _SMALL, _TINY = 600, 1500, 2500, 4000
"""Ranks by market value down to which less is asked of a name."""
Owner = tuple[Entry, str]


def names(entries: Iterable[Entry], lexicon: Lexicon) -> dict[str, Owner]:
    """Give what each phrase means.

    Whole names first, the larger company winning; then those without ``Group``, ``Holdings``; then
    beginnings that name one company only.
    """
    owners: dict[str, Owner] = {}
    looser: dict[str, list[Owner]] = defaultdict(list)
    prefixes: dict[str, list[Owner]] = defaultdict(list)
    for entry in sorted(entries, key=lambda e: (not e.listed, e.rank)):
        for name in _spoken(entry):
            words = _whole_name(name, lexicon)
            owners.setdefault(phrase(" ".join(words)), (entry, " ".join(words)))
            for shorter in naming.looser(words):
                looser[phrase(" ".join(shorter))].append((entry, " ".join(shorter)))
            for end in range(len(words) - 1, 0, -1):
                prefixes[phrase(" ".join(words[:end]))].append((entry, " ".join(words[:end])))
    for table in (looser, prefixes):
        for key, candidates in table.items():
            entry, text = candidates[0]
            rivals = [e for e, _ in candidates if e is not entry and not _dwarfs(entry, e)]
            if key not in owners and not rivals and _nameable(text.split(" "), entry, lexicon):
                owners[key] = (entry, text)
    return {key: owner for key, owner in owners.items() if _usable(key, *owner, lexicon)}


def _spoken(entry: Entry) -> list[str]:
    spoken = [entry.name, *entry.spoken]
    return spoken + [
        n.replace("Pharmaceuticals", "Pharma") for n in spoken if "Pharmaceuticals" in n
    ]


def _dwarfs(entry: Entry, other: Entry) -> bool:
    return entry.rank < _LARGE and other.rank > max(3000, 8 * entry.rank)


def _whole_name(name: str, lexicon: Lexicon) -> list[str]:
    """Give a name without its form of incorporation, unless nothing but a common word is left."""
    words = naming.core(name)
    key = phrase(words[0])
    if len(words) == 1 and (lexicon.count(key) >= VERY_COMMON or key in lexicon.never):
        return naming.tokens(name)[:2]  # News Corp, Target Corp
    return words


def _nameable(words: list[str], entry: Entry, lexicon: Lexicon) -> bool:
    """Say whether a beginning of a name may stand for it."""
    last = phrase(words[-1])
    if last in _CONNECTING or words[-1] == "&" or (entry.rank > _TINY and not entry.foreign):
        return False
    keys = [phrase(word) for word in words]
    if len(words) > 1:
        return any(lexicon.count(key) < 1000 and key not in lexicon.never for key in keys)
    word = keys[0]
    if entry.hand_kept or len(word) < 4 or word in lexicon.given_all:
        return False
    if lexicon.is_odd(word):
        return entry.rank <= 3000 or entry.foreign
    borne = lexicon.surname(word) < 20_000 or lexicon.is_place_or_given(word)
    return entry.rank <= _SMALL and lexicon.count(word) < (5000 if borne else 200)


def _usable(key: str, entry: Entry, text: str, lexicon: Lexicon) -> bool:
    """Say whether a phrase is a name at all, and not too common for so small a company."""
    words = key.split(" ")
    if len(key) < 2 or key.isdigit() or max(map(len, words)) == 1:
        return False
    if key in lexicon.never or text in lexicon.acronyms:
        return False
    if key in lexicon.places and (entry.rank > _MIDDLE or not _is_whole(entry, key)):
        return False
    if entry.rank <= _SMALL:
        return True
    if len(words) == 1 and lexicon.is_common(words[0]):
        return entry.foreign and lexicon.count(words[0]) < 5000
    return not all(word in LEGAL or lexicon.count(word) > 20_000 for word in words)


def _is_whole(entry: Entry, key: str) -> bool:
    return phrase(" ".join(naming.core(entry.name))) == key


def ambiguity(words: list[str], entry: Entry, lexicon: Lexicon) -> Ambiguity:
    """Judge what else a name may mean."""
    keys = [phrase(word) for word in words]
    if len(keys) > 1:
        if len(keys) > 2 or any(lexicon.count(key) < 4000 for key in keys):
            return Ambiguity.SAFE
        return Ambiguity.BRAND if entry.rank <= _MIDDLE or entry.foreign else Ambiguity.WORD
    word = keys[0]
    if words[0].isupper() and len(word) > 1 and (lexicon.is_odd(word) or _is_whole(entry, word)):
        return Ambiguity.BRAND if lexicon.count(word) >= 150 else Ambiguity.SAFE
    if _is_whole(entry, word):
        return _of_whole(word, entry, lexicon)
    if lexicon.is_odd(word):
        return Ambiguity.SAFE if len(word) > 4 or entry.rank <= 1000 else Ambiguity.WORD
    proper = lexicon.is_common(word) or lexicon.is_place_or_given(word)
    return Ambiguity.PROPER if proper else Ambiguity.BRAND


def _of_whole(word: str, entry: Entry, lexicon: Lexicon) -> Ambiguity:
    """Judge a company's whole name of one word."""
    famous = entry.rank <= 1000
    if lexicon.is_place_or_given(word) or (entry.rank == UNRANKED and lexicon.is_common(word)):
        return Ambiguity.PROPER
    if lexicon.count(word) >= 700:
        return Ambiguity.WORD
    if lexicon.surname(word) < 10_000:
        return Ambiguity.BRAND if famous else Ambiguity.PROPER
    if lexicon.count(word) >= 150:
        return Ambiguity.BRAND
    return Ambiguity.SAFE if len(word) > 4 or famous else Ambiguity.WORD


def bare(entry: Entry, lexicon: Lexicon) -> Bare:
    """Judge where a company's symbol is read for what it is."""
    symbol = entry.symbol
    if symbol in lexicon.acronyms or len(symbol) == 1:
        return Bare.MARKED
    if not symbol.isalpha() or len(symbol) == 2 or not entry.listed or _FUND.search(entry.name):
        return Bare.BRACKETS
    count = lexicon.count(symbol.lower())
    if count >= (5000 if entry.rank <= 300 else 50):
        if entry.rank <= _MIDDLE:
            return Bare.CONTEXT
        return Bare.BRACKETS if count < 1000 else Bare.MARKED
    if entry.rank <= 1200:
        return Bare.FREE
    return Bare.CONTEXT if entry.rank <= 5000 else Bare.BRACKETS
