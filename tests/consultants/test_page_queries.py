"""Pages and lists run in a constant number of queries."""

import pytest
from django.urls import reverse

from enrollment.models import MembershipRole
from tests.consultants.pages import signed_in
from tests.factories.accounts import UserFactory
from tests.factories.consultants import ConsultantFactory, make_engagement
from tests.factories.enrollment import ApplicationFactory, MembershipFactory
from tests.shorthand import admin
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


def leader_in(application):
    return application.group.memberships.get(role=MembershipRole.LEADER).user


@pytest.mark.parametrize("count", [1, 3])
def test_consultants_home_runs_constant_queries(client, count, django_assert_num_queries):
    consultant = ConsultantFactory(slots=9)
    for _ in range(count):
        make_engagement(consultant=consultant, stage="open")
    sign_in(client, consultant.user)
    client.get(admin("index"))

    with django_assert_num_queries(17):
        client.get(admin("index"))


@pytest.mark.parametrize("count", [1, 3])
def test_list_of_engagements_runs_constant_queries(client, count, django_assert_num_queries):
    for _ in range(count):
        make_engagement(stage="open")
    sign_in(client, UserFactory(roles=("office",)))
    client.get(admin("engagements"))

    with django_assert_num_queries(14):
        client.get(admin("engagements"))


@pytest.mark.parametrize("count", [1, 3])
def test_offices_home_runs_constant_queries(client, count, django_assert_num_queries):
    ApplicationFactory.create_batch(count, submitted=True)
    ApplicationFactory.create_batch(count, admitted=True)
    sign_in(client, UserFactory(roles=("office",)))
    client.get(admin("index"))

    with django_assert_num_queries(17):
        client.get(admin("index"))


@pytest.mark.parametrize("members", [4, 9])
def test_engagement_runs_constant_queries(client, members, django_assert_num_queries):
    engagement = make_engagement(stage="contracted", opens_in=3, members=members)
    number = signed_in(client, engagement)
    client.get(admin("engagement", number))

    with django_assert_num_queries(20):
        client.get(admin("engagement", number))


@pytest.mark.parametrize("members", [4, 9])
def test_case_runs_constant_queries(client, members, django_assert_num_queries):
    application = make_engagement(stage="open", members=members).application
    sign_in(client, leader_in(application))
    client.get(reverse("case", args=[application.number]))

    with django_assert_num_queries(10):
        client.get(reverse("case", args=[application.number]))


@pytest.mark.parametrize("count", [2, 4])
def test_hats_run_constant_queries(client, count, django_assert_num_queries):
    person = UserFactory()
    for _ in range(count):
        MembershipFactory(group=make_engagement(stage="contracted").application.group, user=person)
    sign_in(client, person)
    client.get(reverse("home"))

    with django_assert_num_queries(14):
        client.get(reverse("home"))
