"""What the flow needs of the outside: one protocol per neighbour, its promise on each method."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple, Protocol

from bot.domain.alert import Alert, AlertContent, AlertId
from bot.domain.delivery import (
    Delivery,
    DeliveryState,
    NewDelivery,
    Outcome,
)
from bot.domain.feed import Document, Feed, FeedId, FeedState, Fetched, ParsedFeed
from bot.domain.feedback import Feedback, Offer
from bot.domain.item import Item, ItemId
from bot.domain.question import Question
from bot.domain.rule import Match, PackId, Rule, RuleId
from bot.domain.sentence import Sentence
from bot.domain.silence import Mute, Stop
from bot.domain.story import Separation, Story, StoryId
from bot.domain.subscriber import Destination, Subscriber, SubscriberId
from bot.domain.ticker import TickerTag
from bot.domain.user_feed import UserFeed
from bot.pipeline.places import Place
from bot.query.wanted import Wanted


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> datetime:
        """Give the time, aware, in UTC."""
        ...


class Fetcher(Protocol):
    """Gets a feed's body over HTTP."""

    async def fetch(self, feed: Feed, state: FeedState, place: Place | None = None) -> Fetched:
        """Ask for the feed as it is newer than ``state`` (conditional GET, RFC 9110 section 13).

        ``place`` is taken once it is the host's turn, and is still held when this returns.

        Never raises for what a server or the network does: that is a :class:`Failed`.
        """
        ...


class Parser(Protocol):
    """Turns a body into entries, where no body can hold or kill the bot."""

    async def parse(self, document: Document) -> ParsedFeed | Sentence:
        """Give the entries, or a sentence saying why this body cannot be read."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredItem:
    """An item as the flow decided it."""

    item: Item
    story_id: StoryId
    why_story: Sentence
    """:attr:`bot.domain.story.Placement.why`."""
    tickers: tuple[TickerTag, ...] = ()
    matches: tuple[Match, ...] = ()
    waiting: tuple[RuleId, ...] = ()
    """Rules whose words hold and whose story conditions do not yet."""
    backlog: bool = False
    """Of a feed's first fetch: stored, matched for previews, alerts nobody."""
    gist: str = ""
    """:meth:`bot.stories.index.StoryIndex.gist`; empty where the index did not have the item."""
    baskets: frozenset[str] | None = None
    """Themes it was read to touch, and those of companies it mentions; None where that was not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A stored item as the story index takes it up again."""

    item: Item
    """Without its author and tags, which tell no story from another."""
    story_id: StoryId
    tickers: tuple[TickerTag, ...] = ()
    gist: str = ""
    """:attr:`StoredItem.gist`."""


