"""Over thousands of invented programmes nothing small can be solved for, and nearly all that may be shown is."""

import pytest

from assessments.editions import Status, cells_of, is_large_enough, next_norm
from assessments.editions.span import is_safe
from assessments.editions.values import is_balanced
from tests.assessments.editions.attacker import small_sets, solvable_exactly, solvable_sets
from tests.assessments.editions.programmes import editions_of, programme, published, published_with_norms

FEW, MANY = 150, 2000
FEW_WITH_NORMS = 60


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


# Norms: the office reads them beside the figures, everybody else beside the report of her own group -----


def with_norms(count: int) -> tuple[list, list, int, int]:
    """Programmes the office can solve; programme and reader where a reader can; all groups' cells, and norms made."""
    by_office, by_readers, shown, made = [], [], 0, 0
    for seed in range(count):
        invented = programme(seed)
        editions, norms = published_with_norms(invented, norm_first=bool(seed % 2))
        of_norms = [norm.members for norm in norms]
        cells = {members for edition in editions for members in edition.shown.values()}
        if norms and solvable_sets([*cells, *of_norms], invented.results):
            by_office.append(seed)
        by_readers += [(seed, known) for known in known_together(invented) if is_solved(invented, of_norms, known)]
        shown, made = shown + bool(cells), made + bool(norms)
    return by_office, by_readers, shown, made


def known_together(invented) -> set[frozenset[str]]:
    readers = {reader for result in invented.results for reader in result.known_to}
    known = {frozenset(each.key for each in invented.results if reader in each.known_to) for reader in readers}
    # The more she knows, the more she can solve: the five best informed of each programme are tried.
    return set(sorted(known, key=lambda keys: (-len(keys), sorted(keys)))[:5])


def is_solved(invented, norms: list[frozenset[str]], known: frozenset[str]) -> bool:
    left = [members - known for members in norms if members - known]
    return bool(left and solvable_sets(left, [each for each in invented.results if each.key not in known]))


def test_norms_solve_nothing_small_for_office_or_insiders():
    by_office, by_readers, shown, made = with_norms(FEW_WITH_NORMS)

    assert (by_office, by_readers) == ([], [])
    assert made > FEW_WITH_NORMS / 2
    assert shown > FEW_WITH_NORMS / 2


@pytest.mark.full
def test_norms_solve_nothing_small_in_two_thousand_programmes():
    assert with_norms(MANY)[:2] == ([], [])


def test_norm_that_is_audited_alone_can_be_subtracted_from_figures():
    """What the office could do before both kinds were held against each other."""
    solved = 0
    for seed in range(40):
        invented = programme(seed)
        norm = next_norm(invented.results, [])
        cells = {members for edition in editions_of(invented) for members in edition.shown.values()}
        if norm and cells:
            solved += bool(solvable_sets([*cells, norm.members], invented.results))
    assert solved
