"""Who reaches which page: her own engagement, her own group, and nobody else's."""

import pytest
from django.urls import reverse
from django.utils import timezone

from consultants.services import assign_lead
from enrollment.models import MembershipRole
from enrollment.services import decide
from portal.core.models import ReadLog
from tests.factories.accounts import UserFactory
from tests.factories.consultants import ConsultantFactory, make_engagement, round_of
from tests.factories.enrollment import ApplicationFactory, MembershipFactory
from tests.factories.reports import closed_round
from tests.shorthand import admin
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db

ENGAGEMENT_PAGES = ("engagement", "contract", "engagement_end")
ROUND_PAGES = ("round_list", "round_dates", "round_close", "round_discard")
ORDERS = ("round_order", "round_recall")


def leader_of(engagement):
    return engagement.application.group.memberships.get(role=MembershipRole.LEADER).user


def status(client, user, address, method="get"):
    sign_in(client, user)
    return getattr(client, method)(address).status_code


@pytest.fixture
def engagement(db):
    return make_engagement(stage="contracted", opens_in=5)


@pytest.fixture
def number(engagement):
    return engagement.application.number


@pytest.mark.parametrize("page", [*ENGAGEMENT_PAGES, "next_round"])
def test_engagement_is_her_own_alone(client, engagement, number, page):
    strangers = [ConsultantFactory().user, UserFactory(roles=("office",)), UserFactory(roles=("commissioner",))]
    strangers += [leader_of(engagement), UserFactory()]

    assert status(client, engagement.lead.user, admin(page, number)) in (200, 302)
    assert [status(client, stranger, admin(page, number)) for stranger in strangers] == [404] * 5


@pytest.mark.parametrize("page", ROUND_PAGES)
def test_round_is_her_own_alone(client, engagement, number, page):
    assert status(client, engagement.lead.user, admin(page, number, 1)) in (200, 302)
    assert status(client, ConsultantFactory().user, admin(page, number, 1)) == 404
    assert status(client, UserFactory(roles=("office",)), admin(page, number, 1)) == 404


@pytest.mark.parametrize("page", [*ROUND_PAGES, *ORDERS])
def test_stranger_orders_nothing(client, engagement, number, page):
    assert status(client, ConsultantFactory().user, admin(page, number, 1), "post") == 404
    assert round_of(engagement).list_confirmed_at is None


@pytest.mark.parametrize("page", ORDERS)
def test_orders_are_given_by_post_alone(client, engagement, number, page):
    assert status(client, engagement.lead.user, admin(page, number, 1)) == 405


def test_co_consultant_sees_the_engagement(client, engagement, number):
    co = ConsultantFactory()
    engagement.co = co
    engagement.save()

    assert status(client, co.user, admin("engagement", number)) == 200


def test_former_lead_loses_the_engagement(client):
    engagement = make_engagement()
    former = engagement.lead.user
    assign_lead(engagement.application, ConsultantFactory(), by=UserFactory(roles=("office",)))

    assert status(client, former, admin("engagement", engagement.application.number)) == 404


def test_anonymous_is_asked_to_sign_in(client, number):
    addresses = [admin("engagement", number), reverse("case", args=[number]), reverse("home")]

    assert [client.get(address).status_code for address in addresses] == [302, 302, 302]


@pytest.mark.parametrize("page", ["engagement", "round_list", "report"])
def test_unknown_number_or_round_is_not_found(client, engagement, page):
    rest = [] if page == "engagement" else [1]

    assert status(client, engagement.lead.user, admin(page, "2026-9999", *rest)) == 404


def test_only_the_office_assigns(client):
    application = ApplicationFactory(admitted=True)
    address = admin("assign", application.number)

    assert status(client, UserFactory(roles=("office",)), address) == 200
    assert status(client, ConsultantFactory().user, address) == 404
    assert status(client, UserFactory(roles=("operator",)), address) == 404
    assert status(client, application.applicant, address) == 404


def test_application_without_a_place_has_no_page_to_assign(client):
    application = ApplicationFactory(submitted=True)

    assert status(client, UserFactory(roles=("office",)), admin("assign", application.number)) == 404


# The report --------------------------------------------------------------------


@pytest.fixture
def reported(db):
    engagement = make_engagement()
    closed_round(engagement.application)
    return engagement


def test_unreleased_report_is_for_lead_and_co(client, reported):
    address = admin("report", reported.application.number, 1)
    strangers = [ConsultantFactory().user, UserFactory(roles=("office",)), leader_of(reported)]

    assert status(client, reported.lead.user, address) == 200
    assert [status(client, stranger, address) for stranger in strangers] == [404] * 3


def test_every_opening_of_the_report_is_logged(client, reported):
    address = admin("report", reported.application.number, 1)
    status(client, reported.lead.user, address)
    status(client, ConsultantFactory().user, address)
    status(client, reported.lead.user, address)

    read = ReadLog.objects.values_list("who", "what", "case")
    assert list(read) == [(reported.lead.user_id, "report", reported.application.number)] * 2


def test_open_round_has_no_report(client):
    engagement = make_engagement(stage="open")

    assert status(client, engagement.lead.user, admin("report", engagement.application.number, 1)) == 404


def test_comment_of_another_round_is_not_found(client, reported):
    other = make_engagement(consultant=reported.lead)
    comment = closed_round(other.application).comments.first()
    own = admin("comment", other.application.number, 1, comment.pk)
    mixed = admin("comment", reported.application.number, 1, comment.pk)

    assert status(client, reported.lead.user, own, "post") == 302
    assert status(client, reported.lead.user, mixed, "post") == 404


