"""Faults a test may order: what a network and a server do on their bad days."""

from collections import deque
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerError:
    """Answered with a 5xx, not done."""

    status: int = 502
    json: bool = True
    """False answers with a page of HTML, as a gateway in between does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hang:
    """Not done, and not answered for so many seconds; then the connection is cut."""

    seconds: float = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLost:
    """Done, but the connection is cut before the answer, so many seconds later."""

    seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Refused with these words, not done."""

    code: int
    description: str
    retry_after: int = 0
    """Seconds, told in the answer's parameters; 0 tells none."""


Fault: TypeAlias = ServerError | Hang | AnswerLost | Refused


class Faults:
    """Faults ordered for the next calls, by method."""

    def __init__(self) -> None:
        self._ordered: dict[str, deque[Fault]] = {}

    def order(self, method: str, fault: Fault, times: int = 1) -> None:
        """Let the next ``times`` calls of ``method`` meet ``fault``, after those ordered before."""
        self._ordered.setdefault(method.lower(), deque()).extend([fault] * times)

    def take(self, method: str) -> Fault | None:
        """Give the fault the call that comes now is to meet."""
        ordered = self._ordered.get(method.lower())
        return ordered.popleft() if ordered else None

    def ordered(self, method: str) -> int:
        """Give how many calls of a method are still to meet one."""
        return len(self._ordered.get(method.lower(), ()))
