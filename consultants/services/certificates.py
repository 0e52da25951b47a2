"""The way to a certificate, its evidence, and what reminds of its end."""

from datetime import date, timedelta
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from consultants import mails
from consultants.facts import certificate_on
from consultants.models import Certification, CertificationStep, Engagement, StepKind
from enrollment.queries import office_users
from portal.core import files, jobs
from portal.core.leases import Lease
from portal.core.workflow import lock

WARN_DAYS = (7, 30, 90)
LOOK = timedelta(days=max(WARN_DAYS))


def add_shadowed(engagement: Engagement) -> None:
    """A finished engagement is a step for a co-consultant on her way to a certificate, attested by the lead."""
    today = timezone.localdate()
    instrument = engagement.application.intake.offering.instrument
    if engagement.co is None or certificate_on(engagement.co, instrument, today):
        return
    CertificationStep.objects.get_or_create(
        consultant=engagement.co,
        engagement=engagement,
        defaults={
            "instrument": instrument,
            "kind": StepKind.SHADOWED,
            "on": today,
            "attested_by": engagement.lead.user,
        },
    )


@transaction.atomic
def store_evidence(certification: Certification, content: bytes) -> Certification:
    """Keep the PDF that proves the certificate, in place of an earlier one."""
    certification = lock(Certification, pk=certification.pk)
    former, certification.evidence = certification.evidence, f"{uuid4().hex}.pdf"
    files.write(evidence_path(certification.evidence), content)
    certification.save(update_fields=["evidence"])
    if former:
        transaction.on_commit(lambda: evidence_path(former).unlink(missing_ok=True))
    return certification


def evidence_path(name: str):
    return files.private(f"certificates/{name}")


# Warnings ----------------------------------------------------------------------


def ending(first: date, last: date) -> QuerySet[Certification]:
    """Certificates of active consultants whose last day is among these and that no later one replaces, by last day."""
    later = Certification.objects.filter(
        consultant=OuterRef("consultant"), instrument=OuterRef("instrument"), valid_to__gt=OuterRef("valid_to")
    )
    return (
        Certification.objects.filter(~Exists(later), consultant__active=True, valid_to__range=(first, last))
        .select_related("consultant__user")
        .order_by("valid_to", "pk")
    )


def running_out(today: date) -> QuerySet[Certification]:
    """Those that end within 90 days."""
    return ending(today, today + LOOK)


def run_out_or_soon(today: date) -> QuerySet[Certification]:
    """Those that end within 90 days or have ended in the last 90: what nobody renewed is not forgotten at once."""
    return ending(today - LOOK, today + LOOK)


def order_warnings() -> None:
    """Tick: look once a day."""
    jobs.enqueue("consultants.warn_of_expiry", key=f"expiry:{timezone.localdate():%Y-%m-%d}")


def warn_of_expiry(_subject_id: str, lease: Lease) -> None:
    """Job: one mail to the consultant and to each of the office at 90, 30 and 7 days.

    A certificate that is entered late is told of at the nearest of them.
    """
    today = timezone.localdate()
    with transaction.atomic():
        office = list(office_users())
        for certification in running_out(today):
            left = (certification.valid_to - today).days
            mark = next(days for days in WARN_DAYS if left <= days)
            mails.tell_expiry(certification, mark=mark, left=left, office=office)
        lease.finish()