@dataclass(frozen=True, slots=True)
class Noted:
    """An alert as budgets and cooldowns count it."""

    subscriber_id: SubscriberId
    rules: tuple[RuleId, ...]
    created: datetime
    held_until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A stored item that a query may hold on, with what it takes to judge that."""

    number: int
    """Of its storing: later ones have higher."""
    item: Item
    """Without its guid, which no query asks for."""
    story_id: StoryId
    tickers: tuple[TickerTag, ...] = ()
    baskets: frozenset[str] | None = None
    """:attr:`StoredItem.baskets`."""


class Trace(NamedTuple):
    """A stored item that a query holds on, without its text."""

    number: int
    story_id: StoryId
    feed_id: FeedId
    day: date
    """When it was seen, in UTC."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """All that one document led to. Stored whole or not at all."""

    feed_state: FeedState | None = None
    """None: nothing was fetched, an item stored before was judged anew."""
    items: tuple[StoredItem, ...] = ()
    stories: tuple[Story, ...] = ()
    """New ones and those that grew, as they stand now."""
    alerts: tuple[Alert, ...] = ()
    """New ones, and those whose rules or severity changed; ``message_id`` is never overwritten."""
    deliveries: tuple[NewDelivery, ...] = ()
    rematched: tuple[StoredItem, ...] = ()
    """Items stored before, whose waiting rules hold now, or which lead a story of their own now."""
    stops: tuple[Stop, ...] = ()
    """What did not reach somebody at once, for ``/why``."""
    separations: tuple[Separation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An alert of a story that exists already."""

    alert: Alert
    first_sent: bool
    """Its first message has left; until then an edit is not needed, the first will be rendered new."""
    digested: bool = False
    """A digest told it, or is about to: there is no message of its own to edit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueState:
    """How the outbox stands."""

    pending: int
    oldest: datetime | None
    sent: int
    rejected: int
    doubtful: int
    """Sent again after an answer was lost: possible doubles."""


class FlowStore(Protocol):
    """What ingest reads and writes."""

    async def feed_states(self) -> Mapping[FeedId, FeedState]:
        """Give all that is remembered of feeds."""
        ...

    async def save_feed_state(self, state: FeedState) -> None:
        """Remember ``state`` alone: a failure, a new validator without new items."""
        ...

    async def unseen(self, feed_id: FeedId, ids: Sequence[ItemId]) -> frozenset[ItemId]:
        """Give those of ``ids`` that are not stored."""
        ...

    async def told(self, stories: Collection[StoryId]) -> Mapping[StoryId, Sequence[Told]]:
        """Give the alerts that exist for these stories."""
        ...

    def alerts_since(self, since: datetime) -> AsyncIterator[Noted]:
        """Go through all alerts created since: budgets and cooldowns are taken up from them."""
        ...

    async def retold(
        self, addresses: Mapping[StoryId, Collection[str]], *, private: bool
    ) -> Mapping[StoryId, Collection[StoryId]]:
        """Give for stories those of other feeds that hold an item of the same address.

        For stories of a feed that subscribers named (``private``) any other, else only stories of
        such feeds. ``addresses`` are those of items not stored yet, by story. An address that
        leads several stories names no item, and an empty one neither.
        """
        ...

    async def commit(self, changes: Changes) -> None:
        """Store all of ``changes`` in one transaction.

        Storing the same changes again changes nothing: items, alerts (by story and subscriber),
        first deliveries (by alert) and notices on a rule's budget (by their text) exist once. A
        pending EDIT of the same alert becomes SUPERSEDED by a newer one, as does a DIGEST that waits
        for the same time and destination.

        Raises:
            StoreError: nothing was kept; the message says why (a full disk, a lost server).

        """
        ...

    async def stories(self, ids: Collection[StoryId]) -> Mapping[StoryId, Story]:
        """Give these stories as they are stored."""
        ...

    async def waiting(self, story: StoryId) -> Sequence[StoredItem]:
        """Give the story's items that have waiting rules."""
        ...

    async def story_items(self, story: StoryId) -> Sequence[StoredItem]:
        """Give all items of a story, in the order they were stored."""
        ...

    async def separations(self, since: datetime) -> Sequence[Separation]:
        """Give what was said since to be not one story, the oldest first."""
        ...

    def window(self, since: datetime) -> AsyncIterator[Remembered]:
        """Go through the items seen since, the oldest first: the story index is rebuilt of them."""
        ...


class Outbox(Protocol):
    """Deliveries between decision and destination. Claims are leases: a crash frees them."""

    async def claim(
        self, now: datetime, *, limit: int, lease: timedelta, busy: Collection[Destination] = ()
    ) -> Sequence[Delivery]:
        """Take up to ``limit`` due deliveries, at most one a destination, none of ``busy`` ones.

        Within a destination the oldest first; across destinations the more severe, then the older.
        Nothing that another worker holds. Expired ones are set EXPIRED and not given.
        """
        ...

    async def record(
        self,
        delivery: Delivery,
        outcome: Outcome,
        now: datetime,
        *,
        retry_at: datetime | None = None,
        aside: bool = False,
    ) -> None:
        """Store what came of it.

        Sent: done, and the alert's message id is kept for a FIRST. Retry: pending again at
        ``retry_at``, and its destination waits with it, unless it was set ``aside``; counted in
        :attr:`Delivery.failures` unless the service is to blame. Rejected: done, reason kept. Gone: done, the subscriber inactive, their pending
        deliveries REJECTED. Moved: subscriber and pending deliveries get the new destination.

        Where it was not the subscriber's own chat but a rule's route, a destination that is gone or
        barred ends the route only: its rules and what waits for it go to their own chat.
        """
        ...

    async def hold(self, claimed: Sequence[Delivery], until: datetime, now: datetime) -> None:
        """Put claimed deliveries back that were not sent, until then; others go on where they go.

        They were claimed at once: their leases end together.
        """
        ...

    async def content(self, delivery: Delivery) -> AlertContent | None:
        """Give what the message is made of as the story stands now.

        None for a NOTICE, and where the subscriber was forgotten since the claim.
        """
        ...

    async def digest_contents(self, delivery: Delivery) -> Sequence[AlertContent]:
        """Give what a DIGEST tells, by topic and severity: all that is held until its time and not told.

        An alert belongs to the first digest that asks for it: asked again, that one gets it again and
        no other does.
        """
        ...

    async def queue(self) -> QueueState:
        """Count."""
        ...

    async def next_due(self) -> datetime | None:
        """Give the earliest ``not_before`` of what is pending, None when the outbox is empty."""
        ...


