"""Writing, seeing and changing rules in the chat."""

from datetime import timedelta

from bot.demo.botapi import Message, Person
from bot.domain.rule import Rule, Severity
from bot.domain.subscriber import SubscriberId

from .conftest import Talk
from .test_topics import VISITOR

BOB = Person(id=2002, first_name="Bob")
STRIKES = (
    "Miners at Escondida walk out in copper strike over bonuses",
    "Copper strike halts smelter in Zambia as furnace crews down tools",
    "Peru's president appeals for an end to the copper strike near Arequipa",
    "Dock workers' strike in Antofagasta leaves copper cathodes on the quay",
    "Union in Poland sets date for a strike at KGHM over copper wages",
    "Teamsters' strike at an Arizona copper refinery enters its fifth week",
    "Indonesian court bans strike at Grasberg, the giant copper and gold pit",
    "Kazakh drivers strike and block the road to a copper concentrator",
    "Swedish electricians' strike spreads to the Aitik copper pit",
    "Nationwide strike in Panama reaches the shuttered copper port of Punta Rincón",
    "Congo's copper belt hit by strike of railway signalmen",
    "Mongolian crane operators threaten strike at Oyu Tolgoi, cutting copper loads",
)


async def subscribed(talk: Talk) -> None:
    await talk.say("/start")
    for number, headline in enumerate(STRIKES):
        await talk.publish(headline, hours_ago=50 - number)
    await talk.publish("Copper price slips as stocks rise", hours_ago=3)


def rules(talk: Talk) -> dict[str, Rule]:
    return {rule.name: rule for rule in talk.desk.rules.own_rules(VISITOR)}


def code(message: Message) -> list[str]:
    """Give what stands in typewriter letters."""
    return [
        message.text.encode("utf-16-le")[2 * each.offset : 2 * (each.offset + each.length)].decode(
            "utf-16-le"
        )
        for each in message.entities
        if each.type == "code"
    ]


async def test_a_rule_in_one_line_is_previewed_and_saved_by_a_tap(talk: Talk) -> None:
    """Nothing is saved before."""
    await subscribed(talk)
    shown = await talk.say("/rule my-copper copper AND strike")
    assert "would have fired" in shown.text
    assert code(shown) == ["copper AND strike"]
    assert talk.buttons(shown) == ["Save", "Tighten", "Show all", "Near misses · 1"]
    assert rules(talk) == {}
    await talk.tap(shown, "Save")
    assert "is saved" in (await talk.changed(shown, "is saved")).text
    assert rules(talk)["my-copper"].query == "copper AND strike"
    await talk.forge(shown, "save:my-copper")
    assert len(rules(talk)) == 1, "a double tap saves it once"


async def test_what_a_query_nearly_caught_is_shown_on_a_tap(talk: Talk) -> None:
    """Each with what it lacked; Back leads to the preview. What is probably not meant is said at once."""
    await subscribed(talk)
    shown = await talk.say("/rule my-copper copper AND strike")
    await talk.tap(shown, "Near misses")
    near = await talk.changed(shown, "what was missing")
    assert "Copper price slips as stocks rise" in near.text
    assert "missing: strike" in near.text
    assert code(near) == ["copper AND strike"]
    await talk.tap(shown, "«")
    await talk.changed(shown, "would have fired")
    never = await talk.say("/try copper AND -copper")
    assert "⚠️" in never.text


async def test_a_rule_is_written_step_by_step(talk: Talk) -> None:
    """Name, query, preview, save."""
    await subscribed(talk)
    assert "called" in (await talk.say("/rule")).text
    assert "cannot be a rule's name" in (await talk.say("My Copper!")).text
    assert "Send the query" in (await talk.say("my-copper")).text
    shown = await talk.say("copper strike")
    await talk.tap(shown, "Save")
    await talk.changed(shown, "is saved")
    assert rules(talk)["my-copper"].query == "copper strike"


