"""From rows to the facts of ``matching.eligibility``, in a constant number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from assessments.models import InstrumentVersion
from consultants.capacity import half_year
from consultants.employers import Organisations, unit_path
from consultants.matching import eligibility
from consultants.matching.eligibility import CODE_TEXTS, Certificate, ConsultantFacts, EmployerLink, GroupFacts
from consultants.models import Certification, Consultant, Decline, Engagement, EngagementState
from enrollment.models import Application, LeadershipGroup, Organisation, SameEmployer

NEWEST = InstrumentVersion.objects.filter(key=OuterRef("instrument")).order_by("-imported_at")
# A certificate for one version is worth nothing when groups are asked with a newer one.
IN_USE = Certification.objects.filter(Q(version="") | Q(version=Subquery(NEWEST.values("version")[:1]))).order_by("pk")
FACT_ROWS = (
    "employers",
    Prefetch("certifications", IN_USE),
    "steps",
    "absences",
    "relations",
    "capacities",
)
LONGEST_PERIOD = timedelta(days=365)  # without a contract nobody is held to more than a year

Period = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A consultant and why she may not have the seat; no codes when she may."""

    consultant: Consultant
    codes: tuple[str, ...]
    room: int
    slots: int
    is_aspirant: bool = False

    @property
    def is_eligible(self) -> bool:
        return not self.codes

    @property
    def reasons(self) -> list[str]:
        return [CODE_TEXTS[code] for code in self.codes]


def eligibility_list(application: Application, *, period: Period | None = None, seat: str = "lead") -> list[Candidate]:
    """Every active consultant by name, those who may have the seat ("lead" or "co") first."""
    consultants = Consultant.objects.filter(active=True).order_by("user__name", "pk")
    candidates = assess(application, consultants, period=period or period_of(application), seat=seat)
    return sorted(candidates, key=lambda candidate: not candidate.is_eligible)


def assess(application: Application, consultants, *, period: Period, seat: str = "lead") -> list[Candidate]:
    """Ask the rule of the seat for each of the consultants (a queryset). The number of queries does not follow theirs.

    What a consultant already has with this very case does not count against her.
    """
    people = list(consultants.select_related("user").prefetch_related(*FACT_ROWS))
    rule = eligibility.co_ineligibility if seat == "co" else eligibility.ineligibility
    organisations = present_organisations()
    loads = engagement_loads(people, apart_from=application)
    declined = set(
        Decline.objects.filter(group=application.group_id).order_by("pk").values_list("consultant", flat=True)
    )
    group = group_facts(application, period, organisations)
    offering = application.intake.offering
    candidates = []
    for consultant in people:
        facts = consultant_facts(consultant, loads[consultant.pk], organisations, on=period[0])
        codes = rule(
            facts,
            group,
            instrument=offering.instrument,
            quarantine_years=offering.programme.quarantine_years,
            declined=consultant.pk in declined,
        )
        is_aspirant = offering.instrument in facts.aspirant
        candidates.append(Candidate(consultant, codes, facts.room, facts.slots, is_aspirant))
    return candidates


def period_of(application: Application) -> Period:
    """The contract's days when there is one, otherwise the wanted ones, at most a year."""
    engagement = Engagement.objects.filter(application=application).first()
    if engagement and engagement.starts_on and engagement.ends_on:
        return engagement.starts_on, engagement.ends_on
    return wanted_period(application)


def wanted_period(application: Application) -> Period:
    """The days the group has asked for, at most a year; from today when it has not said. No query."""
    first = application.wanted_from or timezone.localdate()
    last = application.wanted_to or first + LONGEST_PERIOD
    return first, min(last, first + LONGEST_PERIOD)


def consultant_facts(
    consultant: Consultant, load: int, organisations: Organisations, *, on: date | None = None
) -> ConsultantFacts:
    """Reads the prefetched ``FACT_ROWS``; ``on`` is the group's first day, today when left out.

    She always stands in relation to herself, so nobody leads her own group, and to her own leader.
    """
    relations = {str(consultant.user_id), *(str(relation.person_id) for relation in consultant.relations.all())}
    if consultant.own_leader_id:
        relations.add(str(consultant.own_leader_id))
    return ConsultantFacts(
        certs=tuple(
            Certificate(row.instrument, row.valid_from, row.valid_to) for row in consultant.certifications.all()
        ),
        employers=tuple(
            EmployerLink(employer, row.until)
            for row in consultant.employers.all()
            for employer in organisations.employers_of_link(row.organisation_id, row.unit)
        ),
        relations=frozenset(relations),
        away=tuple((row.first_day, row.last_day) for row in consultant.absences.all()),
        aspirant=frozenset(row.instrument for row in consultant.steps.all()),
        slots=slots_on(consultant, on or timezone.localdate()),
        load=load,
    )


def certificate_on(consultant: Consultant, instrument: str, day: date) -> bool:
    """Whether she is certified on the day. Costs a query."""
    return consultant.certifications.filter(instrument=instrument, valid_from__lte=day, valid_to__gte=day).exists()


def slots_on(consultant: Consultant, day: date) -> int:
    """Her places in the half-year of the day. Reads the prefetched capacities."""
    starts_on = half_year(day)
    own = (row.slots for row in consultant.capacities.all() if row.starts_on == starts_on)
    return next(own, consultant.slots)


def group_facts(application: Application, period: Period, organisations: Organisations) -> GroupFacts:
    """The group's own organisation, under its present name, or its unit where the level says so.

    Reads loaded memberships.
    """
    group = application.group
    members = [row.user_id for row in group.memberships.all() if row.to_date is None]
    by_unit = group.level.same_employer == SameEmployer.UNIT
    return GroupFacts(
        employer=organisations.employer_of_group(group.organisation_id, group.unit, by_unit=by_unit),
        first=period[0],
        last=period[1],
        members=frozenset(map(str, members)),
    )


def present_organisations() -> Organisations:
    """Each organisation and what it is now: one that has changed its name is still the same employer."""
    successors = dict(Organisation.objects.order_by("pk").values_list("pk", "successor"))
    present = {pk: last_in_line(pk, successors) for pk in successors}
    units = defaultdict(set)
    named = LeadershipGroup.objects.exclude(unit="").order_by("pk")
    for organisation, unit in named.values_list("organisation", "unit"):
        units[present[organisation]].add(unit_path(unit))
    return Organisations(present, units)


def last_in_line(pk: int, successors: dict[int, int | None]) -> int:
    """Follow the successors; a circle of them ends where it began to repeat."""
    seen, last = {pk}, pk
    while (successor := successors[last]) and successor not in seen:
        seen.add(successor)
        last = successor
    return last


def engagement_loads(consultants: Iterable[Consultant], *, apart_from: Application | None = None) -> Counter:
    """Engagements that are not ended, as lead or co, by consultant."""
    ids = [consultant.pk for consultant in consultants]
    rows = Engagement.objects.filter(Q(lead__in=ids) | Q(co__in=ids), state__in=EngagementState.HOLDING)
    if apart_from is not None:
        rows = rows.exclude(application=apart_from)
    return Counter(pk for pair in rows.order_by("pk").values_list("lead", "co") for pk in pair if pk)
