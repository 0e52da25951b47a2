"""Known values and limits of the functions that the command does not show."""

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from assessments.statistics.agreement import ad_mean, ad_median, awg, rwg, rwg_lindell
from assessments.statistics.change import (
    benjamini_hochberg,
    reliable_change_index,
    smallest_detectable_change,
    smallest_detectable_paired_change,
    standardised_response_mean,
)
from assessments.statistics.exact import exact
from assessments.statistics.icc import icc, spearman_brown
from assessments.statistics.means import mean_of_population, mean_of_sample, welch
from assessments.statistics.nulls import PERCENT_1_TO_5, Scale, uniform_variance, variance_of
from assessments.statistics.omega import one_factor
from assessments.statistics.scores import factor_score

PROJECT = Path(__file__).parents[3]
SEVEN = Scale(1, 7)


def test_import_is_light():
    modules = " ".join(f"import {name};" for name in sorted(module_names()))
    code = f"import sys; {modules} print(sorted({{'numpy', 'scipy', 'django'}} & set(sys.modules)))"

    done = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


def module_names():
    package = PROJECT / "assessments" / "statistics"
    return [f"assessments.statistics.{path.stem}" for path in package.glob("*.py")]


@pytest.mark.parametrize(
    ("answers", "reversed_items", "score"),
    [
        ([7, 6, 5], [False, False, False], 6),
        ([7, None, 5], [False, False, False], 6),  # two of three
        ([7, None, None], [False, False, False], None),
        ([7, 6, None, None], [False] * 4, None),  # two of four
        ([7, 6, 5, None], [False] * 4, 6),
        ([7, 6, 5, None, None], [False] * 5, None),  # three of five
        ([None, None, None], [False] * 3, None),
        ([1, 2, 7], [True, True, False], 20 / 3),
        ([], [], None),
    ],
)
def test_factor_score(answers, reversed_items, score):
    assert factor_score(answers, reversed_items, SEVEN) == score


@pytest.mark.parametrize("answer", [0, 8, 0.99])
def test_factor_score_refuses_answers_outside_the_scale(answer):
    with pytest.raises(ValueError):
        factor_score([4, 4, answer], [False, False, True], SEVEN)


def test_factor_score_refuses_answers_without_an_item():
    with pytest.raises(ValueError):
        factor_score([4, 4], [False], SEVEN)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_figures_are_finite_numbers(value):
    with pytest.raises((ValueError, OverflowError)):
        exact(value)


def test_scale_needs_room():
    with pytest.raises(ValueError):
        Scale(5, 5)


@pytest.mark.parametrize(("categories", "variance"), [(2, 0.25), (5, 2), (6, 35 / 12), (7, 4)])
def test_uniform_variance(categories, variance):
    assert uniform_variance(categories) == pytest.approx(variance)


def test_proportions_make_the_variance():
    assert variance_of([Fraction(1, 5)] * 5) == uniform_variance(5)
    assert {sum(percent) for percent in PERCENT_1_TO_5.values()} == {100}


@pytest.mark.parametrize("proportions", [[Fraction(1, 2)], [Fraction(3, 2), Fraction(-1, 2)]])
def test_proportions_that_are_none_are_refused(proportions):
    with pytest.raises(ValueError):
        variance_of(proportions)


@pytest.mark.parametrize("answers", [[], [[3, 4]]])
def test_nobody_agrees_alone(answers):
    assert rwg(answers, uniform_variance(7)) is None
    assert [figure(answers, SEVEN) for figure in (rwg_lindell, awg)] == [None, None]
    assert [figure(answers) for figure in (ad_mean, ad_median)] == [None, None]


@pytest.mark.parametrize(("n", "reliability"), [(4, 0.35), (6, 0.45), (8, 0.52), (10, 0.58)])
def test_mean_of_one_group_is_moderately_reliable(n, reliability):
    assert round(spearman_brown(0.12, n), 2) == reliability


def test_icc_without_groups_has_counts_only():
    found = icc([])

    assert (found.n_obs, found.n_groups, found.k0, found.msb, found.icc1_ci95) == (0, 0, None, None, None)


@pytest.mark.parametrize(("n", "population", "half_width"), [(6, 8, 0.47), (7, 8, 0.29), (5, 6, 0.46), (8, 12, 0.43)])
def test_interval_of_a_group_nearly_complete_is_narrow(n, population, half_width):
    values = with_sd(n, 0.9)

    found = mean_of_population(values, population)

    assert round((found.interval[1] - found.interval[0]) / 2, 2) == half_width


