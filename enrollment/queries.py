"""Questions asked by more than one caller."""

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from enrollment.models import Application, ApplicationState, LeadershipGroup, Membership, MembershipRole
from portal.accounts.models import RoleName, User


def current_members(group: LeadershipGroup) -> QuerySet[Membership]:
    """Everyone in the group today, delegates too: the leader first, then by name."""
    leader_first = Case(When(role=MembershipRole.LEADER, then=Value(0)), default=Value(1), output_field=IntegerField())
    return (
        Membership.objects.filter(group=group, to_date=None)
        .select_related("user")
        .order_by(leader_first, "user__name", "pk")
    )


def answering_members(group: LeadershipGroup) -> QuerySet[Membership]:
    """Those who will be asked, by name: leader and members of today, no delegates."""
    return (
        Membership.objects.filter(group=group, to_date=None, role__in=MembershipRole.ANSWERING)
        .select_related("user")
        .order_by("user__name", "pk")
    )


def leader_of(group: LeadershipGroup) -> Membership:
    """Raises Membership.DoesNotExist for a group that has lost its leader."""
    return Membership.objects.select_related("user").get(group=group, to_date=None, role=MembershipRole.LEADER)


def group_named(organisation_id: int | None, name: str) -> LeadershipGroup | None:
    """The organisation's group of that name, however it is spaced and capitalised."""
    wanted = _folded(name)
    groups = LeadershipGroup.objects.filter(organisation=organisation_id)
    # Compared here: not every database knows that Æ and æ are one letter.
    return next((group for group in groups if _folded(group.name) == wanted), None)


def _folded(name: str) -> str:
    return " ".join(name.casefold().split())


def is_in_group(user: User, group: LeadershipGroup) -> bool:
    """Whether the person belongs to the group today, in whatever role."""
    return Membership.objects.filter(group=group, user=user, to_date=None).exists()


def office_users() -> QuerySet[User]:
    """Everyone in the programme office."""
    return User.objects.filter(is_active=True, roles__role=RoleName.OFFICE).order_by("email")


def drafts_of(user: User) -> QuerySet[Application]:
    """What the person has begun and not sent, the latest first."""
    return (
        Application.objects.filter(applicant=user, state=ApplicationState.DRAFT)
        .select_related("intake__offering__programme", "organisation")
        .order_by("-saved_at", "pk")
    )


def applications_for_office(state: str = "") -> QuerySet[Application]:
    """Every application sent, those that wait for an answer first and the oldest promise first among them."""
    waiting_first = Case(When(state=ApplicationState.SUBMITTED, then=Value(0)), default=Value(1))
    chosen = Q(state=state) if state else ~Q(state=ApplicationState.DRAFT)
    return (
        Application.objects.filter(chosen)
        .select_related("group__organisation", "group__level")
        .order_by(waiting_first, Case(When(state=ApplicationState.SUBMITTED, then="answer_by")), "-submitted_at", "pk")
    )


def count_by_state() -> dict[str, int]:
    """How many applications are in each state; drafts are their writers' own."""
    counted = Application.objects.exclude(state=ApplicationState.DRAFT).values("state").annotate(count=Count("pk"))
    return {entry["state"]: entry["count"] for entry in counted.order_by("state")}


def standing_in_group(application: Application, user: User) -> dict[str, bool]:
    """``is_own``: the person belongs to the group. ``is_takeover``: the applicant has not yet been let into a group
    that was there before; giving it a place makes her list the group's."""
    people = set(
        Membership.objects.filter(group=application.group, to_date=None).order_by("pk").values_list("user", flat=True)
    )
    return {
        "is_own": user.pk in people or user.pk == application.applicant_id,
        "is_takeover": application.state == ApplicationState.SUBMITTED and application.applicant_id not in people,
    }
