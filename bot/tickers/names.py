"""Companies by what they are called: the longest name first, judged by what else it may mean."""

from collections.abc import Mapping

from bot.domain.ticker import Symbol, Via
from bot.tickers import context
from bot.tickers.gazetteer import Ambiguity, Case, Company, Gazetteer, Name
from bot.tickers.reading import Mention, Reading
from bot.tickers.words import LEGAL, SMALL, Words, fold, listed

_DEEPER = listed(
    """management capital partners advisors advisers financial ventures realty fund funds investments
    wealth asset services"""
)
"""Words that, before a form of incorporation, make a name another company's."""
_AMOUNT = frozenset("$€£¥.,")
"""What before a number makes it an amount: $3M is not 3M."""
_CLOSING = {"(": ")", "[": "]"}


def read(reading: Reading, gazetteer: Gazetteer) -> None:
    """Find the names in a text from left to right; none overlaps another or a marked symbol."""
    words, taken = reading.words, reading.taken
    raw, norm, bare = words.raw, words.norm, words.bare
    openings = gazetteer.openings
    longest, longest_small = openings.longest, openings.longest_small
    at = 0
    for start, word in enumerate(norm):
        most = longest.get(word, 0)
        if bare[start] is not word:
            most = max(most, longest.get(bare[start], 0))
        if not most or start < at or taken[start]:
            continue
        if raw[start].islower():
            most = max(longest_small.get(word, 0), longest_small.get(bare[start], 0))
        found = _longest(words, taken, gazetteer, start, most) if most else None
        if found is not None:
            name, at = found
            _judge(reading, gazetteer, name, first=start, last=at)


def _longest(
    words: Words, taken: bytearray, gazetteer: Gazetteer, at: int, most: int
) -> tuple[Name, int] | None:
    norm = words.norm
    most = min(most, len(norm) - at)
    if most > 1:
        pair = (norm[at], norm[at + 1]), (norm[at], words.bare[at + 1])
        if gazetteer.openings.pairs.isdisjoint(pair):
            most = 1
    for size in range(most, 0, -1):
        last = at + size
        name = _named(words, gazetteer.names, at, last)
        if name is not None and not any(taken[at:last]) and _written(name, words, at, last):
            return name, last
    return None


def _named(words: Words, names: dict[str, Name], first: int, last: int) -> Name | None:
    """Look the words up; a possessive may be part of the name (McDonald's) or not (Target's)."""
    tail, plain = words.norm[last - 1], words.bare[last - 1]
    if last - first == 1:
        name = names.get(tail)
        if plain is tail or (name is not None and name.apostrophe):
            return name
        return names.get(plain)
    front = " ".join(words.norm[first : last - 1])
    name = names.get(f"{front} {tail}")
    return names.get(f"{front} {plain}") if name is None and plain is not tail else name


def _written(name: Name, words: Words, first: int, last: int) -> bool:
    """Say whether a name has the capitals it asks for."""
    raw = words.raw[first]
    if name.case is Case.ANY:
        return True
    if name.case is Case.UPPER:
        return raw.isupper() or (raw.endswith(("'s", "’s")) and raw[:-2].isupper())
    if raw[0].isdigit():
        start = words.span(first)[0]
        return not start or words.text[start - 1] not in _AMOUNT
    if not (raw[0].isupper() or any(map(str.isupper, raw))):
        return False
    return all(
        words.raw[at][0].isupper() or not words.raw[at][0].isalpha() or words.norm[at] in SMALL
        for at in range(first + 1, last)
    )


def _judge(reading: Reading, gazetteer: Gazetteer, name: Name, *, first: int, last: int) -> None:
    company = name.company
    if company is None:
        return
    words = reading.words
    after = last
    while after < len(words.norm) and words.norm[after] in LEGAL:
        after += 1
    marked, bracketed = reading.marked.get(after, (None, False))
    if marked is not None and marked.company is not company:
        old = (
            bracketed
            and name.ambiguity is Ambiguity.SAFE
            and not _akin(marked.company, words, first)
        )
        if not old:
            return  # the mark says which of two such names is meant
        reading.withdraw(marked)  # a symbol it had once, another's now: Barrick Gold (ABX)
    reading.take(first, last)
    mention = reading.mention(company, first, last, via=name.via)
    own = _own_bracket(reading, gazetteer, company, after)
    if own is not None:
        reading.accept(own, after, after + 3)
    if own is not None or (marked is not None and marked.company is company):
        reading.accept(mention, first, last)
        return
    sure = name.ambiguity is Ambiguity.SAFE
    if _goes_on(words, last, None if sure else gazetteer.names) or reading.speaks_against(
        name.against
    ):
        return
    match _verdict(words, name, first, last, gazetteer.given):
        case True:
            reading.accept(mention, first, last)
        case None:
            reading.doubt(mention, first, last)
        case False:
            pass


def _verdict(words: Words, name: Name, first: int, last: int, given: frozenset[str]) -> bool | None:
    """Judge a name by its ambiguity: taken, not taken, or None where its neighbours decide."""
    ambiguity = name.ambiguity
    if ambiguity is not Ambiguity.SAFE and context.is_someone(words, first, last, given):
        return False
    if ambiguity is Ambiguity.SAFE or ambiguity is Ambiguity.BRAND:
        return not (name.case is Case.UPPER and context.is_model(words, first, last))
    if ambiguity is Ambiguity.PROPER:
        return context.supports_firmly(words, first, last) or None
    if context.supports(words, first, last):
        return True
    # Capitals of an acronym mark nothing: FB is a fullback, too.
    return (name.case is not Case.UPPER and context.stands_out(words, first, last)) or None


def _akin(company: Company, words: Words, first: int) -> bool:
    """Say whether a company's name begins like the words at ``first``."""
    return fold(company.name.split()[0]) == words.norm[first]


def _own_bracket(
    reading: Reading, gazetteer: Gazetteer, company: Company, at: int
) -> Mention | None:
    """Read ``(F)`` behind "Ford": a symbol too short or too common to be read elsewhere."""
    raw = reading.words.raw
    if at + 2 >= len(raw) or raw[at + 2] != _CLOSING.get(raw[at]) or reading.taken[at + 1]:
        return None
    listing = gazetteer.symbols.get(Symbol(raw[at + 1]))
    if listing is None or listing.company is not company:
        return None
    return reading.mention(company, at, at + 3, via=Via.EXPLICIT, symbol=listing.symbol)


def _goes_on(words: Words, last: int, names: Mapping[str, Name] | None) -> bool:
    """Say whether the name goes on to another company's.

    "Progressive Capital Management LLC"; with ``names``, for one that may mean something else, any
    one or two capitalised words that name nobody will do: "Southern Air Holdings".
    """
    norm, raw = words.norm, words.raw
    at = last
    while at < len(norm) and norm[at] in _DEEPER:
        at += 1
    if at == last and names is not None:
        while (
            at < min(len(norm), last + 2) and norm[at] not in names and context.continues(words, at)
        ):
            at += 1
    return last < at < len(norm) and norm[at] in LEGAL and raw[at][0].isupper()


def read_unspaced(reading: Reading, gazetteer: Gazetteer) -> None:
    """Find names in Chinese, Japanese and Korean, which no blank parts from the next word."""
    heads, text = gazetteer.openings.unspaced, reading.words.text
    at = 0
    while at < len(text):
        key = next((key for key in heads.get(text[at], ()) if text.startswith(key, at)), None)
        if key is None:
            at += 1
            continue
        name = gazetteer.names[key]
        if name.company is not None:
            reading.sure.append(Mention(name.company, name.company.symbol, name.via, at, key))
        at += len(key)
