"""The numbers that stand for what is true of an item, and which of them are true with which."""

from array import array

import numpy as np
import numpy.typing as npt

from bot.matching.directory import Directory
from bot.matching.features import MARK, Atom, Block, Feature, Group, Phrase, Single, as_mark, unmark
from bot.matching.phrases import may_hold_phrase, phrases
from bot.matching.sighting import Sighting

TRUE, FALSE = 0, 1
"""Numbers true of every item and of none."""
_STEP = 65_536
"""Numbers by which the bitmap grows: growing is then never slow, and rare."""

_MANY = 5_000
"""Phrases of which most items hold both words of some: finding out whether one does is of no use."""


class Registry:
    """Numbers features for good; phrases and groups for as long as a row asks for them."""

    def __init__(self) -> None:
        self.present: npt.NDArray[np.bool_] = np.zeros(_STEP, np.bool_)
        """What is true of the item being matched, by number; only TRUE in between."""
        self.present[TRUE] = True
        self.longer: dict[int, dict[int, int]] = {}
        """Phrases that go on: phrase → the next word's number → the longer phrase."""
        self.wide: dict[int, Block] = {}
        """Groups that own rows, having too many members for each to own them."""
        self.phrases = 0
        """How many there are."""
        self._phrase_marks: dict[int, bytearray] = {}
        """Phrase → numbers of the groups it is in."""
        self._uses = array("i", [0, 0])
        self._free: list[int] = []
        self._group_numbers = Directory()
        self._members: dict[int, bytes] = {}
        """Group → the sorted numbers of its members."""

    def new_number(self) -> int:
        """Give a number that nothing has."""
        if self._free:
            return self._free.pop()
        number = len(self._uses)
        self._uses.append(0)
        if number >= len(self.present):
            self.present.resize(number + _STEP, refcheck=False)
        return number

    def marks(self, sighting: Sighting) -> npt.NDArray[np.int64]:
        """Give all that is true of an item; a number may come twice."""
        cells = sighting.cells
        parts: list[bytearray | bytes | array[int]] = [cell.marks for cell in cells]
        parts += [cell.quiet for cell in cells]
        parts += [feature.marks for feature in sighting.others]
        if self.phrases > _MANY or (self.phrases and may_hold_phrase(cells)):
            found = [each for *_, chunks in sighting.lines for each in phrases(chunks, self.longer)]
            parts.append(array("q", found))
            parts += [marks for marks in map(self._phrase_marks.get, found) if marks is not None]
        return np.frombuffer(b"".join(parts), MARK)

    def block(self, group: Group) -> Block:
        """Give the block of a group that is held."""
        number = self.acquire(group)
        self.release(group)
        if number not in self.wide:
            self.wide[number] = Block()
        return self.wide[number]

    def acquire(self, atom: Atom) -> int:
        """Give the number of ``atom``, which is found in items from now on; to be released as often."""
        if isinstance(atom, Feature):
            return atom.id
        if isinstance(atom, tuple):
            return self._acquire_phrase(atom)
        return self._acquire_group(atom)

    def release(self, atom: Atom) -> int:
        """Undo one :meth:`acquire` and give the number it gave."""
        if isinstance(atom, Feature):
            return atom.id
        if isinstance(atom, tuple):
            return self._release_phrase(atom)
        return self._release_group(atom)

    def _acquire_phrase(self, phrase: Phrase) -> int:
        first, second, *others = phrase
        number = self._continue(first.following, second)
        for word in others:
            number = self._continue(self.longer.setdefault(number, {}), word)
        return number

    def _continue(self, following: dict[int, int], word: Feature) -> int:
        number = following.get(word.id)
        if number is None:
            number = following[word.id] = self.new_number()
            self.phrases += 1
        self._uses[number] += 1
        return number

    def _release_phrase(self, phrase: Phrase) -> int:
        first, *others = phrase
        following, before = first.following, 0
        path: list[tuple[int, dict[int, int], Feature]] = []
        for word in others:
            if before:
                following = self.longer[before]
            path.append((before, following, word))
            before = following[word.id]
        for parent, following, word in reversed(path):
            self._discontinue(parent, following, word)
        return before

    def _discontinue(self, parent: int, following: dict[int, int], word: Feature) -> None:
        if self._dropped(following[word.id]):
            del following[word.id]
            self.phrases -= 1
            if parent and not following:
                del self.longer[parent]

    def _dropped(self, number: int) -> bool:
        """Count one use less; free the number if that was the last."""
        self._uses[number] -= 1
        if self._uses[number]:
            return False
        self._free.append(number)
        return True

    def _acquire_group(self, group: Group) -> int:
        members = {member: self.acquire(member) for member in group}
        packed = array("i", sorted(members.values())).tobytes()
        number = self._group(packed)
        if number is not None:
            self._uses[number] += 1
            for member in members:
                self.release(member)
            return number
        number = self.new_number()
        self._uses[number] = 1
        self._members[number] = packed
        self._group_numbers.add(hash(packed), number)
        for member, member_number in members.items():
            if isinstance(member, Feature):
                member.mark(number)
            else:
                self._phrase_marks.setdefault(member_number, bytearray()).extend(as_mark(number))
        return number

    def _group(self, packed: bytes) -> int | None:
        found = self._group_numbers.find(hash(packed))
        return next((number for number in found if self._members[number] == packed), None)

    def _release_group(self, group: Group) -> int:
        members = {member: self.acquire(member) for member in group}
        packed = array("i", sorted(members.values())).tobytes()
        number = self._group(packed)
        assert number is not None, "the group is held"
        dropped = self._dropped(number)
        for member, member_number in members.items():
            if dropped:
                self._unmark(member, member_number, number)
                self.release(member)
            self.release(member)
        if dropped:
            self._group_numbers.remove(hash(packed), number)
            del self._members[number]
            self.wide.pop(number, None)
        return number

    def _unmark(self, member: Single, member_number: int, number: int) -> None:
        if isinstance(member, Feature):
            unmark(member.marks, number)
            return
        marks = self._phrase_marks[member_number]
        unmark(marks, number)
        if not marks:
            del self._phrase_marks[member_number]
