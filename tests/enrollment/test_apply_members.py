"""The step of the application where the members are pasted and mended."""

import pytest

from enrollment import services
from tests.enrollment.applying import lines_of, page, paste, url
from tests.factories.enrollment import ApplicationFactory

pytestmark = pytest.mark.django_db


def test_pasted_people_are_shown_and_the_faulty_line_opens(client, draft):
    text = page(paste(client, draft), 422)

    assert "Linje 2: E-posten mangler slutten etter @. Skriv for eksempel jonas.aslund@furulund.example." in text
    assert 'name="linje-2-email"' in text
    assert 'name="linje-1-email"' not in text
    assert "Du limte inn 2 linjer fra et regneark" in text
    assert lines_of(draft)[0] == (1, "Farid Nordlund", "farid@furulund.example")


def test_faulty_line_is_mended_where_it_stands(client, draft):
    paste(client, draft)

    response = client.post(
        url(draft, "medlemmer"),
        {"action": "mend", "linje-2-name": "Jonas", "linje-2-title": "", "linje-2-email": "Jonas@x.no"},
    )

    assert response.status_code == 302
    assert lines_of(draft)[1] == (2, "Jonas", "jonas@x.no")


def test_every_button_keeps_what_stands_in_open_fields(client, draft):
    paste(client, draft)

    open_fields = {"linje-2-name": "Jonas", "linje-2-title": "", "linje-2-email": "jonas@x.no"}
    new = {"ny-name": "Siri Hagemo", "ny-title": "Kultur", "ny-email": "siri@x.no"}
    client.post(url(draft, "medlemmer"), {"action": "remove:1", **open_fields, **new})

    assert lines_of(draft) == [(2, "Jonas", "jonas@x.no"), (3, "Siri Hagemo", "siri@x.no")]


def test_going_on_with_a_faulty_line_is_refused_with_a_summary(client, draft, leader):
    services.save_draft(draft, leader_name=leader.name, leader_email=leader.email)
    paste(client, draft)

    text = page(paste(client, draft, "", action="next"), 422)

    assert 'href="#linje-2-email"' in text
    assert "<title>Feil:" in text


def test_going_on_with_too_few_is_refused(client, draft, leader):
    services.save_draft(draft, leader_name=leader.name, leader_email=leader.email)
    paste(client, draft, "kari.moe@x.no")

    assert "Legg inn minst tre medlemmer" in page(paste(client, draft, "", action="next"), 422)


def test_leader_is_put_in_and_counted(client, draft, leader):
    services.save_draft(draft, leader_name=leader.name, leader_email=leader.email)
    paste(client, draft, "kari.moe@x.no\nper.lie@x.no")

    text = page(client.get(url(draft, "medlemmer")))
    assert "3 medlemmer er klare" in text
    assert leader.email in text
    assert paste(client, draft, "", action="next").url == url(draft, "behovet")


def test_loading_the_page_anew_adds_nobody_twice(client, draft):
    paste(client, draft)
    paste(client, draft)

    assert [line for line, _name, _email in lines_of(draft)] == [1, 2]


def test_same_address_twice_names_both_lines(client, draft):
    paste(client, draft, "kari.moe@x.no")

    text = page(paste(client, draft, "Kari M. <kari.moe@x.no>"), 422)

    assert "Linje 2: Samme e-post som linje 1." in text


def test_list_can_be_replaced(client, draft):
    paste(client, draft)

    paste(client, draft, "per.lie@x.no", action="replace")

    assert lines_of(draft) == [(1, "Per Lie", "per.lie@x.no")]


def test_pasting_while_going_on_stays_to_show_what_was_read(client, draft):
    response = paste(client, draft, "kari.moe@x.no\nper.lie@x.no\nola.vik@x.no", action="next")

    assert response.url == url(draft, "medlemmer") + "#listen"


def test_far_too_long_list_is_refused_and_kept(client, draft):
    text = "\n".join(f"person.nummer{n}@x.no" for n in range(41))

    answer = page(paste(client, draft, text), 422)

    assert "høyst 40 personer" in answer
    assert "person.nummer40@x.no" in answer
    assert lines_of(draft) == []


def test_good_line_opens_to_be_changed(client, draft):
    paste(client, draft, "kari.moe@x.no")

    assert 'name="linje-1-email"' in page(client.get(url(draft, "medlemmer") + "?endre=1"))


@pytest.mark.parametrize(("size", "words"), [(3, "områdene i ord"), (4, "ikke kommentarer"), (5, "")])
def test_small_group_is_told_what_its_report_can_hold(client, leader, size, words):
    draft = ApplicationFactory(applicant=leader, members=size)

    for step in ("medlemmer", "send"):
        text = page(client.get(url(draft, step)))
        assert ("Slik kan ingen regne" in text or "ingen kan regne" in text) == bool(words)
        assert words in text


def test_nul_and_other_rubbish_is_survived(client, draft):
    response = paste(client, draft, "\x00;;\x00\n<>\n@", **{"ny-name": "\x00", "ny-email": "a\x00b"})

    assert response.status_code == 422
