"""What holds of any tape: stories do not depend on restarts, failures or being asked."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.item import Item, ItemId
from bot.domain.story import StoryId, story_id
from bot.domain.ticker import Symbol, TickerTag, Via
from bot.stories.frequencies import Frequencies
from bot.stories.index import StoryIndex

START = datetime(2025, 12, 3, tzinfo=UTC)
WORDS = (
    "Codelco", "Freeport", "BHP", "copper", "lithium", "strike", "tariff", "court", "sues", "mine", "Chile", "raises",
    "$2", "billion", "25%", "50%", "the", "of", "denies", "Thursday", "关税", "稀土", "Market", "update",
)  # fmt: skip
SYMBOLS = ("BHP", "FCX", "SQM")

Tape = Sequence[tuple[Item, tuple[TickerTag, ...]]]


@st.composite
def tapes(draw: st.DrawFn) -> Tape:
    """Draw a tape of few words, so that much is alike."""
    tape = []
    hours = 0.0
    for number in range(draw(st.integers(2, 14))):
        hours += draw(st.sampled_from([0.0, 0.2, 3.0, 25.0]))
        title = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8)))
        item = Item(
            id=ItemId(f"item {number}"),
            title=title,
            summary=" ".join(draw(st.lists(st.sampled_from(WORDS), max_size=12))),
            url=draw(st.sampled_from(["", "https://a.example/1", f"https://a.example/n{number}"])),
            source=draw(st.sampled_from(["One", "Two", ""])),
            lang=draw(st.sampled_from(["en", "zh"])),
            tier=draw(st.sampled_from([1, 3])),
            published=START + timedelta(hours=hours),
        )
        named = draw(st.lists(st.sampled_from(SYMBOLS), max_size=2, unique=True))
        tags = tuple(
            TickerTag(symbol=Symbol(name), name=name, via=Via.NAME, why=name) for name in named
        )
        tape.append((item, tags))
    return tape


def _cluster(index: StoryIndex, tape: Tape) -> dict[ItemId, StoryId]:
    stories = {}
    for item, tags in tape:
        placement = index.place(item, tags)
        index.add(item, tags, placement)
        stories[item.id] = placement.story_id
    return stories


@settings(max_examples=60, deadline=None)
@given(tapes())
def test_the_same_tape_gives_the_same_stories(tape: Tape) -> None:
    """And every item is in exactly one story, which an item of the tape opened."""
    stories = _cluster(StoryIndex(Frequencies()), tape)
    assert _cluster(StoryIndex(Frequencies()), tape) == stories
    assert len(stories) == len(tape)
    assert all(stories[ItemId(story)] == story for story in stories.values())


@settings(max_examples=60, deadline=None)
@given(tapes(), st.data())
def test_a_restart_changes_no_decision(tape: Tape, data: st.DataObject) -> None:
    """An index rebuilt of what is in the window decides as one that ran on, what was parted included."""
    cut = data.draw(st.integers(1, len(tape)))
    running = StoryIndex(Frequencies())
    stories = _cluster(running, tape[:cut])
    parted = data.draw(st.lists(st.sampled_from(sorted(stories)), max_size=2, unique=True))
    separations = [(item, stories[item]) for item in parted]
    for item_id, story in separations:
        running.separate(item_id, story)
        stories[item_id] = story_id(item_id)
    now = tape[cut - 1][0].published
    assert now is not None
    running.expire(now)
    restarted = StoryIndex(Frequencies())
    for item, tags in tape[:cut]:
        assert item.published is not None
        if item.published >= now - timedelta(hours=72):
            gist = running.gist(item.id) if data.draw(st.booleans()) else ""
            restarted.restore(item, tags, stories[item.id], gist)
    for item_id, story in separations:
        restarted.separate(item_id, story)
    assert len(restarted) == len(running)
    for item, tags in tape[cut:]:
        placement = running.place(item, tags)
        assert restarted.place(item, tags) == placement
        running.add(item, tags, placement)
        restarted.add(item, tags, placement)


@settings(max_examples=60, deadline=None)
@given(tapes(), st.data())
def test_what_was_removed_was_never_there(tape: Tape, data: st.DataObject) -> None:
    """A transaction that failed leaves every later decision as it was."""
    *before, (failed, failed_tags) = tape
    plain, disturbed = StoryIndex(Frequencies()), StoryIndex(Frequencies())
    cut = data.draw(st.integers(0, len(before)))
    _cluster(plain, before[:cut])
    _cluster(disturbed, before[:cut])
    disturbed.add(failed, failed_tags, disturbed.place(failed, failed_tags))
    disturbed.remove(failed.id)
    assert _cluster(disturbed, before[cut:]) == _cluster(plain, before[cut:])


@settings(max_examples=60, deadline=None)
@given(tapes())
def test_asking_changes_nothing(tape: Tape) -> None:
    """However often an item is placed before it is added."""
    index = StoryIndex(Frequencies())
    stories = {}
    for item, tags in tape:
        placement = index.place(item, tags)
        for other, other_tags in tape:
            index.place(other, other_tags)
        assert index.place(item, tags) == placement
        index.add(item, tags, placement)
        stories[item.id] = placement.story_id
    assert stories == _cluster(StoryIndex(Frequencies()), tape)


@settings(max_examples=40, deadline=None)
@given(tapes())
def test_an_emptied_index_holds_nothing(tape: Tape) -> None:
    """Nothing is leaked by items that leave."""
    index = StoryIndex(Frequencies())
    _cluster(index, tape)
    index.expire(START + timedelta(days=400))
    assert len(index) == 0
    assert all(str(index.place(item, tags).why) == "nothing alike" for item, tags in tape)
