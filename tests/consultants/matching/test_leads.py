"""Kind lead against every plan there is, on small instances."""

import copy
import random

import pytest

from consultants.matching.fields import InstanceError
from consultants.matching.solve import Market

from .instances import listed, realistic, small
from .judge import Judge
from .solving import solve


def check_small(instance):
    judge = Judge(instance)
    best = judge.best()
    if best is None:
        with pytest.raises(InstanceError):
            solve(instance)
        return None
    result = solve(instance)
    judge.check(result)
    assert result["vector"] == best
    return result


def with_one_more_slot(instance, consultant):
    changed = copy.deepcopy(instance)
    for row in changed["consultants"]:
        row["slots"] += row["id"] == consultant
    return changed


def check_slot_gain(instance, result):
    for row in result["slot_gain"]:
        more = solve(with_one_more_slot(instance, row["consultant"]))["vector"]
        gain = [after - before for after, before in zip(more[:3], result["vector"][:3], strict=True)]
        assert [row["top"], row["served"], row["priority"]] == gain, row["consultant"]


@pytest.mark.parametrize("batch", range(8))
def test_small_instances_get_the_best_of_all_plans(batch, monkeypatch):
    # Few moves at first, so that groups must be taken out and inserted again on the way.
    monkeypatch.setattr("consultants.matching.solve.NEAR", 1 + batch % 3)
    solved = 0
    for seed in range(50):
        instance = small(random.Random(f"lead {batch} {seed}"))
        result = check_small(instance)
        if result is not None:
            solved += 1
            check_slot_gain(instance, result)
    assert solved > 25


@pytest.mark.full
@pytest.mark.parametrize("batch", range(20))
def test_many_small_instances_get_the_best_of_all_plans(batch):
    for seed in range(200):
        check_small(small(random.Random(f"full {batch} {seed}"), groups=5, consultants=4))


@pytest.mark.parametrize(
    "instance",
    [
        realistic(30, 10, 1),
        realistic(30, 10, 2, ratio=1.5, rematch=True),
        listed(60, 12, 4, 3, ratio=0.7),
        realistic(120, 25, 4, rematch=True),
    ],
    ids=lambda instance: instance["name"],
)
def test_a_round_holds_before_the_judge(instance):
    result = solve(instance)

    Judge(instance).check(result)
    check_slot_gain(instance, result)


@pytest.mark.parametrize(
    "instance", [realistic(300, 60, 1, rematch=True), listed(400, 70, 12, 1)], ids=["facts", "pairs"]
)
def test_a_large_round_holds_before_the_judge(instance):
    Judge(instance).check(solve(instance))


def test_the_market_knows_when_a_plan_is_not_proven():
    market = Market([(0, 1), (0,)], [(5, 5), (5,)], [[0], [0]])
    market.solve([0, 1])
    assert market.is_proven()
    assert sorted(market.at) == [0, 1]

    market.price[0] += 10

    assert not market.is_proven()
