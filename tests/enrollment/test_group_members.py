"""Who is in a group, and who may change it."""

import pytest
from django.db import transaction
from django.utils import timezone

from enrollment import queries, services
from enrollment.models import (
    Membership,
)
from enrollment.services import MembersRefused
from portal.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import (
    LeadershipGroupFactory,
    MembershipFactory,
)

pytestmark = pytest.mark.django_db


def roles(group):
    return {m.user.email: m.role for m in Membership.objects.filter(group=group, to_date=None)}


def test_add_member_once():
    group = LeadershipGroupFactory(members=3)
    leader = queries.leader_of(group).user

    membership = services.add_member(group, name="Kari Moe", email="Kari@x.no", title="HR", by=leader)

    assert (membership.user.email, membership.role) == ("kari@x.no", "member")
    assert membership.history.first().history_user == leader
    with transaction.atomic(), pytest.raises(MembersRefused, match="Kari Moe er allerede med"):
        services.add_member(group, name="Kari", email="kari@x.no", by=leader)


def test_delegate_does_not_answer():
    group = LeadershipGroupFactory(members=3)

    services.add_delegate(group, name="Sekretær", email="s@x.no", by=queries.leader_of(group).user)

    assert roles(group)["s@x.no"] == "delegate"
    assert queries.answering_members(group).count() == 3


def test_member_leaves_today():
    group = LeadershipGroupFactory(members=4)
    member = queries.answering_members(group).filter(role="member").first()

    services.end_membership(member, by=queries.leader_of(group).user)
    services.end_membership(member, by=queries.leader_of(group).user)

    member.refresh_from_db()
    assert member.to_date == timezone.localdate()
    assert queries.answering_members(group).count() == 3


def test_group_keeps_its_leader_and_three_members():
    group = LeadershipGroupFactory(members=3)
    leader = queries.leader_of(group)
    member = queries.answering_members(group).filter(role="member").first()

    with pytest.raises(MembersRefused, match="programkontoret"):
        services.end_membership(leader, by=leader.user)
    with pytest.raises(MembersRefused, match="minst tre"):
        services.end_membership(member, by=leader.user)

    assert queries.answering_members(group).count() == 3


def test_name_and_title_are_corrected_until_the_person_has_signed_in():
    group = LeadershipGroupFactory(members=3)
    member = queries.answering_members(group).filter(role="member").first()
    leader = queries.leader_of(group).user

    services.change_member(member, name="Nytt Navn", email=member.user.email, title="Sjef", by=leader)

    member.refresh_from_db()
    assert (member.user.name, member.title) == ("Nytt Navn", "Sjef")
    User.objects.filter(pk=member.user_id).update(last_login=timezone.now())
    with pytest.raises(MembersRefused, match="retter navnet sitt selv"):
        services.change_member(member, name="Annet", email=member.user.email, title="Sjef", by=leader)


def test_another_address_is_another_person():
    group = LeadershipGroupFactory(members=3)
    member = queries.answering_members(group).filter(role="member").first()
    known = UserFactory(email="kari@x.no", name="Kari Moe")

    changed = services.change_member(
        member, name="Hvem som helst", email="kari@x.no", title="", by=queries.leader_of(group).user
    )

    known.refresh_from_db()
    assert (changed.user, known.name) == (known, "Kari Moe")
    member.refresh_from_db()
    assert member.to_date == timezone.localdate()


def test_leaders_address_is_not_changed_by_the_group():
    leader = queries.leader_of(LeadershipGroupFactory(members=3))

    with pytest.raises(MembersRefused, match="programkontoret"):
        services.change_member(leader, name="X", email="x@x.no", title="", by=leader.user)


def test_answering_members_come_by_name_without_delegates_and_those_who_left():
    group = LeadershipGroupFactory()
    for name, fields in (
        ("Åse", {}),
        ("Berit", {"role": "leader"}),
        ("Cato", {"role": "delegate"}),
        ("Dina", {"to_date": timezone.localdate()}),
    ):
        MembershipFactory(group=group, user__name=name, **fields)

    assert [m.user.name for m in queries.answering_members(group)] == ["Berit", "Åse"]
