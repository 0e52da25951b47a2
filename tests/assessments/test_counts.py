"""How many have answered: one number a day, the same for everybody."""

import datetime as dt

import pytest
from django.utils import timezone

from assessments import queries, services
from assessments.models import (
    AssessmentRound,
)
from assessments.services import closing
from tests.factories import assessments as make

pytestmark = pytest.mark.django_db


def at(hour: int, *, day: int = 0) -> dt.datetime:
    local = timezone.localtime() + dt.timedelta(days=day)
    return local.replace(hour=hour, minute=0, second=0, microsecond=0)


def test_count_moves_once_a_day_after_six():
    round_ = make.open_round(members=7)
    seen = []
    for moment, answered in ((at(5), 3), (at(6), 0), (at(23), 1), (at(5, day=1), 0), (at(7, day=1), 0)):
        for participation, token in make.people(round_)[:4]:
            if answered and not participation.submitted:
                make.fill(participation, token)
                answered -= 1
        closing.update_counts(moment)
        round_.refresh_from_db()
        seen.append((round_.shown_count, queries.shown_count_text(round_)))

    few = "Færre enn 3 av 7 har svart"
    three, four = (3, "3 av 7 har svart"), (4, "4 av 7 har svart")
    assert seen == [(None, few), three, three, three, four]


@pytest.mark.parametrize(("answers", "text"), [(0, "Færre enn 3 av 5 har svart"), (2, "Færre enn 3 av 5 har svart")])
def test_small_counts_look_the_same(answers, text):
    round_ = make.open_round(members=5)
    make.answer(round_, answers)

    closing.update_counts(at(6))

    round_.refresh_from_db()
    assert queries.shown_count_text(round_) == text


def test_all_have_answered_shows_at_once_and_stays():
    round_ = make.open_round(members=3)
    make.answer(round_, 3)
    round_.refresh_from_db()
    assert queries.shown_count_text(round_) == "Alle tre har svart"

    participation, token = make.people(round_)[0]
    services.withdraw(participation, token)

    round_.refresh_from_db()
    assert queries.shown_count_text(round_) == "Alle tre har svart"


def test_one_who_declined_counts_as_not_answered():
    round_ = make.open_round(members=3)
    make.answer(round_, 2)
    services.decline(make.people(round_)[2][0])

    closing.update_counts(at(6))

    round_.refresh_from_db()
    assert (round_.shown_count, round_.all_answered) == (2, False)


def test_tick_sets_all_answered_where_two_last_answers_missed_each_other():
    round_ = make.open_round(members=3)
    make.answer(round_, 3)
    AssessmentRound.objects.filter(pk=round_.pk).update(all_answered=False)

    closing.update_counts(at(5))

    round_.refresh_from_db()
    assert round_.all_answered


def test_tick_says_nothing_of_all_in_a_round_that_takes_no_more_answers():
    round_ = make.open_round(members=3)
    make.answer(round_, 3)
    AssessmentRound.objects.filter(pk=round_.pk).update(all_answered=False, state="closing")

    closing.update_counts(at(5))

    round_.refresh_from_db()
    assert not round_.all_answered
