"""A subscriber's rules and settings as a YAML file, and back: every fault with its line."""

from collections.abc import Iterator
from datetime import time, timedelta
from typing import Any

import yaml

from bot.actions.hosting import Belongings, NamedFeed
from bot.actions.timing import MAX_BUDGET, is_lang
from bot.actions.zones import is_zone
from bot.domain.errors import ConfigurationError, RefusedError
from bot.domain.preferences import (
    DailyAt,
    DigestTime,
    Hourly,
    MarketTime,
    Preferences,
    QuietHours,
    Session,
)
from bot.domain.rule import Rule, RuleId, Severity
from bot.domain.sentence import said
from bot.domain.ticker import Symbol
from bot.packs.section import Section
from bot.packs.source import Faults, Source, Text, compose
from bot.pipeline.markets import EXCHANGES

LARGEST = 300_000
"""Bytes; a hundred long rules are a tenth of it."""
FILE = "your file"
_DEEPEST = 8
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SEVERITIES = tuple(severity.name.lower() for severity in Severity)


def write_belongings(belongings: Belongings) -> bytes:
    """Give the file, as a person would write it."""
    written: dict[str, Any] = {
        "topics": list(belongings.topics),
        "watchlist": list(belongings.watchlist),
        "rules": [_rule_lines(rule) for rule in belongings.rules],
        "feeds": [{"url": feed.url, "title": feed.title} for feed in belongings.feeds],
    }
    if belongings.preferences is not None:
        written["settings"] = _settings_lines(belongings.preferences)
    text = yaml.safe_dump(written, sort_keys=False, allow_unicode=True, width=100)
    return f"# Tapewatch: send this file to the bot to have all this again.\n{text}".encode()


def _rule_lines(rule: Rule) -> dict[str, Any]:
    lines: dict[str, Any] = {"name": rule.name, "query": rule.query}
    if rule.severity is not Severity.MEDIUM:
        lines["severity"] = rule.severity.name.lower()
    if rule.tickers:
        lines["tickers"] = list(rule.tickers)
    if rule.cooldown is not None:
        lines["cooldown"] = f"{rule.cooldown // timedelta(seconds=1)}s"
    for name in ("paused", "digest"):
        if getattr(rule, name):
            lines[name] = True
    return lines


def _settings_lines(preferences: Preferences) -> dict[str, Any]:
    lines: dict[str, Any] = {"zone": preferences.zone}
    if preferences.lang:
        lines["language"] = preferences.lang
    if (quiet := preferences.quiet) is not None:
        lines["quiet"] = f"{quiet.start:%H:%M}-{quiet.end:%H:%M}"
        lines["spare_critical"] = quiet.spare_critical
    match preferences.digest:
        case Hourly():
            lines["digest"] = "hourly"
        case DailyAt(at=at):
            lines["digest"] = f"{at:%H:%M}"
        case MarketTime(exchange=exchange, at=session):
            lines["digest"] = f"{exchange} {session.value}"
        case None:
            pass
    lines["digest_up_to"] = preferences.digest_up_to.name.lower()
    lines["budget"] = preferences.budget
    return lines


def read_belongings(content: bytes) -> Belongings:
    """Give what a file holds; queries, topics and symbols are judged by whoever takes them in.

    Raises:
        RefusedError: it is too large, no text, or nested beyond sense.
        ConfigurationError: every fault in it, with line and column.

    """
    if len(content) > LARGEST:
        raise RefusedError("refused.file_large", size="300 kB")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise RefusedError("refused.file_utf8") from None
    faults = Faults()
    source = Source(FILE, text, faults)
    _check_depth(text)
    node = compose(source, empty=said("refused.file_empty"))
    section = Section.of(node, source, said("part.file")) if node is not None else None
    if section is None:
        raise ConfigurationError(faults.ordered())
    settings = section.section("settings", said("part.settings"))
    belongings = Belongings(
        topics=tuple(each.value for each in section.texts("topics")),
        watchlist=tuple(each.value for each in section.texts("watchlist")),
        rules=tuple(_rules(section)),
        feeds=tuple(_feeds(section)),
        preferences=_preferences(settings) if settings is not None else None,
    )
    section.finish()
    faults.raise_any()
    return belongings


def _check_depth(text: str) -> None:
    """Refuse what is nested deeper than such a file ever is: composing it could end the program."""
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise RefusedError("refused.file_deep")
    except yaml.YAMLError:
        return  # what is no YAML is told by whoever composes it, with its place


def _rules(section: Section) -> Iterator[Rule]:
    for each in section.sections("rules", said("part.rule")):
        name = each.text("name").value
        yield Rule(
            id=RuleId(name),
            name=name,
            query=each.text("query").value,
            severity=Severity.of(each.choice("severity", _SEVERITIES, "medium")),
            tickers=tuple(Symbol(symbol.value) for symbol in each.texts("tickers")),
            cooldown=each.interval("cooldown"),
            paused=each.flag("paused", default=False),
            digest=each.flag("digest", default=False),
        )
        each.finish()


def _feeds(section: Section) -> Iterator[NamedFeed]:
    for each in section.sections("feeds", said("part.feed")):
        yield NamedFeed(url=each.text("url").value, title=each.optional("title").value)
        each.finish()


def _preferences(section: Section) -> Preferences:
    defaults = Preferences()
    severity = section.choice("digest_up_to", _SEVERITIES, defaults.digest_up_to.name.lower())
    made = Preferences(
        zone=_zone(section.optional("zone", defaults.zone)),
        lang=_lang(section.optional("language")),
        quiet=_quiet(section.optional("quiet"), spare=section.flag("spare_critical", default=True)),
        digest=_digest(section.optional("digest")),
        digest_up_to=Severity.of(severity),
        budget=_budget(section.number("budget", str(defaults.budget))),
    )
    section.finish()
    return made


def _zone(text: Text) -> str:
    if not is_zone(text.value):
        text.complain(said("refused.zone", name=text.shown))
    return text.value


def _lang(text: Text) -> str:
    if not is_lang(text.value):
        text.complain(said("refused.lang", lang=text.value[:20]))
    return text.value


def _budget(text: Text) -> int:
    if int(text.value) > MAX_BUDGET:
        text.complain(said("refused.budget", most=MAX_BUDGET))
    return int(text.value)


def _quiet(text: Text, *, spare: bool) -> QuietHours | None:
    if not text.value:
        return None
    start, _, end = text.value.partition("-")
    try:
        return QuietHours(start=_time(start.strip()), end=_time(end.strip()), spare_critical=spare)
    except ValueError:
        text.complain(said("file.quiet", value=text.shown))
        return None


def _digest(text: Text) -> DigestTime | None:
    value = text.value
    if not value:
        return None
    if value == "hourly":
        return Hourly()
    exchange, _, session = value.rpartition(" ")
    try:
        if not exchange:
            return DailyAt(at=_time(value))
        when = MarketTime(exchange=exchange, at=Session(session))
    except ValueError:
        text.complain(said("file.digest", value=text.shown))
        return None
    if exchange not in EXCHANGES:
        exchanges = ", ".join(EXCHANGES)
        text.complain(said("refused.exchange", exchange=exchange[:20], exchanges=exchanges))
        return None
    return when


def _time(text: str) -> time:
    return time.fromisoformat(text)
