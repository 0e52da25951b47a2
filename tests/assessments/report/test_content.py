"""What the report says at every rung, from the real publish()."""

import dataclasses
import datetime as dt
import json

import pytest

from assessments.report import content, render
from assessments.report.model import ReportContent
from tests.factories.assessments import make_case
from tests.factories.reports import closed_round, default_instrument, default_source, make_sheets

pytestmark = pytest.mark.django_db

CLOSED = dt.date(2026, 10, 16)


def built(answered: int, **options) -> ReportContent:
    return content.build(closed_round(answered=answered, **options))


def compared(first: int, second: int, *, days: int = 200, shift: float = 0.0, **options) -> ReportContent:
    case = make_case(members=max(first, second))
    closed_round(case, answered=first, closed_on=CLOSED - dt.timedelta(days=days), seed=5)
    return content.build(closed_round(case, answered=second, sequence=2, seed=6, shift=shift, **options))


def shown(report: ReportContent, what: str) -> set[str]:
    """Keys of the factors that have this."""
    return {factor.key for factor in report.factors if getattr(factor, what)}


@pytest.mark.parametrize(
    ("answered", "rung", "means", "agreement", "bins", "comments"),
    [
        (3, "words", False, False, False, False),
        (4, "means", True, False, False, False),
        (5, "comments", True, True, False, True),
        (6, "comments", True, True, False, True),
        (7, "full", True, True, True, True),
        (9, "full", True, True, True, True),
        (14, "full", True, True, True, True),
    ],
)
def test_ladder_decides_what_is_there(answered, rung, means, agreement, bins, comments):
    report = built(answered)

    assert report.rung == rung
    assert bool(shown(report, "score")) == means
    assert bool(shown(report, "agreement")) == agreement
    assert bool(shown(report, "bins")) == bins
    assert any(question.answers for question in report.questions) == comments
    assert [bool(area.word) for area in report.areas] == [not means] * 3
    assert [bool(area.score) for area in report.areas] == [means] * 3


@pytest.mark.parametrize("answered", [5, 6])
def test_five_and_six_are_only_told_where_views_differ(answered):
    report = built(answered)

    assert {factor.agreement for factor in report.factors} == {"", "differing"}
    assert (report.agreed, set(report.differing)) == ((), shown(report, "agreement"))


def test_bins_stand_only_beside_the_words_of_less_agreement():
    report = built(9)

    assert {f.agreement for f in report.factors if f.bins} == {"fairly_agreed", "differing"}
    assert set(report.agreed) == {f.key for f in report.factors if f.agreement == "agreed"}


def test_three_hold_no_number_of_the_group():
    report = built(3)

    figures = json.dumps([dataclasses.asdict(area) for area in report.areas], ensure_ascii=False)
    assert not any(character.isdigit() for character in figures)
    assert (report.strengths.keys, report.challenges.keys) == ((), ())


def test_leaders_mark_costs_the_group_one_person():
    report = built(7, leader_marker=True)

    assert (report.leader_shown, report.rung) == (True, "comments")
    assert all(factor.leader_tenths is not None for factor in report.factors)


def test_leaders_mark_is_not_shown_for_four():
    report = built(4, leader_marker=True)

    assert (report.leader_shown, shown(report, "leader_tenths")) == (False, set())


def test_end_values_are_said_in_words():
    report = built(9, sheets=make_sheets(9, shift=2.5))

    texts = {factor.score.text for factor in report.factors if factor.score.end}
    assert texts == {"6,5 eller høyere"}
    assert {factor.agreement for factor in report.factors if factor.score.end} == {""}


def test_every_factor_is_there_once_by_area():
    report = built(9, view="fire")

    areas = default_instrument().view("fire").areas
    assert [(area.key, tuple(f.key for f in area.factors)) for area in report.areas] == [
        (area.key, area.factors) for area in areas
    ]


def test_factor_few_answered_shows_nothing():
    sheets = make_sheets(7)
    silent = {item.key for item in default_instrument().factors[0].items}
    for sheet in sheets[:5]:
        sheet.items.update(dict.fromkeys(silent))

    first, *others = built(7, sheets=sheets).factors

    assert (first.score, first.agreement, first.bins) == (None, "", None)
    assert all(factor.score for factor in others)


