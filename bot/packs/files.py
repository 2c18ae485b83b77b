"""Files of rules, each read for itself: what is wrong in one hides nothing of another."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.packs.forms import Form
from bot.packs.reading import read_form
from bot.packs.source import Faults, Source, compose, read_source

_YAML = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class FormFile:
    """A file and what it holds."""

    path: Path
    source: Source
    form: Form


def is_yaml(path: Path) -> bool:
    """Say whether a file is YAML by its name."""
    return path.suffix.lower() in _YAML


def yaml_files(path: Path) -> tuple[Path, ...]:
    """Give the file itself, or all YAML files in and below a folder, by name."""
    if not path.is_dir():
        return (path,)
    return tuple(sorted(found for found in path.rglob("*") if is_yaml(found) and found.is_file()))


def read_files(paths: Iterable[Path], faults: Faults) -> Iterator[FormFile]:
    """Read files, noting every fault; those that hold nothing usable are left out."""
    for path in paths:
        source = read_source(path, faults)
        node = compose(source) if source is not None else None
        if source is None or node is None:
            continue
        if (form := read_form(source, node)) is not None:
            yield FormFile(path, source, form)
