"""The office's queue and answer."""

from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment.models import Application, ApplicationState
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import ApplicationFactory, MembershipFactory, member_lines
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db

QUEUE = "/admin/soknader/"


@pytest.fixture
def office(client):
    person = UserFactory(roles=("office",))
    sign_in(client, person)
    return person


def page(response, status=200):
    assert response.status_code == status
    return unescape(response.content.decode())


def one(application):
    return reverse("admin:application", args=[application.number])


def test_queue_answers_first(client, office):
    assert "<h1>Ingen søknader venter på svar</h1>" in page(client.get(QUEUE))
    ApplicationFactory(submitted=True)
    assert "<h1>Én søknad venter på svar</h1>" in page(client.get(QUEUE))
    ApplicationFactory.create_batch(2, submitted=True)
    assert "<h1>Tre søknader venter på svar</h1>" in page(client.get(QUEUE))


def test_queue_puts_the_oldest_promise_first_and_the_decided_last(client, office):
    admitted, late, new = (ApplicationFactory(admitted=True), *ApplicationFactory.create_batch(2, submitted=True))
    Application.objects.filter(pk=late.pk).update(answer_by=timezone.localdate() - timedelta(days=2))
    ApplicationFactory()

    response = client.get(QUEUE)

    assert [row["application"] for row in response.context["rows"]] == [late, new, admitted]
    assert "2 dager over" in page(response)


def test_queue_is_filtered_by_state(client, office):
    admitted, _waiting = ApplicationFactory(admitted=True), ApplicationFactory(submitted=True)

    rows = client.get(QUEUE + "?status=admitted").context["rows"]

    assert [row["application"] for row in rows] == [admitted]
    for unknown in ("draft", "tull"):
        assert client.get(f"{QUEUE}?status={unknown}").status_code == 404


@pytest.mark.parametrize("applications", [1, 3])
def test_queue_runs_constant_queries(client, office, applications, django_assert_num_queries):
    ApplicationFactory.create_batch(applications, submitted=True)
    client.get(QUEUE)

    with django_assert_num_queries(9):
        client.get(QUEUE)


def test_queue_and_application_are_the_offices_alone(client):
    application = ApplicationFactory(submitted=True)

    for path in (QUEUE, one(application)):
        client.logout()
        assert client.get(path).status_code == 302
        for other in (application.applicant, UserFactory(roles=("commissioner", "operator", "privacy"))):
            sign_in(client, other)
            assert client.get(path).status_code == 404
            assert client.post(path, {"action": "admit", "reason": "Ja"}).status_code in (404, 405)
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED


def test_draft_and_unknown_number_are_not_there(client, office):
    ApplicationFactory()

    assert client.get(QUEUE + "2026-0001/").status_code == 404
    assert client.get(QUEUE + "None/").status_code == 404


def test_application_is_read_as_text_with_its_history(client, office):
    application = ApplicationFactory(submitted=True, alternative="bought", external_cost=180_000)

    text = page(client.get(one(application)))

    for shown in (application.reason, "om lag 180\xa0000 kroner", application.member_lines[0]["email"]):
        assert shown in text
    assert "Søknaden ble sendt" in text
    assert "Slik blir brevet" in text


@pytest.mark.parametrize(
    ("action", "state", "link"),
    [("admit", ApplicationState.ADMITTED, True), ("decline", ApplicationState.DECLINED, False)],
)
def test_answer_is_given_once(client, office, action, state, link):
    application = ApplicationFactory(submitted=True)

    response = client.post(one(application), {"action": action, "reason": "Fordi."}, follow=True)

    text = page(response)
    application.refresh_from_db()
    assert application.state == state
    assert "Fordi." in text
    assert ("Se eller velg konsulent" in text) == link
    again = client.post(one(application), {"action": "admit", "reason": "Om igjen."})
    assert "går ikke når statusen er" in page(again, 422)
    application.refresh_from_db()
    assert (application.state, application.decision_reason) == (state, "Fordi.")


def test_answer_without_choice_and_reason_is_refused_and_kept(client, office):
    application = ApplicationFactory(submitted=True)

    text = page(client.post(one(application), {"reason": "x" * 2001, "action": ""}), 422)

    assert "<title>Feil:" in text
    assert "Velg om gruppen får plass" in text
    assert "x" * 2001 in text


def test_answer_to_her_own_group_is_left_to_a_colleague(client, office):
    application = ApplicationFactory(submitted=True)
    MembershipFactory(group=application.group, user=office)

    assert "En kollega på programkontoret må svare" in page(client.get(one(application)))
    page(client.post(one(application), {"action": "admit", "reason": "Ja"}), 422)
    application.refresh_from_db()
    assert application.state == ApplicationState.SUBMITTED


def test_office_is_warned_when_a_stranger_applies_for_a_known_group(client, office):
    first = ApplicationFactory(declined=True)
    second = ApplicationFactory(
        submitted=True,
        organisation=first.organisation,
        group_name=first.group_name,
        member_lines=member_lines(3),
    )

    shown = page(client.get(one(second)))
    assert "Gruppen er kjent fra før" in shown
    assert f"{second.leader_name} blir leder" in shown
    assert first.leader_name in shown.partition("Går ut:")[2]
    assert "Gruppen er kjent fra før" not in page(client.get(one(ApplicationFactory(submitted=True))))


@pytest.mark.parametrize("members", [3, 9])
def test_application_runs_constant_queries(client, office, members, django_assert_num_queries):
    application = ApplicationFactory(submitted=True, members=members)
    client.get(one(application))

    with django_assert_num_queries(10):
        client.get(one(application))
