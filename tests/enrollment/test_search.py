"""The office finds one among many applications and engagements by what she remembers of it."""

import pytest
from django.urls import reverse

from enrollment import views
from tests.factories.accounts import UserFactory
from tests.factories.consultants import ConsultantFactory, make_engagement
from tests.factories.enrollment import ApplicationFactory
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db

QUEUE, ENGAGEMENTS = reverse("admin:applications"), reverse("admin:engagements")


@pytest.fixture(autouse=True)
def office(client):
    sign_in(client, UserFactory(roles=("office",)))


@pytest.fixture
def cases():
    first = ApplicationFactory(
        admitted=True, organisation__name="Økonomietaten", group_name="Ledergruppen i staben", leader_name="Kari Ås"
    )
    return first, ApplicationFactory(submitted=True, organisation__name="Bydel Frogner")


def found(response) -> set[str]:
    return {row["application"].number for row in response.context["rows"]}


@pytest.mark.parametrize("words", ["økonomi", "staben", "KARI", "kari økonomi", "  stab   kari "])
def test_application_is_found_by_organisation_group_and_leader(client, cases, words):
    response = client.get(QUEUE, {"sok": words})

    assert found(response) == {cases[0].number}
    assert "1 treff på «" in response.content.decode()


def test_application_is_found_by_number_and_within_a_state(client, cases):
    assert found(client.get(QUEUE, {"sok": cases[1].number})) == {cases[1].number}
    assert found(client.get(QUEUE, {"sok": cases[1].number, "status": "admitted"})) == set()


def test_nothing_found_says_so_and_what_was_typed_stays(client, cases):
    page = client.get(QUEUE, {"sok": '"><b>'}).content.decode()

    assert "Ingen treff" in page
    assert 'value="&quot;&gt;&lt;b&gt;"' in page
    assert "Når en gruppe søker" not in page


def test_pages_keep_what_was_searched_for(client, cases, monkeypatch):
    monkeypatch.setattr(views, "APPLICATIONS_A_PAGE", 1)

    page = client.get(QUEUE, {"sok": "2"}).content.decode()

    assert "?status=&sok=2&amp;side=2" in page.replace("status=&amp;sok", "status=&sok")


def test_engagement_is_found_by_its_consultant_too_and_the_heading_counts_all(client, cases):
    engagement = make_engagement(application=cases[0], consultant=ConsultantFactory(user__name="Maja Prøve"))
    make_engagement()

    for words in ("maja", "økonomi", cases[0].number):
        response = client.get(ENGAGEMENTS, {"sok": words})
        assert [row["engagement"] for row in response.context["rows"]] == [engagement]
        assert "To oppdrag hos konsulentene" in response.content.decode()


def test_consultant_has_no_search_and_reaches_only_her_own(client):
    engagement = make_engagement()
    make_engagement()
    sign_in(client, engagement.lead.user)

    response = client.get(ENGAGEMENTS, {"sok": "ingen slike"})

    assert [row["engagement"] for row in response.context["rows"]] == [engagement]
    assert 'name="sok"' not in response.content.decode()
