"""A plan and its result vector."""

from collections import Counter
from dataclasses import dataclass

from .candidates import Candidates, Options
from .instance import CO, LEAD

NOBODY = -1


@dataclass(frozen=True, slots=True)
class Plan:
    """For each group the position of its lead and of its co, or NOBODY."""

    leads: list[int]
    cos: list[int]

    def seats(self) -> list[tuple[int, str, int]]:
        """(group, role, consultant) of every filled seat, by group, lead before co."""
        both = ((g, LEAD, c) for g, c in enumerate(self.leads)), ((g, CO, c) for g, c in enumerate(self.cos))
        return sorted((seat for seats in both for seat in seats if seat[2] != NOBODY), key=lambda s: (s[0], s[1] == CO))


def fit_of(options: Options, consultant: int) -> int:
    return options.fits[options.consultants.index(consultant)]


def seat_fit(candidates: Candidates, group: int, role: str, consultant: int) -> int:
    return fit_of((candidates.leads if role == LEAD else candidates.cos)[group], consultant)


def load_cost(candidates: Candidates, plan: Plan) -> int:
    """The load cost of the new engagements, those already held not counted."""
    engagements = Counter(c for _, _, c in plan.seats())
    return sum(sum(candidates.costs[c][:count]) for c, count in engagements.items())


def vector(candidates: Candidates, plan: Plan) -> list[int]:
    """The seven figures: top groups, groups, priority, co seats, kept pairs, fit less load cost, less load cost."""
    instance = candidates.instance
    served = [instance.groups[g] for g, c in enumerate(plan.leads) if c != NOBODY]
    seats = plan.seats()
    fit = sum(seat_fit(candidates, g, role, c) for g, role, c in seats)
    load = load_cost(candidates, plan)
    return [
        sum(group.tier == 1 for group in served),
        len(served),
        sum(group.priority for group in served),
        sum(role == CO for _, role, _ in seats),
        sum((g, c, role) in instance.previous for g, role, c in seats),
        fit - instance.weights["load"] * load,
        -load,
    ]
