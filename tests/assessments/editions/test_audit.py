"""The audit, case by case: what two or three cells together give away."""

from datetime import date

import pytest

from assessments.editions import Result
from assessments.editions.span import is_safe

DAY = date(2026, 3, 1)


def audit(*cells: str, **answers: int) -> bool:
    """Cells of results by their letters; six answers each unless told."""
    letters = sorted(set("".join(cells)))
    results = {each: Result(each, each, answers.get(each, 6), "", DAY) for each in letters}
    return is_safe([frozenset(cell) for cell in cells], results)


def test_one_cell_is_safe():
    assert audit("abcdef")


def test_nothing_published_is_safe():
    assert is_safe([], {})


def test_difference_of_one_group():
    assert not audit("abcdef", "abcde")


def test_difference_of_three_groups():
    assert audit("abcdef", "abc")


def test_two_groups_that_stand_in_different_cells():
    assert not audit("abcd", "abce")


def test_two_groups_however_many_answers():
    assert not audit("abcd", "abce", d=50, e=50)


@pytest.mark.parametrize(("answers", "safe"), [(4, False), (5, True)])
def test_three_groups_need_fifteen_answers(answers, safe):
    assert audit("fghijab", "fghijc", a=answers, b=answers, c=answers) is safe


def test_sum_of_three_cells():
    assert not audit("abcdefg", "abc", "def")


def test_cells_that_overlap_and_give_nothing_away():
    assert audit("abcx", "defy", "ghixy")


def test_one_cell_in_another_and_a_third_across():
    assert not audit("abcxyz", "abcx", "defyz", "def", x=4)


def test_smallest_round_of_a_group_counts():
    """The larger round of group a is elsewhere: what can be solved for is the one of four."""
    results = {
        key: Result(key, group, answers, "", DAY)
        for key, group, answers in (
            *((each, each, 6) for each in "fghij"),
            ("a1", "a", 4),
            ("b", "b", 4),
            ("c", "c", 4),
            *((each, each, 6) for each in "klm"),
            ("a2", "a", 9),
        )
    }
    cells = [{*"fghij", "a1", "b"}, {*"fghij", "c"}, {*"klm", "a2"}]

    assert not is_safe([frozenset(cell) for cell in cells], results)


def test_what_the_reader_knows_is_taken_out():
    cells = [frozenset("abcdef")]
    results = {each: Result(each, each, 6, "", DAY) for each in "abcdef"}

    assert is_safe(cells, results)
    assert is_safe(cells, {each: results[each] for each in "def"})
    assert not is_safe(cells, {each: results[each] for each in "ef"})
    assert is_safe(cells, {})
