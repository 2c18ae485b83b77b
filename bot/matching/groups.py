"""Groups of alternatives that rules share or check: true of an item where any member is."""

from array import array
from collections.abc import Callable

from bot.matching.atoms import Group, Single
from bot.matching.directory import Directory
from bot.matching.features import GROUP, Feature, cut, mark
from bot.matching.phrases import Phrases
from bot.matching.shards import Shards


class Groups:
    """Groups by number, each for as long as somebody asks for it."""

    def __init__(
        self, phrases: Phrases, new_number: Callable[[], int], free: Callable[[int], None]
    ) -> None:
        self.of_phrases: dict[int, bytearray] = {}
        """Phrase → marks of the groups it is in."""
        self._phrases = phrases
        self._new_number = new_number
        self._free = free
        self._numbers = Directory()
        self._members: Shards[int, bytes] = Shards()
        """The sorted numbers of the members."""
        self._uses: Shards[int, int] = Shards()
        """Of groups with more than one."""

    def acquire(self, group: Group) -> int:
        """Give the number of ``group``, which is found from now on; to be released as often."""
        members = self._acquire_members(group)
        packed = _packed(members)
        number = self._find(packed)
        if number is not None:
            self._uses[number] = (self._uses.get(number) or 1) + 1
            self._release_members(group)
            return number
        number = self._new_number()
        self._members[number] = packed
        self._numbers.add(hash(packed), number)
        for member, member_number in members.items():
            if isinstance(member, Feature):
                member.join(number)
            else:
                self.of_phrases.setdefault(member_number, bytearray()).extend(mark(number, GROUP))
        return number

    def release(self, group: Group) -> int:
        """Undo one :meth:`acquire` and give the number it gave."""
        members = self._acquire_members(group)
        packed = _packed(members)
        number = self._find(packed)
        assert number is not None, "the group is held"
        uses = self._uses.get(number)
        if uses is None:
            self._drop(number, packed, members)
            self._release_members(group)
        elif uses > 2:
            self._uses[number] = uses - 1
        else:
            del self._uses[number]
        self._release_members(group)
        return number

    def _drop(self, number: int, packed: bytes, members: dict[Single, int]) -> None:
        self._numbers.remove(hash(packed), number)
        del self._members[number]
        for member, member_number in members.items():
            if isinstance(member, Feature):
                member.leave(number)
                continue
            cut(self.of_phrases[member_number], 0, number)
            if not self.of_phrases[member_number]:
                del self.of_phrases[member_number]
        self._free(number)

    def _find(self, packed: bytes) -> int | None:
        found = self._numbers.find(hash(packed))
        return next((number for number in found if self._members[number] == packed), None)

    def _acquire_members(self, group: Group) -> dict[Single, int]:
        return {
            member: member.id if isinstance(member, Feature) else self._phrases.acquire(member)
            for member in group
        }

    def _release_members(self, group: Group) -> None:
        for member in group:
            if not isinstance(member, Feature):
                self._phrases.release(member)


def _packed(members: dict[Single, int]) -> bytes:
    return array("i", sorted(members.values())).tobytes()
