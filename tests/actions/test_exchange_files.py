"""Rules, settings and feeds out and in."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from bot.actions import exchange_files, feeds, rules
from bot.actions.desk import Desk
from bot.actions.hosting import Belongings, FeedService, Files, Hosting, NamedFeed
from bot.domain.errors import RefusedError
from bot.domain.feed import Feed, FeedId
from bot.domain.preferences import Preferences
from bot.domain.rule import Rule, RuleId, Severity
from bot.domain.subscriber import SubscriberId

from .conftest import ANN


@dataclass(slots=True)
class Polling:
    """A poller that only remembers."""

    feeds: dict[FeedId, Feed] = field(default_factory=dict)

    def add(self, feed: Feed) -> None:
        self.feeds[feed.id] = feed

    def remove(self, feed_id: FeedId) -> None:
        del self.feeds[feed_id]


class Finder:
    """Finds what it is asked for."""

    async def find(self, url: str) -> Sequence[NamedFeed]:
        return [NamedFeed(url=url)]


def given(*items: object, **belongings: Any) -> Files:
    """Give files that hold ``belongings``, whatever their bytes are."""
    return Files(
        write_opml=lambda named: repr(list(named)).encode(),
        read_opml=lambda _: (),
        write_belongings=lambda written: repr(written).encode(),
        read_belongings=lambda _: Belongings(**belongings),
    )


def rule(name: str, query: str, **more: Any) -> Rule:
    return Rule(id=RuleId(name), name=name, query=query, **more)


def hosting(desk: Desk, files: Files | None = None, quota: int = 2) -> tuple[Desk, Polling]:
    polling = Polling()
    service = FeedService(finder=Finder(), polling=polling, quota=quota)
    return replace(desk, hosting=Hosting(feeds=service, files=files)), polling


async def test_rules_that_stand_on_each_other_are_taken_in_whatever_their_order(
    desk: Desk, ann: SubscriberId
) -> None:
    files = given(
        rules=(rule("both", "@one OR @two"), rule("one", "copper"), rule("two", "@one steel"))
    )
    desk, _ = hosting(desk, files)
    restored = await exchange_files.read_all(desk, ANN, b"")
    assert [one.name for one in restored.new] == ["one", "two", "both"]
    assert {one.owner for one in await desk.store.rules(ANN)} == {ANN}


async def test_a_rule_of_the_same_name_is_replaced_and_told_as_it_was(
    desk: Desk, ann: SubscriberId
) -> None:
    await rules.add_rule(desk, ANN, "mine", "copper")
    desk, _ = hosting(desk, given(rules=(rule("mine", "nickel", severity=Severity.HIGH),)))
    restored = await exchange_files.read_all(desk, ANN, b"")
    assert [one.query for one in restored.changed] == ["copper"]
    again = await exchange_files.read_all(desk, ANN, b"")
    assert not again.new
    assert not again.changed


async def test_what_cannot_be_taken_in_is_left_out_with_the_reason_and_the_rest_is_taken(
    desk: Desk, ann: SubscriberId
) -> None:
    files = given(
        topics=("tariffs", "gossip"),
        watchlist=("LMT", "not a symbol"),
        rules=(
            rule("Bad Name", "x"),
            rule("broken", "(copper"),
            rule("ticking", "x", tickers=("no symbol",)),
            rule("resting", "x", cooldown=timedelta(days=4_000)),
            rule("fine", "copper"),
        ),
        preferences=Preferences(zone="Asia/Tokyo"),
    )
    desk, _ = hosting(desk, files)
    restored = await exchange_files.read_all(desk, ANN, b"")
    told = " ".join(map(str, restored.complaints))
    assert all(
        word in told
        for word in ("gossip", "not a symbol", "bad name", "broken", "ticking", "resting")
    )
    ann_now = await desk.subscriber(ANN)
    assert set(ann_now.topics) == {"tariffs"}
    assert ann_now.preferences.zone == "Asia/Tokyo"
    assert ann_now.watchlist == {"LMT"}
    assert [one.name for one in desk.rules.own_rules(ANN)] == ["fine"]


async def test_what_goes_out_is_all_that_somebody_wrote_and_chose(
    desk: Desk, ann: SubscriberId
) -> None:
    await rules.add_rule(desk, ANN, "mine", "copper")
    desk, _ = hosting(desk, given())
    await feeds.follow(desk, ANN, NamedFeed(url="https://mill.example/", title="Mill"))
    content = (await exchange_files.write_all(desk, ANN)).decode()
    assert "copper" in content
    assert "mill.example" in content
    assert "mill.example" in (await exchange_files.write_feeds(desk, ANN)).decode()


async def test_two_who_follow_one_feed_share_it_and_the_last_to_leave_ends_it(
    desk: Desk, ann: SubscriberId
) -> None:
    bob = SubscriberId("telegram:bob")
    await desk.keep(replace(await desk.subscriber(ANN), id=bob))
    desk, polling = hosting(desk)
    wanted = NamedFeed(url="https://mill.example/", title="Mill")
    first = await feeds.follow(desk, ANN, wanted)
    await feeds.follow(desk, bob, wanted)
    assert len(polling.feeds) == 1
    await feeds.leave(desk, ANN, "1")
    assert first.feed_id in polling.feeds
    assert not desk.rules.followers.hears(ANN, first.feed_id)
    await feeds.leave(desk, bob, "mill")
    assert not polling.feeds


async def test_a_feed_that_everybody_gets_and_one_too_many_are_refused(
    desk: Desk, ann: SubscriberId
) -> None:
    desk, polling = hosting(desk, quota=1)
    polling.add(
        Feed(id=FeedId("wire"), url="https://wire.example/", title="Wire", publisher="Wire")
    )
    with pytest.raises(RefusedError, match="watched already"):
        await feeds.follow(desk, ANN, NamedFeed(url="https://wire.example/"))
    await feeds.follow(desk, ANN, NamedFeed(url="https://mill.example/"))
    with pytest.raises(RefusedError, match="the most"):
        await feeds.follow(desk, ANN, NamedFeed(url="https://port.example/"))


@pytest.mark.parametrize(
    "url", ["ftp://mill.example/", "file:///etc/hostname", "https://", "http://["]
)
async def test_what_is_no_web_address_is_refused(desk: Desk, ann: SubscriberId, url: str) -> None:
    desk, _ = hosting(desk)
    with pytest.raises(RefusedError):
        await feeds.find_feeds(desk, ANN, url)


async def test_a_feed_at_an_address_written_otherwise_is_the_same(
    desk: Desk, ann: SubscriberId
) -> None:
    """Followed twice, or watched for everybody already, its news would come twice."""
    desk, polling = hosting(desk, quota=9)
    polling.feeds[FeedId("wire")] = Feed(
        id=FeedId("wire"), url="https://www.wire.example/rss/", title="Wire", publisher="Wire"
    )
    urls = ["http://wire.example/rss", "https://mill.example/a", "http://www.mill.example/a/"]
    taken = await feeds.follow_all(desk, ann, [NamedFeed(url=url) for url in urls])
    assert ([one.url for one in taken.added], taken.known) == (["https://mill.example/a"], 2)
    other = [NamedFeed(url="https://mill.example/b"), NamedFeed(url="https://mill.example/a?b=1")]
    assert len((await feeds.follow_all(desk, ann, other)).added) == 2
