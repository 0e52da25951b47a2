"""Members, factors, areas, comments and the leader's marker, one rule at a time."""

from dataclasses import replace
from decimal import Decimal

import pytest

from assessments.instrument import Item
from assessments.publication import Answers, End, PublicationError, Published, Rules, Rung, area_means, publish
from assessments.publication.rule import member_score
from tests.assessments.instruments import make_factor, make_instrument
from tests.assessments.publication.sheets import ONE_FACTOR, factor_of, keep_order, points, published_of, sheet

FOUR_FACTORS = make_instrument(factors=4)

# What is on disk must be readable for as long as the round is kept: change the format's name with the format.
FROZEN = """\
{
 "areas": [
  {
   "end": null,
   "key": "a0",
   "tenths": 43,
   "word": null
  }
 ],
 "checksum": "0000000000000000000000000000000000000000000000000000000000000000",
 "comments": {},
 "factors": [
  {
   "agreement": "differing",
   "bins": [
    2,
    4,
    2
   ],
   "end": null,
   "key": "f0",
   "leader_tenths": 70,
   "rung": "full",
   "tenths": 43
  }
 ],
 "format": "published/1",
 "instrument": "test",
 "respondents": 8,
 "rung": "full",
 "version": "1",
 "view": "areas"
}"""


def with_factors(*thirds_by_factor, rules=None, leader=None, instrument=FOUR_FACTORS):
    """Published for members whose sums on each factor are given, factor by factor; None answers nothing."""
    sheets = []
    for thirds in zip(*thirds_by_factor, strict=True):
        parts = [sheet(make_instrument(factors=4), each) for each in thirds]
        items = {
            item.key: part.items[item.key]
            for factor, part in zip(instrument.factors, parts, strict=True)
            for item in factor.items
        }
        sheets.append(Answers(items, {}))
    return publish(sheets, instrument, rules or Rules(), view="areas", leader=leader, shuffle=keep_order)


# --- one member's score


@pytest.mark.parametrize(("items", "needed"), [(3, 2), (4, 3), (5, 4)], ids=["three items", "four items", "five items"])
def test_score_needs_two_thirds_of_the_items(items, needed):
    factor = make_factor("f0", items=items)
    enough = {f"f0{i}": 4 for i in range(needed)}

    assert member_score(factor, enough, ONE_FACTOR.scale) == 4
    assert member_score(factor, dict(list(enough.items())[1:]), ONE_FACTOR.scale) is None


def test_reversed_item_is_turned_before_the_mean():
    factor = make_factor("f0", reversed_items=(1,))

    assert member_score(factor, {"f00": 7, "f01": 1, "f02": 7}, ONE_FACTOR.scale) == 7


def test_unknown_counts_as_missing_and_not_as_the_middle():
    assert member_score(make_factor("f0"), {"f00": 7, "f01": None, "f02": 6}, ONE_FACTOR.scale) * 2 == 13


@pytest.mark.parametrize("value", [0, 8, True, 4.0, "4"])
def test_answer_outside_the_scale_publishes_nothing(value):
    sheets = [sheet(ONE_FACTOR, 12) for _ in range(4)] + [Answers({"f00": value}, {})]

    with pytest.raises(PublicationError, match="an answer is outside the scale"):
        publish(sheets, ONE_FACTOR, Rules(), view="areas", shuffle=keep_order)


# --- n of each factor


def test_rung_is_chosen_for_each_factor():
    published = with_factors([12] * 7, [12] * 6 + [None], [12] * 4 + [None] * 3, [12] * 3 + [None] * 4)

    assert published.rung == Rung.FULL
    assert [factor.rung for factor in published.factors] == ["full", "comments", "means", "nothing"]
    assert [factor.shown for factor in published.factors] == [True, True, True, False]


def test_factor_under_four_is_left_out_of_its_area():
    # Factors f0 and f2 make area a0.
    published = with_factors([12] * 5, [15] * 5, [20, 20, 20, None, None], [9] * 5)

    assert [(area.key, area.tenths) for area in published.areas] == [("a0", 40), ("a1", 40)]


def test_area_without_a_shown_factor_has_no_value():
    published = with_factors([12, 12, 12, None, None], [15] * 5, [None] * 5, [9] * 5)

    assert [(area.tenths, area.word) for area in published.areas] == [(None, None), (40, None)]


def test_sheet_without_a_score_lifts_nobody_over_a_floor():
    published = published_of([12, 12, 12, None])

    assert published.respondents == 4
    assert published.rung == Rung.WORDS


# --- areas


