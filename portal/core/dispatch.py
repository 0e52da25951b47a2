"""Ringing: tell the broker which rows wait. Losing a ring loses nothing, the row is rung again."""

from django.db.models import Q
from django.utils import timezone

from portal.core import leases
from portal.core.models import Job, Mail


def ring() -> int:
    """Publish every due row that has not been rung lately. Returns how many were rung."""
    from portal.core import tasks

    return _ring(Job, tasks.run_job) + _ring(Mail, tasks.send_mail)


def _ring(model, task, *, at_most: int = 500) -> int:
    now = timezone.now()
    silent = Q(rung_at=None) | Q(rung_at__lt=now - leases.RING_AGAIN)
    rows = list(leases.due(model, now).filter(silent).values_list("pk", "queue")[:at_most])
    for pk, queue in rows:
        task.apply_async((str(pk),), queue=queue)
        model.objects.filter(pk=pk).update(rung_at=now)
    return len(rows)
