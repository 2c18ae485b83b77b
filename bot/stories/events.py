"""Kinds of event: two reports of a company's takeover are nearer than its takeover and its lawsuit."""

from collections.abc import Iterable, Mapping

from bot.query.words import words

_KINDS: Mapping[str, str] = {
    "earnings": "earnings profit revenue eps quarterly guidance results sales beats misses",
    "takeover": "acquire acquisition takeover buyout merger merge bid tender spinoff stake",
    "rating": "upgrade downgrade overweight underweight outperform underperform analyst rating initiates",
    "legal": "lawsuit sue court judge ruling settlement settle probe investigation antitrust indict verdict "
    "appeal fine trial jury subpoena charges",
    "contract": "contract award procurement supply order",
    "sanction": "sanction blacklist embargo curb ban delist",
    "tariff": "tariff duty duties levy quota antidumping",
    "rates": "fed fomc hike ecb boj boe inflation cpi",
    "jobs": "layoff jobs strike union unemployment payrolls",
    "people": "ceo cfo chairman resign appoint fired ousted",
    "product": "launch unveil recall release approval approve fda",
    "capital": "ipo dividend buyback offering split bankruptcy debt default bond",
    "war": "missile airstrike attack troops ceasefire rocket drone",
    "accident": "crash explosion fire outage halt spill collapse breach hack cyberattack",
}


def _by_stem() -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for kind, named in _KINDS.items():
        for word in words(named):
            table[word.stem] = table.get(word.stem, frozenset()) | {kind}
    return table


_BY_STEM = _by_stem()


def events(stems: Iterable[str]) -> frozenset[str]:
    """Give the kinds of event that the stems of a title speak of."""
    return frozenset().union(*filter(None, map(_BY_STEM.get, stems)))
