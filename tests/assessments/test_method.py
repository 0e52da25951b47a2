"""«Slik regner vi»: what the page says is what the rules are, and its example goes through publish()."""

import html
import re
from fractions import Fraction
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from assessments import example
from assessments.editions import ANSWERS, GROUPS, LARGEST_SHARE, NORM_GROUPS
from assessments.instrument_check import rules
from assessments.publication import LADDER, Rung, Verdict
from assessments.publication.ladder import LEADER_MARKER_FLOOR
from assessments.views.method import PRESETS
from tests.core.test_look import AXE_RULES, SMALL_TARGETS

pytestmark = pytest.mark.django_db


def asked(sheets) -> str:
    """The query a browser sends for these answers; those that are left over have empty fields."""
    filled = [*sheets, *[(None, None, None)] * (example.MEMBERS - len(sheets))]
    return urlencode(
        {
            f"m{member}p{statement}": "" if value is None else value
            for member, sheet in enumerate(filled, 1)
            for statement, value in enumerate(sheet, 1)
        }
    )


def page_text(client, sheets=None) -> str:
    query = f"?{asked(sheets)}" if sheets else ""
    return text_of(client.get(reverse("method") + query))


def text_of(response) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2])
    return re.sub(r"\s+", " ", html.unescape(plain))


def part(text: str, start: str, stop: str) -> str:
    return text.partition(start)[2].partition(stop)[0]


def row(rung: str):
    return next(each for each in LADDER if each.rung == rung)


# The claims ------------------------------------------------------------------


def test_ladder_on_the_page_is_the_ladder(client):
    text = page_text(client)

    spans = ["Færre enn 3", "3", "4", "5–6", "7 eller flere"]
    for span, each in zip(spans, LADDER, strict=True):
        assert f"{span} {each.shows} {each.reason}" in text


def test_floors_in_the_text_are_those_of_the_ladder(client):
    text = page_text(client)

    assert [each.floor for each in LADDER] == [0, 3, 4, 5, 7]
    assert "Når 7 eller flere har svart: under 0,8 er «samstemt», fra 0,8 er «nokså samstemt»" in text
    assert "Når minst 5, men færre enn 7 har svart: «ulike syn» fra 1,2, ellers ingenting" in text
    assert "Når færre enn 5 har svart: ingenting om enighet" in text
    assert "De vises når 7 eller flere har svart og gruppen ikke er samstemt" in text
    assert "Når bare 3 har svart, får hvert område ett av fire ord" in text
    assert f"Det vises først når {LEADER_MARKER_FLOOR} har svart" in text


def test_cuts_in_the_text_are_those_of_the_ladder(client):
    text = page_text(client)

    assert "«2,0 eller lavere» og «6,5 eller høyere»" in text
    assert "Med fire svar begynner det øverst allerede på 6,0" in text
    assert "under 3,5 (lavt), fra 3,5 til under 5,5 (midt på) og fra 5,5 (høyt)" in text
    assert (
        "Lavt under 3,0 Under midten fra 3,0, men under 4,5 Over midten fra 4,5, men under 5,5 Høyt 5,5 eller" in text
    )
    assert "og fra 1,4 er «ulike syn»" in text


@pytest.mark.parametrize(
    ("words", "has"),
    [
        ("kommentarene", [Rung.COMMENTS]),
        ("enighet i tre ord", [Rung.FULL]),
        ("fordelingen", [Rung.FULL]),
        ("«ulike syn»", [Rung.COMMENTS]),
        ("gjennomsnitt", [Rung.MEANS]),
        ("fire ord", [Rung.WORDS]),
    ],
)
def test_each_thing_is_told_on_the_rung_where_it_comes(words, has):
    assert [each.rung for each in LADDER if words in str(each.shows).lower()] == has


def test_rungs_hold_what_their_words_say():
    assert [each.rung for each in LADDER if each.comments] == [Rung.COMMENTS, Rung.FULL]
    assert [each.rung for each in LADDER if each.bins_beside] == [Rung.FULL]
    assert [len(each.agreement) for each in LADDER] == [0, 0, 0, 1, 3]
    assert [each.rung for each in LADDER if each.ends] == [Rung.MEANS, Rung.COMMENTS, Rung.FULL]


def test_change_table_says_what_change_says(client):
    text = part(page_text(client), "når like mange har svart begge ganger:", "I en rapport")

    assert text.split("12 svar ")[1].strip() == (
        "0,0 Uendret Uendret Uendret 0,2 Ikke avgjort Uendret Uendret 0,5 Ikke avgjort Ikke avgjort Ikke avgjort "
        "1,0 Ikke avgjort Endret Endret 1,5 Endret Endret Endret"
    )


