"""Django's own pages as the office meets them: every word Norwegian, and faults on top as elsewhere."""

import re

import pytest
from django.urls import reverse

from enrollment.models import HolidayWeek
from tests.factories.accounts import UserFactory
from tests.factories.consultants import ConsultantFactory
from tests.factories.enrollment import IntakeFactory
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def office(client):
    person = UserFactory(roles=("office",))
    sign_in(client, person)
    return person


def text_of(response) -> str:
    assert response.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


WEEK = {"name": "Vinterferie", "first_day": "22.02.2027", "last_day": "26.02.2027"}


def test_faults_of_a_form_stand_on_top_and_lead_to_their_fields(client):
    response = client.post(reverse("admin:enrollment_holidayweek_add"), {"name": "Vinterferie"})

    page = response.content.decode()
    assert "Rett to ting før du går videre" in text_of(response)
    assert '<a href="#id_first_day">Første dag: Feltet er påkrevet</a>' in page
    assert "Please" not in page


def test_fault_of_the_whole_form_is_told_once(client):
    response = client.post(reverse("admin:enrollment_holidayweek_add"), WEEK | {"last_day": "01.02.2027"})

    assert text_of(response).count("Siste dag er før første dag") == 2  # in the summary and at its field


def test_fault_in_a_row_below_is_told_on_top(client):
    consultant = ConsultantFactory()
    certificate = consultant.certifications.get()
    address = reverse("admin:consultants_consultant_change", args=[consultant.pk])
    form = client.get(address).context["adminform"].form
    values = {name: form[name].value() or "" for name in form.fields} | {"active": "on"}
    for inline in client.get(address).context["inline_admin_formsets"]:
        management = inline.formset.management_form
        values |= {management.add_prefix(name): management[name].value() for name in management.fields}
    prefix = "certifications-0"
    values |= {
        f"{prefix}-id": certificate.pk,
        f"{prefix}-consultant": consultant.pk,
        f"{prefix}-instrument": certificate.instrument,
        f"{prefix}-issuer": "",
        f"{prefix}-valid_from": "01.01.2026",
        f"{prefix}-valid_to": "01.01.2027",
    }

    response = client.post(address, values)

    assert [problem["target"] for problem in response.context["problems"]] == [f"id_{prefix}-issuer"]
    assert "Utstedt av: Feltet er påkrevet" in text_of(response)


def test_new_row_is_offered_in_words_that_fit_its_gender(client):
    IntakeFactory()

    assert "Legg til opptak" in text_of(client.get(reverse("admin:enrollment_intake_changelist")))
    assert "Legg til opptak" in text_of(client.get(reverse("admin:enrollment_intake_add")))


def test_search_and_history_are_norwegian(client):
    for name in ("Maja Prøve", "Per Prøve"):
        ConsultantFactory(user__name=name)
    client.post(reverse("admin:enrollment_holidayweek_add"), WEEK)

    found = text_of(client.get(reverse("admin:consultants_consultant_changelist"), {"q": "maja"}))
    history = text_of(client.get(reverse("admin:enrollment_holidayweek_history", args=[HolidayWeek.objects.get().pk])))

    assert "Navn eller e-post" in found
    assert "1 treff" in found
    assert "Hopp til innholdet" in found
    assert "Etter tar oppdrag" not in found
    assert "Når" in history
    assert [word for word in ("entry", "result", "total", "Search") if f" {word}" in found + history] == []


def test_deleting_asks_once_and_the_way_back_needs_no_script(client):
    client.post(reverse("admin:enrollment_holidayweek_add"), WEEK)
    address = reverse("admin:enrollment_holidayweek_delete", args=[HolidayWeek.objects.get().pk])

    asked = client.get(address)
    client.post(address, {"post": "yes"})

    assert "Vil du slette «Vinterferie»? Det kan ikke angres." in text_of(asked)
    assert 'href="#"' not in asked.content.decode()
    assert not HolidayWeek.objects.exists()


def test_deleting_several_asks_once_in_plain_words(client):
    client.post(reverse("admin:enrollment_holidayweek_add"), WEEK)
    address = reverse("admin:enrollment_holidayweek_changelist")
    chosen = {"action": "delete_selected", "_selected_action": HolidayWeek.objects.get().pk}

    asked = client.post(address, chosen)
    client.post(address, chosen | {"post": "yes"})

    assert "Vil du slette disse? Det kan ikke angres." in text_of(asked)
    assert "Vinterferie" in text_of(asked)
    assert 'href="#"' not in asked.content.decode()
    assert not HolidayWeek.objects.exists()


def test_what_others_build_on_is_not_deleted_and_the_page_says_why(client):
    programme = IntakeFactory().offering.programme

    one = client.get(reverse("admin:enrollment_programme_delete", args=[programme.pk]))
    several = client.post(
        reverse("admin:enrollment_programme_changelist"),
        {"action": "delete_selected", "_selected_action": programme.pk},
    )

    assert f"«{programme}» kan ikke slettes, for dette bygger på det:" in text_of(one)
    assert "De kan ikke slettes, for dette bygger på dem:" in text_of(several)
