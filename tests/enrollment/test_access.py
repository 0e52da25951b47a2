"""Who gets which application; everybody else gets 404."""

import pytest
from django.http import Http404
from django.utils import timezone

from enrollment import access, queries
from enrollment.models import Membership
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import ApplicationFactory, MembershipFactory

pytestmark = pytest.mark.django_db


def test_draft_is_the_applicants_alone():
    draft = ApplicationFactory()

    assert access.get_draft_for(draft.applicant, draft.pk) == draft
    for other in (UserFactory(), UserFactory(roles=("office",)), ApplicationFactory().applicant):
        with pytest.raises(Http404):
            access.get_draft_for(other, draft.pk)


def test_case_is_for_the_group_of_today_and_the_applicant():
    application = ApplicationFactory(submitted=True)
    delegate = MembershipFactory(group=application.group, role="delegate").user
    member = queries.answering_members(application.group).filter(role="member").first().user

    for person in (application.applicant, member, delegate):
        assert access.get_case_for(person, application.number) == application


def test_case_is_closed_to_strangers_other_leaders_the_office_and_those_who_left():
    application = ApplicationFactory(submitted=True)
    gone = queries.answering_members(application.group).filter(role="member").first()
    Membership.objects.filter(pk=gone.pk).update(to_date=timezone.localdate())
    other_leader = ApplicationFactory(submitted=True).applicant

    for person in (UserFactory(), other_leader, UserFactory(roles=("office",)), gone.user):
        with pytest.raises(Http404):
            access.get_case_for(person, application.number)


def test_office_reads_what_has_been_sent_and_nobody_else_does():
    application = ApplicationFactory(submitted=True)

    assert access.get_application_for_office(UserFactory(roles=("office",)), application.number) == application
    for other in (application.applicant, UserFactory(roles=("commissioner", "operator"))):
        with pytest.raises(Http404):
            access.get_application_for_office(other, application.number)
