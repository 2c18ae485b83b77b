"""The chat as people use it: the real handlers of python-telegram-bot against the Bot API's stand-in.

Behind it stand the real flow and a database in memory; only the network and the clock are made up.
"""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from telegram import Bot

from bot.actions.desk import Desk
from bot.actions.health import Pulse
from bot.actions.hosting import (
    Access,
    FeedService,
    Files,
    Hosting,
    Instruments,
    NamedFeed,
)
from bot.chat.bot import ChatBot
from bot.chat.connection import make_bot
from bot.demo.botapi import CallbackAnswer, Chat, Message, Person, StandIn
from bot.domain.feed import Feed, FeedId, FeedState, ParsedFeed, Tier
from bot.domain.item import Entry
from bot.domain.rule import Pack, PackId, Rule, RuleId, Severity
from bot.domain.sentence import Sentence
from bot.feeds.opml import read_opml, write_opml
from bot.notify.limiter import Limiter, Rate
from bot.notify.telegram import TelegramNotifier
from bot.packs.belongings import read_belongings, write_belongings
from bot.pipeline.analyst import Analyst
from bot.pipeline.bus import Bus
from bot.pipeline.deliver import Courier
from bot.pipeline.ingest import Ingest
from bot.pipeline.rulebook import RuleBook
from bot.query.parser import parse
from bot.storage.store import SqlStore, open_store
from bot.stories.index import StoryIndex
from bot.tickers.gazetteer import Gazetteer
from bot.tickers.tagger import Tagger
from tests.demo.botapi.strict import standin

__all__ = ["standin"]

FILES = Files(
    write_opml=write_opml,
    read_opml=read_opml,
    write_belongings=write_belongings,
    read_belongings=read_belongings,
)
FREELY = Rate(1000, 1.0)
OPERATOR = "9009"
"""Who has /admin, by their id."""
SHARES = {"opinion": 0.001, "bad": 0.02}
"""Of all news, that hold a word; the shipped table knows far more."""
NOW = datetime(2026, 3, 4, 14, 2, tzinfo=UTC)
PRESS = Feed(
    id=FeedId("press"), url="http://press.test/rss", title="Press", publisher="Press",
    tier=Tier.PRESS, interval=timedelta(seconds=60),
)  # fmt: skip


@dataclass(slots=True)
class SetClock:
    """A clock that goes when it is told."""

    time: datetime = NOW

    def now(self) -> datetime:
        return self.time


def pack(
    name: str, title: str, query: str, severity: Severity = Severity.HIGH, **titles: str
) -> Pack:
    rule = Rule(
        id=RuleId(f"{name}/any"), name="any", query=query, pack=PackId(name), severity=severity
    )
    return Pack(id=PackId(name), title=title, description="", emoji="📦", rules=(rule,),
        titles=tuple(titles.items()),
    )  # fmt: skip


PACKS = (
    pack("tariffs", "Tariffs", "tariff OR duty", de="Zölle", es="Aranceles", zh="关税"),
    pack("summits", "Summits", "summit"),
)


class Page:
    """A web page that names two feeds, or the one that is asked for."""

    async def find(self, url: str) -> Sequence[NamedFeed]:
        if url.endswith("/rss"):
            return [NamedFeed(url=url, title="Mill")]
        return [NamedFeed(url=f"{url}/{name}/rss", title=name) for name in ("mill", "port")]


@dataclass(slots=True)
class Polling:
    """A poller that only remembers."""

    feeds: dict[FeedId, Feed] = field(default_factory=dict)

    def add(self, feed: Feed) -> None:
        self.feeds[feed.id] = feed

    def remove(self, feed_id: FeedId) -> None:
        del self.feeds[feed_id]


