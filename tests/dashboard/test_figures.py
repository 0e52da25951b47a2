"""The page of programme figures: for office and commissioner, of the latest edition alone."""

import pytest
from django.urls import reverse

from assessments import services
from assessments.models import FigureEdition
from portal.accounts.services import grant_role, invite
from tests.assessments.test_editions import NAMES, round_with, several
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db

PAGE = "/admin/programtall/"


def staff(client, role: str):
    user = invite(email=f"{role}@example.org", name=role)
    grant_role(user, role, by=None)
    sign_in(client, user)
    return user


def publish(client, instrument, kind: str = "figures"):
    return client.post(reverse("admin:figures_publish", args=[instrument.pk, kind]), follow=True)


def test_before_anything_is_assessed(client):
    staff(client, "commissioner")

    assert "Ingen utgave er laget ennå." in client.get(PAGE).content.decode()


def test_office_makes_an_edition_and_the_commissioner_reads_it(client):
    staff(client, "office")
    instrument = several(NAMES[:3], "5.2")
    assert "Programtall 1 er laget." in publish(client, instrument).content.decode()

    staff(client, "commissioner")
    page = client.get(PAGE).content.decode()

    assert "Utgave 1" in page
    assert "3 grupper, 18 svar" in page
    assert page.count("5,2") == 24
    assert "Lag ny utgave" not in page


def test_round_that_closes_later_changes_nothing_on_the_page(client):
    staff(client, "office")
    instrument = several(NAMES[:3], "5.2")
    publish(client, instrument)
    round_with("Delta", "1.0")

    page = publish(client, instrument).content.decode()

    assert "ikke nok nytt" in page
    assert "3 grupper, 18 svar" in page


def test_hidden_cell_says_why_and_no_more(client):
    staff(client, "office")
    instrument = several(NAMES[:3], kind="Etat")
    round_with("Delta", kind="Foretak")
    publish(client, instrument)

    row = client.get(PAGE).content.decode().partition("Foretak")[2].partition("</tr>")[0]

    assert "Vises ikke" in row
    assert "Færre enn tre grupper eller femten svar." in row
    assert [digit for digit in row if digit.isdigit()] == []


def test_one_cell_is_opened_at_a_time(client):
    staff(client, "office")
    instrument = several(NAMES[:3], kind="Etat")
    publish(client, instrument)

    assert client.get(PAGE, {"tall": "kind:Etat"}).context["opened"]["label"] == "Etat"
    assert client.get(PAGE, {"tall": "kind:Ukjent"}).context["opened"]["label"] == "Alle grupper"


def test_norm_stands_beside_the_figures(client):
    user = staff(client, "office")
    instrument = several(NAMES, "5.2")
    services.publish_figures(instrument, by=user)
    publish(client, instrument, "norm")

    page = client.get(PAGE).content.decode()

    assert "Sammenlikningstall: utgave 1" in page
    assert FigureEdition.objects.count() == 2


@pytest.mark.parametrize("query", ["?verktoy=999", "?verktoy=x"])
def test_unknown_version(client, query):
    staff(client, "office")

    assert client.get(PAGE + query).status_code == 404


def test_unknown_kind_of_edition(client):
    staff(client, "office")
    instrument = round_with("Alfa").instrument

    assert publish(client, instrument, "annet").status_code == 404


@pytest.mark.parametrize("groups", [3, 6])
def test_queries_do_not_grow_with_the_groups(client, groups, django_assert_num_queries):
    user = staff(client, "office")
    instrument = several(NAMES[:groups])
    services.publish_figures(instrument, by=user)
    client.get(PAGE)

    with django_assert_num_queries(10):
        client.get(PAGE)
