"""A rule with everything that can be done to it."""

from datetime import timedelta

from bot.chat.conversation import Answer, Asked, Rows, button
from bot.domain.rule import Rule
from bot.messages.text import cut
from bot.messages.words import Html, Words

_QUERY = 2_500
"""UTF-16 units of a query that are shown."""


def card(asked: Asked, rule: Rule, *, said: str = "") -> Answer:
    """Show ``rule``: its query, its settings, and buttons to change them. ``said`` stands above, HTML."""
    say = asked.say
    lines = [
        *([Html(said)] if said else []),
        say.html("rules.card", name=rule.name, query=cut(rule.query, _QUERY)),
        say.html("rules.settings", settings=" · ".join(settings(asked, rule))),
    ]
    return Answer(html="\n".join(lines), buttons=_buttons(say, rule))


def settings(asked: Asked, rule: Rule) -> list[str]:
    """Say what is set of a rule, part by part."""
    say = asked.say
    said = [say(f"severity.{rule.severity.name.lower()}")]
    if rule.paused:
        said.insert(0, say("rules.is_paused"))
    if rule.digest:
        said.append(say("rules.in_digest"))
    if rule.cooldown:
        said.append(say("rules.cooldown", span=span(say, rule.cooldown)))
    if rule.tickers:
        said.append(" ".join(f"${symbol}" for symbol in rule.tickers))
    if rule.destination:
        at = asked.desk.rules.at(rule.destination)
        place = asked.desk.rules.find(at) if at is not None else None
        name = place.name if place is not None else ""
        said.append(say("rules.elsewhere", place=cut(name, 60) or rule.destination.address))
    return said


def span(say: Words, length: timedelta) -> str:
    """Say how long: in days, hours or minutes, the largest that comes out even."""
    minutes = round(length / timedelta(minutes=1))
    if minutes % (24 * 60) == 0:
        return say.count("span.days", minutes // (24 * 60))
    if minutes % 60 == 0:
        return say.count("span.hours", minutes // 60)
    return say.count("span.minutes", minutes)


def _buttons(say: Words, rule: Rule) -> Rows:
    name = rule.name
    pause = "resume" if rule.paused else "pause"
    return (
        (
            button(say("button.edit"), "edit", name),
            button(say(f"button.{pause}"), pause, name),
            button(say("button.delete"), "delete", name),
        ),
        (
            button(say("button.severity"), "severity", name),
            button(say("button.cooldown"), "cooldown", name),
            button(say("button.tickers"), "tickers", name),
        ),
        (
            button(
                say("button.to_digest" if not rule.digest else "button.at_once"), "todigest", name
            ),
            button(say("button.destination"), "sendto", name),
            button(say("button.share"), "share", name),
        ),
        (button(say("button.all_rules"), "rules", 0),),
    )
