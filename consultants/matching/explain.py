"""Why the plan is as it is: parts of the fit, who is left out and why, and what one more place would give."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .candidates import Candidates, is_certified
from .fit import co_parts, lead_parts
from .instance import CO, LEAD, Group
from .plan import NOBODY, Plan, seat_fit


def parts(candidates: Candidates, group: int, role: str, consultant: int) -> dict[str, int]:
    """The parts of the fit of one seat; they add up to the fit."""
    instance = candidates.instance
    if instance.pairs is not None:
        return {"pairs": seat_fit(candidates, group, role, consultant)}
    pair = instance.groups[group], instance.consultants[consultant]
    if role == LEAD:
        return lead_parts(instance.weights, *pair)
    return co_parts(instance.weights, *pair, certified=is_certified(instance, group, consultant))


@dataclass(frozen=True, slots=True)
class Blocking:
    """Consultants whose places are all held by groups that have no other choice; positions, ascending."""

    consultants: tuple[int, ...]
    groups: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Unplaced:
    group: int
    reason: str
    blocked_by: Blocking | None


class Moves:
    """What a group left out could reach by moving others, in the lead seats of a plan. Pinned groups do not move.

    Sets of consultants are bits of an integer: large rounds have hundreds of groups left out, each with its own set.
    """

    def __init__(self, candidates: Candidates, plan: Plan) -> None:
        self.candidates, self.plan = candidates, plan
        self.pinned = {g for g, _, role in candidates.instance.locks if role == LEAD}
        self.held: list[list[int]] = [[] for _ in candidates.instance.consultants]
        self.onward = [0] * len(self.held)  # where the groups of a consultant could go instead
        for g, c in enumerate(plan.leads):
            if c != NOBODY:
                self.held[c].append(g)
                if g not in self.pinned:
                    self.onward[c] |= self.options(g)

    def options(self, group: int) -> int:
        bits = 0
        for c in self.candidates.leads[group].consultants:
            bits |= 1 << c
        return bits

    def reach(self, group: int, seen: int = 0) -> int:
        """The consultants outside `seen` that the group can reach."""
        start, onward = seen, self.onward
        todo = self.options(group) & ~seen
        seen |= todo
        while todo:
            c = todo.bit_length() - 1
            new = onward[c] & ~seen
            seen |= new
            todo = (todo ^ (1 << c)) | new
        return seen & ~start

    def blocking(self, consultants: int) -> Blocking | None:
        """What a reached set proves; None when somebody in it still has room.

        In a best plan of leads nobody reachable has room, and every group that could move ranks at least as high.
        """
        members = positions(consultants)
        groups = sorted(g for c in members for g in self.held[c])
        if len(groups) < sum(self.candidates.instance.consultants[c].facts.room for c in members):
            return None
        return Blocking(tuple(members), tuple(groups))


def positions(bits: int) -> list[int]:
    """The positions of the bits set, ascending."""
    return [n for n, bit in enumerate(reversed(f"{bits:b}")) if bit == "1"]


def unplaced(moves: Moves) -> Iterator[Unplaced]:
    """Every group without a lead, and why. Groups that reach the same consultants share one blocking set."""
    candidates, plan = moves.candidates, moves.plan
    known: dict[int, Blocking | None] = {}
    for g, c in enumerate(plan.leads):
        if c != NOBODY:
            continue
        if not candidates.leads[g].consultants:
            yield Unplaced(g, "no_eligible", None)
            continue
        reached = moves.reach(g)
        if reached not in known:
            known[reached] = moves.blocking(reached)
        yield Unplaced(g, "capacity" if known[reached] else "combination", known[reached])


def slot_gains(moves: Moves) -> list[tuple[int, int, int]]:
    """For each consultant what one more slot adds to (top, served, priority), exactly; kind lead only.

    In a best plan one more place adds one group at most: the highest in rank of those left out that can reach the
    consultant by moving others. Those are tried from the highest down, and each consultant is reached once.
    """
    instance, plan = moves.candidates.instance, moves.plan
    gains = [(0, 0, 0)] * len(instance.consultants)
    seen = 0
    left_out = [g for g, c in enumerate(plan.leads) if c == NOBODY]
    for g in sorted(left_out, key=lambda g: order_of(instance.groups[g])):
        group = instance.groups[g]
        reached = moves.reach(g, seen)
        seen |= reached
        for c in positions(reached):
            if instance.consultants[c].facts.slots >= instance.consultants[c].facts.load:
                gains[c] = (int(group.tier == 1), 1, group.priority)
    return gains


def order_of(group: Group) -> tuple[int, int]:
    return group.tier, -group.priority


def explain_rows(candidates: Candidates, plan: Plan) -> Iterator[dict[str, Any]]:
    """One row per filled seat, in the format of the result, by group, then consultant, lead before co."""
    instance = candidates.instance
    for g, role, c in sorted(plan.seats(), key=lambda seat: (seat[0], seat[2], seat[1] == CO)):
        found = parts(candidates, g, role, c)
        yield {
            "group": instance.groups[g].id,
            "consultant": instance.consultants[c].id,
            "role": role,
            "fit": sum(found.values()),
            "parts": found,
        }
