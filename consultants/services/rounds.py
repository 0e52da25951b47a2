"""Rounds of an engagement: the first follows from the contract, later ones are planned here."""

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import AssessmentRound, InstrumentVersion, RoundState
from assessments.services import change_dates, plan_round, reopen
from assessments.services.rounds import DATES
from assessments.workflow import missing_for_pause
from consultants import mails
from consultants.dates import missing_for_round
from consultants.models import Engagement, EngagementState
from consultants.services.engagements import require_both_eligible
from consultants.services.roster import PHOTOS
from enrollment.models import Application
from portal.core.workflow import AtField, TransitionNotAllowed, add_event, lock

FINISHED = (RoundState.CLOSED, RoundState.DISCARDED, RoundState.LOST)


@transaction.atomic
def plan_next_round(engagement: Engagement, *, by, ends_on: date | None = None, **dates: date) -> AssessmentRound:
    """Plan one more assessment with the settings of the one before.

    A second one comes 90 days after a closed one at the earliest; after a discarded one the
    group may try again at once. With ``ends_on`` the engagement is extended, which asks once more
    whether the consultant may lead the group that long. Raises TransitionNotAllowed.
    """
    application = lock(Application, pk=engagement.application_id)
    engagement = lock(Engagement, pk=engagement.pk)
    if ends_on and ends_on != engagement.ends_on:
        extend(engagement, ends_on, by=by)
    last = application.rounds.order_by("-sequence").first()
    missing = missing_for_next_round(engagement, last)
    if not missing:
        missing = missing_for_round(**dates, today=timezone.localdate(), last_day=engagement.ends_on)
        missing += missing_for_pause(AssessmentRound(application=application, opens_on=dates["opens_on"]))
    if missing:
        raise TransitionNotAllowed(missing)
    round_ = add_round(engagement, view=last.view, leader_marker=last.leader_marker, tool=last.tool, dates=dates, by=by)
    mails.tell_dates(engagement, round_)
    return round_


def extend(engagement: Engagement, ends_on: date, *, by) -> None:
    """Move the last day of a recorded contract; the row is locked by the caller."""
    if ends_on < engagement.starts_on:
        raise TransitionNotAllowed([AtField("ends_on", _("Oppdragets siste dag må være etter den første."))])
    require_both_eligible(engagement.application, engagement, period=(engagement.starts_on, ends_on))
    engagement.ends_on = ends_on
    engagement.save(update_fields=["ends_on"])
    add_event(engagement, "extend", by=by)


def missing_for_next_round(engagement: Engagement, last: AssessmentRound | None) -> list[str]:
    if engagement.state != EngagementState.CONTRACTED or last is None:
        return [_("Kontrakten må være skrevet inn, og oppdraget må ikke være avsluttet.")]
    if last.state not in FINISHED:
        return [_("Den forrige kartleggingen er ikke ferdig.")]
    return []


def add_round(
    engagement: Engagement, *, view: str, leader_marker: bool, dates: dict[str, date], by, tool: str = ""
) -> AssessmentRound:
    """Plan a round with the version its case is measured with and the lead's name, address and photo.

    One that is run in ``tool`` needs no instrument here, and has no grouping or marker.
    """
    instrument = None if tool else instrument_of(engagement)
    lead = engagement.lead.user
    return plan_round(
        engagement.application,
        instrument=instrument,
        view="" if tool else view,
        tool=tool,
        consultant_name=str(lead),
        consultant_email=lead.email,
        consultant_photo=f"{PHOTOS}/{engagement.lead.photo}" if engagement.lead.photo else "",
        leader_marker=leader_marker and not tool,
        by=by,
        **dates,
    )


def instrument_of(engagement: Engagement) -> InstrumentVersion:
    """The version of the case's last round here, for only equal versions are compared; first the offering's newest.

    Raises TransitionNotAllowed when there is none.
    """
    earlier = engagement.application.rounds.filter(instrument__isnull=False).order_by("-sequence").first()
    if earlier:
        return earlier.instrument
    key = engagement.application.intake.offering.instrument
    instrument = InstrumentVersion.objects.filter(key=key).order_by("-imported_at").first()
    if instrument is None:
        raise TransitionNotAllowed([_("Kartleggingsverktøyet er ikke lagt inn. Be programkontoret legge det inn.")])
    return instrument


@transaction.atomic
def move_dates(engagement: Engagement, round_: AssessmentRound, *, by, **dates: date) -> AssessmentRound:
    """Move those dates that the round's state lets one move, within the engagement, and tell the leader.

    Raises TransitionNotAllowed.
    """
    last_day = engagement.ends_on
    if last_day and dates.get("session_on") and dates["session_on"] > last_day:
        raise TransitionNotAllowed([session_too_late()])
    return telling_leader(engagement, round_, lambda: change_dates(round_, by=by, **dates))


@transaction.atomic
def give_more_time(engagement: Engagement, round_: AssessmentRound, *, by, **dates: date) -> AssessmentRound:
    """Open a held round again until a new deadline, within the engagement. Raises TransitionNotAllowed."""
    if engagement.ends_on and dates["session_on"] > engagement.ends_on:
        raise TransitionNotAllowed([session_too_late()])
    return telling_leader(engagement, round_, lambda: reopen(round_, by=by, **dates))


def session_too_late() -> AtField:
    return AtField("session_on", _("Samlingen må være senest oppdragets siste dag."))


def telling_leader(
    engagement: Engagement, round_: AssessmentRound, move: Callable[[], AssessmentRound]
) -> AssessmentRound:
    """Run the move in the caller's transaction, and tell the leader what it moved."""
    locked = lock(AssessmentRound, pk=round_.pk)
    before = {name: getattr(locked, name) for name in DATES}
    moved = move()
    mails.tell_moved(engagement, moved, before)
    return moved
