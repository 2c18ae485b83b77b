"""How near a clause that does not hold came to holding: the words it found, and where."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.sentence import Sentence, said
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


def how_near(node: Leaf | Near, document: Document, facts: StoryFacts | None) -> Sentence:
    """Say how near ``node``, which does not hold, came to holding."""
    match node:
        case Near():
            return _near(node, document)
        case Term() | Prefix():
            return _elsewhere(node, document) or _words(node, document)
        case Amount():
            return _amount(node, document)
        case Tagged():
            named = sorted({tag.symbol for tag in document.tags if tag.via is not Via.BASKET})
            if not named:
                return said("near.no_ticker")
            return said("near.mentioned", symbols=", ".join(named))
        case InBasket():
            touched = ", ".join(sorted(document.baskets))
            return said("near.touched", baskets=touched) if touched else said("near.no_basket")
        case SourcesIs() | OfficialIs() | TierIs() | AgeIs():
            return _story(node, facts)
        case _:
            return said("near.nothing")


def in_field(field: str) -> Sentence:
    """Name an item's field for a reader."""
    return said(f"field.{field}")


def _elsewhere(node: Term | Prefix, document: Document) -> Sentence | None:
    """Say in which fields ``node`` does not ask for it is found."""
    others = [
        in_field(FIELDS[field][0])
        for field in (Field.TITLE, Field.BODY, Field.SOURCE, Field.TAG, Field.AUTHOR)
        if FIELDS[field][0] not in FIELDS[node.field]
        if occurrences(replace(node, field=field), document)
    ]
    return said("near.elsewhere", fields=tuple(others)) if others else None


def _words(node: Term | Prefix, document: Document) -> Sentence:
    if isinstance(node, Prefix):
        return said("near.no_prefix")
    if len(node.words) > 1:
        return _phrase(node, document)
    if node.exact:
        folded = Term(words=(node.words[0].lower(),), field=node.field)
        written = {_surface(document, place) for place in occurrences(folded, document)}
        if written:
            return said("near.written", words=", ".join(sorted(written)))
        return said("near.not_found")
    if node.words[0] in ABBREVIATIONS.values():
        small = Term(words=(node.words[0].lower(),), field=node.field)
        if occurrences(small, document):
            return said("near.small")
    return said("near.not_found")


def _surface(document: Document, place: Occurrence) -> str:
    return document.words(place.field)[place.first].surface


def _phrase(node: Term, document: Document) -> Sentence:
    """Say which words of a phrase are found, and how far apart."""
    singles = [Term(words=(word,), field=node.field, exact=node.exact) for word in node.words]
    places = [occurrences(single, document) for single in singles]
    missing = [word for word, found in zip(node.words, places, strict=True) if not found]
    if len(missing) == len(singles):
        return said("near.no_words")
    if missing:
        return said("near.missing", words=", ".join(missing))
    if len(singles) > 2:
        return said("near.not_in_a_row")
    return said("near.both_words", apart=_apart(places[0], places[1], ordered=True))


def _near(node: Near, document: Document) -> Sentence:
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
        return said("near.sides_missing", sides=tuple(missing))
    return said("near.both", apart=_apart(places[0], places[1], ordered=node.ordered))


def _apart(left: list[Occurrence], right: list[Occurrence], *, ordered: bool) -> Sentence:
    """Say how far apart two things are that are both found."""
    apart = [
        between
        for one in left
        for other in right
        if (between := distance(one, other, ordered=ordered))
    ]
    if apart:
        return said("near.apart", count=min(apart))
    fields = {place.field for place in left} | {place.field for place in right}
    if {place.field for place in left}.isdisjoint(place.field for place in right):
        return said("near.in_fields", fields=tuple(in_field(field) for field in sorted(fields)))
    return said("near.other_order") if ordered else said("near.same_words")


def _amount(node: Amount, document: Document) -> Sentence:
    named = sorted(
        {
            amount.value
            for amount in document.amounts
            if amount.unit == node.unit and amount.field in FIELDS[node.field]
        },
        key=lambda value: abs(value - node.value),
    )
    if not named:
        return said("near.no_amount", unit=node.unit)
    sign = "%" if node.unit == PERCENT else f" {node.unit}"
    return said("near.amounts", amounts=_listed([write_number(value) + sign for value in named]))


def _listed(values: Sequence[str]) -> str:
    shown = ", ".join(values[:_SHOWN_AMOUNTS])
    return shown + (" …" if len(values) > _SHOWN_AMOUNTS else "")


def _story(node: StoryCondition, facts: StoryFacts | None) -> Sentence:
    if facts is None:
        return said("near.story")
    match node:
        case SourcesIs():
            return said("near.sources", count=facts.sources(node.within))
        case OfficialIs():
            return said("near.official" if facts.official else "near.not_official")
        case TierIs():
            return said("near.tier", tier=facts.tier)
        case AgeIs():
            return said("near.age", age=write_duration(facts.age) or "0s")
