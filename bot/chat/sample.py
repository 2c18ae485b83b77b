"""A real recent alert, shown to somebody new before their own come."""

from bot.actions.desk import Desk
from bot.chat.conversation import Answer
from bot.domain.alert import Alert, AlertContent, RuleHeld, alert_id
from bot.domain.feed import FeedId
from bot.domain.rule import Pack, Rule
from bot.domain.story import Report, Story
from bot.domain.subscriber import Subscriber
from bot.messages.message import render_alert
from bot.messages.words import Html, Words
from bot.pipeline.ports import StoredItem

_LOOKED_AT = 500
"""Items, the newest first."""


async def sample(desk: Desk, say: Words, reader: Subscriber) -> Answer | None:
    """Give the newest item that a pack's rule held on as its alert, or nothing where there is none."""
    since = desk.clock.now().replace(year=1970)
    pack_rules = {rule.id: rule for rule in desk.rules.pack_rules()}
    async for stored in desk.store.recent_items(since, limit=_LOOKED_AT):
        if not desk.rules.followers.hears(reader.id, FeedId(stored.item.feed_id)):
            continue
        held = [match for match in stored.matches if match.rule_id in pack_rules]
        if held:
            rules = tuple(
                RuleHeld(
                    match=match,
                    name=match.rule_id,
                    severity=pack_rules[match.rule_id].severity,
                    topic=pack.title if pack else "",
                    topics=pack.titles if pack else (),
                )
                for match in held
                for pack in [_pack(desk, pack_rules[match.rule_id])]
            )
            message = render_alert(
                _content(stored, rules, reader), lang=say.lang, zone=reader.preferences.zone
            )
            return Answer(
                html=say.html("start.sample", alert=Html(message.text)),
                buttons=tuple(
                    row
                    for row in (tuple(each for each in row if each.url) for row in message.buttons)
                    if row
                ),
                preview=message.preview,
            )
    return None


def _content(stored: StoredItem, rules: tuple[RuleHeld, ...], reader: Subscriber) -> AlertContent:
    """Make the alert the item would have been by itself."""
    item = stored.item
    at = item.seen or item.published
    assert at is not None, "a stored item has been seen"
    return AlertContent(
        alert=Alert(
            id=alert_id(stored.story_id, reader.id),
            story_id=stored.story_id,
            subscriber_id=reader.id,
            item_id=item.id,
            rules=tuple(rule.match.rule_id for rule in rules),
            severity=max(rule.severity for rule in rules),
            created=at,
        ),
        item=item,
        story=Story(
            id=stored.story_id,
            title=item.title,
            opened=at,
            updated=at,
            reports=(Report(source=item.source, at=at, tier=item.tier),),
        ),
        rules=rules,
        tickers=stored.tickers,
    )


def _pack(desk: Desk, rule: Rule) -> Pack | None:
    return desk.packs.get(rule.pack) if rule.pack else None
