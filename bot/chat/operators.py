"""What operators do in their own chat: /admin, /invite, /broadcast."""

from datetime import timedelta
from html import escape

from bot.actions import operators
from bot.actions.hosting import AccessMode
from bot.chat.conversation import Answer, Asked, Entry, Section, Tap, button
from bot.chat.pages import page_of
from bot.chat.rulecard import span
from bot.domain.errors import RefusedError
from bot.messages.text import cut
from bot.messages.words import Html, Words

_SHOWN = 8


async def admin(asked: Asked) -> Answer:
    """Show how the bot stands, with a page of the feeds in trouble; ``words`` is its number, from 0."""
    _in_private(asked)
    found = await operators.overview(asked.desk, asked.person)
    say = asked.say
    lines = [
        say.html(
            "admin.head",
            uptime=_up(say, found.health.uptime),
            subscribers=say.count("admin.subscribers", found.health.counts.get("subscribers", 0)),
            items=say.count("admin.items", found.health.counts.get("items", 0)),
        )
    ]
    if found.health.ok:
        lines.append(say.html("admin.well"))
    lines += [
        say.html("admin.complaint", complaint=say.sentence(one)) for one in found.health.complaints
    ]
    if (queue := found.health.queue) is not None:
        lines.append(
            say.html(
                "admin.queue",
                pending=queue.pending,
                sent=queue.sent,
                rejected=queue.rejected,
                doubtful=queue.doubtful,
            )
        )
    if found.held:
        seconds = found.hold.total_seconds()
        lines.append(say.count_html("admin.flood", found.held, seconds=seconds))
    else:
        lines.append(say.html("admin.no_flood"))
    if found.dead:
        lines.append(say.count_html("admin.dead", len(found.dead)))
    troubled = [
        *(
            say.html(
                "admin.dead_line",
                feed=state.feed_id,
                reason=cut(say.phrase(state.last_error), 120) if state.last_error else "",
            )
            for state in found.dead
        ),
        *(
            say.html("admin.slow_line", feed=feed, seconds=took.total_seconds())
            for feed, took in found.slow
        ),
    ]
    page = page_of(troubled, asked.words, _SHOWN, "admin")
    lines += page.shown
    if found.loudest:
        lines.append(say.html("admin.loudest"))
    lines += [say.html("admin.loud_line", rule=rule, count=count) for rule, count in found.loudest]
    invites = asked.desk.hosting.access.mode is AccessMode.INVITE
    if invites:
        lines.append(say.count_html("admin.invites", found.invites))
    return Answer(
        html="\n".join(lines),
        buttons=(
            *page.turns,
            *(((button(say("admin.invite"), "invite", 1),),) if invites else ()),
        ),
    )


def _up(say: Words, uptime: timedelta) -> str:
    """Say for how long: in minutes at first, then in hours, then in days."""
    if uptime < timedelta(hours=2):
        return span(say, timedelta(minutes=max(uptime // timedelta(minutes=1), 1)))
    if uptime < timedelta(days=2):
        return span(say, timedelta(hours=uptime // timedelta(hours=1)))
    return span(say, timedelta(days=uptime.days))


async def invite(asked: Asked) -> Answer:
    """Make codes that let people in, one by default."""
    _in_private(asked)
    words = asked.words.strip() or "1"
    if not words.isdecimal():
        raise RefusedError("invite.how")
    codes = await operators.invite(asked.desk, asked.person, int(words[:4]))
    links = "\n".join(
        f"https://t.me/{asked.bot_name}?start={operators.INVITE}{code}" for code in codes
    )
    return Answer(html=asked.say.count_html("invite.made", len(codes), links=links), aside=True)


async def broadcast(asked: Asked) -> Answer:
    """Show a message to everybody as it will be, and ask once."""
    _in_private(asked)
    count = await operators.audience(asked.desk, asked.person)
    text = asked.words.strip()
    if not text or len(text) > operators.LONGEST_BROADCAST:
        raise RefusedError("broadcast.how", most=operators.LONGEST_BROADCAST)
    say = asked.say
    shown = Html(f"<code>{escape(text, quote=False)}</code>")
    return Answer(
        html=say.count_html("broadcast.ask", count, text=shown),
        buttons=(
            (button(say("broadcast.send"), "broadcast"), button(say("broadcast.drop"), "keep")),
        ),
    )


async def tap_broadcast(asked: Asked) -> Answer:
    """Send the message that stands in the preview tapped on; it is no button any more afterwards."""
    _in_private(asked)
    count = await operators.broadcast(asked.desk, asked.person, asked.code)
    return Answer(html=asked.say.count_html("broadcast.sent", count))


def _in_private(asked: Asked) -> None:
    """Keep what only operators see out of groups.

    Raises:
        RefusedError: this is a group or a channel.

    """
    if not asked.private:
        raise RefusedError("admin.private")


SECTION = Section(
    name="operators",
    entries=(
        Entry(name="admin", run=admin, examples=("/admin",), scopes=frozenset()),
        Entry(
            name="invite",
            run=invite,
            usage="[COUNT]",
            examples=("/invite", "/invite 5"),
            scopes=frozenset(),
        ),
        Entry(
            name="broadcast",
            run=broadcast,
            usage="TEXT",
            examples=("/broadcast The bot moves to another machine tonight.",),
            scopes=frozenset(),
        ),
    ),
)
TAPS = {
    "admin": Tap(run=admin),
    "invite": Tap(run=invite),
    "broadcast": Tap(run=tap_broadcast),
}
