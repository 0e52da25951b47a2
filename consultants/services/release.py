"""The office takes a step of the release for a consultant who is away. It never sees the report."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import services as assessments
from assessments.models import AssessmentRound, Release, ReleaseStep
from consultants import mails
from consultants.models import Consultant, Engagement
from enrollment.queries import is_in_group
from portal.accounts.models import User
from portal.core import audit
from portal.core.workflow import TransitionNotAllowed, lock

OPENINGS = ("report", "report_pdf")  # what the log calls an opening, see assessments.services.reports


@transaction.atomic
def release_for_absent(engagement: Engagement, round_: AssessmentRound, step: str, *, by: User) -> Release:
    """Take the step, and tell the consultants that it is taken. Raises TransitionNotAllowed with what is missing."""
    engagement = lock(Engagement, pk=engagement.pk)
    missing = missing_for_office(engagement, round_, step, by=by)
    if missing:
        raise TransitionNotAllowed(missing)
    released = assessments.release(round_, step, by=by)
    mails.tell_released(engagement, released)
    return released


def missing_for_office(engagement: Engagement, round_: AssessmentRound, step: str, *, by: User) -> list[str]:
    """What keeps the office from this step today: first what it is not the office's to do, then as for anybody."""
    if is_in_group(by, engagement.application.group):
        return [_("Du er selv med i denne gruppen. En kollega på programkontoret må frigi rapporten.")]
    missing = []
    if not is_away(engagement.lead, timezone.localdate()):
        missing.append(_("Konsulenten er ikke meldt borte i dag. Da er det konsulenten som frigir."))
    if step == ReleaseStep.LEADER and not was_read(engagement, round_):
        missing.append(_("Ingen av konsulentene har åpnet rapporten. Noen må lese den før lederen får den."))
    return missing + assessments.missing_for_release(round_, step)


def is_away(consultant: Consultant, day: date) -> bool:
    """Whether she has registered absence on the day, or is gone for good."""
    if not consultant.user.is_active:
        return True
    return consultant.absences.filter(first_day__lte=day, last_day__gte=day).exists()


def was_read(engagement: Engagement, round_: AssessmentRound) -> bool:
    """Whether lead or co of today has opened the report: only they can hold a comment back."""
    readers = [consultant.user_id for consultant in (engagement.lead, engagement.co) if consultant]
    return audit.has_read(readers, what=OPENINGS, subject_id=round_.pk)
