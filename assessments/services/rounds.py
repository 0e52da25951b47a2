"""Rounds before and at opening: planned, listed, ordered, opened."""

import datetime as dt

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import keys, sealing, workflow
from assessments.models import AssessmentRound, InstrumentVersion, Participation, RoundState
from assessments.services.instruments import load_version
from assessments.workflow import ROUND
from enrollment.models import Application
from enrollment.queries import answering_members
from portal.core import jobs, outbox
from portal.core.jobs import Lease
from portal.core.models import LeaseState, Mail
from portal.core.templatetags.ui import day
from portal.core.workflow import AtField, TransitionNotAllowed, add_event, lock

DATES = ("opens_on", "deadline", "pretalk_on", "session_on")
INVITATION = "assessments/mail/invitation"
NEW_DEADLINE = "assessments/mail/new_deadline"
TELL_FROM = dt.time(6)
# What makes the mail to those who are asked: one sending each.
SENDING_EVENTS = ("remind", "extend", "shorten", "reopen")
NOTICED_DATES = frozenset({"opens_on", "deadline"})
REPORT_DATES = frozenset({"pretalk_on", "session_on"})
MOVABLE_DATES = {
    RoundState.PLANNED: frozenset(DATES),
    RoundState.ELSEWHERE: frozenset(DATES),
    RoundState.ORDERED: frozenset(DATES),
    RoundState.OPEN: REPORT_DATES | {"deadline"},
    RoundState.CLOSING: REPORT_DATES,
    RoundState.HELD: REPORT_DATES,
    RoundState.CLOSED: REPORT_DATES,
}


@transaction.atomic
def plan_round(
    application: Application,
    *,
    instrument: InstrumentVersion | None,
    view: str,
    tool: str = "",
    opens_on,
    deadline,
    pretalk_on,
    session_on,
    consultant_name: str,
    consultant_email: str,
    consultant_photo: str = "",
    leader_marker: bool = False,
    by,
) -> AssessmentRound:
    """Add the case's next round with the dates of the contract.

    One that is run in ``tool``, outside the portal, has neither instrument nor grouping here.
    Raises TransitionNotAllowed for dates that do not hang together, KeyError for a grouping
    the instrument does not have.
    """
    if instrument:
        load_version(instrument.pk).view(view)
    lock(Application, pk=application.pk)
    last = application.rounds.aggregate(last=Max("sequence"))["last"] or 0
    round_ = AssessmentRound(
        application=application,
        sequence=last + 1,
        state=RoundState.ELSEWHERE if tool else RoundState.PLANNED,
        tool=tool,
        instrument=instrument,
        view=view,
        opens_on=opens_on,
        deadline=deadline,
        pretalk_on=pretalk_on,
        session_on=session_on,
        consultant_name=consultant_name,
        consultant_email=consultant_email.strip().lower(),
        consultant_photo=consultant_photo,
        leader_marker=leader_marker,
    )
    _require_nothing(workflow.missing_for_dates(round_))
    round_.save()
    round_.events.create(action="plan", from_state="", to_state=round_.state, by=by)
    return round_


@transaction.atomic
def change_dates(round_: AssessmentRound, *, by, **dates) -> AssessmentRound:
    """Move those of opens_on, deadline, pretalk_on and session_on that the state lets one move.

    Raises TransitionNotAllowed with the reason; then no date is moved.
    """
    round_ = lock(AssessmentRound, pk=round_.pk)
    before = {name: getattr(round_, name) for name in DATES}
    changed = {name: value for name, value in dates.items() if value is not None and value != before[name]}
    if not changed:
        return round_
    for name, value in changed.items():
        setattr(round_, name, value)
    extends = round_.state == RoundState.OPEN and round_.deadline > before["deadline"]
    _require_nothing(_missing_for_change(round_, changed, extends=extends))
    round_.extensions += extends
    if round_.state in (RoundState.PLANNED, RoundState.ORDERED) and not changed.keys().isdisjoint(NOTICED_DATES):
        round_.noticed_on = None
    round_.save(update_fields=[*changed, "extensions", "noticed_on"])
    note = ", ".join(f"{name}: {before[name]} → {value}" for name, value in changed.items())
    is_told = round_.state == RoundState.OPEN and "deadline" in changed
    action = "extend" if extends else "shorten" if is_told else "change_dates"
    add_event(round_, action, by=by, note=note)
    if is_told:
        tell_deadline(round_)
    return round_


