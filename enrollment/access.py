"""Fetch and authorise in one call. Whoever may not, gets 404."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.shortcuts import get_object_or_404

from enrollment.models import Application, ApplicationState, Membership, MembershipRole
from portal.accounts.models import RoleName, User
from portal.core.access import require_role

CASE = Application.objects.exclude(state=ApplicationState.DRAFT).select_related(
    "group__organisation", "group__level", "intake__offering__programme", "applicant", "organisation", "level"
)


def get_draft_for(user: User, pk: UUID) -> Application:
    """The application she has begun herself. It may have been sent since, in another window."""
    return get_object_or_404(
        Application.objects.select_related(
            "intake__offering__programme", "applicant", "organisation", "level", "group"
        ),
        pk=pk,
        applicant=user,
    )


def get_case_for(user: User, number: str) -> Application:
    """The case, for those in its group today and for the one who applied."""
    in_group = Membership.objects.filter(group=OuterRef("group"), user=user, to_date=None)
    return get_object_or_404(CASE.filter(Q(applicant=user) | Exists(in_group)), number=number)


def get_sent_application_for(user: User, number: str) -> Application:
    """What was sent, for the leader, her delegate and the one who applied. Other members see how the case stands."""
    leads = Membership.objects.filter(
        group=OuterRef("group"),
        user=user,
        to_date=None,
        role__in=(MembershipRole.LEADER, MembershipRole.DELEGATE),
    )
    return get_object_or_404(CASE.filter(Q(applicant=user) | Exists(leads)), number=number)


def get_application_for_office(user: User, number: str) -> Application:
    """Any application that has been sent, for the programme office alone."""
    require_role(user, RoleName.OFFICE)
    return get_object_or_404(CASE, number=number)
