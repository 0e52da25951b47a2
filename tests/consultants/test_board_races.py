"""Plans published, and groups assigned by hand, at the same moment on a real database."""

import pytest

from consultants import services
from consultants.models import Engagement, MatchRun
from consultants.services import matching
from enrollment.models import Application
from portal.core.workflow import TransitionNotAllowed
from tests.consultants.board import board_of, key_of, make_round
from tests.factories.accounts import UserFactory
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_plan_published_by_three_at_once_is_published_once():
    intake = make_round(groups=4, slots=(2, 2))
    seen = matching.fingerprint(board_of(intake).draft)
    office = UserFactory(roles=("office",))

    results = at_once(*[lambda: matching.publish_plan(intake, seen=seen, by=office)] * 3)

    assert sum(isinstance(result, MatchRun) for result in results) == 1
    assert sum(isinstance(result, TransitionNotAllowed) for result in results) == 2
    assert Engagement.objects.count() == 4


def test_assigning_by_hand_while_a_plan_is_published_overfills_nobody():
    intake = make_round(groups=4, slots=(2, 2))
    board = board_of(intake)
    seen, office = matching.fingerprint(board.draft), UserFactory(roles=("office",))
    consultant = board.draft.consultants[key_of(board, "Konsulent A")]
    cases = list(Application.objects.order_by("-number"))

    results = at_once(
        lambda: matching.publish_plan(intake, seen=seen, by=office),
        *(lambda case=case: services.assign_lead(case, consultant, by=office) for case in cases),
    )

    refused = [result for result in results if isinstance(result, Exception)]
    assert {type(error) for error in refused} <= {TransitionNotAllowed}
    assert Engagement.objects.filter(lead=consultant).count() <= 2
    assert Engagement.objects.count() == Engagement.objects.values("application").distinct().count()
