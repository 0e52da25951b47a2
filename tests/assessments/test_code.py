"""A code of her own on a draft: joins the key, is kept by nobody, and lets the draft go when it is lost."""

import pytest
from django.core.cache import cache
from django.test import Client

from assessments import keys, sealing, services
from assessments.models import Participation, Sheet
from assessments.services import DraftLocked, TooManyAttempts
from tests.assessments.holders import Holder, answer_something, keys_on
from tests.factories import assessments as make

pytestmark = pytest.mark.django_db

CODE = "tre røde båter"


@pytest.fixture
def holder(client):
    holder = Holder(client, make.open_round())
    answer_something(holder)
    return holder


@pytest.fixture
def locked(holder):
    """She has set a code, and then opened the link on another device."""
    holder.post("answer_code", go="set", code=CODE)
    return Holder(Client(), holder.round)


def body(holder) -> bytes:
    return bytes(Sheet.objects.get(participation=holder.participation).body)


def test_code_joins_the_key_of_the_draft(holder):
    before = services.load_sheet(services.open_link(holder.token), holder.token)
    response = holder.post("answer_code", go="set", code=CODE)

    cookie = response.cookies["svar-kode"]
    pepper = keys.read_draft_keys(holder.round.pk).pepper
    made = sealing.code_key(CODE, pepper=pepper, token=holder.token)
    assert response["Location"] == holder.url("answer_intro") + "?pause"
    assert cookie.value == made.hex()
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (holder.url("answer_intro"), True, "Lax")
    assert (cookie["expires"], cookie["max-age"]) == ("", "")
    with pytest.raises(DraftLocked):
        services.load_sheet(services.open_link(holder.token), holder.token)
    assert services.load_sheet(services.open_link(holder.token), holder.token, made) == before
    assert len(body(holder)) == sealing.BODY_SIZE


def test_code_is_seen_while_it_is_set_and_hidden_while_it_is_asked_for(holder):
    assert 'type="text" name="code"' in holder.get("answer_code").content.decode()

    holder.post("answer_code", go="set", code=CODE)

    page = Holder(Client(), holder.round).get("answer_code").content.decode()
    assert 'type="password" name="code"' in page
    assert "Minst åtte tegn" not in page


def test_page_at_the_pause_offers_a_code_and_says_what_a_lost_one_costs(holder):
    assert holder.url("answer_code") in holder.get("answer_intro", query="?pause").content.decode()
    assert "Kladden er borte" in holder.get("answer_code").content.decode()

    holder.post("answer_code", go="set", code=CODE)

    assert "Mister du koden, er kladden borte" in holder.get("answer_intro", query="?pause").content.decode()


def test_one_goes_on_answering_and_sends_with_the_code_set(holder):
    holder.post("answer_code", go="set", code=CODE)
    answer_something(holder)

    assert holder.post("answer_review")["Location"] == holder.url("answer_done")
    assert holder.row.submitted


def test_link_alone_opens_no_page_of_a_draft_with_a_code(locked):
    before = body(locked)

    for name, *args in (("answer_intro",), ("answer_page", 1), ("answer_page", 8), ("answer_review",)):
        assert locked.get(name, *args)["Location"] == locked.url("answer_code")
    for name, *args in (("answer_page", 1), ("answer_page", 8), ("answer_review",)):
        assert locked.post(name, *args)["Location"] == locked.url("answer_code")
    assert body(locked) == before


def test_another_device_goes_on_with_link_and_code(locked):
    response = locked.post("answer_code", go="open", code=CODE)

    assert response["Location"] == locked.url("answer_intro")
    assert "/side/" in locked.get("answer_intro")["Location"]
    assert locked.get("answer_page", 1).content.decode().count(" checked") == len(keys_on(locked, 1))


def test_wrong_code_is_told_and_ten_of_them_make_one_wait(locked):
    first = locked.post("answer_code", go="open", code="noe helt annet")
    participation = services.open_link(locked.token)
    for _each in range(9):
        with pytest.raises(DraftLocked):
            services.try_code(participation, locked.token, "noe helt annet")

    assert first.status_code == 422
    assert "Koden passer ikke" in first.content.decode()
    with pytest.raises(TooManyAttempts):
        services.try_code(participation, locked.token, CODE)
    assert "Vent en time" in locked.post("answer_code", go="open", code=CODE).content.decode()
    cache.clear()
    assert services.try_code(participation, locked.token, CODE)


def test_lost_code_drops_the_draft_and_one_begins_anew(holder, locked):
    response = locked.post("answer_code", go="drop")

    assert response["Location"] == locked.url("answer_intro")
    assert response.cookies["svar-kode"].value == ""
    assert locked.get("answer_intro").status_code == 200
    # The first device still holds the code of a draft that is gone.
    assert holder.get("answer_intro").status_code == 200


@pytest.mark.parametrize("short", ["", "kort", "1234567"])
def test_short_code_is_refused_and_the_draft_stays_as_it_was(holder, short):
    before = body(holder)

    response = holder.post("answer_code", go="set", code=short)

    assert response.status_code == 422
    assert body(holder) == before


def test_cookie_of_another_shape_is_no_code(holder):
    for value in ("x", "A" * 64, "0" * 63, "æ"):
        holder.client.cookies["svar-kode"] = value.encode("ascii", "replace").decode()
        assert holder.get("answer_page", 1).status_code == 200


def test_code_cannot_be_set_on_what_is_sent(holder):
    holder.post("answer_review")

    assert holder.post("answer_code", go="set", code=CODE)["Location"] == holder.url("answer_done")
    assert holder.post("answer_code", go="drop")["Location"] == holder.url("answer_done")
    assert Participation.objects.get(pk=holder.participation.pk).submitted


def test_statements_stay_few(locked, django_assert_max_num_queries):
    services.load_version(locked.round.instrument_id)
    with django_assert_max_num_queries(5):
        locked.get("answer_code")
    with django_assert_max_num_queries(10):
        locked.post("answer_code", go="open", code="noe helt annet")
    with django_assert_max_num_queries(10):
        locked.post("answer_code", go="open", code=CODE)
    with django_assert_max_num_queries(10):
        locked.post("answer_code", go="set", code="en annen kode")
    with django_assert_max_num_queries(10):
        locked.post("answer_code", go="drop")
