"""Loading cases whole, in a constant number of queries, and turning them into plain facts."""

from collections import Counter
from datetime import date

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from assessments.models import AssessmentRound, Participation, Release, ReleaseStep, RoundState
from consultants.models import Declaration, Engagement, EngagementState, Shortlist
from consultants.phases import CaseFacts, RoundFacts
from enrollment.models import Application, ApplicationState, Membership, MembershipRole

ROUNDS = Prefetch(
    "rounds",
    AssessmentRound.objects.select_related("result")
    .defer("result__published")
    .prefetch_related(
        Prefetch("releases", Release.objects.order_by("pk")),
        # Who is asked, and nothing else of the row: never whether she has answered.
        Prefetch("participations", Participation.objects.only("round_id", "person_id").order_by("pk")),
    )
    .order_by("sequence"),
)
MEMBERS = Prefetch(
    "group__memberships",
    Membership.objects.filter(to_date=None).select_related("user").order_by("user__name", "pk"),
    to_attr="current",
)
DECLARATIONS = Prefetch("declarations", Declaration.objects.order_by("pk"))
ENGAGEMENT = Prefetch(
    "engagement", Engagement.objects.select_related("lead__user", "co__user").prefetch_related(DECLARATIONS)
)


def with_case(engagements: QuerySet[Engagement]) -> QuerySet[Engagement]:
    """Add all that pages tell of a case. ``group.current`` are the memberships of today."""
    cases = Application.objects.select_related("group__organisation", "intake__offering__programme")
    return engagements.select_related("lead__user", "co__user").prefetch_related(
        Prefetch("application", cases.prefetch_related(ROUNDS, MEMBERS)), DECLARATIONS
    )


def with_engagement(applications: QuerySet[Application]) -> QuerySet[Application]:
    """The same, seen from the application; ``engagement`` may be missing."""
    return applications.select_related("group__organisation", "intake__offering__programme").prefetch_related(
        ENGAGEMENT, ROUNDS, MEMBERS
    )


def choosing(on: date) -> QuerySet[Shortlist]:
    """Choices that still wait for their leaders on the day."""
    return Shortlist.objects.filter(outcome="", deadline__gte=on)


def without_consultant() -> QuerySet[Application]:
    """Admitted cases that wait for the office to find a consultant, not those whose leader is choosing."""
    waiting = Application.objects.filter(state=ApplicationState.ADMITTED, engagement=None)
    return waiting.exclude(pk__in=choosing(timezone.localdate()).values("application"))


def shortlist_of(application: Application) -> Shortlist | None:
    """The latest choice the leader was given, settled or not. Costs a query."""
    return application.shortlists.order_by("pk").last()


def engagement_of(application: Application) -> Engagement | None:
    return getattr(application, "engagement", None)


def has_declared(engagement: Engagement, consultant_id: int | None) -> bool:
    """Whether the consultant has said that she has no ties to the group. Reads the loaded declarations."""
    return any(row.consultant_id == consultant_id for row in engagement.declarations.all())


def leader_in(application: Application) -> Membership | None:
    """The leader among the loaded memberships."""
    return next((row for row in application.group.current if row.role == MembershipRole.LEADER), None)


def answering_in(application: Application) -> list[Membership]:
    """Those who answer, leader first, among the loaded memberships."""
    members = [row for row in application.group.current if row.role in MembershipRole.ANSWERING]
    return sorted(members, key=lambda row: row.role != MembershipRole.LEADER)


def delegates_in(application: Application) -> list[Membership]:
    return [row for row in application.group.current if row.role == MembershipRole.DELEGATE]


def case_facts(application: Application, *, choose_by: date | None = None) -> CaseFacts:
    """Plain facts of an application loaded by ``with_case`` or ``with_engagement``.

    ``choose_by``: the leader's deadline, while she may choose the consultant.
    """
    engagement = engagement_of(application)
    facts = {
        "state": application.state,
        "submitted_on": local_date(application.submitted_at),
        "answer_by": application.answer_by,
        "decided_on": local_date(application.decided_at),
        "choose_by": choose_by,
        "rounds": tuple(round_facts(round_, application) for round_ in application.rounds.all()),
    }
    if engagement:
        facts |= {
            "assigned_on": local_date(engagement.assigned_at),
            "agreed_on": engagement.agreed_on,
            "ends_on": engagement.ends_on,
            "is_ended": engagement.state == EngagementState.ENDED,
            "awaits_declaration": engagement.state == EngagementState.ASSIGNED
            and not has_declared(engagement, engagement.lead_id),
        }
    return CaseFacts(**facts)


def round_facts(round_: AssessmentRound, application: Application) -> RoundFacts:
    result = getattr(round_, "result", None)
    asked = {participation.person_id for participation in round_.participations.all()}
    answering = {member.user_id for member in answering_in(application)}
    is_open_to_change = round_.state in (RoundState.PLANNED, RoundState.ORDERED)
    released = {release.step: local_date(release.released_at) for release in round_.releases.all()}
    return RoundFacts(
        sequence=round_.sequence,
        state=round_.state,
        opens_on=round_.opens_on,
        deadline=round_.deadline,
        pretalk_on=round_.pretalk_on,
        session_on=round_.session_on,
        asked=result.asked if result else len(asked or answering),
        list_confirmed=round_.list_confirmed_at is not None and (not is_open_to_change or asked == answering),
        shown_count=round_.shown_count,
        all_answered=round_.all_answered,
        held_on=round_.held_on,
        closed_on=round_.closed_on,
        respondents=result.respondents if result else None,
        to_leader_on=released.get(ReleaseStep.LEADER),
        to_group_on=released.get(ReleaseStep.GROUP),
        tool=round_.tool,
    )


def local_date(moment):
    return timezone.localtime(moment).date() if moment else None


def twice_listed(members: list[Membership]) -> list[str]:
    """Names that stand on the list more than once: perhaps one person with two addresses."""
    counts = Counter(member.user.name.casefold() for member in members)
    return sorted({member.user.name for member in members if counts[member.user.name.casefold()] > 1})
