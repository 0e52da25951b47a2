"""Assigning a lead consultant, and ending an engagement."""

from django.db import transaction
from django.utils.translation import gettext as _

from consultants import mails
from consultants.facts import Period, assess, period_of
from consultants.models import Consultant, Engagement, EngagementState
from consultants.workflow import ENGAGEMENT
from enrollment.models import Application, ApplicationState
from enrollment.queries import is_in_group
from portal.accounts.services import mark_staff
from portal.core.workflow import TransitionNotAllowed, lock


@transaction.atomic
def assign_lead(application: Application, consultant: Consultant, *, by) -> Engagement:
    """Give the case its lead consultant, or another one as long as no contract is recorded.

    The consultant's row is locked before her load is counted, so that two assignments at the
    same moment cannot overfill her. Raises TransitionNotAllowed with the reasons; there is no
    override: the office changes the fact.
    """
    application = lock(Application, pk=application.pk)
    if application.state != ApplicationState.ADMITTED:
        raise TransitionNotAllowed([_("Gruppen må ha fått plass før den kan få konsulent.")])
    if is_in_group(by, application.group):
        raise TransitionNotAllowed(
            [_("Du er selv med i denne gruppen. En kollega på programkontoret må velge konsulent.")]
        )
    engagement = Engagement.objects.filter(application=application).first()
    if engagement and engagement.state != EngagementState.ASSIGNED:
        raise TransitionNotAllowed([_("Kontrakten er skrevet inn. Da kan ikke konsulenten byttes her.")])
    if engagement and engagement.lead_id == consultant.pk:
        return engagement
    consultant = require_eligible(application, consultant, period=period_of(application))
    if not consultant.active:
        raise TransitionNotAllowed([_("Konsulenten tar ikke oppdrag nå.")])
    engagement = engagement or Engagement(application=application)
    previous = engagement.lead if engagement.lead_id else None
    engagement.lead = consultant
    engagement.save()
    event = engagement.events.create(
        action="reassign" if previous else "assign",
        from_state=engagement.state if previous else "",
        to_state=engagement.state,
        by=by,
        note=str(consultant),
    )
    mails.tell_assigned(engagement, event.pk)
    if previous:
        mails.tell_passed_on(engagement, event.pk, former=previous.user)
    return engagement


def require_eligible(application: Application, consultant: Consultant, *, period: Period) -> Consultant:
    """Lock the consultant and return her. Raises TransitionNotAllowed when she may not lead the group."""
    consultant = lock(Consultant, pk=consultant.pk)
    candidate = assess(application, Consultant.objects.filter(pk=consultant.pk).order_by("pk"), period=period)[0]
    if candidate.codes:
        raise TransitionNotAllowed(candidate.reasons)
    return consultant


@transaction.atomic
def end(engagement: Engagement, *, by) -> Engagement:
    """End the engagement; the consultant's place is free again."""
    engagement = lock(Engagement, pk=engagement.pk)
    ENGAGEMENT.move(engagement, "end", by=by)
    return engagement


@transaction.atomic
def save_consultant(consultant: Consultant) -> Consultant:
    """Write a consultant; she has work in the administration from now on."""
    consultant.save()
    mark_staff(consultant.user)
    return consultant
