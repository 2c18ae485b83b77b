"""The phrases in a text: what its words begin, continued word by word."""

from collections.abc import Iterable, Mapping, Sequence

from bot.matching.words import Cell, by_word

_Next = dict[int, int]
"""The next word's number → the phrase's number."""


def may_hold_phrase(cells: Iterable[Cell]) -> bool:
    """Say whether two words that begin a phrase may both be there: with few rules they seldom are."""
    begun = [cell.following for cell in cells if cell.following or cell.is_odd]
    if not all(begun):
        return True
    stems = {cell.stem for cell in cells} if begun else set()
    return not all(map(stems.isdisjoint, begun))


def phrases(cells: Sequence[Cell], longer: Mapping[int, _Next]) -> list[int]:
    """Give the numbers of the phrases in a text, ``longer`` continuing phrases; one may come twice."""
    odd = any([cell.is_odd for cell in cells])  # noqa: C419 - a third of the time
    words = by_word(cells) if odd else cells
    found: list[int] = []
    pairs = map(dict.get, [word.following for word in words], [word.stem for word in words[1:]])
    for after, phrase in enumerate(pairs, 2):
        if phrase is not None:
            found.append(phrase)
            if phrase in longer:
                _go_on([longer[phrase]], words, after, longer, found)
    if odd:
        for at, word in enumerate(words):
            if len(word.stems) > 1:
                before = words[at - 1].stems if at else ()
                _go_on([stem.following for stem in before], words, at, longer, found)
                _go_on([stem.following for stem in word.stems], words, at + 1, longer, found)
    return found


def _go_on(
    begun: list[_Next],
    words: Sequence[Cell],
    at: int,
    longer: Mapping[int, _Next],
    found: list[int],
) -> None:
    """Continue what is ``begun`` with the word ``at`` and those after it."""
    for word in words[at:]:
        here = [
            following[stem.id] for following in begun for stem in word.stems if stem.id in following
        ]
        found += here
        begun = [longer[phrase] for phrase in here if phrase in longer]
        if not begun:
            break
