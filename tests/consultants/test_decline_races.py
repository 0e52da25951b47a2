"""The lead says no while the contract is written, at the same moment on a real database: one of them, no fault."""

import pytest
from django.test import Client
from django.urls import reverse

from consultants import services
from consultants.models import Decline, Engagement
from portal.core.workflow import TransitionNotAllowed
from tests.consultants.pages import posted
from tests.factories.accounts import UserFactory
from tests.factories.assessments import make_instrument
from tests.factories.consultants import ConsultantFactory, make_engagement, terms
from tests.races import at_once
from tests.sign_in import sign_in

GONE = "Konsulenten har nettopp sagt nei til oppdraget."
TIMES = 5


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["declare", "end", "record_contract", "correct_contract", "assign_co"])
def test_whatever_comes_after_her_no_is_refused_in_words(name):
    engagement = make_engagement()
    lead, other = engagement.lead.user, ConsultantFactory()
    late = Engagement.objects.get(pk=engagement.pk)
    services.decline(engagement, by=lead)
    more = {"record_contract": terms(), "correct_contract": terms()}.get(name, {})
    who = (other,) if name == "assign_co" else ()

    with pytest.raises(TransitionNotAllowed) as refusal:
        getattr(services, name)(late, *who, by=UserFactory(roles=("office",)), **more)

    assert refusal.value.missing == [GONE]


@pytest.mark.django_db(transaction=True)
def test_no_and_contract_at_once_give_one_of_them():
    make_instrument()
    for _ in range(TIMES):
        engagement = make_engagement()
        lead = engagement.lead.user
        no, contract = at_once(
            lambda engagement=engagement, lead=lead: services.decline(engagement, by=lead),
            lambda engagement=engagement, lead=lead: services.record_contract(engagement, by=lead, **terms()),
        )

        refused = [result for result in (no, contract) if isinstance(result, TransitionNotAllowed)]
        left = Engagement.objects.filter(application=engagement.application).first()
        assert len(refused) == 1
        assert isinstance(no, TransitionNotAllowed) == (left is not None and left.state == "contracted")
        assert Decline.objects.filter(consultant=engagement.lead).exists() == (left is None)


@pytest.mark.django_db(transaction=True)
def test_two_windows_of_hers_answer_with_pages():
    make_instrument()
    for _ in range(TIMES):
        engagement = make_engagement()
        number = engagement.application.number
        first, second = Client(raise_request_exception=False), Client(raise_request_exception=False)
        sign_in(first, engagement.lead.user)
        sign_in(second, engagement.lead.user)
        contract, declare = (reverse(f"admin:{name}", args=[number]) for name in ("contract", "declare"))

        pages = at_once(
            lambda client=first, address=contract: client.post(address, posted()),
            lambda client=second, address=declare: client.post(address, {"answer": "no"}),
        )

        assert [page.status_code for page in pages if page.status_code not in (302, 404, 422)] == []


@pytest.mark.django_db(transaction=True)
def test_yes_and_no_from_two_windows_end_on_a_page_with_words():
    for _ in range(TIMES):
        engagement = make_engagement(declared=False)
        address = reverse("admin:declare", args=[engagement.application.number])
        clients = [Client(raise_request_exception=False) for _ in range(2)]
        for client in clients:
            sign_in(client, engagement.lead.user)

        pages = at_once(
            *(
                lambda client=client, answer=answer, address=address: client.post(address, {"answer": answer})
                for client, answer in zip(clients, ("free", "no"), strict=True)
            )
        )

        assert [page.status_code for page in pages if page.status_code not in (302, 404)] == []
        assert Engagement.objects.count() == 0
