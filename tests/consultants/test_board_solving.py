"""What a change costs: every figure of the board is the one that solving anew from the file would give."""

import copy

import pytest

from consultants.board.solving import difference, helpers, solve
from consultants.board.what_if import NEWCOMER, asked, month_before
from consultants.matching.candidates import find_candidates
from consultants.matching.explain import slot_gains
from consultants.matching.instance import build_instance
from consultants.matching.leads import plan_leads
from consultants.matching.plan import vector
from tests.consultants.matching.instances import realistic

SEEDS = range(8)


def anew(raw) -> list[int]:
    """The result vector, all the way from the instance."""
    candidates = find_candidates(build_instance(copy.deepcopy(raw)))
    return vector(candidates, plan_leads(candidates))


def a_round(seed: int):
    return {**realistic(14, 6, seed, ratio=0.8), "locks": []}


def lock(group: str, consultant: str) -> dict[str, str]:
    return {"group": group, "consultant": consultant, "role": "lead"}


@pytest.mark.parametrize("seed", SEEDS)
def test_pin_exclusion_and_alternative_cost_what_solving_anew_says(seed):
    raw = a_round(seed)
    solved, _broken = solve(raw)
    for group, consultant in solved.leads.items():
        without = {**raw, "declined": [{"group": group, "consultant": consultant}]}
        assert solved.excluded(group, consultant).vector == anew(without)
        for row in solved.alternatives(group):
            pinned = anew({**raw, "locks": [lock(group, row.consultant)]})
            first = solved.vector
            assert (row.cost.top, row.cost.served, row.cost.priority, row.cost.fit) == (
                pinned[0] - first[0],
                pinned[1] - first[1],
                pinned[2] - first[2],
                pinned[5] - first[5],
            )


@pytest.mark.parametrize("seed", SEEDS)
def test_group_named_as_helped_is_served_by_one_more_place(seed):
    raw = a_round(seed)
    solved, _broken = solve(raw)
    gains = slot_gains(solved.moves)

    helped = {c for group in solved.left_out for c in helpers(solved, group)}

    assert helped == {row.id for row, gain in zip(solved.instance.consultants, gains, strict=True) if gain != (0, 0, 0)}
    for group in solved.left_out:
        for consultant in helpers(solved, group):
            more = solve(asked(raw, more=[consultant], earlier=False, newcomer=False))[0]
            assert more.vector[1] == solved.vector[1] + 1


def test_pins_that_cannot_all_be_kept_are_told_apart_from_those_that_can():
    raw = a_round(1)
    free, _broken = solve(raw)
    group, consultant = next(iter(free.leads.items()))
    barred = next(key for key, codes in free.barred(group).items() if codes != ("full",))
    other = next(number for number in free.group if number != group and free.barred(number).get(barred))

    solved, broken = solve({**raw, "locks": [lock(group, consultant), lock(other, barred)]})

    assert solved.leads[group] == consultant
    assert broken == [(other, barred, free.barred(other)[barred])]


def test_question_leaves_the_instance_alone():
    raw = a_round(2)
    before = copy.deepcopy(raw)
    names = [row["id"] for row in raw["consultants"]]

    changed = asked(raw, more=names[:1], away=names[1:3], earlier=True, newcomer=True)
    after = solve(changed)[0]

    assert raw == before
    assert changed["consultants"][0]["slots"] == raw["consultants"][0]["slots"] + 1
    assert set(names[1:3]).isdisjoint(after.leads.values())
    assert changed["consultants"][-1]["id"] == NEWCOMER
    assert changed["groups"][0]["from"] == month_before(raw["groups"][0]["from"])


def test_plan_against_itself_differs_in_nothing():
    solved, _broken = solve(a_round(3))

    same = difference(solved, solved)

    assert (same.top, same.served, same.priority, same.fit, same.moved) == (0, 0, 0, 0, ())


@pytest.mark.parametrize(
    ("day", "before"),
    [("2027-03-31", "2027-02-28"), ("2028-03-30", "2028-02-29"), ("2027-01-15", "2026-12-15")],
)
def test_month_before_stays_inside_its_month(day, before):
    assert month_before(day) == before
