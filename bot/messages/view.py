"""An alert as its parts are shown, whatever shows them: cleaned, bounded, in the reader's words. Pure.

Every text of a stranger is bounded here, so that the parts together always fit into a message.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from bot.domain.alert import AlertContent
from bot.domain.item import Item
from bot.domain.rule import Severity
from bot.domain.story import Denied, FigureChanged, Novelty, OfficialJoined, SeverityRaised
from bot.domain.ticker import TickerTag, Via
from bot.messages.text import Run, clean, cut, excerpt, link, marked
from bot.messages.words import Words, words

# In UTF-16 units; together well under the 4,096 a message may have.
_TITLE = 400
_SNIPPET = 400
_NAME = 60
_SYMBOL = 20
_MOST_MENTIONS = 8
_MOST_THEMES = 4
_MOST_SYMBOLS = 3
_MOST_WORDS = 3
_MOST_NAMES = 5
_UNTITLED = "—"

MARKS = {Severity.CRITICAL: "🔴", Severity.HIGH: "🟠", Severity.MEDIUM: "🟡", Severity.LOW: "⚪"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A basket that an item touched: the words that gave it, and the first of its symbols."""

    name: str
    words: tuple[str, ...]
    symbols: tuple[str, ...]
    """Not mentions: shown without the ``$``, the last one may say how many are left off."""

    @property
    def because(self) -> str:
        """The words as they are shown: ``("steel", "rebar")``, or nothing."""
        quoted = ", ".join(f'"{word}"' for word in self.words)
        return f"({quoted})" if quoted else ""

    def __str__(self) -> str:
        """``steel ("steel"): CLF NUE +3``."""
        name = f"{self.name} {self.because}".rstrip()
        return f"{name}: {' '.join(self.symbols)}" if self.symbols else name


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What is shown of an alert. Absent parts are empty."""

    severity: Severity
    title: tuple[Run, ...]
    topics: tuple[str, ...]
    standing: tuple[str, ...]
    """The best tier that reported, and how many sources."""
    mentions: tuple[str, ...]
    """``$LMT``."""
    themes: tuple[Theme, ...]
    publisher: str
    times: tuple[str, ...]
    """When it was published, and how long after that it was seen."""
    others: str
    snippet: tuple[Run, ...]
    rules: str
    related: str
    url: str
    """As it may stand behind a link or a button, or empty."""


def view(content: AlertContent, *, lang: str = "en", zone: str = "UTC") -> View:
    """Give what to show of ``content`` to a reader of ``lang`` (BCP 47) in ``zone`` (IANA)."""
    say = words(lang)
    item, story = content.item, content.story
    mentions = _unique(
        f"${cut(tag.symbol, _SYMBOL)}" for tag in content.tickers if tag.via is not Via.BASKET
    )
    topics = _unique(
        cut(rule.topic_in(say.lang), _NAME).upper() for rule in content.rules if rule.topic
    )
    names = _unique(cut(rule.name, _NAME) for rule in content.rules)
    others = _unique(
        cut(report.source, _NAME) for report in story.reports if report.source != item.source
    )
    tier = min(report.tier for report in story.reports)
    return View(
        severity=content.alert.severity,
        title=marked(item.title, _hits(content, "title"), _TITLE) or (Run(_UNTITLED),),
        topics=_first(topics, _MOST_NAMES, say),
        standing=(say(f"tier.{tier}"), say.count("sources", len(story.reports))),
        mentions=_first(mentions, _MOST_MENTIONS, say),
        themes=themes(content.tickers, mentions, say),
        publisher=cut(item.source, _NAME),
        times=_times(item, say, zone),
        others=say("also", names=", ".join(_first(others, _MOST_NAMES, say))) if others else "",
        snippet=_snippet(content),
        rules=say.count("because", len(names), names=", ".join(_first(names, _MOST_NAMES, say)))
        if names
        else "",
        related=say("related", title=cut(content.related_title, _TITLE // 2))
        if content.related_title
        else "",
        url=link(item.url),
    )


def news(novelty: Novelty | None, *, lang: str = "en") -> str:
    """Say what is new in a story already told, in one line."""
    say = words(lang)
    match novelty:
        case None:
            return say("update")
        case OfficialJoined(source=source):
            return say("confirmed", source=cut(source, _NAME))
        case FigureChanged(before=before, after=after):
            return say("changed", before=cut(before, _NAME), after=cut(after, _NAME))
        case SeverityRaised(after=severity):
            return say("raised", severity=say(f"severity.{severity.name.lower()}"))
        case Denied(source=source, words=denial):
            return say("denied", source=cut(source, _NAME), words=cut(denial, _TITLE // 2))
        case _:
            assert_never(novelty)


def news_mark(novelty: Novelty | None, severity: Severity) -> str:
    """Give the emoji that stands before what is new in a story of this severity."""
    match novelty:
        case OfficialJoined():
            return "✅"
        case FigureChanged():
            return "🔢"
        case Denied():
            return "❌"
        case SeverityRaised(after=raised):
            return MARKS[raised]
        case None:
            return MARKS[severity]
        case _:
            assert_never(novelty)


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def _first(names: Sequence[str], most: int, say: Words) -> tuple[str, ...]:
    """Give the first ``most`` names, and how many are left off as one more."""
    if len(names) <= most:
        return tuple(names)
    return (*names[:most], say("more", count=len(names) - most))


def _hits(content: AlertContent, field: str) -> list[tuple[int, int]]:
    """Give where the rules matched in a field of the item."""
    return [
        (evidence.start, evidence.end)
        for rule in content.rules
        for evidence in rule.match.evidence
        if evidence.field == field
    ]


def _snippet(content: AlertContent) -> tuple[Run, ...]:
    """Give the summary, unless it only says the title again as many feeds' summaries do."""
    title = clean(content.item.title).casefold()
    summary = clean(content.item.summary).casefold()
    if summary.startswith(title) and len(summary) - len(title) < 40:
        return ()
    return excerpt(content.item.summary, _hits(content, "summary"), _SNIPPET)


