"""What the answering pages leave in logs, what they cost, and what they take from strangers."""

import datetime as dt
import re
from urllib.parse import quote, urlencode

import hypothesis
import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from assessments import services
from assessments.models import AssessmentRound
from portal.core.logs import HideRespondents
from tests.assessments.holders import Holder, answer_something, keys_on
from tests.factories import assessments as make

pytestmark = pytest.mark.django_db


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
