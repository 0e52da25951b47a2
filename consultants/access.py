"""Fetch and authorise in one call. Whoever may not, gets 404."""

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from assessments.models import AssessmentRound, Comment, Participation, RoundState
from assessments.services import asked
from consultants.facts import FACT_ROWS
from consultants.models import Certification, Consultant, Engagement
from consultants.queries import choosing, with_case
from enrollment.access import get_application_for_office, get_case_for
from enrollment.models import Application, ApplicationState, Membership, MembershipRole
from portal.accounts.models import RoleName, User
from portal.core.access import require_role

LEADING = (MembershipRole.LEADER, MembershipRole.DELEGATE)


def engagements_of(user: User) -> QuerySet[Engagement]:
    """Those the person leads, or is co-consultant in."""
    return Engagement.objects.filter(Q(lead__user=user) | Q(co__user=user))


def get_engagement_for(user: User, number: str) -> Engagement:
    """Her own engagement with all that its page tells. Never the office: it has the application."""
    return get_object_or_404(with_case(engagements_of(user)), application__number=number)


def get_round_for(user: User, number: str, sequence: int) -> tuple[Engagement, AssessmentRound]:
    """A round of her own engagement, with both ends of it loaded."""
    engagement = get_engagement_for(user, number)
    return engagement, round_in(engagement, sequence)


def round_in(engagement: Engagement, sequence: int) -> AssessmentRound:
    """A round among those loaded with the engagement."""
    for round_ in engagement.application.rounds.all():
        if round_.sequence == sequence:
            round_.application = engagement.application
            return round_
    raise Http404


def get_asked_for(
    user: User, number: str, sequence: int, asked_id
) -> tuple[Engagement, AssessmentRound, Participation]:
    """One who is asked in a round of her own engagement, without what the row knows of answers."""
    engagement, round_ = get_round_for(user, number, sequence)
    return engagement, round_, get_object_or_404(asked(round_), pk=asked_id)


def get_closed_round_for(user: User, number: str, sequence: int) -> tuple[Engagement, AssessmentRound]:
    """A round whose report she may read, also before it is released."""
    engagement, round_ = get_round_for(user, number, sequence)
    if round_.state != RoundState.CLOSED:
        raise Http404
    return engagement, round_


def get_closed_round_for_office(user: User, number: str, sequence: int) -> tuple[Engagement, AssessmentRound]:
    """A closed round whose release the office may have to take on: its state, never its report."""
    require_role(user, RoleName.OFFICE)
    engagement = get_object_or_404(with_case(Engagement.objects.all()), application__number=number)
    round_ = round_in(engagement, sequence)
    if round_.state != RoundState.CLOSED:
        raise Http404
    return engagement, round_


def get_comment_for(user: User, number: str, sequence: int, comment_id) -> tuple[Engagement, AssessmentRound, Comment]:
    engagement, round_ = get_closed_round_for(user, number, sequence)
    return engagement, round_, get_object_or_404(Comment, round=round_, pk=comment_id)


def get_application_to_assign(user: User, number: str) -> Application:
    """An admitted application, for the office."""
    application = get_application_for_office(user, number)
    if application.state != ApplicationState.ADMITTED:
        raise Http404
    return application


def get_case_to_choose(user: User, number: str, *roles: str) -> Application:
    """A case whose leader has been asked to choose a consultant, for those of its group with one of the roles."""
    application = get_case_for(user, number)
    own = Membership.objects.filter(group=application.group_id, user=user, to_date=None, role__in=roles)
    if not own.exists() or not application.shortlists.exists():
        raise Http404
    return application


def consultant_of(user: User) -> Consultant | None:
    """The person as a consultant, if she is one. Costs a query."""
    return Consultant.objects.filter(user=user).first()


# The register of consultants ------------------------------------------------------


def get_consultant_for(user: User) -> Consultant:
    """Her own record."""
    return get_object_or_404(
        Consultant.objects.select_related("user", "own_leader").prefetch_related(*FACT_ROWS), user=user
    )


def get_own_certification(user: User, certification_id: int) -> Certification:
    return get_object_or_404(Certification, consultant__user=user, pk=certification_id)


def get_evidence_for(user: User, certification_id: int) -> Certification:
    """A certificate with its PDF, for the office and for herself."""
    certifications = Certification.objects.exclude(evidence="")
    if not user.has_role(RoleName.OFFICE):
        certifications = certifications.filter(consultant__user=user)
    return get_object_or_404(certifications, pk=certification_id)


def get_photo_for(user: User, consultant_id: int) -> Consultant:
    """A consultant with a photo, for the groups she works with, those who may choose her, the office and herself."""
    consultants = Consultant.objects.exclude(photo="")
    if not user.has_role(RoleName.OFFICE):
        groups = Membership.objects.filter(user=user, to_date=None).values("group")
        engagements = Engagement.objects.filter(application__group__in=groups)
        led = Membership.objects.filter(user=user, to_date=None, role__in=LEADING).values("group")
        choices = choosing(timezone.localdate()).filter(application__group__in=led)
        consultants = consultants.filter(
            Q(user=user)
            | Q(pk__in=engagements.values("lead"))
            | Q(pk__in=engagements.values("co"))
            | Q(pk__in=choices.values("consultants"))
        )
    return get_object_or_404(consultants, pk=consultant_id)
