"""Tuning by thumb: what a subscriber thinks of an alert, and the quieter rule that follows from it."""

import asyncio
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.actions.alerts import own_alert
from bot.actions.desk import Desk
from bot.actions.narrowings import Change
from bot.actions.preview import Hit, preview
from bot.actions.rules import MAX_RULES, free_name, keep_rule, rule_id
from bot.actions.tighten import propose
from bot.domain.alert import AlertId
from bot.domain.errors import RefusedError
from bot.domain.feed import FeedId
from bot.domain.feedback import Feedback, Offer, Rewrite
from bot.domain.item import Item, ItemId
from bot.domain.rule import Match, Rule, rule_code
from bot.domain.sentence import Sentence
from bot.domain.silence import Mute, MuteKind
from bot.domain.subscriber import Subscriber, SubscriberId
from bot.pipeline.ports import StoredItem
from bot.query.document import Document
from bot.query.oracle import find
from bot.query.tree import Node

PERIOD = timedelta(days=30)
_HITS = 500
"""So many of a rule's latest items are looked at."""
_THUMBS = 100
_BREATH = 25
"""Items read before others get a turn on the event loop."""
_AIMS = 10
"""Latest items that a rule over its budget could do without, one by one."""
_MOST = 0.7
"""Of a rule's items: a proposal nobody asked for drops no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Quieter queries for the rules that an alert came by."""

    code: str
    """For :func:`apply`; 16 characters."""
    rule: Rule
    """The loudest of them."""
    query_before: str
    query_after: str
    words: Sentence
    """What changes for :attr:`rule`."""
    dropped: tuple[Hit, ...]
    """What else it would have dropped in 30 days, the newest first."""
    kept_good: int
    """Alerts with a thumb up that it goes on to find."""
    others: tuple[Rule, ...] = ()
    """Further rules the alert came by, which are changed as well."""


async def rate(desk: Desk, subscriber_id: SubscriberId, alert: AlertId, *, good: bool) -> Feedback:
    """Keep a thumb up or down on an alert; the last one counts.

    Raises:
        RefusedError: it is no alert of theirs.

    """
    await own_alert(desk, subscriber_id, alert)
    feedback = Feedback(alert_id=alert, subscriber_id=subscriber_id, good=good, at=desk.clock.now())
    await desk.store.save_feedback(feedback)
    return feedback


async def propose_quieter(desk: Desk, subscriber_id: SubscriberId, alert: AlertId) -> Proposal:
    """Find the smallest change that drops an alert and keeps all they gave a thumb up.

    An exclusion before any other change. Every rule that the alert came by is changed, or it would
    come again.

    Raises:
        RefusedError: it is no alert of theirs, its rules are gone, or no change does that.

    """
    content = await own_alert(desk, subscriber_id, alert)
    bench = await _Bench.prepared(desk, subscriber_id)
    found = []
    for one in content.alert.rules:
        rule = desk.rules.rule(one)
        if rule is None or rule.paused:
            continue
        hits = await _hits(desk, rule, subscriber_id)
        same = {hit.item.id: hit.item for hit in hits if hit.story_id == content.story.id}
        unwanted = [*({content.item.id: content.item} | same).values()]
        others = [hit for hit in hits if hit.story_id != content.story.id]
        proposal = await bench.quieter(rule, unwanted, others)
        if proposal is None:
            raise RefusedError("refused.no_quieter_alert")
        if proposal.drops_something:
            found.append(proposal)
    if not found:
        raise RefusedError("refused.rules_gone")
    return await bench.offer(found)


