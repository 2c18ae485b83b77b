"""What is set of a rule besides its query: rest, severity, cooldown, tickers, digest; and sharing it."""

from collections.abc import Sequence
from datetime import timedelta

from bot.actions import rules, sharing
from bot.actions.rules import own_rule
from bot.chat.conversation import Answer, Asked, Tap, button, in_rows
from bot.chat.rulecard import card, span
from bot.domain.errors import RefusedError
from bot.domain.rule import Rule, Severity
from bot.messages.message import Button

COOLDOWNS = (0, 30, 120, 480, 1_440)
"""Minutes offered."""


async def pause(asked: Asked) -> Answer:
    """Let the rule rest."""
    rule = await rules.pause_rule(asked.desk, asked.subscriber_id, asked.words, paused=True)
    return card(asked.say, rule)


async def resume(asked: Asked) -> Answer:
    """Let the rule alert again."""
    rule = await rules.pause_rule(asked.desk, asked.subscriber_id, asked.words, paused=False)
    return card(asked.say, rule)


async def severity(asked: Asked) -> Answer:
    """Offer the severities, or set the one in ``words``: ``NAME`` or ``NAME:severity``."""
    name, _, chosen = asked.words.partition(":")
    own, say = await own_rule(asked.desk, asked.subscriber_id, name), asked.say
    if chosen:
        return card(
            say,
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
            say,
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
        asked.say,
        await rules.set_rule_option(asked.desk, asked.subscriber_id, own.name, tickers=symbols),
    )


async def to_digest(asked: Asked) -> Answer:
    """Send the rule's alerts to the digest, or at once again."""
    own = await own_rule(asked.desk, asked.subscriber_id, asked.words)
    return card(
        asked.say,
        await rules.set_rule_option(
            asked.desk, asked.subscriber_id, own.name, digest=not own.digest
        ),
    )


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
    "share": Tap(run=share),
}
TEXTS = {"rule-tickers": Tap(run=text_tickers)}
