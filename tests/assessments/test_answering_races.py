"""Many at once, on a real database: an answer is counted once or refused, never accepted and lost."""

import random

import pytest

from assessments import queries, services
from assessments.models import AssessmentRound, Participation, Sheet
from portal.core import jobs
from tests.factories import assessments as make
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

SENDERS = 50
RACES = 10
ALL_RACES = 167
"""Each has three sends: 500 in all."""


def fill_in(round_, count):
    """So many drafts ready to be sent."""
    ready = make.people(round_)[:count]
    for participation, token in ready:
        item_keys = services.load_version(round_.instrument_id).item_keys
        services.save_draft(participation, token, items=dict.fromkeys(item_keys, 4))
    return ready


def test_parallel_sends_on_one_link_make_one_sheet():
    round_ = make.open_round(members=3)
    ((participation, token),) = fill_in(round_, 1)

    results = at_once(*[lambda: services.submit(participation, token)] * SENDERS)

    assert results == [None] * SENDERS
    assert Sheet.objects.count() == 1
    assert queries.submitted_count(round_) == 1


def test_page_saved_while_sending_never_overwrites_the_sealed_sheet():
    round_ = make.open_round(members=3)
    for participation, token in fill_in(round_, 3):
        at_once(
            lambda p=participation, t=token: services.submit(p, t),
            *[lambda p=participation, t=token: services.save_draft(p, t, items={"purpose_1": 1})] * 4,
        )

    assert make.close(round_).state == "closed"
    assert round_.result.respondents == 3


def test_pages_saved_at_once_on_two_devices_are_both_kept():
    round_ = make.open_round(members=3)
    participation, token = make.people(round_)[0]
    item_keys = services.load_version(round_.instrument_id).item_keys

    at_once(*[lambda key=key: services.save_draft(participation, token, items={key: 5}) for key in item_keys[:10]])

    assert services.load_sheet(services.open_link(token), token).items == dict.fromkeys(item_keys[:10], 5)


def test_two_last_answers_at_once_show_that_all_have_answered():
    from assessments.services.closing import update_counts

    round_ = make.open_round(members=3)
    at_once(*[lambda p=p, t=t: services.submit(p, t) for p, t in fill_in(round_, 3)])

    update_counts()

    assert AssessmentRound.objects.get(pk=round_.pk).all_answered


@pytest.mark.parametrize("races", [RACES, pytest.param(ALL_RACES, marks=pytest.mark.full)])
def test_answers_racing_the_closing_are_counted_or_refused(races):
    for race in range(races):
        round_ = make.open_round(make.make_case(members=8, name=f"Lag {race}"))
        ready = fill_in(round_, 8)
        for participation, token in ready[:5]:
            services.submit(participation, token)
        make.pass_deadline(round_)
        # Open again for those who send in the last moment: the race is about the state, not about the day.
        AssessmentRound.objects.filter(pk=round_.pk).update(deadline="2999-01-01", all_answered=True)

        def close(round_=round_):
            services.order_closing(round_)
            jobs.run_due(queues=["keys"])

        sends = [lambda p=p, t=t: services.submit(p, t) for p, t in ready[5:]]
        calls = [*sends, close]
        random.shuffle(calls)
        results = dict(zip(calls, at_once(*calls), strict=True))

        assert results[close] is None
        refused = [results[send] for send in sends if results[send] is not None]
        assert {type(error) for error in refused} <= {services.RoundIsClosed}
        round_.refresh_from_db()
        assert round_.state == "closed"
        assert round_.result.respondents == 8 - len(refused)
        assert Sheet.objects.filter(participation__round=round_).count() == 0
        assert Participation.objects.filter(round=round_, submitted__isnull=False).count() == 0
