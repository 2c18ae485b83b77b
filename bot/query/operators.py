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
        raise reader.fault(
            operator.start(), "query.near_distance", replacement=f"{name}/8", operator=name
        )
    if len(operator[2]) > 4 or not 1 <= int(operator[2]) <= MAX_DISTANCE:
        raise reader.fault(
            operator.start(),
            "query.near_range",
            replacement=f"{name}/{MAX_DISTANCE}",
            operator=name,
            most=MAX_DISTANCE,
        )
    return int(operator[2])


def refuse_small_near(reader: Reader) -> None:
    """Refuse ``near/8`` where an operator may stand."""
    small = reader.sees(_SMALL_NEAR)
    if small and not reader.sees(NEAR):
        name = small[0].upper()
        raise reader.fault(
            reader.at, "query.capitals", end=small.end(), replacement=name, operator=name
        )


def refuse_missing_right(reader: Reader, operator: re.Match[str]) -> None:
    """Refuse ``operator`` where nothing it could join follows."""
    if reader.done() or reader.text[reader.at] in "),|" or reader.sees(OR) or reader.sees(AND):
        raise reader.fault(
            operator.start(),
            "query.right_missing",
            end=operator.end(),
            replacement="",
            operator=operator[0],
        )


def refuse_missing(reader: Reader) -> None:
    """Refuse an operator, a closing sign or the end where something to look for must stand."""
    start = reader.at
    if start == len(reader.text):
        raise reader.fault(start, "query.end_missing")
    operator = reader.sees(OR) or reader.sees(AND) or reader.sees(NEAR)
    if operator is not None:
        raise reader.fault(
            start,
            "query.left_missing",
            end=operator.end(),
            replacement="",
            operator=operator[0],
        )
    if dash := reader.sees(_DASH):
        raise reader.fault(start, "query.minus_apart", end=dash.end())
    if reader.text[start] in "),":
        raise unexpected(reader)


def unexpected(reader: Reader) -> QueryError:
    """Say why what stands here cannot."""
    sign = reader.text[reader.at]
    if sign == ")":
        return reader.fault(reader.at, "query.closes_nothing", end=reader.at + 1, replacement="")
    if sign == ",":
        return reader.fault(reader.at, "query.comma", end=reader.at + 1, replacement=" OR ")
    return reader.fault(reader.at, "query.misplaced")
