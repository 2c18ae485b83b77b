"""What an inverted index is asked for: keys of items, put together by AND, OR and NOT."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.query.keys import ANY


@dataclass(frozen=True, slots=True)
class Has:
    """An item has this key."""

    key: str


@dataclass(frozen=True, slots=True)
class Begins:
    """An item has a key that begins so."""

    key: str


@dataclass(frozen=True, slots=True)
class AllOf:
    """All parts hold, two or more."""

    parts: tuple["Wanted", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of the parts holds, of two or more."""

    parts: tuple["Wanted", ...]


@dataclass(frozen=True, slots=True)
class Without:
    """The one part holds and the other does not."""

    part: "Wanted"
    excluded: "Wanted"


Wanted: TypeAlias = Has | Begins | AllOf | AnyOf | Without


def without(wanted: Wanted | None, excluded: Wanted) -> Wanted:
    """Give what has the one (None is everything) and not the other."""
    return Without(Has(ANY) if wanted is None else wanted, excluded)


def size(wanted: Wanted) -> int:
    """Count the keys in ``wanted``."""
    match wanted:
        case AllOf() | AnyOf():
            return sum(map(size, wanted.parts))
        case Without():
            return size(wanted.part) + size(wanted.excluded)
        case _:
            return 1


def excludes_only(wanted: Wanted) -> bool:
    """Say whether it asks for nothing but that something is lacking."""
    match wanted:
        case AnyOf():
            return any(map(excludes_only, wanted.parts))
        case AllOf():
            return all(map(excludes_only, wanted.parts))
        case Without():
            return excludes_only(wanted.part)
        case _:
            return wanted == Has(ANY)


def all_parts(parts: Sequence[Wanted]) -> Wanted | None:
    """Give what has all ``parts``, what is excluded taken out at once; None of none."""
    asked: dict[Wanted, None] = {}
    excluded: dict[Wanted, None] = {}
    for part in _flat(parts, AllOf):
        if isinstance(part, Without):
            excluded[part.excluded] = None
            part = part.part  # noqa: PLW2901 - what it asks for, as others do
        if part != Has(ANY):
            asked.update(dict.fromkeys(_flat([part], AllOf)))
    found = AllOf(tuple(asked)) if len(asked) > 1 else next(iter(asked), None)
    if not excluded:
        return found
    taken_out = any_part(list(excluded))
    return found if taken_out is None else without(found, taken_out)


def any_part(parts: Sequence[Wanted]) -> Wanted | None:
    """Give what has one of ``parts``; None of none."""
    flat = dict.fromkeys(_flat(parts, AnyOf))
    return AnyOf(tuple(flat)) if len(flat) > 1 else next(iter(flat), None)


def _flat(parts: Iterable[Wanted], kind: type[AllOf] | type[AnyOf]) -> Iterator[Wanted]:
    for part in parts:
        yield from part.parts if isinstance(part, kind) else (part,)
