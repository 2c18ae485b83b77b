"""Reads the clauses that are no words: tickers, baskets, amounts, conditions on the story."""

import re

from bot.domain.feed import Tier
from bot.query.amounts import UNITS
from bot.query.reader import Reader, did_you_mean
from bot.query.tree import (
    NOTHING,
    AgeIs,
    Amount,
    Comparison,
    Field,
    InBasket,
    Leaf,
    OfficialIs,
    SourcesIs,
    Tagged,
    TierIs,
    Watchlist,
)
from bot.query.values import SCALE_WORDS, read_duration, read_number

COMPARED = re.compile(r"([^\W\d_]+)(?:\s*(<=|>=|=<|=>|≤|≥|<|>)|(==?))\s*", re.ASCII)
_VALUE = re.compile(r'(?:[^\s()"“”|,]|(?<=\d),(?=\d))*')
_NEXT_WORD = re.compile(r"\s+([A-Za-z]+)")
_WITHIN = re.compile(r"\s+within:", re.IGNORECASE)
_SYMBOL = re.compile(r"[A-Za-z0-9][A-Za-z0-9.&-]*")
_NAME = re.compile(r"[A-Za-z0-9][\w-]*", re.ASCII)
_COMPARISONS = {"≤": "<=", "≥": ">=", "=<": "<=", "=>": ">=", "==": "="}
_STORY = ("sources", "tier", "age")
_TIERS = {tier.name.lower(): int(tier) for tier in Tier}
_MEANT = {
    "percent": "pct", "percentage": "pct", "dollar": "usd", "dollars": "usd", "euro": "eur",
    "yuan": "cny", "rmb": "cny", "yen": "jpy", "source": "sources", "publishers": "sources",
    "bp": "bps",
}  # fmt: skip


def only_in_text(reader: Reader, field: Field, start: int, refusal: str) -> None:
    """Refuse, with the sentence ``refusal``, what stands inside a field."""
    if field is not Field.TEXT:
        raise reader.fault(start, refusal, field=str(field))


def read_ticker(reader: Reader, start: int) -> Tagged:
    """Read what follows ``ticker:``."""
    found = reader.take(_SYMBOL)
    if found is None:
        raise reader.fault(start, "query.ticker_missing")
    return Tagged(symbol=found[0].rstrip(".-&").upper(), span=(start, reader.at))


def read_basket(reader: Reader, start: int) -> InBasket:
    """Read what follows ``basket:``."""
    found = reader.take(_NAME)
    if found is None:
        raise reader.fault(start, "query.basket_missing")
    return InBasket(basket=found[0].lower(), span=(start, reader.at))


def read_watchlist(reader: Reader, start: int) -> Watchlist | Tagged:
    """Read what follows ``watchlist:``."""
    found = reader.take(_NAME)
    name = found[0].lower() if found else ""
    if name == "mine":
        return Watchlist(span=(start, reader.at))
    if name == "empty":  # how a watchlist with nothing on it is written once it is put in
        return NOTHING
    raise reader.fault(start, "query.watchlist", replacement="watchlist:mine")


def read_official(reader: Reader, start: int) -> OfficialIs:
    """Read what follows ``official:``."""
    found = reader.take(_NAME)
    answer = {"yes": True, "true": True, "no": False, "false": False}
    value = answer.get(found[0].lower()) if found else None
    if value is None:
        raise reader.fault(start, "query.official", replacement="official:yes")
    return OfficialIs(official=value, span=(start, reader.at))


def read_comparison(reader: Reader, field: Field) -> Leaf:
    """Read a clause that begins with COMPARED."""
    start = reader.at
    found = reader.take(COMPARED)
    assert found is not None
    name = found[1].lower()
    sign = found[2] or found[3]
    comparison = Comparison(_COMPARISONS.get(sign, sign))
    if name in UNITS:
        return _amount(reader, field, start, name, comparison)
    if name not in _STORY:
        meant = did_you_mean(name, (*UNITS, *_STORY), _MEANT)
        end = start + len(name)
        if not meant:
            raise reader.fault(start, "query.not_compared_of", end=end, name=found[1])
        raise reader.fault(
            start,
            "query.not_compared",
            end=end,
            replacement=meant,
            name=found[1],
            meant=f"{meant}{comparison}",
        )
    only_in_text(reader, field, start, "query.story_inside")
    value = reader.take(_VALUE)
    text = value[0] if value else ""
    if name == "age":
        return _age(reader, start, comparison, text)
    if name == "tier":
        tier = _TIERS.get(text.lower()) or _count(text, Tier.BLOG)
        if tier is None:
            ways = ", ".join(f"{number} ({label})" for label, number in _TIERS.items())
            raise reader.fault(start, "query.tier", tiers=ways)
        return TierIs(comparison=comparison, tier=tier, span=(start, reader.at))
    return _sources(reader, start, comparison, text)


def _count(text: str, most: int) -> int | None:
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) and int(text) <= most else None


def _amount(reader: Reader, field: Field, start: int, unit: str, comparison: Comparison) -> Amount:
    if field not in {Field.TEXT, Field.TITLE, Field.BODY}:
        raise reader.fault(start, "query.amount_inside", field=str(field))
    at = reader.at
    value = reader.take(_VALUE)
    text = value[0] if value else ""
    number = read_number(text)
    if number is None or (text.endswith("%") and unit != "pct"):
        example = "25, 2.5" if unit in {"pct", "bps"} else "400m, 1.2b, 2t"
        if text:
            raise reader.fault(at, "query.amount_wrong", text=text, example=example)
        raise reader.fault(at, "query.amount_missing", sign=str(comparison), example=example)
    following = reader.sees(_NEXT_WORD)
    if following and following[1].lower() in SCALE_WORDS:
        amount = f"{text}{following[1][0].lower()}"
        raise reader.fault(
            start,
            "query.amount_size",
            end=following.end(),
            replacement=f"{unit}{comparison}{amount}",
            meant=amount,
        )
    return Amount(
        unit=unit, comparison=comparison, value=number, field=field, span=(start, reader.at)
    )


def _age(reader: Reader, start: int, comparison: Comparison, text: str) -> AgeIs:
    age = read_duration(text)
    if age is None:
        raise reader.fault(start, "query.age")
    return AgeIs(comparison=comparison, age=age, span=(start, reader.at))


def _sources(reader: Reader, start: int, comparison: Comparison, text: str) -> SourcesIs:
    count = _count(text, 1000)
    if count is None:
        raise reader.fault(start, "query.sources")
    within = None
    if reader.take(_WITHIN):
        at = reader.at
        value = reader.take(_VALUE)
        within = read_duration(value[0] if value else "")
        if within is None:
            raise reader.fault(at, "query.within")
    return SourcesIs(comparison=comparison, count=count, within=within, span=(start, reader.at))
