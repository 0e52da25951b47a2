"""The pages anybody may read."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment.models import Intake, Programme
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import IntakeFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


def text_of(client, name, *args):
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def test_front_page_shows_promise_facts_and_the_way_to_apply(client):
    intake = IntakeFactory(places=17, answer_within_days=14)

    for visitor in (None, UserFactory()):
        if visitor:
            client.force_login(visitor)
        page = text_of(client, "programme")
        assert "Bli en bedre ledergruppe, sammen" in page
        assert "Svar innen 2 uker" in page
        assert ">17</td>" in page
        assert f'href="{reverse("apply", args=[intake.pk])}"' in page


def test_front_page_without_an_open_intake_says_when_one_opens(client):
    today = timezone.localdate()
    IntakeFactory(opens_on=today + timedelta(days=5))

    page = text_of(client, "programme")

    assert "Du kan søke fra" in page
    assert "Søk om plass for gruppen" not in page


def test_front_page_leaves_out_what_is_over(client):
    today = timezone.localdate()
    IntakeFactory(name="Ute", opens_on=today - timedelta(days=60), closes_on=today - timedelta(days=1), starts_on=today)

    assert "Det er ingen opptak å søke på nå" in text_of(client, "programme")


def test_front_page_without_a_published_programme(client):
    ProgrammeFactory(published=False)

    assert "ikke publisert ennå" in text_of(client, "programme")


@pytest.mark.parametrize("intakes", [1, 3])
def test_front_page_runs_constant_queries(client, intakes, django_assert_num_queries):
    IntakeFactory.create_batch(intakes)

    with django_assert_num_queries(2):
        client.get(reverse("programme"))
    assert (Programme.objects.count(), Intake.objects.count()) == (1, intakes)


def test_privacy_page_says_what_is_not_protected_against(client):
    page = text_of(client, "privacy")

    assert "Dette verner vi deg ikke mot" in page
    assert "Dette er ikke en varslingskanal" in page
