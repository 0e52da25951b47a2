"""The contract between consultant and leader: purpose, dates, and the first round that follows from them."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import AssessmentRound, RoundState
from assessments.services import change_dates
from consultants import mails
from consultants.dates import missing_for_round
from consultants.models import Engagement
from consultants.services.engagements import lock_both, require_both_eligible
from consultants.services.rounds import add_round, telling_leader
from consultants.workflow import ENGAGEMENT, missing_for_contract
from portal.core.workflow import TransitionNotAllowed, add_event, lock

CORRECTABLE = (RoundState.PLANNED, RoundState.ORDERED, RoundState.ELSEWHERE)


@transaction.atomic
def record_contract(
    engagement: Engagement,
    *,
    by,
    purpose: str,
    agreed_on: date | None,
    ends_on: date | None,
    opens_on: date,
    deadline: date,
    pretalk_on: date,
    session_on: date,
    leader_marker: bool = False,
    view: str = "tre",
    tool: str = "",
) -> Engagement:
    """Write what consultant and leader agreed, and plan the first round; with ``tool`` it is run there.

    Her eligibility is checked again with the contract's own days. Raises TransitionNotAllowed
    with everything that is missing or wrong; then nothing is written.
    """
    application, engagement = lock_both(engagement)
    terms = {"purpose": purpose, "agreed_on": agreed_on, "starts_on": opens_on, "ends_on": ends_on}
    dates = {"opens_on": opens_on, "deadline": deadline, "pretalk_on": pretalk_on, "session_on": session_on}
    ENGAGEMENT.require(with_terms(engagement, terms), "contract")
    require_dates(dates, last_day=ends_on)
    require_both_eligible(application, engagement, period=(opens_on, ends_on))
    ENGAGEMENT.move(engagement, "contract", by=by, **terms)
    round_ = add_round(engagement, view=view, leader_marker=leader_marker, tool=tool, dates=dates, by=by)
    mails.tell_dates(engagement, round_)
    return engagement


@transaction.atomic
def correct_contract(
    engagement: Engagement,
    *,
    by,
    purpose: str,
    agreed_on: date | None,
    ends_on: date | None,
    leader_marker: bool = False,
    view: str = "",
    **dates: date,
) -> Engagement:
    """Correct a recorded contract until its first round opens; where it is run stays. Raises TransitionNotAllowed."""
    application, engagement = lock_both(engagement)
    round_ = lock(AssessmentRound, application=application, sequence=1)
    if round_.state not in CORRECTABLE:
        raise TransitionNotAllowed([_("Kartleggingen er åpnet. Da kan ikke kontrakten endres, bare datoene.")])
    terms = {"purpose": purpose, "agreed_on": agreed_on, "starts_on": dates["opens_on"], "ends_on": ends_on}
    missing = missing_for_contract(with_terms(engagement, terms))
    if missing:
        raise TransitionNotAllowed(missing)
    require_dates(dates, last_day=ends_on)
    require_both_eligible(application, engagement, period=(dates["opens_on"], ends_on))
    engagement.save(update_fields=list(terms))
    telling_leader(engagement, round_, lambda: change_dates(round_, by=by, **dates))
    if not round_.runs_elsewhere:
        AssessmentRound.objects.filter(pk=round_.pk).update(leader_marker=leader_marker, view=view)
    add_event(engagement, "correct", by=by)
    return engagement


def with_terms(engagement: Engagement, terms: dict) -> Engagement:
    """The engagement with the terms in place, not saved."""
    for name, value in terms.items():
        setattr(engagement, name, value)
    return engagement


def require_dates(dates: dict[str, date], *, last_day: date | None) -> None:
    missing = missing_for_round(**dates, today=timezone.localdate(), last_day=last_day)
    if missing:
        raise TransitionNotAllowed(missing)
