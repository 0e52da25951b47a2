"""The report's sentences: no favourites among equals, and no more certainty than the figures give."""

import dataclasses

import pytest

from assessments.report import content, sentences
from assessments.report.model import Comparison, Listing, ReportContent, Score, Shift
from tests.factories.reports import closed_round, small_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> ReportContent:
    """Five themes of one area: Tydelig formål, Riktige saker, Passe størrelse, Riktig sammensetning, Belønning ..."""
    return content.build(closed_round(answered=7, source=small_source()))


def with_factors(report: ReportContent, **fields) -> ReportContent:
    """The report with these fields of its five factors, one value for each."""
    changes = [dict(zip(fields, values, strict=True)) for values in zip(*fields.values(), strict=True)]
    area = report.areas[0]
    factors = tuple(dataclasses.replace(factor, **change) for factor, change in zip(area.factors, changes, strict=True))
    return dataclasses.replace(report, areas=(dataclasses.replace(area, factors=factors),))


def scores(*tenths: int) -> list[Score]:
    return [Score(value, "", f"{value / 10:.1f}".replace(".", ",")) for value in tenths]


@pytest.mark.parametrize(
    ("means", "lead"),
    [
        (
            (60, 50, 45, 40, 30),
            "Høyest ligger «Tydelig formål» og «Riktige saker». "
            "Lavest ligger «Belønning som bygger samarbeid» og «Riktig sammensetning».",
        ),
        (
            (60, 50, 50, 30, 30),
            "Høyest ligger «Tydelig formål». Lavest ligger «Belønning som bygger samarbeid» og «Riktig sammensetning».",
        ),
        (
            (60, 60, 60, 60, 30),
            "Øverst ligger fire temaer likt: 6,0. Lavest ligger «Belønning som bygger samarbeid».",
        ),
    ],
)
def test_lead_names_no_favourite_among_equals(report, means, lead):
    assert sentences.lead(with_factors(report, score=scores(*means))) == lead


@pytest.mark.parametrize(
    ("tied", "told_apart", "note"),
    [
        ((), True, ""),
        ((), False, "Neste tema ligger så nær at tilfeldigheter kan ha avgjort hva som kom med."),
        (("size",), False, "«Passe størrelse» har samme gjennomsnitt som den siste på listen."),
        (
            ("purpose", "tasks", "size", "composition"),
            False,
            "Fire temaer til har samme gjennomsnitt som den siste på listen.",
        ),
    ],
)
def test_last_place_is_told_honestly(report, tied, told_apart, note):
    by_key = {factor.key: factor for factor in report.factors}

    assert sentences.order_note(Listing(("rewards",), tied, told_apart), by_key) == note


@pytest.mark.parametrize(
    ("means", "high", "note"),
    [
        ((50, 45), True, ""),
        ((50, 35), True, "«Riktige saker» ligger under midten av skalaen."),
        ((35, 30), True, "Alle ligger under midten av skalaen."),
        ((35, 30), False, ""),
        ((45, 50), False, "Alle ligger over midten av skalaen."),
    ],
)
def test_lists_say_when_the_highest_are_low(report, means, high, note):
    factors = [
        dataclasses.replace(factor, score=score) for factor, score in zip(report.factors, scores(*means), strict=False)
    ]

    assert sentences.level_note(report, factors, high=high) == note


def shifts(*verdicts: str) -> list[Shift]:
    return [Shift(verdict, 0, "") for verdict in verdicts]


def test_change_is_counted_by_verdict(report):
    changed = with_factors(report, shift=shifts("changed", "undecided", "undecided", "unchanged", "undecided"))
    unsure = with_factors(report, shift=shifts(*["undecided"] * 5))

    assert sentences.change_lead(changed) == "Ett tema har endret seg. For tre er det ikke avgjort. Uendret: én."
    assert sentences.change_lead(unsure) == (
        "Ingen temaer har endret seg så mye at vi kan være sikre på det. For fem er det ikke avgjort."
    )


def test_people_who_came_and_went_are_told_with_what_it_means():
    assert sentences.people_changed(Comparison("2026-01-01", 7, 0, 0)) == ("De samme personene ble spurt begge ganger.")
    assert sentences.people_changed(Comparison("2026-01-01", 7, 1, 2)) == (
        "Siden sist: én har kommet til, og to har sluttet. En forskjell kan også komme av det."
    )


def test_limits_follow_what_the_report_has(report):
    few = dataclasses.replace(report, respondents=5, asked=7, leader_shown=True)

    plain, told = sentences.cannot_say(report), sentences.cannot_say(few)

    assert plain[0] == "Hva den enkelte har svart, heller ikke lederen."
    assert told[0] == "Hva den enkelte har svart. Lederen har selv valgt å vise sitt."
    assert told[-1] == "Hva de to som ikke svarte, mener."
    assert any("egenutviklet, forskningsbasert, ikke validert" in sentence for sentence in plain)


def test_ladder_counts_people_in_words_of_a_table():
    assert [sentences.span(*each) for each in ((0, 3), (3, 4), (5, 7), (7, None))] == [
        "Færre enn 3",
        "3",
        "5–6",
        "7 eller flere",
    ]


def test_withheld_comments_are_told_by_number():
    assert [sentences.withheld(count) for count in (0, 1, 3)] == [
        "",
        "Én kommentar er holdt tilbake fordi den navnga eller røpet noen.",
        "Tre kommentarer er holdt tilbake fordi de navnga eller røpet noen.",
    ]
