"""The rules in force and who listens to them. Kept in memory; a change meets the next item."""

from collections.abc import Iterable, Iterator, Mapping

from bot.domain.rule import PackId, Rule, RuleId
from bot.domain.story import StoryFacts
from bot.domain.subscriber import Subscriber, SubscriberId
from bot.matching.index import Matches, RuleIndex
from bot.query.document import Document
from bot.query.macros import Names, resolve
from bot.query.parser import parse
from bot.query.tree import Node


class RuleBook:
    """Holds every rule, pack rules and subscribers' own, in one index, and the audience of each."""

    def __init__(
        self, pack_rules: Iterable[tuple[Rule, Node]], queries: Mapping[str, str] | None = None
    ) -> None:
        """``pack_rules`` come parsed and resolved; ``queries`` are the named ones all may use."""
        self._index = RuleIndex()
        self._rules: dict[RuleId, Rule] = {}
        self._queries = dict(queries or {})
        self._subscribers: dict[SubscriberId, Subscriber] = {}
        self._by_topic: dict[PackId, dict[SubscriberId, None]] = {}
        self._own: dict[SubscriberId, dict[RuleId, None]] = {}
        for rule, query in pack_rules:
            self._rules[rule.id] = rule
            self._index.add(rule.id, query)

    def __len__(self) -> int:
        """Count the rules in force."""
        return len(self._rules)

    def compile(self, query: str, owner: Subscriber | None) -> Node:
        """Parse ``query`` as ``owner`` writes it: their rules and all packs' queries by name.

        Raises:
            QueryError: with place, caret and what to write instead.

        """
        return resolve(parse(query), self._names(owner))

    def _names(self, owner: Subscriber | None) -> Names:
        own = self._own.get(owner.id, {}) if owner else {}
        named = {self._rules[rule_id].name: self._rules[rule_id].query for rule_id in own}
        return Names(
            queries={**self._queries, **named},
            watchlist=tuple(sorted(owner.watchlist)) if owner else (),
        )

    def put_rule(self, rule: Rule) -> None:
        """Add or replace a subscriber's rule, and renew those of theirs that name it.

        Raises:
            QueryError: nothing was changed.

        """
        owner = self._subscribers.get(SubscriberId(rule.owner or ""))
        query = self.compile(rule.query, owner)
        self._rules[rule.id] = rule
        self._index.add(rule.id, query)
        if owner is not None:
            self._own.setdefault(owner.id, {})[rule.id] = None
            self._renew(owner, but=rule.id)

    def drop_rule(self, rule_id: RuleId) -> None:
        """Take a rule out of force."""
        rule = self._rules.pop(rule_id, None)
        if rule is None:
            return
        self._index.remove(rule_id)
        if rule.owner is not None:
            self._own.get(SubscriberId(rule.owner), {}).pop(rule_id, None)

    def put_subscriber(self, subscriber: Subscriber) -> None:
        """Add or replace a subscriber: topics and watchlist count from now on."""
        before = self._subscribers.get(subscriber.id)
        if before is not None:
            self._leave_topics(before)
        if not subscriber.active:
            self._subscribers.pop(subscriber.id, None)
            for rule_id in list(self._own.pop(subscriber.id, {})):
                self.drop_rule(rule_id)
            return
        self._subscribers[subscriber.id] = subscriber
        for topic in subscriber.topics:
            self._by_topic.setdefault(topic, {})[subscriber.id] = None
        if before is not None and before.watchlist != subscriber.watchlist:
            self._renew(subscriber)

    def _leave_topics(self, subscriber: Subscriber) -> None:
        for topic in subscriber.topics:
            self._by_topic.get(topic, {}).pop(subscriber.id, None)

    def _renew(self, owner: Subscriber, but: RuleId | None = None) -> None:
        """Compile the owner's rules again: a name or a watchlist they stand on has changed."""
        for rule_id in self._own.get(owner.id, {}):
            if rule_id != but:
                self._index.add(rule_id, self.compile(self._rules[rule_id].query, owner))

    def match(self, document: Document, facts: StoryFacts) -> Matches:
        """Give the rules that hold on ``document`` and those that wait for its story."""
        return self._index.match(document, facts)

    def recheck(self, document: Document, facts: StoryFacts, rule_ids: Iterable[RuleId]) -> Matches:
        """Judge only ``rule_ids`` again: the story has grown. Rules deleted since are passed over."""
        return self._index.recheck(document, facts, [one for one in rule_ids if one in self._rules])

    def rule(self, rule_id: RuleId) -> Rule | None:
        """Give the rule in force by this id."""
        return self._rules.get(rule_id)

    def pack_rules(self) -> Iterator[Rule]:
        """Go through the packs' rules."""
        return (rule for rule in self._rules.values() if rule.owner is None)

    def own_rules(self, owner: SubscriberId) -> tuple[Rule, ...]:
        """Give a subscriber's rules by name."""
        return tuple(
            sorted(
                (self._rules[one] for one in self._own.get(owner, {})), key=lambda rule: rule.name
            )
        )

    def listeners(self, rule: Rule) -> Iterator[Subscriber]:
        """Give the active subscribers that ``rule`` speaks to."""
        ids: Iterable[SubscriberId]
        if rule.owner is not None:
            ids = (SubscriberId(rule.owner),)
        else:
            ids = self._by_topic.get(rule.pack, {}) if rule.pack else ()
        return (self._subscribers[one] for one in ids if one in self._subscribers)

    def find(self, subscriber_id: SubscriberId) -> Subscriber | None:
        """Give an active subscriber."""
        return self._subscribers.get(subscriber_id)