class SubscriberStore(Protocol):
    """Subscribers and their rules."""

    async def subscribers(self) -> Sequence[Subscriber]:
        """Give the active ones."""
        ...

    async def subscriber(self, subscriber_id: SubscriberId) -> Subscriber | None:
        """Give one, active or not."""
        ...

    async def save_subscriber(self, subscriber: Subscriber) -> None:
        """Add or replace."""
        ...

    async def rules(self, owner: SubscriberId | None = None) -> Sequence[Rule]:
        """Give subscribers' rules, all or one owner's, by name."""
        ...

    async def save_rule(self, rule: Rule) -> None:
        """Add or replace by id."""
        ...

    async def delete_rule(self, rule_id: RuleId) -> bool:
        """Delete; False when there was none."""
        ...

    async def mutes(self, subscriber_id: SubscriberId | None = None) -> Sequence[Mute]:
        """Give what one subscriber has muted, or all have, oldest end first and endless last."""
        ...

    async def save_separation(self, separation: Separation) -> None:
        """Keep one person's word on an item and a story; the last one counts."""
        ...

    async def save_mute(self, mute: Mute) -> None:
        """Add, or replace the one of the same kind and key.

        What waits of a story that is muted now is not told any more.
        """
        ...

    async def delete_mute(self, mute: Mute) -> bool:
        """Delete the one of its kind and key; False when there was none."""
        ...

    async def feedback(self, subscriber_id: SubscriberId) -> Sequence[Feedback]:
        """Give a subscriber's thumbs on alerts that are still stored, the newest first."""
        ...

    async def save_feedback(self, feedback: Feedback) -> None:
        """Add or replace."""
        ...

    async def save_offer(self, offer: Offer) -> None:
        """Keep an offer."""
        ...

    async def offer(self, subscriber_id: SubscriberId, code: str) -> Offer | None:
        """Give the offer that was made to this subscriber under ``code``."""
        ...

    async def questions(self, since: datetime) -> Sequence[Question]:
        """Give the open questions asked since, the oldest first."""
        ...

    async def save_question(self, question: Question) -> None:
        """Keep a question, in place of the one the same person was asked in the same chat.

        One that expects nothing takes that away. In a chat of nobody who subscribed none is kept.
        """
        ...

    async def share(self, code: str, rule_id: RuleId) -> str:
        """Keep ``code`` for a rule, and give the code it has: an earlier one stays."""
        ...

    async def shared(self, code: str) -> Rule | None:
        """Give the rule that ``code`` was kept for, as it is now."""
        ...

    async def forget_subscriber(self, subscriber_id: SubscriberId) -> None:
        """Delete a person: rules, alerts, deliveries and all."""
        ...


