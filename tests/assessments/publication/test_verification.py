"""The second check refuses every result that says more, or other, than the sheets allow."""

from dataclasses import replace

import pytest

from assessments.publication import (
    Answers,
    PublicationError,
    Published,
    PublishedFactor,
    Rules,
    Word,
    publish,
    verify,
)
from tests.assessments.instruments import make_instrument
from tests.assessments.publication.sheets import keep_order, sheet

INSTRUMENT = make_instrument(factors=2, areas=2, questions=1)
SPREAD = [5, 8, 10, 12, 14, 16, 18, 19]


def published(n, leader=None):
    sheets = [sheet(INSTRUMENT, thirds, f"tekst {i}") for i, thirds in enumerate(SPREAD[:n])]
    return sheets, publish(sheets, INSTRUMENT, Rules(), view="areas", leader=leader, shuffle=keep_order)


def with_factor(result, **changes):
    first, second = result.factors
    return replace(result, factors=(replace(first, **changes), second))


def with_area(result, **changes):
    first, second = result.areas
    return replace(result, areas=(replace(first, **changes), second))


def refused(sheets, result, what, leader=None):
    with pytest.raises(PublicationError, match=what):
        verify(result, sheets, INSTRUMENT, Rules(), leader=leader)


@pytest.mark.parametrize("n", range(9))
def test_honest_result_passes(n):
    sheets, result = published(n)

    verify(result, sheets, INSTRUMENT, Rules())


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"tenths": 41}, "the mean of a factor"),
        ({"end": "low"}, "the end code"),
        ({"agreement": "agreed"}, "the agreement"),
        ({"agreement": None}, "the agreement"),
        ({"bins": None}, "the distribution"),
        ({"bins": (3, 4, 0)}, "the distribution"),
        ({"leader_tenths": 17}, "the leader"),
        ({"rung": "comments"}, "the rung of a factor"),
    ],
)
def test_changed_factor_at_seven_is_refused(changes, what):
    sheets, result = published(7)

    refused(sheets, with_factor(result, **changes), what)


@pytest.mark.parametrize("changes", [{"agreement": "differing"}, {"bins": (2, 2, 0)}, {"leader_tenths": 17}])
def test_field_that_four_may_not_have_is_refused(changes):
    sheets, result = published(4)

    refused(sheets, with_factor(result, **changes), "a factor|the agreement|the distribution|the leader")


@pytest.mark.parametrize("changes", [{"bins": (2, 3, 0)}, {"agreement": "agreed"}, {"agreement": "fairly_agreed"}])
def test_field_that_five_may_not_have_is_refused(changes):
    sheets, result = published(5)

    refused(sheets, with_factor(result, **changes), "the agreement|the distribution")


def test_factor_at_three_is_refused():
    sheets, result = published(3)

    refused(sheets, with_factor(result, tenths=26), "too few")


@pytest.mark.parametrize("n", [3, 5])
@pytest.mark.parametrize("changes", [{"tenths": 10}, {"word": "high"}, {"end": "high"}])
def test_changed_area_is_refused(n, changes):
    sheets, result = published(n)

    refused(sheets, with_area(result, **changes), "the areas in words|the mean of an area")


def test_comments_from_too_few_are_refused():
    sheets, result = published(4)

    refused(sheets, replace(result, comments={"q0": ("tekst 0",)}), "comments from too few")


@pytest.mark.parametrize("comments", [{"q0": ("tekst 0",)}, {"q0": tuple(f"tekst {i}" for i in range(5)), "q1": ()}])
def test_lost_or_added_comments_are_refused(comments):
    sheets, result = published(5)

    refused(sheets, replace(result, comments=comments), "the comments|the open questions")


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"respondents": 6}, "the number of sheets"),
        ({"rung": "full"}, "the rung of the group"),
        ({"factors": (PublishedFactor("f0"),)}, "the factors"),
        ({"areas": ()}, "the areas"),
    ],
)
def test_changed_group_is_refused(changes, what):
    sheets, result = published(5)

    refused(sheets, replace(result, **changes), what)


def test_marker_the_leader_did_not_choose_is_refused():
    sheets, result = published(8, leader=0)

    verify(result, sheets, INSTRUMENT, Rules(), leader=0)
    refused(sheets, result, "the leader's marker")


def test_error_tells_no_answer():
    sheets, result = published(5)

    with pytest.raises(PublicationError) as caught:
        verify(with_factor(result, tenths=57), sheets, INSTRUMENT, Rules())

    assert str(caught.value) == "the check found a fault in: the mean of a factor"


TWO_AREAS = make_instrument(factors=4, areas=2, questions=0)


def with_a_silent_area(n: int) -> tuple[list[Answers], Published]:
    """n sheets of which only two answer the first area, and what is published of them."""
    sheets = [sheet(TWO_AREAS, 12 + i) for i in range(n)]
    silent = {item.key for key in ("f0", "f2") for item in TWO_AREAS.factor_by_key[key].items}
    sheets[2:] = [
        Answers({key: value for key, value in each.items.items() if key not in silent}, each.texts)
        for each in sheets[2:]
    ]
    return sheets, publish(sheets, TWO_AREAS, Rules(), view="areas", shuffle=keep_order)


@pytest.mark.parametrize("n", [3, 5, 8])
def test_area_that_too_few_answered_is_silent_beside_the_other(n):
    _sheets, published = with_a_silent_area(n)
    silent, other = published.areas

    assert (silent.word, silent.tenths) == (None, None)
    assert (other.word is not None, other.tenths is not None) == (n == 3, n > 3)


@pytest.mark.parametrize("n", [3, 5, 8])
def test_fault_behind_a_silent_area_is_found(n):
    sheets, published = with_a_silent_area(n)
    wrong = replace(published.areas[1], word=Word.LOW if n == 3 else None, tenths=None if n == 3 else 11)

    with pytest.raises(PublicationError, match="area"):
        verify(replace(published, areas=(published.areas[0], wrong)), sheets, TWO_AREAS, Rules())
