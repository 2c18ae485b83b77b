"""The store as delivery needs it."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.domain.alert import AlertContent
from bot.domain.delivery import Delivery
from bot.domain.subscriber import Destination
from bot.pipeline.ports.values import Claimed, QueueState, Result


class Outbox(Protocol):
    """Deliveries between decision and destination. Claims are leases: a crash frees them."""

    async def exchange(
        self,
        results: Sequence[Result],
        now: datetime,
        *,
        limit: int,
        lease: timedelta,
        busy: Collection[Destination] = (),
    ) -> Sequence[Claimed]:
        """Store what came of deliveries, then take up to ``limit`` that are due: one transaction.

        Of what came of them. Sent: done, and the alert's message id is kept for a FIRST. Retry:
        pending again at its time, and its destination waits with it, unless it was set ``aside``;
        counted in :attr:`Delivery.failures` unless the service is to blame. Rejected: done, reason
        kept. Gone: done, the subscriber inactive, their pending deliveries REJECTED. Moved:
        subscriber and pending deliveries get the new destination. Where it was not the subscriber's
        own chat but a rule's route, a destination that is gone or barred ends the route only: its
        rules and what waits for it go to their own chat.

        Of what is taken: at most one a destination, none of ``busy`` ones, nothing that another
        worker holds. Within a destination the oldest first; across destinations the more severe,
        then the older. Expired ones are set EXPIRED and not given.

        Raises:
            StoreError: neither was done; the same results may be given again.

        """
        ...

    async def hold(self, claimed: Sequence[Delivery], until: datetime, now: datetime) -> None:
        """Put claimed deliveries back that were not sent, until then; others go on where they go.

        They were claimed at once: their leases end together.
        """
        ...

    async def end_leases(self, now: datetime) -> None:
        """Free all that was claimed, as whoever claimed it is no more: only for who has the outbox alone.

        What was claimed may have been sent, and counts as doubtful once it is sent again. Destinations
        that wait for a Retry's time go on waiting.
        """
        ...

    async def digest_contents(self, delivery: Delivery) -> Sequence[AlertContent]:
        """Give what a DIGEST tells, by topic and severity: all that is held until its time and not told.

        An alert belongs to the first digest that asks for it: asked again, that one gets it again and
        no other does.
        """
        ...

    async def queue(self) -> QueueState:
        """Count."""
        ...

    async def next_due(self) -> datetime | None:
        """Give the earliest ``not_before`` of what is pending, None when the outbox is empty."""
        ...
