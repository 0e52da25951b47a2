"""Assigning a lead consultant, and ending an engagement."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultants import mails
from consultants.facts import Period, assess, period_of
from consultants.models import Consultant, Engagement, EngagementState, Shortlist, ShortlistOutcome
from consultants.services.certificates import add_shadowed
from consultants.workflow import ENGAGEMENT
from enrollment.models import Application, ApplicationState
from enrollment.queries import is_in_group
from portal.accounts.services import mark_staff
from portal.core.workflow import TransitionNotAllowed, add_event, lock

OWN_SEAT = gettext_lazy("Dette er deg. Be en kollega på programkontoret om å tildele deg oppdraget.")
OWN_RECORD = gettext_lazy("Dette er deg. En kollega på programkontoret må registrere det som gjelder deg selv.")


@transaction.atomic
def assign_lead(application: Application, consultant: Consultant, *, by) -> Engagement:
    """Give the case its lead consultant, or another one as long as no contract is recorded.

    Raises TransitionNotAllowed with the reasons; there is no override: the office changes the fact. Nobody
    assigns herself. A choice that waits for the leader falls away.
    """
    application = lock(Application, pk=application.pk)
    require_impartial(by, application, consultant)
    engagement = place_lead(application, consultant, by=by)
    drop_choice(application)
    return engagement


def drop_choice(application: Application) -> None:
    """Close what still waits for the leader, and forget whom she might have chosen. The caller has locked the case."""
    for shortlist in application.shortlists.filter(outcome=""):
        close_choice(shortlist, ShortlistOutcome.WITHDRAWN)


def close_choice(shortlist: Shortlist, outcome: str, *, chosen: Consultant | None = None) -> None:
    """Write how it ended, forget who else was to be chosen, and keep a reminder that still waits from going out."""
    shortlist.outcome, shortlist.chosen = outcome, chosen
    shortlist.save(update_fields=["outcome", "chosen"])
    shortlist.consultants.clear()
    mails.stop_choice_reminder(shortlist)


def place_lead(application: Application, consultant: Consultant, *, by) -> Engagement:
    """Try every rule, write the engagement and its letters. The caller has locked the case and knows who asks.

    The consultant's row is locked before her load is counted, so that two assignments at the
    same moment cannot overfill her. Raises TransitionNotAllowed, with nothing written.
    """
    if application.state != ApplicationState.ADMITTED:
        raise TransitionNotAllowed([_("Gruppen må ha fått plass før den kan få konsulent.")])
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
    if engagement.co_id == consultant.pk:
        engagement.co = None
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
        engagement.declarations.filter(consultant=previous).delete()
        mails.tell_passed_on(engagement, event.pk, former=previous.user)
    return engagement


@transaction.atomic
def assign_co(engagement: Engagement, consultant: Consultant | None, *, by) -> Engagement:
    """Give the co seat, to an aspirant too, or empty it with None. Raises TransitionNotAllowed with the reasons."""
    application, engagement = lock_both(engagement)
    if engagement.state not in EngagementState.HOLDING:
        raise TransitionNotAllowed([_("Oppdraget er avsluttet.")])
    require_impartial(by, application, consultant)
    former = engagement.co
    if former == consultant:
        return engagement
    if consultant:
        if consultant.pk == engagement.lead_id:
            raise TransitionNotAllowed([_("Konsulent og medkonsulent kan ikke være samme person.")])
        consultant = require_eligible(application, consultant, period=period_of(application), seat="co")
        if not consultant.active:
            raise TransitionNotAllowed([_("Konsulenten tar ikke oppdrag nå.")])
    engagement.co = consultant
    engagement.save(update_fields=["co"])
    event = add_event(engagement, "co" if consultant else "co_off", by=by, note=str(consultant or former))
    if former:
        engagement.declarations.filter(consultant=former).delete()
        mails.tell_co_off(engagement, event.pk, former=former.user)
    if consultant:
        mails.tell_co(engagement, event.pk)
    return engagement


def lock_both(engagement: Engagement) -> tuple[Application, Engagement]:
    """Its case, then the engagement, both locked: everybody takes them in this order.

    Raises TransitionNotAllowed when the engagement is gone, because the lead said no at the same moment.
    """
    application = lock(Application, pk=engagement.application_id)
    try:
        return application, lock(Engagement, pk=engagement.pk)
    except Engagement.DoesNotExist:
        raise TransitionNotAllowed([_("Konsulenten har nettopp sagt nei til oppdraget.")]) from None


def require_impartial(by, application: Application, consultant: Consultant | None) -> None:
    """Nobody of the office chooses for her own group, or chooses herself. Raises TransitionNotAllowed."""
    if is_in_group(by, application.group):
        raise TransitionNotAllowed(
            [_("Du er selv med i denne gruppen. En kollega på programkontoret må velge konsulent.")]
        )
    if consultant and consultant.user_id == by.pk:
        raise TransitionNotAllowed([str(OWN_SEAT)])


def require_eligible(
    application: Application, consultant: Consultant, *, period: Period, seat: str = "lead"
) -> Consultant:
    """Lock the consultant and return her. Raises TransitionNotAllowed when she may not have the seat."""
    consultant = lock(Consultant, pk=consultant.pk)
    row = Consultant.objects.filter(pk=consultant.pk).order_by("pk")
    candidate = assess(application, row, period=period, seat=seat)[0]
    if candidate.codes:
        raise TransitionNotAllowed(candidate.reasons)
    return consultant


def require_both_eligible(application: Application, engagement: Engagement, *, period: Period) -> None:
    """Ask for lead and co whether they may have their seats through the period."""
    require_eligible(application, engagement.lead, period=period)
    if engagement.co:
        try:
            require_eligible(application, engagement.co, period=period, seat="co")
        except TransitionNotAllowed as refusal:
            raise TransitionNotAllowed([_("Medkonsulenten: %s") % reason for reason in refusal.missing]) from None


@transaction.atomic
def end(engagement: Engagement, *, by) -> Engagement:
    """End the engagement; the consultant's place is free again."""
    _application, engagement = lock_both(engagement)
    ENGAGEMENT.move(engagement, "end", by=by)
    add_shadowed(engagement)
    return engagement


@transaction.atomic
def save_consultant(consultant: Consultant, *, by) -> Consultant:
    """Write a consultant; she has work in the administration from now on. Nobody of the office writes her own record.

    Raises TransitionNotAllowed.
    """
    if by and consultant.user_id == by.pk:
        raise TransitionNotAllowed([str(OWN_RECORD)])
    consultant.save()
    mark_staff(consultant.user)
    return consultant
