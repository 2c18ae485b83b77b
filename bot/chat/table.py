"""All commands, buttons and questions: what the bot registers, lists in menus and documents."""

import re
from collections.abc import Mapping

from bot.chat import alerts, feeds, groups, operators, person, rules, settings, topics, watch, why
from bot.chat.conversation import ASKING, Answer, Asked, Entry, Section, Tap
from bot.messages.words import Html, Words


async def show_help(asked: Asked) -> Answer:
    """List the commands and show the language by example."""
    return Answer(html=help_text(asked.say))


def help_text(say: Words) -> Html:
    """Give every command with what it does, by subject, and queries to begin with."""
    parts = []
    for section in SECTIONS:
        lines = [
            say.html("help.line", usage=usage(each, say), about=say(f"commands.{each.name}"))
            for each in section.entries
            if each.scopes
        ]
        if not lines:
            continue  # an operator's
        parts.append(
            "\n".join([say.html("help.title", title=say(f"sections.{section.name}")), *lines])
        )
    return Html("\n\n".join([*parts, say.html("help.queries")]))


def usage(entry: Entry, say: Words) -> str:
    """Give a command as it is typed, the names of its values in the reader's language."""
    values = re.sub(r"\b[A-Z]+\b", lambda found: say(f"values.{found[0].lower()}"), entry.usage)
    return f"/{entry.name} {values}".rstrip()


SECTIONS: tuple[Section, ...] = (
    topics.SECTION,
    rules.SECTION,
    watch.SECTION,
    alerts.SECTION,
    why.SECTION,
    settings.SECTION,
    feeds.SECTION,
    person.SECTION,
    groups.SECTION,
    operators.SECTION,
    Section(
        name="help",
        entries=(
            Entry(name="help", run=show_help, examples=("/help",), changes=False, scopes=ASKING),
        ),
    ),
)
"""In the order they are listed."""

COMMANDS: tuple[Entry, ...] = tuple(entry for section in SECTIONS for entry in section.entries)

TAPS: Mapping[str, Tap] = {
    **topics.TAPS,
    **rules.TAPS,
    **watch.TAPS,
    **feeds.TAPS,
    **person.TAPS,
    **groups.TAPS,
    **operators.TAPS,
    **alerts.TAPS,
    **why.TAPS,
    **settings.TAPS,
}
"""By the word before the colon in a button's data."""

FILES: Mapping[str, Tap] = {**feeds.FILES}
"""By the end of the name of a document that was sent."""

TEXTS: Mapping[str, Tap] = {**rules.TEXTS, **settings.TEXTS}
"""By the verb of the question (:attr:`bot.chat.conversation.Answer.expects`) that a text completes."""
