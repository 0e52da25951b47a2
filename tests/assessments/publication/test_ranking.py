from dataclasses import replace

import pytest

from assessments.publication import Published, PublishedFactor, Ranking, challenges, strengths
from assessments.publication.ladder import Rung
from tests.assessments.instruments import make_instrument

INSTRUMENT = make_instrument(factors=12, reference_sd=0.9)


def published(*tenths, respondents=8):
    factors = tuple(
        PublishedFactor(f"f{i}", Rung.NOTHING if value is None else Rung.FULL, value) for i, value in enumerate(tenths)
    )
    return Published("test", "1", "", "areas", Rung.FULL, respondents, (), factors, {})


def test_strengths_are_the_five_highest_and_challenges_the_five_lowest():
    result = published(50, 51, 52, 53, 54, 55, 30, 31, 32, 33, 34, 35)

    assert strengths(result, INSTRUMENT).keys == ("f5", "f4", "f3", "f2", "f1")
    assert challenges(result, INSTRUMENT).keys == ("f6", "f7", "f8", "f9", "f10")


def test_equal_means_keep_the_order_of_the_instrument_and_are_told():
    result = published(60, 40, 50, 50, 50, 50, 50, 50, 40, 40, 40, 40)

    assert strengths(result, INSTRUMENT) == Ranking(("f0", "f2", "f3", "f4", "f5"), ("f6", "f7"), told_apart=False)
    assert challenges(result, INSTRUMENT) == Ranking(("f1", "f8", "f9", "f10", "f11"), (), told_apart=True)


@pytest.mark.parametrize(("gap", "told_apart"), [(0, False), (8, False), (9, True)])
def test_fifth_and_sixth_are_told_apart_by_the_reference_spread(gap, told_apart):
    # 1.96 * 0.9 * sqrt(2 / 8) = 0.88 points.
    result = published(*[60] * 5, *[60 - gap] * 7)

    assert strengths(result, INSTRUMENT).told_apart is told_apart
    assert challenges(published(*[40] * 5, *[40 + gap] * 7), INSTRUMENT).told_apart is told_apart


def test_fewer_persons_need_a_wider_gap():
    result = published(*[60] * 5, *[51] * 7, respondents=4)

    assert strengths(result, INSTRUMENT).told_apart is False
    assert strengths(replace(result, respondents=8), INSTRUMENT).told_apart is True


def test_gap_is_from_the_last_listed_to_the_first_left_out():
    # 0.9 between the fifth and the sixth, more between all others.
    result = published(70, 68, 66, 64, 60, 51, 40, 30, 20, 20, 20, 20)

    assert strengths(result, INSTRUMENT) == Ranking(("f0", "f1", "f2", "f3", "f4"), (), told_apart=True)
    assert strengths(published(*[60] * 5, 52, *[20] * 6), INSTRUMENT).told_apart is False


def test_none_is_both_a_strength_and_a_challenge():
    result = published(50, 40, 30, None, 45, 35)

    assert strengths(result, INSTRUMENT).keys == ("f0", "f4")
    assert challenges(result, INSTRUMENT).keys == ("f2", "f5")


def test_nothing_shown_ranks_nothing():
    assert strengths(published(None, None), INSTRUMENT) == Ranking((), (), told_apart=True)


def test_tie_and_gap_are_those_of_the_last_on_the_list():
    result = published(69, 68, 67, 66, 65, 65, 56, 55, 54, 53, 52, 51)

    assert strengths(result, INSTRUMENT) == Ranking(("f0", "f1", "f2", "f3", "f4"), ("f5",), told_apart=False)
    apart = published(69, 68, 67, 66, 65, 56, 56, 55, 54, 53, 52, 51)
    assert strengths(apart, INSTRUMENT) == Ranking(("f0", "f1", "f2", "f3", "f4"), (), told_apart=True)


def test_gap_to_the_last_alone_decides():
    result = published(69, 68, 67, 66, 57, 56, 47, 46, 45, 44, 43, 42)

    assert strengths(result, INSTRUMENT).told_apart is False
