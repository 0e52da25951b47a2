"""The leader taps twice, and the office assigns, at the same moment on a real database: one assignment, no fault."""

import pytest
from django.test import Client
from django.urls import reverse

from consultants import services
from consultants.models import Consultant, Engagement, Shortlist
from portal.core.workflow import TransitionNotAllowed
from tests.consultants.shortlists import leader_of, make_consultants
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import ApplicationFactory
from tests.races import at_once
from tests.shorthand import days
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def application():
    application = ApplicationFactory(admitted=True)
    make_consultants()
    office = UserFactory(roles=("office",))
    services.offer_choice(application, Consultant.objects.all(), deadline=days(7), by=office)
    return application


def test_several_taps_at_once_give_one_assignment_and_pages_without_faults(application, client_for):
    leader, people = leader_of(application), list(Consultant.objects.order_by("pk"))
    address = reverse("case_chosen", args=[application.number])
    clients = [client_for(leader) for _ in range(6)]

    results = at_once(
        *(
            lambda client=client, person=people[n % 3]: client.post(address, {"consultant": person.pk}, follow=True)
            for n, client in enumerate(clients)
        )
    )

    assert [result.status_code for result in results] == [200] * 6
    engagement = Engagement.objects.get()
    assert Shortlist.objects.get().chosen == engagement.lead
    assert [event.action for event in engagement.events.all()] == ["assign"]


def test_office_and_leader_at_once_give_one_assignment(application):
    leader, people = leader_of(application), list(Consultant.objects.order_by("pk"))
    office = UserFactory(roles=("office",))

    results = at_once(
        lambda: services.choose_lead(application, people[0], by=leader),
        lambda: services.assign_lead(application, people[1], by=office),
        lambda: services.leave_choice(application, by=leader),
    )

    assert {type(result) for result in results if isinstance(result, Exception)} <= {TransitionNotAllowed}
    assert Engagement.objects.get().lead in people[:2]
    assert Shortlist.objects.get().outcome in ("chosen", "withdrawn", "returned")


def test_last_place_is_chosen_by_one_of_two_leaders():
    people = make_consultants(2)
    Consultant.objects.filter(pk=people[0].pk).update(slots=1)
    cases = ApplicationFactory.create_batch(2, admitted=True)
    office = UserFactory(roles=("office",))
    for case in cases:
        services.offer_choice(case, Consultant.objects.all(), deadline=days(7), by=office)

    results = at_once(*(lambda case=case: services.choose_lead(case, people[0], by=leader_of(case)) for case in cases))

    refused = [result for result in results if isinstance(result, TransitionNotAllowed)]
    assert [error.missing for error in refused] == [[f"{people[0]} kan ikke ta gruppen likevel. Velg en annen."]]
    assert Engagement.objects.get().lead == people[0]
    assert sorted(Shortlist.objects.values_list("outcome", flat=True)) == ["", "chosen"]


@pytest.fixture
def client_for(db):
    """Makes a signed-in client of its own for each thread."""

    def make(user):
        client = Client(raise_request_exception=False)
        sign_in(client, user)
        return client

    return make