def test_unknown_step_is_not_found(client, reported):
    address = admin("release", reported.application.number, 1, "world")

    assert status(client, reported.lead.user, address, "post") == 404


# The case ----------------------------------------------------------------------


def test_case_is_for_its_group_and_its_applicant(client, engagement, number):
    member = engagement.application.group.memberships.filter(role=MembershipRole.MEMBER).first().user
    delegate = MembershipFactory(group=engagement.application.group, role=MembershipRole.DELEGATE).user
    other = make_engagement()
    strangers = [leader_of(other), engagement.lead.user, UserFactory(roles=("office",)), UserFactory()]
    address = reverse("case", args=[number])

    assert [status(client, user, address) for user in (leader_of(engagement), member, delegate)] == [200] * 3
    assert [status(client, stranger, address) for stranger in strangers] == [404] * 4


def test_members_are_changed_by_leader_and_delegate(client, engagement, number):
    member = engagement.application.group.memberships.filter(role=MembershipRole.MEMBER).first().user
    delegate = MembershipFactory(group=engagement.application.group, role=MembershipRole.DELEGATE).user
    address = reverse("case_members", args=[number])

    assert status(client, leader_of(engagement), address) == 200
    assert status(client, delegate, address) == 200
    assert status(client, member, address) == 404


def test_member_of_another_group_is_not_found(client, engagement, number):
    other = make_engagement().application.group.memberships.filter(role=MembershipRole.MEMBER).first()
    edit, remove = (reverse(name, args=[number, other.pk]) for name in ("case_member", "case_member_remove"))

    assert status(client, leader_of(engagement), edit) == 404
    assert status(client, leader_of(engagement), remove, "post") == 404
    other.refresh_from_db()
    assert other.to_date is None


def test_applicant_outside_the_group_sees_no_names(client):
    group = make_engagement().application.group
    name = group.memberships.filter(role=MembershipRole.MEMBER).first().user.name
    application = ApplicationFactory(
        organisation=group.organisation, group_name=group.name, submitted=True, level=group.level
    )
    sign_in(client, application.applicant)

    page = client.get(reverse("case", args=[application.number])).content.decode()

    assert application.group == group
    assert "Programkontoret vurderer søknaden" in page
    assert name not in page


def test_those_who_are_asked_find_their_link_from_the_case(client):
    application = make_engagement(stage="open").application
    group = application.group
    helper = MembershipFactory(group=group, role=MembershipRole.DELEGATE).user
    member = group.memberships.filter(role=MembershipRole.MEMBER).first().user

    seen = {}
    for user in (member, helper):
        sign_in(client, user)
        page = client.get(reverse("case", args=[application.number])).content.decode()
        seen[user] = "Finner du ikke lenken?" in page

    assert seen == {member: True, helper: False}


def test_group_without_a_place_is_promised_no_report_and_no_consultant(client):
    application = decide(ApplicationFactory(submitted=True), "decline", reason="Fullt.", by=UserFactory())
    sign_in(client, leader_in_group(application))

    page = client.get(reverse("case", args=[application.number])).content.decode()

    assert "Begrunnelsen står i e-posten du har fått." in page
    assert "Se opptakene" in page
    assert "Rapporten deres" not in page
    assert "sertifisert konsulent" not in page


def test_group_with_too_few_answers_is_not_told_that_the_report_comes(client):
    application = make_engagement(stage="open").application
    application.rounds.update(state="held", held_on=timezone.localdate())
    sign_in(client, leader_in_group(application))

    page = client.get(reverse("case", args=[application.number])).content.decode()

    assert "Svarene er fortsatt låst, og ingen har åpnet dem." in page
    assert "Rapporten kommer" not in page


def leader_in_group(application):
    return application.group.memberships.get(role=MembershipRole.LEADER).user


# Homes -------------------------------------------------------------------------


def test_register_of_consultants_is_the_offices(client):
    consultant = ConsultantFactory()
    addresses = [
        reverse("admin:consultants_consultant_changelist"),
        reverse("admin:consultants_consultant_change", args=[consultant.pk]),
        admin("registers"),
    ]
    office, operator = UserFactory(roles=("office",)), UserFactory(roles=("operator",))

    assert [status(client, office, address) for address in addresses] == [200] * 3
    assert [status(client, consultant.user, address) for address in addresses] == [404] * 3
    assert [status(client, operator, address) for address in addresses] == [404] * 3


def test_list_of_engagements_is_for_consultants_and_office(client, engagement):
    address = admin("engagements")

    assert status(client, engagement.lead.user, address) == 200
    assert status(client, UserFactory(roles=("office",)), address) == 200
    assert status(client, UserFactory(roles=("operator",)), address) == 404
    assert status(client, leader_of(engagement), address) == 404


def test_office_list_leads_to_applications_and_not_into_engagements(client, engagement, number):
    sign_in(client, UserFactory(roles=("office",)))

    page = client.get(admin("engagements")).content.decode()

    assert admin("application", number) in page
    assert f'href="{admin("engagement", number)}"' not in page


def test_consultant_sees_only_her_own_in_the_list(client, engagement):
    other = make_engagement()
    sign_in(client, engagement.lead.user)

    pages = [client.get(admin(page)).content.decode() for page in ("index", "engagements")]

    assert [engagement.application.group.organisation.name in page for page in pages] == [True, True]
    assert [other.application.group.organisation.name in page for page in pages] == [False, False]


@pytest.mark.parametrize("roles", [("operator",), ("privacy",), ("archivist",), ("commissioner",)])
def test_every_staff_role_has_a_front_page(client, roles):
    sign_in(client, UserFactory(roles=roles))

    assert client.get(admin("index"), follow=True).status_code == 200
