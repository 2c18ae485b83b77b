"""What is set of a rule besides its query: rest, severity, cooldown, tickers, digest, destination; and sharing it."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from bot.actions import groups, rules, sharing
from bot.actions.rules import own_rule
from bot.chat.conversation import Answer, Asked, Tap, button, in_rows
from bot.chat.pages import page_of
from bot.chat.rulecard import card, span
from bot.domain.errors import RefusedError
from bot.domain.rule import Rule, Severity
from bot.domain.subscriber import Destination, Subscriber
from bot.messages.message import Button
from bot.messages.text import cut

HERE = "here"
_PLACES = 6
COOLDOWNS = (0, 30, 120, 480, 1_440)
"""Minutes offered."""


async def pause(asked: Asked) -> Answer:
    """Let the rule rest."""
    rule = await rules.pause_rule(asked.desk, asked.subscriber_id, asked.words, paused=True)
    return card(asked, rule)


async def resume(asked: Asked) -> Answer:
    """Let the rule alert again."""
    rule = await rules.pause_rule(asked.desk, asked.subscriber_id, asked.words, paused=False)
    return card(asked, rule)


async def severity(asked: Asked) -> Answer:
    """Offer the severities, or set the one in ``words``: ``NAME`` or ``NAME:severity``."""
    name, _, chosen = asked.words.partition(":")
    own, say = await own_rule(asked.desk, asked.subscriber_id, name), asked.say
    if chosen:
        return card(
            asked,
            await rules.set_rule_option(
                asked.desk, asked.subscriber_id, own.name, severity=_severity(chosen)
            ),
        )
    choices = [
        button(say(f"severity.{each.name.lower()}"), "severity", own.name, each.name.lower())
        for each in Severity
    ]
    return _choose(asked, own, say.html("rules.choose_severity", name=own.name), choices)


async def cooldown(asked: Asked) -> Answer:
    """Offer cooldowns, or set the one in ``words``: ``NAME`` or ``NAME:minutes``."""
    name, _, chosen = asked.words.partition(":")
    own, say = await own_rule(asked.desk, asked.subscriber_id, name), asked.say
    if chosen:
        if chosen not in map(str, COOLDOWNS):
            raise RefusedError("errors.old_button")
        length = timedelta(minutes=int(chosen))
        return card(
            asked,
            await rules.set_rule_option(asked.desk, asked.subscriber_id, own.name, cooldown=length),
        )
    choices = [
        button(
            span(say, timedelta(minutes=each)) if each else say("button.none"),
            "cooldown",
            own.name,
            each,
        )
        for each in COOLDOWNS
    ]
    return _choose(asked, own, say.html("rules.choose_cooldown", name=own.name), choices)


async def ask_tickers(asked: Asked) -> Answer:
    """Ask for the tickers that a match of the rule adds."""
    own = await own_rule(asked.desk, asked.subscriber_id, asked.words)
    html = asked.say.html("rules.ask_tickers", name=own.name)
    return Answer(html=html, aside=True, expects=f"rule-tickers:{own.name}")


async def text_tickers(asked: Asked) -> Answer:
    """Set the tickers that were sent; ``-`` takes all off."""
    own = await own_rule(asked.desk, asked.subscriber_id, asked.words)
    symbols = () if asked.text == "-" else tuple(asked.text.replace(",", " ").split())
    return card(
        asked,
        await rules.set_rule_option(asked.desk, asked.subscriber_id, own.name, tickers=symbols),
    )


async def to_digest(asked: Asked) -> Answer:
    """Send the rule's alerts to the digest, or at once again."""
    own = await own_rule(asked.desk, asked.subscriber_id, asked.words)
    return card(
        asked,
        await rules.set_rule_option(
            asked.desk, asked.subscriber_id, own.name, digest=not own.digest
        ),
    )


async def destination(asked: Asked) -> Answer:
    """Offer where the rule's alerts can go, or send them there.

    ``words`` is ``NAME``, ``NAME:here``, or ``NAME:`` and the code of a place.
    """
    name, _, chosen = asked.words.partition(":")
    own = await own_rule(asked.desk, asked.subscriber_id, name)
    if chosen == HERE:
        home = (await asked.subscriber()).destination
        return await _sent_to(asked, own, home)
    if not chosen:
        return await offer_places(asked)
    place = next((one for one in await _elsewhere(asked) if _code(one) == chosen), None)
    if place is None:
        raise RefusedError("errors.old_button")
    if not await asked.administers(place.destination):
        raise RefusedError("rules.not_yours", place=groups.title(place))
    return await _sent_to(asked, own, place.destination)


async def offer_places(asked: Asked) -> Answer:
    """Show a page of where the rule's alerts can go; ``words`` is ``NAME`` or ``NAME:page``."""
    name, _, number = asked.words.partition(":")
    own, say = await own_rule(asked.desk, asked.subscriber_id, name), asked.say
    places = await _elsewhere(asked)
    page = page_of(places, number, _PLACES, "places", own.name)
    rows = [
        (button(say("rules.to_here"), "sendto", own.name, HERE),),
        *(
            (button(cut(_titled(place), 60), "sendto", own.name, _code(place)),)
            for place in page.shown
        ),
        *page.turns,
        (button(say("button.back"), "rule", own.name),),
    ]
    html = say.html("rules.choose_place" if places else "rules.no_place", name=own.name)
    return Answer(html=html, buttons=tuple(rows))


async def _elsewhere(asked: Asked) -> list[Subscriber]:
    places = await groups.places_of(asked.desk, asked.person)
    return [place for place in places if place.id != asked.subscriber_id]


async def _sent_to(asked: Asked, own: Rule, there: Destination) -> Answer:
    return card(
        asked,
        await rules.set_rule_option(asked.desk, asked.subscriber_id, own.name, destination=there),
    )


def _code(place: Subscriber) -> str:
    """Give a name of a place that fits into a button: 12 characters."""
    return hashlib.blake2b(place.id.encode("utf-8", "replace"), digest_size=6).hexdigest()


def _titled(place: Subscriber) -> str:
    topic = f" · #{place.destination.thread}" if place.destination.thread else ""
    return f"{place.name or place.destination.address}{topic}"


async def share(asked: Asked) -> Answer:
    """Give a link that brings the rule to whoever opens it."""
    code = await sharing.share_rule(asked.desk, asked.subscriber_id, asked.words)
    link = f"https://t.me/{asked.bot_name}?start={code}"
    return Answer(html=asked.say.html("share.link", name=asked.words, link=link), aside=True)


def _choose(asked: Asked, own: Rule, html: str, choices: Sequence[Button]) -> Answer:
    back = (button(asked.say("button.back"), "rule", own.name),)
    return Answer(html=html, buttons=(*in_rows(choices, 3), back))


def _severity(name: str) -> Severity:
    try:
        return Severity.of(name)
    except ValueError:
        raise RefusedError("errors.old_button") from None


TAPS = {
    "pause": Tap(run=pause),
    "resume": Tap(run=resume),
    "severity": Tap(run=severity),
    "cooldown": Tap(run=cooldown),
    "tickers": Tap(run=ask_tickers),
    "todigest": Tap(run=to_digest),
    "sendto": Tap(run=destination),
    "places": Tap(run=offer_places),
    "share": Tap(run=share),
}
TEXTS = {"rule-tickers": Tap(run=text_tickers)}