@dataclass(slots=True)
class Talk:
    """A chat with the bot."""

    standin: StandIn
    chat: Chat
    desk: Desk
    clock: SetClock
    ingest: Ingest
    courier: Courier
    chatbot: ChatBot
    bot: Bot
    reports: list[Sentence | None]
    person: Person | None = None
    numbers: "count[int]" = field(default_factory=count)

    async def say(
        self, text: str, *, by: Person | None = None, answering: int | None = None
    ) -> Message:
        """Write, and give the first message that comes back."""
        asked = self.standin.say(self.chat, text, by=by or self.person, answering=answering)
        return await self.standin.wait_for(lambda each: each.id > asked.id, chat=self.chat)

    async def after(self, message: Message, holding: str) -> Message:
        """Give the message after ``message`` that holds a text."""
        return await self.standin.wait_for(
            lambda each: each.id > message.id and holding in each.text, chat=self.chat
        )

    async def tap(
        self, message: Message, label: str, *, by: Person | None = None
    ) -> CallbackAnswer:
        """Tap a button by its text or data, or its text's beginning; give what is shown over the chat."""
        label = next(
            (
                each.text
                for row in self.now(message).buttons
                for each in row
                if each.data and each.text.startswith(label)
            ),
            label,
        )
        return await self.standin.answer_to(
            self.standin.tap(message.id, label, by=by or self.person)
        )

    async def forge(
        self, message: Message, data: str, *, by: Person | None = None
    ) -> CallbackAnswer:
        return await self.standin.answer_to(
            self.standin.forge_tap(message.id, data, by=by or self.person)
        )

    async def changed(self, message: Message, holding: str) -> Message:
        """Wait until an edit puts a text into the message."""
        return await self.standin.wait_for(
            lambda each: each.id == message.id and holding in each.text, chat=self.chat
        )

    def now(self, message: Message) -> Message:
        return self.standin.find(message.id)

    async def publish(
        self, title: str, *, hours_ago: float = 0.0, summary: str = "", linked: bool = True
    ) -> None:
        """Let a feed that is known bring a piece of news, and deliver what that leads to."""
        state = FeedState(feed_id=PRESS.id, learned=True, last_success=self.clock.now())
        at = self.clock.now() - timedelta(hours=hours_ago)
        number = next(self.numbers)
        new = Entry(
            guid=f"{number}", title=title, summary=summary, published=at,
            url=f"https://press.example/{number}" if linked else "",
        )  # fmt: skip
        now, self.clock.time = self.clock.time, at
        document = ParsedFeed(title="Press", lang="en", entries=(new,))
        await self.ingest.take(PRESS, document, state, replace(state, last_success=at))
        self.clock.time = now
        await self.courier.deliver_due()

    async def restart(self) -> None:
        """End the bot and start it anew on the same database."""
        await self.chatbot.stop()
        self.bot = make_bot(self.standin.token, self.standin.url)
        self.chatbot = ChatBot(self.desk, self.bot, self.reports.append)
        await self.chatbot.start()

    def buttons(self, message: Message) -> list[str]:
        return [each.text for row in self.now(message).buttons for each in row]


@pytest.fixture
async def talk(standin: StandIn) -> AsyncIterator[Talk]:
    """Give the visitor's private chat with the bot."""
    clock, bus = SetClock(), Bus()
    store = await open_store("sqlite://", packs={each.id: each for each in PACKS})
    assert isinstance(store, SqlStore)
    rules = RuleBook([(one, parse(one.query)) for each in PACKS for one in each.rules])
    analyst = Analyst(Tagger(Gazetteer(names={}, symbols={})), [])
    ingest = Ingest(
        store=store, analyst=analyst, stories=StoryIndex(), rules=rules, clock=clock, bus=bus
    )
    desk = Desk(
        store=store, rules=rules, packs={each.id: each for each in PACKS}, analyst=analyst,
        clock=clock, frequencies=SHARES,
        hosting=Hosting(
            separate=ingest.separate,
            files=FILES,
            feeds=FeedService(finder=Page(), polling=Polling(), quota=20),
            access=Access(admins=frozenset({OPERATOR})),
            instruments=Instruments(
                pulse=Pulse(started=NOW, last_tick=NOW),
                took=lambda: {FeedId(f"slow-{at}"): timedelta(seconds=9) for at in range(9)},
                flood=lambda: (0, timedelta()),
            ),
        ),
    )  # fmt: skip
    bot = make_bot(standin.token, standin.url)
    reports: list[Sentence | None] = []
    chatbot = ChatBot(desk, bot, reports.append)
    notifier = TelegramNotifier(
        bot, Limiter(lambda: 0.0, overall=FREELY, chat=FREELY), reader=rules.find
    )
    await chatbot.start()
    talk = Talk(
        standin=standin,
        chat=standin.visitor,
        desk=desk,
        clock=clock,
        ingest=ingest,
        courier=Courier(
            outbox=store, notifiers={"telegram": notifier}, clock=clock, bus=bus, draw=lambda: 0.5
        ),
        chatbot=chatbot,
        bot=bot,
        reports=reports,
    )
    yield talk
    await talk.chatbot.stop()
    await store.close()
