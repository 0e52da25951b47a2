"""The link, the cookie it gives, and the page before one starts."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import services
from assessments.models import AssessmentRound, Participation, Sheet
from portal.core import jobs
from portal.core.brand import load_brand
from tests.factories import assessments as make

pytestmark = pytest.mark.django_db


def whole_database():
    """Everything that could have moved, as values."""
    return [list(model.objects.order_by("pk").values()) for model in (AssessmentRound, Participation, Sheet)]


# The link -------------------------------------------------------------------


def test_first_view_is_six_requests_also_with_a_brand(holder, settings):
    """The link, the page, and four style sheets; no script, font or picture."""
    settings.PORTAL_BRAND = load_brand(settings.BASE_DIR / "portal/brands/oslo")

    html = holder.get("answer_intro").content.decode()

    fetched = re.findall(r'(?:src|href)="(/static/[^"]+)"', html)
    assert [path.rpartition("/")[2] for path in fetched] == ["tokens.css", "base.css", "respondent.css", "brand.css"]


def test_link_gives_a_cookie_for_this_round_alone(client, settings):
    settings.PORTAL_URL = "https://portal.example.org"
    round_ = make.open_round()
    token = make.people(round_)[0][1]

    response = client.get(f"/s/{token}")

    cookie = response.cookies["svar"]
    assert (response.status_code, response["Location"]) == (302, f"/svar/{round_.pk}/")
    assert cookie.value == token
    assert cookie["path"] == f"/svar/{round_.pk}/"
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax")
    assert (cookie["expires"], cookie["max-age"]) == ("", "")
    assert list(response.cookies) == ["svar"]
    assert response["Cache-Control"] == "no-store"
    assert response["Referrer-Policy"] == "no-referrer"


def test_cookie_is_not_secure_where_the_portal_is_not(client, settings):
    settings.PORTAL_URL = "http://localhost:8000"

    assert client.get(f"/s/{make.people(make.open_round())[0][1]}").cookies["svar"]["secure"] == ""


def test_links_opened_by_machines_change_nothing(client):
    round_ = make.open_round()
    before = whole_database()

    for _, token in make.people(round_):
        for method in (client.get, client.head, client.get, client.head, client.get):
            assert method(f"/s/{token}").status_code == 302
        client.get(f"/svar/{round_.pk}/")
        client.get(f"/svar/{round_.pk}/side/1/")

    assert whole_database() == before


@pytest.mark.parametrize("mistyped", ["x", "A" * 43, "A" * 44, "æ" * 43, "%00", "..", "A" * 5000])
def test_mistyped_link_says_what_to_do(client, mistyped):
    response = client.get(f"/s/{mistyped}")

    assert response.status_code == 404
    assert "Åpne lenken rett fra e-posten" in response.content.decode()


def test_link_of_a_closed_round_says_that_it_may_be_closed(client):
    round_ = make.open_round()
    token = make.people(round_)[0][1]
    make.close_answered(round_)

    response = client.get(f"/s/{token}")

    assert response.status_code == 404
    assert "Er fristen ute, virker lenken ikke lenger." in response.content.decode()


@pytest.mark.parametrize("state", ["open past its deadline", "closing", "held", "closed"])
def test_pages_of_a_round_that_is_over_say_so(holder, state):
    make.pass_deadline(holder.round)
    if state != "open past its deadline":
        services.order_closing(holder.round)
    if state == "held":
        jobs.run_due(queues=["keys"])
    if state == "closed":
        AssessmentRound.objects.filter(pk=holder.round.pk).update(state="closed", closed_on=timezone.localdate())
        holder.round.participations.update(link_hash=None, submitted=None, declined=None, mails_sent=None)

    for response in (
        holder.get("answer_intro"),
        holder.get("answer_page", 1),
        holder.post("answer_page", 1, purpose_1=4),
        holder.post("answer_review"),
        holder.post("answer_withdraw"),
        holder.post("answer_decline"),
    ):
        assert response.status_code == 410
        assert "Kartleggingen er lukket" in response.content.decode()
    assert Sheet.objects.count() == 0


def test_page_of_a_held_round_promises_no_report(holder):
    make.close(holder.round)
    assert "Svarene er fortsatt låst" in holder.get("answer_intro").content.decode()

    services.discard(AssessmentRound.objects.get(pk=holder.round.pk))
    html = holder.get("answer_intro").content.decode()
    assert "Svarene er slettet uten at noen har åpnet dem" in html
    assert "Gruppen ser resultatet" not in html


@pytest.mark.parametrize(
    "name", ["answer_intro", "answer_review", "answer_done", "answer_withdraw", "answer_decline", "answer_page"]
)
def test_pages_need_the_cookie_of_their_own_round(client, name):
    mine, other = make.open_round(), make.open_round(make.make_case(name="Beta"))
    client.cookies["svar"] = make.people(mine)[0][1]
    args = [other.pk, 1] if name == "answer_page" else [other.pk]

    for response in (client.get(reverse(name, args=args)), client.post(reverse(name, args=args))):
        assert response.status_code in (404, 405)
    client.cookies.clear()
    assert client.get(reverse(name, args=args)).status_code == 404


def test_no_session_and_no_name_follow_the_one_who_answers(holder):
    user = holder.participation.person
    holder.client.force_login(user)
    session = holder.client.cookies["sessionid"].value

    response = holder.get("answer_page", 1)

    assert holder.client.cookies["sessionid"].value == session
    assert "sessionid" not in response.cookies
    assert not response.wsgi_request.user.is_authenticated
    assert user.name not in response.content.decode()
    assert user.email not in response.content.decode()


# Before ---------------------------------------------------------------------


def test_intro_names_everybody_asked_and_what_is_shown_when(holder):
    html = holder.get("answer_intro").content.decode()

    for name in ("Ada Alfa", "Bo Alfa", "Cecilie Alfa", "Dag Alfa", "Eli Alfa"):
        assert f"<li>{name}</li>" in html
    for words in ("Dere er fem.", "5 svar", "4 svar", "3 svar", "Færre enn 3", "Dette verner vi deg ikke mot"):
        assert words in html
    assert "7 eller flere" not in html
