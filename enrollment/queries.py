"""Questions asked by more than one caller."""

from dataclasses import dataclass

from django.db.models import Case, Count, Q, QuerySet, Value, When

from enrollment.members import from_json
from enrollment.models import Application, ApplicationState, HolidayWeek, LeadershipGroup, Membership, MembershipRole
from portal.accounts.models import RoleName, User
from portal.core.search import naming
from portal.core.workdays import TimeOff

NAMED_BY = ("number", "group__name", "group__organisation__name", "group__organisation__short_name", "leader_name")


def weeks_off() -> list[TimeOff]:
    """The days the office keeps free, for ``portal.core.workdays``."""
    weeks = HolidayWeek.objects.order_by("first_day", "pk")
    return [TimeOff(week.name, week.first_day, week.last_day) for week in weeks]


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


def applications_for_office(state: str = "", words: str = "") -> QuerySet[Application]:
    """Every application sent, those that wait for an answer first and the oldest promise first among them.

    ``words``: only those whose group, organisation, leader or number they name.
    """
    waiting_first = Case(When(state=ApplicationState.SUBMITTED, then=Value(0)), default=Value(1))
    chosen = Q(state=state) if state else ~Q(state=ApplicationState.DRAFT)
    return (
        Application.objects.filter(chosen & naming(words, NAMED_BY))
        .select_related("group__organisation", "group__level")
        .order_by(waiting_first, Case(When(state=ApplicationState.SUBMITTED, then="answer_by")), "-submitted_at", "pk")
    )


def count_by_state() -> dict[str, int]:
    """How many applications are in each state; drafts are their writers' own."""
    counted = Application.objects.exclude(state=ApplicationState.DRAFT).values("state").annotate(count=Count("pk"))
    return {entry["state"]: entry["count"] for entry in counted.order_by("state")}


def was_known(application: Application) -> bool:
    """Whether the group was there before this application, with people and perhaps reports of its own."""
    earlier = Application.objects.filter(group=application.group_id).exclude(pk=application.pk)
    return earlier.filter(number__lt=application.number).exists()


@dataclass(frozen=True, slots=True)
class Handover:
    """What giving a known group its place would change in it: names, each list sorted."""

    enter: list[str]
    leave: list[str]
    new_leader: str


def handover(application: Application) -> Handover | None:
    """None when the group is new, or stays as it is."""
    if application.state != ApplicationState.SUBMITTED or not was_known(application):
        return None
    now = {membership.user.email: membership for membership in answering_members(application.group)}
    asked = {line.email: line.name for line in from_json(application.member_lines)}
    asked.setdefault(application.leader_email, application.leader_name)
    leader = next((m.user.email for m in now.values() if m.role == MembershipRole.LEADER), "")
    change = Handover(
        enter=sorted(name for email, name in asked.items() if email not in now),
        leave=sorted(str(membership.user) for email, membership in now.items() if email not in asked),
        new_leader=application.leader_name if application.leader_email != leader else "",
    )
    return change if change.enter or change.leave or change.new_leader else None


def belongs_to(application: Application, user: User) -> bool:
    """Whether the person is in the application's group, or applied for it."""
    return user.pk == application.applicant_id or is_in_group(user, application.group)
