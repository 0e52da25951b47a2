"""Who may be assigned, and that nobody is assigned past the rules."""

import datetime as dt

import pytest

from consultants import services
from consultants.facts import eligibility_list, period_of
from consultants.models import Absence, Decline, EmployerLink, Engagement, Relation
from enrollment.models import MembershipRole, Organisation
from portal.core.models import Mail
from portal.core.workflow import TransitionNotAllowed
from tests.factories.accounts import UserFactory
from tests.factories.assessments import make_instrument
from tests.factories.consultants import ConsultantFactory, certify, make_engagement, terms
from tests.factories.enrollment import ApplicationFactory
from tests.shorthand import days

pytestmark = pytest.mark.django_db


def codes_of(application, consultant) -> tuple[str, ...]:
    candidates = {row.consultant: row.codes for row in eligibility_list(application)}
    return candidates[consultant]


def test_list_puts_eligible_first_and_says_why_others_are_not():
    application = ApplicationFactory(admitted=True)
    barred = ConsultantFactory(user__name="Anna Aas", certified=False)
    free = ConsultantFactory(user__name="Øyvind Å")

    candidates = eligibility_list(application)

    assert [candidate.consultant for candidate in candidates] == [free, barred]
    assert candidates[0].reasons == []
    assert candidates[1].reasons == ["Konsulenten har ikke gyldig sertifisering for kartleggingsverktøyet."]


def test_facts_become_codes():
    application = ApplicationFactory(admitted=True)
    leader = application.group.memberships.get(role=MembershipRole.LEADER).user
    expiring = ConsultantFactory(certified=False)
    certify(expiring, last=100)
    employed = ConsultantFactory()
    EmployerLink.objects.create(consultant=employed, organisation=application.organisation, until=days(-400))
    related = ConsultantFactory()
    Relation.objects.create(consultant=related, person=leader)
    away = ConsultantFactory()
    Absence.objects.create(consultant=away, first_day=days(80), last_day=days(90))
    unwilling = ConsultantFactory()
    Decline.objects.create(consultant=unwilling, group=application.group)
    full = ConsultantFactory(slots=0)

    found = {
        name: codes_of(application, consultant)
        for name, consultant in (
            ("expires", expiring),
            ("employer", employed),
            ("relation", related),
            ("away", away),
            ("declined", unwilling),
            ("full", full),
        )
    }

    assert found == {name: (name,) for name in found}


def test_employer_that_changed_its_name_is_still_the_employer():
    application = ApplicationFactory(admitted=True)
    old = Organisation.objects.create(
        name="Gamleetaten", kind=application.organisation.kind, successor=application.organisation
    )
    consultant = ConsultantFactory()
    EmployerLink.objects.create(consultant=consultant, organisation=old)

    assert codes_of(application, consultant) == ("employer",)


def test_nobody_leads_her_own_group():
    application = ApplicationFactory(admitted=True)
    member = application.group.memberships.filter(role=MembershipRole.MEMBER).first().user
    consultant = ConsultantFactory(user=member)

    assert codes_of(application, consultant) == ("relation",)


def test_wanted_period_counts_for_a_year_at_most():
    application = ApplicationFactory(admitted=True, wanted_from=days(10), wanted_to=days(900))

    assert period_of(application) == (days(10), days(375))


def test_contract_dates_count_when_there_is_a_contract():
    engagement = make_engagement(stage="contracted", opens_in=3)

    assert period_of(engagement.application) == (days(3), days(303))


@pytest.mark.parametrize("count", [1, 3])
def test_list_runs_constant_queries(count, django_assert_num_queries):
    application = ApplicationFactory(admitted=True)
    for _ in range(count):
        make_engagement(consultant=ConsultantFactory())

    with django_assert_num_queries(17):
        eligibility_list(application)


# Assigning --------------------------------------------------------------------


def test_assigning_tells_consultant_and_leader():
    application = ApplicationFactory(admitted=True)
    consultant = ConsultantFactory()

    engagement = services.assign_lead(application, consultant, by=UserFactory(roles=("office",)))

    leader = application.group.memberships.get(role=MembershipRole.LEADER).user
    assert engagement.lead == consultant
    assert list(engagement.events.values_list("action", "note")) == [("assign", str(consultant))]
    mails = Mail.objects.filter(template__startswith="consultants/").order_by("template")
    assert [(mail.template.split("/")[-1], mail.to) for mail in mails] == [
        ("assignment", consultant.user),
        ("your_consultant", leader),
    ]


def test_ineligible_consultant_is_refused_with_reasons():
    application = ApplicationFactory(admitted=True)

    with pytest.raises(TransitionNotAllowed) as refusal:
        services.assign_lead(application, ConsultantFactory(slots=0), by=UserFactory(roles=("office",)))

    assert refusal.value.missing == ["Konsulenten har ingen ledige oppdrag igjen."]
    assert not Engagement.objects.exists()


def test_inactive_consultant_is_refused():
    with pytest.raises(TransitionNotAllowed, match="tar ikke oppdrag"):
        make_engagement(consultant=ConsultantFactory(active=False))


def test_group_without_a_place_gets_no_consultant():
    with pytest.raises(TransitionNotAllowed, match="fått plass"):
        make_engagement(application=ApplicationFactory(submitted=True))


def test_office_person_in_the_group_chooses_nobody_for_it():
    application = ApplicationFactory(admitted=True)
    leader = application.group.memberships.get(role=MembershipRole.LEADER).user

    with pytest.raises(TransitionNotAllowed, match="selv med i denne gruppen"):
        services.assign_lead(application, ConsultantFactory(), by=leader)


