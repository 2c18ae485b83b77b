"""Amounts a text names: "25%", "145 per cent", "$1.2 billion", "€400m", "1.5 trillion yuan", "500亿元".

Units are ``pct``, ``bps`` (basis points) and ISO 4217 codes in lower case. A range ("25–50%",
"$1-2 billion") names both its ends. A bare ``$`` is a US dollar; ``¥`` and 元 go by their usual country.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

PERCENT = "pct"
BASIS_POINTS = "bps"

_SIGNS: Mapping[str, str] = {
    "$": "usd", "US$": "usd", "A$": "aud", "AU$": "aud", "C$": "cad", "CA$": "cad", "HK$": "hkd",
    "NT$": "twd", "S$": "sgd", "NZ$": "nzd", "R$": "brl", "MX$": "mxn", "€": "eur", "£": "gbp",
    "¥": "jpy", "￥": "cny", "CN¥": "cny", "RMB": "cny", "₹": "inr", "Rs": "inr", "₩": "krw",
    "₽": "rub", "₺": "try", "₪": "ils", "₫": "vnd", "₱": "php", "฿": "thb", "₴": "uah", "₦": "ngn",
}  # fmt: skip
_WORDS: Mapping[str, str] = {
    "dollar": "usd", "dollars": "usd", "us dollars": "usd", "u.s. dollars": "usd",
    "australian dollars": "aud", "canadian dollars": "cad", "euro": "eur", "euros": "eur",
    "pound": "gbp", "pounds": "gbp", "pounds sterling": "gbp", "yuan": "cny", "renminbi": "cny",
    "rmb": "cny", "yen": "jpy", "won": "krw", "rupee": "inr", "rupees": "inr", "rouble": "rub",
    "roubles": "rub", "ruble": "rub", "rubles": "rub", "swiss francs": "chf", "francs": "chf",
    "lira": "try", "kronor": "sek", "kroner": "nok", "zloty": "pln", "reais": "brl", "riyals": "sar",
    "dirhams": "aed", "shekels": "ils", "rand": "zar", "rupiah": "idr", "baht": "thb", "dong": "vnd",
    "ringgit": "myr", "forint": "huf", "hryvnia": "uah", "tenge": "kzt", "dólares": "usd",
    "美元": "usd", "美金": "usd", "欧元": "eur", "歐元": "eur", "英镑": "gbp", "英鎊": "gbp",
    "人民币": "cny", "人民幣": "cny", "元": "cny", "日元": "jpy", "日圆": "jpy", "日圓": "jpy", "円": "jpy",
    "ドル": "usd", "ユーロ": "eur", "港元": "hkd", "港币": "hkd", "新台币": "twd", "台币": "twd",
    "韩元": "krw", "韓元": "krw", "원": "krw", "달러": "usd", "卢布": "rub", "卢比": "inr",
}  # fmt: skip
_CODES = (
    "aed", "ars", "aud", "brl", "cad", "chf", "clp", "cny", "cop", "czk", "dkk", "egp",
    "eur", "gbp", "hkd", "huf", "idr", "ils", "inr", "jpy", "krw", "kwd", "kzt", "mxn",
    "myr", "ngn", "nok", "nzd", "pen", "php", "pkr", "pln", "qar", "ron", "rub", "sar",
    "sek", "sgd", "thb", "try", "twd", "uah", "usd", "vnd", "zar",
)  # fmt: skip
_PERCENTS = (
    "%",
    "％",
    "٪",
    "pc",
    "percent",
    "per cent",
    "per-cent",
    "pct",
    "percentage points",
    "percentage point",
    "个百分点",
    "個百分點",
    "パーセント",
)
_BASIS = ("basis points", "basis point", "bps", "bp", "个基点")

UNITS: tuple[str, ...] = (PERCENT, BASIS_POINTS, *_CODES)
"""What a query may ask for; exactly what is found in texts."""

_SCALES: Mapping[str, float] = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "million": 1e6, "millions": 1e6,
    "mio": 1e6, "millionen": 1e6, "millones": 1e6, "b": 1e9, "bn": 1e9, "bln": 1e9, "billion": 1e9,
    "billions": 1e9, "mrd": 1e9, "milliarden": 1e9, "milliard": 1e9, "milliards": 1e9,
    "miliardi": 1e9, "mil millones": 1e9, "t": 1e12, "tn": 1e12, "trn": 1e12, "trillion": 1e12,
    "trillions": 1e12, "crore": 1e7, "lakh": 1e5, "百": 1e2, "千": 1e3, "万": 1e4, "萬": 1e4, "만": 1e4,
    "十万": 1e5, "百万": 1e6, "百萬": 1e6, "千万": 1e7, "亿": 1e8, "億": 1e8, "억": 1e8, "十亿": 1e9,
    "百亿": 1e10, "千亿": 1e11, "万亿": 1e12, "萬億": 1e12, "兆": 1e12, "조": 1e12,
}  # fmt: skip
_UNIT_OF: Mapping[str, str] = {
    **_WORDS,
    **dict.fromkeys(_PERCENTS, PERCENT),
    **dict.fromkeys(_BASIS, BASIS_POINTS),
}
_SIGN_OF: Mapping[str, str] = {**_SIGNS, **{code.upper(): code for code in _CODES}}


def _any_of(names: Collection[str]) -> str:
    """Write an alternation, the longest first, that ends at a word's end where it ends in a letter."""
    ordered = sorted(names, key=len, reverse=True)
    return "|".join(
        re.escape(name) + ("(?![A-Za-z])" if name[-1].isascii() and name[-1].isalpha() else "")
        for name in ordered
    )


