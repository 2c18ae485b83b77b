"""Feeds of a subscriber's own, and files out and in: /feed, /feeds, /opml, /backup."""

from collections.abc import Sequence

from bot.actions import exchange_files, feeds
from bot.actions.hosting import NamedFeed
from bot.chat.conversation import (
    ASKING,
    Answer,
    Asked,
    Document,
    Entry,
    Section,
    Tap,
    button,
    in_rows,
)
from bot.chat.pages import page_of
from bot.domain.errors import ConfigurationError, Problem, RefusedError
from bot.domain.urls import redact_url
from bot.domain.user_feed import UserFeed
from bot.messages.text import cut
from bot.messages.words import Html, Words
from bot.pipeline.ports import FeedHealth

_SHOWN = 10
_MOST_COMPLAINTS = 8
_REASON = 150
"""Characters of why a feed fails."""


async def feed(asked: Asked) -> Answer:
    """Add or delete a feed: ``add ADDRESS``, ``delete NUMBER``."""
    verb, _, rest = asked.words.partition(" ")
    match verb.lower(), bool(rest.strip()):
        case "add", True:
            return await _add(asked.about(rest))
        case "delete", True:
            return await ask_delete(asked.about(rest))
        case _:
            raise RefusedError("feeds.how")


async def _add(asked: Asked) -> Answer:
    found = await feeds.find_feeds(asked.desk, asked.subscriber_id, asked.words)
    if len(found) == 1:
        return await _follow(asked, found[0])
    follow = ((button(asked.say("feeds.follow"), "feed-add"),),)
    named = tuple(
        Answer(
            html=asked.say.html("feeds.found", title=one.title or one.url, url=one.url),
            buttons=follow,
        )
        for one in found
    )
    return Answer(html=asked.say.count_html("feeds.several", len(found)), then=named)


async def tap_follow(asked: Asked) -> Answer:
    """Follow the feed whose address stands in the message tapped on, once it has been looked at."""
    (found, *_) = await feeds.find_feeds(asked.desk, asked.subscriber_id, asked.code)
    return await _follow(asked, found)


async def _follow(asked: Asked, found: NamedFeed) -> Answer:
    followed = await feeds.follow(asked.desk, asked.subscriber_id, found)
    return Answer(html=asked.say.html("feeds.added", title=_title(followed)))


async def ask_delete(asked: Asked) -> Answer:
    """Ask once before a feed is followed no more."""
    own = await feeds.own_feed(asked.desk, asked.subscriber_id, asked.words)
    say = asked.say
    choices = (
        button(say("button.delete_it"), "feed-gone", own.feed_id),
        button(say("button.keep"), "keep"),
    )
    return Answer(
        html=say.html("feeds.ask_delete", title=_title(own), url=redact_url(own.url)),
        buttons=(choices,),
    )


async def delete(asked: Asked) -> Answer:
    """Follow the feed in ``words`` no more."""
    gone = await feeds.leave(asked.desk, asked.subscriber_id, asked.words)
    return Answer(html=asked.say.html("feeds.deleted", title=_title(gone)))


async def list_feeds(asked: Asked) -> Answer:
    """Show a page of the feeds of one's own, each with how it is; ``words`` is its number, from 0."""
    followed = await feeds.followed_feeds(asked.desk, asked.subscriber_id)
    if not followed:
        return Answer(html=asked.say.html("feeds.none"))
    zone = (await asked.subscriber()).preferences.zone
    page = page_of(followed, asked.words, _SHOWN, "feeds")
    lines = [
        asked.say.html(
            "feeds.line", number=number, title=_title(one), how=_how(asked, health, zone)
        )
        for number, (one, health) in page.numbered
    ]
    ends = [button(f"✗ {number}", "feed-delete", one.feed_id) for number, (one, _) in page.numbered]
    return Answer(
        html=asked.say.html("feeds.list", feeds=Html("\n".join(lines))),
        buttons=(
            *in_rows(ends, 5),
            *page.turns,
            (button(asked.say("feeds.as_file"), "opml"),),
        ),
    )


def _how(asked: Asked, health: FeedHealth | None, zone: str) -> str:
    if health is None or health.state.last_attempt is None:
        return asked.say("feeds.not_asked")
    if health.state.last_error:
        return asked.say(
            "feeds.failing", reason=cut(asked.say.phrase(health.state.last_error), _REASON)
        )
    if health.newest is None:
        return asked.say("feeds.empty")
    newest = asked.say.moment(health.newest, zone)
    return asked.say.count("feeds.fine", health.items, newest=newest)


