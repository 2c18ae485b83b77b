"""What can go wrong, each with a message for the person who reads it.

One root, :class:`TapewatchError`. Anything else that reaches the top is a bug.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.domain.sentence import Sentence, Value, verbatim


class TapewatchError(Exception):
    """The root of all errors Tapewatch raises on purpose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One fault in something a person wrote: where it is, what is wrong, what to do.

    ``line`` and ``column`` count from 1 (characters, not bytes); 0 means the whole file.
    """

    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    excerpt: str = ""
    """The faulty line with a caret under the fault, or nothing."""
    said: Sentence | None = None
    """The message by its key, where a subscriber may read it in their own language."""

    def __str__(self) -> str:
        """``file:line:column: message``, then the excerpt on lines of its own."""
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        head = f"{place}: {self.message}" if place else self.message
        return f"{head}\n{self.excerpt}" if self.excerpt else head


class ConfigurationError(TapewatchError):
    """Something an operator wrote cannot be used; every fault found is listed at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class StoreError(TapewatchError):
    """The database cannot do what was asked; nothing of the transaction was kept."""

    def __init__(self, why: Sentence | str) -> None:
        """A text is the same in every language: only who starts the program reads it."""
        self.said = verbatim(why) if isinstance(why, str) else why
        super().__init__(str(why))


class StoreBusyError(StoreError):
    """Another Tapewatch already works on this database."""


class RefusedError(TapewatchError):
    """A subscriber asked for something that cannot be done; the sentence says what to do instead."""

    def __init__(self, key: str, /, **values: Value) -> None:
        """``key`` and ``values`` as of :class:`Sentence`."""
        self.said = Sentence(key, values)
        super().__init__(str(self.said))
