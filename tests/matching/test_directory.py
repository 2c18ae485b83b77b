"""A directory finds every number under its hash, in C and in Python."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.directory import Directory
from bot.matching.scan import FASTEST, NUMPY, Scanner

KEYS = st.integers(-(2**63), 2**63 - 1) | st.integers(0, 40).map(lambda nth: nth << 4)
"""Hashes, many of them in one part."""


@pytest.mark.parametrize("scanner", [NUMPY, FASTEST], ids=["python", "fastest"])
@given(changes=st.lists(st.tuples(KEYS, st.integers(0, 2**32 - 1)), max_size=120))
def test_it_finds_what_was_added_and_not_removed(
    scanner: Scanner, changes: list[tuple[int, int]]
) -> None:
    """Every second entry is removed again; two of one hash are both found."""
    directory = Directory(scanner.find, scanner.put, part_bits=4)
    held: list[tuple[int, int]] = []
    for nth, (key, number) in enumerate(changes):
        directory.add(key, number)
        held.append((key, number))
        if nth % 2:
            directory.remove(*held.pop(nth // 3 % len(held)))
    for key, _ in changes:
        expected = [number for other, number in held if other == key]
        assert sorted(set(directory.find(key)) & set(expected)) == sorted(set(expected))
        assert len(directory.find(key)) <= len(held)
    assert directory.nbytes > 0
