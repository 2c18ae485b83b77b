"""Every list is turned page by page with buttons, all in the same way."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.actions.rules import add_rule
from bot.chat.pages import page_of, page_with
from bot.demo.botapi import Message, Person
from bot.domain.destination import Destination
from bot.domain.rule import PackId, RuleId
from bot.domain.subscriber import SubscriberId

from .conftest import Talk, pack
from .test_alerts import alerted
from .test_topics import VISITOR

METALS = (
    "zinc", "tin", "lead", "nickel", "cobalt", "lithium", "gallium", "indium", "bismuth", "cadmium",
    "tungsten", "antimony", "rhodium", "titanium",
)  # fmt: skip


async def turned(talk: Talk, listed: Message, label: str) -> Message:
    """Tap a button that turns the page, and give the page it turns to."""
    before = talk.now(listed)
    await talk.tap(listed, label)
    return await talk.standin.wait_for(
        lambda each: (
            each.id == listed.id and (each.text, each.markup) != (before.text, before.markup)
        ),
        chat=talk.chat,
    )


@given(st.lists(st.integers(), max_size=60), st.integers(1, 9))
def test_turning_on_shows_everything_once(things: list[int], size: int) -> None:
    """From the first page to the last, and no page is empty where there is anything."""
    seen: list[int] = []
    number = "0"
    while True:
        page = page_of(things, number, size, "verb", "name")
        assert page.shown or not things
        assert page.first == len(seen) + 1
        seen += page.shown
        onward = [each.data for row in page.turns for each in row if "»" in each.text]
        if not onward:
            break
        verb, name, number = onward[0].split(":")
        assert (verb, name) == ("verb", "name")
    assert seen == things


@given(st.integers(0, 59), st.integers(1, 9))
def test_a_thing_stands_on_the_page_that_is_named_for_it(place: int, size: int) -> None:
    """So a tapped button stays in sight."""
    assert place in page_of(range(60), page_with(place, size), size, "verb").shown


@given(st.text())
def test_whatever_a_button_sends_shows_a_page(number: str) -> None:
    """A forged number leads to one there is."""
    assert page_of(range(20), number, 6, "verb").shown


async def test_topics_are_turned_and_stay_where_one_was_chosen(talk: Talk) -> None:
    """Operators may have many packs."""
    many = [pack(f"topic-{at}", f"Topic {at}", f"word{at}") for at in range(19)]
    assert isinstance(talk.desk.packs, dict)
    talk.desk.packs.update({each.id: each for each in many})
    hello = await talk.say("/start")
    assert talk.buttons(hello)[-1] == "2/3 »"
    await turned(talk, hello, "2/3 »")
    assert talk.buttons(hello)[-2:] == ["« 1/3", "3/3 »"]
    await turned(talk, hello, "3/3 »")
    assert talk.buttons(hello)[-2:] == ["📦 Topic 18", "« 2/3"]
    await turned(talk, hello, "📦 Topic 18")
    assert talk.buttons(hello)[-2:] == ["✅ 📦 Topic 18", "« 2/3"]
    known = talk.desk.rules.find(VISITOR)
    assert known is not None
    assert known.topics == {PackId("topic-18")}


async def test_the_watchlist_is_turned_and_each_ticker_opens(talk: Talk) -> None:
    """All are said, a dozen at a time can be tapped on."""
    await talk.say("/start")
    await talk.say("/watch " + " ".join(f"A{letter}" for letter in "BCDEFGHIJKLMNOPQ"))
    listed = await talk.say("/watchlist")
    assert "$AQ" in listed.text
    assert "$AQ" not in talk.buttons(listed)
    await turned(talk, listed, "2/2 »")
    await talk.tap(listed, "$AQ")
    assert talk.buttons(await talk.after(listed, "What about $AQ?")) == ["Stop watching", "Mute"]


async def test_time_zones_are_turned_and_chosen(talk: Talk) -> None:
    """A search for half the world finds more than fits."""
    await talk.say("/start")
    found = await talk.say("/zone america")
    assert len(talk.buttons(found)) == 9
    await turned(talk, found, "2/")
    zone = talk.buttons(found)[0]
    await talk.tap(found, zone)
    await talk.changed(found, f"Time zone: {zone}")


async def test_what_is_routed_to_a_group_is_turned(talk: Talk) -> None:
    """Its topics, its own rules, and what people's cards send there with whose it is."""
    ann = Person(id=1001, first_name="Visitor")
    await talk.say("/start")
    group = talk.standin.group("Desk", ann)
    there = Destination(adapter="telegram", address=str(group.id))
    talk.chat, talk.person = group, ann
    await talk.say("/route tariffs here")
    place = SubscriberId(f"telegram:{group.id}")
    for at in range(25):
        await add_rule(talk.desk, place, f"rule-{at:02}", "copper")
    own, _ = await add_rule(talk.desk, VISITOR, "strikes", "copper strike")
    talk.desk.rules.put_rule(replace(own, destination=there))
    listed = await talk.say("/route")
    assert "Tariffs" in listed.text
    last = await turned(talk, listed, "2/2 »")
    assert "• rule-24" in last.text
    assert "strikes, a rule of Visitor" in last.text


