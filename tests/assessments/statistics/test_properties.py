"""Ranges and invariances that hold for any group, whatever its answers."""

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.statistics.agreement import ad_mean, ad_median, awg, rwg, rwg_lindell
from assessments.statistics.change import benjamini_hochberg
from assessments.statistics.icc import icc, spearman_brown
from assessments.statistics.means import mean_of_population, mean_of_sample, welch
from assessments.statistics.nulls import Scale, null_variances, uniform_variance
from assessments.statistics.omega import omega
from assessments.statistics.reliability import alpha, alpha_ci95
from assessments.statistics.scores import factor_score, reverse

# A shared machine may be slow at any moment; the same examples in every run keep the suite's verdict its own.
settings.register_profile("statistics", deadline=None, derandomize=True)
settings.load_profile("statistics")

SCALE = Scale(1, 7)
UNIFORM = uniform_variance(7)


def tables(*, members=(2, 9), items=(1, 5), low=1, high=7):
    """Complete answers: a list of members, each a list of as many whole numbers."""
    return st.tuples(st.integers(*members), st.integers(*items)).flatmap(
        lambda size: st.lists(
            st.lists(st.integers(low, high), min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0]
        )
    )


groups_of_scores = st.lists(st.lists(st.integers(1, 7), min_size=1, max_size=6), min_size=2, max_size=6)


@given(tables())
def test_agreement_stays_within_its_range(answers):
    n = len(answers)
    lowest = 1 - 3 * 6 * n / (8 * (n - 1))

    assert 0 <= rwg(answers, UNIFORM) <= 1
    assert lowest - 1e-12 <= rwg_lindell(answers, SCALE) <= 1
    assert 0 <= ad_median(answers) <= ad_mean(answers) <= 3
    found = awg(answers, SCALE)
    assert found is None or -1 <= found <= 1


@given(tables(), st.randoms(use_true_random=False))
def test_agreement_does_not_know_the_order_of_members_and_items(answers, random):
    shuffled = random.sample(answers, len(answers))
    order = random.sample(range(len(answers[0])), len(answers[0]))
    shuffled = [[row[at] for at in order] for row in shuffled]

    assert agreement(shuffled) == agreement(answers)


@given(tables())
def test_agreement_is_the_same_on_the_reversed_scale(answers):
    assert agreement([[reverse(value, SCALE) for value in row] for row in answers]) == agreement(answers)


@given(tables(high=5), st.integers(-9, 9))
def test_agreement_is_the_same_on_a_moved_scale(answers, step):
    moved = [[value + step for value in row] for row in answers]

    assert agreement(moved, Scale(1 + step, 5 + step)) == agreement(answers, Scale(1, 5))


def agreement(answers, scale=SCALE):
    null = uniform_variance(scale.categories)
    return (
        rwg(answers, null),
        rwg_lindell(answers, scale),
        ad_mean(answers),
        ad_median(answers),
        awg(answers, scale),
    )


@given(tables(high=5))
def test_stricter_null_never_finds_more_agreement(answers):
    by_variance = sorted(null_variances(Scale(1, 5)).values())
    found = [rwg(answers, variance) for variance in by_variance]

    assert found == sorted(found)


@given(st.lists(st.integers(1, 7), min_size=1, max_size=5), st.integers(2, 9))
def test_members_who_answer_alike_agree_fully(row, members):
    answers = [row] * members

    assert (rwg(answers, UNIFORM), rwg_lindell(answers, SCALE), ad_mean(answers), ad_median(answers)) == (1, 1, 0, 0)


@given(groups_of_scores)
def test_icc_stays_within_its_range(groups):
    found = icc(groups)
    sizes = [len(group) for group in groups]

    assert 1 <= found.k0 <= sum(sizes) / len(sizes) + 1e-12
    for value, k in ((found.icc1, sum(sizes) / len(sizes)), (found.icc1_k0, found.k0)):
        assert value is None or -1 / (k - 1) - 1e-12 <= value <= 1
    assert found.icc2 is None or found.icc2 <= 1


@given(groups_of_scores, st.integers(2, 5), st.integers(-9, 9))
def test_icc_does_not_know_the_unit(groups, factor, step):
    found = icc([[factor * score + step for score in group] for group in groups])
    plain = icc(groups)

    assert (found.icc1, found.icc1_k0, found.icc2) == (plain.icc1, plain.icc1_k0, plain.icc2)
    assert found.msb == pytest.approx(plain.msb * factor**2)


