"""What is asked for one symbol of a company is asked for all of them."""

import pytest

from bot.query.format import format_query
from bot.query.parser import parse
from bot.query.symbols import with_listings


def listings(symbol: str) -> tuple[str, ...]:
    return {"9988.HK": ("BABA", "9988.HK"), "FB": ("META", "FB")}.get(symbol, (symbol,))


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("$9988.HK", "$BABA OR $9988.HK"),
        ("$LMT", "$LMT"),
        ("duty -$FB", "duty -($META OR $FB)"),
        ("duty ($FB OR steel)", "duty ($META OR $FB OR steel)"),
        ("2 of ($FB, $LMT, duty)", "2 of ($META OR $FB, $LMT, duty)"),
        ("steel NEAR/3 duty", "steel NEAR/3 duty"),
    ],
)
def test_every_symbol_of_the_company_is_asked_for(typed: str, asked: str) -> None:
    assert with_listings(parse(typed), listings) == parse(asked), format_query(parse(asked))