def test_last_place_is_given_once():
    consultant = ConsultantFactory(slots=1)
    make_engagement(consultant=consultant)

    with pytest.raises(TransitionNotAllowed, match="ingen ledige"):
        make_engagement(consultant=consultant)


def test_ended_engagement_frees_the_place():
    consultant = ConsultantFactory(slots=1)
    first = make_engagement(consultant=consultant, stage="contracted")
    services.end(first, by=consultant.user)

    second = make_engagement(consultant=consultant)

    assert second.lead == consultant


def test_consultant_is_changed_until_the_contract():
    engagement = make_engagement(declared=False)
    former, other = engagement.lead.user, ConsultantFactory()
    office = UserFactory(roles=("office",))

    services.assign_lead(engagement.application, other, by=office)
    engagement.refresh_from_db()

    assert engagement.lead == other
    assert [event.action for event in engagement.events.all()] == ["assign", "reassign"]
    assert Mail.objects.filter(to=other.user).count() == 1
    assert Mail.objects.filter(to=former).order_by("created_at").values_list("template", flat=True).last() == (
        "consultants/mail/passed_on"
    )


def test_assigning_the_same_again_changes_nothing():
    engagement = make_engagement(declared=False)

    services.assign_lead(engagement.application, engagement.lead, by=UserFactory(roles=("office",)))

    assert engagement.events.count() == 1


def test_consultant_is_not_changed_after_the_contract():
    engagement = make_engagement(stage="contracted")

    with pytest.raises(TransitionNotAllowed, match="Kontrakten er skrevet inn"):
        services.assign_lead(engagement.application, ConsultantFactory(), by=UserFactory(roles=("office",)))


# The contract -----------------------------------------------------------------


def test_contract_plans_the_first_round_with_the_consultants_address():
    engagement = make_engagement(stage="contracted", leader_marker=True, view="fire")

    round_ = engagement.application.rounds.get()
    assert (round_.sequence, round_.state, round_.view, round_.leader_marker) == (1, "planned", "fire", True)
    assert (round_.consultant_name, round_.consultant_email) == (str(engagement.lead), engagement.lead.user.email)
    assert (engagement.state, engagement.starts_on) == ("contracted", round_.opens_on)
    assert Mail.objects.filter(template="consultants/mail/dates").count() == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"purpose": "  "}, "Skriv hva dere er enige om."),
        ({"agreed_on": None}, "Fyll inn dagen dere ble enige."),
        ({"agreed_on": dt.date(2999, 1, 1)}, "Dagen dere ble enige, kan ikke ligge fram i tid."),
        ({"ends_on": None}, "Fyll inn oppdragets siste dag."),
        ({"opens_in": -1}, "Kartleggingen kan ikke åpne før i dag."),
        ({"deadline": dt.date(2000, 1, 1)}, "Fristen må være etter dagen kartleggingen åpner."),
    ],
)
def test_contract_says_what_is_missing(changes, sentence):
    engagement = make_engagement()

    with pytest.raises(TransitionNotAllowed) as refusal:
        services.record_contract(engagement, by=engagement.lead.user, **terms(**changes))

    assert sentence in refusal.value.missing
    engagement.refresh_from_db()
    assert engagement.state == "assigned"


def test_contract_asks_again_whether_she_may_lead_that_long():
    consultant = ConsultantFactory(certified=False)
    certify(consultant, last=400)
    engagement = make_engagement(consultant=consultant)

    with pytest.raises(TransitionNotAllowed, match="går ut før"):
        services.record_contract(engagement, by=consultant.user, **terms(ends_on=days(401)))


def test_contract_does_not_count_the_case_against_its_own_consultant():
    engagement = make_engagement(consultant=ConsultantFactory(slots=1), stage="contracted")

    assert engagement.state == "contracted"


def test_contract_is_refused_when_she_has_been_filled_up_meanwhile():
    consultant = ConsultantFactory(slots=2)
    engagement = make_engagement(consultant=consultant)
    make_engagement(consultant=consultant)
    consultant.slots = 1
    consultant.save()

    with pytest.raises(TransitionNotAllowed, match="ingen ledige"):
        services.record_contract(engagement, by=consultant.user, **terms())


def test_consultant_who_takes_no_more_still_writes_her_contract():
    engagement = make_engagement()
    engagement.lead.active = False
    engagement.lead.save()
    make_instrument()

    services.record_contract(engagement, by=engagement.lead.user, **terms())

    assert Engagement.objects.get().state == "contracted"


def test_contract_is_corrected_until_the_round_opens():
    engagement = make_engagement(stage="ordered", opens_in=5)
    corrected = terms(opens_in=6, purpose="Noe annet.", leader_marker=True, view="fire")

    services.correct_contract(engagement, by=engagement.lead.user, **corrected)

    engagement.refresh_from_db()
    round_ = engagement.application.rounds.get()
    assert (engagement.purpose, engagement.starts_on) == ("Noe annet.", days(6))
    assert (round_.opens_on, round_.leader_marker, round_.view) == (days(6), True, "fire")


def test_contract_stands_when_the_round_is_open():
    engagement = make_engagement(stage="open")

    with pytest.raises(TransitionNotAllowed, match="åpnet"):
        services.correct_contract(engagement, by=engagement.lead.user, **terms(leader_marker=False, view="tre"))


def test_running_round_keeps_the_engagement_from_ending():
    engagement = make_engagement(stage="open")

    with pytest.raises(TransitionNotAllowed, match="i gang"):
        services.end(engagement, by=engagement.lead.user)
