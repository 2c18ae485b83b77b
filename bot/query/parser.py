"""Reads a query: text → tree, or the place where it is wrong and what to write instead.

    any   := all (("OR" | "|") all)*
    all   := each ("AND"? each)*
    each  := ("-" | "NOT") (each | one) | near
    near  := one (("NEAR/n" | "ONEAR/n") one)?
    one   := "(" any ")" | n "of" "(" any ("," any)* ")" | field ":" one | clause

Written by hand, so that every fault is known for what it is where it is met. Clauses are read by
:mod:`bot.query.leaves`; docs/rules.md is the language by example.
"""

import re
from collections.abc import Callable, Mapping

from bot.domain.sentence import said
from bot.query.build import all_of, any_of, at_least, negation
from bot.query.conditions import read_basket, read_official, read_ticker, read_watchlist
from bot.query.errors import QueryError, fault
from bot.query.format import format_query
from bot.query.leaves import read_leaf
from bot.query.limits import MAX_LENGTH, MAX_NESTING, MAX_TYPED, excess
from bot.query.near import near_fault
from bot.query.operators import (
    AND,
    NEAR,
    NOT,
    OR,
    read_distance,
    refuse_missing,
    refuse_missing_right,
    refuse_small_near,
    unexpected,
)
from bot.query.plain import read_plain
from bot.query.reader import Reader, did_you_mean
from bot.query.tree import Field, Near, Node

_MOST_MENDED = 8
"""Faults of a suggestion that are mended one after the other."""
_AT_LEAST = re.compile(r"([0-9]{1,4})\s+of\s*\(", re.IGNORECASE)
_FIELD = re.compile(r"([^\W\d_]+):(?!//)", re.ASCII)
_ADDRESS = re.compile(r"[A-Za-z]+://\S+")
_SPECIAL: Mapping[str, Callable[[Reader, int], Node]] = {
    "ticker": read_ticker,
    "basket": read_basket,
    "watchlist": read_watchlist,
    "official": read_official,
}
_FIELDS = (*(str(field) for field in Field), *_SPECIAL)
_MEANT = {
    "summary": "body", "description": "body", "content": "body", "headline": "title",
    "symbol": "ticker", "stock": "ticker", "company": "ticker", "publisher": "source",
    "site": "source", "feed": "source", "from": "source", "language": "lang", "link": "url",
    "domain": "url", "category": "tag", "tags": "tag", "tickers": "ticker", "by": "author",
    "list": "watchlist", "theme": "basket",
}  # fmt: skip


def parse(text: str) -> Node:
    """Read a query, over as many lines as it likes.

    The tree may hold Macro and Watchlist; :func:`bot.query.macros.resolve` puts them in.

    Raises:
        QueryError: the text is no query, or a larger one than :mod:`bot.query.limits` allows. What it
            suggests is a query.

    """
    try:
        return _parse(text)
    except QueryError as error:
        raise error.suggesting(_mended(error.suggestion)) from None


def _mended(suggestion: str) -> str:
    """Give a suggestion with its own faults mended as well; nothing where one of them cannot be."""
    for _ in range(_MOST_MENDED):
        if not suggestion:
            break
        try:
            _parse(suggestion)
        except QueryError as error:
            suggestion = error.suggestion
        else:
            return suggestion
    return ""


def _parse(text: str) -> Node:
    if (plain := read_plain(text)) is not None:
        return plain
    if len(text) > MAX_TYPED:
        raise fault(text, MAX_TYPED, said("query.too_long", most=MAX_TYPED, length=len(text)))
    node = _Parser(text).query()
    wrong = excess(node)
    if not wrong and len(format_query(node)) > MAX_LENGTH:
        wrong = said("excess.length", most=MAX_LENGTH)
    if wrong:
        raise fault(text, 0, said("query.exceeds", wrong=wrong), end=len(text))
    return node


