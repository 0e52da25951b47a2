"""A draft is its applicant's own: deleted when she says so, and kept by no browser."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from enrollment import services
from enrollment.models import Application
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import ApplicationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(draft):
    return services.save_draft(draft, reason="Vi er nye sammen.")


def address(draft) -> str:
    return reverse("application_delete", args=[draft.pk])


def test_draft_is_asked_about_and_then_deleted_with_its_history(client, draft):
    asked = client.get(address(draft)).content.decode()
    still_there = Application.objects.filter(pk=draft.pk).exists()

    response = client.post(address(draft))

    assert still_there
    assert "Det kan ikke angres." in asked
    assert response["Location"] == reverse("home")
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["Kladden er slettet."]
    assert not Application.objects.exists()
    assert not Application.history.exists()


def test_every_step_of_a_draft_leads_to_its_deletion(client, draft):
    pages = [
        client.get(reverse("application_step", args=[draft.pk, step])) for step in ("behovet", "medlemmer", "send")
    ]

    assert [address(draft) in page.content.decode() for page in pages] == [True, True, True]


def test_second_click_is_not_found_and_deletes_nothing_else(client, draft):
    other = ApplicationFactory(submitted=True)
    client.post(address(draft))

    assert client.post(address(draft)).status_code == 404
    assert list(Application.objects.values_list("pk", flat=True)) == [other.pk]


def test_sent_application_is_not_deleted(client, leader):
    sent = ApplicationFactory(submitted=True, applicant=leader)

    response = client.post(address(sent))

    assert response["Location"] == reverse("application_sent", args=[sent.pk])
    assert Application.objects.filter(pk=sent.pk).exists()


def test_nobody_deletes_anothers_draft(client, draft):
    client.force_login(UserFactory())

    assert client.post(address(draft)).status_code == 404
    assert Application.objects.filter(pk=draft.pk).exists()


def test_pages_of_an_application_are_kept_by_no_browser(client, draft, leader):
    sent = ApplicationFactory(submitted=True, applicant=leader)
    pages = (
        reverse("apply", args=[draft.intake_id]),
        reverse("application_step", args=[draft.pk, "medlemmer"]),
        address(draft),
        reverse("application_sent", args=[sent.pk]),
        reverse("sent_application", args=[sent.number]),
    )

    assert [page for page in pages if "no-store" not in client.get(page).get("Cache-Control", "")] == []
