"""The log of who read which report or export."""

from collections.abc import Collection

from portal.core.models import ReadLog


def log_read(*, who, what: str, case: str, subject_id: object) -> None:
    """Write one line; call it before the content leaves the server."""
    ReadLog.objects.create(who=who, what=what, case=case, subject_id=str(subject_id))


def has_read(people, *, what: Collection[str], subject_id: object) -> bool:
    """Whether one of them has opened it: for a guard, which tells this one thing and nothing else of the log."""
    return ReadLog.objects.filter(who__in=people, what__in=what, subject_id=str(subject_id)).exists()