def test_withheld_comment_is_left_out_but_counted():
    round_ = closed_round(answered=5)
    comment = round_.comments.get(text="Papirene kommer for sent.")
    round_.comments.filter(pk=comment.pk).update(withheld=True)

    answers = [text for question in content.build(round_).questions for (text, *_) in question.answers]
    everything = content.build(round_, include_withheld=True)

    assert "Papirene kommer for sent." not in answers
    assert content.build(round_).withheld == 1
    assert ("Papirene kommer for sent.",) in everything.questions[1].answers


# Change ----------------------------------------------------------------------


def test_change_is_told_with_words_for_its_size():
    report = compared(9, 9, shift=-1.5)

    shifts = {factor.shift.verdict for factor in report.factors}
    fallen = [factor for factor in report.factors if factor.shift.verdict == "changed"]
    assert "changed" in shifts
    assert all(factor.shift.text.startswith("Endret: ned ") for factor in fallen)
    assert all(factor.earlier for factor in report.factors)
    assert report.comparison.closed_on == "2026-03-30"


def test_few_answers_leave_change_undecided():
    report = compared(5, 5)

    assert {factor.shift.text for factor in report.factors} == {"Ikke avgjort"}


@pytest.mark.parametrize(
    ("first", "second", "days", "reason"),
    [
        (4, 9, 200, "Minst fem må ha svart begge ganger før vi kan vise endring."),
        (9, 4, 200, "Minst fem må ha svart begge ganger før vi kan vise endring."),
        (9, 9, 89, "Det må gå minst 90 dager mellom de to kartleggingene."),
    ],
)
def test_change_is_not_shown_and_the_reason_is(first, second, days, reason):
    report = compared(first, second, days=days)

    assert (report.comparison, report.no_comparison) == (None, (reason,))
    assert (shown(report, "shift"), shown(report, "earlier")) == (set(), set())


def test_other_version_is_not_compared():
    other = default_source().replace('"version": "1.0"', '"version": "1.1"')

    report = compared(9, 9, source=other)

    assert report.no_comparison == ("De to kartleggingene er gjort med ulike versjoner av spørsmålene.",)


def test_ninety_days_are_enough():
    assert compared(9, 9, days=90).comparison is not None


def test_who_came_and_went_is_told_in_numbers():
    case = make_case(members=6)
    closed_round(case, answered=6, closed_on=dt.date(2026, 1, 10))
    group = case.group
    group.memberships.filter(role="member").order_by("pk").first().delete()

    report = content.build(closed_round(case, answered=5, sequence=2))

    assert (report.comparison.joined, report.comparison.left) == (0, 1)


def test_another_groups_round_is_no_earlier_round():
    closed_round(answered=9, closed_on=dt.date(2026, 1, 10), name="Fjordetaten")

    report = built(9)

    assert (report.comparison, report.no_comparison) == (None, ())


def test_first_round_does_not_know_the_second():
    case = make_case(members=9)
    first = closed_round(case, answered=9, closed_on=dt.date(2026, 1, 10))
    before = content.build(first).to_json()

    closed_round(case, answered=9, sequence=2)

    assert content.build(first).to_json() == before


# The key ---------------------------------------------------------------------


def test_same_round_gives_the_same_key():
    round_ = closed_round(answered=5)

    one, two = (render.content_key(content.build(type(round_).objects.get(pk=round_.pk))) for _ in range(2))

    assert one == two
    assert render.mark_of(one) == f"{one[:4]} {one[4:8]} {one[8:12]}"


def test_key_follows_the_template(monkeypatch):
    report = built(5)
    before = render.content_key(report)

    monkeypatch.setattr(render.look, "fingerprint", lambda: "another template")

    assert render.content_key(report) != before


def test_building_runs_constant_queries(django_assert_max_num_queries):
    case = make_case(members=9)
    for number, day in enumerate((dt.date(2025, 3, 1), dt.date(2025, 9, 1), dt.date(2026, 3, 1)), 1):
        closed_round(case, answered=9, closed_on=day, sequence=number)
    round_ = closed_round(case, answered=9, sequence=4)
    fresh = type(round_).objects.select_related("result", "application__group__organisation").get(pk=round_.pk)
    content.build(fresh)

    with django_assert_max_num_queries(5):
        content.build(fresh)