async def test_a_fault_shows_its_place_and_offers_the_corrected_query(talk: Talk) -> None:
    """The caret stands under the fault; a tap on the correction shows its preview."""
    await subscribed(talk)
    shown = await talk.say("/rule my-copper copper AND (strike OR halt")
    assert "^" in shown.text
    (corrected,) = code(shown)
    assert corrected.endswith(")")
    await talk.tap(shown, "Use the corrected query")
    preview = await talk.changed(shown, "would have fired")
    assert code(preview) == [corrected]
    await talk.tap(shown, "Save")
    await talk.changed(shown, "is saved")
    assert rules(talk)["my-copper"].query == corrected


async def test_all_that_a_draft_would_have_caught_is_shown_page_by_page(talk: Talk) -> None:
    """And back to the preview."""
    await subscribed(talk)
    shown = await talk.say("/try copper")
    await talk.tap(shown, "Show all")
    first = await talk.changed(shown, "slips")
    assert first.text.count("•") == 8
    await talk.tap(shown, "2/2 »")
    second = await talk.changed(shown, "Zambia")
    assert second.text.count("•") >= 4
    await talk.tap(shown, "« Back")
    assert code(await talk.changed(shown, "would have fired")) == ["copper"]


async def test_a_draft_is_tightened_by_pointing_at_noise(talk: Talk) -> None:
    """What is proposed leaves the noise out; a tap makes it the draft."""
    await subscribed(talk)
    shown = await talk.say("/rule my-copper copper")
    await talk.tap(shown, "Tighten")
    asked = await talk.changed(shown, "do you not want")
    noise = next(line for line in asked.text.splitlines() if "slips" in line)[0]
    await talk.tap(shown, f"✗ {noise}")
    proposed = await talk.changed(shown, "leaves it out")
    assert "1." in proposed.text
    await talk.tap(shown, "1")
    tightened = await talk.changed(shown, "would have fired")
    assert code(tightened) != ["copper"]
    assert "slips" not in tightened.text
    await talk.tap(shown, "Save")
    await talk.changed(shown, "is saved")
    assert rules(talk)["my-copper"].query == code(tightened)[0]


async def test_a_tried_query_becomes_a_rule_under_a_name(talk: Talk) -> None:
    """/try saves nothing by itself."""
    await subscribed(talk)
    shown = await talk.say("/try copper strike")
    await talk.tap(shown, "Save as a rule")
    asked = await talk.after(shown, "called")
    named = await talk.say("strikes")
    assert named.id > asked.id
    assert "strikes" in named.text
    await talk.tap(named, "Save")
    await talk.changed(named, "is saved")
    assert rules(talk)["strikes"].query == "copper strike"


async def test_rules_are_listed_in_pages_and_opened(talk: Talk) -> None:
    """Each name is a button that shows the rule with what can be done to it."""
    await subscribed(talk)
    for number in range(9):
        shown = await talk.say(f"/rule rule-{number} copper {number}")
        await talk.tap(shown, "Save")
        await talk.changed(shown, "is saved")
    listed = await talk.say("/rules")
    assert "Your 9 rules" in listed.text
    await talk.tap(listed, "2/2 »")
    await talk.changed(listed, "rule-8")
    await talk.tap(listed, "rule-8")
    opened = await talk.changed(listed, "copper 8")
    assert {"Edit", "Delete"} <= set(talk.buttons(opened))


async def test_a_rule_is_edited_through_its_preview(talk: Talk) -> None:
    """The old query stays until the new one is saved."""
    await subscribed(talk)
    shown = await talk.say("/rule copper copper strike")
    await talk.tap(shown, "Save")
    await talk.changed(shown, "is saved")
    await talk.tap(shown, "Edit")
    await talk.after(shown, "take its place")
    edited = await talk.say("copper mine")
    assert rules(talk)["copper"].query == "copper strike"
    await talk.tap(edited, "Save")
    await talk.changed(edited, "is changed")
    assert rules(talk)["copper"].query == "copper mine"