def test_area_is_the_mean_of_shown_means_with_an_end_code_as_its_end_value():
    # f0 is 7.0 and shown as 6.5 or higher; f2 is 4.0: 5.25 becomes 5.3, not 5.5.
    published = with_factors([21] * 5, [12] * 5, [12] * 5, [12] * 5)

    assert [(area.tenths, area.end) for area in published.areas] == [(53, None), (40, None)]


def test_area_of_end_coded_factors_alone_is_end_coded():
    published = with_factors([21] * 5, [3] * 5, [20] * 5, [3] * 5)

    assert [(area.tenths, area.end) for area in published.areas] == [(65, End.HIGH), (20, End.LOW)]


def test_area_takes_the_end_of_its_lowest_factor():
    published = with_factors([21] * 5, [12] * 5, [21] * 4 + [None], [12] * 5)

    assert (published.areas[0].tenths, published.areas[0].end) == (60, End.HIGH)


def test_areas_in_words_come_only_in_the_view_fixed_at_opening():
    published = with_factors([12] * 3, [18] * 3, [9] * 3, [21, 21, 15])

    assert published.view == "areas"
    assert [(area.key, area.word) for area in published.areas] == [("a0", "below_middle"), ("a1", "high")]


def test_areas_in_words_leave_out_a_factor_two_have_answered():
    published = with_factors([12] * 3, [18] * 3, [21, 21, None], [None, None, 3])

    assert [area.word for area in published.areas] == ["below_middle", "high"]


def test_any_view_can_be_made_from_the_shown_means():
    published = with_factors([12] * 5, [15] * 5, [18] * 5, [9] * 5)

    areas = area_means(published.factors, FOUR_FACTORS.view("one"), FOUR_FACTORS.scale)

    assert [(area.key, area.tenths) for area in areas] == [("all", 45)]


def test_unknown_view_is_a_key_error():
    with pytest.raises(KeyError):
        publish([], ONE_FACTOR, Rules(), view="none", shuffle=keep_order)


@pytest.mark.parametrize("scale", [(1, 7), (1, 5), (0, 10)])
@pytest.mark.parametrize(
    ("of_twelve", "word"),
    [(3, "low"), (4, "below_middle"), (6, "below_middle"), (7, "above_middle"), (8, "above_middle"), (9, "high")],
)
def test_words_have_their_cuts_at_the_same_place_of_every_scale(scale, of_twelve, word):
    """Three members whose mean lies exactly so many twelfths of the way up: on a cut it takes the word above."""
    low, high = scale
    instrument = make_instrument(factors=4, areas=1, scale=scale)
    # Twelve persons-times-factors, so many of them at the top.
    top = [[j * 3 + i < of_twelve for j in range(4)] for i in range(3)]
    sheets = [
        Answers({f"f{j}{k}": high if top[i][j] else low for j in range(4) for k in range(3)}, {}) for i in range(3)
    ]

    published = publish(sheets, instrument, Rules(), view="areas", shuffle=keep_order)

    assert [area.word for area in published.areas] == [word]


def test_words_weigh_factors_alike_whoever_answered():
    # Means 5.0 of four and 4.0 of three are 4.5; all seven scores together would be 4.57.
    rules = Rules(means=5)
    published = with_factors([15] * 4, [12] * 4, [12, 12, 12, None], [12, 12, 11, None], rules=rules)

    assert published.rung == Rung.WORDS
    assert [area.word for area in published.areas] == ["above_middle", "below_middle"]


# --- comments


@pytest.mark.parametrize(("n", "kept"), [(3, False), (4, False), (5, True), (7, True)])
def test_comments_are_kept_from_five(n, kept):
    published = published_of([12] * n)

    assert published.comments == ({"q0": tuple(f"tekst {i}" for i in range(n))} if kept else {})


def test_comments_are_shuffled_question_by_question_and_blanks_dropped():
    instrument = make_instrument(factors=1, areas=1, questions=2)
    sheets = [
        replace(sheet(instrument, 12), texts={"q0": f" a{i} ", "q1": "" if i else "b", "q9": "x"}) for i in range(5)
    ]

    published = publish(sheets, instrument, Rules(), view="areas", shuffle=list.reverse)

    assert published.comments == {"q0": ("a4", "a3", "a2", "a1", "a0"), "q1": ("b",)}


# --- the leader's marker


@pytest.mark.parametrize(
    ("n", "rung", "marker"),
    [(4, "means", None), (5, "means", 70), (6, "comments", 70), (7, "comments", 70), (8, "full", 70)],
)
def test_marker_costs_the_ladder_one_person_and_is_not_shown_below_five(n, rung, marker):
    factor = factor_of([21, *[12] * (n - 1)], leader=0)

    assert (factor.rung, factor.leader_tenths) == (rung, marker)


