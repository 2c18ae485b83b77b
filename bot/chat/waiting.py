"""What the bot waits for: after a question, the next text of the same person completes it."""

from collections import OrderedDict
from datetime import timedelta

import structlog

from bot.domain.errors import StoreError
from bot.domain.question import Question
from bot.domain.subscriber import SubscriberId
from bot.pipeline.ports import Clock, SubscriberStore

log = structlog.get_logger(__name__)
MOST = 10_000
EXPIRES = timedelta(hours=12)
"""What somebody writes after that answers nothing any more."""


class Waiting:
    """The open questions, one a person and chat, the oldest forgotten first.

    They are stored, so that what was asked before a restart is answered after it, and kept in memory,
    so that a text that answers nothing costs no look at the database.
    """

    def __init__(self, store: SubscriberStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._open: OrderedDict[tuple[SubscriberId, str], Question] = OrderedDict()

    async def restore(self) -> None:
        """Take up the questions that are open still."""
        for question in await self._store.questions(self._clock.now() - EXPIRES):
            self._open[question.subscriber_id, question.person] = question

    async def ask(self, chat: SubscriberId, person: str, expects: str) -> None:
        """Wait for the text that completes ``expects`` (``verb:words``); empty waits for none."""
        before = self._open.pop((chat, person), None)
        if not expects and before is None:
            return
        question = Question(
            subscriber_id=chat, person=person, expects=expects, asked=self._clock.now()
        )
        if expects:
            self._open[chat, person] = question
        while len(self._open) > MOST:
            self._open.popitem(last=False)
        try:
            await self._store.save_question(question)
        except StoreError as error:
            log.warning("an open question is kept in memory only", reason=str(error))

    async def take(self, chat: SubscriberId, person: str) -> tuple[str, str]:
        """Give verb and words of what was waited for, which is over then; empty when nothing was."""
        question = self._open.get((chat, person))
        if question is None:
            return "", ""
        await self.ask(chat, person, "")
        if self._clock.now() - question.asked > EXPIRES:
            return "", ""
        verb, _, words = question.expects.partition(":")
        return verb, words
