"""Which earlier reports a new one is compared with."""

from bot.stories.candidates import candidates
from bot.stories.vocabulary import Term


def _term(stem: str, rarity: float, reports: list[int]) -> Term:
    term = Term(stem, rarity)
    term.reports += reports
    return term


GALLIUM = _term("gallium", 9.0, [1, 2])
EXPORT = _term("export", 4.0, [2, 3])


def _weighed(*terms: Term) -> dict[Term, float]:
    return {term: term.rarity for term in terms}


def test_what_shares_most_comes_first() -> None:
    """With its part of what the first one shares: squares of weights, 81 of 97."""
    (first, whole), (second, part) = candidates(_weighed(GALLIUM, EXPORT), (), None)
    assert (first, second) == (2, 1)
    assert whole == 1.0
    assert part == 81 / 97


def test_what_shares_next_to_nothing_is_no_candidate() -> None:
    """Report 3 shares a common word, a sixth of what report 2 shares; alone it would be one."""
    assert 3 not in dict(candidates(_weighed(GALLIUM, EXPORT), (), None))
    assert 3 in dict(candidates(_weighed(EXPORT), (), None))


def test_what_is_not_current_is_passed_over() -> None:
    """However much it shares."""
    found = candidates(_weighed(GALLIUM, EXPORT), (), lambda number: number != 2)
    assert [number for number, _ in found] == [1]


def test_marks_find_what_shares_no_word() -> None:
    """The number of a document is the same in every language."""
    assert candidates({}, (_term("order 14257", 10.0, [7]),), None) == [(7, 1.0)]


def test_of_many_the_dozen_that_share_most_are_kept() -> None:
    """The reports under one word are all alike; the newest hundred are looked at."""
    assert len(candidates(_weighed(_term("tariff", 6.0, list(range(500)))), (), None)) == 12


def test_nothing_shared_gives_nothing() -> None:
    """Nor does a report without words."""
    assert candidates(_weighed(_term("antimony", 9.0, [])), (), None) == []
    assert candidates({}, (), None) == []
