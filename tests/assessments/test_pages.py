import pytest

from assessments import pages
from assessments.instrument import load_instrument
from assessments.publication import Answers, Rules, publish
from assessments.sealing import SheetContent
from tests.assessments.instruments import make_factor, make_instrument
from tests.factories.assessments import default_source

INSTRUMENT = load_instrument(default_source())


def sizes(dealt):
    return [len(page.items) for page in dealt]


@pytest.mark.parametrize(
    ("view", "expected"), [("tre", [9, 6, 12, 12, 12, 12, 9]), ("fire", [9, 6, 12, 12, 9, 9, 9, 6])]
)
def test_default_instrument_is_dealt_evenly(view, expected):
    dealt = pages.pages_of(INSTRUMENT, view)

    assert sizes(dealt) == expected
    assert [page.number for page in dealt] == list(range(1, len(expected) + 1))
    assert [item.key for page in dealt for item in page.items] == [
        item.key
        for area in INSTRUMENT.view(view).areas
        for key in area.factors
        for item in INSTRUMENT.factor_by_key[key].items
    ]


@pytest.mark.parametrize(
    ("items", "factors", "expected"),
    [(3, 1, [3]), (3, 4, [12]), (3, 5, [9, 6]), (5, 3, [10, 5]), (5, 5, [10, 10, 5]), (5, 4, [10, 10])],
)
def test_no_page_holds_more_than_twelve_statements(items, factors, expected):
    instrument = make_instrument(factors=factors, items=items, areas=1)

    assert sizes(pages.pages_of(instrument, "areas")) == expected


def test_uneven_factors_stay_whole():
    factors = [make_factor(key, items=size) for key, size in (("a", 5), ("b", 5), ("c", 3), ("d", 3), ("e", 5))]

    assert [sum(len(factor.items) for factor in part) for part in pages._dealt(factors)] == [10, 6, 5]


def test_first_open_passes_what_is_answered_with_vet_ikke():
    dealt = pages.pages_of(INSTRUMENT, "tre")
    first = [item.key for item in dealt[0].items]

    assert pages.first_open(dealt, SheetContent()) == (1, first[0])
    assert pages.first_open(dealt, SheetContent(dict.fromkeys(first[:2], None))) == (1, first[2])
    assert pages.first_open(dealt, SheetContent(dict.fromkeys(first, 4))) == (2, dealt[1].items[0].key)
    assert pages.first_open(dealt, SheetContent(dict.fromkeys(INSTRUMENT.item_keys, 4))) is None


def test_minutes_left_go_down_to_one():
    dealt = pages.pages_of(INSTRUMENT, "tre")
    everything = SheetContent(dict.fromkeys(INSTRUMENT.item_keys, 4), {"results": "x", "works_well": "y"})

    assert pages.minutes_left(dealt, 3, SheetContent()) == 19
    assert pages.minutes_left(dealt, 3, SheetContent(), since=8) == 5
    assert pages.minutes_left(dealt, 3, everything) == 2
    assert pages.minutes_left(dealt, 2, everything) == 1


def test_minutes_in_all_are_told_in_whole_fives():
    assert pages.minutes_in_all(pages.pages_of(INSTRUMENT, "tre"), 3) == 20
    assert pages.minutes_in_all((), 0) == 5


def rungs(asked, **options):
    return [(step["heading"], step["rung"]) for step in pages.ladder(asked, **options)]


def test_ladder_shows_what_the_group_can_reach():
    few = ("Færre enn 3", "nothing")

    assert rungs(9) == [
        ("7 eller flere svar", "full"),
        ("5–6 svar", "comments"),
        ("4 svar", "means"),
        ("3 svar", "words"),
        few,
    ]
    assert rungs(6) == [("5 eller flere svar", "comments"), ("4 svar", "means"), ("3 svar", "words"), few]
    assert rungs(3) == [("3 svar", "words"), few]


def test_ladder_counts_one_less_where_the_leader_is_marked():
    """As publish() does: the marker is shown from five on, and the others are then one fewer to find out about."""
    assert rungs(8, leader_marker=True) == [
        ("8 svar", "full"),
        ("6–7 svar", "comments"),
        ("4–5 svar", "means"),
        ("3 svar", "words"),
        ("Færre enn 3", "nothing"),
    ]


@pytest.mark.parametrize("leader_marker", [False, True])
@pytest.mark.parametrize("answers", range(3, 12))
def test_ladder_promises_what_publish_does(answers, leader_marker):
    instrument = make_instrument()
    sheets = [Answers(dict.fromkeys(instrument.item_keys, 4), {}) for _ in range(answers)]

    published = publish(
        sheets, instrument, Rules(), view="areas", leader=0 if leader_marker else None, shuffle=lambda texts: None
    )

    assert pages.rung_for(answers, Rules(), leader_marker=leader_marker) == published.rung


def test_item_words_stand_by_their_values():
    factor = make_factor("a")
    scale = INSTRUMENT.scale

    (first, *_) = pages.statements(factor, scale, {"a0": "3"}, {"a0": "Feil"})

    assert [option["checked"] for option in first["options"]] == [False, False, True, False, False, False, False]
    assert (first["first"], first["middle"], first["last"]) == ("Helt uenig", "Verken eller", "Helt enig")
    assert (first["error"], first["unknown"]["checked"]) == ("Feil", False)