def test_marked_leader_counts_in_the_mean():
    assert factor_of([21, *[12] * 5], leader=0).tenths == 45


def test_comments_follow_the_ladder_less_one():
    assert published_of([12] * 5, leader=0).comments == {}
    assert set(published_of([12] * 6, leader=0).comments) == {"q0"}


def test_leader_without_a_score_on_a_factor_is_not_marked_there():
    published = with_factors([None, *[12] * 5], [12] * 6, [12] * 6, [12] * 6, leader=0)

    assert [factor.leader_tenths for factor in published.factors] == [None, 40, 40, 40]
    assert {factor.rung for factor in published.factors} == {"comments"}


def test_leader_without_opt_in_is_never_marked():
    assert factor_of([21, *[12] * 7]).leader_tenths is None


def test_marker_never_costs_the_group_its_means():
    rules = Rules(means=6, comments=6)

    assert factor_of([12] * 6, rules=rules, leader=0).rung == "comments"
    assert factor_of([12] * 6, rules=rules, leader=0).leader_tenths is None
    assert factor_of([12] * 7, rules=rules, leader=0).leader_tenths == 40


@pytest.mark.parametrize("leader", [-1, 5])
def test_leader_must_be_one_of_the_sheets(leader):
    with pytest.raises(ValueError):
        published_of([12] * 5, leader=leader)


# --- scales and file


def test_five_point_scale_is_published_in_proportion():
    instrument = make_instrument(factors=1, areas=1, scale=(1, 5), questions=0)
    spread = [3, 3, 6, 9, 12, 15, 15]

    factor = published_of(spread, instrument=instrument).factors[0]

    # 3.5 and 5.5 of seven are 2.67 and 4.0 of five; an SD of 1.4 is 0.93.
    assert (factor.tenths, factor.agreement, factor.bins) == (30, "differing", (3, 1, 3))


def test_score_on_a_cut_belongs_to_the_bin_above():
    # On 1 to 5 the cuts are at 8 and 12 thirds.
    instrument = make_instrument(factors=1, areas=1, scale=(1, 5), questions=0)

    assert published_of([3, 7, 8, 11, 12, 12, 15], instrument=instrument).factors[0].bins == (2, 2, 3)


def test_frozen_result_survives_its_file():
    published = published_of(points(2, 3, 4, 5, 6, 6, 7, 7), leader=2)

    assert Published.from_json(published.to_json()) == published
    assert Published.from_dict(published.to_dict()) == published


def test_figures_can_be_kept_without_the_comments():
    published = published_of([12] * 7)

    assert published.without_comments() == replace(published, comments={})
    assert "tekst" not in published.without_comments().to_json()


def test_frozen_result_is_read_back_as_the_same_kinds_of_values():
    both = with_factors([21] * 7, [3, 6, 9, 12, 15, 18, 21], [21] * 7, [12] * 7)
    words = with_factors([12] * 3, [12] * 3, [12] * 3, [12] * 3)

    for published in (both, words):
        assert repr(Published.from_json(published.to_json())) == repr(published)


def test_frozen_result_has_one_text():
    assert published_of([21, 3, 9, 12, 15, 18, 12, 12], leader=0).without_comments().to_json() == FROZEN


def test_means_and_markers_are_decimals():
    factor = factor_of([20, *[12] * 5], leader=0)

    assert (factor.mean, factor.leader_marker) == (Decimal("4.4"), Decimal("6.7"))
    assert (factor_of([12] * 3).mean, factor_of([12] * 5).leader_marker) == (None, None)
    assert published_of([13] * 5).areas[0].mean == Decimal("4.3")


def test_file_of_another_format_is_refused():
    source = published_of([12] * 5).to_json().replace("published/1", "published/2")

    with pytest.raises(ValueError):
        Published.from_json(source)


def test_items_of_other_instruments_are_ignored():
    sheets = [Answers({"f00": 4, "f01": 4, "f02": 4, "other": 99}, {}) for _ in range(4)]

    assert publish(sheets, ONE_FACTOR, Rules(), view="areas", shuffle=keep_order).factors[0].tenths == 40


def test_longer_factors_are_averaged_over_answered_items():
    factor = replace(make_factor("f0", items=5), items=tuple(Item(f"f0{i}", "", i == 4) for i in range(5)))
    instrument = replace(ONE_FACTOR, factors=(factor,))
    sheets = [Answers({"f00": 4, "f01": 5, "f02": 5, "f03": None, "f04": 2}, {}) for _ in range(4)]

    # 4, 5, 5 and 8 - 2 = 6 over four answered items.
    assert publish(sheets, instrument, Rules(), view="areas", shuffle=keep_order).factors[0].tenths == 50