async def test_a_rule_is_deleted_after_asking_once_and_can_be_brought_back(talk: Talk) -> None:
    """Keep it keeps it; what was deleted is shown and can be saved again."""
    await subscribed(talk)
    shown = await talk.say("/rule copper copper strike")
    await talk.tap(shown, "Save")
    await talk.changed(shown, "is saved")
    asked = await talk.say("/rule delete copper")
    await talk.tap(asked, "Keep it")
    await talk.changed(asked, "copper strike")
    assert "copper" in rules(talk)
    await talk.tap(asked, "Delete")
    await talk.changed(asked, "Delete rule")
    await talk.tap(asked, "Delete it")
    await talk.changed(asked, "is deleted")
    assert rules(talk) == {}
    await talk.tap(asked, "Undo")
    await talk.changed(asked, "would have fired")
    await talk.tap(asked, "Save")
    await talk.changed(asked, "is saved")
    assert rules(talk)["copper"].query == "copper strike"


async def test_a_name_or_query_that_cannot_be_used_is_said(talk: Talk) -> None:
    """Ten thousand characters, control characters, an unknown rule."""
    await subscribed(talk)
    assert "characters" in (await talk.say("/rule long " + "copper OR " * 1000 + "tin")).text
    odd = await talk.say("/rule odd copper\u0000\u202e\u0007 strike")
    assert code(odd) == ["copper strike"]
    assert "no rule" in (await talk.say("/rule delete nothing")).text
    assert "cannot be a rule's name" in (await talk.say("/rule ../../etc copper")).text
    assert rules(talk) == {}


async def test_every_setting_of_a_rule_is_a_tap_on_its_card(talk: Talk) -> None:
    """Severity, cooldown, tickers, rest, digest: each shown on the card as it is set."""
    await talk.say("/start")
    card = await talk.say("/rule my-copper copper")
    await talk.tap(card, "Save")
    await talk.changed(card, "is saved")
    for tapped, asked, chosen, shown in (
        ("Severity", "How loud", "critical", "critical"),
        ("Cooldown", "how long until the next", "2 hours", "at most one story in 2 hours"),
        ("Pause", "", "", "paused"),
        ("To the digest", "", "", "to the digest"),
    ):
        await talk.tap(card, tapped)
        if chosen:
            await talk.changed(card, asked)
            await talk.tap(card, chosen)
        await talk.changed(card, shown)
    await talk.tap(card, "Tickers")
    typed = await talk.after(card, "Which tickers")
    assert "$FCX $SCCO" in (await talk.say("FCX, scco")).text
    saved = rules(talk)["my-copper"]
    assert (saved.severity, saved.paused, saved.digest) == (Severity.CRITICAL, True, True)
    assert (saved.cooldown, saved.tickers) == (timedelta(hours=2), ("FCX", "SCCO"))
    await talk.tap(card, "Resume")
    await talk.tap(card, "At once")
    await talk.tap(card, "Cooldown")
    await talk.tap(card, "None")
    await talk.tap(card, "Tickers")
    await talk.after(typed, "Which tickers")
    await talk.say("-")
    plain = rules(talk)["my-copper"]
    assert (plain.paused, plain.digest, plain.cooldown, plain.tickers) == (False, False, None, ())


async def test_a_shared_rule_is_copied_by_whoever_opens_its_link(talk: Talk) -> None:
    """The link holds a stored short code, within what Telegram takes."""
    await talk.say("/start")
    card = await talk.say("/rule my-copper copper AND strike")
    await talk.tap(card, "Save")
    await talk.changed(card, "is saved")
    await talk.tap(card, "Share")
    shared = await talk.after(card, "gets a copy")
    payload = shared.text.rpartition("start=")[2].split()[0]
    assert len(payload) <= 64
    talk.chat = talk.standin.private(BOB)
    talk.person = BOB
    hello = await talk.say(f"/start {payload}")
    await talk.after(hello, "my-copper is yours now")
    (copy,) = talk.desk.rules.own_rules(SubscriberId(f"telegram:{BOB.id}"))
    assert copy.query == "copper AND strike"
