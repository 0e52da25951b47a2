"""From the rows of one intake to a ``match/1`` instance, in a constant number of queries."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from consultants import facts, queries
from consultants.employers import Organisations
from consultants.matching.eligibility import ConsultantFacts, GroupFacts
from consultants.models import (
    ChoiceKind,
    Consultant,
    Declaration,
    Decline,
    Engagement,
    EngagementState,
    MatchChoice,
    MatchRound,
)
from enrollment.models import Application, ApplicationState, Intake, Membership

# The rank of a group that already has a consultant: no group that waits may take her place.
HIGHEST_PRIORITY = 100
LOWEST_LEVEL = 4


@dataclass(frozen=True)
class Draft:
    """Everything the board of one intake knows before it is solved.

    ``raw`` is the instance; groups are named by case number there and consultants by key. ``held`` is who has each of
    the groups that are assigned already and may be moved.
    """

    round: MatchRound
    raw: dict[str, Any]
    applications: dict[str, Application]
    consultants: dict[str, Consultant]
    held: dict[str, str] = field(default_factory=dict)
    pins: frozenset[tuple[str, str]] = frozenset()
    excluded: frozenset[tuple[str, str]] = frozenset()

    @property
    def waiting(self) -> list[str]:
        return [number for number in self.applications if number not in self.held]


def round_of(intake: Intake) -> MatchRound:
    """The intake's own settings, or the usual ones, not saved."""
    return MatchRound.objects.filter(intake=intake).first() or MatchRound(intake=intake)


def load_draft(round_: MatchRound) -> Draft:
    """Admitted groups without a consultant (and those that may still be moved), active consultants, and the choices."""
    applications = {row.number: row for row in groups_of(round_)}
    consultants = {str(row.pk): row for row in consultants_on_duty()}
    leads = engagements_of(applications.values())
    held = {row.application.number: str(row.lead_id) for row in leads if str(row.lead_id) in consultants}
    choices = list(choices_of(round_))
    pins, declines = pairs(choices, ChoiceKind.PIN), declines_of(applications)
    excluded = pairs(choices, ChoiceKind.EXCLUDE) - declines
    raw = {
        "format": "match/1",
        "name": f"{round_.intake.offering} {round_.intake}",
        "kind": "lead",
        "round": {
            "instrument": round_.intake.offering.instrument,
            "quarantine_years": round_.intake.offering.programme.quarantine_years,
        },
        "weights": round_.weights,
        **people(applications, consultants, held, round_),
        "locks": [lock_row(*pair) for pair in sorted(pins) if pair[0] in applications and pair[1] in consultants],
        "declined": [pair_row(*pair) for pair in sorted(excluded | declines)],
        "previous": [lock_row(*pair) for pair in sorted(held.items())],
    }
    return Draft(round_, raw, applications, consultants, held, pins, excluded)


def as_text(raw: dict[str, Any]) -> str:
    """The instance as it is stored: the same facts give the same text."""
    return json.dumps(raw, ensure_ascii=False, sort_keys=True)


# Rows -------------------------------------------------------------------------


def groups_of(round_: MatchRound) -> list[Application]:
    """Top groups first, then the longest wait. A consultant who has said yes keeps her group, whatever the plan.

    Groups whose leader is choosing are left to her.
    """
    movable = Q(engagement=None) & ~Exists(queries.choosing(timezone.localdate()).filter(application=OuterRef("pk")))
    if round_.moves_assigned:
        accepted = Declaration.objects.filter(
            engagement=OuterRef("engagement"), consultant=OuterRef("engagement__lead")
        )
        movable |= Q(engagement__state=EngagementState.ASSIGNED) & ~Exists(accepted)
    applications = Application.objects.filter(movable, intake=round_.intake_id, state=ApplicationState.ADMITTED)
    current = Membership.objects.filter(to_date=None).only("group", "user", "to_date").order_by("pk")
    found = (
        applications.select_related("group__organisation", "group__level")
        .prefetch_related(Prefetch("group__memberships", current))
        .order_by("submitted_at", "pk")
    )
    return sorted(found, key=lambda row: (not row.group.level.is_top, row.submitted_at))


def consultants_on_duty():
    found = Consultant.objects.filter(active=True).select_related("user").order_by("user__name", "pk")
    return found.prefetch_related(*facts.FACT_ROWS)


def engagements_of(applications: Iterable[Application]):
    return (
        Engagement.objects.filter(application__in=applications)
        .select_related("application")
        .only("lead", "application__number")
        .order_by("pk")
    )


def choices_of(round_: MatchRound):
    if round_.pk is None:
        return MatchChoice.objects.none()
    return (
        MatchChoice.objects.filter(round=round_)
        .select_related("application")
        .only("kind", "consultant", "application__number")
    )


