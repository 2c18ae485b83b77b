"""Precision, recall and F1 over companies, and the share of items naming none that got a tag."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled item. A company is the set of symbols that count as right."""

    id: str
    text: str
    summary: str
    gold: tuple[frozenset[str], ...]
    optional: tuple[frozenset[str], ...]
    """Count neither as right nor as wrong."""

    @classmethod
    def of(cls, raw: Mapping[str, Any]) -> "Row":
        """Read a row; a company may be written as one symbol or as a list of them."""
        return cls(
            id=str(raw.get("id", raw["text"])),
            text=raw["text"],
            summary=raw.get("summary", ""),
            gold=tuple(map(_symbols, raw["gold"])),
            optional=tuple(map(_symbols, raw.get("optional", ()))),
        )


def _symbols(company: str | Sequence[str]) -> frozenset[str]:
    return frozenset([company] if isinstance(company, str) else company)


@dataclass(frozen=True, slots=True)
class Score:
    """Of one method on one set."""

    precision: float
    recall: float
    false_tags: float
    """Of the items that name no company, the share that got a tag."""
    errors: tuple[str, ...]

    @property
    def f1(self) -> float:
        """Give the harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def score(rows: Sequence[Row], found: Sequence[Sequence[str]]) -> Score:
    """Compare what was found with the labels, company by company."""
    right = wrong = missed = silent = disturbed = 0
    errors = []
    for row, symbols in zip(rows, found, strict=True):
        left = set(symbols)
        misses = [min(company) for company in row.gold if not company & left]
        right += len(row.gold) - len(misses)
        for company in (*row.gold, *row.optional):
            left -= company
        wrong += len(left)
        missed += len(misses)
        silent += not row.gold
        disturbed += not row.gold and bool(left)
        if left or misses:
            errors.append(f"{row.text}  wrong: {sorted(left)}  missed: {misses}")
    return Score(
        precision=right / max(1, right + wrong),
        recall=right / max(1, right + missed),
        false_tags=disturbed / max(1, silent),
        errors=tuple(errors),
    )
