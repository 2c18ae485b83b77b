"""What is kept of a person, handed over and deleted."""

from .conftest import Talk
from .test_topics import VISITOR


async def test_everything_stored_is_handed_over(talk: Talk) -> None:
    """As a file."""
    hello = await talk.say("/start pack-tariffs")
    await talk.after(hello, "You get")
    await talk.say("/watch LMT")
    await talk.say("/export")
    sent = await talk.standin.wait_for(
        lambda each: each.id > hello.id and each.document is not None
    )
    assert sent.document is not None
    assert sent.document.name == "tapewatch.yaml"
    assert b"LMT" in sent.document.content


async def test_stop_asks_once_and_deletes_all(talk: Talk) -> None:
    """Keep it keeps it; the file can be had first."""
    await talk.say("/start")
    asked = await talk.say("/stop")
    await talk.tap(asked, "Export first")
    await talk.standin.wait_for(lambda each: each.id > asked.id and each.document is not None)
    await talk.tap(asked, "Keep it")
    await talk.changed(asked, "Nothing was changed")
    assert talk.desk.rules.find(VISITOR) is not None
    asked = await talk.say("/stop")
    await talk.tap(asked, "Delete it all")
    await talk.changed(asked, "nothing of yours is stored")
    assert await talk.desk.store.subscriber(VISITOR) is None


async def test_the_latest_alerts_are_listed(talk: Talk) -> None:
    """None at first, then with time and publisher."""
    hello = await talk.say("/start pack-tariffs")
    await talk.after(hello, "You get")
    assert "No alerts yet" in (await talk.say("/latest")).text
    await talk.publish("Parliament votes a duty on aluminium foil of 12%")
    await talk.after(hello, "Parliament")
    assert "4 Mar 14:02 Parliament votes" in (await talk.say("/latest")).text


async def test_the_latest_alerts_are_turned_page_by_page(talk: Talk) -> None:
    """Ten on each, the newest first."""
    hello = await talk.say("/start pack-tariffs")
    metals = [
        "zinc",
        "tin",
        "lead",
        "nickel",
        "cobalt",
        "lithium",
        "gallium",
        "indium",
        "bismuth",
        "cadmium",
        "tungsten",
    ]
    for number, metal in enumerate(metals):
        await talk.publish(f"Duty on {metal} from {metal}land", hours_ago=11.0 - number)
    await talk.after(hello, "tungstenland")
    listed = await talk.say("/latest")
    assert listed.text.count("•") == 10
    await talk.tap(listed, "2/2 »")
    assert "zincland" in (await talk.changed(listed, "zincland")).text
    await talk.tap(listed, "« 1/2")
    await talk.changed(listed, "tungstenland")
