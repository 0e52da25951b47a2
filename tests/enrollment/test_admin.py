"""The registers: the office's alone."""

import pytest
from django.urls import reverse

from enrollment import queries
from enrollment.models import (
    GroupLevel,
    HolidayWeek,
    Intake,
    LeadershipGroup,
    Offering,
    Organisation,
    OrganisationKind,
    Programme,
)
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import GroupLevelFactory, IntakeFactory, LeadershipGroupFactory, OrganisationFactory
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db

REGISTERS = [OrganisationKind, Organisation, GroupLevel, Programme, Offering, Intake, LeadershipGroup, HolidayWeek]


def register_url(model, page="changelist", *args):
    return reverse(f"admin:enrollment_{model._meta.model_name}_{page}", args=args)


@pytest.mark.parametrize("model", REGISTERS)
def test_register_opens_for_the_office_and_nobody_else(client, model):
    IntakeFactory()
    LeadershipGroupFactory(members=3)
    HolidayWeek.objects.create(name="Vinterferie", first_day="2027-02-22", last_day="2027-02-26")
    row = model.objects.first()
    for pages in (register_url(model), register_url(model, "change", row.pk)):
        sign_in(client, UserFactory(roles=("office",)))
        assert client.get(pages).status_code == 200
        sign_in(client, UserFactory(roles=("operator",)))
        assert client.get(pages).status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_organisations_runs_constant_queries(client, rows, django_assert_num_queries):
    OrganisationFactory.create_batch(rows)
    sign_in(client, UserFactory(roles=("office",)))
    client.get(register_url(Organisation))

    with django_assert_num_queries(10):
        client.get(register_url(Organisation))


def test_wrong_organisation_number_is_refused(client):
    kind = OrganisationFactory().kind
    sign_in(client, UserFactory(roles=("office",)))

    response = client.post(
        register_url(Organisation, "add"), {"name": "Ny etat", "kind": kind.pk, "orgnr": "958935421"}
    )

    assert "kontrollsifferet stemmer ikke" in response.content.decode()
    assert not Organisation.objects.filter(name="Ny etat").exists()


def test_office_replaces_the_leader(client):
    group = LeadershipGroupFactory(members=3)
    old = queries.leader_of(group).user
    heir = queries.answering_members(group).filter(role="member").first()
    office = UserFactory(roles=("office",))
    sign_in(client, office)
    data = {"name": group.name, "organisation": group.organisation_id, "level": GroupLevelFactory().pk}

    client.post(register_url(LeadershipGroup, "change", group.pk), {**data, "new_leader": heir.user.email})

    leader = queries.leader_of(group)
    assert (leader.user, leader.title) == (heir.user, heir.title)
    assert leader.history.first().history_user == office
    assert not queries.is_in_group(old, group)
    assert queries.answering_members(group).count() == 2


def test_replacing_the_leader_with_herself_changes_nothing(client):
    group = LeadershipGroupFactory(members=3)
    before = queries.leader_of(group)
    sign_in(client, UserFactory(roles=("office",)))
    data = {"name": "Nytt navn", "organisation": group.organisation_id, "level": group.level_id}

    client.post(register_url(LeadershipGroup, "change", group.pk), {**data, "new_leader": before.user.email})

    group.refresh_from_db()
    assert (group.name, queries.leader_of(group)) == ("Nytt navn", before)


@pytest.mark.parametrize(
    ("last", "problem"),
    [("21.02.2027", "Siste dag er før første dag."), ("26.02.2072", "Det er mer enn ti uker. Se over årstallet.")],
)
def test_holiday_that_ends_before_it_begins_or_never_is_refused(client, last, problem):
    sign_in(client, UserFactory(roles=("office",)))

    response = client.post(
        register_url(HolidayWeek, "add"), {"name": "Vinterferie", "first_day": "22.02.2027", "last_day": last}
    )

    assert problem in response.content.decode()
    assert not HolidayWeek.objects.exists()
