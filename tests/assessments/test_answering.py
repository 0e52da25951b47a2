"""The pages from the link to a sealed answer, without JavaScript."""

import datetime as dt
import re
from urllib.parse import quote, urlencode

import hypothesis
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from assessments import keys, sealing, services
from assessments.models import AssessmentRound, Participation, Sheet
from assessments.pages import pages_of
from portal.core import jobs
from portal.core.brand import load_brand
from portal.core.logs import HideRespondents
from tests.factories import assessments as make

pytestmark = pytest.mark.django_db


class Holder:
    """One who has opened her link in a browser of her own."""

    def __init__(self, client, round_, index=0):
        self.client = client
        self.round = round_
        self.participation, self.token = make.people(round_)[index]
        client.get(f"/s/{self.token}")

    def url(self, name, *args):
        return reverse(name, args=[self.round.pk, *args])

    def get(self, name, *args, query=""):
        return self.client.get(self.url(name, *args) + query)

    def post(self, name, *args, **data):
        return self.client.post(self.url(name, *args), data)

    @property
    def row(self):
        return Participation.objects.get(pk=self.participation.pk)

    @property
    def sheet(self):
        return services.load_sheet(services.open_link(self.token), self.token)


@pytest.fixture
def holder(client):
    return Holder(client, make.open_round())


def keys_on(holder, number):
    return [item.key for item in pages_of(services.load_version(holder.round.instrument_id), "tre")[number - 1].items]


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


# Answering ------------------------------------------------------------------


def test_pages_hold_at_most_twelve_statements_and_there_are_seven(holder):
    counts = []
    for number in range(1, 8):
        html = holder.get("answer_page", number).content.decode()
        counts.append(html.count("<fieldset"))
        assert f"Side {number} av 8" in html

    assert counts == [9, 6, 12, 12, 12, 12, 9]
    assert holder.get("answer_page", 8).content.decode().count("<textarea") == 3


def test_answers_are_saved_and_come_back_on_another_device(holder, client):
    first, second, third, *_ = keys_on(holder, 1)
    response = holder.post("answer_page", 1, **{first: 6, third: "vet-ikke", "go": "next"})
    assert response["Location"] == holder.url("answer_page", 2)

    client.cookies.clear()
    client.get(f"/s/{holder.token}")
    response = holder.get("answer_intro")

    assert response["Location"] == holder.url("answer_page", 1) + f"#{second}"
    html = holder.get("answer_page", 1).content.decode()
    assert f'id="{first}_6" value="6" checked' in html
    assert f'id="{third}_vet-ikke" value="vet-ikke" checked' in html
    assert html.count(" checked") == 2
    assert "Lagret" in html


def test_ways_off_a_page_all_save_it(holder):
    first = keys_on(holder, 2)[0]
    for value, go, place in (
        (1, "next", holder.url("answer_page", 3)),
        (2, "previous", holder.url("answer_page", 1)),
        (3, "pause", holder.url("answer_intro") + "?pause"),
        (4, "", holder.url("answer_page", 3)),
    ):
        response = holder.post("answer_page", 2, **{first: value, "go": go})
        assert response["Location"] == place
        assert holder.sheet.items == {first: value}
    assert "Svarene så langt er lagret" in holder.get("answer_intro", query="?pause").content.decode()


def test_page_without_a_statement_leaves_what_was_answered_elsewhere(holder):
    first, second, *_ = keys_on(holder, 1)
    holder.post("answer_page", 1, **{first: 6})

    holder.post("answer_page", 1, **{second: 2})

    assert holder.sheet.items == {first: 6, second: 2}


@pytest.mark.parametrize("value", ["0", "8", "-1", "4.0", "fire", "💥", "4" * 5000])
def test_value_outside_the_scale_gets_a_sentence_and_keeps_the_rest(holder, value):
    first, second, *_ = keys_on(holder, 1)

    response = holder.post("answer_page", 1, **{first: value, second: 5})

    html = response.content.decode()
    assert response.status_code == 422
    assert "Velg et av tallene fra 1 til 7, eller «Vet ikke»." in html
    assert f'href="#{first}"' in html
    assert f'id="{second}_5" value="5" checked' in html
    assert holder.sheet.items == {second: 5}


