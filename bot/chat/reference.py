"""docs/telegram.md, written from the table that the bot registers: ``python -m bot.chat.reference``."""

import sys

from bot.chat.conversation import Entry, Scope
from bot.chat.table import SECTIONS, usage
from bot.messages.words import words

_HEAD = """\
# The chat

What a subscriber does, they do in the chat with the bot. Lists, questions and alerts have buttons; a command
is the way in. This page is written from the table of commands: `python -m bot.chat.reference > docs/telegram.md`.

In a group or a channel only administrators change what it hears; the commands marked ° everybody may use.
What a rule can say is in [rules.md](rules.md).
"""
_TAIL = """
## Under an alert

| button | does |
|---|---|
| Open | opens the item |
| Why? | tells the item's way to you, stage by stage |
| 👍 👎 | keeps what you think; 👎 offers *Make it quieter*: the smallest change that drops this alert and keeps all you liked, with what else it drops in 30 days |
| Mute story | no more of this story, neither edits nor replies |
| Snooze rule | its rule rests for an hour, eight hours, a day or a week |
| Less from source | its publisher is heard only where the alert is critical, or another tells it too |
| $TICKER | watch or mute that ticker |

`/why` as an answer to an alert tells the same as *Why?*, with or without a link in it. Where a rule of yours sends its
alerts to a group, these buttons are yours there as well, and nobody else's.

## Lists

Whatever is more than fits is turned page by page with the buttons under it. Of a watchlist each ticker is a button.

## Under a rule

A new query is answered with what it would have caught. *Show all* turns through it, *Near misses* shows what it came
near to and what was missing, *Tighten* leaves out what you point at. On the card of a saved rule stand its severity,
cooldown, tickers, digest and destination: your own chat, or a group, channel or topic where you are an administrator
and once wrote `/start`. Should that chat be gone, the rule's alerts come to you again, and you are told so once.

A rule that has alerted as often as the budget lets it says so once that day; its button proposes a tighter query,
which a tap applies.

## Files

`/backup` gives rules, topics, watchlist, feeds and settings as YAML, `/opml` the feeds as OPML; sent back, here or by
somebody else, they are taken in. Where such a file is wrong, every fault is told with its line, and nothing is taken in.

## Links

`t.me/BOT?start=pack-tariffs` subscribes to a topic. *Share* under a rule gives a link that brings a copy of it to
whoever opens it. `@BOT query` in any chat searches the items of the last days, for subscribers.
"""


def reference() -> str:
    """Give the page."""
    say = words("en")
    parts = [_HEAD]
    for section in SECTIONS:
        parts.append(
            f"## {say(f'sections.{section.name}')}\n\n| command | does | example |\n|---|---|---|"
        )
        parts += [_row(entry, say(f"commands.{entry.name}")) for entry in section.entries]
        parts.append("")
    return "\n".join(parts).rstrip() + "\n" + _TAIL


def _row(entry: Entry, about: str) -> str:
    open_to_all = "°" if Scope.GROUP in entry.scopes and not entry.changes else ""
    examples = "<br>".join(f"`{_cell(each)}`" for each in entry.examples)
    typed = _cell(usage(entry, words("en")))
    return f"| `{typed}`{open_to_all} | {_cell(about)} | {examples} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(reference())
