"""Claiming work by row: one conditional update gives a lease and a fencing token.

Whoever holds the token may finish the row; a worker that was too slow finds its
token replaced and writes nothing (LeaseLost).
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from portal.core.models import LeasedRow, LeaseState

LEASE = dt.timedelta(seconds=120)  # longer than the hard time limit of a task
RING_AGAIN = dt.timedelta(seconds=30)
MAX_ATTEMPTS = 5


class LeaseLost(Exception):
    """Another worker has taken over this row."""


@dataclass(frozen=True, slots=True)
class Lease:
    row: LeasedRow
    token: uuid.UUID

    def finish(self, state: str = LeaseState.DONE) -> None:
        """Mark the row done. Call inside the transaction that writes the result.

        Raises LeaseLost when the token is no longer the row's, so that the result
        rolls back too.
        """
        if not self._update(state=state, lease_token=None, lease_until=None, finished_at=timezone.now(), error=""):
            raise LeaseLost(self.row.key)

    def fail(self, error: BaseException) -> None:
        """Give the row back to be tried later, or mark it failed after the last attempt.

        Only the exception's class is kept: its text could hold what must not be stored.
        """
        last = self.row.attempts >= MAX_ATTEMPTS
        delay = dt.timedelta(seconds=min(10 * 3 ** (self.row.attempts - 1), 600))
        self._update(
            state=LeaseState.FAILED if last else LeaseState.WAITING,
            lease_token=None,
            lease_until=None,
            rung_at=None,
            not_before=timezone.now() + delay,
            error=type(error).__name__,
        )

    def _update(self, **values) -> bool:
        row = self.row
        return bool(
            type(row).objects.filter(pk=row.pk, lease_token=self.token, state=LeaseState.RUNNING).update(**values)
        )


def due(model: type[LeasedRow], now: dt.datetime) -> QuerySet:
    """Rows that wait for a worker, or whose worker has been silent past its lease."""
    lapsed = Q(state=LeaseState.RUNNING, lease_until__lt=now)
    return model.objects.filter(Q(state=LeaseState.WAITING, not_before__lte=now) | lapsed).order_by("created_at", "pk")


def try_again(rows: QuerySet) -> int:
    """Give failed rows all their attempts anew. Returns how many there were."""
    return rows.filter(state=LeaseState.FAILED).update(
        state=LeaseState.WAITING, attempts=0, not_before=timezone.now(), rung_at=None, error="", finished_at=None
    )


def claim(model: type[LeasedRow], pk, *, queues) -> Lease | None:
    """Take the row if it is due and belongs to one of the queues, else None."""
    now = timezone.now()
    token = uuid.uuid4()
    taken = (
        due(model, now)
        .filter(pk=pk, queue__in=queues)
        .order_by()
        .update(
            state=LeaseState.RUNNING,
            lease_token=token,
            lease_until=now + LEASE,
            attempts=F("attempts") + 1,
        )
    )
    return Lease(model.objects.get(pk=pk), token) if taken else None
