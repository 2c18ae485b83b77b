"""What crosses to a worker and back is the same on both sides."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.feed import Document, ParsedFeed
from bot.domain.item import Entry
from bot.domain.sentence import said
from bot.feeds.wire import (
    FRAME,
    LENGTH,
    Head,
    Request,
    Tail,
    framed,
    pack_answer,
    pack_request,
    pack_tail,
    unpack_entries,
    unpack_head,
    unpack_request,
    unpack_tail,
)

TEXT = st.text(alphabet=st.characters(blacklist_categories=["Cs"]))
ENTRIES = st.builds(
    Entry,
    guid=TEXT,
    title=TEXT,
    summary=TEXT,
    url=TEXT,
    author=TEXT,
    published=st.none() | st.datetimes(timezones=st.just(UTC)),
    lang=TEXT,
    tags=st.lists(TEXT).map(tuple),
    source=TEXT,
)


def payload(frame: bytes) -> bytes:
    assert LENGTH.unpack(frame[: LENGTH.size]) == (len(frame) - LENGTH.size,)
    return frame[LENGTH.size :]


@given(st.lists(ENTRIES, max_size=5).map(tuple), TEXT)
def test_a_feed_comes_back_as_it_was_read(entries: tuple[Entry, ...], text: str) -> None:
    read = ParsedFeed(title=text, lang="en", entries=entries, hub=text, complaint=text)

    head, *rest = map(payload, pack_answer(read))

    assert unpack_head(head) == Head(
        title=text, lang="en", hub=text, complaint=text, entries=len(entries)
    )
    assert tuple(entry for frame in rest for entry in unpack_entries(frame)) == entries


def test_a_problem_comes_back_alone() -> None:
    problem = said("parse.page_of", feeds=("https://x.example/a", "“b”"))
    (head,) = map(payload, pack_answer(problem))

    assert unpack_head(head) == Head(problem=problem)


def test_a_request_comes_through(now: datetime) -> None:
    document = Document(body=b"x", url="https://x.example/", content_type="text/xml")

    assert unpack_request(payload(pack_request(document, now, 9.5))) == Request(
        url="https://x.example/", content_type="text/xml", now=now, seconds=9.5
    )


def test_a_tail_comes_back() -> None:
    assert unpack_tail(payload(pack_tail(Tail(retires=True)))).retires


def test_a_long_answer_comes_in_small_frames() -> None:
    entries = tuple(Entry(guid=str(n), title="t", summary="s" * 4_000) for n in range(200))

    frames = list(pack_answer(ParsedFeed(title="", lang="", entries=entries)))

    assert len(frames) > 10
    assert max(map(len, frames)) < FRAME + 10_000


def test_an_empty_frame_is_a_length() -> None:
    assert framed(b"") == b"\x00\x00\x00\x00"
