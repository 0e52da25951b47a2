"""A norm takes ten groups, ten new ones each time, and no reader may subtract her way to a few."""

from datetime import date, timedelta

from assessments.editions import Norm, Result, next_norm

DAY = date(2026, 3, 1)


def results(count: int, *, start: int = 0, answers: int = 6, known_to: str = "") -> list[Result]:
    """Results of a group each; every letter of `known_to` is somebody who knows them all."""
    return [Result(f"r{n}", f"g{n}", answers, "Etat", DAY, frozenset(known_to)) for n in range(start, start + count)]


def keys(rows: list[Result]) -> frozenset[str]:
    return frozenset(row.key for row in rows)


def test_ten_groups_make_a_norm():
    assert next_norm(results(10), []) == Norm(keys(results(10)))


def test_nine_do_not():
    assert next_norm(results(9), []) is None


def test_ten_must_be_new():
    first = next_norm(results(10), [])

    assert next_norm(results(19), [first]) is None
    assert next_norm(results(20), [first]) == Norm(keys(results(20)))


def test_group_counts_once_with_its_first_round():
    again = [Result("s0", "g0", 6, "Etat", DAY + timedelta(days=200))]

    assert next_norm(results(9) + again, []) is None
    assert next_norm(results(10) + again, []).members == keys(results(10))


def test_one_group_with_more_than_half_of_the_answers_hides_it():
    large = [Result("l", "l", 37, "Etat", DAY)]

    assert next_norm(results(9, answers=4) + large, []) is None
    assert next_norm(results(10, answers=4) + large, []) is not None


def test_consultant_who_knows_nearly_all_the_groups_hides_it():
    """She could take the eight she has read from the sum, and have the two others."""
    assert next_norm(results(8, known_to="a") + results(2, start=8, known_to="b"), []) is None
    assert next_norm(results(7, known_to="a") + results(3, start=7, known_to="b"), []) is not None


def test_consultant_who_knows_all_the_groups_learns_nothing():
    assert next_norm(results(10, known_to="a"), []) is not None


def test_what_a_consultant_knows_counts_between_norms_too():
    first = next_norm(results(10), [])
    second = results(10) + results(8, start=10, known_to="a") + results(2, start=18, known_to="b")

    assert next_norm(second, [first]) is None


def test_consultant_with_a_single_group_is_no_hindrance():
    rows = results(5, known_to="a") + results(4, start=5, known_to="b") + results(1, start=9, known_to="c")

    assert next_norm(rows, []) is not None


def test_member_of_one_group_is_no_hindrance():
    """She takes her own group's figures from the sum, and has that of nine others."""
    rows = [Result(f"r{n}", f"g{n}", 4, "Etat", DAY, frozenset({f"leder{n}", f"medlem{n}"})) for n in range(10)]

    assert next_norm(rows, []) is not None


def test_person_in_eight_of_the_groups_hides_it():
    """Whether she leads one, is a member of others, or guides the rest: what counts is what she has read."""
    assert next_norm(results(7, known_to="ab") + results(1, start=7, known_to="b") + results(2, start=8), []) is None


def test_two_readers_are_not_added_up():
    assert next_norm(results(5, known_to="a") + results(4, start=5, known_to="b") + results(1, start=9), []) is not None


def test_few_groups_left_of_programme_figures_hide_it():
    """The office reads both: nine groups in a cell and ten in the norm are the tenth."""
    assert next_norm(results(10), [], [keys(results(9))]) is None
    assert next_norm(results(10), [], [keys(results(7))]) is not None


def test_figures_of_groups_that_are_not_in_the_norm_do_not_hide_it():
    assert next_norm(results(10), [], [keys(results(4, start=20))]) is not None
