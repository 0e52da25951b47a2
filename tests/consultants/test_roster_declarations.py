"""No contract before both consultants have said that they have no ties; a no without a reason; the co seat."""

import datetime as dt

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils import timezone

from consultants import services
from consultants.facts import eligibility_list
from consultants.models import CertificationStep, Decline, Engagement, StepKind
from enrollment.models import MembershipRole
from portal.core.models import Mail
from portal.core.workflow import TransitionNotAllowed
from tests.factories.accounts import UserFactory
from tests.factories.assessments import make_instrument
from tests.factories.consultants import ConsultantFactory, certify, make_engagement, terms
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


def aspirant():
    consultant = ConsultantFactory(certified=False)
    CertificationStep.objects.create(
        consultant=consultant,
        instrument="ledergruppe",
        kind=StepKind.COURSE,
        on=timezone.localdate() - dt.timedelta(days=100),
        attested_by=UserFactory(),
    )
    return consultant


def office():
    return UserFactory(roles=("office",))


def mailed(template: str) -> list:
    return [mail.to for mail in Mail.objects.filter(template=f"consultants/mail/{template}").order_by("created_at")]


def declare_url(engagement) -> str:
    return reverse("admin:declare", args=[engagement.application.number])


# The declaration ----------------------------------------------------------------


def test_contract_waits_for_the_declaration():
    engagement = make_engagement(declared=False)
    make_instrument()

    with pytest.raises(TransitionNotAllowed) as refusal:
        services.record_contract(engagement, by=engagement.lead.user, **terms())
    services.declare(engagement, by=engagement.lead.user)
    contracted = services.record_contract(engagement, by=engagement.lead.user, **terms())

    assert refusal.value.missing == ["Bekreft først at du ikke har bånd til gruppen."]
    assert contracted.state == "contracted"


def test_declaring_twice_is_one_declaration():
    engagement = make_engagement()

    services.declare(engagement, by=engagement.lead.user)

    assert [event.action for event in engagement.events.all()] == ["assign", "declare"]


def test_nobody_declares_for_another():
    engagement = make_engagement(declared=False)

    with pytest.raises(TransitionNotAllowed, match="ikke konsulent i dette oppdraget"):
        services.declare(engagement, by=ConsultantFactory().user)

    assert not engagement.declarations.exists()


def test_declaration_is_renewed_when_she_gets_the_engagement_again():
    engagement, other = make_engagement(), ConsultantFactory()
    first = engagement.lead
    services.assign_lead(engagement.application, other, by=office())

    again = services.assign_lead(engagement.application, first, by=office())

    assert not again.declarations.exists()


def test_consultant_declares_on_her_way_to_the_contract(client):
    engagement = make_engagement(declared=False)
    sign_in(client, engagement.lead.user)

    home = client.get(reverse("admin:index")).content.decode()
    contract = client.get(reverse("admin:contract", args=[engagement.application.number]))
    answered = client.post(declare_url(engagement), {"answer": "free"})

    assert declare_url(engagement) in home
    assert contract["Location"] == declare_url(engagement)
    assert answered["Location"] == reverse("admin:contract", args=[engagement.application.number])
    assert client.get(answered["Location"]).status_code == 200


def test_empty_answer_is_asked_for_again(client):
    engagement = make_engagement(declared=False)
    sign_in(client, engagement.lead.user)

    response = client.post(declare_url(engagement), {})

    assert response.status_code == 422
    assert "Velg ett av svarene." in response.content.decode()


def test_page_has_no_field_for_a_reason(client):
    engagement = make_engagement(declared=False)
    sign_in(client, engagement.lead.user)

    response = client.get(declare_url(engagement))

    assert list(response.context["form"].fields) == ["answer"]
    assert "<textarea" not in response.content.decode()


def test_office_does_not_answer_for_the_consultant(client):
    engagement = make_engagement(declared=False)
    sign_in(client, office())

    assert client.get(declare_url(engagement)).status_code == 404


# No ------------------------------------------------------------------------------


def test_no_frees_the_case_and_tells_office_and_leader(client):
    engagement, person = make_engagement(declared=False), office()
    application, consultant = engagement.application, engagement.lead
    sign_in(client, consultant.user)

    response = client.post(declare_url(engagement), {"answer": "no"})

    assert response["Location"] == reverse("admin:engagements")
    assert not Engagement.objects.exists()
    assert Decline.objects.get().consultant == consultant
    assert application.events.get(action="consultant_declined").note == ""
    assert person in mailed("declined")
    assert mailed("another_consultant") == [application.group.memberships.get(role=MembershipRole.LEADER).user]


def test_case_waits_for_another_consultant_after_a_no(client):
    engagement, other = make_engagement(), ConsultantFactory()
    application, consultant = engagement.application, engagement.lead
    services.decline(engagement, by=consultant.user)
    sign_in(client, office())

    home = client.get(reverse("admin:index")).content.decode()
    codes = {row.consultant: row.codes for row in eligibility_list(application)}
    again = services.assign_lead(application, other, by=office())

    assert reverse("admin:assign", args=[application.number]) in home
    assert codes == {consultant: ("declined",), other: ()}
    assert again.lead == other


def test_reason_is_stored_nowhere():
    engagement = make_engagement()
    services.decline(engagement, by=engagement.lead.user)

    assert {field.name for field in Decline._meta.get_fields()} == {"id", "consultant", "group"}
    mail = Mail.objects.filter(template="consultants/mail/another_consultant").get()
    assert str(engagement.lead) not in str(mail.variables)


