"""What remembers chunks of text for C tells of them what a dict does."""

from hypothesis import given
from hypothesis import strategies as st

from bot.matching.chunktable import ChunkDict, ChunkTable, Known
from bot.matching.features import STEM, mark
from bot.matching.scan import FASTEST, NUMPY, Scanner, Unread

CHUNKS = st.text(st.characters(exclude_categories=["Z", "Cc"]), min_size=1, max_size=6)
"""With surrogates alone, as a broken feed may bring them."""
NOTHING_NEW = b""


def learn_nothing(chunk: str) -> bytes:
    """Say of every chunk that is not known that it holds no word."""
    return NOTHING_NEW


def remembered(scanner: Scanner, known: Known, chunk: str) -> bytes:
    return scanner.read([Unread(known, learn_nothing, chunk)])


@given(
    changes=st.lists(st.tuples(CHUNKS, st.booleans()), max_size=60),
    others=st.lists(CHUNKS, max_size=5),
)
def test_a_table_remembers_and_forgets_as_a_dict(
    changes: list[tuple[str, bool]], others: list[str]
) -> None:
    """Whatever is put, forgotten and put again, both give the same marks."""
    table, plain = FASTEST.known(), NUMPY.known()
    numbers: dict[str, tuple[int, int]] = {}
    for nth, (chunk, forget) in enumerate(changes):
        if len(chunk.split()) != 1:
            continue
        if chunk in numbers:
            of_table, of_plain = numbers[chunk]
            if forget:
                table.forget([of_table, of_table])
                plain.forget([of_plain])
                del numbers[chunk]
            continue
        marks = mark(nth, STEM)
        numbers[chunk] = table.put(chunk, marks), plain.put(chunk, marks)
    assert table.given == plain.given >= len(numbers)
    for chunk in {*(chunk for chunk, _ in changes), *others}:
        if len(chunk.split()) == 1:
            assert remembered(FASTEST, table, chunk) == remembered(NUMPY, plain, chunk)


def test_a_table_grows_and_is_cleared() -> None:
    """Thousands of chunks are found, in less space once most are forgotten."""
    table = ChunkTable(seed=7)
    numbers = [table.put(f"chunk{nth}", mark(nth, STEM)) for nth in range(5_000)]
    grown = len(table.cells)
    table.forget(numbers[10:])
    for nth in range(5_000, 40_000):
        table.forget([table.put(f"chunk{nth}", b"")])
    assert len(table) == 10
    assert len(table.cells) <= grown
    assert table.given == 40_000
    table.clear()
    assert len(table) == table.given == 0


def test_what_is_forgotten_is_learned_anew() -> None:
    """A text that holds it is read by what is known then."""
    for scanner in (FASTEST, NUMPY):
        known = scanner.known()
        number = known.put("steel", mark(5, STEM))
        learned: list[str] = []

        def learn(chunk: str, learned: list[str] = learned) -> bytes:
            learned.append(chunk)
            return mark(6, STEM)

        parts = [Unread(known, learn, " tariff\u2009steel  Zölle\n关税 ")]
        assert scanner.read([*parts]) == mark(6, STEM) + mark(5, STEM) + mark(6, STEM) * 2
        assert learned == ["tariff", "Zölle", "关税"]
        known.forget([number])
        assert scanner.read([*parts]) == mark(6, STEM) * 4


def test_a_dict_gives_numbers_anew_once_it_is_cleared() -> None:
    """As the table does."""
    known = ChunkDict()
    known.put("steel", b"")
    known.clear()
    assert known.put("steel", b"") == 0