def with_sd(n, sd):
    """n values round 4 with the given SD."""
    reach = sd * ((n - 1) / 2) ** 0.5
    return [4 - reach, 4 + reach, *[4] * (n - 2)]


def test_mean_needs_two_answers_and_enough_people():
    assert (mean_of_population([4], 3), mean_of_sample([4])) == (None, None)
    with pytest.raises(ValueError):
        mean_of_population([4, 5, 6], 2)


def test_welch_by_hand():
    found = welch([1, 2, 3], [4, 6, 8, 10])

    assert (found.difference, found.standard_error) == (5, pytest.approx(2**0.5))
    assert found.df == pytest.approx(2**2 / ((1 / 3) ** 2 / 2 + (5 / 3) ** 2 / 3))
    # t = 3.5355 with 4.0755 degrees of freedom; two-sided p between those of 4 (.0241) and 5 (.0166).
    assert found.t == pytest.approx(5 / 2**0.5)
    assert 0.0166 < found.p < 0.0241
    # t.975 of 4.0755 degrees of freedom likewise lies between 2.571 and 2.776.
    assert 2.571 < (found.interval[1] - 5) / found.standard_error < 2.776
    assert found.interval[1] - 5 == pytest.approx(5 - found.interval[0])


def test_welch_is_the_plain_t_test_for_equal_groups():
    found = welch([1, 2, 3, 4, 5], [3, 4, 5, 6, 7])

    # Two samples of five with variance 2.5: t = 2, df = 8, p = .0805, t.975(8) = 2.306.
    assert (found.t, found.df) == (pytest.approx(2), pytest.approx(8))
    assert (round(found.p, 4), round(found.interval[0], 3), round(found.interval[1], 3)) == (0.0805, -0.306, 4.306)


@pytest.mark.parametrize(("first", "second"), [([4], [4, 5]), ([4, 5], []), ([4, 4], [5, 5])])
def test_welch_is_undefined_without_spread(first, second):
    assert welch(first, second) is None


@pytest.mark.parametrize(
    ("n", "unpaired", "paired"), [(5, 1.31, 1.00), (6, 1.16, 0.84), (8, 0.97, 0.67), (10, 0.85, 0.58)]
)
def test_smallest_detectable_change(n, unpaired, paired):
    assert round(smallest_detectable_change(0.9, n, n), 2) == unpaired
    assert round(smallest_detectable_paired_change(0.9, n, 0.6), 2) == paired


def test_smallest_detectable_change_counts_both_groups():
    assert smallest_detectable_change(1, 5, 9) == smallest_detectable_change(1, 9, 5)
    assert smallest_detectable_change(1, 5, 9) < smallest_detectable_change(1, 5, 5)


def test_reliable_change_index():
    assert reliable_change_index(3, 4, 1, 0.5) == pytest.approx(1)
    assert reliable_change_index(4, 3, 0.5, 0.5) == pytest.approx(-2)


def test_response_mean_needs_spread():
    assert standardised_response_mean([1, 2, 3]) == 2
    assert [standardised_response_mean(values) for values in ([], [2], [2, 2])] == [None, None, None]


def test_false_discoveries_of_the_article():
    """Benjamini & Hochberg 1995, section 4: 15 p-values, of which the four smallest are found at .05."""
    article = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240]
    article += [0.4262, 0.5719, 0.6528, 0.7590, 1.0000]

    adjusted = benjamini_hochberg(article)

    assert sum(q <= 0.05 for q in adjusted) == 4
    assert adjusted[:2] == pytest.approx([0.0015, 0.003])
    assert benjamini_hochberg([]) == []


@pytest.mark.parametrize("p", [-0.1, 1.1, float("nan")])
def test_false_discoveries_refuse_what_is_no_p_value(p):
    with pytest.raises(ValueError):
        benjamini_hochberg([0.5, p])


@pytest.mark.parametrize("residuals", [(0.3, 0.5, 0.7, 0.9), (-0.2, 0.6, 0.7, 0.8), (-8, 0.97, 0.98, 0.96)])
def test_one_factor_is_found_again_with_negative_residuals_too(residuals):
    import numpy as np

    residuals = np.array(residuals)
    loadings = np.sqrt(1 - residuals) * [1, -1, 1, 1]

    found = one_factor(np.outer(loadings, loadings) + np.diag(residuals))

    assert found.residuals == pytest.approx(residuals, abs=1e-5)
    assert np.abs(found.loadings) == pytest.approx(np.abs(loadings), abs=1e-5)
    assert found.omega == pytest.approx(loadings.sum() ** 2 / (loadings.sum() ** 2 + residuals.sum()), abs=1e-6)
