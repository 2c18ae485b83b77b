"""How symbols are written before and after exchanges' names."""

import pytest

from bot.domain.ticker import Symbol
from bot.tickers import exchanges


@pytest.mark.parametrize(
    ("code", "suffix", "written"),
    [
        ("LMT", exchanges.US, "LMT"),
        ("BRK.B", exchanges.US, "BRK-B"),
        ("700", "HK", "0700.HK"),
        ("09988", "HK", "9988.HK"),
        ("7203", "T", "7203.T"),
        ("RY", "T", "RY.TO"),
        ("500325", "NS", "500325.BO"),
        ("saab-b", "ST", "SAAB-B.ST"),
    ],
)
def test_a_code_is_written_as_we_write_it(code: str, suffix: str, written: str) -> None:
    """Zeros filled in, classes by hyphen, Google's Toronto told from Tokyo."""
    assert exchanges.symbol(code, suffix) == written


@pytest.mark.parametrize("written", ["7203.T", "130A.T", "0700.HK", "BA.L", "500325.BO", "TCS.NS"])
def test_what_looks_like_a_symbol(written: str) -> None:
    """Numbers where the exchange has numbers, letters elsewhere."""
    assert exchanges.is_code(Symbol(written))


@pytest.mark.parametrize("written", ["BOX.HK", "2024.L", "TOOLONGTOBEONE.L", "1.T"])
def test_what_does_not(written: str) -> None:
    """A year in London is no symbol."""
    assert not exchanges.is_code(Symbol(written))


def test_no_two_exchanges_share_a_name() -> None:
    """Each prefix leads to one suffix; every suffix of a prefix is read behind a dot too."""
    assert set(exchanges.PREFIXES.values()) <= {*exchanges.SUFFIXES.values(), exchanges.US}
