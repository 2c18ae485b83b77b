"""The words, prefixes and phrases that rules ask of a field, looked up by chunk of text."""

from collections.abc import Iterable, Mapping, Sequence

from bot.matching.features import Clause, Feature
from bot.query.tree import Prefix, Term
from bot.query.words import Word, stem_of, words

_MAX_KNOWN = 32_768
"""Chunks remembered for a field and language: about 10 MB, and nearly all that a day brings."""
_MAX_CHUNK = 32
_HEAD = 3
"""Letters by which a new clause finds the chunks it may hold of."""


class Cell(list[Feature]):
    """The features that hold of a chunk of text, as many as rules have asked for so far."""

    __slots__ = ("blocks", "following", "marks", "parts", "stems", "words")

    def __init__(self, of: Sequence[Word]) -> None:
        super().__init__()
        self.words = of
        self.parts: tuple[Cell, ...] | None = None
        """A cell for every word; None for a single word, as nearly every chunk is."""
        self.stems: tuple[int, ...] = ()
        """Numbers of those that are words, which phrases are made of."""
        self.following: tuple[dict[int, int], ...] = ()
        self.marks: tuple[bytearray, ...] = ()
        self.blocks: tuple[bytearray, ...] = ()
        """What its words begin, and its features are true with and own, side by side."""

    __hash__ = object.__hash__  # type: ignore[assignment]  # a cell is itself, not what it holds
    __eq__ = object.__eq__

    def fill(self, stems: Iterable[Feature], prefixes: Iterable[Feature]) -> None:
        """Hold these features."""
        begun = dict.fromkeys(stems)
        self.stems = tuple(feature.id for feature in begun)
        self.following = tuple(feature.following for feature in begun)
        self[:] = dict.fromkeys((*begun, *prefixes))
        self.marks = tuple(feature.marks for feature in self)
        self.blocks = tuple(feature.entries for feature in self)


class WordLookup:
    """What rules ask of one field, by the language that its words are stemmed in."""

    def __init__(self) -> None:
        self._asked: list[Clause] = []
        self._by_language: dict[str, Chunks] = {}

    def add(self, clause: Clause) -> None:
        """Look for ``clause``, a word or a prefix, from now on."""
        self._asked.append(clause)
        for known in self._by_language.values():
            known.add(clause)

    def in_language(self, lang: str) -> "Chunks":
        """Give the cells of chunks in stemming language ``lang``."""
        known = self._by_language.get(lang)
        if known is None:
            known = self._by_language[lang] = Chunks(lang, self._asked)
        return known


class Chunks(dict[str, Cell]):
    """Chunk of text → its cell, worked out when it is first met, kept true as rules ask for more.

    A rule's word has no language: it is stemmed as the item's language does.
    """

    def __init__(self, lang: str, asked: Iterable[Clause]) -> None:
        super().__init__()
        self._lang = lang
        self._stems: dict[str, list[Feature]] = {}
        self._surfaces: dict[str, list[Feature]] = {}
        self._prefixes: dict[str, list[Feature]] = {}
        self._lengths: tuple[int, ...] = ()
        """Of prefixes."""
        self._cells: dict[str, list[Cell]] = {}
        """By the first letters of every stem, norm and surface in them."""
        for clause in asked:
            self._register(clause)

    def add(self, clause: Clause) -> None:
        """Look for ``clause`` from now on, in chunks met before as well."""
        key = self._register(clause)
        if key is None:
            return
        heads = [key[:_HEAD]]
        if len(key) < _HEAD:
            heads = [head for head in self._cells if head.startswith(key)]
        for head in heads:
            for cell in self._cells.get(head, ()):
                self._fill(cell)

    def _register(self, clause: Clause) -> str | None:
        """Enter a clause under what it is looked up by; give that, or None where it is there already."""
        leaf, feature = clause.leaf, clause.feature
        assert feature is not None, "words and prefixes are looked up"
        if isinstance(leaf, Prefix):
            key, table = leaf.prefix, self._prefixes
            if len(key) not in self._lengths:
                self._lengths = tuple(sorted({*self._lengths, len(key)}))
        else:
            assert isinstance(leaf, Term), "words and prefixes are looked for, nothing else"
            if leaf.exact:
                key, table = leaf.words[0], self._surfaces
            else:
                key, table = stem_of(leaf.words[0], self._lang), self._stems
        known = table.setdefault(key, [])
        if feature in known:
            return None
        known.append(feature)
        return key

    def __missing__(self, chunk: str) -> Cell:
        if len(self) >= _MAX_KNOWN:
            self.clear()
            self._cells.clear()
        found = words(chunk, self._lang)
        cell = self._cell(found)
        if len(found) != 1:
            cell.parts = tuple(self._cell([word]) for word in found)
        if len(chunk) <= _MAX_CHUNK:
            self[chunk] = cell
            for each in (cell, *(cell.parts or ())):
                for head in _heads(each.words):
                    self._cells.setdefault(head, []).append(each)
        return cell

    def _cell(self, of: Sequence[Word]) -> Cell:
        cell = Cell(of)
        self._fill(cell)
        return cell

    def _fill(self, cell: Cell) -> None:
        readings = [reading for word in cell.words for reading in word.readings]
        tables = self._stems, self._surfaces
        keys = [(reading.stem, reading.surface) for reading in readings]
        cell.fill(
            [
                feature
                for pair in keys
                for table, key in zip(tables, pair, strict=True)
                for feature in table.get(key, ())
            ],
            [
                feature
                for reading in readings
                for size in self._lengths
                for feature in self._prefixes.get(reading.norm[:size], ())
            ],
        )


def _heads(of: Sequence[Word]) -> set[str]:
    return {
        key[:_HEAD]
        for word in of
        for reading in word.readings
        for key in (reading.stem, reading.norm, reading.surface)
    }


def by_word(cells: Sequence[Cell]) -> Sequence[Cell]:
    """Give a cell for every word of a text, in order."""
    if all([cell.parts is None for cell in cells]):  # noqa: C419 - a third of the time
        return cells
    return [part for cell in cells for part in ((cell,) if cell.parts is None else cell.parts)]


def may_hold_phrase(cells: Iterable[Cell]) -> bool:
    """Say whether both of some two words are there that begin a phrase: with few rules they seldom are."""
    begun = [following for cell in cells for following in cell.following if following]
    if not begun:
        return False
    stems = {stem for cell in cells for stem in cell.stems}
    return not all(map(stems.isdisjoint, begun))


def phrases(cells: Sequence[Cell], longer: Mapping[int, dict[int, int]]) -> list[int]:
    """Give the numbers of the phrases in a text of these cells, ``longer`` continuing phrases by a word."""
    found: list[int] = []
    begun: tuple[dict[int, int], ...] = ()
    for cell in by_word(cells):
        before, begun = begun, cell.following
        for following in before:
            for stem in cell.stems:
                if stem in following:
                    phrase = following[stem]
                    found.append(phrase)
                    if phrase in longer:
                        begun = (*begun, longer[phrase])
    return found
