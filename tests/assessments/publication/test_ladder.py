"""Every cell of the ladder, and the values on either side of each cut."""

from fractions import Fraction

import pytest

from assessments.instrument import Scale
from assessments.publication import LADDER, Agreement, End, PublishedFactor, Rules, Rung, Word
from assessments.publication.ladder import Ends, ends_on_scale, tenths, word_of
from tests.assessments.publication.sheets import factor_of, points, published_of

SEVEN = Scale(1, 7, {}, "")


def test_ladder_is_in_order_with_a_reason_for_each_row():
    assert [(row.rung, row.floor) for row in LADDER] == [
        ("nothing", 0),
        ("words", 3),
        ("means", 4),
        ("comments", 5),
        ("full", 7),
    ]
    assert all(str(row.shows) and str(row.reason) for row in LADDER)


@pytest.mark.parametrize(
    ("n", "rung"),
    [(0, "nothing"), (2, "nothing"), (3, "words"), (4, "means"), (5, "comments"), (6, "comments"), (7, "full")],
)
def test_number_of_members_decides_the_rung(n, rung):
    assert published_of([12] * n).rung == rung


def test_rungs_are_compared_by_what_they_show():
    assert Rung.FULL.reaches(Rung.COMMENTS)
    assert Rung.MEANS.reaches(Rung.MEANS)
    assert not Rung.MEANS.reaches(Rung.FULL)


@pytest.mark.parametrize("n", [0, 1, 2])
def test_under_three_nothing_is_shown(n):
    published = published_of([12] * n)

    assert published.factors == (PublishedFactor("f0"),)
    assert [(area.word, area.tenths) for area in published.areas] == [(None, None)]
    assert published.comments == {}


def test_three_get_areas_in_words_and_no_factor():
    published = published_of([12] * 3)

    assert published.factors == (PublishedFactor("f0"),)
    assert [(area.word, area.tenths, area.end) for area in published.areas] == [(Word.BELOW_MIDDLE, None, None)]
    assert published.comments == {}


@pytest.mark.parametrize(
    ("mean", "word"),
    [
        (Fraction(1), "low"),
        (Fraction(299, 100), "low"),
        (Fraction(3), "below_middle"),
        (Fraction(449, 100), "below_middle"),
        (Fraction(9, 2), "above_middle"),
        (Fraction(549, 100), "above_middle"),
        (Fraction(11, 2), "high"),
        (Fraction(7), "high"),
    ],
)
def test_four_words_by_the_three_cuts(mean, word):
    assert word_of(mean, SEVEN) == word


def test_four_get_a_mean_and_no_word_of_agreement():
    factor = factor_of(points(1, 7, 1, 7))

    assert factor == PublishedFactor("f0", rung=Rung.MEANS, tenths=40)


@pytest.mark.parametrize(
    ("thirds", "shown", "end"),
    [
        ([6, 6, 6, 6], 20, End.LOW),
        ([3, 3, 3, 3], 20, End.LOW),
        ([6, 6, 6, 7], 21, None),
        ([18, 18, 18, 17], 59, None),
        ([18, 18, 18, 18], 60, End.HIGH),
        ([21, 21, 21, 21], 60, End.HIGH),
    ],
)
def test_four_are_end_coded_at_two_and_six(thirds, shown, end):
    factor = factor_of(thirds)

    assert (factor.tenths, factor.end) == (shown, end)


@pytest.mark.parametrize("n", [5, 6, 7, 8])
@pytest.mark.parametrize(
    ("score", "shown", "end"), [(6, 20, "low"), (7, 23, None), (19, 63, None), (20, 65, "high"), (21, 65, "high")]
)
def test_five_and_more_are_end_coded_at_two_and_six_and_a_half(n, score, shown, end):
    factor = factor_of([score] * n)

    assert (factor.tenths, factor.end) == (shown, end)


def test_mean_that_rounds_to_the_end_value_is_end_coded():
    # 97 and 96 thirds of five members: 6.47 becomes 6.5, which is the end; 6.40 does not.
    assert factor_of([20, 20, 19, 19, 19]).end == End.HIGH
    assert factor_of([20, 19, 19, 19, 19]).tenths == 64


