"""How near a clause that does not hold came to holding: the words it found, and where."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.story import StoryFacts
from bot.domain.ticker import Via
from bot.query.amounts import PERCENT
from bot.query.document import FIELDS, Document
from bot.query.format import format_query
from bot.query.near import alternatives
from bot.query.oracle import Occurrence, distance, occurrences
from bot.query.tree import (
    AgeIs,
    Amount,
    Field,
    InBasket,
    Leaf,
    Near,
    OfficialIs,
    Prefix,
    SourcesIs,
    StoryCondition,
    Tagged,
    Term,
    TierIs,
)
from bot.query.values import write_duration, write_number
from bot.query.words import ABBREVIATIONS

_SHOWN_AMOUNTS = 3
_CALLED = {"tags": "tags", "lang": "language", "url": "address"}


def how_near(node: Leaf | Near, document: Document, facts: StoryFacts | None) -> str:
    """Say how near ``node``, which does not hold, came to holding, in words for its author."""
    match node:
        case Near():
            return _near(node, document)
        case Term() | Prefix():
            return _elsewhere(node, document) or _words(node, document)
        case Amount():
            return _amount(node, document)
        case Tagged():
            named = sorted({tag.symbol for tag in document.tags if tag.via is not Via.BASKET})
            return f"mentioned: {', '.join(named)}" if named else "no ticker is mentioned"
        case InBasket():
            touched = ", ".join(sorted(document.baskets))
            return f"touched: {touched}" if touched else "no basket is touched"
        case SourcesIs() | OfficialIs() | TierIs() | AgeIs():
            return _story(node, facts)
        case _:
            return "nothing matches"


def in_field(field: str) -> str:
    """Name an item's field for a reader."""
    return f"the {_CALLED.get(field, field)}"


def _elsewhere(node: Term | Prefix, document: Document) -> str:
    """Say in which fields ``node`` does not ask for it is found."""
    others = [
        in_field(FIELDS[field][0])
        for field in (Field.TITLE, Field.BODY, Field.SOURCE, Field.TAG, Field.AUTHOR)
        if FIELDS[field][0] not in FIELDS[node.field]
        if occurrences(replace(node, field=field), document)
    ]
    return f"found in {' and '.join(others)} only" if others else ""


def _words(node: Term | Prefix, document: Document) -> str:
    if isinstance(node, Prefix):
        return "no word begins so"
    if len(node.words) > 1:
        return _phrase(node, document)
    if node.exact:
        folded = Term(words=(node.words[0].lower(),), field=node.field)
        written = {_surface(document, place) for place in occurrences(folded, document)}
        return f"written {', '.join(sorted(written))}" if written else "not found"
    if node.words[0] in ABBREVIATIONS.values():
        small = Term(words=(node.words[0].lower(),), field=node.field)
        if occurrences(small, document):
            return "found in small letters only, which is the word and not the abbreviation"
    return "not found"


def _surface(document: Document, place: Occurrence) -> str:
    return document.words(place.field)[place.first].surface


def _phrase(node: Term, document: Document) -> str:
    """Say which words of a phrase are found, and how far apart."""
    singles = [Term(words=(word,), field=node.field, exact=node.exact) for word in node.words]
    places = [occurrences(single, document) for single in singles]
    missing = [word for word, found in zip(node.words, places, strict=True) if not found]
    if len(missing) == len(singles):
        return "none of its words is found"
    if missing:
        return f"not found: {', '.join(missing)}"
    if len(singles) > 2:
        return "all its words are found, not in a row"
    return f"both words are found, {_apart(places[0], places[1], ordered=True)}"


def _near(node: Near, document: Document) -> str:
    sides = (node.left, node.right)
    places = [
        [
            place
            for one in alternatives(side)
            if isinstance(one, Term | Prefix)
            for place in occurrences(one, document)
        ]
        for side in sides
    ]
    missing = [format_query(side) for side, found in zip(sides, places, strict=True) if not found]
    if missing:
        return f"not found: {' and '.join(missing)}"
    return f"both are found, {_apart(places[0], places[1], ordered=node.ordered)}"


def _apart(left: list[Occurrence], right: list[Occurrence], *, ordered: bool) -> str:
    """Say how far apart two things are that are both found."""
    apart = [
        between
        for one in left
        for other in right
        if (between := distance(one, other, ordered=ordered))
    ]
    if apart:
        return f"{min(apart)} words apart"
    fields = {place.field for place in left} | {place.field for place in right}
    if {place.field for place in left}.isdisjoint(place.field for place in right):
        return f"but in {' and '.join(in_field(field) for field in sorted(fields))}"
    return "but in the other order" if ordered else "but in the same words"


def _amount(node: Amount, document: Document) -> str:
    named = sorted(
        {
            amount.value
            for amount in document.amounts
            if amount.unit == node.unit and amount.field in FIELDS[node.field]
        },
        key=lambda value: abs(value - node.value),
    )
    if not named:
        return f"no amount in {node.unit} is named"
    sign = "%" if node.unit == PERCENT else f" {node.unit}"
    return f"named: {_listed([write_number(value) + sign for value in named])}"


def _listed(values: Sequence[str]) -> str:
    shown = ", ".join(values[:_SHOWN_AMOUNTS])
    return shown + (" …" if len(values) > _SHOWN_AMOUNTS else "")


def _story(node: StoryCondition, facts: StoryFacts | None) -> str:
    if facts is None:
        return "the story decides"
    match node:
        case SourcesIs():
            count = facts.sources(node.within)
            return f"{count} source{'' if count == 1 else 's'} so far"
        case OfficialIs():
            return "an official source reports it" if facts.official else "no official source yet"
        case TierIs():
            return f"the best source so far is of tier {facts.tier}"
        case AgeIs():
            return f"the story is {write_duration(facts.age) or '0s'} old"
