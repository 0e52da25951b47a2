"""The application in five steps, as the applicant walks it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment import services, steps
from enrollment.models import Application, ApplicationState
from tests.enrollment.applying import LIST, group_fields, need_fields, page, paste, url
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import ApplicationFactory, IntakeFactory, OrganisationFactory, member_lines

pytestmark = pytest.mark.django_db


# All the way ------------------------------------------------------------------


def test_from_first_step_to_receipt(client, leader):
    intake = IntakeFactory()
    start = client.get(reverse("apply", args=[intake.pk]))
    assert not Application.objects.exists()

    response = client.post(reverse("apply", args=[intake.pk]), {"draft": start.context["draft"].pk, **group_fields()})
    draft = Application.objects.get()
    assert response.url == url(draft, "lederen")
    assert client.post(response.url, {"applicant_leads": "yes", "own_title": "Direktør"}).url == url(draft, "medlemmer")
    paste(client, draft, "kari.moe@x.no\nper.lie@x.no\nola.vik@x.no")
    assert client.post(url(draft, "medlemmer"), {"action": "next"}).url == url(draft, "behovet")
    assert client.post(url(draft, "behovet"), need_fields()).url == url(draft, "send")
    assert "Dette er søknaden slik programkontoret får den" in page(client.get(url(draft, "send")))
    response = client.post(url(draft, "send"))

    draft.refresh_from_db()
    assert draft.state == ApplicationState.SUBMITTED
    assert draft.external_cost == 180_000
    assert draft.scratch == {}
    receipt = page(client.get(response.url))
    assert f"Sak {draft.number}" in receipt
    assert f"/sak/{draft.number}/" in receipt


def test_sending_twice_and_going_back_end_at_the_receipt(client, leader):
    draft = ApplicationFactory(applicant=leader)
    receipt = reverse("application_sent", args=[draft.pk])

    first, second = client.post(url(draft, "send")), client.post(url(draft, "send"))

    assert (first.url, second.url) == (receipt, receipt)
    assert Application.objects.get().events.count() == 1
    for step in steps.STEPS:
        assert client.get(url(draft, step)).url == receipt
        assert client.post(url(draft, step), {"reason": "Ny"}).url == receipt


def test_receipt_before_sending_leads_to_what_is_missing(client, draft):
    assert client.get(reverse("application_sent", args=[draft.pk])).url == url(draft, "gruppen")


# Who --------------------------------------------------------------------------


@pytest.mark.parametrize("step", steps.STEPS)
def test_draft_of_somebody_else_is_not_there(client, step):
    draft = ApplicationFactory()

    assert client.get(url(draft, step)).url.startswith(reverse("account_login"))
    for stranger in (UserFactory(), ApplicationFactory().applicant):
        client.force_login(stranger)
        assert client.get(url(draft, step)).status_code == 404
        assert client.post(url(draft, step)).status_code == 404
    assert client.get(reverse("application_sent", args=[draft.pk])).status_code == 404


def test_unknown_step_is_not_there(client, draft):
    assert client.get(url(draft, "tull")).status_code == 404


def test_draft_cannot_be_taken_over_by_starting_it_again(client, leader):
    theirs = ApplicationFactory()

    response = client.post(reverse("apply", args=[theirs.intake_id]), {"draft": theirs.pk, **group_fields()})

    assert response.status_code == 404
    assert client.post(reverse("apply", args=[theirs.intake_id]), {"draft": "tull"}).status_code == 404


def test_closed_intake_takes_no_applications(client, leader):
    today = timezone.localdate()
    intake = IntakeFactory(opens_on=today - timedelta(days=9), closes_on=today - timedelta(days=1))

    for send in (client.get, client.post):
        assert send(reverse("apply", args=[intake.pk])).url == reverse("programme")
    assert not Application.objects.exists()


def test_one_who_has_begun_is_led_back(client, draft):
    services.save_draft(draft, group_name="Ledergruppen i Parken")

    assert "Ledergruppen i Parken" in page(client.get(reverse("apply", args=[draft.intake_id])))


# The steps that are one form --------------------------------------------------


def test_group_gets_a_name_from_its_organisation(client, draft):
    fields = group_fields()

    client.post(url(draft, "gruppen"), fields)

    draft.refresh_from_db()
    assert draft.group_name == f"Ledergruppen i {draft.organisation.name}"


def test_organisation_of_the_past_is_not_offered(client, draft):
    gone = OrganisationFactory(valid_to=timezone.localdate() - timedelta(days=1))

    response = client.post(url(draft, "gruppen"), {**group_fields(), "organisation": gone.pk})

    assert "Velg en virksomhet fra listen." in page(response, 422)


def test_first_step_with_faults_keeps_the_draft_and_what_was_typed(client, leader):
    start = client.get(reverse("apply", args=[IntakeFactory().pk]))

    response = client.post(start.request["PATH_INFO"], {"draft": start.context["draft"].pk, "group_name": "Vår gruppe"})

    text = page(response, 422)
    draft = Application.objects.get()
    assert "Rett to ting før du går videre" in text
    assert f'action="{url(draft, "gruppen")}"' in text
    assert 'value="Vår gruppe"' in page(client.get(url(draft, "gruppen")))


def test_somebody_without_a_name_tells_it(client):
    person = UserFactory(name="")
    client.force_login(person)
    draft = services.start_application(IntakeFactory(), by=person)

    assert "Skriv navnet ditt" in page(client.post(url(draft, "lederen"), {"applicant_leads": "yes"}), 422)
    client.post(url(draft, "lederen"), {"applicant_leads": "yes", "own_name": "Kari Moe"})

    person.refresh_from_db()
    draft.refresh_from_db()
    assert (person.name, draft.leader_name, draft.leader_email) == ("Kari Moe", "Kari Moe", person.email)


def test_applying_for_somebody_else_asks_for_the_leader(client, draft, leader):
    text = page(client.post(url(draft, "lederen"), {"applicant_leads": "no"}), 422)
    assert ("Skriv hvem som leder gruppen" in text, "Skriv lederens e-post" in text) == (True, True)
    own = {"applicant_leads": "no", "leader_name": "Jeg", "leader_email": leader.email}
    assert "Dette er din egen adresse" in page(client.post(url(draft, "lederen"), own), 422)

    client.post(url(draft, "lederen"), {"applicant_leads": "no", "leader_name": "Kari", "leader_email": "Kari@X.no"})

    draft.refresh_from_db()
    assert (draft.applicant_leads, draft.leader_email) == (False, "kari@x.no")


def test_need_with_faults_is_kept_word_for_word(client, draft):
    fields = need_fields(reason="x" * 1033, wanted_from="02.03.2020", external_cost="ca 180'")

    text = page(client.post(url(draft, "behovet"), fields), 422)

    assert "<title>Feil:" in text
    assert "Rett tre ting før du går videre" in text
    for sentence in (
        "Kort ned begrunnelsen med 33 tegn",
        "Datoen 02.03.2020 er passert",
        "Skriv kostnaden med bare tall",
    ):
        assert sentence in text
    again = page(client.get(url(draft, "behovet")))
    for typed in ("x" * 1033, "02.03.2020", "ca 180'"):
        assert typed in again
    assert "Rett det som er merket under «Behovet»" in page(client.get(url(draft, "send")))


def test_way_back_keeps_what_was_typed(client, draft):
    response = client.post(url(draft, "behovet"), {"reason": "Halvferdig tanke", "action": "back"})

    assert response["Location"] == url(draft, "medlemmer")
    assert "Halvferdig tanke" in page(client.get(url(draft, "behovet")))


def test_way_back_saves_what_is_in_order(client, draft):
    response = client.post(url(draft, "behovet"), {**need_fields(), "action": "back"})

    draft.refresh_from_db()
    assert (response["Location"], draft.reason) == (url(draft, "medlemmer"), "Vi er nye sammen.")


def test_way_back_from_an_untouched_step_leaves_no_faults(client, draft):
    client.post(url(draft, "behovet"), {"reason": "", "wanted_from": "", "wanted_to": "", "action": "back"})

    draft.refresh_from_db()
    assert draft.scratch == {}


def test_way_back_from_the_members_keeps_what_was_pasted(client, draft):
    response = client.post(url(draft, "medlemmer"), {"paste": LIST, "action": "back"})

    draft.refresh_from_db()
    assert (response["Location"], len(draft.member_lines)) == (url(draft, "lederen"), 2)


def test_list_pasted_again_without_titles_adds_nobody(client, draft):
    client.post(url(draft, "medlemmer"), {"paste": "Farid Nordlund\tØkonomi\tfarid@furulund.example", "action": "add"})

    client.post(url(draft, "medlemmer"), {"paste": "Farid Nordlund <farid@furulund.example>", "action": "add"})

    draft.refresh_from_db()
    assert [line["title"] for line in draft.member_lines] == ["Økonomi"]


def test_mended_need_forgets_the_faulty_one(client, draft):
    client.post(url(draft, "behovet"), need_fields(external_cost="mye"))

    client.post(url(draft, "behovet"), need_fields(external_cost="", external_cost_unknown="on"))

    draft.refresh_from_db()
    assert (draft.scratch, draft.external_cost, draft.external_cost_unknown) == ({}, None, True)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"external_cost": ""}, "eller velg «Vet ikke»"),
        ({"wanted_to": "01.01.2099"}, "lengre enn tre år"),
        ({"wanted_from": "i vår"}, "Skriv datoen som dag, måned og år"),
        ({"alternative": ""}, "Velg hva dere ville gjort uten programmet"),
        ({"external_cost": "99999999999999"}, "Skriv kostnaden med bare tall"),
    ],
)
def test_faults_of_the_need_say_what_to_do(client, draft, fields, sentence):
    assert sentence in page(client.post(url(draft, "behovet"), need_fields(**fields)), 422)


def test_end_before_start_is_refused(client, draft):
    today = timezone.localdate()
    fields = {
        "wanted_from": f"{today + timedelta(days=9):%d.%m.%Y}",
        "wanted_to": f"{today + timedelta(days=8):%d.%m.%Y}",
    }

    assert "da dere kan starte" in page(client.post(url(draft, "behovet"), need_fields(**fields)), 422)


def test_cost_in_a_hidden_field_stops_nobody(client, draft):
    response = client.post(url(draft, "behovet"), need_fields(alternative="nothing", external_cost="ca 180'"))

    draft.refresh_from_db()
    assert response.status_code == 302
    assert (draft.alternative, draft.external_cost) == ("nothing", None)


# Looking over -----------------------------------------------------------------


def test_review_of_an_empty_draft_names_every_step_and_sends_nothing(client, draft):
    text = page(client.post(url(draft, "send")), 422)

    for sentence in (
        "Fyll ut hvilken gruppe dere er",
        "Fyll ut hvem som leder gruppen",
        "Legg inn minst tre medlemmer",
        "Skriv hva dere vil få til",
        "Velg når dere vil delta",
        "Velg hva dere ville gjort",
    ):
        assert sentence in text
    draft.refresh_from_db()
    assert draft.state == ApplicationState.DRAFT


def test_review_shows_everything_as_text(client, leader):
    draft = ApplicationFactory(
        applicant=leader, alternative="bought", external_cost=180_000, member_lines=member_lines(4)
    )

    text = page(client.get(url(draft, "send")))

    for shown in (draft.organisation.name, draft.reason, "om lag 180\xa0000 kroner", draft.member_lines[3]["email"]):
        assert shown in text


def test_review_after_the_deadline_says_so_and_sends_nothing(client, leader):
    today = timezone.localdate()
    over = IntakeFactory(opens_on=today - timedelta(days=9), closes_on=today - timedelta(days=1))
    draft = ApplicationFactory(applicant=leader, intake=over)

    for answer, status in ((client.get(url(draft, "send")), 200), (client.post(url(draft, "send")), 422)):
        assert "Programkontoret kan si om det er plass likevel" in page(answer, status)
    draft.refresh_from_db()
    assert draft.state == ApplicationState.DRAFT


def test_ticks_follow_what_is_done(client, leader):
    draft = ApplicationFactory(applicant=leader, reason="")

    entries = client.get(url(draft, "lederen")).context["steps"]

    assert [entry["state"] for entry in entries] == ["done", "now", "done", "coming", "coming"]
    assert [bool(entry["url"]) for entry in entries] == [True, True, True, True, False]


@pytest.mark.parametrize("members", [3, 9])
def test_members_page_runs_constant_queries(client, leader, members, django_assert_num_queries):
    draft = ApplicationFactory(applicant=leader, members=members)

    with django_assert_num_queries(4):
        client.get(url(draft, "medlemmer"))