class HostStore(Protocol):
    """What belongs to keeping a bot for others: their feeds, their groups, who is let in."""

    async def user_feeds(self, subscriber_id: SubscriberId | None = None) -> Sequence[UserFeed]:
        """Give the feeds one subscriber follows, or all follow, the oldest first."""
        ...

    async def save_user_feeds(self, feeds: Sequence[UserFeed]) -> None:
        """Add or replace, by subscriber and address."""
        ...

    async def delete_user_feed(self, feed: UserFeed) -> bool:
        """Delete; False when there was none."""
        ...

    async def places(self, adapter: str, address: str) -> Sequence[Subscriber]:
        """Give who is told at this address, in any topic of it, active or not."""
        ...

    async def move_places(self, adapter: str, before: str, after: str, now: datetime) -> None:
        """Let all that goes to an address, in any topic of it, go to another from now on.

        Subscribers, rules, and what is on its way there. What was sent there can be neither edited
        nor answered any more.
        """
        ...

    async def stewarded(self, person: str) -> Sequence[Subscriber]:
        """Give the active groups, channels and topics that a person set up."""
        ...

    async def steward(self, subscriber_id: SubscriberId) -> str:
        """Give the address of the person who set up a group, empty where nobody is known."""
        ...

    async def save_steward(self, subscriber_id: SubscriberId, person: str) -> None:
        """Remember who set up a group."""
        ...

    async def add_invites(self, codes: Sequence[str], created: datetime) -> None:
        """Keep codes that let somebody in, each once."""
        ...

    async def take_invite(self, code: str) -> bool:
        """Use a code up; False when it is none, or was used."""
        ...

    async def open_invites(self) -> Sequence[str]:
        """Give the codes nobody used, the oldest first."""
        ...

    async def post_notices(self, notices: Sequence[NewDelivery]) -> None:
        """Put messages of ours into the outbox."""
        ...

    async def loudest_rules(self, since: datetime, *, limit: int) -> Sequence[tuple[RuleId, int]]:
        """Give the rules that held on most items seen since, with how many."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """A feed for the dashboard."""

    state: FeedState
    items: int
    newest: datetime | None


class ReadStore(Protocol):
    """What previews, pages and commands read."""

    def recent_items(
        self, since: datetime, *, limit: int | None = None
    ) -> AsyncIterator[StoredItem]:
        """Go through items, the newest first."""
        ...

    async def story_items(self, story: StoryId) -> Sequence[StoredItem]:
        """See :meth:`FlowStore.story_items`."""
        ...

    async def separations(self, since: datetime) -> Sequence[Separation]:
        """See :meth:`FlowStore.separations`."""
        ...

    async def told_of(self, story: StoryId) -> Collection[SubscriberId]:
        """Give whom an alert of the story exists for."""
        ...

    async def find_items(self, link: str) -> Sequence[StoredItem]:
        """Give the items with this id or URL."""
        ...

    def search(
        self,
        since: datetime,
        wanted: Wanted | None = None,
        *,
        tagged: bool = True,
        limit: int | None = None,
        containing: Sequence[str] = (),
    ) -> AsyncIterator[Found]:
        """Go through items seen since, the last stored first: all that a query can hold on.

        ``wanted`` is :func:`bot.query.narrow.narrow` of the query; others may be among them. Without
        it all items come. With ``containing``, folded texts, those are left out whose title and summary
        are ASCII and hold none of them in any case. Tickers and themes are read only where they are asked for (``tagged``).
        """
        ...

    async def found(self, numbers: Collection[int], *, tagged: bool = True) -> Sequence[Found]:
        """Give the items of these numbers that there are, the last stored first."""
        ...

    async def traces(
        self, since: datetime, wanted: Wanted | None = None, *, containing: Sequence[str] = ()
    ) -> Sequence[Trace]:
        """Give the items seen since that have just what is ``wanted``, the last stored first.

        ``containing`` is that of :meth:`search`.
        """
        ...

    async def stories(self, ids: Collection[StoryId]) -> Mapping[StoryId, Story]:
        """See :meth:`FlowStore.stories`."""
        ...

    async def stored_since(self, since: datetime) -> tuple[int, datetime | None]:
        """Count the items seen since, and say when the first of them was."""
        ...

    async def recent_alerts(
        self, subscriber: SubscriberId | None = None, *, limit: int = 10
    ) -> Sequence[AlertContent]:
        """Give the latest alerts, of one subscriber or all."""
        ...

    async def story(self, story: StoryId) -> Story | None:
        """Give one story."""
        ...

    async def alert(self, alert: AlertId) -> AlertContent | None:
        """Give one alert."""
        ...

    async def alert_by_message(
        self, subscriber: SubscriberId, destination: Destination, message_id: str
    ) -> AlertId | None:
        """Name the subscriber's alert that this message at a destination told, itself or a reply to it."""
        ...

    async def stops(self, subscriber: SubscriberId, items: Collection[ItemId]) -> Sequence[Stop]:
        """Give what kept these items from the subscriber, or put them off."""
        ...

    def matched_items(
        self, rules: Collection[RuleId], since: datetime
    ) -> AsyncIterator[StoredItem]:
        """Go through items that any of ``rules`` held on, the newest first."""
        ...

    async def pack_stories(self, since: datetime) -> tuple[Mapping[PackId, int], datetime | None]:
        """Count the stories seen since that each pack's rules held on; with the oldest item's time.

        What only feeds of subscribers brought counts for nobody.
        """
        ...

    async def alert_deliveries(
        self, alert: AlertId
    ) -> Sequence[tuple[Delivery, DeliveryState, Sentence | None, datetime | None]]:
        """Give an alert's deliveries, the digest that tells it as well, with state, reason, time sent."""
        ...

    async def feed_health(self) -> Sequence[FeedHealth]:
        """Give every feed ever polled."""
        ...

    async def counts(self) -> Mapping[str, int]:
        """Count items, stories, alerts, subscribers, rules, and deliveries by state."""
        ...


class Notifier(Protocol):
    """Sends one rendered message to one adapter's destinations."""

    adapter: str

    async def send(self, delivery: Delivery, content: AlertContent | None) -> Outcome:
        """Render and send.

        ``content`` is None for a NOTICE, whose text the delivery holds; an EDIT or a REPLY refers to
        ``content.alert.message_id``. Never raises for what the destination does.
        """
        ...

    async def send_digest(self, delivery: Delivery, contents: Sequence[AlertContent]) -> Outcome:
        """Render all of ``contents``, never none, as one message, and send it like any other."""
        ...


class Store(FlowStore, Outbox, SubscriberStore, HostStore, ReadStore, Protocol):
    """A whole backend."""

    async def purge(self, before: datetime) -> int:
        """Delete stories that last grew before ``before`` and all that hangs on them; count the items.

        Stories with pending deliveries stay. A purged item stays seen: a feed that still lists it
        brings nothing new.
        """
        ...

    async def close(self) -> None:
        """Let go of the database."""
        ...
