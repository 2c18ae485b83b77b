"""The words and prefixes that rules ask of a field, looked up by chunk of text."""

from collections.abc import Iterable, Sequence

from bot.matching.features import Clause, Feature
from bot.query.tree import Leaf, Prefix, Term
from bot.query.words import Word, stem_of, words

_MAX_KNOWN = 32_768
"""Chunks remembered for a field and language: about 15 MB, and nearly all that a day brings."""
_MAX_CHUNK = 32
_HEAD = 3
"""Letters by which a new clause finds the chunks it may hold of."""
_NONE = bytearray()
_NO_PHRASE: dict[int, int] = {}


class Cell(list[Feature]):
    """The features that hold of a chunk of text, as many as rules have asked for so far.

    Nearly every chunk is one word, which is one feature, and the prefixes of it that are asked for own
    nothing. So there is one of each thing to fetch, and a sign that there is more.
    """

    __slots__ = (
        "entries",
        "following",
        "is_odd",
        "marks",
        "more",
        "parts",
        "quiet",
        "stem",
        "stems",
        "words",
    )

    def __init__(self, of: Sequence[Word], parts: tuple["Cell", ...] | None = None) -> None:
        super().__init__()
        self.words = of
        self.parts = parts
        """A cell for every word; None for a single word, which it is itself."""
        self.stem = 0
        self.following = _NO_PHRASE
        """Of the first feature that a single word has as a word: number, and phrases it begins."""
        self.stems: tuple[Feature, ...] = ()
        """All that it has as a word."""
        self.marks = self.entries = _NONE
        """Of the first feature that is not quiet."""
        self.more: tuple[Feature, ...] = ()
        """Further features that are not."""
        self.quiet = b""
        """Marks of those that are."""
        self.is_odd = parts is not None
        """It is no single word, or has several stems, or more features than one."""

    def hold(self, feature: Feature, *, word: bool) -> None:
        """Take a feature in, if it is not."""
        if feature in self:
            return
        self.append(feature)
        if word and self.parts is None:
            self.stems += (feature,)
            self.stem, self.following = self.stems[0].id, self.stems[0].following
        if feature.wake is None:
            self._own(feature)
        else:
            self.quiet += feature.marks
        self.is_odd = self.is_odd or len(self.stems) > 1

    def woken(self, feature: Feature) -> None:
        """Bring in what a feature, until now quiet, owns."""
        self.quiet = b"".join([each.marks for each in self if each.wake is not None])
        self._own(feature)

    def _own(self, feature: Feature) -> None:
        if self.marks is _NONE:
            self.marks, self.entries = feature.marks, feature.entries
        else:
            self.more += (feature,)
            self.is_odd = True


class WordLookup:
    """What rules ask of one field, by the language that its words are stemmed in."""

    def __init__(self, item_fields: Sequence[str]) -> None:
        self.item_fields = item_fields
        self._asked: list[Clause] = []
        self._by_language: dict[str, Chunks] = {}

    def add(self, clause: Clause) -> None:
        """Look for ``clause``, a word or a prefix, from now on."""
        self._asked.append(clause)
        for known in self._by_language.values():
            known.add(clause)

    def wake(self, prefix: str, feature: Feature) -> None:
        """Bring in what a prefix, until now quiet, owns."""
        for known in self._by_language.values():
            known.woken(prefix, feature)

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
        key, feature = self._register(clause), clause.feature
        if key is None or feature is None:
            return
        for cell in self._near(key):
            if _holds(clause.leaf, key, cell.words):
                cell.hold(feature, word=isinstance(clause.leaf, Term))

    def woken(self, prefix: str, feature: Feature) -> None:
        """Bring in what a prefix, until now quiet, owns."""
        for cell in self._near(prefix):
            if feature in cell:
                cell.woken(feature)

    def _near(self, key: str) -> Iterable[Cell]:
        """Give the cells that may hold what is looked up by ``key``, each once."""
        heads = [key[:_HEAD]]
        if len(key) < _HEAD:
            heads = [head for head in self._cells if head.startswith(key)]
        return {id(cell): cell for head in heads for cell in self._cells.get(head, ())}.values()

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
        parts = None if len(found) == 1 else tuple(self._cell([word], None) for word in found)
        cell = self._cell(found, parts)
        if len(chunk) <= _MAX_CHUNK:
            self[chunk] = cell
            for each in (cell, *(parts or ())):
                for head in _heads(each.words):
                    self._cells.setdefault(head, []).append(each)
        return cell

    def _cell(self, of: Sequence[Word], parts: tuple[Cell, ...] | None) -> Cell:
        cell = Cell(of, parts)
        for reading in _readings(of):
            for stem in self._stems.get(reading.stem, ()):
                cell.hold(stem, word=True)
            for surface in self._surfaces.get(reading.surface, ()):
                cell.hold(surface, word=True)
            for size in self._lengths:
                for prefix in self._prefixes.get(reading.norm[:size], ()):
                    cell.hold(prefix, word=False)
        return cell


def _readings(of: Iterable[Word]) -> list[Word]:
    return [reading for word in of for reading in word.readings]


def _holds(leaf: Leaf, key: str, of: Iterable[Word]) -> bool:
    """Say whether a clause that is looked up by ``key`` holds of any of these words."""
    if isinstance(leaf, Prefix):
        return any(reading.norm.startswith(key) for reading in _readings(of))
    if isinstance(leaf, Term) and leaf.exact:
        return any(reading.surface == key for reading in _readings(of))
    return any(reading.stem == key for reading in _readings(of))


def _heads(of: Iterable[Word]) -> set[str]:
    return {
        key[:_HEAD]
        for reading in _readings(of)
        for key in (reading.stem, reading.norm, reading.surface)
    }


def by_word(cells: Sequence[Cell]) -> Sequence[Cell]:
    """Give a cell for every word of a text, in order."""
    return [part for cell in cells for part in ((cell,) if cell.parts is None else cell.parts)]
