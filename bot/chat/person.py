"""What is kept of a person, and its end: /latest, /stop."""

from bot.actions import person, subscriptions
from bot.chat.conversation import (
    ASKING,
    Answer,
    Asked,
    Document,
    Entry,
    Section,
    Tap,
    button,
)
from bot.chat.lines import alert_line
from bot.chat.pages import page_of
from bot.messages.words import Html

_LATEST = 10
"""On a page."""
_MOST = 100


async def latest(asked: Asked) -> Answer:
    """Show a page of the latest alerts; ``words`` is its number, from 0."""
    subscriber = await asked.subscriber()
    alerts = await asked.desk.store.recent_alerts(asked.subscriber_id, limit=_MOST)
    if not alerts:
        return Answer(html=asked.say.html("latest.none"))
    zone = subscriber.preferences.zone
    page = page_of(alerts, asked.words, _LATEST, "latest")
    lines = Html("\n".join(alert_line(asked.say, content, zone) for content in page.shown))
    return Answer(html=asked.say.html("latest.list", alerts=lines), buttons=page.turns)


async def export(asked: Asked) -> Answer:
    """Hand over all that is stored of the subscriber."""
    content = await person.export(asked.desk, asked.subscriber_id)
    return Answer(
        html=asked.say.html("export.done"),
        document=Document(name="tapewatch.yaml", content=content),
    )


async def stop(asked: Asked) -> Answer:
    """Ask once before everything of a subscriber is deleted."""
    await asked.subscriber()
    say = asked.say
    return Answer(
        html=say.html("stop.ask"),
        buttons=(
            (button(say("button.delete_all"), "stop"), button(say("button.keep"), "keep")),
            (button(say("button.export"), "export"),),
        ),
    )


async def tap_stop(asked: Asked) -> Answer:
    """Delete everything of a subscriber."""
    await subscriptions.stop(asked.desk, asked.subscriber_id)
    return Answer(html=asked.say.html("stop.done"))


async def tap_keep(asked: Asked) -> Answer:
    """Leave everything as it is."""
    return Answer(html=asked.say.html("stop.kept"))


SECTION = Section(
    name="person",
    entries=(
        Entry(name="latest", run=latest, examples=("/latest",), changes=False, scopes=ASKING),
        Entry(name="export", run=export, examples=("/export",)),
        Entry(name="stop", run=stop, examples=("/stop",)),
    ),
)
TAPS = {
    "latest": Tap(run=latest, changes=False),
    "stop": Tap(run=tap_stop),
    "keep": Tap(run=tap_keep),
    "export": Tap(run=export),
}
