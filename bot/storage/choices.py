"""What subscribers mute, think of alerts, are offered and share: part of the subscribers' store."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Delete, Select, and_, delete, insert, select, update

from bot.domain.delivery import DeliveryState
from bot.domain.feedback import Feedback, Offer
from bot.domain.question import Question
from bot.domain.rule import Rule, RuleId
from bot.domain.sentence import said
from bot.domain.silence import Mute, MuteKind
from bot.domain.story import Separation
from bot.domain.subscriber import SubscriberId
from bot.storage import choice_rows as rows
from bot.storage.database import OnDatabase
from bot.storage.flow import SEPARATE
from bot.storage.statements import Upsert
from bot.storage.subscriber_rows import RULES, rule_of
from bot.storage.tables import (
    alerts,
    deliveries,
    feedback,
    is_pending,
    mutes,
    offers,
    questions,
    rules,
    shares,
    subscribers,
)

EXPIRED = DeliveryState.EXPIRED.value
_MUTE = Upsert.replace(mutes, rows.MUTE)
_FEEDBACK = Upsert.replace(feedback, rows.FEEDBACK)
_QUESTION = Upsert.replace(questions, rows.QUESTION)
_OFFER = Upsert.replace(offers, rows.OFFER)


class SqlChoices(OnDatabase):
    """The part of a store that keeps what subscribers choose."""

    async def mutes(self, subscriber_id: SubscriberId | None = None) -> Sequence[Mute]:
        """See :meth:`bot.pipeline.ports.SubscriberStore.mutes`."""
        query = select(mutes).order_by(mutes.c.until.is_(None), mutes.c.until, mutes.c.key)
        if subscriber_id is not None:
            query = query.where(mutes.c.subscriber_id == subscriber_id)
        return [rows.mute_of(row) for row in await self._database.read(_rows, query)]

    async def save_mute(self, mute: Mute) -> None:
        """See :meth:`bot.pipeline.ports.SubscriberStore.save_mute`."""
        await self._database.write(_mute, mute)

    async def delete_mute(self, mute: Mute) -> bool:
        """See :meth:`bot.pipeline.ports.SubscriberStore.delete_mute`."""
        which = and_(
            mutes.c.subscriber_id == mute.subscriber_id,
            mutes.c.kind == mute.kind.value,
            mutes.c.key == mute.key,
        )
        return await self._database.write(_deleted, delete(mutes).where(which))

    async def save_separation(self, separation: Separation) -> None:
        """See :meth:`bot.pipeline.ports.SubscriberStore.save_separation`."""
        await self._database.write(SEPARATE.run, [separation])

    async def feedback(self, subscriber_id: SubscriberId) -> Sequence[Feedback]:
        """See :meth:`bot.pipeline.ports.SubscriberStore.feedback`."""
        query = select(feedback).where(feedback.c.subscriber_id == subscriber_id)
        found = await self._database.read(_rows, query.order_by(feedback.c.at.desc()))
        return [rows.feedback_of(row) for row in found]

    async def save_feedback(self, feedback: Feedback) -> None:
        """See :meth:`bot.pipeline.ports.SubscriberStore.save_feedback`."""
        await self._database.write(_FEEDBACK.run, [feedback])

    async def save_offer(self, offer: Offer) -> None:
        """See :meth:`bot.pipeline.ports.SubscriberStore.save_offer`."""
        await self._database.write(_OFFER.run, [offer])

    async def offer(self, subscriber_id: SubscriberId, code: str) -> Offer | None:
        """See :meth:`bot.pipeline.ports.SubscriberStore.offer`."""
        query = select(offers).where(offers.c.subscriber_id == subscriber_id, offers.c.code == code)
        found = await self._database.read(_rows, query)
        return rows.offer_of(found[0]) if found else None

    async def questions(self, since: datetime) -> Sequence[Question]:
        """See :meth:`bot.pipeline.ports.SubscriberStore.questions`."""
        query = select(questions).where(questions.c.asked >= since).order_by(questions.c.asked)
        return [rows.question_of(row) for row in await self._database.read(_rows, query)]

    async def save_question(self, question: Question) -> None:
        """See :meth:`bot.pipeline.ports.SubscriberStore.save_question`."""
        await self._database.write(_ask, question)

    async def share(self, code: str, rule_id: RuleId) -> str:
        """See :meth:`bot.pipeline.ports.SubscriberStore.share`."""
        return await self._database.write(_share, code, rule_id)

    async def shared(self, code: str) -> Rule | None:
        """See :meth:`bot.pipeline.ports.SubscriberStore.shared`."""
        query = RULES.join(shares, shares.c.rule_id == rules.c.id)
        return await self._database.read(_rule, query.where(shares.c.code == code))


def _mute(connection: Connection, mute: Mute) -> None:
    """Keep a mute; what waits of a muted story is not told."""
    _MUTE.run(connection, [mute])
    if mute.kind is not MuteKind.STORY:
        return
    for table, waits, values in (
        (alerts, alerts.c.digest.is_(None), {"held_until": None}),
        (deliveries, is_pending(), {"state": EXPIRED, "reason": said("reason.muted")}),
    ):
        theirs = table.c.story_id == mute.key, table.c.subscriber_id == mute.subscriber_id
        connection.execute(update(table).where(*theirs, waits).values(values))


def _ask(connection: Connection, question: Question) -> None:
    asked = and_(
        questions.c.subscriber_id == question.subscriber_id,
        questions.c.person == question.person,
    )
    chat = select(subscribers.c.id).where(subscribers.c.id == question.subscriber_id)
    if not question.expects:
        connection.execute(delete(questions).where(asked))
    elif connection.scalar(chat) is not None:
        _QUESTION.run(connection, [question])


def _rule(connection: Connection, query: Select[Any]) -> Rule | None:
    row = connection.execute(query).first()
    return None if row is None else rule_of(row)


def _rows(connection: Connection, query: Select[Any]) -> Sequence[Any]:
    found: Sequence[Any] = (connection.execute(query)).mappings().all()
    return found


def _deleted(connection: Connection, statement: Delete) -> bool:
    return (connection.execute(statement)).rowcount > 0


def _share(connection: Connection, code: str, rule_id: RuleId) -> str:
    query = select(shares.c.code).where(shares.c.rule_id == rule_id)
    known = connection.scalar(query)
    if known is not None:
        return str(known)
    connection.execute(insert(shares).values(code=code, rule_id=rule_id))
    return code
