"""Groups of alternatives that rules share or check: true of an item where any member is."""

from array import array
from collections.abc import Callable

from bot.matching.atoms import Group, Single
from bot.matching.directory import Directory
from bot.matching.features import WIDE, Block, Feature
from bot.matching.phrases import Phrases
from bot.matching.shards import Shards


class Groups:
    """Groups by number, each for as long as somebody asks for it."""

    def __init__(
        self,
        phrases: Phrases,
        new_number: Callable[[], int],
        free: Callable[[int], None],
        blocks: list[bytearray | None],
        numbers: Directory,
    ) -> None:
        """``blocks`` is told what phrases bring in, by number; ``numbers`` is empty."""
        self._blocks = blocks
        self._of_phrases: dict[int, Block] = {}
        """Phrase → the groups it is in."""
        self._phrases = phrases
        self._new_number = new_number
        self._free = free
        self._numbers = numbers
        self._members: Shards[int, bytes] = Shards()
        """The sorted numbers of the members, and whether the group owns rows."""
        self._uses: Shards[int, int] = Shards()
        """Of groups with more than one."""

    def acquire(self, group: Group, *, wide: bool = False) -> int:
        """Give the number of ``group``, which is found from now on; to be released as often.

        As the owner of rows (``wide``) it has another number than where it is only required.
        """
        members = self._acquire_members(group)
        packed = _packed(members, wide=wide)
        number = self._find(packed)
        if number is not None:
            self._uses[number] = (self._uses.get(number) or 1) + 1
            self._release_members(group)
            return number
        number = self._new_number()
        self._members[number] = packed
        self._numbers.add(hash(packed), number)
        marked = number | WIDE if wide else number
        for member, member_number in members.items():
            self._block(member, member_number).join(marked)
        return number

    def release(self, group: Group, *, wide: bool = False) -> int:
        """Undo one :meth:`acquire` and give the number it gave."""
        members = self._acquire_members(group)
        packed = _packed(members, wide=wide)
        number = self._find(packed)
        assert number is not None, "the group is held"
        uses = self._uses.get(number)
        if uses is None:
            self._drop(number, packed, members, wide=wide)
            self._release_members(group)
        elif uses > 2:
            self._uses[number] = uses - 1
        else:
            del self._uses[number]
        self._release_members(group)
        return number

    def _drop(self, number: int, packed: bytes, members: dict[Single, int], *, wide: bool) -> None:
        self._numbers.remove(hash(packed), number)
        del self._members[number]
        marked = number | WIDE if wide else number
        for member, member_number in members.items():
            block = self._block(member, member_number)
            block.leave(marked)
            if block.is_empty and not isinstance(member, Feature):
                del self._of_phrases[member_number]
                self._blocks[member_number] = None
        self._free(number)

    def _block(self, member: Single, number: int) -> Block:
        if isinstance(member, Feature):
            return member
        block = self._of_phrases.get(number)
        if block is None:
            block = self._of_phrases[number] = Block(number)
            self._blocks[number] = block.data
        return block

    def _find(self, packed: bytes) -> int | None:
        for number in self._numbers.find(hash(packed)):
            if self._members[number] == packed:
                return number
        return None

    def _acquire_members(self, group: Group) -> dict[Single, int]:
        return {
            member: member.id if isinstance(member, Feature) else self._phrases.acquire(member)
            for member in group
        }

    def _release_members(self, group: Group) -> None:
        for member in group:
            if not isinstance(member, Feature):
                self._phrases.release(member)


def _packed(members: dict[Single, int], *, wide: bool) -> bytes:
    return array("i", (wide, *sorted(members.values()))).tobytes()
