"""What a thousand RE2 expressions cost an item, beside running every program."""

from random import Random

import re2

from benchmarks.match.corpus import Newswire
from benchmarks.match.timing import rate
from bot.domain.item import Item, ItemId
from bot.domain.rule import RuleId
from bot.matching.index import RuleIndex
from bot.query.document import analyse
from bot.query.tree import Regex

RULES = 1_000
_ITEMS = 300
_SECONDS = 1.0
_FORMS = (
    r"{a}(ed|ing)? {b}",
    r"{a}s? (of|in|for) \w+ {b}",
    r"({a}|{b})s? [0-9]+(\.[0-9]+)?%",
    r"\b{a}\w* \$[0-9]+ (m|b)illion",
    r"(to|will) {a}\b.*{b}",
)


def regex_cost(wire: Newswire, length: int) -> tuple[float, float, float]:
    """Give CPU microseconds an item: with a thousand regex rules, with the loop, and matches an item.

    Raises:
        AssertionError: where the two do not find the same.

    """
    random = Random(5)
    words = wire.words[40:4_000]
    patterns = [
        random.choice(_FORMS).format(a=random.choice(words), b=random.choice(words))
        for _ in range(RULES)
    ]
    index = RuleIndex()
    for number, pattern in enumerate(patterns):
        index.add(RuleId(str(number)), Regex(pattern=pattern, ignore_case=True))
    options = re2.Options()
    options.case_sensitive = False
    programs = [re2.compile(pattern, options) for pattern in patterns]
    items = [
        Item(id=ItemId("item"), title=title, summary=summary)
        for title, summary in wire.items(_ITEMS, length, 6)
    ]
    found = [{int(rule_id) for rule_id in index.match(analyse(item)).rule_ids} for item in items]
    for item, held in zip(items[:20], found, strict=False):
        looped = {n for n, program in enumerate(programs) if _matches(program, item)}
        assert held == looped, f"{item} matches {looped}, and {held} was found"
    return (
        1e6 / rate(lambda item: index.match(analyse(item)).rule_ids, items, _SECONDS),
        1e6 / rate(lambda item: [_matches(each, item) for each in programs], items[:20], _SECONDS),
        sum(map(len, found)) / len(found),
    )


def _matches(program: "re2._Regexp", item: Item) -> bool:
    return any(program.search(text) for text in (item.title, item.summary))
