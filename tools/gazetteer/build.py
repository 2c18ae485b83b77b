"""Build ``rules/gazetteer/companies.tsv``: which companies there are, what they are called, how surely.

Run by ``make gazetteer``, with a folder as argument to keep the downloads there; the same pins give
the same bytes. The file is sorted text, so that a renewal is read as a diff; what came and went is
also said on the terminal.
"""

import difflib
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import called  # noqa: E402  (the repository's own packages are on the path only now)
import companies  # noqa: E402
import naming  # noqa: E402
import sources  # noqa: E402
from lexicon import Lexicon  # noqa: E402

TARGET = ROOT / "rules" / "gazetteer" / "companies.tsv"
HEADER = """\
# Made by `make gazetteer`; sources and licences in NOTICE. Do not edit: rules/aliases.yaml wins over it.
# symbol, name, other symbols, where the bare symbol is read (0 marked, 1 brackets, 2 context, 3 anywhere),
# names (plain: safe, ~ famous brand, ? common word, @ person's or place's too)
"""
SHOWN = 200
"""Changed lines printed; git shows them all."""


def main() -> int:
    """Build, write, and say what changed."""
    with tempfile.TemporaryDirectory() as fresh:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else fresh)
        sources.download(folder)
        text = HEADER + "".join(f"{line}\n" for line in lines(folder))
    before = TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_text(text, encoding="utf-8")
    print(summary(before, text))
    return 0


def lines(folder: Path) -> list[str]:
    """Give the file's lines, sorted."""
    lexicon = Lexicon.read(folder)
    entries = companies.join(folder, lexicon.counts)
    names: dict[int, list[str]] = defaultdict(list)
    for _, (entry, text) in sorted(called.names(entries, lexicon).items()):
        mark = called.ambiguity(text.split(" "), entry, lexicon).value
        names[id(entry)].append(mark + text)
    rows = (
        (
            entry.symbol,
            naming.shown((entry.spoken or [entry.name])[0]),
            " ".join(sorted(set(entry.others) - {entry.symbol})),
            str(int(called.bare(entry, lexicon))),
            "|".join(names[id(entry)]),
        )
        for entry in entries
    )
    return [f"!given\t{' '.join(sorted(lexicon.given))}", *sorted(map("\t".join, rows))]


def summary(before: str, after: str) -> str:
    """Give what a reviewer reads: every line that came or went, up to a limit, and the sizes."""
    old, new = before.splitlines(), after.splitlines()
    changed = [
        line
        for line in difflib.unified_diff(old, new, lineterm="", n=0)
        if line.startswith(("+", "-")) and not line.startswith(("+++", "---"))
    ]
    size = f"{len(new)} lines, {len(after.encode()):,} bytes, {len(changed)} lines changed"
    if len(changed) > SHOWN:
        size += f" ({SHOWN} shown; git diff {TARGET.relative_to(ROOT)} has all)"
    return "\n".join([*changed[:SHOWN], size])


if __name__ == "__main__":
    sys.exit(main())
