"""An alert as one JSON object."""

from bot.cli import jsonl
from bot.domain.alert import AlertContent, RuleHeld
from bot.domain.events import DeliverySent


def alert_fields(sent: DeliverySent, content: AlertContent) -> dict[str, object]:
    """Give the alert of ``content`` as it is written; ``sent`` is its first message going out."""
    item, story = content.item, content.story
    return {
        "story": story.id,
        "title": item.title,
        "url": item.url,
        "publisher": item.source,
        "published": jsonl.iso(item.published),
        "seen": jsonl.iso(item.seen),
        "sent": jsonl.iso(sent.at),
        "rules": [_rule(held) for held in content.rules],
        "severity": content.alert.severity.name.lower(),
        "tickers": [jsonl.ticker_fields(tag) for tag in content.tickers],
        "sources": [report.source for report in story.reports],
        "official": story.official,
        "latency": latency(sent),
    }


def latency(sent: DeliverySent) -> float:
    """Give the seconds from seeing the item to its message being at the destination."""
    if sent.content is None or sent.content.item.seen is None:
        return 0.0
    return round((sent.at - sent.content.item.seen).total_seconds(), 4)


def _rule(held: RuleHeld) -> dict[str, object]:
    return {
        "id": held.match.rule_id,
        "severity": held.severity.name.lower(),
        "evidence": [jsonl.evidence_fields(piece) for piece in held.match.evidence],
    }
