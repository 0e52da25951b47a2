"""What a consultant says before she takes an engagement: that she has no ties to the group, or no."""

from django.db import transaction
from django.utils.translation import gettext as _

from consultants import mails
from consultants.models import Consultant, Declaration, Decline, Engagement, EngagementState
from consultants.services.engagements import lock_both
from portal.core.workflow import TransitionNotAllowed, add_event


@transaction.atomic
def declare(engagement: Engagement, *, by) -> Engagement:
    """She has no ties to the group. Said once for each engagement; again changes nothing."""
    _application, engagement = lock_both(engagement)
    consultant = require_seat(engagement, by)
    _declaration, is_new = Declaration.objects.get_or_create(engagement=engagement, consultant=consultant)
    if is_new:
        add_event(engagement, "declare", by=by)
    return engagement


@transaction.atomic
def decline(engagement: Engagement, *, by) -> None:
    """She says no. The reason is neither asked for nor stored, and the two are not matched again.

    When the lead says no, before there is a contract, the case waits for a consultant anew: what
    was never agreed leaves only its history. When the co says no, her seat is empty.
    """
    application, engagement = lock_both(engagement)
    consultant = require_seat(engagement, by)
    is_lead = consultant.pk == engagement.lead_id
    if is_lead and engagement.state != EngagementState.ASSIGNED:
        raise TransitionNotAllowed([_("Kontrakten er skrevet inn. Be programkontoret om å gi oppdraget videre.")])
    Decline.objects.get_or_create(consultant=consultant, group=application.group)
    event = add_event(application, "consultant_declined", by=by)
    mails.tell_declined(engagement, event.pk, consultant=consultant)
    if not is_lead:
        engagement.co = None
        engagement.save(update_fields=["co"])
        engagement.declarations.filter(consultant=consultant).delete()
        return
    mails.tell_leader_declined(engagement, event.pk)
    if engagement.co:
        mails.tell_co_off(engagement, event.pk, former=engagement.co.user)
    engagement.delete()


def require_seat(engagement: Engagement, user) -> Consultant:
    """The consultant that the user is in a running engagement. Raises TransitionNotAllowed."""
    if engagement.state in EngagementState.HOLDING:
        for consultant in (engagement.lead, engagement.co):
            if consultant and consultant.user_id == user.pk:
                return consultant
    raise TransitionNotAllowed([_("Du er ikke konsulent i dette oppdraget nå.")])
