"""The operators of a query, and what is said of one that stands where it cannot."""

import re

from bot.query.errors import QueryError
from bot.query.limits import MAX_DISTANCE
from bot.query.reader import Reader

_END = r'(?=[\s()"“|]|$)'
OR = re.compile(rf"\|\|?|OR{_END}")
AND = re.compile(rf"AND{_END}")
NOT = re.compile(rf"NOT{_END}|[-–−](?=[^\s\-–−])")
NEAR = re.compile(rf"(O?)NEAR(?:/(\d+))?{_END}", re.ASCII)
_SMALL_NEAR = re.compile(rf"o?near/\d+{_END}", re.IGNORECASE)
_DASH = re.compile(r"[-–−]+(?=\s|$)")


def read_distance(reader: Reader, operator: re.Match[str]) -> int:
    """Read the number of ``NEAR/8``."""
    name = f"{operator[1]}NEAR"
    if operator[2] is None:
        message = f"{name} needs a number of words, as in {name}/8"
        raise reader.fault(operator.start(), message, replacement=f"{name}/8")
    if len(operator[2]) > 4 or not 1 <= int(operator[2]) <= MAX_DISTANCE:
        message = f"{name} takes 1 to {MAX_DISTANCE} words"
        raise reader.fault(operator.start(), message, replacement=f"{name}/{MAX_DISTANCE}")
    return int(operator[2])


def refuse_small_near(reader: Reader) -> None:
    """Refuse ``near/8`` where an operator may stand."""
    small = reader.sees(_SMALL_NEAR)
    if small and not reader.sees(NEAR):
        name = small[0].upper()
        message = f"write {name} in capitals"
        raise reader.fault(reader.at, message, end=small.end(), replacement=name)


def refuse_missing_right(reader: Reader, operator: re.Match[str]) -> None:
    """Refuse ``operator`` where nothing it could join follows."""
    if reader.done() or reader.text[reader.at] in "),|" or reader.sees(OR) or reader.sees(AND):
        message = f"{operator[0]} needs something on its right; write it or leave {operator[0]} out"
        raise reader.fault(operator.start(), message, end=operator.end(), replacement="")


def refuse_missing(reader: Reader) -> None:
    """Refuse an operator, a closing sign or the end where something to look for must stand."""
    start = reader.at
    if start == len(reader.text):
        raise reader.fault(start, "something to look for is missing at the end")
    operator = reader.sees(OR) or reader.sees(AND) or reader.sees(NEAR)
    if operator is not None:
        message = f"{operator[0]} needs something on its left; write it or leave {operator[0]} out"
        raise reader.fault(start, message, end=operator.end(), replacement="")
    if dash := reader.sees(_DASH):
        message = "a minus stands right before what must not occur, as in -opinion"
        raise reader.fault(start, message, end=dash.end())
    if reader.text[start] in "),":
        raise unexpected(reader)


def unexpected(reader: Reader) -> QueryError:
    """Say why what stands here cannot."""
    sign = reader.text[reader.at]
    if sign == ")":
        message = "this parenthesis closes nothing; leave it out, or write what it should hold"
        return reader.fault(reader.at, message, end=reader.at + 1, replacement="")
    if sign == ",":
        message = "a comma stands only between the parts of 2 of (a, b, c); write AND or OR"
        return reader.fault(reader.at, message, end=reader.at + 1, replacement=" OR ")
    return reader.fault(reader.at, "this cannot stand here; put the phrase in double quotes")
