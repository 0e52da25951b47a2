"""How well a consultant suits a group, in whole points, and what an engagement costs in load."""

from .instance import Consultant, Group

NEEDED_SENIORITY = {1: 5, 2: 4, 3: 3, 4: 2}
WISH_POINTS = (3, 2, 1)


def lead_parts(weights: dict[str, int], group: Group, consultant: Consultant) -> dict[str, int]:
    """The parts of the fit of a lead, named as the weights; they add up to the fit."""
    distance = abs(NEEDED_SENIORITY[group.level] - consultant.seniority)
    return {
        "sector": weights["sector"] if group.sector in consultant.sectors else 0,
        "level": weights["level"] * max(0, 4 - distance),
        "continuity": weights["continuity"] if consultant.id in group.past else 0,
        "wish": weights["wish"] * wish_points(group, consultant),
    }


def wish_points(group: Group, consultant: Consultant) -> int:
    if consultant.id not in group.wishes:
        return 0
    return WISH_POINTS[group.wishes.index(consultant.id)]


def co_parts(weights: dict[str, int], group: Group, consultant: Consultant, *, certified: bool) -> dict[str, int]:
    """The same for a co-consultant; `certified` tells whether one certificate covers the group's period."""
    return {
        "sector": weights["sector"] // 2 if group.sector in consultant.sectors else 0,
        "training": 0 if certified else weights["training"],
    }


def load_costs(slots: int, load: int, count: int) -> list[int]:
    """What each of the next `count` engagements costs a consultant who holds `load` of `slots` (> 0) in the half-year.

    The k-th costs floor(10 (2k - 1) / slots), so that it is cheaper to spread the work; the costs never fall.
    """
    return [10 * (2 * k - 1) // slots for k in range(load + 1, load + count + 1)]