def themes(tags: Sequence[TickerTag], mentions: Sequence[str], say: Words) -> tuple[Theme, ...]:
    """Give the baskets among ``tags``, without the symbols that are ``mentions`` (``$LMT``) already."""
    return tuple(_themes(tags, frozenset(mentions), say))[:_MOST_THEMES]


def _themes(tags: Sequence[TickerTag], shown: frozenset[str], say: Words) -> Iterable[Theme]:
    baskets: dict[str, list[TickerTag]] = {}
    for tag in tags:
        if tag.via is Via.BASKET:
            baskets.setdefault(tag.basket, []).append(tag)
    for basket, members in baskets.items():
        symbols = _unique(
            cut(tag.symbol, _SYMBOL) for tag in members if f"${tag.symbol}" not in shown
        )
        evidence = (cut(found.text, _NAME) for tag in members for found in tag.evidence)
        yield Theme(
            name=cut(basket.replace("-", " "), _NAME),
            words=_unique(evidence)[:_MOST_WORDS],
            symbols=_first(symbols, _MOST_SYMBOLS, say),
        )


def _times(item: Item, say: Words, zone: str) -> tuple[str, ...]:
    """Say when the item was published and how long after that we had it."""
    published, seen = item.published, item.seen
    if published is None:
        return () if seen is None else (say("seen.at", time=_clock(seen, seen, say, zone)),)
    told = _clock(published, seen or published, say, zone)
    if seen is None:
        return (told,)
    delay = seen - published
    if delay < timedelta(0):  # dated ahead by its publisher
        return told, say("seen.at", time=_clock(seen, published, say, zone))
    return told, say("seen.after", delay=_delay(delay, say))


def _clock(moment: datetime, reference: datetime, say: Words, zone: str) -> str:
    """Give ``14:02``, with the day where it is not the reference's; the zone is named where it is UTC."""
    named = " UTC" if zone == "UTC" else ""
    place = ZoneInfo(zone)
    if moment.astimezone(place).date() == reference.astimezone(place).date():
        return f"{say.clock(moment, zone)}{named}"
    return f"{say.moment(moment, zone)}{named}"


def _delay(delay: timedelta, say: Words) -> str:
    seconds = round(delay.total_seconds())
    if seconds < 100:
        return say("delay.seconds", count=seconds)
    if seconds < 100 * 60:
        return say("delay.minutes", count=seconds // 60)
    if seconds < 48 * 3600:
        return say("delay.hours", count=seconds // 3600)
    return say("delay.days", count=seconds // 86_400)
