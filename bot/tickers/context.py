"""What around a common word says that a company is meant: Gap reports, shares of Gap, Gap's profit."""

from bot.tickers import cues
from bot.tickers.gazetteer import Company
from bot.tickers.words import LEGAL, STRONG_LEGAL, Casing, Words

_OF_BUSINESS = LEGAL | cues.FINANCE


def has_finance(words: Words, first: int, last: int) -> bool:
    """Say whether the text around some words speaks of business at all: *target* says nothing of Target."""
    norm, talk = words.norm, cues.TALK
    return not (
        talk.isdisjoint(norm) or (talk.isdisjoint(norm[:first]) and talk.isdisjoint(norm[last:]))
    )


def is_listed_with(
    words: Words, first: int, last: int, accepted: dict[int, Company], *, alone: bool
) -> bool:
    """Say whether a company stands right beside: "JetBlue, Delta and United lift fares".

    ``alone``: the words are a symbol in capitals, which may follow another without a mark, and for
    which another such beside it is enough: "DGII vs. EXTR: whose stock …".
    """
    norm = words.norm
    before = first - 1
    while before >= 0 and norm[before] in cues.LISTED:
        before -= 1
    after = last
    while after < len(norm) and norm[after] in cues.LISTED:
        after += 1
    for place, parted, hyphen in (
        (before, before < first - 1, (before, before + 1)),
        (after, after > last, (last - 1, last)),
    ):
        if place in accepted and (alone or parted or words.between(*hyphen) == "-"):
            return True
        if alone and parted and 0 <= place < len(norm) and has_finance(words, first, last):
            other = words.raw[place]
            if other.isupper() and other.isalpha() and 2 <= len(other) <= 5:
                return True
    return False


def _is_possessive(words: Words, last: int) -> bool:
    return words.norm[last - 1] is not words.bare[last - 1]


def supports_firmly(words: Words, first: int, last: int) -> bool:
    """Say whether what stands right beside can only be said of a company."""
    norm, raw = words.norm, words.raw
    count = len(norm)
    if last < count:
        following = norm[last]
        if following in STRONG_LEGAL and raw[last][0].isupper():
            return True
        if following == "," and last + 1 < count and norm[last + 1] in STRONG_LEGAL:
            return True
        if _is_possessive(words, last):
            if not cues.MONEY.isdisjoint(norm[last : last + 3]):
                return True
        elif following in cues.MONEY or (
            following in cues.DEEDS and not cues.REPORTING.isdisjoint(norm)
        ):
            return True
    if not first:
        return False
    before = words.bare[first - 1]
    if before in cues.BEFORE:
        return True
    return before in cues.LINKS and first > 1 and words.bare[first - 2] in cues.STAKES


def supports(words: Words, first: int, last: int) -> bool:
    """Say whether the words around one place say that it names a company."""
    if supports_firmly(words, first, last):
        return True
    norm = words.norm
    if last >= len(norm):
        return False
    if _is_possessive(words, last):
        return not cues.FINANCE.isdisjoint(norm[last : last + 4])
    following = norm[last]
    if following in cues.FINANCE or following in cues.DEEDS or following in cues.DECISIONS:
        return True
    if following == "to" and last + 1 < len(norm):
        return norm[last + 1] in cues.AIMS and has_finance(words, first, last)
    return following in cues.VERBS and has_finance(words, first, last)


def stands_out(words: Words, first: int, last: int) -> bool:
    """Say whether its capital alone marks it as a name, and no longer name holds it."""
    if words.casing is not Casing.SENTENCE or not first:
        return False
    before, raw = words.raw[first - 1], words.raw
    if not before[0].isalnum():
        return before in {"&", "/", ","}
    if before[0].isupper():
        return False
    return last >= len(raw) or not raw[last][0].isupper() or words.norm[last] in _OF_BUSINESS


def is_someone(words: Words, first: int, last: int, given: frozenset[str]) -> bool:
    """Say whether a person or another body bears the name: Harrison Ford, Ford Foundation."""
    norm, raw = words.norm, words.raw
    if last < len(norm) and norm[last] in cues.ORGANISATIONS and raw[last][0].isupper():
        return True
    if not first or not raw[first - 1][0].isupper():
        return False
    named = norm[first - 1] in given or norm[first - 1] in cues.TITLES
    return named and not supports_firmly(words, first, last)


def is_model(words: Words, first: int, last: int) -> bool:
    """Say whether capitals are a model's name, with its number: RTX 3080."""
    if last >= len(words.raw) or last - first > 1:
        return False
    number = words.raw[last]
    return number.isdigit() and len(number) in {3, 4} and len(words.between(last - 1, last)) == 1


def continues(words: Words, at: int) -> bool:
    """Say whether a word may be part of the name before it: capitalised and no word of business."""
    word = words.norm[at]
    return (
        words.raw[at][0].isupper()
        and word not in _OF_BUSINESS
        and word not in cues.VERBS
        and word not in cues.DEEDS
        and word not in cues.DECISIONS
        and word != "to"
    )
