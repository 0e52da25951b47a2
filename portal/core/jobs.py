"""Background work as rows. A service orders, the dispatcher rings, a worker claims.

    jobs.register("assessments.open_round", open_round, queue="keys")   # AppConfig.ready()
    jobs.enqueue("assessments.open_round", key=f"open:{round_.pk}", subject_id=round_.pk)

A handler takes the subject's id and a ``Lease``. When it writes, it calls
``lease.finish()`` inside the same transaction; a handler that writes nothing of
its own may just return.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from portal.core import leases
from portal.core.leases import Lease, LeaseLost
from portal.core.models import Job, LeaseState

logger = logging.getLogger(__name__)

Handler = Callable[[str, Lease], None]


@dataclass(frozen=True, slots=True)
class Registered:
    handler: Handler
    queue: str


_handlers: dict[str, Registered] = {}
_ticks: dict[str, Callable[[], None]] = {}


def register(kind: str, handler: Handler, *, queue: str = "default") -> None:
    """Name the handler of a kind of job. Queue ``keys`` is served by the keyworker alone."""
    _handlers[kind] = Registered(handler, queue)


def every_minute(name: str, function: Callable[[], None]) -> None:
    """Have ``core.tick`` call the function once a minute; it looks for what is due and enqueues."""
    _ticks[name] = function


def enqueue(kind: str, *, key: str, subject_id: object = "", not_before=None) -> Job:
    """Order work, at most once per key. Runs in the caller's transaction; publishes nothing."""
    job, _ = Job.objects.get_or_create(
        key=key,
        defaults={
            "kind": kind,
            "queue": _handlers[kind].queue,
            "subject_id": str(subject_id),
            "not_before": not_before or timezone.now(),
        },
    )
    return job


def run(job_id, *, queues) -> bool:
    """Claim and run one job. False when there was nothing to claim. Never raises for the job's own fault."""
    lease = leases.claim(Job, job_id, queues=queues)
    if lease is None:
        return False
    job = lease.row
    try:
        _handlers[job.kind].handler(job.subject_id, lease)
        if Job.objects.filter(pk=job.pk, state=LeaseState.RUNNING, lease_token=lease.token).exists():
            lease.finish()
    except LeaseLost:
        logger.warning("job %s: lease lost", job.key)
    except Exception as error:
        # Class name only: a traceback of closing could hold answers.
        logger.error("job %s failed: %s", job.key, type(error).__name__)
        lease.fail(error)
    return True


def run_due(*, queues=("default", "keys")) -> int:
    """Run everything that is due in this process, also what the jobs order on the way. Returns how many."""
    count = 0
    while job_ids := list(leases.due(Job, timezone.now()).filter(queue__in=queues).values_list("pk", flat=True)):
        count += sum(run(job_id, queues=queues) for job_id in job_ids)
    return count


def tick() -> None:
    """Call every registered function; one that fails does not stop the others."""
    for name, function in _ticks.items():
        try:
            function()
        except Exception as error:
            logger.error("tick %s failed: %s", name, type(error).__name__)