async def test_a_topic_that_is_no_more_does_not_hide_what_comes_here(talk: Talk) -> None:
    """The operator took a pack away."""
    await talk.after(await talk.say("/start pack-tariffs"), "You get")
    assert isinstance(talk.desk.packs, dict)
    del talk.desk.packs[PackId("tariffs")]
    assert "• tariffs" in (await talk.say("/route")).text


async def test_every_hit_of_a_draft_can_be_called_noise(talk: Talk) -> None:
    """Not only the latest six."""
    await talk.say("/start")
    for at, metal in enumerate(METALS):
        await talk.publish(f"Strike at the {metal} mine in {metal}land", hours_ago=30.0 - at)
    shown = await talk.say("/rule strikes strike AND mine")
    await talk.tap(shown, "Tighten")
    await talk.changed(shown, "Which of these")
    last = await turned(talk, await turned(talk, shown, "2/3 »"), "3/3 »")
    assert "tinland" in last.text
    await talk.tap(shown, "✗ 13")
    await talk.changed(shown, "leaves it out")
    assert talk.buttons(shown)[0] == "1"


async def test_all_that_a_proposal_drops_is_shown(talk: Talk) -> None:
    """Five at a time, in the place of the proposal."""
    await talk.after(await talk.say("/start pack-tariffs"), "You get")
    for at, metal in enumerate(METALS):
        await talk.publish(f"Duty on {metal} from {metal}land, an opinion", hours_ago=11.0 - at / 2)
    alert = await alerted(talk, "Duty opinion")
    await talk.tap(alert, "👎")
    asked = await talk.after(alert, "Noise?")
    await talk.tap(asked, "Make it quieter")
    proposal = await talk.changed(asked, "also drops 14 others")
    assert proposal.text.count("•") == 5
    assert (await turned(talk, asked, "2/3 »")).text.count("•") == 5
    last = await turned(talk, asked, "3/3 »")
    assert last.text.count("•") == 4
    await talk.tap(asked, "Apply")
    await talk.changed(asked, "quieter now")


async def test_every_rule_of_an_alert_can_be_snoozed(talk: Talk) -> None:
    """Four of them at a time."""
    await talk.say("/start")
    for at in range(6):
        await add_rule(talk.desk, VISITOR, f"rule-{at}", "duty")
    alert = await alerted(talk)
    await talk.tap(alert, "Snooze rule")
    asked = await talk.after(alert, "For how long")
    last = await turned(talk, asked, "2/2 »")
    ends = [each for row in last.buttons for each in row if each.data.endswith(":8")]
    await talk.forge(asked, ends[-1].data)
    await talk.changed(asked, "rests for 8 hours")
    (kept,) = await talk.desk.store.mutes(VISITOR)
    content = (await talk.desk.store.recent_alerts(VISITOR, limit=1))[0]
    assert kept.key == RuleId(content.alert.rules[-1])
