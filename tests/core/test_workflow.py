"""The transition table is the only way from state to state."""

import pytest
from django.db import transaction

from enrollment.models import Application, ApplicationState
from enrollment.workflow import APPLICATION
from portal.core.workflow import TransitionNotAllowed
from tests.factories.enrollment import ApplicationFactory

pytestmark = pytest.mark.django_db


def test_move_writes_state_and_event():
    application = ApplicationFactory(submitted=True)
    before = application.events.count()

    with transaction.atomic():
        APPLICATION.move(application, "withdraw", note="Trakk seg")

    assert Application.objects.get().state == ApplicationState.WITHDRAWN
    assert application.events.count() == before + 1
    assert application.events.last().note == "Trakk seg"


def test_wrong_state_says_so_and_writes_nothing():
    application = ApplicationFactory(submitted=True)

    with transaction.atomic(), pytest.raises(TransitionNotAllowed, match="Send søknaden"):
        APPLICATION.move(application, "submit")

    assert Application.objects.get().state == ApplicationState.SUBMITTED


def test_guard_names_what_is_missing_and_forgets_the_changes():
    application = ApplicationFactory(submitted=True)

    with transaction.atomic(), pytest.raises(TransitionNotAllowed) as refused:
        APPLICATION.move(application, "admit", decision_reason="  ")

    assert refused.value.missing == ["Skriv en begrunnelse. Den står i brevet til lederen."]
    assert application.decision_reason == ""


def test_move_outside_a_transaction_is_a_mistake_of_ours(transactional_db):
    application = ApplicationFactory(submitted=True)

    with pytest.raises(RuntimeError):
        APPLICATION.move(application, "withdraw")
