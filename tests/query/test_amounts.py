"""Amounts are found as traders' news writes them."""

import pytest

from bot.query.amounts import UNITS, find_amounts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("25%", [("pct", 25, "25%")]),
        ("25 percent", [("pct", 25, "25 percent")]),
        ("145 per cent", [("pct", 145, "145 per cent")]),
        ("0.5 percentage points", [("pct", 0.5, "0.5 percentage points")]),
        ("加征25％关税", [("pct", 25, "25％")]),
        ("百分之25", [("pct", 25, "百分之25")]),
        ("25%–50%", [("pct", 25, "25%"), ("pct", 50, "50%")]),
        ("25–50%", [("pct", 25, "25–50%"), ("pct", 50, "25–50%")]),
        ("10 to 25 percent", [("pct", 10, "10 to 25 percent"), ("pct", 25, "10 to 25 percent")]),
        ("Section 301 to 25%", [("pct", 25, "25%")]),
        ("50 basis points", [("bps", 50, "50 basis points")]),
        ("25bps", [("bps", 25, "25bps")]),
        ("$1.2 billion", [("usd", 1.2e9, "$1.2 billion")]),
        ("US$4.5bn", [("usd", 4.5e9, "US$4.5bn")]),
        ("$25M", [("usd", 25e6, "$25M")]),
        ("$1,200", [("usd", 1200, "$1,200")]),
        ("€400m", [("eur", 400e6, "€400m")]),
        ("£2bn-£3bn", [("gbp", 2e9, "£2bn-£3bn"), ("gbp", 3e9, "£2bn-£3bn")]),
        ("$1-2 billion", [("usd", 1e9, "$1-2 billion"), ("usd", 2e9, "$1-2 billion")]),
        ("$5 billion - 20%", [("usd", 5e9, "$5 billion"), ("pct", 20, "20%")]),
        ("$5-million", [("usd", 5e6, "$5-million")]),
        ("1.5 trillion yuan", [("cny", 1.5e12, "1.5 trillion yuan")]),
        ("500亿元", [("cny", 500e8, "500亿元")]),
        ("5000万美元", [("usd", 5e7, "5000万美元")]),
        ("3兆円", [("jpy", 3e12, "3兆円")]),
        ("¥3.5 trillion", [("jpy", 3.5e12, "¥3.5 trillion")]),
        ("1,5 Milliarden Euro", [("eur", 1.5e9, "1,5 Milliarden Euro")]),
        ("Rs 500 crore", [("inr", 5e9, "Rs 500 crore")]),
        ("USD 1.2bn", [("usd", 1.2e9, "USD 1.2bn")]),
        ("A$10m", [("aud", 10e6, "A$10m")]),
        ("500 pounds", [("gbp", 500, "500 pounds")]),
        ("500 pounds of copper", []),
        ("try 25 times", []),
        ("F-35, Section 301 and 2026", []),
        ("1.2.3%", []),
        ("no figure", []),
    ],
)
def test_amounts_are_found_with_their_value_and_place(
    text: str, found: list[tuple[str, float, str]]
) -> None:
    amounts = list(find_amounts(text))
    assert [(one.unit, one.value, text[one.start : one.end]) for one in amounts] == found


def test_a_query_may_ask_for_every_unit_that_is_found() -> None:
    text = "5% 5 bps $1 €1 £1 ¥1 500亿元 1 won 1 rouble"
    assert {amount.unit for amount in find_amounts(text)} <= set(UNITS)