class _Parser:
    """Recursive descent; never deeper than MAX_NESTING."""

    def __init__(self, text: str) -> None:
        self.reader = Reader(text)
        self.depth = 0
        self.field = Field.TEXT

    def query(self) -> Node:
        reader = self.reader
        if reader.done():
            raise reader.fault(0, "query.empty")
        node = self.any()
        if not reader.done():
            raise unexpected(reader)
        return node

    # any() to one() begin where they are called, behind all blanks.

    def any(self) -> Node:
        reader = self.reader
        start = reader.at
        children = [self.all()]
        end = reader.at
        while not reader.done() and reader.begins("|O") and (operator := reader.take(OR)):
            children.append(self.right_of(operator, self.all))
            end = reader.at
        return any_of(children, (start, end))

    def all(self) -> Node:
        reader = self.reader
        start = reader.at
        children = [self.each()]
        end = reader.at
        while not (
            reader.done() or reader.begins("),") or (reader.begins("|O") and reader.sees(OR))
        ):
            operator = reader.take(AND) if reader.begins("A") else None
            children.append(self.right_of(operator, self.each) if operator else self.each())
            end = reader.at
        return all_of(children, (start, end))

    def right_of(self, operator: re.Match[str], read: Callable[[], Node]) -> Node:
        """Read what stands on the right of ``operator``."""
        refuse_missing_right(self.reader, operator)
        return read()

    def each(self) -> Node:
        reader = self.reader
        start = reader.at
        operator = reader.take(NOT) if reader.begins("N-–−") else None
        if operator is None:
            return self.near()
        self.enter(start)
        inner = reader.skip_blanks()
        child = self.right_of(operator, self.each if reader.sees(NOT) else self.one)
        end = reader.at
        if not reader.done() and (beside := reader.sees(NEAR)):
            raise reader.fault(
                start,
                "query.near_not",
                end=beside.end(),
                replacement=f"-({reader.text[inner : beside.end()]}",
                closed_by=")",
            )
        self.depth -= 1
        return negation(child, (start, end))

    def near(self) -> Node:
        reader = self.reader
        start = reader.at
        left = self.one()
        end = reader.at
        reader.skip_blanks()
        operator = None
        if reader.begins("NOno"):
            refuse_small_near(reader)
            operator = reader.take(NEAR)
        if operator is None:
            reader.at = end
            return left
        distance = read_distance(reader, operator)
        at = reader.skip_blanks()
        if reader.sees(NOT):
            raise reader.fault(at, "query.not_near", end=at + 1)
        right = self.right_of(operator, self.one)
        end = reader.at
        for side, other in ((left, right), (right, left)):
            if wrong := near_fault(side, other):
                raise fault(reader.text, side.span[0], wrong, end=side.span[1])
        if not reader.done() and (another := reader.sees(NEAR)):
            raise reader.fault(
                reader.at,
                "query.near_three",
                end=another.end(),
                replacement=f"AND {reader.text[at:end]} {another[0]}",
            )
        return Near(
            left=left,
            right=right,
            distance=distance,
            ordered=bool(operator[1]),
            span=(start, end),
        )

    def one(self) -> Node:
        reader = self.reader
        start = reader.at
        refuse_missing(reader)
        if reader.text[start] == "(":
            return self.group()
        if listed := reader.take(_AT_LEAST):
            return self.at_least(listed)
        if address := reader.sees(_ADDRESS):
            raise reader.fault(start, "query.address", end=address.end())
        if named := reader.take(_FIELD):
            return self.in_field(named)
        return read_leaf(reader, self.field)

    def enter(self, start: int) -> None:
        """Go one group deeper."""
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise self.reader.fault(start, "query.too_deep", end=start + 1, most=MAX_NESTING)

    def group(self) -> Node:
        """Read ``( … )``."""
        reader = self.reader
        start = reader.at
        self.enter(start)
        reader.at += 1
        reader.skip_blanks()
        if reader.text[reader.at : reader.at + 1] == ")":
            raise reader.fault(start, "query.nothing_inside", end=reader.at + 1, replacement="")
        node = self.any()
        self.close(start)
        return node

    def close(self, start: int) -> None:
        """Read the parenthesis that closes the one at ``start``."""
        reader = self.reader
        if reader.done():
            raise reader.fault(start, "query.never_closed", end=start + 1, closed_by=")")
        if reader.text[reader.at] != ")":
            raise unexpected(reader)
        reader.at += 1
        self.depth -= 1

    def at_least(self, listed: re.Match[str]) -> Node:
        """Read the list of ``2 of (a, b, c)``."""
        reader = self.reader
        self.enter(listed.start())
        reader.skip_blanks()
        children = [self.any()]
        while not reader.done() and reader.text[reader.at] == ",":
            reader.at += 1
            reader.skip_blanks()
            children.append(self.any())
        self.close(listed.end() - 1)
        count = int(listed[1])
        if not 1 <= count <= len(children):
            raise reader.fault(
                listed.start(),
                "query.at_least",
                end=listed.end(1),
                wanted=count,
                listed=len(children),
            )
        return at_least(count, children, (listed.start(), reader.at))

    def in_field(self, named: re.Match[str]) -> Node:
        """Read what follows ``field:``."""
        reader = self.reader
        start, name = named.start(), named[1].lower()
        if name not in _FIELDS:
            raise self.unknown_field(named)
        if self.field is not Field.TEXT:
            raise reader.fault(start, "query.field_inside", name=name, outer=str(self.field))
        if reader.at == len(reader.text) or reader.text[reader.at].isspace():
            raise reader.fault(start, "query.field_blank", name=name)
        if special := _SPECIAL.get(name):
            return special(reader, start)
        if reader.sees(NOT):
            raise reader.fault(
                start,
                "query.field_minus",
                end=reader.at + 1,
                replacement=f"-{name}:",
                name=name,
            )
        self.field = Field(name)
        node = self.one()
        self.field = Field.TEXT
        return node

    def unknown_field(self, named: re.Match[str]) -> QueryError:
        name = named[1]
        if name.lower() == "within":
            return self.reader.fault(named.start(), "query.within_alone")
        meant = did_you_mean(name, _FIELDS, _MEANT)
        if not meant:
            return self.reader.fault(
                named.start(),
                "query.field_unknown_of",
                end=named.end(),
                name=name,
                fields=", ".join(_FIELDS),
            )
        return self.reader.fault(
            named.start(),
            "query.field_unknown",
            end=named.end(),
            replacement=f"{meant}:",
            name=name,
        )
