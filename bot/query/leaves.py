"""Reads one clause of a query: a word, a phrase, a ticker, an amount, a condition on the story."""

import re

from bot.domain.feed import Tier
from bot.query.amounts import UNITS
from bot.query.fold import fold, is_alone
from bot.query.limits import MAX_PHRASE, MIN_PREFIX
from bot.query.reader import Reader, did_you_mean
from bot.query.regex import complaint
from bot.query.tree import (
    NOTHING,
    AgeIs,
    Amount,
    Comparison,
    Field,
    InBasket,
    Leaf,
    Macro,
    OfficialIs,
    Prefix,
    Regex,
    SourcesIs,
    Tagged,
    Term,
    TierIs,
    Watchlist,
)
from bot.query.values import SCALE_WORDS, read_duration, read_number
from bot.query.words import Word, typed, words

OPENING_QUOTE = re.compile('["“„«「”]')
_QUOTED = re.compile('["“„”]([^"“”„]*)["”“]|«([^»]*)»|「([^」]*)」')
_RUN = re.compile(r'(?:[^\s()"“”„«»「」|,]|(?<=\d),(?=\d))+')
_COMPARED = re.compile(r"([^\W\d_]+)(?:\s*(<=|>=|=<|=>|≤|≥|<|>)|(==?))\s*", re.ASCII)
_VALUE = re.compile(r'(?:[^\s()"“”|,]|(?<=\d),(?=\d))*')
_NEXT_WORD = re.compile(r"\s+([A-Za-z]+)")
_WITHIN = re.compile(r"\s+within:", re.IGNORECASE)
_MACRO = re.compile(r"@([^\W_][\w-]*(?:\.[^\W_][\w-]*)?)")
_CASHTAG = re.compile(r"\$([A-Za-z][A-Za-z0-9]*(?:[.-][A-Za-z0-9]+)*|\d+\.[A-Z]{1,3}(?![A-Za-z]))")
_SYMBOL = re.compile(r"[A-Za-z0-9][A-Za-z0-9.&-]*")
_NAME = re.compile(r"[A-Za-z0-9][\w-]*", re.ASCII)
_REGEX = re.compile(r"/((?:[^/\\]|\\.)*)/([A-Za-z]*)", re.DOTALL)
_COMPARISONS = {"≤": "<=", "≥": ">=", "=<": "<=", "=>": ">=", "==": "="}
_OPERATOR_WORDS = {"and": "AND", "or": "OR", "not": "NOT", "&&": "AND", "&": "AND"}
_STORY = ("sources", "tier", "age")
_TIERS = {tier.name.lower(): int(tier) for tier in Tier}
_MEANT = {
    "percent": "pct", "percentage": "pct", "dollar": "usd", "dollars": "usd", "euro": "eur",
    "yuan": "cny", "rmb": "cny", "yen": "jpy", "source": "sources", "publishers": "sources",
    "bp": "bps",
}  # fmt: skip


def read_leaf(reader: Reader, field: Field) -> Leaf:
    """Read the clause that stands here, to be looked for in ``field``.

    Raises:
        QueryError: where it is none.

    """
    start = reader.at
    sign = reader.text[start]
    if OPENING_QUOTE.match(sign):
        return _phrase(reader, field, exact=False)
    if sign == "=":
        return _exact(reader, field)
    if sign == "/":
        return _regex(reader, field)
    if sign == "@":
        return _macro(reader, field)
    if ticker := reader.take(_CASHTAG):
        _only_in_text(reader, field, start, "a ticker")
        return Tagged(symbol=ticker[1].upper(), span=ticker.span())
    if reader.sees(_COMPARED):
        return _comparison(reader, field)
    return _word(reader, field)


def _only_in_text(reader: Reader, field: Field, start: int, what: str) -> None:
    if field is not Field.TEXT:
        raise reader.fault(start, f"{what} is not looked for in a field; write it before {field}:")


# Words


def _quoted(reader: Reader) -> str:
    start = reader.at
    found = reader.take(_QUOTED)
    if found is None:
        raise reader.fault(
            start,
            'this quote is never closed; write " at the end of the phrase',
            end=start + 1,
            closed_by='"',
        )
    return next(group for group in found.groups() if group is not None)


def _phrase(reader: Reader, field: Field, *, exact: bool, start: int | None = None) -> Term:
    start = reader.at if start is None else start
    found = typed(_quoted(reader))
    return _term(reader, field, found, start, exact=exact)


