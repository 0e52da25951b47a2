"""Too few answers: held locked, closed knowingly, or thrown away unopened."""

import datetime as dt

import pytest
from django.core import mail
from django.utils import timezone

from assessments import keys, queries, services
from assessments.models import AssessmentRound, RoundResult, Sheet
from assessments.services import closing
from assessments.workflow import ROUND
from portal.core import outbox
from tests.factories import assessments as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("members", "answers"), [(3, 2), (6, 3), (14, 8)])
def test_too_few_answers_are_held_locked(members, answers):
    round_ = make.open_round(members=members)
    make.answer(round_, answers)
    mail.outbox.clear()
    make.close(round_)
    outbox.send_due()

    assert (round_.state, round_.held_on) == ("held", timezone.localdate())
    assert Sheet.objects.count() == answers
    assert keys.read_seed(round_.pk)
    assert [message.subject for message in mail.outbox] == ["For få svar i kartleggingen i Alfa etat"]


def test_held_round_may_be_closed_knowingly_with_three():
    round_ = make.open_round(members=6)
    make.answer(round_, 3)
    make.close(round_)

    services.order_closing(round_, by=make.make_consultant())
    make.run_keyworker()

    round_.refresh_from_db()
    assert round_.state == "closed"
    assert queries.published(round_).rung == "words"


def test_held_round_of_two_cannot_be_closed():
    round_ = make.open_round(members=4)
    make.answer(round_, 2)
    make.close(round_)

    assert ROUND.missing(round_, "start_closing") == ["Færre enn tre har svart. Da åpnes ingenting."]


def test_discarded_round_is_never_opened():
    round_ = make.open_round(members=4)
    make.answer(round_, 2)
    make.close(round_)

    services.discard(round_, by=make.make_consultant())
    make.run_keyworker()

    round_.refresh_from_db()
    assert round_.state == "discarded"
    assert Sheet.objects.count() == RoundResult.objects.count() == 0
    assert set(round_.participations.values_list("link_hash", flat=True)) == {None}
    with pytest.raises(keys.KeysMissing):
        keys.read_seed(round_.pk)


def test_held_round_is_discarded_after_fourteen_days():
    round_ = make.open_round(members=4)
    make.close(round_)
    today = timezone.localdate()

    for held_for, state in ((13, "held"), (14, "discarded")):
        AssessmentRound.objects.filter(pk=round_.pk).update(held_on=today - dt.timedelta(days=held_for))
        closing.discard_forgotten_rounds()
        round_.refresh_from_db()
        assert round_.state == state


def test_round_that_was_held_once_and_closed_since_is_not_forgotten():
    round_ = make.open_round(members=6)
    make.answer(round_, 3)
    make.close(round_)
    services.order_closing(round_, by=make.make_consultant())
    make.run_keyworker()
    AssessmentRound.objects.filter(pk=round_.pk).update(held_on=timezone.localdate() - dt.timedelta(days=20))

    closing.discard_forgotten_rounds()

    assert AssessmentRound.objects.get().state == "closed"
