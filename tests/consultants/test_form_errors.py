"""What a service refuses stands at the field it is about, and in the summary with a link to it."""

import re

import pytest
from django.urls import reverse

from tests.consultants.pages import posted
from tests.factories.consultants import make_engagement
from tests.shorthand import days
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


def errors(response) -> dict:
    assert response.status_code == 422
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def linked(response) -> set[str]:
    """The fields the summary links to."""
    summary = response.content.decode().partition("<h1")[0]
    return set(re.findall(r'href="#(id_\w+)"', summary))


def test_contract_dates_that_do_not_hang_together_are_told_at_each(client):
    engagement = make_engagement()
    sign_in(client, engagement.lead.user)
    wrong = {"opens_on": days(-1), "deadline": days(-2), "agreed_on": days(2)}

    first = client.post(reverse("admin:contract", args=[engagement.application.number]), posted(**wrong))
    second = client.post(
        reverse("admin:contract", args=[engagement.application.number]), posted(**wrong | {"agreed_on": days(0)})
    )

    assert set(errors(first)) == {"agreed_on"}
    assert set(errors(second)) == {"opens_on", "deadline"}
    assert linked(second) == {"id_opens_on", "id_deadline"}


def test_empty_contract_names_every_field(client):
    engagement = make_engagement()
    sign_in(client, engagement.lead.user)

    response = client.post(reverse("admin:contract", args=[engagement.application.number]), {})

    assert errors(response)["deadline"] == ["Skriv svarfristen."]
    assert "påkrevet" not in response.content.decode()


def test_moved_date_is_refused_at_its_field(client):
    engagement = make_engagement(stage="contracted", opens_in=3)
    sign_in(client, engagement.lead.user)
    dates = {"session_on": days(4)}

    response = client.post(
        reverse("admin:round_dates", args=[engagement.application.number, 1]), posted(opens_in=3) | posted(**dates)
    )

    assert set(errors(response)) == {"session_on"}


def test_member_who_is_there_already_is_told_at_the_address(client):
    engagement = make_engagement()
    group = engagement.application.group
    leader, member = (group.memberships.filter(role=role).first().user for role in ("leader", "member"))
    sign_in(client, leader)

    response = client.post(
        reverse("case_members", args=[engagement.application.number]),
        {"name": "Ny Navnesen", "email": member.email, "role": "member"},
    )

    assert errors(response) == {"email": [f"{member} er allerede med i gruppen."]}
    assert linked(response) == {"id_email"}


def test_person_who_is_asked_already_is_told_at_the_address(client):
    engagement = make_engagement(stage="open")
    member = engagement.application.group.memberships.filter(role="member").first().user
    sign_in(client, engagement.lead.user)

    response = client.post(
        reverse("admin:round_people", args=[engagement.application.number, 1]),
        {"name": "Ny Navnesen", "email": member.email},
    )

    assert errors(response) == {"email": [f"{member.email} er alt spurt i denne kartleggingen."]}
