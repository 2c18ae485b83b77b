"""The words and prefixes that rules ask of a field, looked up by chunk of text."""

from array import array
from collections.abc import Sequence
from functools import partial

from bot.matching.directory import Directory
from bot.matching.features import ALSO, NOTHING, OWN, STEM, Clause, Feature, mark
from bot.matching.scan import Scanner, Unread
from bot.query.tree import Prefix, Term
from bot.query.words import Word, joined, stem_of, words

_MAX_KNOWN = 32_768
"""Chunks remembered for a field and language, as they are known now and were: nearly all that a day brings."""
_MAX_CHUNK = 32
_HEAD = 3
"""Letters by which a new prefix finds the chunks it may hold of."""
_PART_BITS = 4
"""For the directory of a field's chunks, which are not that many."""


class WordLookup:
    """What rules ask of one field, by the language that its words are stemmed in."""

    def __init__(self, item_fields: Sequence[str], scanner: Scanner) -> None:
        self.item_fields = item_fields
        self._scanner = scanner
        self._asked: list[Clause] = []
        self._by_language: dict[str, Chunks] = {}

    def add(self, clause: Clause) -> None:
        """Look for ``clause``, a word or a prefix, from now on."""
        self._asked.append(clause)

    def read(self, text: str, lang: str) -> Unread:
        """Give what it takes to read a text in stemming language ``lang``."""
        known = self._by_language.get(lang)
        if known is None:
            known = self._by_language[lang] = Chunks(lang, self._asked, self._scanner)
        known.catch_up()
        return Unread(known.known, known.learn, joined(text))


class Chunks:
    """Chunk of text → its marks, worked out when it is first met.

    There is a mark for every word, in order, so that those of chunks joined are a text word by word. A
    rule's word has no language: it is stemmed as the item's language does.
    """

    def __init__(self, lang: str, asked: Sequence[Clause], scanner: Scanner) -> None:
        """``asked`` grows; see :meth:`catch_up`."""
        self.known = scanner.known()
        self._asked = asked
        self._registered = 0
        self._lang = lang
        self._new_directory = partial(Directory, scanner.find, scanner.put, _PART_BITS)
        self._stems: dict[str, list[Feature]] = {}
        self._surfaces: dict[str, list[Feature]] = {}
        self._prefixes: dict[str, list[Feature]] = {}
        self._lengths: tuple[int, ...] = ()
        """Of prefixes."""
        self._by_key = self._new_directory()
        """The numbers of chunks by the hashes of every stem and surface in them."""
        self._by_head: dict[str, array[int]] = {}
        """And by the first letters of every norm."""

    def catch_up(self) -> None:
        """Look for what is asked since the last text in this language, before the next is read.

        So that adding a rule does not cost more with every language that items came in.
        """
        while self._registered < len(self._asked):
            self._add(self._asked[self._registered])
            self._registered += 1

    def _add(self, clause: Clause) -> None:
        """Look for ``clause`` from now on, and forget the chunks it may hold of."""
        key = self._register(clause)
        if not key:
            return
        if not isinstance(clause.leaf, Prefix):
            self.known.forget(self._by_key.find(hash(key)))
        elif len(key) >= _HEAD:
            self.known.forget(self._by_head.pop(key[:_HEAD], ()))
        else:
            for head in [head for head in self._by_head if head.startswith(key)]:
                self.known.forget(self._by_head.pop(head))

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

    def learn(self, chunk: str) -> bytes:
        """Give the marks of a chunk that is not known, and know it from now on unless it is long."""
        found = words(chunk, self._lang)
        marks = b"".join([self._marks(word) for word in found])
        if len(chunk) <= _MAX_CHUNK:
            if self.known.given >= _MAX_KNOWN:
                self.known.clear()
                self._by_key = self._new_directory()
                self._by_head.clear()
            number = self.known.put(chunk, marks)
            readings = [reading for word in found for reading in word.readings]
            for key in {key for one in readings for key in (one.stem, one.surface)}:
                self._by_key.add(hash(key), number)
            for head in {one.norm[:_HEAD] for one in readings}:
                self._by_head.setdefault(head, array("I")).append(number)
        return marks

    def _marks(self, word: Word) -> bytes:
        stems: dict[Feature, None] = {}
        prefixes: dict[Feature, None] = {}
        for reading in word.readings:
            stems.update(dict.fromkeys(self._stems.get(reading.stem, ())))
            stems.update(dict.fromkeys(self._surfaces.get(reading.surface, ())))
            for size in self._lengths:
                prefixes.update(dict.fromkeys(self._prefixes.get(reading.norm[:size], ())))
        first, *others = [feature.id for feature in stems] or [NOTHING]
        marks = [mark(first, STEM), *(mark(number, ALSO) for number in others)]
        return b"".join([*marks, *(mark(prefix.id, OWN) for prefix in prefixes)])