def test_texts_are_kept_cleaned(holder):
    response = holder.post("answer_page", 8, works_well="  Vi <b>lytter</b>\r\n\u202eher ", results="")

    assert response["Location"] == holder.url("answer_review")
    assert holder.sheet.texts == {"works_well": "Vi <b>lytter</b>\nher"}
    html = holder.get("answer_review").content.decode()
    assert "Vi &lt;b&gt;lytter&lt;/b&gt;<br>her" in html


def test_text_over_the_limit_is_told_and_kept_on_the_page(holder):
    long = "æ" * 1201

    response = holder.post("answer_page", 8, works_well=long, results="kort nok")

    html = response.content.decode()
    assert response.status_code == 422
    assert "Kort ned teksten med 1 tegn" in html
    assert "<title>Feil:" in html
    assert long in html
    assert "saved--saved" not in html
    assert holder.sheet.texts == {"results": "kort nok"}


def test_emptied_text_is_removed(holder):
    holder.post("answer_page", 8, works_well="angrer")
    holder.post("answer_page", 8, works_well="", could_be_better="", results="")

    assert holder.sheet.texts == {}


def test_page_that_is_not_there_leads_to_the_first(holder):
    for number in (0, 9, 10**12):
        assert holder.get("answer_page", number)["Location"] == holder.url("answer_page", 1)


def test_draft_says_nothing_to_one_with_the_database_and_the_web_keys_alone(holder):
    holder.post("answer_page", 1, **dict.fromkeys(keys_on(holder, 1), 7))
    empty = Holder(holder.client, holder.round, 1)
    empty.post("answer_page", 8, works_well="")

    bodies = [bytes(body) for body in Sheet.objects.order_by("pk").values_list("body", flat=True)]
    assert {len(body) for body in bodies} == {16384}
    pepper = keys.read_draft_keys(holder.round.pk).pepper
    for link_hash in Participation.objects.order_by("pk").values_list("link_hash", flat=True):
        key = sealing.draft_key(pepper, link_hash)
        for body in bodies:
            with pytest.raises(sealing.SheetRefused):
                sealing.open_draft(body, item_keys=tuple(range(72)), key=key)


# Sending --------------------------------------------------------------------


def answer_something(holder):
    holder.post("answer_page", 1, **dict.fromkeys(keys_on(holder, 1), 5))


def test_review_counts_by_area_and_leads_back(holder):
    first, second, *_ = keys_on(holder, 1)
    holder.post("answer_page", 1, **{first: 6, second: "vet-ikke"})

    html = holder.get("answer_review").content.decode()

    assert "2 av 15 besvart" in html
    assert "av dem 1 «vet ikke»" in html
    assert "0 av 36 besvart" in html
    assert f'href="{holder.url("answer_page", 3)}#' in html


def test_sent_answer_is_sealed_and_cannot_be_seen_or_changed(holder):
    answer_something(holder)
    assert "heller ikke du" in holder.get("answer_review").content.decode()

    assert holder.post("answer_review")["Location"] == holder.url("answer_done")

    sealed = bytes(holder.row.sheet.body)
    assert holder.row.submitted
    for response in (
        holder.get("answer_intro"),
        holder.get("answer_page", 1),
        holder.post("answer_page", 1, purpose_1=1),
        holder.get("answer_review"),
        holder.get("answer_decline"),
        holder.post("answer_decline"),
    ):
        assert response["Location"] == holder.url("answer_done")
    html = holder.get("answer_done").content.decode()
    assert "Takk" in html
    assert "checked" not in html
    assert bytes(holder.row.sheet.body) == sealed


def test_sending_twice_is_sending_once(holder):
    answer_something(holder)
    holder.post("answer_review")
    sealed = bytes(holder.row.sheet.body)

    assert holder.post("answer_review").status_code == 302

    assert bytes(holder.row.sheet.body) == sealed
    assert Sheet.objects.count() == 1


