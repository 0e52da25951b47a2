"""What a colleague, an outsider, and two who pool their scores can work out from a published row.

The bounds are those promised in docs/privacy.md; the measured figures are in
docs/privacy-figures.md, made by `python -m tests.assessments.publication.figures`.
"""

from collections import defaultdict
from itertools import combinations_with_replacement, islice

import numpy as np
import pytest

from assessments.publication import Answers, Rules, publish
from tests.assessments.publication.groups import FACTORS, INSTRUMENT, MODELS, measure, published_rows
from tests.assessments.publication.sheets import keep_order, split
from tests.assessments.publication.solver import Knowledge, Row, multisets_of, solve

SIZES = range(4, 11)
# With no case among 3,600 rows a share is under 0.083 percent, below the smallest bound.
ROWS, ALL_ROWS = 3_600, 48_000


def insider_bound(n):
    return 0.01 if n <= 6 else 0.002


def pair_bound(n):
    return {4: 0.030, 5: 0.015}.get(n, 0.002)


def check_bounds(measured, n):
    """Each share with three standard errors on top stays under its bound."""
    assert measured.insider.at_most <= insider_bound(n)
    assert measured.outsider.value == 0
    assert measured.solved.at_most <= 0.001


@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_published_rows_give_no_colleague_away(model, n):
    check_bounds(measure(model, n, ROWS), n)


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
@pytest.mark.parametrize("n", [5, 6, 8])
def test_leaders_marker_gives_no_colleague_away(model, n):
    """The bounds are those of one person less. Everybody knows the marked score, so no reader is an outsider."""
    measured = measure(model, n, ROWS, leader=True)

    assert measured.insider.at_most <= insider_bound(n - 1)
    assert measured.outsider.at_most <= insider_bound(n - 1)
    assert measured.solved.at_most <= 0.001


@pytest.mark.full
@pytest.mark.parametrize("n", SIZES)
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_published_rows_give_no_colleague_away_in_large_counts(model, n):
    measured = measure(model, n, ALL_ROWS, pairs=n <= 7)

    check_bounds(measured, n)
    assert measured.pair is None or measured.pair.value - 3 * measured.pair.error <= pair_bound(n)


# --- the solver itself: it must know the rule, or it proves nothing


@pytest.mark.parametrize("n", [4, 5, pytest.param(6, marks=pytest.mark.full), pytest.param(7, marks=pytest.mark.full)])
def test_solver_finds_every_multiset_that_publish_gives_the_row(n):
    """All groups of n there are, each published: the solver must find these and no others."""
    groups = defaultdict(list)
    for row, scores in published_each(combinations_with_replacement(range(3, 22), n), n):
        groups[row].append(scores)

    for row, scores in groups.items():
        lowest, highest = min(map(min, scores)), max(map(max, scores))
        assert solve(row) == Knowledge(lowest, highest, len(scores))


@pytest.mark.parametrize("own", [3, 10, 14, 21])
def test_solver_finds_every_multiset_left_for_a_colleague(own):
    """The same for one of five who knows her own score: all groups that hold it."""
    groups = defaultdict(list)
    everyone = ((own, *others) for others in combinations_with_replacement(range(3, 22), 4))
    for row, scores in published_each(everyone, 5):
        groups[row].append(scores[1:])

    for row, others in groups.items():
        lowest, highest = min(map(min, others)), max(map(max, others))
        assert solve(row, (own,)) == Knowledge(lowest, highest, len(others))


@pytest.mark.parametrize("n", [7, 10])
def test_solver_never_rules_out_the_truth(n):
    for row, scores in published_rows(MODELS[2], n, 480, leader=False, seed=4):
        found = solve(row, scores[:1])

        assert found.lowest <= min(scores[1:])
        assert found.highest >= max(scores[1:])


def test_solver_learns_where_there_is_something_to_learn():
    """A mean of 2.1 among four, and own score 5.0: the three others must all be close to 1."""
    row = Row(4, "means", 21, None, None, None)

    assert solve(row, (15,)).learned
    assert not solve(row, (6,)).learned
    # 2.1 of four are 25 thirds, 15 + 3 + 3 + 4 and nothing else.
    assert solve(row, (15,)) == Knowledge(3, 4, 1)


def test_tables_hold_every_multiset():
    table = multisets_of(7)

    assert int(table.multisets.sum()) == 480_700
    assert np.all(np.diff(table.total) >= 0)
    assert (int(table.lowest.min()), int(table.highest.max())) == (3, 21)


def published_each(groups, n):
    """(row, scores) for each group of member scores in thirds, by the real publish(), a full instrument at a time."""
    groups = iter(groups)
    while batch := list(islice(groups, FACTORS)):
        padded = [*batch, *[batch[0]] * (FACTORS - len(batch))]
        sheets = [
            Answers(dict(zip(INSTRUMENT.item_keys, [v for group in padded for v in split(group[i])], strict=True)), {})
            for i in range(n)
        ]
        published = publish(sheets, INSTRUMENT, Rules(), view="one", shuffle=keep_order)
        for factor, scores in zip(published.factors, batch, strict=False):
            yield Row(n, factor.rung, factor.tenths, factor.end, factor.agreement, factor.bins), scores