def test_one_theme_changes_by_the_published_formula():
    # 1.96 * 0.9 * sqrt(2 / 8) = 0.88 and 1 - 1.645 * 0.9 * sqrt(2 / 8) = 0.26
    verdicts = dict(example.verdicts())

    assert [verdicts[tenths][1] for tenths in (2, 5, 10)] == [Verdict.UNCHANGED, Verdict.UNDECIDED, Verdict.CHANGED]


def test_places_are_told_apart_by_the_margin_of_the_ranking(client):
    assert "1,1 poeng når 5 har svart, 0,9 poeng når 8 har svart, 0,7 poeng når 12 har svart." in page_text(client)


def test_floors_of_several_groups_are_those_of_the_editions(client):
    text = page_text(client)

    assert (3, 15, Fraction(1, 2), rules.NORM_GROUPS) == (GROUPS, ANSWERS, LARGEST_SHARE, NORM_GROUPS)
    assert "Minst 3 grupper og 15 svar må stå bak hvert tall" in text
    assert "For sammenlikningstall må 10 grupper være nye" in text
    assert "Vi sammenlikner bare med tall fra minst 10 grupper" in text


# The example -----------------------------------------------------------------


def result(client, sheets) -> str:
    return part(page_text(client, sheets), "Dette ville rapporten vist", "Gjennomsnittet Først")


def test_page_begins_with_eight_who_answered_and_seven_who_count(client):
    text = page_text(client)

    assert "regnes ikke med" in text
    assert "Svar 8 Gjennomsnitt 4,9 Enighet Nokså samstemt" in text
    assert "7 regnes med på temaet. Det nøyaktige gjennomsnittet er 4,88" in text


def test_reversed_statement_is_turned(client):
    assert example.work_out([(7, 1, 7)]).scores == (7,)


def test_three_answers_give_a_word_and_no_number(client):
    text = result(client, [(5, 3, 5), (6, 2, 5), (4, 4, 4)])

    assert "Området får ordet «over midten»." in text
    assert "Kommentarer Slettes uleste" in text


def test_two_answers_give_nothing(client):
    assert "Gjennomsnitt Ingenting vises." in result(client, [(5, 3, 5), (6, 2, 5)])


def test_one_answer_has_no_spread_to_tell_of(client):
    assert "ingenting å regne ut" in result(client, [(5, 3, 5)])


def test_four_answers_give_a_mean_without_agreement(client):
    text = result(client, [(2, 6, 2)] * 2 + [(6, 2, 6)] * 2)

    assert "Gjennomsnitt 4,0 Enighet Ikke noe. Det krever minst 5 svar." in text


def test_six_in_two_camps_see_differently(client):
    assert "Enighet Ulike syn" in result(client, dict(PRESETS)["leirer"])


def test_six_who_agree_are_told_no_more_than_that_little_differs(client):
    assert "Svarene spriker ikke nok" in result(client, [(5, 3, 5)] * 6)


def test_end_of_the_scale_hides_the_figure_and_the_agreement(client):
    text = result(client, dict(PRESETS)["ytterst"])

    assert "Gjennomsnitt 6,5 eller høyere Enighet Ikke noe. Gjennomsnittet ligger ytterst." in text
    assert "De tre feltene Vises ikke" in text


@pytest.mark.parametrize("typed", ["8", "0", "4,5", "x", "<b>"])
def test_what_is_no_answer_is_told_kept_and_left_out(client, typed):
    response = client.get(reverse("method"), {"m1p1": typed, "m2p1": "5", "m2p2": "3", "m2p3": "5"})

    assert response.status_code == 422
    assert "Medlem 1, påstand 1: Skriv et helt tall fra 1 til 7, eller la feltet stå tomt" in text_of(response)
    assert f'value="{html.escape(typed)}"' in response.content.decode()
    assert "Svar 1 " in text_of(response)


def test_nothing_at_all_gives_nothing(client):
    assert "Svar 0 Gjennomsnitt Ingenting vises." in result(client, [(None, None, None)])


def test_page_needs_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(reverse("method"))


def test_footer_and_report_lead_here(client):
    assert f'href="{reverse("method")}"' in client.get(reverse("privacy")).content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_reader_changes_an_answer_and_the_figures_follow(page, live_server):
    page.goto(live_server.url + reverse("method"))
    for member in range(5, 9):
        for statement in (1, 2, 3):
            page.get_by_label(f"Medlem {member}, påstand {statement}").fill("")
    page.get_by_role("button", name="Regn ut").click()

    assert "Det krever minst 5 svar." in page.locator("dl.definitions").first.inner_text()
    for width in (1280, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate(SMALL_TARGETS) == []
        assert Axe().run(page, options=AXE_RULES).response["violations"] == []
