"""What the consultant does while a round is open, and when too few have answered."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.models import RoundEvent
from portal.core import jobs
from portal.core.models import Job, Mail
from tests.factories import assessments as rounds
from tests.factories.consultants import make_engagement, round_of
from tests.shorthand import told
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


class Open:
    """An engagement with an open round, and its consultant signed in."""

    def __init__(self, client):
        self.client = client
        self.engagement = make_engagement(stage="open")
        sign_in(client, self.engagement.lead.user)
        RoundEvent.objects.update(at=timezone.now() - dt.timedelta(days=1))

    @property
    def round(self):
        return round_of(self.engagement)

    def url(self, name, *args):
        return reverse(f"admin:{name}", args=[self.engagement.application.number, *args])

    def get(self, page, *args):
        return self.client.get(self.url(page, *args))

    def post(self, page, *args, **data):
        return self.client.post(self.url(page, *args), data)

    def hold(self):
        rounds.answer(self.round, 3)
        round_ = self.round
        round_.gate_percent = 90
        round_.save(update_fields=["gate_percent"])
        return rounds.close(round_)


@pytest.fixture
def opened(client):
    return Open(client)


def text(response) -> str:
    return response.content.decode()


def without_token(page: str) -> str:
    return "\n".join(line for line in page.splitlines() if "csrfmiddlewaretoken" not in line)


def test_reminder_is_ordered_from_the_engagement(opened):
    assert opened.url("round_remind", 1) in text(opened.get("engagement"))
    assert "Det er sendt ingen" in text(opened.get("round_remind", 1))

    response = opened.post("round_remind", 1)

    assert response["Location"] == opened.url("engagement")
    assert told(response) == ["Påminnelsen sendes til dem som ikke har svart. Ingen ser hvem det er."]
    assert Mail.objects.filter(template="assessments/mail/reminder").count() == 1
    again = text(opened.get("round_remind", 1))
    assert "Det er sendt e-post om kartleggingen i dag. Vent til i morgen." in again
    assert "Påminnelse ble sendt" in text(opened.get("engagement"))


def test_pages_are_the_same_whoever_has_answered(opened):
    participation, token = rounds.people(opened.round)[1]
    pages = [("round_people", 1), ("round_remind", 1), ("round_address", 1, participation.pk), ("engagement",)]
    before = [without_token(text(opened.get(*page))) for page in pages]

    rounds.fill(participation, token)

    assert [without_token(text(opened.get(*page))) for page in pages] == before


def test_link_is_sent_again_to_whoever_the_consultant_asks_for(opened):
    (first, token), (second, _), *_rest = rounds.people(opened.round)
    rounds.fill(first, token)
    Job.objects.all().delete()

    answers = [opened.post("round_link", 1, each.pk) for each in (first, second)]

    assert [told(answer) for answer in answers] == [
        [f"Lenken sendes på nytt til {first.person}."],
        [f"Lenken sendes på nytt til {first.person}.", f"Lenken sendes på nytt til {second.person}."],
    ]
    assert Job.objects.filter(kind="assessments.send_links").count() == 2


def test_one_more_is_asked(opened):
    response = opened.post("round_people", 1, name="Nora Ny", email="nora@example.org", title="Sjef")
    jobs.run_due()

    assert response["Location"] == opened.url("round_people", 1)
    page = text(opened.get("round_people", 1))
    assert "Nora Ny" in page
    assert page.count("lagt til etter åpningen") == 1
    assert Mail.objects.filter(template="assessments/mail/invitation").count() == 2


def test_refused_person_is_told_and_what_was_typed_is_kept(opened):
    email = rounds.people(opened.round)[0][0].person.email

    response = opened.post("round_people", 1, name="En annen", email=email)

    assert response.status_code == 422
    assert f"{email} er alt spurt i denne kartleggingen." in text(response)
    assert 'value="En annen"' in text(response)


def test_address_is_corrected(opened):
    participation = rounds.people(opened.round)[1][0]

    response = opened.post("round_address", 1, participation.pk, email="riktig@example.org")

    assert response["Location"] == opened.url("round_people", 1)
    page = text(opened.get("round_people", 1))
    assert "riktig@example.org" in page
    assert participation.person.email not in page


def test_page_of_one_who_is_asked_elsewhere_is_not_found(opened):
    other = rounds.people(rounds.open_round(rounds.make_case(name="Annen")))[0][0]

    assert opened.get("round_address", 1, other.pk).status_code == 404
    assert opened.post("round_link", 1, other.pk).status_code == 404


def test_held_round_offers_more_time_a_shorter_report_and_a_talk(opened):
    opened.hold()

    page = text(opened.get("engagement"))

    for name in ("round_extend", "round_close", "round_discard"):
        assert opened.url(name, 1) in page
    assert "Dere kan utvide fristen, eller ta samtalen uten rapport." in page
    assert "Du kan lede en samtale uten rapport" in text(opened.get("round_extend", 1))


def test_held_round_gets_more_time(opened):
    held = opened.hold()
    dates = opened.get("round_extend", 1).context["form"].initial
    assert dates["deadline"] > timezone.localdate()

    response = opened.post("round_extend", 1, **{name: f"{on:%d.%m.%Y}" for name, on in dates.items()})

    held.refresh_from_db()
    assert told(response)[0] == (
        "Fristen er utvidet, og kartleggingen er åpen igjen. De som ikke har svart, får vite det."
    )
    assert (held.state, held.deadline, held.extensions) == ("open", dates["deadline"], 1)
    assert "Fristen ble utvidet, og kartleggingen åpnet igjen" in text(opened.get("engagement"))


def test_refused_time_says_why_and_keeps_what_was_typed(opened):
    opened.hold()
    today = f"{timezone.localdate():%d.%m.%Y}"

    response = opened.post("round_extend", 1, deadline=today, pretalk_on="01.01.2099", session_on="01.01.2099")

    assert response.status_code == 422
    assert f'value="{today}"' in text(response)


def test_nothing_of_this_is_offered_before_the_opening(client):
    engagement = make_engagement(stage="ordered")
    sign_in(client, engagement.lead.user)
    number = engagement.application.number

    for name in ("round_remind", "round_people", "round_extend"):
        assert client.get(reverse(f"admin:{name}", args=[number, 1]))["Location"] == reverse(
            "admin:engagement", args=[number]
        )