_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)(?!\d)"
_SCALE = (
    rf"(?:[\s-]?(?:{_any_of([name for name in _SCALES if name not in 'kmbt'])})|[kmbt](?![A-Za-z]))"
)
_SIGN = rf"(?-i:{_any_of(_SIGN_OF)})"
_UNIT = rf"(?:(?-i:{_any_of([code.upper() for code in _CODES])})|{_any_of(_UNIT_OF)})"
_AMOUNT = re.compile(
    rf"""(?P<first>{_NUMBER})(?P<first_scale>{_SCALE})?\+?
    (?:\s?(?:[-–—~～至到]|to)\s?{_SIGN}?\s?(?P<last>{_NUMBER})(?P<last_scale>{_SCALE})?\+?)?
    (?:[\s-]?(?P<unit>{_UNIT}))?""",
    re.VERBOSE | re.IGNORECASE,
)
_DIGITS = re.compile(r"\d[\d.,]*")
_BEFORE = re.compile(rf"(?<![A-Za-z])(?P<sign>{_SIGN}|百分之)\s?$")
_LONGEST_SIGN = 5
_LARGEST = 1e18
"""Longer rows of digits are no amounts."""
_OF_WHAT = re.compile(r"\s+of\b", re.IGNORECASE)
"""Pounds *of* something are a weight."""


class AmountNamed(NamedTuple):
    """An amount and its place in a text, in characters, the end exclusive."""

    unit: str
    value: float
    start: int
    end: int


def find_amounts(text: str) -> Iterator[AmountNamed]:
    """Give the amounts ``text`` names, in the order they stand; both ends of a range share its place."""
    end = 0
    for digits in _DIGITS.finditer(text):
        if digits.start() < end:
            continue
        found = _AMOUNT.match(text, digits.start())
        if found is not None:
            end = found.end()
            yield from (amount for amount in _amounts(text, found) if amount.value <= _LARGEST)


def _amounts(text: str, found: re.Match[str]) -> Iterator[AmountNamed]:
    start, end = found.span()
    before = _BEFORE.search(text, max(0, start - _LONGEST_SIGN), start)
    suffix = _suffix_unit(found["unit"] or "", text, end)
    prefix = _prefix_unit(before)
    unit = prefix or suffix
    if not unit:
        return
    start = before.start() if before else start
    first, last = _value(found["first"]), found["last"] and _value(found["last"])
    last_scale = _scale(found["last_scale"])
    if not last:
        yield AmountNamed(unit, first * _scale(found["first_scale"]), start, end)
        return
    shared = last_scale if not found["first_scale"] else _scale(found["first_scale"])
    low, high = first * shared, last * last_scale
    if prefix and suffix in {PERCENT, BASIS_POINTS}:  # "$5 billion - 20%" is no range
        own_end = found.end("first_scale") if found["first_scale"] else found.end("first")
        yield AmountNamed(unit, first * _scale(found["first_scale"]), start, own_end)
        yield AmountNamed(suffix, high, found.start("last"), end)
    elif low <= high:
        yield AmountNamed(unit, low, start, end)
        yield AmountNamed(unit, high, start, end)
    else:  # "Section 301 to 25%"
        yield AmountNamed(unit, high, found.start("last"), end)


def _suffix_unit(name: str, text: str, end: int) -> str:
    if name.lower().startswith("pound") and _OF_WHAT.match(text, end):
        return ""
    plain = " ".join(name.lower().split())
    return _UNIT_OF.get(plain, plain)


def _prefix_unit(before: re.Match[str] | None) -> str:
    if before is None:
        return ""
    return PERCENT if before["sign"] == "百分之" else _SIGN_OF[before["sign"]]


def _value(digits: str) -> float:
    whole = digits.replace(",", "") if re.search(r",\d{3}(?!\d)", digits) else digits
    return float(whole.replace(",", "."))


def _scale(name: str | None) -> float:
    return _SCALES[" ".join(name.lower().replace("-", " ").split())] if name else 1.0
