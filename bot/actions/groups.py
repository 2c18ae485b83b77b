"""Groups, channels and forum topics: what comes there, who looks after it, and what befalls it.

Each is a subscriber of its own, a place: its topics and rules are what was routed there. Who routed
it last is told where they can see it when nothing can be sent there any more.
"""

from collections.abc import Sequence
from dataclasses import replace

from bot.actions import operators, rules, subscriptions
from bot.actions.desk import Desk
from bot.domain.delivery import Delivery, Gone, Moved, Outcome, Rejected
from bot.domain.errors import RefusedError
from bot.domain.rule import PackId, Rule
from bot.domain.sentence import Sentence, said
from bot.domain.subscriber import Destination, Subscriber, SubscriberId


def place_id(desk: Desk, destination: Destination) -> SubscriberId:
    """Name who is told at ``destination``: by the name it began with, should it have moved since."""
    known = desk.rules.at(destination)
    if known is not None:
        return known
    thread = f"/{destination.thread}" if destination.thread else ""
    return SubscriberId(f"{destination.adapter}:{destination.address}{thread}")


def is_place(subscriber: Subscriber) -> bool:
    """Tell whether this is a group, a channel or a topic, whose Telegram addresses are below 0."""
    return subscriber.destination.address.startswith(("-", "@"))


async def route(
    desk: Desk,
    place: Subscriber,
    person: str,
    name: str,
) -> str:
    """Let a topic, or a rule of the person's own, come to a place; give its name.

    ``place`` is who is told there, known already or not; a rule is copied there.

    Raises:
        RefusedError: there is neither topic nor rule of that name, or it cannot be taken in there.
        QueryError: the rule stands on others, which are not there.

    """
    name = name.strip().lower()
    own = desk.rules.own_rules(SubscriberId(f"{place.destination.adapter}:{person}"))
    rule = next((one for one in own if one.name == name), None)
    if PackId(name) not in desk.packs and rule is None:
        topics = ", ".join(sorted(desk.packs))
        raise RefusedError("refused.nothing_to_route", name=name[:40], topics=topics)
    await _settle(desk, place, person)
    if PackId(name) in desk.packs:
        await subscriptions.set_topic(desk, place.id, name, chosen=True)
        return name
    assert rule is not None
    await rules.add_rule(desk, place.id, rule.name, rule.query, severity=rule.severity)
    return rule.name


async def unroute(desk: Desk, place_id: SubscriberId, name: str) -> str:
    """Let a topic or a rule come to a place no more; give its name.

    Raises:
        RefusedError: nothing of that name comes there.

    """
    name = name.strip().lower()
    place = await desk.subscriber(place_id)
    if PackId(name) in place.topics:
        await subscriptions.set_topic(desk, place_id, name, chosen=False)
        return name
    return (await rules.delete_rule(desk, place_id, name)).name


async def _settle(desk: Desk, place: Subscriber, person: str) -> None:
    """Subscribe a place where it is not, and remember who looks after it."""
    if desk.rules.find(place.id) is None:
        await subscriptions.subscribe(
            desk, place.id, place.destination, name=place.name, lang=place.lang
        )
    if person:
        await desk.store.save_steward(place.id, person)


async def shut(desk: Desk, places: Sequence[Subscriber], why: Sentence) -> None:
    """Send nothing more to ``places``, and tell who looks after each; their rules are kept."""
    for place in places:
        if place.active:
            await desk.keep(replace(place, active=False))
            await _tell_steward(desk, place, why)


async def reopen(desk: Desk, places: Sequence[Subscriber]) -> tuple[Subscriber, ...]:
    """Send again to those of ``places`` that were shut, and give them."""
    shut_ones = tuple(place for place in places if not place.active)
    for place in shut_ones:
        await subscriptions.subscribe(
            desk, place.id, place.destination, name=place.name, lang=place.lang
        )
    return shut_ones


