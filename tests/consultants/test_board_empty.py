"""The plan's page when nobody waits: it says so, and asks no questions that have no answer."""

import pytest
from django.urls import reverse

from tests.consultants.board import make_round
from tests.factories.accounts import UserFactory
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


def test_plan_of_an_intake_where_nobody_waits(client):
    intake = make_round(groups=0, slots=(1,))
    sign_in(client, UserFactory(roles=("office",)))

    page = client.get(reverse("admin:board_plan", args=[intake.pk])).content.decode()

    assert "Ingen grupper venter på konsulent" in page
    assert "Ingenting å foreslå" in page
    assert [word for word in ("hos ingen konsulenter", "0 av 0", "Hva om", "noen av gruppene") if word in page] == []
