"""Kind pair: lead and co together, as an integer programme solved by HiGHS (in SciPy) one level at a time.

One 0/1 variable per possible seat, and one continuous variable per place of a consultant, which carries its load cost
(the costs never fall, so the cheapest places fill first by themselves). The levels of the result vector are
maximised in turn, each kept at its optimum by a row from then on. What HiGHS finds is rounded, held against every row
in whole numbers, and accepted only when its proven bound leaves no room for a better whole number.
"""

from collections.abc import Iterator

from .candidates import Candidates
from .fields import InstanceError
from .instance import CO, LEAD, Consultant, Instance
from .leads import plan_leads
from .plan import NOBODY, Plan, vector
from .programme import NO_LIMIT, Programme, Seat, Solver

# Above this the optimum could not be told from its neighbours in floating point.
MOST = 10**9
JUNIOR, SENIOR = 1, 4


def plan_pairs(candidates: Candidates) -> Plan:
    """The plan with the best vector, proven. Raises InstanceError when no plan can keep the pins."""
    programme = build_programme(candidates)
    levels = level_weights(candidates, programme)
    solver = Solver(programme)
    pins = set(candidates.instance.locks)
    solver.pin([n for n, seat in enumerate(programme.seats) if (seat.group, seat.consultant, seat.role) in pins])
    count = len(candidates.instance.groups)
    plan = read_plan(programme, solver.maximise(combined(levels[0], levels[1], count + 1)), count)
    # More than the leads alone could give is impossible, so nothing is left to win when that is reached.
    ceiling = vector(candidates, plan_leads(candidates))[:3]
    if vector(candidates, plan)[:3] == ceiling:
        solver.keep(levels[2], ceiling[2])
    else:
        solver.maximise(levels[2])
    solver.maximise(combined(levels[3], levels[4], 2 * count + 1))
    solver.maximise(levels[5], narrow=True)
    return read_plan(programme, solver.maximise(levels[6]), count)


def combined(upper: list[int], lower: list[int], factor: int) -> list[int]:
    """Two levels in one: `lower` can never add up to `factor`."""
    return [factor * one + other for one, other in zip(upper, lower, strict=True)]


def read_plan(programme: Programme, values: list[int], groups: int) -> Plan:
    plan = Plan([NOBODY] * groups, [NOBODY] * groups)
    for seat, value in zip(programme.seats, values, strict=False):
        if value:
            (plan.leads if seat.role == LEAD else plan.cos)[seat.group] = seat.consultant
    return plan


def build_programme(candidates: Candidates) -> Programme:
    seats = list(possible_seats(candidates))
    places = [(c, cost) for c, costs in enumerate(candidates.costs) for cost in costs]
    programme = Programme(seats, places)
    by_group: list[dict[str, list[int]]] = [{LEAD: [], CO: []} for _ in candidates.instance.groups]
    by_consultant: list[list[int]] = [[] for _ in candidates.instance.consultants]
    for number, seat in enumerate(seats):
        by_group[seat.group][seat.role].append(number)
        by_consultant[seat.consultant].append(number)
    for g, numbers in enumerate(by_group):
        add_group_rows(programme, candidates.instance, g, numbers[LEAD], numbers[CO])
    first = len(seats)
    for c, numbers in enumerate(by_consultant):
        own = range(first, first := first + len(candidates.costs[c]))
        add_consultant_rows(programme, candidates.instance.consultants[c], numbers, own)
    return programme


def possible_seats(candidates: Candidates) -> Iterator[Seat]:
    """Every seat somebody with room may take, by group, lead before co."""
    for g, group in enumerate(candidates.instance.groups):
        for role, options, hours in (
            (LEAD, candidates.leads[g], group.lead_hours),
            (CO, candidates.cos[g], group.co_hours),
        ):
            for c, fit in zip(options.consultants, options.fits, strict=True):
                limit = candidates.instance.consultants[c].hours
                if candidates.rooms[c] and (limit is None or hours <= limit):
                    yield Seat(g, role, c, fit, hours)


def add_group_rows(programme: Programme, instance: Instance, g: int, leads: list[int], cos: list[int]) -> None:
    seats, consultants = programme.seats, instance.consultants
    programme.add(dict.fromkeys(leads, 1), 0, 1)
    with_lead = dict.fromkeys(cos, 1) | dict.fromkeys(leads, -1)
    required = instance.groups[g].co == "required"
    if cos or required:
        programme.add(with_lead, 0 if required else -NO_LIMIT, 0)
    lead_of = {seats[number].consultant: number for number in leads}
    for number in cos:
        if seats[number].consultant in lead_of:
            programme.add({number: 1, lead_of[seats[number].consultant]: 1}, 0, 1)
    if instance.junior_rule:
        juniors = [n for n in leads if consultants[seats[n].consultant].seniority == JUNIOR]
        seniors = [n for n in cos if consultants[seats[n].consultant].seniority >= SENIOR]
        if juniors:
            programme.add(dict.fromkeys(juniors, 1) | dict.fromkeys(seniors, -1), -NO_LIMIT, 0)


def add_consultant_rows(programme: Programme, consultant: Consultant, numbers: list[int], places: range) -> None:
    programme.add(dict.fromkeys(numbers, 1) | dict.fromkeys(places, -1), 0, 0)
    hours = {number: programme.seats[number].hours for number in numbers if programme.seats[number].hours}
    if consultant.hours is not None and sum(hours.values()) > consultant.hours:
        programme.add(hours, 0, consultant.hours)


def level_weights(candidates: Candidates, programme: Programme) -> list[list[int]]:
    """For each part of the result vector the weight of every variable."""
    instance = candidates.instance
    groups, weight = instance.groups, instance.weights["load"]
    seats, leads = programme.seats, [seat.role == LEAD for seat in programme.seats]
    costs = [cost for _, cost in programme.places]
    nothing = [0] * len(costs)
    levels = [
        [int(lead and groups[seat.group].tier == 1) for seat, lead in zip(seats, leads, strict=True)] + nothing,
        [int(lead) for lead in leads] + nothing,
        [groups[seat.group].priority if lead else 0 for seat, lead in zip(seats, leads, strict=True)] + nothing,
        [int(not lead) for lead in leads] + nothing,
        [int((seat.group, seat.consultant, seat.role) in instance.previous) for seat in seats] + nothing,
        [seat.fit for seat in seats] + [-weight * cost for cost in costs],
        [0] * len(seats) + [-cost for cost in costs],
    ]
    most = max((abs(value) for level in levels for value in level), default=0) * max(1, 2 * len(groups))
    if most > MOST or any(seat.hours > MOST for seat in seats):
        raise InstanceError("weights: vektene eller timene er for store for en runde med medkonsulenter")
    return levels