@transaction.atomic
def reopen(round_: AssessmentRound, *, deadline, pretalk_on=None, session_on=None, by) -> AssessmentRound:
    """Give a held round more time: it takes answers again, and the gate is asked anew at the new deadline.

    Raises TransitionNotAllowed; then nothing is moved.
    """
    round_ = lock(AssessmentRound, pk=round_.pk)
    dates = {"deadline": deadline, "pretalk_on": pretalk_on, "session_on": session_on}
    changed = {name: value for name, value in dates.items() if value is not None}
    note = ", ".join(f"{name}: {getattr(round_, name)} → {value}" for name, value in changed.items())
    ROUND.move(round_, "reopen", by=by, note=note, held_on=None, **changed, extensions=round_.extensions + 1)
    tell_deadline(round_)
    return round_


def _missing_for_change(round_: AssessmentRound, changed: dict, *, extends: bool) -> list[str]:
    if set(changed) - MOVABLE_DATES.get(round_.state, frozenset()):
        return [_("Denne datoen kan ikke flyttes når kartleggingen er %s.") % round_.get_state_display()]
    if "deadline" in changed and round_.state == RoundState.OPEN and (problem := _too_soon(round_)):
        return [AtField("deadline", problem)]
    if extends and round_.extensions >= workflow.MOST_EXTENSIONS:
        return [AtField("deadline", str(workflow.NO_MORE_EXTENSIONS))]
    if round_.state == RoundState.CLOSED:
        return _missing_after_closing(round_)
    return workflow.missing_for_dates(round_)


def _too_soon(round_: AssessmentRound) -> str:
    """Why nobody would have a whole day left when told of the deadline; "" when they would."""
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    if round_.deadline < tomorrow:
        return _("Fristen kan tidligst settes til i morgen.")
    if round_.deadline > tomorrow or not _deadline_told_today(round_):
        return ""
    return _(
        "De som ikke har svart, har alt fått e-post om fristen i dag. Den neste får de i morgen tidlig, "
        "så fristen kan tidligst settes til %(day)s."
    ) % {"day": day(tomorrow + dt.timedelta(days=1))}


def _missing_after_closing(round_: AssessmentRound) -> list[str]:
    missing = []
    if round_.pretalk_on < round_.closed_on:
        missing.append(AtField("pretalk_on", _("Forsamtalen kan tidligst være den dagen kartleggingen lukket.")))
    if round_.session_on < round_.pretalk_on:
        missing.append(AtField("session_on", _("Samlingen kan ikke være før forsamtalen med lederen.")))
    return missing


@transaction.atomic
def confirm_list(round_: AssessmentRound, *, by) -> AssessmentRound:
    """Freeze who is asked: those who answer in the group today. May be repeated until the round opens.

    Raises TransitionNotAllowed when fewer than three would be asked, or too late.
    """
    round_ = lock(AssessmentRound, pk=round_.pk)
    if round_.state not in (RoundState.PLANNED, RoundState.ORDERED):
        raise TransitionNotAllowed([_("Listen er låst når kartleggingen er åpnet.")])
    members = [membership.user_id for membership in answering_members(round_.application.group)]
    if len(members) < workflow.MINIMUM_ASKED:
        raise TransitionNotAllowed([_("Gruppen må ha minst tre som svarer, lederen medregnet.")])
    round_.participations.exclude(person__in=members).delete()
    known = set(round_.participations.values_list("person_id", flat=True))
    Participation.objects.bulk_create(
        Participation(round=round_, person_id=person) for person in members if person not in known
    )
    round_.list_confirmed_at = timezone.now()
    # Those who are new on the list have not been told yet; the others are not told twice.
    round_.noticed_on = None
    round_.save(update_fields=["list_confirmed_at", "noticed_on"])
    add_event(round_, "confirm_list", by=by)
    return round_


@transaction.atomic
def order_opening(round_: AssessmentRound, *, by) -> AssessmentRound:
    """Order the opening for the round's first day: at once when that has come, else the tick does it."""
    round_ = lock(AssessmentRound, pk=round_.pk)
    ROUND.move(round_, "order", by=by)
    enqueue_opening(round_)
    return round_


@transaction.atomic
def recall_opening(round_: AssessmentRound, *, by) -> AssessmentRound:
    round_ = lock(AssessmentRound, pk=round_.pk)
    ROUND.move(round_, "recall", by=by)
    return round_


