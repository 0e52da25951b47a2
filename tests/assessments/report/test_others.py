"""Other groups beside the group's own figures: which norm, fixed when, where it stands, and what without one."""

import json
import re

import pytest
from django.utils import timezone

from assessments import services
from assessments.report import content, render
from assessments.report.model import OtherGroups
from portal.core import jobs
from tests.assessments.test_editions import NAMES, round_with
from tests.factories import assessments as make
from tests.factories.assessments import default_source, make_case, make_consultant
from tests.factories.reports import a_norm, closed_round, make_norm, small_source

pytestmark = pytest.mark.django_db

TABLE = {
    "key": "nord",
    "title": {"nb": "Nordiske grupper"},
    "source": "Eksempel 2023, tabell 4.",
    "date": "2023-05-01",
    "groups": 160,
    "factors": {"purpose": {"mean": 4.85, "sd": 0.6}},
}


def with_table(*tables: dict) -> str:
    return json.dumps(json.loads(default_source()) | {"key": "annet", "norms": list(tables)}, ensure_ascii=False)


def beside(report) -> dict[str, int]:
    return {factor.key: factor.beside.tenths for factor in report.factors if factor.beside}


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# Which norm ------------------------------------------------------------------


def test_report_shows_the_norm_in_force_at_closing():
    instrument = [round_with(name, "4.2") for name in NAMES][-1].instrument
    services.publish_norm(instrument, by=make_consultant())

    report = content.build(make.closed_round(case=make_case(name="Ny")))

    assert report.others == OtherGroups(10, timezone.localdate().isoformat(), 1, source="")
    assert list(beside(report).values()) == [42] * 24


def test_later_norm_changes_neither_page_nor_pdf():
    round_ = closed_round(answered=5, source=small_source(), norm=a_norm(44))
    before = render.pdf(content.build(round_))
    key = render.content_key(content.build(round_))
    make_norm(round_.instrument, 60)

    assert render.content_key(content.build(round_)) == key
    assert render.pdf(content.build(round_)) == before


def test_report_that_closed_before_the_first_norm_stays_without():
    round_ = make.closed_round()
    make_norm(round_.instrument)

    assert content.build(round_).others is None


def test_edition_that_is_gone_takes_nothing_from_the_report():
    edition = make_norm(make.make_instrument())
    round_ = make.closed_round()
    before = content.build(round_)
    edition.delete()

    assert content.build(type(round_).objects.get(pk=round_.pk)) == before
    assert before.others.edition == 1


def test_norm_of_another_version_is_not_used():
    make_norm(make.make_instrument())
    data = json.loads(default_source()) | {"version": "9.0"}
    other = services.import_instrument(json.dumps(data, ensure_ascii=False))

    assert content.build(make.closed_round(instrument=other)).others is None
    assert services.norm_in_force(other) is None


def test_table_of_the_instruments_own_file_is_used_when_there_is_no_norm():
    older = TABLE | {"key": "gammel", "date": "2019-01-01", "groups": 60}
    report = content.build(closed_round(answered=5, source=with_table(TABLE, older)))

    assert report.others == OtherGroups(160, "2023-05-01", 0, source="Nordiske grupper. Eksempel 2023, tabell 4.")
    assert beside(report) == {"purpose": 49}
    assert "Kilde: Nordiske grupper. Eksempel 2023, tabell 4." in text(render.html(report))


def test_own_norm_comes_before_the_files_table():
    report = content.build(closed_round(answered=5, source=with_table(TABLE), norm=a_norm(44)))

    assert (report.others.edition, beside(report)["purpose"]) == (2, 44)


def test_three_answers_have_no_figure_to_stand_beside():
    report = content.build(closed_round(answered=3, norm=a_norm()))

    assert (report.others, beside(report)) == (None, {})


def test_factor_that_is_hidden_has_nothing_beside_it():
    round_ = closed_round(answered=5, norm=a_norm())
    figures = round_.result.published
    figures["factors"][0] |= {"rung": "nothing", "tenths": None, "end": None, "agreement": None}
    round_.result.save()

    assert len(beside(content.build(round_))) == 23


# What is said ----------------------------------------------------------------


def test_without_a_norm_the_report_says_so_and_shows_nothing():
    words = text(render.html(content.build(closed_round(answered=7))))

    assert "Verktøyet er nytt og har ingen sammenlikningstall." in words
    assert "andre grupper" not in words.replace("Hvordan dere ligger an mot andre grupper.", "").lower()


def test_norm_is_a_help_and_not_a_mark():
    words = text(render.html(content.build(closed_round(answered=7, norm=a_norm(48)))))

    assert "Den hjelper dere å lese tallet og er ikke noe mål." in words
    assert "Om dere er bedre eller dårligere enn andre grupper." in words
    assert "Tallene er utgave 2, laget 30. juni 2026: snittet av rapportene til tolv grupper" in words
    assert "ingen sammenlikningstall" not in words


def test_second_report_says_that_the_groups_own_may_be_among_them():
    said = [
        "Deres egen forrige kan være en av dem." in text(render.html(content.build(round_)))
        for round_ in (
            closed_round(answered=5, norm=a_norm(), name="Første"),
            closed_round(answered=5, norm=a_norm(), name="Andre", sequence=2),
        )
    ]

    assert said == [False, True]


def test_lead_names_those_that_stand_out_and_no_others():
    report = content.build(closed_round(answered=9, norm=a_norm(48)))
    words = text(render.html(report))
    above = [factor.title for factor in report.factors if factor.beside.standing == "above"]

    assert 0 < len(above) <= 4
    assert f"Over andre grupper: {'«' + above[0] + '»'}" in words
    assert words.count(", dere ligger over") == len(above)


def test_nothing_stands_out_from_a_very_spread_norm():
    report = content.build(closed_round(answered=5, norm=a_norm(48, spread=90)))

    assert {factor.beside.standing for factor in report.factors} == {"undecided"}
    assert "Ingen temaer skiller seg mer fra andre grupper enn det som kan være tilfeldig." in text(render.html(report))


def test_every_picture_and_table_has_the_figure():
    """No picture says what the alternative text or the table does not."""
    html = render.html(content.build(closed_round(answered=7, norm=a_norm(48))))

    assert html.count("Andre grupper 4,8.") == 24
    tables = re.findall(r'<table class="numbers">.*?</table>', html, re.DOTALL)
    assert len(tables) == 3
    assert sum(table.count("<td>4,8</td>") for table in tables) >= 24


def test_spread_and_groups_behind_are_not_told():
    report = content.build(closed_round(answered=7, norm=a_norm(48, spread=7)))

    assert "spread" not in report.to_json()
    assert "members" not in report.to_json()


# Through the services ---------------------------------------------------------


def test_released_pdf_is_the_one_of_the_page_when_a_newer_norm_has_come():
    make_norm(make.make_instrument())
    round_ = make.closed_round(members=4)
    jobs.run_due()
    type(round_).objects.filter(pk=round_.pk).update(pretalk_on=timezone.localdate())
    services.release(round_, "leader", by=make_consultant())
    make_norm(round_.instrument, 60)

    page = services.read_page(round_, by=round_.application.group.memberships.get(role="leader").user)

    assert page["mark"] == render.mark_of(round_.reports.get().content_key)
    assert page["report"].others.edition == 1
