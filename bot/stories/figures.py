"""Figures a report names: percentages, money, counts, days. Those that conflict tell two stories apart."""

import re
from dataclasses import dataclass

_SCALE = {
    "k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9, "bln": 1e9,
    "billion": 1e9, "t": 1e12, "tn": 1e12, "trln": 1e12, "trillion": 1e12, "万": 1e4, "亿": 1e8,
}  # fmt: skip
_CURRENCY = {
    "$": "usd", "us$": "usd", "usd": "usd", "dollars": "usd", "€": "eur", "eur": "eur", "euros": "eur", "euro": "eur",
    "£": "gbp", "gbp": "gbp", "pounds": "gbp", "¥": "jpy", "yen": "jpy", "yuan": "cny", "rmb": "cny", "cny": "cny",
    "美元": "usd", "元": "cny", "欧元": "eur", "日元": "jpy", "c$": "cad", "a$": "aud",
}  # fmt: skip
_FIGURE = re.compile(
    r"(?P<before>us\$|c\$|a\$|[$€£¥]|\busd\s?|\beur\s?|\bgbp\s?)?"
    r"(?<![\w.,])(?P<sign>[-+−])?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:[\s-]?(?P<scale>thousand|million|billion|trillion|mn|mln|bn|bln|tn|trln|[kmbt](?![a-z])|万|亿))?"
    r"(?P<after>\s?(?:%|percent(?:age points?)?|per cent|pct|bps|basis points)|[\s-]?(?:dollars|euros?|pounds|yen|yuan"
    r"|rmb|美元|欧元|日元|元))?(?![\w])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its unit: ``pct``, ``bps``, a currency, or ``""`` for a bare number."""

    unit: str
    value: float
    text: str


def figures(text: str) -> tuple[Figure, ...]:
    """Find the figures ``text`` names, in order."""
    found = []
    for match in _FIGURE.finditer(text):
        value = float(match["number"].replace(",", "")) * _SCALE.get(
            (match["scale"] or "").lower(), 1.0
        )
        found.append(Figure(_unit(match), value, match[0].strip()))
    return tuple(found)


def _unit(match: re.Match[str]) -> str:
    before = (match["before"] or "").strip().lower()
    after = (match["after"] or "").strip(" -").lower()
    if after.startswith(("%", "percent", "per cent", "pct")):
        return "pct"
    if after.startswith(("bps", "basis")):
        return "bps"
    return _CURRENCY.get(before) or _CURRENCY.get(after, "")
