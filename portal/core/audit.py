"""The log of who read which report or export."""

from portal.core.models import ReadLog


def log_read(*, who, what: str, case: str, subject_id: object) -> None:
    """Write one line; call it before the content leaves the server."""
    ReadLog.objects.create(who=who, what=what, case=case, subject_id=str(subject_id))