async def opml(asked: Asked) -> Answer:
    """Hand over the feeds as OPML."""
    content = await exchange_files.write_feeds(asked.desk, asked.subscriber_id)
    return Answer(
        html=asked.say.html("feeds.opml"), document=Document(name="tapewatch.opml", content=content)
    )


async def take_opml(asked: Asked) -> Answer:
    """Follow the feeds of an OPML file that was sent."""
    taken = await exchange_files.read_feeds(asked.desk, asked.subscriber_id, asked.content)
    lines = [asked.say.count_html("feeds.taken", len(taken.added))]
    for key, count in (
        ("feeds.known", taken.known),
        ("feeds.over", taken.over),
        ("feeds.refused", len(taken.refused)),
    ):
        if count:
            lines.append(asked.say.count_html(key, count))
    return Answer(html="\n".join(lines))


async def backup(asked: Asked) -> Answer:
    """Hand over rules and settings as YAML."""
    content = await exchange_files.write_all(asked.desk, asked.subscriber_id)
    return Answer(
        html=asked.say.html("backup.file"),
        document=Document(name="tapewatch.yaml", content=content),
    )


async def take_backup(asked: Asked) -> Answer:
    """Take in rules and settings from a YAML file that was sent."""
    try:
        restored = await exchange_files.read_all(asked.desk, asked.subscriber_id, asked.content)
    except ConfigurationError as error:
        told = _first(asked.say, [_fault(asked.say, one) for one in error.problems])
        return Answer(html=asked.say.html("backup.faults", faults=Html("\n".join(told))))
    say = asked.say
    lines = [say.count_html("backup.new", len(restored.new))]
    changed = [
        say.html("backup.changed", name=rule.name, query=cut(rule.query, _REASON))
        for rule in restored.changed
    ]
    lines += _first(say, changed)
    if restored.topics:
        lines.append(say.count_html("backup.topics", restored.topics))
    if restored.feeds:
        lines.append(say.count_html("feeds.taken", restored.feeds))
    if restored.settings:
        lines.append(say.html("backup.settings"))
    left_out = [
        say.html("backup.left_out", reason=cut(say.phrase(reason), 2 * _REASON))
        for reason in restored.complaints
    ]
    lines += _first(say, left_out)
    return Answer(html="\n".join(lines))


def _fault(say: Words, problem: Problem) -> Html:
    """Say what is wrong in a file, and where."""
    said = say.phrase(problem.said) if problem.said is not None else problem.message
    return say.html(
        "backup.fault" if problem.line else "backup.fault_of_file",
        line=problem.line,
        column=problem.column,
        fault=cut(said, 2 * _REASON),
    )


def _first(say: Words, told: Sequence[Html]) -> list[Html]:
    """Give the first of what came of a file, and how much is left off."""
    left = len(told) - _MOST_COMPLAINTS
    return [
        *told[:_MOST_COMPLAINTS],
        *([say.html("backup.more", count=left)] if left > 0 else []),
    ]


def _title(feed: UserFeed) -> str:
    return feed.title or redact_url(feed.url)


SECTION = Section(
    name="feeds",
    entries=(
        Entry(
            name="feed",
            run=feed,
            usage="add ADDRESS | delete NUMBER",
            examples=("/feed add example.com", "/feed delete 2"),
            slow=True,
        ),
        Entry(name="feeds", run=list_feeds, examples=("/feeds",), changes=False, scopes=ASKING),
        Entry(name="opml", run=opml, examples=("/opml",)),
        Entry(name="backup", run=backup, examples=("/backup",)),
    ),
)
TAPS = {
    "feed-add": Tap(run=tap_follow),
    "feed-delete": Tap(run=ask_delete),
    "feed-gone": Tap(run=delete),
    "feeds": Tap(run=list_feeds, changes=False),
    "opml": Tap(run=opml),
}
FILES = {
    ".opml": Tap(run=take_opml),
    ".xml": Tap(run=take_opml),
    ".yaml": Tap(run=take_backup),
    ".yml": Tap(run=take_backup),
}
"""By the end of a document's name."""