def enqueue_opening(round_: AssessmentRound) -> None:
    """Ring for the keyworker when nothing is missing any more; else say nothing, the tick asks again.

    The key changes with each event and each day, so that an opening that met a gap is tried anew.
    """
    if not ROUND.missing(round_, "open"):
        last = round_.events.order_by("-pk").values_list("pk", flat=True).first()
        key = f"open:{round_.pk}:{last}:{timezone.localdate():%Y-%m-%d}"
        jobs.enqueue("assessments.open_round", key=key, subject_id=round_.pk)


def open_due_rounds() -> None:
    """Tick: open what is ordered and whose day has come."""
    due = AssessmentRound.objects.filter(state=RoundState.ORDERED, opens_on__lte=timezone.localdate())
    for round_ in due.select_related("application__group").order_by("pk"):
        enqueue_opening(round_)


def open_round(round_id: str, lease: Lease) -> None:
    """Job of the keyworker: make the keys, then open and order the invitations in one transaction.

    Killed after the keys, the next attempt uses the keys that are there.
    """
    round_ = AssessmentRound.objects.select_related("application__group").get(pk=round_id)
    if ROUND.missing(round_, "open"):
        return
    seed = keys.create(round_.pk)
    with transaction.atomic():
        round_ = lock(AssessmentRound, pk=round_id)
        if not ROUND.missing(round_, "open"):
            ROUND.move(round_, "open", opened_at=timezone.now())
            _give_links(round_, seed)
            queue_invitations(round_, sending=1)
        lease.finish()


def _give_links(round_: AssessmentRound, seed: bytes) -> None:
    participations = list(round_.participations.select_related("person").order_by("pk"))
    for participation in participations:
        participation.link_hash = sealing.link_hash(participation.token(seed))
        participation.submitted = participation.declined = False
        participation.mails_sent = 0
    Participation.objects.bulk_update(participations, ["link_hash", "submitted", "declined", "mails_sent"])


def tell_deadline(round_: AssessmentRound) -> None:
    """Order the mail about the deadline that has moved, to those who have neither answered nor declined.

    At most one a day: what moves after it has gone is told the next morning, however often it moves. The date is
    read while sending, so one that still waits is replaced.
    """
    for waiting in _deadline_mails(round_).filter(state=LeaseState.WAITING, attempts=0).order_by("pk"):
        outbox.stop(waiting)
    not_before = None
    if _deadline_told_today(round_):
        tomorrow = timezone.localdate() + dt.timedelta(days=1)
        not_before = timezone.make_aware(dt.datetime.combine(tomorrow, TELL_FROM))
    queue_invitations(round_, sending=next_sending(round_), template=NEW_DEADLINE, not_before=not_before)


def _deadline_told_today(round_: AssessmentRound) -> bool:
    """Whether a mail about the deadline has left today, or is just being sent or tried again."""
    today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    of_today = Q(not_before__gte=today) | Q(finished_at__gte=today)
    return _deadline_mails(round_).filter(of_today, attempts__gt=0).exists()


def _deadline_mails(round_: AssessmentRound):
    return Mail.objects.filter(template=NEW_DEADLINE, subject_id=str(round_.pk))


def next_sending(round_: AssessmentRound) -> int:
    """The number of the sending whose event has just been written; the invitation is number 1."""
    return 1 + round_.events.filter(action__in=SENDING_EVENTS).count()


def queue_invitations(
    round_: AssessmentRound, *, sending: int, template: str = INVITATION, occasion: object = "", not_before=None
) -> None:
    """One row for the whole group; who gets it is decided while sending.

    ``occasion`` tells later rows of the same sending apart: to those who were added, or got a new address.
    """
    outbox.queue(
        template,
        key=f"round:{round_.pk}:{sending}" + (f":{occasion}" if occasion else ""),
        case=round_.application.number,
        subject_id=round_.pk,
        not_before=not_before,
        sending=sending,
        reply_to=round_.consultant_email,
    )


def link_of(participation: Participation) -> str:
    """The token of a person's link. Raises KeysMissing outside the keyworker and when no round is open."""
    return participation.token(keys.read_seed(participation.round_id))


def _require_nothing(missing: list[str]) -> None:
    if missing:
        raise TransitionNotAllowed(missing)
