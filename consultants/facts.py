"""From rows to the facts of ``matching.eligibility``, in a constant number of queries."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from consultants.matching import eligibility
from consultants.matching.eligibility import CODE_TEXTS, Certificate, ConsultantFacts, EmployerLink, GroupFacts
from consultants.models import Consultant, Decline, Engagement, EngagementState
from enrollment.models import Application, Organisation

LONGEST_PERIOD = timedelta(days=365)  # without a contract nobody is held to more than a year

Period = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A consultant and why she may not lead the group; no codes when she may."""

    consultant: Consultant
    codes: tuple[str, ...]
    room: int

    @property
    def is_eligible(self) -> bool:
        return not self.codes

    @property
    def reasons(self) -> list[str]:
        return [CODE_TEXTS[code] for code in self.codes]


def eligibility_list(application: Application, *, period: Period | None = None) -> list[Candidate]:
    """Every active consultant by name, those who may lead the group first."""
    consultants = Consultant.objects.filter(active=True).order_by("user__name", "pk")
    candidates = assess(application, consultants, period=period or period_of(application))
    return sorted(candidates, key=lambda candidate: not candidate.is_eligible)


def assess(application: Application, consultants, *, period: Period) -> list[Candidate]:
    """Ask ``ineligibility`` for each of the consultants (a queryset). The number of queries does not follow theirs.

    What a consultant already has with this very case does not count against her.
    """
    people = list(
        consultants.select_related("user").prefetch_related("employers", "certifications", "absences", "relations")
    )
    organisations = present_organisations()
    loads = engagement_loads(people, apart_from=application)
    declined = set(
        Decline.objects.filter(group=application.group_id).order_by("pk").values_list("consultant", flat=True)
    )
    group = group_facts(application, period, organisations)
    offering = application.intake.offering
    candidates = []
    for consultant in people:
        facts = consultant_facts(consultant, loads[consultant.pk], organisations)
        codes = eligibility.ineligibility(
            facts,
            group,
            instrument=offering.instrument,
            quarantine_years=offering.programme.quarantine_years,
            declined=consultant.pk in declined,
        )
        candidates.append(Candidate(consultant, codes, facts.room))
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


def consultant_facts(consultant: Consultant, load: int, organisations: dict[int, int]) -> ConsultantFacts:
    """Reads the prefetched rows. She always stands in relation to herself: nobody leads her own group."""
    return ConsultantFacts(
        certs=tuple(
            Certificate(row.instrument, row.valid_from, row.valid_to) for row in consultant.certifications.all()
        ),
        employers=tuple(
            EmployerLink(str(organisations[row.organisation_id]), row.until) for row in consultant.employers.all()
        ),
        relations=frozenset(
            {str(consultant.user_id), *(str(relation.person_id) for relation in consultant.relations.all())}
        ),
        away=tuple((row.first_day, row.last_day) for row in consultant.absences.all()),
        slots=consultant.slots,
        load=load,
    )


def group_facts(application: Application, period: Period, organisations: dict[int, int]) -> GroupFacts:
    """The group's own organisation, under its present name, is the employer that counts. Reads loaded memberships."""
    group = application.group
    members = [row.user_id for row in group.memberships.all() if row.to_date is None]
    return GroupFacts(
        employer=str(organisations[group.organisation_id]),
        first=period[0],
        last=period[1],
        members=frozenset(map(str, members)),
    )


def present_organisations() -> dict[int, int]:
    """Each organisation and what it is now: one that has changed its name is still the same employer."""
    successors = dict(Organisation.objects.order_by("pk").values_list("pk", "successor"))
    present = {}
    for pk in successors:
        seen, last = {pk}, pk
        while (successor := successors[last]) and successor not in seen:
            seen.add(successor)
            last = successor
        present[pk] = last
    return present


def engagement_loads(consultants: Iterable[Consultant], *, apart_from: Application | None = None) -> Counter:
    """Engagements that are not ended, as lead or co, by consultant."""
    ids = [consultant.pk for consultant in consultants]
    rows = Engagement.objects.filter(Q(lead__in=ids) | Q(co__in=ids), state__in=EngagementState.HOLDING)
    if apart_from is not None:
        rows = rows.exclude(application=apart_from)
    return Counter(pk for pair in rows.order_by("pk").values_list("lead", "co") for pk in pair if pk)
