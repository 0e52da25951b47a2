"""Over thousands of invented programmes nothing small can be solved for, and nearly all that may be shown is."""

import pytest

from assessments.editions import Status, cells_of, is_large_enough
from assessments.editions.span import is_safe
from assessments.editions.values import is_balanced
from tests.assessments.editions.attacker import small_sets, solvable_exactly, solvable_sets
from tests.assessments.editions.programmes import editions_of, programme, published

FEW, MANY = 150, 2000


def run(count: int) -> tuple[list, int, int]:
    """Programmes with a solvable set; eligible cells; those of them that were shown."""
    broken, eligible, shown = [], 0, 0
    for seed in range(count):
        invented = programme(seed)
        seen: set[frozenset[str]] = set()
        latest: dict = {}
        for _day, results, edition in published(invented):
            by_key = {result.key: result for result in results}
            latest |= edition.shown if edition else {}
            seen |= set(latest.values())
            for cell, members in cells_of(results).items():
                own = [by_key[key] for key in members]
                if is_large_enough(own) and is_balanced(own):
                    eligible += 1
                    shown += cell in latest
        if seen and solvable_sets(seen, invented.results):
            broken.append(seed)
    return broken, eligible, shown


def assert_holds(count: int) -> None:
    broken, eligible, shown = run(count)
    assert broken == []
    assert shown / eligible >= 0.8, f"{shown} of {eligible}"
    assert eligible > 5 * count  # the programmes are not empty ones


def test_nothing_small_is_solvable_and_four_of_five_cells_are_shown():
    assert_holds(FEW)


@pytest.mark.full
def test_nothing_small_is_solvable_in_two_thousand_programmes():
    assert_holds(MANY)


def all_eligible(seed: int) -> list[frozenset[str]]:
    """What a plain threshold would publish."""
    invented = programme(seed)
    by_key = {result.key: result for result in invented.results}
    return [
        members for members in cells_of(invented.results).values() if is_large_enough([by_key[key] for key in members])
    ]


def test_attacker_solves_most_programmes_with_floors_alone():
    """The attack works: without the audit it succeeds where there is something to find."""
    tried = [(seed, cells) for seed in range(60) if len(cells := all_eligible(seed)) > 1]
    solved = [seed for seed, cells in tried if solvable_sets(cells, programme(seed).results)]

    assert len(solved) > len(tried) / 3


@pytest.mark.parametrize("seed", range(8))
def test_both_methods_of_the_attacker_find_the_same(seed):
    cells, results = all_eligible(seed), programme(seed).results[:24]
    kept = {result.key for result in results}
    cells = [cell & kept for cell in cells if cell & kept]

    assert set(solvable_sets(cells, results)) == set(solvable_exactly(cells, results))


@pytest.mark.parametrize("seed", range(60))
def test_audit_finds_whatever_the_attacker_finds(seed):
    cells, results = all_eligible(seed), programme(seed).results
    if cells and solvable_sets(cells, results):
        assert not is_safe(cells, {result.key: result for result in results})


def test_small_sets_are_under_the_floors():
    results = programme(3).results
    by_key = {result.key: result for result in results}

    assert [each for each in small_sets(results) if is_large_enough([by_key[key] for key in each])] == []


def test_editions_never_take_a_shown_cell_away():
    for seed in range(20):
        before: set = set()
        for edition in editions_of(programme(seed)):
            assert before <= set(edition.shown)
            before = set(edition.shown)


def test_every_status_occurs():
    found = {each.status for seed in range(40) for edition in editions_of(programme(seed)) for each in edition.cells}

    assert found == set(Status)
