"""What was sent can be read again by those who sent it, and taken back while it waits."""

import pytest
from django.urls import reverse

from enrollment.models import ApplicationState
from enrollment.queries import answering_members
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import ApplicationFactory
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


def address(application) -> str:
    return reverse("sent_application", args=[application.number])


def test_leader_reads_what_she_sent(client):
    application = ApplicationFactory(submitted=True)
    sign_in(client, application.applicant)

    page = client.get(address(application)).content.decode()

    assert application.reason in page
    assert application.member_lines[0]["name"] in page


def test_other_members_and_strangers_do_not(client):
    application = ApplicationFactory(submitted=True)
    member = answering_members(application.group).exclude(role="leader").first().user
    for user in (member, UserFactory()):
        sign_in(client, user)

        assert client.get(address(application)).status_code == 404


def test_waiting_application_is_taken_back(client):
    application = ApplicationFactory(submitted=True)
    sign_in(client, application.applicant)

    client.post(address(application))

    application.refresh_from_db()
    assert application.state == ApplicationState.WITHDRAWN


def test_answered_application_stays_answered(client):
    application = ApplicationFactory(admitted=True)
    sign_in(client, application.applicant)

    response = client.post(address(application), follow=True)

    application.refresh_from_db()
    assert application.state == ApplicationState.ADMITTED
    assert "går ikke når statusen er" in response.content.decode()
