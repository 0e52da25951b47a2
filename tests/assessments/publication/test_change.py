from dataclasses import replace
from datetime import date, timedelta

import pytest

from assessments.publication import Change, ChangeNotPossible, End, Published, PublishedFactor, Rung, Verdict, change
from assessments.publication.change import discoveries
from tests.assessments.instruments import make_instrument

INSTRUMENT = make_instrument(factors=3, reference_sd=0.9)
FIRST_ON = date(2026, 1, 12)


def published(*tenths, respondents=8, rung=Rung.FULL, ends=None):
    ends = ends or {}
    factors = tuple(PublishedFactor(f"f{i}", rung, value, ends.get(i)) for i, value in enumerate(tenths))
    return Published("test", "1", "", "areas", rung, respondents, (), factors, {})


def changes(first, second, instrument=INSTRUMENT, days=90):
    return change(first, second, instrument, first_on=FIRST_ON, second_on=FIRST_ON + timedelta(days))


def verdicts(first, second, instrument=INSTRUMENT):
    return [each.verdict for each in changes(first, second, instrument)]


def test_change_is_told_in_three_words():
    result = changes(published(40, 40, 40, respondents=12), published(55, 46, 41, respondents=12))

    assert result == (
        Change("f0", 15, bound=False, verdict=Verdict.CHANGED),
        Change("f1", 6, bound=False, verdict=Verdict.UNDECIDED),
        Change("f2", 1, bound=False, verdict=Verdict.UNCHANGED),
    )


def test_decline_is_a_change_with_a_minus():
    assert changes(published(55), published(40)) == (Change("f0", -15, bound=False, verdict=Verdict.CHANGED),)


@pytest.mark.parametrize(("tenths", "verdict"), [(48, "undecided"), (49, "changed")])
def test_one_factor_changes_from_the_smallest_detectable_difference(tenths, verdict):
    # 1.96 * 0.9 * sqrt(2 / 8) = 0.88 points.
    assert verdicts(published(40), published(tenths)) == [verdict]


def test_many_factors_make_each_change_harder_to_claim():
    instrument = make_instrument(factors=24, reference_sd=0.9)

    assert verdicts(published(40, 40), published(51, 40))[0] == "changed"
    assert verdicts(published(*[40] * 24), published(51, *[40] * 23), instrument)[0] == "undecided"


def test_few_persons_cannot_show_that_nothing_changed():
    assert verdicts(published(40, respondents=5), published(41, respondents=5)) == ["undecided"]
    assert verdicts(published(40, respondents=12), published(41, respondents=12)) == ["unchanged"]


def test_factor_on_rung_comments_counts_six_at_most():
    first = published(40, respondents=12, rung=Rung.COMMENTS)

    # 12 persons would make 0.8 a change; six do not.
    assert verdicts(published(40, respondents=12), published(48, respondents=12)) == ["changed"]
    assert verdicts(first, published(48, respondents=12, rung=Rung.COMMENTS)) == ["undecided"]


@pytest.mark.parametrize(("sd", "verdict"), [(0.95, "changed"), (1.0, "undecided")])
def test_six_persons_are_counted_on_rung_comments(sd, verdict):
    # 1.1 is the limit 1.96 * sd * sqrt(2 / n) at an sd of 0.97 for six; of 0.89 for five and 1.12 for eight.
    first = published(30, respondents=12, rung=Rung.COMMENTS)
    second = published(41, respondents=12, rung=Rung.COMMENTS)

    assert verdicts(first, second, make_instrument(reference_sd=sd)) == [verdict]


@pytest.mark.parametrize(("scale", "verdict"), [((1, 7), "unchanged"), ((1, 5), "undecided")])
def test_one_point_of_seven_is_two_thirds_of_a_point_of_five(scale, verdict):
    # The limit is 1.645 * 0.9 * sqrt(2 / 8) = 0.74 points.
    assert verdicts(published(30), published(30), make_instrument(scale=scale, reference_sd=0.9)) == [verdict]


@pytest.mark.parametrize(("sd", "verdict"), [(0.72, "unchanged"), (0.74, "undecided")])
def test_unchanged_needs_the_whole_interval_within_a_point(sd, verdict):
    # 0.4 + 1.645 * sd * sqrt(2 / 8) is one point at an sd of 0.73.
    assert verdicts(published(40), published(44), make_instrument(reference_sd=sd)) == [verdict]


def test_end_value_gives_at_least_so_much():
    result = changes(published(50), published(65, ends={0: End.HIGH}))

    assert result == (Change("f0", 15, bound=True, verdict=Verdict.CHANGED),)


def test_end_value_is_never_called_unchanged():
    first, second = published(64, respondents=14), published(65, respondents=14, ends={0: End.HIGH})

    assert changes(first, second) == (Change("f0", 1, bound=True, verdict=Verdict.UNDECIDED),)


def test_same_end_twice_has_no_difference():
    first = published(65, 40, 40, ends={0: End.HIGH})

    assert changes(first, first)[0] == Change("f0", None, bound=True, verdict=Verdict.UNDECIDED)


def test_factor_too_few_answered_is_left_out():
    second = published(40, 40, 40)
    second = replace(second, factors=(*second.factors[:2], PublishedFactor("f2", Rung.MEANS, 40)))

    assert [each.key for each in changes(published(40, 40, 40), second)] == ["f0", "f1"]


def test_every_reason_against_comparing_is_told():
    first = published(40, rung=Rung.MEANS, respondents=4)

    with pytest.raises(ChangeNotPossible) as caught:
        changes(first, replace(published(40), version="2"), days=89)

    assert caught.value.reasons == ("instrument", "too_soon", "too_few")
    assert str(caught.value) == "instrument, too_soon, too_few"


def test_false_discovery_rate_steps_up_to_the_last_that_passes():
    """The worked example of Benjamini and Hochberg (1995), section 3.2: four of fifteen are rejected."""
    values = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
    values += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]

    assert discoveries({str(i): p for i, p in enumerate(values)}) == {"0", "1", "2", "3"}
    assert discoveries({"a": 0.04, "b": 0.05}) == {"a", "b"}
    assert discoveries({}) == frozenset()