def test_no_comes_too_late_after_the_contract():
    engagement = make_engagement(stage="contracted")

    with pytest.raises(TransitionNotAllowed, match="Kontrakten er skrevet inn"):
        services.decline(engagement, by=engagement.lead.user)

    assert not Decline.objects.exists()


def test_office_is_told_when_the_no_came_first(client, monkeypatch):
    engagement, learner = make_engagement(), aspirant()
    assign_co = services.assign_co

    def too_late(found, consultant, *, by):
        services.decline(engagement, by=engagement.lead.user)
        return assign_co(found, consultant, by=by)

    monkeypatch.setattr(services, "assign_co", too_late)
    sign_in(client, office())

    response = client.post(reverse("admin:assign", args=[engagement.application.number]), {"co": learner.pk})

    told = [str(message) for message in get_messages(response.wsgi_request)]
    assert told == ["Konsulenten har nettopp sagt nei til oppdraget."]


# The co seat -----------------------------------------------------------------------


def test_office_seats_an_aspirant_and_sees_why_others_may_not(client):
    engagement, learner = make_engagement(), aspirant()
    stranger = ConsultantFactory(certified=False, user__name="Uten Kurs")
    address = reverse("admin:assign", args=[engagement.application.number])
    sign_in(client, office())

    seats = client.get(address).context["seats"]
    client.post(address, {"co": learner.pk})
    engagement.refresh_from_db()

    assert [candidate.consultant for candidate in seats["eligible"]] == [learner]
    no_certificate = "Konsulenten har ikke gyldig sertifisering for kartleggingsverktøyet."
    assert [(row["consultant"], row["reasons"]) for row in seats["others"]] == [(stranger, [no_certificate])]
    assert engagement.co == learner
    assert mailed("co_assignment") == [learner.user]


def test_seat_is_emptied(client):
    engagement, learner = make_engagement(), aspirant()
    engagement = services.assign_co(engagement, learner, by=office())
    sign_in(client, office())

    client.post(reverse("admin:assign", args=[engagement.application.number]), {"co": "none"})
    engagement.refresh_from_db()

    assert engagement.co is None
    assert mailed("co_off") == [learner.user]


@pytest.mark.parametrize("certified", [True, False])
def test_co_seat_is_refused_with_reasons(certified):
    consultant = ConsultantFactory(certified=certified, slots=0 if certified else 4)
    words = "ingen ledige" if certified else "ikke gyldig sertifisering"

    with pytest.raises(TransitionNotAllowed, match=words):
        services.assign_co(make_engagement(), consultant, by=office())


def test_lead_is_not_her_own_co():
    engagement = make_engagement()

    with pytest.raises(TransitionNotAllowed, match="samme person"):
        services.assign_co(engagement, engagement.lead, by=office())


def test_co_declares_too_before_the_contract():
    engagement, learner = make_engagement(), aspirant()
    make_instrument()
    engagement = services.assign_co(engagement, learner, by=office())

    with pytest.raises(TransitionNotAllowed) as refusal:
        services.record_contract(engagement, by=engagement.lead.user, **terms())
    services.declare(engagement, by=learner.user)
    services.record_contract(engagement, by=engagement.lead.user, **terms())

    assert refusal.value.missing == ["Medkonsulenten må først bekrefte at det ikke er bånd til gruppen."]


def test_co_finds_her_declaration_on_her_own_page(client):
    engagement, learner = make_engagement(), aspirant()
    services.assign_co(engagement, learner, by=office())
    sign_in(client, learner.user)

    home = client.get(reverse("admin:index")).content.decode()
    page = client.get(reverse("admin:engagement", args=[engagement.application.number])).content.decode()

    assert declare_url(engagement) in home
    assert declare_url(engagement) in page


def test_no_from_the_co_empties_her_seat_alone():
    engagement, learner = make_engagement(stage="contracted"), aspirant()
    engagement = services.assign_co(engagement, learner, by=office())

    services.decline(engagement, by=learner.user)
    engagement.refresh_from_db()

    assert (engagement.co, engagement.state) == (None, "contracted")
    assert mailed("another_consultant") == []


def test_contract_asks_whether_the_co_may_stay_that_long():
    consultant = ConsultantFactory(certified=False)
    certify(consultant, last=400)
    engagement = services.assign_co(make_engagement(), consultant, by=office())
    services.declare(engagement, by=consultant.user)
    make_instrument()

    with pytest.raises(TransitionNotAllowed, match="Medkonsulenten: Sertifiseringen går ut"):
        services.record_contract(
            engagement, by=engagement.lead.user, **terms(ends_on=timezone.localdate() + dt.timedelta(days=401))
        )


# What shadowing counts -----------------------------------------------------------------


def test_finished_engagement_is_a_step_for_the_aspirant():
    engagement, learner = make_engagement(stage="contracted"), aspirant()
    engagement = services.assign_co(engagement, learner, by=office())

    services.end(engagement, by=engagement.lead.user)

    step = learner.steps.get(kind=StepKind.SHADOWED)
    assert (step.engagement, step.attested_by, step.on) == (engagement, engagement.lead.user, timezone.localdate())


def test_certified_co_earns_no_step():
    engagement, certified = make_engagement(stage="contracted"), ConsultantFactory()
    engagement = services.assign_co(engagement, certified, by=office())

    services.end(engagement, by=engagement.lead.user)

    assert not certified.steps.exists()
