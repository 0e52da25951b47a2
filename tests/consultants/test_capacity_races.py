"""Many assign at once, on a real database: nobody gets more than she has places for."""

import pytest

from consultants import services
from consultants.models import Engagement
from portal.core.workflow import TransitionNotAllowed
from tests.factories.accounts import UserFactory
from tests.factories.assessments import make_instrument
from tests.factories.consultants import ConsultantFactory, make_engagement, terms
from tests.factories.enrollment import ApplicationFactory
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)

SEVERAL = 6


def test_last_places_are_given_once_each():
    applications = ApplicationFactory.create_batch(SEVERAL, admitted=True)
    consultant, office = ConsultantFactory(slots=2), UserFactory(roles=("office",))

    results = at_once(*(lambda case=case: services.assign_lead(case, consultant, by=office) for case in applications))

    refused = [result for result in results if isinstance(result, TransitionNotAllowed)]
    assert len(refused) == SEVERAL - 2
    assert {error.missing[0] for error in refused} == {"Konsulenten har ingen ledige oppdrag igjen."}
    assert Engagement.objects.filter(lead=consultant).count() == 2


def test_one_group_gets_one_consultant():
    application, office = ApplicationFactory(admitted=True), UserFactory(roles=("office",))
    consultants = ConsultantFactory.create_batch(SEVERAL)

    results = at_once(*(lambda one=one: services.assign_lead(application, one, by=office) for one in consultants))

    assert [result for result in results if isinstance(result, Exception)] == []
    engagement = Engagement.objects.get()
    assert engagement.events.count() == SEVERAL
    assert engagement.lead in consultants


def test_contract_is_recorded_once():
    engagement = make_engagement()
    make_instrument()

    results = at_once(*[lambda: services.record_contract(engagement, by=engagement.lead.user, **terms())] * SEVERAL)

    assert sum(isinstance(result, TransitionNotAllowed) for result in results) == SEVERAL - 1
    assert engagement.application.rounds.count() == 1