async def move(desk: Desk, before: Destination, after: Destination) -> bool:
    """Let all that was routed to a chat go where it went, topics and all; False: nothing is there.

    The store may know already, of a message that was refused meanwhile; the rules in force do not.
    """
    adapter, address = before.adapter, after.address
    await desk.store.move_places(adapter, before.address, address, desk.clock.now())
    for place in desk.rules.at_address(adapter, before.address):
        there = replace(place.destination, address=address)
        desk.rules.put_subscriber(replace(place, destination=there))
    for rule in desk.rules.routed_to(adapter, before.address):
        there = replace(rule.destination or before, address=address)
        desk.rules.put_rule(replace(rule, destination=there))
    places = await desk.store.places(adapter, address)
    return bool(places or desk.rules.routed_to(adapter, address))


async def end_routes(
    desk: Desk, gone: Destination, why: Sentence, *, owner: SubscriberId | None = None
) -> None:
    """Let rules that were routed to a chat, or one topic, alert in their owners' own chats again.

    Each owner is told once; ``owner`` alone is meant where that is given.
    """
    ended: dict[SubscriberId, list[Rule]] = {}
    for rule in desk.rules.routed_to(gone.adapter, gone.address):
        of = SubscriberId(rule.owner or "")
        there = not gone.thread or rule.destination == gone
        if there and owner in {None, of}:
            ended.setdefault(of, []).append(
                await rules.keep_rule(desk, replace(rule, destination=None))
            )
    for of, theirs in ended.items():
        known = desk.rules.find(of)
        if known is not None:
            names = ", ".join(rule.name for rule in theirs)
            where = await _called(desk, gone)
            await tell(
                desk,
                known.destination,
                said("notice.route_ended", rules=names, place=where, why=why),
            )


async def places_of(desk: Desk, person: str) -> Sequence[Subscriber]:
    """Give the groups, channels and topics that a person set up, by name."""
    places = await desk.store.stewarded(person) if person else ()
    return sorted(filter(is_place, places), key=lambda place: (place.name.casefold(), place.id))


async def undeliverable(desk: Desk, delivery: Delivery, outcome: Outcome) -> None:
    """Follow up what a message met: a chat that moved, that is no more, or that is barred to us.

    The store has recorded it; the rules in force follow here, and whoever must act is told.
    """
    known = desk.rules.find(delivery.subscriber_id)
    if known is None:
        return
    if known.destination != delivery.destination:
        await _route_failed(desk, known, delivery.destination, outcome)
        return
    match outcome:
        case Moved(to=to):
            await move(desk, delivery.destination, to)
        case Gone(reason=reason):
            await desk.keep(replace(known, active=False))
            if is_place(known):
                await _tell_steward(desk, known, reason)
        case Rejected(reason=reason, barred=True) if is_place(known):
            await shut(desk, [known], reason)
        case _:
            return


async def _route_failed(
    desk: Desk, owner: Subscriber, there: Destination, outcome: Outcome
) -> None:
    """Follow up what a message met where a rule sends its alerts in place of its owner's chat."""
    match outcome:
        case Moved(to=to):
            await move(desk, there, to)
        case Gone(reason=reason) | Rejected(reason=reason, barred=True):
            await end_routes(desk, there, reason, owner=owner.id)
        case _:
            return


async def tell(desk: Desk, destination: Destination, told: Sentence) -> None:
    """Say a sentence at a place."""
    notice = operators.notice(place_id(desk, destination), destination, told, desk.clock.now())
    await operators.post(desk, [notice])


async def _tell_steward(desk: Desk, place: Subscriber, why: Sentence) -> None:
    """Say in the private chat of who looks after a place that nothing is sent there, and why."""
    person = await desk.store.steward(place.id)
    if not person:
        return
    await tell(
        desk,
        Destination(adapter=place.destination.adapter, address=person),
        said("notice.shut", place=title(place), why=why),
    )


def title(place: Subscriber) -> Sentence:
    """Call a group, a channel or a topic by its name."""
    if not place.name:
        return said("notice.unnamed")
    return said("notice.topic" if place.destination.thread else "notice.place", name=place.name)


async def _called(desk: Desk, destination: Destination) -> Sentence:
    places = await desk.store.places(destination.adapter, destination.address)
    known = next((place for place in places if place.destination == destination), None)
    return (
        title(known)
        if known is not None
        else title(places[0])
        if places
        else said("notice.unnamed")
    )
