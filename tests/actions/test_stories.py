"""Who is obeyed when they say that a report does not tell its story."""

from dataclasses import dataclass, replace

import pytest

from bot.actions import stories, subscriptions
from bot.actions.desk import Desk
from bot.actions.hosting import Access, Hosting
from bot.domain.alert import AlertId, alert_id
from bot.domain.errors import RefusedError
from bot.domain.item import ItemId
from bot.domain.story import StoryId, story_id
from bot.domain.subscriber import Destination, SubscriberId
from tests.actions.telling import Wire

BEN, BOSS = SubscriberId("telegram:ben"), "77"
HEADLINE = "Lemon tariff doubled by Canberra"


@dataclass(slots=True)
class Told:
    """A story two reports tell."""

    desk: Desk
    wire: Wire
    story: StoryId
    joined: ItemId

    def alert(self, subscriber: SubscriberId) -> AlertId:
        return alert_id(self.story, subscriber)

    async def story_now(self) -> StoryId:
        (stored,) = await self.desk.store.find_items(self.joined)
        return stored.story_id


async def told(desk: Desk) -> Told:
    wire = Wire(desk)
    hosting = Hosting(separate=wire.ingest.separate, access=Access(admins=frozenset({BOSS})))
    first = await wire.tell(HEADLINE)
    joined = await wire.tell(f"{HEADLINE}, sources say")
    found = Told(replace(desk, hosting=hosting), wire, story_id(first), joined)
    assert await found.story_now() == found.story
    return found


@pytest.fixture
async def alone(desk: Desk, ann: SubscriberId) -> Told:
    """A story that nobody but Ann was told."""
    await subscriptions.set_topic(desk, ann, "tariffs", chosen=True)
    return await told(desk)


@pytest.fixture
async def shared(desk: Desk, ann: SubscriberId) -> Told:
    """A story that Ann and Ben were told."""
    await subscriptions.subscribe(
        desk, BEN, Destination(adapter="telegram", address="ben"), name="Ben", lang="en"
    )
    for reader in (ann, BEN):
        await subscriptions.set_topic(desk, reader, "tariffs", chosen=True)
    return await told(desk)


async def test_who_alone_was_told_is_obeyed(alone: Told, ann: SubscriberId) -> None:
    """It concerns nobody else."""
    (joined,) = await stories.joined_items(alone.desk, ann, alone.alert(ann))
    assert joined.item.id == alone.joined
    said = await stories.separate(alone.desk, ann, "1", alone.alert(ann), alone.joined)
    assert said.obeyed
    assert await alone.story_now() == story_id(alone.joined)
    assert await stories.joined_items(alone.desk, ann, alone.alert(ann)) == []


async def test_of_several_readers_two_are_obeyed(shared: Told, ann: SubscriberId) -> None:
    """However often the same one says it."""
    for _ in range(2):
        said = await stories.separate(shared.desk, ann, "1", shared.alert(ann), shared.joined)
        assert not said.obeyed
    assert await shared.story_now() == shared.story
    said = await stories.separate(shared.desk, BEN, "2", shared.alert(BEN), shared.joined)
    assert said.obeyed
    assert await shared.story_now() == story_id(shared.joined)


async def test_an_operator_is_obeyed_at_once(shared: Told, ann: SubscriberId) -> None:
    """The story is everybody's, and so is the operator's word."""
    said = await stories.separate(shared.desk, ann, BOSS, shared.alert(ann), shared.joined)
    assert said.obeyed
    assert await shared.story_now() == story_id(shared.joined)


async def test_what_is_not_in_the_story_is_refused(shared: Told, ann: SubscriberId) -> None:
    """Its first report included: that is the story."""
    for item in (ItemId(shared.story), ItemId("none")):
        with pytest.raises(RefusedError, match="not part of this story"):
            await stories.separate(shared.desk, ann, BOSS, shared.alert(ann), item)
    with pytest.raises(RefusedError):
        await stories.separate(shared.desk, ann, BOSS, shared.alert(BEN), shared.joined)


async def test_without_a_running_bot_nothing_can_be_taken_out(
    shared: Told, ann: SubscriberId
) -> None:
    """The index that decides is the running bot's."""
    desk = replace(shared.desk, hosting=Hosting(access=shared.desk.hosting.access))
    with pytest.raises(RefusedError, match="not running"):
        await stories.separate(desk, ann, BOSS, shared.alert(ann), shared.joined)
