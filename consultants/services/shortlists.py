"""The leader chooses among two or three consultants; when she does not, the office assigns as ever."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from consultants import mails
from consultants.facts import assess, period_of
from consultants.models import Consultant, Engagement, Shortlist, ShortlistOutcome
from consultants.services.engagements import close_choice, drop_choice, place_lead, require_impartial
from enrollment.models import Application, ApplicationState
from enrollment.queries import leader_of, weeks_off
from portal.core import jobs
from portal.core.leases import Lease
from portal.core.workdays import TimeOff, workday_before
from portal.core.workflow import TransitionNotAllowed, add_event, lock

FEWEST, MOST = 2, 3
LONGEST = timedelta(days=30)
REMIND_BEFORE = timedelta(days=2)


@transaction.atomic
def offer_choice(application: Application, consultants: QuerySet[Consultant], *, deadline: date, by) -> Shortlist:
    """Ask the leader to choose one of the two or three, in place of what she was asked before.

    Each may lead the group today, by the rules of the assign list. Raises TransitionNotAllowed with what is wrong.
    """
    application = lock(Application, pk=application.pk)
    people = list(consultants.order_by("pk"))
    for consultant in (None, *people):
        require_impartial(by, application, consultant)
    missing = missing_for_offer(application, people, deadline)
    if missing:
        raise TransitionNotAllowed(missing)
    drop_choice(application)
    shortlist = Shortlist.objects.create(application=application, deadline=deadline, by=by)
    shortlist.consultants.set(people)
    event = add_event(application, "choice_offered", by=by)
    mails.tell_choice(shortlist, event.pk)
    return shortlist


def missing_for_offer(application: Application, people: list[Consultant], deadline: date) -> list[str]:
    """What keeps the leader from being asked, in words."""
    if application.state != ApplicationState.ADMITTED:
        return [_("Gruppen må ha fått plass før den kan få konsulent.")]
    if Engagement.objects.filter(application=application).exists():
        return [_("Gruppen har konsulent. Da er det ingenting å velge.")]
    missing = []
    if not FEWEST <= len(people) <= MOST:
        missing.append(_("Velg to eller tre konsulenter."))
    today = timezone.localdate()
    if not today < deadline <= today + LONGEST:
        missing.append(_("Fristen må være fra i morgen til om %s dager.") % LONGEST.days)
    able = {candidate.pk for candidate in able_among(application, people)}
    missing += [_("%s kan ikke ta gruppen nå.") % person for person in people if person.pk not in able]
    return missing


def able_among(application: Application, people) -> list[Consultant]:
    """Those of the consultants who may lead the group today, by name."""
    rows = Consultant.objects.filter(pk__in=[person.pk for person in people], active=True)
    candidates = assess(application, rows.order_by("user__name", "pk"), period=period_of(application))
    return [candidate.consultant for candidate in candidates if candidate.is_eligible]


def still_able(shortlist: Shortlist) -> list[Consultant]:
    """Those the leader may still choose, by name."""
    return able_among(shortlist.application, shortlist.consultants.order_by("pk"))


@transaction.atomic
def choose_lead(application: Application, consultant: Consultant, *, by) -> Engagement | None:
    """The leader's choice, through every rule of assigning. None when none of them can take the group any longer.

    Raises TransitionNotAllowed; never with the rule that bars a consultant, which is no business of the leader.
    """
    shortlist = lock_open(application, by)
    if not shortlist.consultants.filter(pk=consultant.pk).exists():
        raise TransitionNotAllowed([_("Velg en av konsulentene på siden.")])
    try:
        engagement = place_lead(shortlist.application, consultant, by=by)
    except TransitionNotAllowed:
        if still_able(shortlist):
            raise TransitionNotAllowed([_("%s kan ikke ta gruppen likevel. Velg en annen.") % consultant]) from None
        settle(shortlist, ShortlistOutcome.EMPTIED)
        return None
    settle(shortlist, ShortlistOutcome.CHOSEN, chosen=consultant, by=by)
    return engagement


@transaction.atomic
def leave_choice(application: Application, *, by) -> None:
    """The leader leaves it to the office. Raises TransitionNotAllowed."""
    settle(lock_open(application, by), ShortlistOutcome.RETURNED, by=by)


@transaction.atomic
def withdraw_choice(application: Application, *, by) -> None:
    """The office takes the question back, unless the leader has answered it. Raises TransitionNotAllowed."""
    application = lock(Application, pk=application.pk)
    require_impartial(by, application, None)
    shortlist = application.shortlists.filter(outcome="").first()
    if shortlist is None:
        raise TransitionNotAllowed([_("Lederen har alt svart, eller fristen er ute.")])
    settle(shortlist, ShortlistOutcome.WITHDRAWN, by=by)


def lock_open(application: Application, by) -> Shortlist:
    """The choice that waits for this leader, with her case locked. Raises TransitionNotAllowed."""
    application = lock(Application, pk=application.pk)
    shortlist = application.shortlists.filter(outcome="").first()
    if shortlist is None:
        raise TransitionNotAllowed([_("Valget er ikke åpent lenger.")])
    if leader_of(application.group).user_id != by.pk:
        raise TransitionNotAllowed([_("Bare lederen av gruppen kan velge.")])
    if shortlist.deadline < timezone.localdate():
        raise TransitionNotAllowed([_("Fristen er ute. Programkontoret velger konsulent.")])
    return shortlist


def settle(shortlist: Shortlist, outcome: str, *, chosen: Consultant | None = None, by=None) -> None:
    """Write how it ended; where nobody has chosen, the office is told to."""
    close_choice(shortlist, outcome, chosen=chosen)
    event = add_event(shortlist.application, f"choice_{outcome}", by=by)
    if outcome in (ShortlistOutcome.RETURNED, ShortlistOutcome.LAPSED, ShortlistOutcome.EMPTIED):
        mails.tell_choice_back(shortlist, event.pk)


# What ends by itself ------------------------------------------------------------


def order_look() -> None:
    """Tick: look once an hour, while any leader is choosing."""
    if Shortlist.objects.filter(outcome="").exists():
        jobs.enqueue("consultants.look_at_choices", key=f"choices:{timezone.now():%Y-%m-%dT%H}")


def look_at_choices(_subject_id: str, lease: Lease) -> None:
    """Job: give back to the office what has passed its deadline or has nobody left to choose, remind of the rest."""
    today, off = timezone.localdate(), weeks_off()
    with transaction.atomic():
        cases = Application.objects.filter(shortlists__outcome="").order_by("pk")
        for case in cases.values_list("pk", flat=True):
            application = lock(Application, pk=case)
            shortlist = application.shortlists.filter(outcome="").first()
            if shortlist and shortlist.deadline < today:
                settle(shortlist, ShortlistOutcome.LAPSED)
            elif shortlist and not still_able(shortlist):
                settle(shortlist, ShortlistOutcome.EMPTIED)
            elif shortlist and is_reminder_due(shortlist, today, off):
                mails.remind_of_choice(shortlist)
        lease.finish()


def is_reminder_due(shortlist: Shortlist, today: date, off: Sequence[TimeOff]) -> bool:
    """From two days before the deadline, moved back to a working day; never when she was asked that late."""
    remind_on = workday_before(shortlist.deadline - REMIND_BEFORE, off)
    return timezone.localdate(shortlist.at) < remind_on <= today