@given(st.lists(st.lists(st.integers(1, 7), min_size=3, max_size=3), min_size=2, max_size=8))
def test_interval_of_equal_groups_holds_the_icc(groups):
    found = icc(groups)

    assert (found.icc1_ci95 is None) == (found.msw == 0)
    if found.icc1_ci95 and found.msb:
        assert found.icc1_ci95[0] < found.icc1 < found.icc1_ci95[1]
        assert found.icc2_ci95[0] < found.icc2 < found.icc2_ci95[1]
        assert spearman_brown(found.icc1, 3) == pytest.approx(found.icc2, abs=1e-9)
        assert found.icc1 == found.icc1_k0


@given(tables(members=(2, 12), items=(2, 5)))
def test_alpha_is_at_most_one_within_its_interval(answers):
    value = alpha(answers)

    if value is None:
        assert len({sum(row) for row in answers}) == 1
    else:
        low, high = alpha_ci95(value, len(answers), len(answers[0]))
        assert low <= value <= high <= 1


@given(tables(members=(2, 12), items=(2, 5)))
def test_alpha_does_not_know_the_order(answers):
    assert alpha([row[::-1] for row in answers[::-1]]) == alpha(answers)


@settings(max_examples=12)
@given(tables(members=(8, 20), items=(3, 5)))
def test_omega_does_not_know_unit_and_order(answers):
    value = omega(answers)
    turned = omega([[10 - 2.5 * x for x in row[::-1]] for row in answers[::-1]])

    assert (value is None) == (turned is None)
    if value is not None:
        assert value >= 0
        assert math.isfinite(value)
        assert turned == pytest.approx(value, rel=1e-5, abs=1e-8)


@given(st.lists(st.integers(1, 7), min_size=2, max_size=9), st.integers(1, 9))
def test_correction_narrows_the_interval_until_nobody_is_missing(values, missing):
    some = mean_of_population(values, len(values) + missing)
    everybody = mean_of_population(values, len(values))

    assert some.standard_error <= mean_of_sample(values).standard_error
    assert some.interval[0] <= some.mean <= some.interval[1]
    assert (everybody.standard_error, everybody.interval) == (0, None)


@given(*[st.lists(st.integers(1, 7), min_size=2, max_size=9)] * 2)
def test_welch_is_the_same_both_ways(first, second):
    forth, back = welch(first, second), welch(second, first)

    if forth is None:
        assert len(set(first)) == len(set(second)) == 1
    else:
        assert (forth.difference, forth.t, forth.p) == (-back.difference, -back.t, back.p)
        assert 0 <= forth.p <= 1
        assert min(len(first), len(second)) - 1 - 1e-9 <= forth.df <= len(first) + len(second) - 2 + 1e-9
        assert (forth.p < 0.05) == (not forth.interval[0] <= 0 <= forth.interval[1])


@given(st.lists(st.floats(0, 1), max_size=20))
def test_adjusted_p_values_keep_the_order_and_find_no_more(p_values):
    adjusted = benjamini_hochberg(p_values)

    assert all(p <= q <= 1 for p, q in zip(p_values, adjusted, strict=True))
    by_p = [q for _, q in sorted(zip(p_values, adjusted, strict=True))]
    assert by_p == sorted(by_p)
    assert rejected(adjusted, 0.05) == step_up(p_values, 0.05)


def rejected(adjusted, rate):
    return {index for index, q in enumerate(adjusted) if q <= rate}


def step_up(p_values, rate):
    """The procedure as published: the largest k with p_(k) <= k/m·rate, and all that are no larger."""
    m = len(p_values)
    ordered = sorted(p_values)
    passing = [p for k, p in enumerate(ordered, start=1) if p * (m / k) <= rate]
    return {index for index, p in enumerate(p_values) if passing and p <= passing[-1]}


@given(st.lists(st.tuples(st.none() | st.integers(1, 7), st.booleans()), min_size=1, max_size=6))
def test_factor_score_needs_two_thirds(items):
    answers, turned = zip(*items, strict=True)
    given_answers = [8 - a if turn else a for a, turn in items if a is not None]

    found = factor_score(answers, turned, SCALE)

    if Fraction(len(given_answers), len(items)) < Fraction(2, 3):
        assert found is None
    else:
        assert found == pytest.approx(sum(given_answers) / len(given_answers))
