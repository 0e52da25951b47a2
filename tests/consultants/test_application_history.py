"""What the office reads on the application about how its consultant was found."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from consultants import services
from consultants.models import Consultant
from consultants.services import shortlists
from enrollment.models import MembershipRole
from portal.core import jobs
from tests.factories.accounts import UserFactory
from tests.factories.consultants import ConsultantFactory, make_engagement
from tests.factories.enrollment import ApplicationFactory
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office():
    return UserFactory(roles=("office",))


@pytest.fixture
def application(office):
    """A case whose leader is asked to choose between two."""
    application = ApplicationFactory(admitted=True)
    ConsultantFactory.create_batch(2)
    deadline = timezone.localdate() + dt.timedelta(days=7)
    services.offer_choice(application, Consultant.objects.all(), deadline=deadline, by=office)
    return application


def happened(client, application) -> list[str]:
    response = client.get(reverse("admin:application", args=[application.number]))
    assert response.status_code == 200
    return [str(event["label"]) for event in response.context["events"]]


def lapse(application, _leader, _office):
    application.shortlists.update(deadline=timezone.localdate() - dt.timedelta(days=1))
    shortlists.order_look()
    jobs.run_due()


def empty(_application, _leader, _office):
    Consultant.objects.update(active=False)
    shortlists.order_look()
    jobs.run_due()


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (lambda case, leader, _: services.choose_lead(case, Consultant.objects.first(), by=leader), "Lederen valgte"),
        (lambda case, leader, _: services.leave_choice(case, by=leader), "Lederen lot programkontoret velge konsulent"),
        (lambda case, _, office: services.withdraw_choice(case, by=office), "Spørsmålet til lederen ble trukket"),
        (lapse, "Lederen valgte ikke konsulent innen fristen"),
        (empty, "Ingen av dem lederen kunne velge, kan ta gruppen lenger"),
    ],
)
def test_what_came_of_the_leaders_choice(client, application, office, end, words):
    end(application, application.group.memberships.get(role=MembershipRole.LEADER).user, office)
    sign_in(client, office)

    asked, ended = happened(client, application)[-2:]

    assert asked == "Lederen ble bedt om å velge konsulent"
    assert ended.startswith(words)


def test_consultant_who_said_no(client, office):
    engagement = make_engagement()
    application = engagement.application
    services.decline(engagement, by=engagement.lead.user)
    sign_in(client, office)

    assert happened(client, application)[-1] == "Konsulenten sa nei"