async def propose_tighter(desk: Desk, subscriber_id: SubscriberId, code: str) -> Proposal:
    """Find a change that makes a rule quieter which alerts too often, and keeps all they liked.

    ``code`` is :func:`bot.domain.rule.rule_code` of one of their rules, their own or of their topics.

    It drops what they gave a thumb down; where that is nothing, the most that one change to its
    latest items drops, short of nearly all.

    Raises:
        RefusedError: the rule is gone, or no change does that.

    """
    bench = await _Bench.prepared(desk, subscriber_id)
    heard = desk.rules.heard(bench.subscriber)
    rule = next((one for one in heard if rule_code(one.id) == code), None)
    if rule is None:
        raise RefusedError("refused.rule_gone")
    hits = await _hits(desk, rule, subscriber_id)
    bad = await bench.held(rule, bench.bad)
    aims = [bad] if bad else [[hit.item] for hit in hits[:_AIMS]]
    found = [await bench.quieter(rule, aim, hits) for aim in aims]
    usable = [
        one
        for one in found
        if one is not None and one.drops_something and len(one.dropped) <= _MOST * len(hits)
    ]
    if not usable:
        raise RefusedError("refused.no_quieter_rule")
    return await bench.offer([max(usable, key=lambda one: len(one.dropped))])


async def apply(desk: Desk, subscriber_id: SubscriberId, code: str) -> tuple[Rule, ...]:
    """Take up a proposal, and give the rules as they are now.

    A pack's rule gets a variant of the subscriber's own, and alerts them no more itself.

    Raises:
        RefusedError: there is no such proposal, or the rule was changed since; nothing was changed.

    """
    subscriber = await desk.subscriber(subscriber_id)
    offer = await desk.store.offer(subscriber_id, code)
    if offer is None:
        raise RefusedError("refused.proposal_gone")
    changed = [_rewritten(desk, subscriber, rewrite) for rewrite in offer.rewrites]
    new = sum(before.owner is None for before, _ in changed)
    if len(desk.rules.own_rules(subscriber_id)) + new > MAX_RULES:
        raise RefusedError("refused.rules_most", most=MAX_RULES)
    for before, after in changed:
        await keep_rule(desk, after)
        if before.owner is None:
            mute = Mute(subscriber_id=subscriber_id, kind=MuteKind.RULE, key=before.id)
            await desk.store.save_mute(mute)
            desk.rules.mutes.put(mute)
    return tuple(after for _, after in changed)


def _rewritten(desk: Desk, subscriber: Subscriber, rewrite: Rewrite) -> tuple[Rule, Rule]:
    rule = desk.rules.rule(rewrite.rule_id)
    if rule is None or _query(desk, rule) != rewrite.before:
        raise RefusedError("refused.proposal_old")
    if rule.owner is not None:
        return rule, replace(rule, query=rewrite.after)
    name = free_name(desk, subscriber.id, f"{rule.pack}-{rule.name}")
    variant = replace(
        rule,
        id=rule_id(subscriber.id, name),
        name=name,
        query=rewrite.after,
        pack=None,
        owner=subscriber.id,
    )
    return rule, variant


@dataclass(frozen=True, slots=True)
class _Quieter:
    """A proposal for one rule."""

    rule: Rule
    rewrite: Rewrite
    words: Sentence | None
    """None where it changes nothing."""
    dropped: tuple[Hit, ...]
    kept_good: int

    @property
    def drops_something(self) -> bool:
        return self.rewrite.after != self.rewrite.before


