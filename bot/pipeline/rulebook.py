"""The rules in force and who listens to them. Kept in memory; a change meets the next item."""

from collections.abc import Iterable, Iterator, Mapping

from bot.domain.destination import Destination
from bot.domain.rule import PackId, Rule, RuleId
from bot.domain.story import StoryFacts
from bot.domain.subscriber import Subscriber, SubscriberId
from bot.matching.index import RuleIndex
from bot.matching.matches import Matches
from bot.pipeline.followers import Followers
from bot.pipeline.silence import Mutes
from bot.query.document import Document
from bot.query.errors import QueryError
from bot.query.macros import Names, names_anything, resolve
from bot.query.parser import parse
from bot.query.renaming import with_names
from bot.query.symbols import Listings, with_listings
from bot.query.tree import Node


class RuleBook:
    """Holds every rule, pack rules and subscribers' own, in one index, and the audience of each."""

    def __init__(
        self,
        pack_rules: Iterable[tuple[Rule, Node]],
        queries: Mapping[str, str] | None = None,
        listings: Listings = lambda symbol: (symbol,),
    ) -> None:
        """``pack_rules`` come parsed and resolved; ``queries`` are the named ones all may use.

        ``listings`` gives all symbols of a symbol's company, so that a rule need name only one.
        """
        self._listings = listings
        self._index = RuleIndex()
        self._rules: dict[RuleId, Rule] = {}
        self._queries = dict(queries or {})
        self._subscribers: dict[SubscriberId, Subscriber] = {}
        self._by_topic: dict[PackId, dict[SubscriberId, None]] = {}
        self._own: dict[SubscriberId, dict[RuleId, None]] = {}
        self._at: dict[Destination, SubscriberId] = {}
        self.followers = Followers()
        self.mutes = Mutes()
        """What subscribers do not want to hear of."""
        for rule, query in pack_rules:
            self._rules[rule.id] = rule
            self._index.add(rule.id, with_listings(query, listings))

    def __len__(self) -> int:
        """Count the rules in force."""
        return len(self._rules)

    def compile(self, query: str, owner: Subscriber | None) -> Node:
        """Parse ``query`` as ``owner`` writes it: their rules and all packs' queries by name.

        Raises:
            QueryError: with place, caret and what to write instead.

        """
        return self._compiled(query, owner, self._named(owner))

    def _compiled(self, query: str, owner: Subscriber | None, named: Mapping[str, str]) -> Node:
        tree = parse(query)
        if names_anything(tree):
            watchlist = tuple(sorted(owner.watchlist)) if owner else ()
            names = Names(queries={**self._queries, **named}, watchlist=watchlist)
            tree = resolve(tree, names, text=query)
        return with_listings(tree, self._listings)

    def _named(self, owner: Subscriber | None) -> dict[str, str]:
        rules = self.own_rules(owner.id) if owner else ()
        return {rule.name: rule.query for rule in rules}

    def portable(self, rule: Rule) -> str:
        """Give the rule's query as any subscriber could write it.

        What its pack calls by a short name is named in full, what its owner does stands in its place.

        Raises:
            QueryError: the rule cannot be read.

        """
        if rule.pack is not None:
            return with_names(rule.query, lambda name: f"@{self._in_full(name, rule.pack)}")
        named = self._named(self._subscribers.get(SubscriberId(rule.owner or "")))

        def written(name: str) -> str:
            own = named.get(name.lower())
            return f"@{name}" if own is None else f"({with_names(own, written)})"

        return with_names(rule.query, written)

    def _in_full(self, name: str, pack: PackId | None) -> str:
        own = f"{pack}.{name}"
        return own if own.lower() in (known.lower() for known in self._queries) else name

    def restore(self, rules: Iterable[Rule]) -> list[tuple[Rule, QueryError]]:
        """Take up stored rules at start; give those that cannot be read any more, which rest.

        Rules of subscribers that are not active are passed over. A rule may name others of its owner,
        so all of an owner's are there before any is read.
        """
        owned: dict[SubscriberId, list[Rule]] = {}
        for rule in rules:
            owner_id = SubscriberId(rule.owner or "")
            if owner_id in self._subscribers:
                owned.setdefault(owner_id, []).append(rule)
        resting: list[tuple[Rule, QueryError]] = []
        while owned:
            owner_id, own = owned.popitem()
            owner = self._subscribers[owner_id]
            named = {rule.name: rule.query for rule in own}
            for rule in own:
                try:
                    self._take_up(rule, owner, named)
                except QueryError as error:
                    resting.append((rule, error))
                    continue
                self._rules[rule.id] = rule
                self._own.setdefault(owner_id, {})[rule.id] = None
        return resting

    def _take_up(self, rule: Rule, owner: Subscriber, named: Mapping[str, str]) -> None:
        """Match a rule that is not known yet, unless it is paused."""
        if not rule.paused and self._index.add_plain(rule.id, rule.query):
            return  # it names no query, no watchlist and no symbol
        query = self._compiled(rule.query, owner, named)
        if not rule.paused:
            self._index.add(rule.id, query)

    def put_rule(self, rule: Rule) -> None:
        """Add or replace a subscriber's rule, and renew those of theirs that name it.

        Raises:
            QueryError: it or one that names it could not be used; nothing was changed.

        """
        owner = self._subscribers.get(SubscriberId(rule.owner or ""))
        changed = self.try_rule(rule)
        self._rules[rule.id] = rule
        if owner is not None:
            self._own.setdefault(owner.id, {})[rule.id] = None
        for rule_id, query in changed.items():
            self._enforce(rule_id, query)

    def _enforce(self, rule_id: RuleId, query: Node) -> None:
        """Match a subscriber's rule from now on, unless it is paused."""
        if self._rules[rule_id].paused:
            self._index.remove(rule_id)
        else:
            self._index.add(rule_id, query)

    def try_rule(self, rule: Rule) -> Mapping[RuleId, Node]:
        """Give what :meth:`put_rule` would index: the rule's query and those of the owner's others.

        Raises:
            QueryError: as :meth:`put_rule`.

        """
        owner = self._subscribers.get(SubscriberId(rule.owner or ""))
        named = {**self._named(owner), rule.name: rule.query}
        others = self.own_rules(owner.id) if owner else ()
        queries = {other.id: other.query for other in others if "@" in other.query}
        queries[rule.id] = rule.query
        return {one: self._compiled(query, owner, named) for one, query in queries.items()}

    def dependents(self, rule: Rule) -> tuple[str, ...]:
        """Name the owner's other rules that could not be read without ``rule``."""
        owner = self._subscribers.get(SubscriberId(rule.owner or ""))
        named = self._named(owner)
        named.pop(rule.name, None)
        found = []
        for name, query in named.items():
            try:
                self._compiled(query, owner, named)
            except QueryError:
                found.append(name)
        return tuple(found)

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
            self._at.pop(before.destination, None)
        if not subscriber.active:
            self._subscribers.pop(subscriber.id, None)
            for rule_id in list(self._own.pop(subscriber.id, {})):
                self.drop_rule(rule_id)
            return
        self._subscribers[subscriber.id] = subscriber
        self._at[subscriber.destination] = subscriber.id
        for topic in subscriber.topics:
            self._by_topic.setdefault(topic, {})[subscriber.id] = None
        if before is not None and before.watchlist != subscriber.watchlist:
            self._renew(subscriber)

    def _leave_topics(self, subscriber: Subscriber) -> None:
        for topic in subscriber.topics:
            self._by_topic.get(topic, {}).pop(subscriber.id, None)

    def _renew(self, owner: Subscriber) -> None:
        """Compile the owner's rules again: the watchlist they may stand on has changed."""
        for rule in self.own_rules(owner.id):
            self._enforce(rule.id, self.compile(rule.query, owner))

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

    def heard(self, subscriber: Subscriber) -> Iterator[Rule]:
        """Go through the rules that speak to a subscriber: their own, then those of their topics."""
        yield from self.own_rules(subscriber.id)
        yield from (rule for rule in self.pack_rules() if rule.pack in subscriber.topics)

    def at_address(self, adapter: str, address: str) -> tuple[Subscriber, ...]:
        """Give the active subscribers told at an address, in any topic of it."""
        return tuple(
            self._subscribers[name]
            for place, name in self._at.items()
            if (place.adapter, place.address) == (adapter, address)
        )

    def routed_to(self, adapter: str, address: str) -> tuple[Rule, ...]:
        """Give the rules whose alerts go to an address, any topic of it, in place of their owner's chat."""
        return tuple(
            rule
            for rule in self._rules.values()
            if rule.destination is not None
            and (rule.destination.adapter, rule.destination.address) == (adapter, address)
        )

    def listeners(self, rule: Rule) -> Iterator[Subscriber]:
        """Give the active subscribers that ``rule`` speaks to."""
        ids: Iterable[SubscriberId]
        if rule.owner is not None:
            ids = (SubscriberId(rule.owner),)
        else:
            ids = self._by_topic.get(rule.pack, {}) if rule.pack else ()
        return (self._subscribers[one] for one in ids if one in self._subscribers)

    def at(self, destination: Destination) -> SubscriberId | None:
        """Name the active subscriber whose alerts go to ``destination``."""
        return self._at.get(destination)

    def find(self, subscriber_id: SubscriberId) -> Subscriber | None:
        """Give an active subscriber."""
        return self._subscribers.get(subscriber_id)