def _term(reader: Reader, field: Field, found: list[Word], start: int, *, exact: bool) -> Term:
    if not found:
        message = "there is no word in this to look for; write letters or figures"
        raise reader.fault(start, message)
    if len(found) > MAX_PHRASE:
        message = f"this phrase has {len(found)} words and {MAX_PHRASE} are possible; shorten it"
        raise reader.fault(start, message)
    if exact:
        looked_for = tuple(word.surface for word in found)
    elif field in {Field.TEXT, Field.TITLE, Field.BODY}:
        looked_for = tuple(word.norm for word in found)
    else:  # IT and US are abbreviations in a text, but Italian and America in lang: and url:
        looked_for = tuple(word.norm.lower() for word in found)
    return Term(words=looked_for, field=field, exact=exact, span=(start, reader.at))


def _exact(reader: Reader, field: Field) -> Term:
    start = reader.at
    reader.at += 1
    if reader.sees(OPENING_QUOTE):
        return _phrase(reader, field, exact=True, start=start)
    run = reader.take(_RUN)
    if run is None:
        message = '= takes a word or a phrase right after it, as in =CAT or ="Rare Earth"'
        raise reader.fault(start, message, end=start + 1)
    if "*" in run[0]:
        raise reader.fault(start, "= asks for the word exactly as written; leave out = or the *")
    return _term(reader, field, typed(run[0]), start, exact=True)


def _word(reader: Reader, field: Field) -> Term | Prefix:
    start = reader.at
    run = reader.take(_RUN)
    if run is None:
        raise reader.fault(start, "a word, a phrase or ( is expected here", end=start + 1)
    text = run[0]
    _refuse_lookalikes(reader, text, start)
    if "*" in text:
        return _prefix(reader, field, text, start)
    return _term(reader, field, typed(text), start, exact=False)


def _refuse_lookalikes(reader: Reader, text: str, start: int) -> None:
    """Refuse what is probably meant as something else than a word."""
    operator = _OPERATOR_WORDS.get(text.lower())
    if operator is not None:
        raise reader.fault(
            start,
            f'write {operator} in capitals to join, or "{text}" in quotes to look for the word',
            replacement=operator,
        )
    if text[0] in "'‘" and len(text) > 1:
        message = 'a phrase stands in double quotes, as in "rare earth"'
        raise reader.fault(start, message, end=start + 1, replacement='"')
    if text[0] == "!" and len(text) > 1:
        message = "write - or NOT for what must not occur"
        raise reader.fault(start, message, end=start + 1, replacement="-")
    if text[0] in "<>":
        message = "a comparison needs a name on its left, as in pct>=25 or usd>=1b"
        raise reader.fault(start, message)


def _prefix(reader: Reader, field: Field, text: str, start: int) -> Prefix:
    base = text[:-1]
    if "*" in base or not text.endswith("*"):
        raise reader.fault(start, "a * stands only at the end of a word, as in tariff*")
    found = words(base)
    if len(found) != 1:
        raise reader.fault(
            start,
            f'a * goes with one word, and "{base}" is {len(found)}; put the others beside it',
        )
    norm = found[0].norm
    if is_alone(norm):
        message = "this script is searched by its characters anyway; leave out the *"
        raise reader.fault(start, message, replacement=base)
    prefix = norm if norm[0].isdigit() else fold(base).replace("-", "").replace(".", "")
    if len(prefix) < MIN_PREFIX:
        message = f"a prefix needs {MIN_PREFIX} letters or more; {text} would match far too much"
        raise reader.fault(start, message)
    return Prefix(prefix=prefix, field=field, span=(start, reader.at))


def _regex(reader: Reader, field: Field) -> Regex:
    start = reader.at
    found = reader.take(_REGEX)
    if found is None:
        message = "this regular expression is never closed; write / at its end, and \\/ inside it"
        raise reader.fault(start, message, end=start + 1, closed_by="/")
    pattern, flags = found[1].replace("\\/", "/"), found[2]
    if flags not in {"", "i"}:
        message = f"there is no flag {flags}; only i, which ignores case"
        raise reader.fault(found.start(2), message, replacement="i" if "i" in flags else "")
    ignore_case = flags == "i"
    if not pattern:
        raise reader.fault(start, "an empty regular expression matches everything; write one")
    if wrong := complaint(pattern, ignore_case=ignore_case):
        raise reader.fault(start, f"this regular expression cannot be used: {wrong}")
    return Regex(pattern=pattern, ignore_case=ignore_case, field=field, span=found.span())


def _macro(reader: Reader, field: Field) -> Macro:
    start = reader.at
    found = reader.take(_MACRO)
    if found is None:
        message = "@ takes the name of a query right after it, as in @tariffs or @defense.contracts"
        raise reader.fault(start, message, end=start + 1)
    return Macro(name=found[1], field=field, span=found.span())


# What the tagger found, and conditions


def read_ticker(reader: Reader, start: int) -> Tagged:
    """Read what follows ``ticker:``."""
    found = reader.take(_SYMBOL)
    if found is None:
        message = "ticker: takes one symbol right after it, as in ticker:LMT or ticker:0700.HK"
        raise reader.fault(start, message)
    return Tagged(symbol=found[0].rstrip(".-&").upper(), span=(start, reader.at))