@dataclass(frozen=True, slots=True)
class _Bench:
    """Where proposals are made, with what the subscriber has said of alerts."""

    desk: Desk
    subscriber: Subscriber
    good: list[Item]
    bad: list[Item]

    @classmethod
    async def prepared(cls, desk: Desk, subscriber_id: SubscriberId) -> "_Bench":
        subscriber = await desk.subscriber(subscriber_id)
        good: list[Item] = []
        bad: list[Item] = []
        for thumb in (await desk.store.feedback(subscriber_id))[:_THUMBS]:
            content = await desk.store.alert(thumb.alert_id)
            if content is not None:
                (good if thumb.good else bad).append(content.item)
        return cls(desk, subscriber, good, bad)

    async def quieter(
        self, rule: Rule, unwanted: Sequence[Item], others: Sequence[Hit]
    ) -> _Quieter | None:
        """Give a change that drops all of ``unwanted``; one that changes nothing if none is held."""
        query = _query(self.desk, rule)
        node = self.desk.rules.compile(query, self.subscriber)
        noise = await self._read(unwanted)
        wanted = await self._read(self.good)
        if not _holding(node, noise):
            nothing = Rewrite(rule_id=rule.id, before=query, after=query)
            return _Quieter(rule, nothing, None, (), 0)
        documents = await self._read([hit.item for hit in others])
        proposals = propose(node, wanted, noise, documents, self.desk.frequencies)
        if not proposals:
            return None
        best = min(proposals, key=lambda one: one.change is not Change.EXCLUDE)
        rewrite = Rewrite(rule_id=rule.id, before=query, after=best.applied_to(query))
        lost = {document.item.id for document in best.drops}
        dropped = tuple(hit for hit in others if hit.item.id in lost)
        kept = len(_holding(node, wanted))
        return _Quieter(rule, rewrite, best.said, dropped, kept)

    async def held(self, rule: Rule, items: Sequence[Item]) -> list[Item]:
        """Give those that a rule holds on as it is now, or might as their stories grow."""
        node = self.desk.rules.compile(_query(self.desk, rule), self.subscriber)
        return [document.item for document in _holding(node, await self._read(items))]

    async def offer(self, found: Sequence[_Quieter]) -> Proposal:
        """Keep what was found until they say yes."""
        rewrites = tuple(one.rewrite for one in found)
        named = repr((self.subscriber.id, rewrites)).encode("utf-8", "replace")
        code = hashlib.blake2b(named, digest_size=8).hexdigest()
        await self.desk.store.save_offer(
            Offer(
                code=code,
                subscriber_id=self.subscriber.id,
                rewrites=rewrites,
                created=self.desk.clock.now(),
            )
        )
        dropped: dict[ItemId, Hit] = {hit.item.id: hit for one in found for hit in one.dropped}
        first = found[0]
        assert first.words is not None, "what changes nothing is not offered"
        return Proposal(
            code=code,
            rule=first.rule,
            query_before=first.rewrite.before,
            query_after=first.rewrite.after,
            words=first.words,
            dropped=tuple(dropped.values()),
            kept_good=max(one.kept_good for one in found),
            others=tuple(one.rule for one in found[1:]),
        )

    async def _read(self, items: Sequence[Item]) -> list[Document]:
        documents = []
        for number, item in enumerate(items):
            if number % _BREATH == 0:
                await asyncio.sleep(0)
            documents.append(self.desk.analyst.read(item).document)
        return documents


async def _hits(desk: Desk, rule: Rule, subscriber_id: SubscriberId) -> Sequence[Hit]:
    """Give the latest items of 30 days that a rule holds on, of feeds they may hear, the newest first.

    A topic's rule held on them when they came. A rule of their own may be younger or have been another:
    it is asked as it is now, and one item a story answers.
    """
    if rule.owner is not None:
        shown = await preview(desk, rule.query, subscriber_id, period=PERIOD, last=_HITS)
        return shown.last
    hits: list[Hit] = []
    async for stored in desk.store.matched_items([rule.id], desk.clock.now() - PERIOD):
        if not desk.rules.followers.hears(subscriber_id, FeedId(stored.item.feed_id)):
            continue
        hits.append(Hit(item=stored.item, match=_match(stored, rule), story_id=stored.story_id))
        if len(hits) == _HITS:
            break
    return hits


def _query(desk: Desk, rule: Rule) -> str:
    """Give a rule's query as its reader could write it."""
    return rule.query if rule.owner is not None else desk.rules.portable(rule)


def _match(stored: StoredItem, rule: Rule) -> Match:
    found = (match for match in stored.matches if match.rule_id == rule.id)
    return next(found, Match(rule_id=rule.id))


def _holding(node: Node, documents: Sequence[Document]) -> list[Document]:
    """Give those a query holds on, or might as their stories grow."""
    return [one for one in documents if find(node, one, None).value is not False]
