"""Above or below other groups: only where it is more than chance, and from published figures alone."""

from dataclasses import replace

import pytest

from assessments.publication import NormFigures, Rung, standings
from tests.assessments.instruments import make_instrument
from tests.assessments.publication.test_change import published

INSTRUMENT = make_instrument(factors=3, reference_sd=0.9)


def norm(*tenths, spread=0, groups=10) -> NormFigures:
    means = {f"f{i}": value for i, value in enumerate(tenths)}
    return NormFigures(groups, means, dict.fromkeys(means, spread))


def words(shown, others, instrument=INSTRUMENT) -> list[str]:
    return list(standings(shown, others, instrument).values())


def test_three_words():
    assert standings(published(58, 48, 36), norm(48, 48, 48), INSTRUMENT) == {
        "f0": "above",
        "f1": "undecided",
        "f2": "below",
    }


@pytest.mark.parametrize(("tenths", "word"), [(54, "undecided"), (55, "above"), (42, "undecided"), (41, "below")])
def test_from_the_smallest_difference_that_is_more_than_chance(tenths, word):
    # 1.96 * 0.9 / sqrt(8) = 0.62 points.
    assert words(published(tenths), norm(48)) == [word]


def test_spread_between_the_groups_makes_the_norm_less_sure():
    # sqrt(0.81 / 8 + 1.44 / 10) = 0.50, and 1.96 times that is 0.97 points.
    assert words(published(57), norm(48, spread=12)) == ["undecided"]
    assert words(published(58), norm(48, spread=12)) == ["above"]
    assert words(published(57), norm(48, spread=12, groups=40)) == ["above"]
    # sqrt(0.81 / 8 + 9 / 10) = 1.0006: 1.96 points.
    assert words(published(67), norm(48, spread=30)) == ["undecided"]
    assert words(published(68), norm(48, spread=30)) == ["above"]


def test_many_factors_make_each_claim_harder():
    many = make_instrument(factors=24, reference_sd=0.9)

    assert words(published(56, *[48] * 23), norm(*[48] * 24), many)[0] == "undecided"
    assert words(published(56), norm(48))[0] == "above"


def test_fewer_persons_behind_a_factor_count_as_the_ladder_says():
    """Eight answered, but the factor's rung says at most six: 1.96 * 0.9 / sqrt(6) = 0.72."""
    assert words(published(55, rung=Rung.COMMENTS), norm(48)) == ["undecided"]
    assert words(published(56, rung=Rung.COMMENTS), norm(48)) == ["above"]


@pytest.mark.parametrize(("tenths", "end", "other", "word"), [
    (65, "high", 48, "above"),
    (65, "high", 65, "undecided"),
    (40, "high", 68, "undecided"),
    (20, "low", 48, "below"),
    (20, "low", 20, "undecided"),
    (60, "low", 12, "undecided"),
])  # fmt: skip
def test_end_value_beyond_which_the_norm_lies_decides_nothing(tenths, end, other, word):
    assert words(published(tenths, ends={0: end}), norm(other)) == [word]


def test_factor_that_is_not_shown_or_not_in_the_norm_is_left_out():
    assert list(standings(published(50, None, 50), norm(48, 48), INSTRUMENT)) == ["f0"]
    assert standings(replace(published(50), factors=()), norm(48), INSTRUMENT) == {}


def test_reference_sd_decides_and_not_the_groups_own():
    wide = make_instrument(factors=1, reference_sd=2.0)

    assert words(published(58), norm(48), wide) == ["undecided"]
