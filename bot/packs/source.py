"""YAML as it was written: every value knows its line and column, and no fault hides another."""

from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml
from yaml.nodes import Node, ScalarNode

from bot.domain.errors import ConfigurationError, Problem
from bot.domain.sentence import Sentence, said
from bot.query.errors import QueryError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Ten times faster where PyYAML was built with libyaml; the nodes and marks are the same."""
_EMPTY = said("file.empty")
_SHOWN = 60
"""Characters of a value that a message quotes."""
_NOT_YAML = yaml.reader.Reader.NON_PRINTABLE


@dataclass(slots=True)
class Faults:
    """Collects what is wrong, over all files."""

    problems: list[Problem] = field(default_factory=list)

    def raise_any(self) -> None:
        """Raise all that was found, by file and line.

        Raises:
            ConfigurationError: when there was anything.

        """
        if self.problems:
            raise ConfigurationError(self.ordered())

    def ordered(self) -> tuple[Problem, ...]:
        """Give the problems by file, line and column."""
        return tuple(sorted(self.problems, key=lambda one: (one.file, one.line, one.column)))


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """One file that is being read."""

    file: str
    text: str
    faults: Faults

    def complain(
        self, message: Sentence | str, line: int = 0, column: int = 0, excerpt: str = ""
    ) -> None:
        """Note a fault of this file; lines and columns count from 1, 0 is the whole file.

        What a subscriber may have written as well is a sentence; what only an operator writes may be English.
        """
        self.faults.problems.append(
            Problem(
                message=str(message),
                file=self.file,
                line=line,
                column=column,
                excerpt=excerpt,
                said=message if isinstance(message, Sentence) else None,
            )
        )

    def complain_at(self, node: Node, message: Sentence | str) -> None:
        """Note a fault where ``node`` begins."""
        self.complain(message, node.start_mark.line + 1, node.start_mark.column + 1)


@dataclass(frozen=True, slots=True, eq=False)
class Text:
    """A scalar: its value, and where each character of it stands in the file."""

    value: str
    source: Source
    node: Node

    @property
    def place(self) -> str:
        """``file:line:column`` where this text begins."""
        mark = self.node.start_mark
        return f"{self.source.file}:{mark.line + 1}:{mark.column + 1}"

    def problem(self, message: str) -> Problem:
        """Make a problem of where this text begins."""
        mark = self.node.start_mark
        return Problem(
            message=message, file=self.source.file, line=mark.line + 1, column=mark.column + 1
        )

    @property
    def shown(self) -> str:
        """The value as a message quotes it."""
        return self.value if len(self.value) <= _SHOWN else f"{self.value[:_SHOWN]}…"

    def complain(self, message: Sentence | str) -> None:
        """Note a fault where this text begins."""
        self.source.complain_at(self.node, message)

    def complain_inside(self, error: QueryError) -> None:
        """Note what is wrong in the query that this text is, at its own line and column."""
        line, column = self._place(offset_of(error, self.value))
        self.source.complain(one_line(error), line, column, error.problem.excerpt)

    def _place(self, offset: int) -> tuple[int, int]:
        """Give line and column in the file of the sign at ``offset`` of the value."""
        text, start, end = self.source.text, self.node.start_mark.index, self.node.end_mark.index
        style = self.node.style if isinstance(self.node, ScalarNode) else None
        if style in {"|", ">"}:
            start = text.index("\n", start) + 1
        elif style:
            start += 1
        return line_column(text, aligned(text, start, end, self.value, offset))


def offset_of(error: QueryError, query: str) -> int:
    """Give the offset into ``query`` that the error is at."""
    before = query.split("\n")[: error.problem.line - 1]
    return sum(len(line) + 1 for line in before) + error.problem.column - 1


def one_line(error: QueryError) -> str:
    """Give the error's message; what it suggests may have the query's own line breaks."""
    return " ".join(error.problem.message.split())


def aligned(text: str, at: int, end: int, value: str, offset: int) -> int:
    r"""Give where in ``text[at:end]``, which writes ``value``, its sign at ``offset`` stands.

    The signs of a value stand in a file in the same order, between them only what its notation adds:
    indentation, folding, a quote doubled, a backslash. A sign written as an escape (``\u5173``) is
    not found, and what follows it is placed roughly.
    """
    for sign in value[:offset]:
        if not sign.isspace():
            at = max(at, text.find(sign, at, end) + 1)
    return max(at, text.find(value[offset], at, end)) if offset < len(value) else at


def read_source(path: Path, faults: Faults) -> Source | None:
    """Read a file; None when it cannot be, with the fault noted."""
    source = Source(str(path), "", faults)
    try:
        return replace(source, text=path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        source.complain(f"cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        source.complain(f"is not UTF-8 (byte {error.start + 1}); save the file as UTF-8")
    return None


def compose(source: Source, *, empty: Sentence = _EMPTY) -> Node | None:
    """Give the node of the only YAML document in ``source``; None with the fault noted.

    ``empty`` says that there is none.
    """
    if odd := _NOT_YAML.search(source.text):
        line, column = line_column(source.text, odd.start())
        source.complain(said("file.control", sign=f"U+{ord(odd[0]):04X}"), line, column)
        return None
    loader = _LOADER(source.text)
    try:
        node: Node | None = loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        source.complain(said("file.not_yaml", reason=_reason(error)), line, column)
        return None
    finally:
        loader.dispose()
    if node is None:
        source.complain(empty)
    return node


def _reason(error: yaml.MarkedYAMLError) -> str:
    """Give what the YAML parser says of it, in its own words."""
    return ", ".join(part for part in (error.context, error.problem) if part)


def line_column(text: str, at: int) -> tuple[int, int]:
    """Give line and column, from 1, of the sign at ``at``."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