def read_basket(reader: Reader, start: int) -> InBasket:
    """Read what follows ``basket:``."""
    found = reader.take(_NAME)
    if found is None:
        raise reader.fault(start, "basket: takes a basket's name right after it: basket:defense")
    return InBasket(basket=found[0].lower(), span=(start, reader.at))


def read_watchlist(reader: Reader, start: int) -> Watchlist | Tagged:
    """Read what follows ``watchlist:``."""
    found = reader.take(_NAME)
    name = found[0].lower() if found else ""
    if name == "mine":
        return Watchlist(span=(start, reader.at))
    if name == "empty":  # how a watchlist with nothing on it is written once it is put in
        return NOTHING
    raise reader.fault(
        start, "there is one watchlist, yours: watchlist:mine", replacement="watchlist:mine"
    )


def read_official(reader: Reader, start: int) -> OfficialIs:
    """Read what follows ``official:``."""
    found = reader.take(_NAME)
    answer = {"yes": True, "true": True, "no": False, "false": False}
    value = answer.get(found[0].lower()) if found else None
    if value is None:
        raise reader.fault(start, "write official:yes or official:no", replacement="official:yes")
    return OfficialIs(official=value, span=(start, reader.at))


def _comparison(reader: Reader, field: Field) -> Leaf:
    start = reader.at
    found = reader.take(_COMPARED)
    assert found is not None
    name = found[1].lower()
    sign = found[2] or found[3]
    comparison = Comparison(_COMPARISONS.get(sign, sign))
    if name in UNITS:
        return _amount(reader, field, start, name, comparison)
    if name not in _STORY:
        meant = did_you_mean(name, (*UNITS, *_STORY), _MEANT)
        raise reader.fault(
            start,
            f"{found[1]} cannot be compared; write "
            + (f"{meant}{comparison}…" if meant else "pct, bps, a currency, sources, tier or age"),
            end=start + len(name),
            replacement=meant or None,
        )
    _only_in_text(reader, field, start, "a condition on the story")
    value = reader.take(_VALUE)
    text = value[0] if value else ""
    if name == "age":
        return _age(reader, start, comparison, text)
    if name == "tier":
        tier = _TIERS.get(text.lower()) or _count(text, Tier.BLOG)
        if tier is None:
            ways = ", ".join(f"{number} ({label})" for label, number in _TIERS.items())
            raise reader.fault(start, f"a tier is one of {ways}")
        return TierIs(comparison=comparison, tier=tier, span=(start, reader.at))
    return _sources(reader, start, comparison, text)


def _count(text: str, most: int) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) and int(text) <= most else None


def _amount(reader: Reader, field: Field, start: int, unit: str, comparison: Comparison) -> Amount:
    if field not in {Field.TEXT, Field.TITLE, Field.BODY}:
        message = f"amounts are found in title and summary, not in {field}:"
        raise reader.fault(start, message)
    at = reader.at
    value = reader.take(_VALUE)
    text = value[0] if value else ""
    number = read_number(text)
    if number is None or (text.endswith("%") and unit != "pct"):
        example = "25 or 2.5" if unit in {"pct", "bps"} else "400m, 1.2b or 2t"
        message = (
            f"{text} is no number; write one like {example}"
            if text
            else (f"a number is missing after {comparison}; write one like {example}")
        )
        raise reader.fault(at, message)
    following = reader.sees(_NEXT_WORD)
    if following and following[1].lower() in SCALE_WORDS:
        raise reader.fault(
            start,
            f"write the size without a blank: {text}{following[1][0].lower()}",
            end=following.end(),
            replacement=f"{unit}{comparison}{text}{following[1][0].lower()}",
        )
    return Amount(
        unit=unit, comparison=comparison, value=number, field=field, span=(start, reader.at)
    )


def _age(reader: Reader, start: int, comparison: Comparison, text: str) -> AgeIs:
    age = read_duration(text)
    if age is None:
        raise reader.fault(start, "an age is written like 30m, 2h or 1d, a year at most")
    return AgeIs(comparison=comparison, age=age, span=(start, reader.at))


def _sources(reader: Reader, start: int, comparison: Comparison, text: str) -> SourcesIs:
    count = _count(text, 1000)
    if count is None:
        raise reader.fault(start, "sources are counted in whole numbers, as in sources>=2")
    within = None
    if reader.take(_WITHIN):
        at = reader.at
        value = reader.take(_VALUE)
        within = read_duration(value[0] if value else "")
        if within is None:
            raise reader.fault(at, "within: takes a time like 30m or 2h, a year at most")
    return SourcesIs(comparison=comparison, count=count, within=within, span=(start, reader.at))