def test_empty_sheet_is_not_sent(holder):
    response = holder.post("answer_review")

    assert response.status_code == 422
    assert "Svar på minst én påstand før du sender." in response.content.decode()
    assert not holder.row.submitted


def test_answer_that_meets_the_closing_is_refused_and_not_counted(holder):
    answer_something(holder)
    services.order_closing(make.pass_deadline(holder.round))

    response = holder.post("answer_review")

    assert response.status_code == 410
    assert not holder.row.submitted


def test_withdrawn_answer_is_overwritten_and_one_may_start_afresh(holder):
    answer_something(holder)
    holder.post("answer_review")
    sealed = bytes(holder.row.sheet.body)
    assert "Vil du trekke svaret?" in holder.get("answer_withdraw").content.decode()

    response = holder.post("answer_withdraw")

    assert response["Location"] == holder.url("answer_intro") + "?trukket"
    assert "Svaret er trukket og slettet." in holder.client.get(response["Location"]).content.decode()
    assert not holder.row.submitted
    assert holder.sheet.is_empty
    assert bytes(holder.row.sheet.body) != sealed
    answer_something(holder)
    holder.post("answer_review")
    assert holder.row.submitted


def test_page_sent_again_from_history_after_withdrawal_sends_nothing(holder):
    answer_something(holder)
    holder.post("answer_review")
    holder.post("answer_withdraw")

    assert holder.post("answer_review").status_code == 422
    assert not holder.row.submitted


def test_declining_is_undone_on_the_same_page(holder):
    holder.post("answer_decline", go="decline")
    assert holder.row.declined
    assert holder.get("answer_intro")["Location"] == holder.url("answer_decline")
    assert "Du har valgt å ikke svare" in holder.get("answer_decline").content.decode()

    holder.post("answer_decline", go="undo")

    assert not holder.row.declined
    assert holder.get("answer_intro").status_code == 200


def test_keys_that_are_not_here_are_told_as_a_short_break(holder, settings, tmp_path):
    answer_something(holder)
    settings.PORTAL_DRAFT_KEYS = tmp_path / "not mounted"

    for response in (holder.get("answer_intro"), holder.get("answer_page", 1), holder.post("answer_review")):
        assert response.status_code == 503
        assert "Det du har svart, er lagret" in response.content.decode()


def test_web_answers_without_the_seal_keys(holder, settings, tmp_path):
    settings.PORTAL_SEAL_KEYS = tmp_path / "not mounted"

    answer_something(holder)

    assert holder.post("answer_review")["Location"] == holder.url("answer_done")


# Traces and cost ------------------------------------------------------------


def test_no_log_holds_a_link_or_a_path_of_one_who_answers(holder, caplog):
    caplog.set_level("DEBUG")
    answer_something(holder)
    holder.post("answer_review")
    holder.client.get("/s/" + "A" * 43)
    holder.get("answer_page", 1)
    make.close(holder.round)

    assert "Not Found: /s/" in caplog.text
    written = [record.getMessage() for record in caplog.records if HideRespondents().filter(record)]
    assert not [text for text in written if holder.token in text or "/svar/" in text or "/s/" in text]


@pytest.mark.parametrize("members", [3, 12])
def test_statements_stay_few(client, members, django_assert_max_num_queries):
    holder = Holder(client, make.open_round(members=members))
    services.load_version(holder.round.instrument_id)
    answer_something(holder)

    for name, *args in (("answer_page", 1), ("answer_page", 8), ("answer_review",), ("answer_intro",)):
        with django_assert_max_num_queries(5):
            holder.get(name, *args, query="?om" if name == "answer_intro" else "")
    with django_assert_max_num_queries(5):
        holder.client.get(f"/s/{holder.token}")
    for name, *args in (("answer_page", 1), ("answer_page", 8), ("answer_review",)):
        data = dict.fromkeys(keys_on(holder, 1), 3)
        with django_assert_max_num_queries(10):
            holder.post(name, *args, **data)
    with django_assert_max_num_queries(10):
        holder.post("answer_withdraw")


