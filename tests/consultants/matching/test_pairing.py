"""Kind pair against every plan there is, on small instances."""

import random

import pytest

from consultants.matching.fields import InstanceError
from consultants.matching.leads import NotProven
from consultants.matching.programme import Programme, Seat, Solver

from .instances import realistic, small
from .judge import Judge
from .solving import solve


def check_small(instance):
    """True when the instance has a plan, and the solver found the best one."""
    judge = Judge(instance)
    best = judge.best()
    if best is None:
        with pytest.raises(InstanceError):
            solve(instance)
        return False
    result = solve(instance)
    judge.check(result)
    assert result["vector"] == best
    assert "slot_gain" not in result
    return True


@pytest.mark.parametrize("batch", range(6))
def test_small_instances_get_the_best_of_all_plans(batch):
    solved = [check_small(small(random.Random(f"pair {batch} {seed}"), "pair", groups=3)) for seed in range(25)]

    assert sum(solved) > 12


@pytest.mark.full
@pytest.mark.parametrize("batch", range(20))
def test_many_small_instances_get_the_best_of_all_plans(batch):
    for seed in range(100):
        check_small(small(random.Random(f"full pair {batch} {seed}"), "pair", groups=3, consultants=4))


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("ratio", [0.9, 1.6])
def test_a_round_of_ordinary_size_holds_before_the_judge(seed, ratio):
    instance = realistic(30, 10, seed, kind="pair", ratio=ratio, rematch=seed == 2)

    Judge(instance).check(solve(instance))


def test_a_co_that_can_never_have_a_lead_is_an_impossible_pin():
    instance = realistic(30, 10, 1, kind="pair")
    judge = Judge(instance)
    lonely = next(g for g in judge.groups if judge.co_fits[g])
    co = next(iter(judge.co_fits[lonely]))
    instance["declined"] = [{"group": lonely, "consultant": c} for c in judge.lead_fits[lonely] if c != co]
    instance["locks"] = [{"group": lonely, "consultant": co, "role": "co"}]

    with pytest.raises(InstanceError, match="locks"):
        solve(instance)


def test_weights_too_large_for_proof_are_refused():
    instance = realistic(30, 10, 1, kind="pair")
    instance["weights"] = {"sector": 10**12}

    with pytest.raises(InstanceError, match="for store"):
        solve(instance)


def test_nothing_is_accepted_that_is_not_proven():
    programme = Programme([Seat(0, "lead", 0, 1, 0), Seat(1, "lead", 0, 1, 0)], [(0, 0)])
    programme.add({0: 1, 1: 1, 2: -1}, 0, 0)
    assert Solver(programme).maximise([1, 1, 0]) in ([1, 0, 1], [0, 1, 1])

    class Doubtful(Solver):
        def run(self, level):
            result = super().run(level)
            result.mip_dual_bound -= 1
            return result

    with pytest.raises(NotProven):
        Doubtful(programme).maximise([1, 1, 0])
