"""Kind lead: turn the levels of the result vector into one whole number per option, and solve the market."""

from .candidates import Candidates
from .instance import LEAD, Group
from .plan import NOBODY, Plan
from .solve import OUT, Market


class NotProven(Exception):
    """The optimum could not be proven. A defect in the solver; nothing is published on it."""


def rank(group: Group) -> int:
    """The weight of a group, a top group above every other.

    Groups that can be served together form a transversal matroid, so the plan with the largest sum of any weight in
    this order serves most top groups, most groups and the highest priority at once.
    """
    return 1 + group.priority + 101 * (group.tier == 1)


def plan_leads(candidates: Candidates) -> Plan:
    """The best plan for the lead seats, proven. Pins are kept and take the first places of their consultants."""
    instance = candidates.instance
    pins = {g: c for g, c, role in instance.locks if role == LEAD}
    free = [g for g in range(len(instance.groups)) if g not in pins]
    steps = [list(costs) for costs in candidates.costs]
    for c in pins.values():
        steps[c].pop(0)
    market = Market(*priced_options(candidates, free, steps), steps)
    ranks = [rank(instance.groups[g]) for g in free]
    market.solve(sorted(range(len(free)), key=lambda n: -ranks[n]))
    if not market.is_proven():
        raise NotProven
    leads = [pins.get(g, NOBODY) for g in range(len(instance.groups))]
    for g, c in zip(free, market.at, strict=True):
        leads[g] = NOBODY if c == OUT else c
    return Plan(leads, [NOBODY] * len(leads))


def priced_options(
    candidates: Candidates, free: list[int], steps: list[list[int]]
) -> tuple[list[tuple[int, ...]], list[list[int]]]:
    """Options and values for the market; the load costs in `steps` are changed in place to the same unit.

    Each level is multiplied so that one step on it outweighs everything below: rank, kept pairs, fit less load, load.
    """
    instance = candidates.instance
    previous = {(g, c) for g, c, role in instance.previous if role == LEAD}
    weight = instance.weights["load"]
    rows = [fits for g in free if (fits := candidates.leads[g].fits)]
    lowest = min(map(min, rows), default=0)
    spread = max(map(max, rows), default=0) - lowest
    most_load = len(free) * max((step[-1] for step in steps if step), default=0)
    fit_unit = most_load + 1
    kept_unit = (len(free) * spread + weight * most_load + 1) * fit_unit
    rank_unit = (len(free) + 1) * kept_unit
    values = []
    for g in free:
        base = rank(instance.groups[g]) * rank_unit
        row = [base + (fit - lowest) * fit_unit for fit in candidates.leads[g].fits]
        if previous:
            kept = (kept_unit if (g, c) in previous else 0 for c in candidates.leads[g].consultants)
            row = [value + extra for value, extra in zip(row, kept, strict=True)]
        values.append(row)
    for step in steps:
        step[:] = [cost * (weight * fit_unit + 1) for cost in step]
    return [candidates.leads[g].consultants for g in free], values
