"""Classes of event: two reports of one company's takeover are nearer than its takeover and its lawsuit."""

from bot.stories.words import Word

_WORDS = {
    "earnings": "earnings profit profits revenue revenues eps quarter quarterly guidance results sales beats misses",
    "takeover": "acquire acquires acquired acquisition takeover buyout merger merge merges bid buys buy stake offer "
    "tender deal spinoff",
    "rating": "upgrade upgrades upgraded downgrade downgrades downgraded overweight underweight outperform "
    "outperforms underperform underperforms neutral target analyst rating initiates",
    "legal": "lawsuit sues sue sued court judge ruling settlement settles probe investigation investigates antitrust "
    "charges charged indicted indictment verdict appeal fine fined trial guilty jury subpoena",
    "contract": "contract contracts award awarded awards order orders wins procurement supply",
    "sanction": "sanction sanctions sanctioned blacklist entity embargo export curbs ban bans banned",
    "tariff": "tariff tariffs duty duties levy levies quota antidumping",
    "rates": "fed fomc rate rates hike hikes cut cuts ecb boj boe inflation cpi",
    "jobs": "layoffs layoff jobs cuts job strike union workers unemployment payrolls",
    "people": "ceo cfo chairman resigns resign steps appoints appointed names named hires fired ousted",
    "product": "launch launches unveils recall recalls release releases approval approves fda",
    "capital": "ipo dividend buyback offering shares split bankruptcy bankrupt chapter debt default bond",
    "war": "missile missiles strike strikes airstrike attack attacks troops ceasefire rockets drone killed",
    "accident": "crash explosion fire outage halts halt spill collapse breach hack hacked cyberattack",
}  # fmt: skip


def _stems() -> dict[str, frozenset[str]]:
    from bot.stories.words import words

    table: dict[str, set[str]] = {}
    for kind, listed in _WORDS.items():
        for word in words(listed):
            table.setdefault(word.term, set()).add(kind)
    return {term: frozenset(kinds) for term, kinds in table.items()}


_KINDS = _stems()


def events(title: list[Word]) -> frozenset[str]:
    """Give the classes of event that the words of a title speak of."""
    kinds: frozenset[str] = frozenset()
    for word in title:
        kinds |= _KINDS.get(word.term, frozenset())
    return kinds
