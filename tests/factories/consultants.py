"""Consultants and engagements for tests, taken to a stage by the services."""

import datetime as dt
import io

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory
from PIL import Image

from assessments import services as assessments
from assessments.models import AssessmentRound
from consultants import services
from consultants.models import Certification, Consultant, Engagement
from enrollment.models import Application
from portal.accounts.services import mark_staff
from portal.core import jobs, outbox
from tests.factories.accounts import UserFactory
from tests.factories.assessments import make_instrument
from tests.factories.enrollment import ApplicationFactory


class ConsultantFactory(DjangoModelFactory):
    """May lead any group for two years, unless ``certified=False``."""

    class Meta:
        model = Consultant
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    slots = 4
    seniority = 4
    presentation = "Har ledet grupper i ti år."

    @factory.post_generation
    def certified(self, create, extracted, **_kwargs):
        mark_staff(self.user)
        if extracted is not False:
            certify(self)


def certify(consultant: Consultant, *, first: int = -365, last: int = 730) -> Certification:
    """A certificate from ``first`` to ``last``, in days from today."""
    today = timezone.localdate()
    return Certification.objects.create(
        consultant=consultant,
        instrument="ledergruppe",
        issuer="Prøvesentret",
        valid_from=today + dt.timedelta(days=first),
        valid_to=today + dt.timedelta(days=last),
    )


def terms(*, opens_in: int = 0, **changes) -> dict:
    """What record_contract takes, with a window of two weeks."""
    today = timezone.localdate()
    opens_on = today + dt.timedelta(days=opens_in)
    return {
        "purpose": "Gruppen vil bli enig om hva den er til for.",
        "agreed_on": today,
        "opens_on": opens_on,
        "deadline": opens_on + dt.timedelta(days=14),
        "pretalk_on": opens_on + dt.timedelta(days=17),
        "session_on": opens_on + dt.timedelta(days=19),
        "ends_on": opens_on + dt.timedelta(days=300),
        **changes,
    }


def make_engagement(
    *,
    consultant: Consultant | None = None,
    application: Application | None = None,
    stage: str = "assigned",
    members: int = 5,
    declared: bool = True,
    **changes,
) -> Engagement:
    """An engagement at one of the stages assigned, contracted, confirmed, ordered, open; its lead without ties."""
    application = application or ApplicationFactory(admitted=True, members=members)
    consultant = consultant or ConsultantFactory()
    engagement = services.assign_lead(application, consultant, by=UserFactory(roles=("office",)))
    if declared:
        services.declare(engagement, by=consultant.user)
    stages = ("assigned", "contracted", "confirmed", "ordered", "open")
    by = consultant.user
    for reached in stages[1 : stages.index(stage) + 1]:
        if reached == "contracted":
            make_instrument()
            engagement = services.record_contract(engagement, by=by, **terms(**changes))
        elif reached == "confirmed":
            assessments.confirm_list(round_of(engagement), by=by)
        elif reached == "ordered":
            assessments.order_opening(round_of(engagement), by=by)
        else:
            jobs.run_due()
            outbox.send_due()
    return Engagement.objects.get(pk=engagement.pk)


def round_of(engagement: Engagement) -> AssessmentRound:
    return engagement.application.rounds.order_by("-sequence").first()


def portrait(kind: str = "PNG", size: tuple[int, int] = (60, 40)) -> bytes:
    """A picture as somebody might upload it."""
    out = io.BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()
