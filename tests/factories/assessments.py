"""Rounds at any stage, made by the services as in life."""

import datetime as dt
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from assessments import services
from assessments.models import AssessmentRound, InstrumentVersion, Participation
from assessments.services.rows import Holder
from enrollment.models import (
    Application,
    GroupLevel,
    Intake,
    LeadershipGroup,
    Membership,
    Offering,
    Organisation,
    OrganisationKind,
    Programme,
)
from portal.accounts.models import User
from portal.core import jobs, outbox

NAMES = ("Ada", "Bo", "Cecilie", "Dag", "Eli", "Frode", "Gro", "Hans", "Ida", "Jan", "Kari", "Lars", "Mona", "Nils")


@lru_cache
def default_source() -> str:
    return (Path(settings.BASE_DIR) / "assessments/data/ledergruppe.json").read_text(encoding="utf-8")


def make_instrument() -> InstrumentVersion:
    return services.import_instrument(default_source())


def make_case(*, members: int = 5, name: str = "Alfa") -> Application:
    """An admitted application with a group of so many who answer, the leader first among them."""
    kind, _ = OrganisationKind.objects.get_or_create(name="Etat")
    organisation = Organisation.objects.create(name=f"{name} etat", kind=kind)
    level, _ = GroupLevel.objects.get_or_create(rank=1, defaults={"name": "Topp", "is_top": True})
    group = LeadershipGroup.objects.create(organisation=organisation, name=f"Ledergruppen {name}", level=level)
    slug = re.sub(r"\W", "", name.lower())
    users = [User.objects.create_user(f"{first.lower()}.{slug}@example.org", f"{first} {name}") for first in NAMES]
    for index, user in enumerate(users[:members]):
        Membership.objects.create(group=group, user=user, role="member" if index else "leader")
    today = timezone.localdate()
    intake = _intake(today)
    number = f"{today.year}-{Application.objects.exclude(number=None).count() + 1:04d}"
    return Application.objects.create(
        intake=intake,
        number=number,
        state="admitted",
        applicant=users[0],
        group=group,
        organisation=organisation,
        level=level,
        submitted_at=timezone.now(),
        decided_at=timezone.now(),
        decision_reason="Plass.",
    )


def _intake(today: dt.date) -> Intake:
    programme, _ = Programme.objects.get_or_create(name="Program", defaults={"slug": "program", "headline": "Løfte"})
    offering, _ = Offering.objects.get_or_create(programme=programme, name="Tilbud", instrument="ledergruppe")
    return Intake.objects.get_or_create(
        offering=offering,
        name="Opptak",
        defaults={"opens_on": today, "closes_on": today, "starts_on": today, "places": 10},
    )[0]


def make_consultant() -> User:
    found = User.objects.filter(email="konsulent@example.org").first()
    return found or User.objects.create_user("konsulent@example.org", "Kine Konsulent")


def plan(case: Application | None = None, *, members: int = 5, **changes) -> AssessmentRound:
    today = timezone.localdate()
    consultant = make_consultant()
    dates = {
        "opens_on": today,
        "deadline": today + dt.timedelta(days=10),
        "pretalk_on": today + dt.timedelta(days=14),
        "session_on": today + dt.timedelta(days=16),
    }
    return services.plan_round(
        case or make_case(members=members),
        **{
            "instrument": make_instrument(),
            "view": "tre",
            "consultant_name": consultant.name,
            "consultant_email": consultant.email,
            "by": consultant,
            **dates,
            **changes,
        },
    )


def order(round_: AssessmentRound) -> AssessmentRound:
    consultant = make_consultant()
    services.confirm_list(round_, by=consultant)
    return services.order_opening(round_, by=consultant)


def open_round(case: Application | None = None, *, members: int = 5, **changes) -> AssessmentRound:
    """A round that takes answers, with its invitations sent."""
    round_ = order(plan(case, members=members, **changes))
    jobs.run_due()
    outbox.send_due()
    return AssessmentRound.objects.select_related("application__group").get(pk=round_.pk)


def people(round_: AssessmentRound) -> list[tuple[Participation, str]]:
    """Everyone who is asked, by name, with the token of her link."""
    rows = round_.participations.select_related("person", "round").order_by("person__email")
    return [(row, services.link_of(row)) for row in rows]


def fill(participation: Participation | Holder, token: str, *, value: int = 5, texts: dict | None = None) -> None:
    """Answer every statement with one value and send."""
    instrument = services.load_version(services.open_link(token).instrument_id)
    services.save_draft(participation, token, items=dict.fromkeys(instrument.item_keys, value), texts=texts or {})
    services.submit(participation, token)


def answer(round_: AssessmentRound, count: int, *, texts: dict | None = None) -> None:
    """So many of those asked answer; the values differ a little."""
    for index, (participation, token) in enumerate(people(round_)[:count]):
        fill(participation, token, value=4 + index % 3, texts=texts)


def pass_deadline(round_: AssessmentRound) -> AssessmentRound:
    """As if the deadline was yesterday."""
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    AssessmentRound.objects.filter(pk=round_.pk).update(opens_on=yesterday, deadline=yesterday)
    round_.refresh_from_db()
    return round_


def run_keyworker() -> None:
    jobs.run_due(queues=["keys"])


def close(round_: AssessmentRound) -> AssessmentRound:
    """The keyworker's part alone; the report is left waiting for its worker."""
    services.order_closing(pass_deadline(round_))
    run_keyworker()
    round_.refresh_from_db()
    return round_


def closed_round(*, members: int = 5, answers: int | None = None, texts: dict | None = None, **changes):
    round_ = open_round(members=members, **changes)
    answer(round_, members if answers is None else answers, texts=texts)
    return close(round_)


def close_answered(round_: AssessmentRound) -> AssessmentRound:
    answer(round_, round_.participations.count())
    return close(round_)