def pairs(choices: Iterable[MatchChoice], kind: str) -> frozenset[tuple[str, str]]:
    return frozenset((row.application.number, str(row.consultant_id)) for row in choices if row.kind == kind)


def declines_of(applications: dict[str, Application]) -> set[tuple[str, str]]:
    numbers = {row.group_id: number for number, row in applications.items()}
    rows = Decline.objects.filter(group__in=numbers).order_by("pk").values_list("group", "consultant")
    return {(numbers[group], str(consultant)) for group, consultant in rows}


def past_leads(applications: dict[str, Application]) -> dict[object, list[str]]:
    """By group: who has led its earlier cases."""
    groups = [row.group_id for row in applications.values()]
    rows = (
        Engagement.objects.filter(application__group__in=groups)
        .exclude(application__in=[row.pk for row in applications.values()])
        .order_by("pk")
        .values_list("application__group", "lead")
    )
    past: dict[object, list[str]] = {}
    for group, lead in rows:
        past.setdefault(group, []).append(str(lead))
    return past


# Facts into the format ----------------------------------------------------------


def people(
    applications: dict[str, Application], consultants: dict[str, Consultant], held: dict[str, str], round_: MatchRound
) -> dict[str, Any]:
    """The lists of groups and consultants, with no more about anybody than decides a pair.

    A tie is written only where it touches one of the groups: the stored instance tells of nobody else.
    """
    organisations = facts.present_organisations()
    groups = {
        number: facts.group_facts(row, facts.wanted_period(row), organisations) for number, row in applications.items()
    }
    loads = facts.engagement_loads(consultants.values()) - Counter(int(lead) for lead in held.values())
    half_years = {facts.half_year(row.first) for row in groups.values()} or {timezone.localdate()}
    known = {key: tightest(row, loads[row.pk], organisations, half_years) for key, row in consultants.items()}
    tied = frozenset().union(*(row.relations for row in known.values()))
    members = frozenset().union(*(row.members for row in groups.values()))
    employers = frozenset(row.employer for row in groups.values())
    past = past_leads(applications)
    return {
        "groups": [
            group_row(row, groups[number], tied, past.get(row.group_id, []), is_held=number in held)
            for number, row in applications.items()
        ],
        "consultants": [
            consultant_row(row, known[key], members, employers, round_.intake.offering.instrument)
            for key, row in consultants.items()
        ],
    }


def tightest(consultant: Consultant, load: int, organisations: Organisations, half_years: set[date]) -> ConsultantFacts:
    """Her facts with the fewest places she has in any half-year that a group begins in: the plan holds in all."""
    known = facts.consultant_facts(consultant, load, organisations)
    return replace(known, slots=min(facts.slots_on(consultant, day) for day in half_years))


def group_row(
    application: Application, group: GroupFacts, tied: frozenset[str], past: list[str], *, is_held: bool
) -> dict[str, Any]:
    level, organisation = application.group.level, application.group.organisation
    return {
        "id": application.number,
        "tier": 1 if level.is_top or is_held else 2,
        "priority": HIGHEST_PRIORITY if is_held else priority(application),
        "employer": group.employer,
        "sector": organisation.sector or None,
        "level": min(max(level.rank, 1), LOWEST_LEVEL),
        "from": group.first.isoformat(),
        "to": group.last.isoformat(),
        "members": sorted(group.members & tied),
        "past": sorted(set(past)),
    }


def priority(application: Application) -> int:
    """A point for each whole day since the application was sent, at most 99."""
    waited = timezone.localdate() - timezone.localdate(application.submitted_at)
    return min(max(waited.days, 0), HIGHEST_PRIORITY - 1)


def consultant_row(
    consultant: Consultant, row: ConsultantFacts, members: frozenset[str], employers: frozenset[str], instrument: str
) -> dict[str, Any]:
    return {
        "id": str(consultant.pk),
        "certs": [
            {"instrument": cert.instrument, "from": cert.first.isoformat(), "to": cert.last.isoformat()}
            for cert in row.certs
            if cert.instrument == instrument
        ],
        "slots": row.slots,
        "load": row.load,
        "employers": [
            {"id": link.employer, "until": link.until.isoformat() if link.until else None}
            for link in row.employers
            if link.employer in employers
        ],
        "relations": sorted(row.relations & members),
        "sectors": sorted(set(consultant.sectors)),
        "seniority": consultant.seniority,
        "away": [[first.isoformat(), last.isoformat()] for first, last in row.away],
    }


def lock_row(group: str, consultant: str) -> dict[str, str]:
    return {"group": group, "consultant": consultant, "role": "lead"}


def pair_row(group: str, consultant: str) -> dict[str, str]:
    return {"group": group, "consultant": consultant}
