"""The office's list of consultants: whose certificate ends, and who has room, without opening each record."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from consultants.models import Certification
from tests.factories.accounts import UserFactory
from tests.factories.consultants import ConsultantFactory, make_engagement
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db

LIST = reverse("admin:consultants_consultant_changelist")


@pytest.fixture(autouse=True)
def office(client):
    sign_in(client, UserFactory(roles=("office",)))


def until(consultant, days: int) -> dt.date:
    last = timezone.localdate() + dt.timedelta(days=days)
    Certification.objects.filter(consultant=consultant).update(valid_to=last)
    return last


def test_list_tells_how_long_each_certificate_lasts(client):
    lasting, ending, ended = ConsultantFactory.create_batch(3)
    none = ConsultantFactory()
    none.certifications.all().delete()
    dates = [until(consultant, days) for consultant, days in ((lasting, 400), (ending, 25), (ended, -40))]

    page = client.get(LIST).content.decode()

    assert f"Gyldig til {dates[0]:%d.%m.%Y}" in page
    assert "Går ut om 25 dager" in page
    assert f"Gikk ut {dates[2]:%d.%m.%Y}" in page
    assert page.count('field-certificates">Ingen<') == 1


def test_renewed_certificate_is_told_by_its_latest(client):
    consultant = ConsultantFactory()
    until(consultant, -5)
    former = consultant.certifications.get()
    last = timezone.localdate() + dt.timedelta(days=700)
    Certification.objects.create(
        consultant=consultant,
        instrument=former.instrument,
        issuer="Programkontoret",
        valid_from=former.valid_from,
        valid_to=last,
    )

    page = client.get(LIST).content.decode()

    assert f"Gyldig til {last:%d.%m.%Y}" in page
    assert "Gikk ut" not in page


def test_list_counts_engagements_as_lead_and_as_co(client):
    consultant = ConsultantFactory(slots=4)
    make_engagement(consultant=consultant)
    engagement = make_engagement()
    engagement.co = consultant
    engagement.save(update_fields=["co"])

    row = next(row for row in client.get(LIST).context["cl"].result_list if row == consultant)

    assert row.held == 2
    assert "2 av 4" in client.get(LIST).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_runs_constant_queries(client, count, django_assert_num_queries):
    for _ in range(count):
        make_engagement()
    client.get(LIST)

    with django_assert_num_queries(10):
        client.get(LIST)


def test_office_follows_up_what_ends_and_what_has_ended_until_it_is_renewed(client):
    soon, ended, forgotten, lasting, gone = ConsultantFactory.create_batch(5)
    for consultant, days in ((soon, 25), (ended, -40), (forgotten, -91), (lasting, 91), (gone, -1)):
        until(consultant, days)
    gone.active = False
    gone.save(update_fields=["active"])
    page = client.get(reverse("admin:index"))

    assert [row["name"] for row in page.context["expiring"]] == [str(ended), str(soon)]
    assert "Sertifikater å følge opp" in page.content.decode()
