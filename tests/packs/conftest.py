"""Files of rules, written into a folder of their own."""

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from bot.domain.errors import ConfigurationError, Problem
from bot.packs.library import load_library

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file, its text dedented, and give its path."""

    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
        return path

    return write


@pytest.fixture
def problems(tmp_path: Path) -> Callable[[], tuple[Problem, ...]]:
    """Give what is wrong in the folder, with files named by their name alone."""

    def problems() -> tuple[Problem, ...]:
        with pytest.raises(ConfigurationError) as caught:
            load_library(tmp_path)
        return caught.value.problems

    return problems


@pytest.fixture
def faults(problems: Callable[[], tuple[Problem, ...]]) -> Callable[[], list[str]]:
    """Give what is wrong in the folder as ``file:line:column: message``, without carets."""

    def faults() -> list[str]:
        return [
            f"{Path(one.file).name}:{one.line}:{one.column}: {one.message}" for one in problems()
        ]

    return faults
