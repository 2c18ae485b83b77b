"""The words and prefixes that rules ask of a field, looked up by chunk of text."""

from collections.abc import Iterable, Sequence

from bot.matching.features import ALSO, NOTHING, OWN, STEM, Clause, Feature, mark
from bot.query.tree import Prefix, Term
from bot.query.words import Word, stem_of, words

_MAX_KNOWN = 32_768
"""Chunks remembered for a field and language: nearly all that a day brings."""
_MAX_BYTES = 1 << 26
"""The same, in bytes of what they bring."""
_MAX_CHUNK = 32
_HEAD = 3
"""Letters by which a new clause finds the chunks it may hold of."""
_UNASKED = mark(NOTHING, STEM)


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

    def changed(self, feature: Feature) -> None:
        """Forget what is remembered of what ``feature`` owns and is in."""
        for known in self._by_language.values():
            known.changed(feature)

    def in_language(self, lang: str) -> "Chunks":
        """Give what chunks bring in stemming language ``lang``."""
        known = self._by_language.get(lang)
        if known is None:
            known = self._by_language[lang] = Chunks(lang, self._asked)
        return known


class Chunks(dict[str, bytes]):
    """Chunk of text → the marks and entries it brings in, worked out when it is first met.

    It begins with a mark for every word, in order, so that chunks joined are a text word by word. A
    rule's word has no language: it is stemmed as the item's language does.
    """

    def __init__(self, lang: str, asked: Iterable[Clause]) -> None:
        super().__init__()
        self._lang = lang
        self._stems: dict[str, list[Feature]] = {}
        self._surfaces: dict[str, list[Feature]] = {}
        self._prefixes: dict[str, list[Feature]] = {}
        self._lengths: tuple[int, ...] = ()
        """Of prefixes."""
        self._bytes = 0
        self._by_feature: dict[Feature, set[str]] = {}
        self._by_head: dict[str, set[str]] = {}
        """Chunks by the first letters of every stem, norm and surface in them."""
        for clause in asked:
            self._register(clause)

    def add(self, clause: Clause) -> None:
        """Look for ``clause`` from now on, and forget the chunks it may hold of."""
        key = self._register(clause)
        heads = [key[:_HEAD]] if key else []
        if 0 < len(key) < _HEAD:
            heads = [head for head in self._by_head if head.startswith(key)]
        for head in heads:
            self._forget(self._by_head.pop(head, ()))

    def changed(self, feature: Feature) -> None:
        """Forget the chunks that ``feature`` holds of."""
        if feature in self._by_feature:
            self._forget(self._by_feature.pop(feature))

    def _forget(self, chunks: Iterable[str]) -> None:
        for chunk in chunks:
            self._bytes -= len(self.pop(chunk, b""))

    def _register(self, clause: Clause) -> str:
        """Enter a clause under what it is looked up by; give that, or nothing if it is there already."""
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
            return ""
        known.append(feature)
        return key

    def __missing__(self, chunk: str) -> bytes:
        if len(self) >= _MAX_KNOWN or self._bytes >= _MAX_BYTES:
            self.clear()
            self._by_feature.clear()
            self._by_head.clear()
            self._bytes = 0
        found = words(chunk, self._lang)
        held: dict[Feature, None] = {}
        brought = b"".join([self._marks(word, held) for word in found])
        brought += b"".join([part for each in held for part in (each.groups, each.entries)])
        if brought == _UNASKED:
            brought = _UNASKED
        if len(chunk) <= _MAX_CHUNK:
            self[chunk] = brought
            self._bytes += len(brought)
            for feature in held:
                self._by_feature.setdefault(feature, set()).add(chunk)
            for head in _heads(found):
                self._by_head.setdefault(head, set()).add(chunk)
        return brought

    def _marks(self, word: Word, held: dict[Feature, None]) -> bytes:
        """Give the marks of a word, and add its features to ``held``."""
        stems: dict[Feature, None] = {}
        prefixes: dict[Feature, None] = {}
        for reading in word.readings:
            stems.update(dict.fromkeys(self._stems.get(reading.stem, ())))
            stems.update(dict.fromkeys(self._surfaces.get(reading.surface, ())))
            for size in self._lengths:
                prefixes.update(dict.fromkeys(self._prefixes.get(reading.norm[:size], ())))
        held |= stems
        held |= prefixes
        first, *others = [feature.id for feature in stems] or [NOTHING]
        marks = [mark(first, STEM), *(mark(number, ALSO) for number in others)]
        return b"".join([*marks, *(mark(prefix.id, OWN) for prefix in prefixes)])


def _heads(found: Iterable[Word]) -> set[str]:
    return {
        key[:_HEAD]
        for word in found
        for reading in word.readings
        for key in (reading.stem, reading.norm, reading.surface)
    }
