"""The pages of statements and texts, and sending, without JavaScript."""

import pytest

from assessments import keys, sealing, services
from assessments.models import Participation, Sheet
from tests.assessments.holders import Holder, answer_something, keys_on
from tests.factories import assessments as make

pytestmark = pytest.mark.django_db


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