def test_deadline_is_the_end_of_its_day(holder):
    AssessmentRound.objects.filter(pk=holder.round.pk).update(deadline=timezone.localdate())
    assert holder.get("answer_intro").status_code == 200

    AssessmentRound.objects.filter(pk=holder.round.pk).update(
        opens_on=timezone.localdate() - dt.timedelta(days=1), deadline=timezone.localdate() - dt.timedelta(days=1)
    )
    assert holder.get("answer_intro").status_code == 410


# Anything at all ------------------------------------------------------------

HOSTILE = (
    "../",
    "%2e%2e/",
    "%00",
    "\N{RIGHT-TO-LEFT OVERRIDE}gnitirw",
    "=1+1",
    "@SUM(A1)",
    "' OR 1=1 --",
    "{{7*7}}",
    "<script>alert(1)</script>",
    "\ud800",
    "\0\x1b[31m",
    "\N{FAMILY}\N{ZERO WIDTH JOINER}" * 50,
    "æ" * 1201,
    "x" * 20_000,
)
ANYTHING = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=60),
    st.text("AZaz09-_", min_size=42, max_size=44),
    st.sampled_from(HOSTILE),
)
PLACES = ("", "side/1/", "side/8/", "side/-1/", "se-over/", "sendt/", "trekk/", "ikke-svare/", "kode/")


@pytest.mark.parametrize("attempts", [150, pytest.param(2500, marks=pytest.mark.full)])
def test_whatever_is_sent_gets_a_clear_page(client, attempts):
    """Forged and cut tokens, cookies of another round, hostile values and texts, the same post twice: two requests
    and more an attempt, never a fault of ours.
    """
    holder = Holder(client, make.open_round())
    other = make.people(make.open_round(make.make_case(name="Beta")))[0][1]
    first = keys_on(holder, 1)[0]
    token = st.one_of(st.sampled_from([holder.token, other, holder.token[:-1]]), ANYTHING)

    @given(token, ANYTHING, st.sampled_from(PLACES), st.sampled_from(["get", "head", "post", "put"]))
    @hypothesis.settings(max_examples=attempts, deadline=None)
    def attempt(token, value, place, method):
        browser = type(client)()
        assert browser.get(f"/s/{quote(token, errors='replace')}").status_code in (302, 404)
        # As a server hands a cookie on: its bytes, read as latin-1.
        cookie = "svar=" + token.encode(errors="replace").decode("latin-1")
        data = {first: value, "works_well": value, "go": value, value: value}
        # Half of a surrogate pair goes over the wire as bytes that are no text.
        body = {"data": urlencode(data, errors="surrogatepass"), "content_type": "application/x-www-form-urlencoded"}
        call = getattr(browser, method)
        path = f"/svar/{holder.round.pk}/{place}"
        for _ in range(2 if method == "post" else 1):
            response = call(path, **(body if method == "post" else {}), HTTP_COOKIE=cookie)
            assert response.status_code in (200, 204, 302, 404, 405, 422)
            assert response.status_code not in (404, 422) or b"<h1>" in response.content or method == "head"

    attempt()


@pytest.mark.parametrize(
    ("origin", "with_token", "status"),
    [
        ("null", True, 302),
        ("null", False, 403),
        ("https://evil.example", True, 403),
        ("http://localhost:8000", True, 302),
    ],
)
def test_forms_come_from_the_page_itself(origin, with_token, status):
    """A page without referrer makes browsers send the origin as "null"; the token is what counts."""
    holder = Holder(Client(enforce_csrf_checks=True), make.open_round())
    page = holder.get("answer_page", 1)
    own_token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.content.decode())[1]
    token = own_token if with_token else "x" * 64

    response = holder.client.post(
        holder.url("answer_page", 1), {"csrfmiddlewaretoken": token, "go": "next"}, HTTP_ORIGIN=origin
    )

    assert page["Referrer-Policy"] == "no-referrer"
    assert response.status_code == status
