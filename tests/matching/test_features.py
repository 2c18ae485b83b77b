"""A block holds what it was given, whatever was added and taken away."""

from hypothesis import given
from hypothesis import strategies as st

from bot.matching.features import FALSE, HEADER, TRUE, Block

NUMBERS = st.integers(3, 2**29 - 1)
GROUPS = NUMBERS.map(lambda number: (number,))
PAIRS = st.tuples(NUMBERS, NUMBERS, st.just(TRUE), st.just(FALSE))
QUADS = st.tuples(NUMBERS, NUMBERS, NUMBERS, NUMBERS)


def numbers_of(block: Block) -> list[int]:
    return memoryview(block.data).cast("i").tolist()


def sections(block: Block) -> tuple[list[tuple[int, ...]], ...]:
    """Give groups, pairs and quads, sorted."""
    numbers = numbers_of(block)
    number, groups, pairs, quads = numbers[:4]
    assert number == 7
    assert len(numbers) == 4 + groups + 2 * pairs + 4 * quads
    after = 4 + groups
    end = after + 2 * pairs
    return (
        sorted((one,) for one in numbers[4:after]),
        sorted((*numbers[at : at + 2],) for at in range(after, end, 2)),
        sorted((*numbers[at : at + 4],) for at in range(end, len(numbers), 4)),
    )


@given(st.lists(st.tuples(GROUPS | PAIRS | QUADS, st.booleans()), max_size=40))
def test_it_holds_what_was_added_and_not_taken_away(
    changes: list[tuple[tuple[int, ...], bool]],
) -> None:
    """Groups, pairs and quads each in their own part."""
    block = Block(7)
    held: list[tuple[int, ...]] = []
    for record, take_away in changes:
        if len(record) == 1:
            block.join(*record)
        else:
            block.own(*record)
        held.append(record)
        if take_away:
            gone = held.pop(len(held) // 2)
            if len(gone) == 1:
                block.leave(*gone)
            else:
                block.disown(*gone)
    groups, pairs, quads = sections(block)
    assert groups == sorted(one for one in held if len(one) == 1)
    assert pairs == sorted(one[:2] for one in held if one[2:] == (TRUE, FALSE))
    assert quads == sorted(one for one in held if len(one) == 4 and one[2:] != (TRUE, FALSE))
    assert block.is_empty is (not held)
    assert block.is_empty is (len(block.data) == HEADER.size)
