"""Editions one can follow by hand."""

from datetime import date

from assessments.editions import Cell, Edition, Result, Status, View, next_edition

TOTAL = Cell(View.TOTAL, "")
SPRING, AUTUMN = date(2026, 3, 1), date(2026, 7, 1)


def results(*answers: int, kind: str = "Etat", on: date = SPRING, start: int = 0) -> list[Result]:
    """Groups with so many answers, named by their number."""
    return [Result(f"r{n}", f"g{n}", each, kind, on) for n, each in enumerate(answers, start)]


def status_of(edition: Edition | None, cell: Cell) -> Status:
    return {each.cell: each.status for each in edition.cells}[cell]


def keys(rows: list[Result]) -> frozenset[str]:
    return frozenset(row.key for row in rows)


def test_three_groups_and_fifteen_answers_are_shown():
    rows = results(5, 5, 5)

    assert next_edition(rows, []).shown[TOTAL] == keys(rows)


def test_two_groups_are_not():
    assert next_edition(results(9, 9), []) is None


def test_fourteen_answers_are_not():
    assert next_edition(results(5, 5, 4), []) is None


def test_group_with_more_than_half_of_the_answers_hides_the_cell():
    assert next_edition(results(5, 5, 10), []).shown[TOTAL]
    assert next_edition(results(5, 5, 11), []) is None


def test_two_rounds_of_a_group_are_one_group():
    again = [Result("s0", "g0", 6, "Etat", SPRING), Result("s1", "g1", 6, "Etat", SPRING)]

    assert next_edition(results(9, 9) + again, []) is None


def test_cell_is_kept_until_enough_is_new():
    rows = results(5, 5, 5)
    first = next_edition(rows, [])
    more = rows + results(8, 8, start=3)

    assert next_edition(more, [first]) is None
    third = next_edition(more + results(4, start=5), [first])
    assert third.shown[TOTAL] == keys(more) | {"r5"}


def test_fifteen_answers_must_be_new_too():
    rows = results(5, 5, 5)
    first = next_edition(rows, [])

    assert next_edition(rows + results(4, 4, 4, start=3), [first]) is None


def test_kept_cell_stands_beside_a_new_one():
    spring = results(5, 5, 5)
    first = next_edition(spring, [])
    second = next_edition(spring + results(5, 5, 5, on=AUTUMN, start=3), [first])

    assert status_of(second, Cell(View.HALF, "2026-1")) == Status.KEPT
    assert second.shown[Cell(View.HALF, "2026-1")] == keys(spring)
    assert status_of(second, Cell(View.HALF, "2026-2")) == Status.NEW
    assert status_of(second, TOTAL) == Status.NEW


def test_small_kind_hides_another():
    """Were all large kinds shown beside the total, the small one could be had by subtraction."""
    rows = results(*[6] * 4, kind="Sykehus") + results(*[6] * 3, kind="Etat", start=4)
    edition = next_edition(rows + results(6, kind="Bedrift", start=7), [])

    assert status_of(edition, Cell(View.KIND, "Bedrift")) == Status.TOO_SMALL
    assert status_of(edition, Cell(View.KIND, "Sykehus")) == Status.NEW
    assert status_of(edition, TOTAL) == Status.NEW
    assert status_of(edition, Cell(View.KIND, "Etat")) == Status.PROTECTS_OTHERS


def test_hidden_cell_has_no_members():
    edition = next_edition(results(5, 5, 5) + results(5, 5, on=AUTUMN, start=3), [])

    assert [each.members for each in edition.cells if not each.status.shown] == [frozenset()] * 3


def test_two_rounds_of_a_group_together_can_be_more_than_half():
    again = [Result("s2", "g2", 6, "Etat", SPRING)]

    assert next_edition(results(5, 5, 6), []).shown[TOTAL]
    assert next_edition(results(5, 5, 6) + again, []) is None


def test_cell_that_was_away_for_a_while_is_still_what_it_was():
    """A kind whose groups are all moved and moved back is not new."""
    rows = results(6, 6, 6)
    first = next_edition(rows, [])
    moved = [Result(row.key, row.group, row.answers, "Foretak", SPRING) for row in rows]
    second = next_edition(moved + results(6, 6, 6, kind="Foretak", start=3), [first])
    back = rows + results(6, 6, 6, kind="Foretak", start=3) + results(6, 6, 6, kind="Foretak", start=6)
    third = next_edition(back, [first, second])

    assert Cell(View.KIND, "Etat") not in second.shown
    assert status_of(third, Cell(View.KIND, "Etat")) == Status.KEPT


def test_total_is_the_sum_of_the_half_years_while_the_newest_is_too_small():
    spring = results(5, 5, 5)
    edition = next_edition(spring + results(9, on=AUTUMN, start=3), [])

    assert edition.shown[TOTAL] == keys(spring)
    assert status_of(edition, Cell(View.HALF, "2026-2")) == Status.TOO_SMALL
    assert status_of(edition, Cell(View.YEAR, "2026")) == Status.PROTECTS_OTHERS


def test_june_is_spring_and_july_is_autumn():
    rows = [Result("a", "a", 5, "", date(2026, 6, 30)), Result("b", "b", 5, "", date(2026, 7, 1))]

    assert [row.cells[-1].value for row in rows] == ["2026-1", "2026-2"]


def test_nothing_new_gives_no_edition():
    rows = results(5, 5, 5)

    assert next_edition(rows, [next_edition(rows, [])]) is None
    assert next_edition([], []) is None


def test_group_that_changes_kind_is_not_told_by_the_difference():
    before = results(*[6] * 6)
    first = next_edition(before, [])
    moved = [Result("r0", "g0", 6, "Foretak", SPRING), *before[1:]]
    second = next_edition(moved + results(6, 6, 6, start=6), [first])

    assert second.shown[Cell(View.KIND, "Etat")] == keys(before)


def test_views_stand_in_a_fixed_order():
    edition = next_edition(results(5, 5, 5), [])

    assert [each.cell.view for each in edition.cells] == [View.TOTAL, View.KIND, View.YEAR, View.HALF]


def test_cell_that_lacks_two_groups_of_a_norm_is_hidden():
    """The office reads norms too: the cell and the norm would differ by one new group."""
    rows = results(*[5] * 11)
    norm = keys(rows[:10])

    assert next_edition(rows, [], [norm]) is None
    assert next_edition(rows + results(5, 5, start=11), [], [norm]).shown[TOTAL] == keys(rows) | {"r11", "r12"}