@pytest.mark.parametrize("n", [5, 6])
def test_five_and_six_get_the_flag_for_differing_views_or_nothing(n):
    wide = factor_of(points(*[2, 6] * 3)[:n])
    narrow = factor_of(points(*[3, 5] * 3)[:n])

    assert (wide.rung, wide.agreement, wide.bins) == (Rung.COMMENTS, Agreement.DIFFERING, None)
    assert (narrow.rung, narrow.agreement, narrow.bins) == (Rung.COMMENTS, None, None)


@pytest.mark.parametrize(
    ("deviations", "agreement"),
    [
        # Squares of 50 and 52 thirds: an SD of 1.179 and of 1.202.
        ((-5, 0, 0, 0, 5), None),
        ((-5, -1, 0, 1, 5), "differing"),
        # 34 and 36: 0.793 and 0.816; 104 and 106: 1.388 and 1.401.
        ((-4, -1, 0, 0, 0, 1, 4), "agreed"),
        ((-3, -3, 0, 0, 0, 3, 3), "fairly_agreed"),
        ((-6, -4, 0, 0, 0, 4, 6), "fairly_agreed"),
        ((-7, -2, 0, 0, 0, 2, 7), "differing"),
    ],
)
def test_word_of_agreement_changes_at_the_cuts(deviations, agreement):
    assert factor_of([12 + deviation for deviation in deviations]).agreement == agreement


@pytest.mark.parametrize(
    ("thirds", "agreement", "bins"),
    [
        ([12] * 7, "agreed", None),
        ([9, 10, 11, 12, 13, 14, 15], "agreed", None),
        ([9, 9, 11, 12, 13, 15, 15], "fairly_agreed", (2, 5, 0)),
        ([6, 8, 10, 12, 14, 16, 18], "differing", (3, 3, 1)),
        ([3, 3, 3, 12, 21, 21, 21], "differing", (3, 1, 3)),
    ],
)
def test_seven_get_three_words_and_bins_beside_the_two_of_less_agreement(thirds, agreement, bins):
    factor = factor_of(thirds)

    assert (factor.rung, factor.agreement, factor.bins) == (Rung.FULL, agreement, bins)


def test_bins_divide_below_three_and_a_half_and_below_five_and_a_half():
    # 10 and 11 thirds lie on either side of 3.5, 16 and 17 on either side of 5.5.
    assert factor_of([4, 10, 11, 11, 16, 17, 20]).bins == (2, 3, 2)


@pytest.mark.parametrize("n", [5, 6, 7, 10])
def test_no_agreement_where_the_mean_is_end_coded(n):
    factor = factor_of([3] * (n - 1) + [21] if n > 5 else [3, 3, 3, 3, 17])

    assert (factor.end, factor.agreement, factor.bins) == (End.LOW, None, None)


@pytest.mark.parametrize(
    ("value", "rounded"),
    [(Fraction(85, 20), 43), (Fraction(84, 20), 42), (Fraction(4249, 1000), 42), (Fraction(425, 100), 43)],
)
def test_means_are_rounded_half_up_on_exact_fractions(value, rounded):
    assert tenths(value) == rounded


@pytest.mark.parametrize(
    ("scale", "at_four", "from_five"),
    [
        ((1, 7), Ends(20, 60), Ends(20, 65)),
        # 1.67 and 4.33, 4.67 on 1 to 5: rounded inwards.
        ((1, 5), Ends(17, 43), Ends(17, 46)),
        ((0, 10), Ends(17, 83), Ends(17, 91)),
    ],
)
def test_other_scales_are_end_coded_in_proportion(scale, at_four, from_five):
    scale = Scale(*scale, {}, "")

    assert ends_on_scale(LADDER[2], scale) == at_four
    assert ends_on_scale(LADDER[3], scale) == from_five
    assert ends_on_scale(LADDER[4], scale) == from_five


def test_programme_may_raise_the_floors():
    rules = Rules(words=4, means=5, comments=6, full=8)

    assert [published_of([12] * n, rules=rules).rung for n in (3, 4, 5, 6, 7, 8)] == [
        "nothing",
        "words",
        "means",
        "comments",
        "comments",
        "full",
    ]


@pytest.mark.parametrize(
    "floors",
    [{"words": 2}, {"means": 3}, {"comments": 4}, {"full": 6}, {"leader_marker": 4}, {"means": 6}, {"comments": 8}],
)
def test_programme_may_neither_lower_a_floor_nor_swap_two(floors):
    with pytest.raises(ValueError):
        Rules(**floors)
