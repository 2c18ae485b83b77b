"""A verdict on every feed of a list."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.domain.feed import (
    Document,
    Failed,
    Feed,
    FeedId,
    FeedState,
    Fetched,
    ParsedFeed,
    Unchanged,
)
from bot.domain.item import Entry
from bot.domain.sentence import Sentence, verbatim
from bot.feeds.doctor import Verdict, examine
from bot.pipeline.places import Place
from bot.pipeline.ports import Clock


@dataclass
class Answers:
    """A fetcher and a parser that give what they were told."""

    fetched: dict[str, Fetched]
    parsed: dict[str, ParsedFeed | Sentence] = field(default_factory=dict)
    running: int = 0
    most: int = 0

    async def fetch(self, feed: Feed, state: FeedState, place: Place | None = None) -> Fetched:
        assert state == FeedState(feed_id=feed.id)
        self.running += 1
        self.most = max(self.most, self.running)
        await asyncio.sleep(0)
        self.running -= 1
        return self.fetched[feed.id]

    async def parse(self, document: Document) -> ParsedFeed | Sentence:
        return self.parsed[document.url]


def feed(name: str) -> Feed:
    return Feed(id=FeedId(name), url=name, title=name, publisher=name)


def document(name: str, moved_to: str = "") -> Document:
    return Document(body=b"", url=name, moved_to=moved_to)


def parsed(*times: datetime | None, complaint: str = "") -> ParsedFeed:
    entries = tuple(Entry(guid=str(n), title="t", published=time) for n, time in enumerate(times))
    return ParsedFeed(title="", lang="", entries=entries, complaint=complaint)


NEVER_ASKED = verbatim("never asked")


async def verdict(
    clock: Clock, fetched: Fetched, read: ParsedFeed | Sentence = NEVER_ASKED
) -> Verdict:
    answers = Answers({"f": fetched}, {"f": read})
    (given,) = [each async for each in examine([feed("f")], answers, answers, clock)]
    return given


async def test_a_feed_that_is_well_is_fine(clock: Clock, now: datetime) -> None:
    hour = timedelta(hours=1)
    given = await verdict(clock, document("f"), parsed(now - hour, None, now - 2 * hour))

    assert given == Verdict(feed=feed("f"), well=True, advice="fine", entries=3, newest=now - hour)


async def test_why_a_feed_does_not_answer_is_passed_on(clock: Clock) -> None:
    given = await verdict(clock, Failed(reason=verbatim("it is broken; mend it")))

    assert (given.well, given.advice) == (False, "it is broken; mend it")


async def test_what_is_no_feed_is_passed_on(clock: Clock) -> None:
    given = await verdict(clock, document("f"), verbatim("this is a web page"))

    assert (given.well, given.advice) == (False, "this is a web page")


async def test_a_frozen_feed_is_unwell(clock: Clock, now: datetime) -> None:
    given = await verdict(clock, document("f"), parsed(now - timedelta(days=45)))

    assert not given.well
    assert "45 days old" in given.advice


async def test_an_empty_feed_is_unwell(clock: Clock) -> None:
    given = await verdict(clock, document("f"), parsed())

    assert not given.well
    assert "without entries" in given.advice


async def test_unchanged_without_a_question_is_unwell(clock: Clock) -> None:
    assert not (await verdict(clock, Unchanged())).well


async def test_all_that_can_be_done_is_said(clock: Clock) -> None:
    moved = document("f", moved_to="https://me:secret@new.example/feed")
    given = await verdict(clock, moved, parsed(None, complaint="line 3 is odd"))

    assert given.well
    assert given.advice == (
        "its entries carry no time: they count as published when they are seen; "
        "it moved for good: put https://***@new.example/feed into the feed list; line 3 is odd"
    )


async def test_feeds_are_asked_so_many_at_once(clock: Clock) -> None:
    names = [str(n) for n in range(10)]
    answers = Answers({name: Failed(reason=verbatim("no")) for name in names})

    given = [each async for each in examine(map(feed, names), answers, answers, clock, at_once=3)]

    assert sorted(each.feed.id for each in given) == names
    assert answers.most == 3


async def test_who_stops_listening_stops_the_asking(clock: Clock) -> None:
    answers = Answers({str(n): Failed(reason=verbatim("no")) for n in range(9)})
    examining = examine(map(feed, answers.fetched), answers, answers, clock, at_once=1)

    await anext(aiter(examining))
    await examining.aclose()  # type: ignore[attr-defined]  # an async generator, typed as an iterator

    assert len(asyncio.all_tasks()) == 1
