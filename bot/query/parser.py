"""Reads a query: text → tree, or the place where it is wrong and what to write instead.

    any   := all (("OR" | "|") all)*
    all   := each ("AND"? each)*
    each  := ("-" | "NOT") each | near
    near  := one (("NEAR/n" | "ONEAR/n") one)?
    one   := "(" any ")" | n "of" "(" any ("," any)* ")" | field ":" (clause | "(" any ")") | clause

Written by hand, so that every fault is known for what it is where it is met. Clauses are read by
:mod:`bot.query.leaves`; docs/rules.md is the language by example.
"""

import re
from collections.abc import Callable, Mapping

from bot.query.build import all_of, any_of, at_least, negation
from bot.query.errors import QueryError, fault
from bot.query.format import format_query
from bot.query.leaves import (
    read_basket,
    read_leaf,
    read_official,
    read_ticker,
    read_watchlist,
)
from bot.query.limits import MAX_DEPTH, MAX_DISTANCE, MAX_LENGTH, MAX_TYPED, excess
from bot.query.near import near_fault
from bot.query.reader import Reader, did_you_mean
from bot.query.tree import Field, Near, Node

_END = r'(?=[\s()"“|]|$)'
_OR = re.compile(rf"\|\|?|OR{_END}")
_AND = re.compile(rf"AND{_END}")
_NOT = re.compile(rf"NOT{_END}|[-–−](?=[^\s\-–−])")
_NEAR = re.compile(rf"(O?)NEAR(?:/(\d+))?{_END}")
_SMALL_NEAR = re.compile(rf"o?near/\d+{_END}", re.IGNORECASE)
_DASH = re.compile(r"[-–−]+(?=\s|$)")
_AT_LEAST = re.compile(r"(\d{1,4})\s+of\s*\(", re.IGNORECASE)
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
        QueryError: the text is no query, or a larger one than :mod:`bot.query.limits` allows.

    """
    if len(text) > MAX_TYPED:
        message = f"a query has at most {MAX_TYPED} characters, and this has {len(text)}"
        raise fault(text, MAX_TYPED, message)
    node = _Parser(text).query()
    wrong = excess(node)
    if not wrong and len(format_query(node)) > MAX_LENGTH:
        wrong = f"more than {MAX_LENGTH} characters; split it in two"
    if wrong:
        raise fault(text, 0, f"this query has {wrong}", end=len(text))
    return node


class _Parser:
    """Recursive descent; never deeper than MAX_DEPTH."""

    def __init__(self, text: str) -> None:
        self.reader = Reader(text)
        self.depth = 0
        self.field = Field.TEXT

    def query(self) -> Node:
        reader = self.reader
        if reader.done():
            raise reader.fault(0, "the query is empty; write a word to look for, as in tariff")
        node = self.any()
        if not reader.done():
            raise self.unexpected()
        return node

    def unexpected(self) -> QueryError:
        """Say why what stands here cannot follow."""
        reader = self.reader
        sign = reader.text[reader.at]
        if sign == ")":
            message = "this parenthesis was never opened; leave it out"
            return reader.fault(reader.at, message, end=reader.at + 1, replacement="")
        if sign == ",":
            message = "a comma stands only in lists like 2 of (a, b, c); write AND or OR"
            return reader.fault(reader.at, message, end=reader.at + 1, replacement=" OR ")
        return reader.fault(reader.at, "this cannot stand here; put the phrase in double quotes")

    def any(self) -> Node:
        start = self.reader.skip_blanks()
        children = [self.all()]
        while self.reader.skip_blanks() >= 0 and (operator := self.reader.take(_OR)):
            children.append(self.operand(operator, self.all))
        return any_of(children, (start, self.reader.at))

    def all(self) -> Node:
        start = self.reader.skip_blanks()
        children = [self.each()]
        end = self.reader.at
        while not self.reader.done() and self.reader.text[self.reader.at] not in "),|":
            if self.reader.sees(_OR):
                break
            operator = self.reader.take(_AND)
            children.append(self.operand(operator, self.each) if operator else self.each())
            end = self.reader.at
        self.reader.at = end
        return all_of(children, (start, end))

    def operand(self, operator: re.Match[str], read: Callable[[], Node]) -> Node:
        """Read what stands on the right of ``operator``."""
        reader = self.reader
        if (
            reader.done()
            or reader.text[reader.at] in "),|"
            or reader.sees(_OR)
            or reader.sees(_AND)
        ):
            message = (
                f"{operator[0]} needs something on its right; write it or leave {operator[0]} out"
            )
            raise reader.fault(operator.start(), message, end=operator.end(), replacement="")
        return read()

    def each(self) -> Node:
        reader = self.reader
        start = reader.skip_blanks()
        operator = reader.take(_NOT)
        if operator is None:
            return self.near()
        self.enter(start)
        after = reader.skip_blanks()
        child = self.operand(operator, self.each if reader.sees(_NOT) else self.one)
        end = reader.at
        reader.skip_blanks()
        if reader.sees(_NEAR):
            inner = reader.text[after:end]
            raise reader.fault(
                start,
                "NEAR cannot stand beside something that must not occur; write -(a NEAR/8 b) "
                "where the two must not be near each other",
                end=end,
                replacement=f"-({inner}" if inner else None,
            )
        reader.at = end
        self.depth -= 1
        return negation(child, (start, end))

    def near(self) -> Node:
        reader = self.reader
        start = reader.skip_blanks()
        left = self.one()
        end = reader.at
        reader.skip_blanks()
        if (small := reader.sees(_SMALL_NEAR)) and not small[0].isupper():
            name = small[0].upper()
            message = f"write {name} in capitals"
            raise reader.fault(reader.at, message, end=small.end(), replacement=name)
        operator = reader.take(_NEAR)
        if operator is None:
            reader.at = end
            return left
        distance = self.distance(operator)
        right_at = reader.skip_blanks()
        if reader.sees(_NOT):
            message = "NEAR cannot stand beside something that must not occur; exclude it outside"
            raise reader.fault(right_at, message, end=right_at + 1)
        right = self.operand(operator, self.one)
        end = reader.at
        for side, other in ((left, right), (right, left)):
            if message := near_fault(side, other):
                raise reader.fault(side.span[0], message, end=side.span[1])
        reader.skip_blanks()
        if reader.sees(_NEAR):
            first, second = reader.text[start:end], reader.text[right_at:end]
            raise reader.fault(
                reader.at,
                "NEAR joins two; join three by AND",
                end=reader.at + 4,
                replacement=f"AND {second} NEAR" if first else None,
            )
        reader.at = end
        return Near(
            left=left,
            right=right,
            distance=distance,
            ordered=bool(operator[1]),
            span=(start, end),
        )

    def distance(self, operator: re.Match[str]) -> int:
        """Read the number of ``NEAR/8``."""
        name = f"{operator[1]}NEAR"
        if operator[2] is None:
            message = f"{name} needs a number of words, as in {name}/8"
            raise self.reader.fault(operator.start(), message, replacement=f"{name}/8")
        if len(operator[2]) > 4 or not 1 <= int(operator[2]) <= MAX_DISTANCE:
            message = f"{name} takes 1 to {MAX_DISTANCE} words"
            raise self.reader.fault(operator.start(), message, replacement=f"{name}/{MAX_DISTANCE}")
        return int(operator[2])

    def enter(self, start: int) -> None:
        """Go one group deeper."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            message = f"groups stand more than {MAX_DEPTH} deep here; name a part of it, use @name"
            raise self.reader.fault(start, message, end=start + 1)

    def one(self) -> Node:
        reader = self.reader
        start = reader.skip_blanks()
        self.refuse_missing(start)
        if reader.text[start] == "(":
            return self.group()
        if listed := reader.take(_AT_LEAST):
            return self.at_least(listed)
        if reader.sees(_ADDRESS):
            message = "an address goes in quotes after url:, as in url:ustr.gov"
            raise reader.fault(start, message, end=start + 4)
        if named := reader.take(_FIELD):
            return self.in_field(named)
        return read_leaf(reader, self.field)

    def refuse_missing(self, start: int) -> None:
        """Refuse an operator, a closing sign or the end where something to look for must stand."""
        reader = self.reader
        if start == len(reader.text):
            raise reader.fault(start, "something to look for is missing at the end")
        operator = reader.sees(_OR) or reader.sees(_AND) or reader.sees(_NEAR)
        if operator is not None:
            message = (
                f"{operator[0]} needs something on its left; write it or leave {operator[0]} out"
            )
            raise reader.fault(start, message, end=operator.end(), replacement="")
        if dash := reader.sees(_DASH):
            message = "a minus stands right before what must not occur, as in -opinion"
            raise reader.fault(start, message, end=dash.end())
        if reader.text[start] in "),":
            raise (
                self.unexpected()
                if self.depth == 0
                else reader.fault(
                    start, "something to look for is missing before this", end=start + 1
                )
            )

    def group(self) -> Node:
        """Read ``( … )``."""
        reader = self.reader
        start = reader.at
        self.enter(start)
        reader.at += 1
        reader.skip_blanks()
        if reader.text[reader.at : reader.at + 1] == ")":
            message = (
                "there is nothing between these parentheses; write something or leave them out"
            )
            raise reader.fault(start, message, end=reader.at + 1, replacement="")
        node = self.any()
        self.close(start)
        return node

    def close(self, start: int) -> None:
        """Read the parenthesis that closes the one at ``start``."""
        reader = self.reader
        if reader.done():
            raise reader.fault(
                start,
                "this parenthesis is never closed; write ) where the group ends",
                end=start + 1,
                closed_by=")",
            )
        if reader.text[reader.at] != ")":
            raise self.unexpected()
        reader.at += 1
        self.depth -= 1

    def at_least(self, listed: re.Match[str]) -> Node:
        """Read the list of ``2 of (a, b, c)``."""
        reader = self.reader
        self.enter(listed.start())
        children = [self.any()]
        while reader.skip_blanks() >= 0 and reader.text[reader.at : reader.at + 1] == ",":
            reader.at += 1
            children.append(self.any())
        self.close(listed.end() - 1)
        count = int(listed[1])
        if not 1 <= count <= len(children):
            message = (
                f"{count} of {len(children)} can never be; write a number from 1 to {len(children)}"
            )
            raise reader.fault(listed.start(), message, end=listed.end(1))
        return at_least(count, children, (listed.start(), reader.at))

    def in_field(self, named: re.Match[str]) -> Node:
        """Read what follows ``field:``."""
        reader = self.reader
        start, name = named.start(), named[1].lower()
        if name not in _FIELDS:
            raise self.unknown_field(named)
        if self.field is not Field.TEXT:
            message = f"{name}: stands inside {self.field}: already; close that group first"
            raise reader.fault(start, message)
        if reader.at == len(reader.text) or reader.text[reader.at].isspace():
            message = f"write what to look for right after {name}:, without a blank"
            raise reader.fault(start, message)
        if special := _SPECIAL.get(name):
            return special(reader, start)
        if reader.sees(_NOT):
            message = f"the minus stands before the field: -{name}:…"
            raise reader.fault(start, message, end=reader.at + 1, replacement=f"-{name}:")
        self.field = Field(name)
        node = self.one()
        self.field = Field.TEXT
        return node

    def unknown_field(self, named: re.Match[str]) -> QueryError:
        name = named[1]
        if name.lower() == "within":
            message = "within: follows a number of sources, as in sources>=2 within:30m"
            return self.reader.fault(named.start(), message)
        meant = did_you_mean(name, _FIELDS, _MEANT)
        hint = f"did you mean {meant}:" if meant else f"there are {', '.join(_FIELDS)}"
        message = f"there is no field {name}: ({hint}); put it in quotes to look for the words"
        return self.reader.fault(
            named.start(), message, end=named.end(), replacement=f"{meant}:" if meant else None
        )
