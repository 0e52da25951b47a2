"""A solved draft, and what each change would cost. Pure: instances and positions, neither ORM nor HTTP."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from consultants.matching.candidates import Candidates, Options, find_candidates
from consultants.matching.explain import Moves, Unplaced, order_of, parts, positions, unplaced
from consultants.matching.instance import LEAD, Instance, build_instance
from consultants.matching.leads import plan_leads
from consultants.matching.plan import NOBODY, Plan, vector

ALTERNATIVES = 3
TRIED = 4  # re-solved alternatives of one pair; the best by fit are tried


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change does to the whole plan. ``moved`` are (group, before, after), None for nobody."""

    top: int
    served: int
    priority: int
    fit: int
    moved: tuple[tuple[str, str | None, str | None], ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    consultant: str
    fit: int
    cost: Difference


class Solved:
    """The best plan of an instance. Groups and consultants are named by their ids everywhere outside this class."""

    def __init__(self, candidates: Candidates) -> None:
        self.candidates = candidates
        self.plan: Plan = plan_leads(candidates)
        self.vector = vector(candidates, self.plan)

    @property
    def instance(self) -> Instance:
        return self.candidates.instance

    @cached_property
    def group(self) -> dict[str, int]:
        return {group.id: n for n, group in enumerate(self.instance.groups)}

    @cached_property
    def consultant(self) -> dict[str, int]:
        return {consultant.id: n for n, consultant in enumerate(self.instance.consultants)}

    @cached_property
    def leads(self) -> dict[str, str]:
        """Group: the consultant it gets. Groups left out are not among them."""
        names = self.instance.consultants
        return {
            group.id: names[c].id for group, c in zip(self.instance.groups, self.plan.leads, strict=True) if c != NOBODY
        }

    @cached_property
    def moves(self) -> Moves:
        return Moves(self.candidates, self.plan)

    @cached_property
    def left_out(self) -> dict[str, Unplaced]:
        return {self.instance.groups[row.group].id: row for row in unplaced(self.moves)}

    @cached_property
    def beneficiaries(self) -> dict[int, int]:
        """Consultant: the group that one more place with her would serve. Positions."""
        found: dict[int, int] = {}
        seen = 0
        groups = self.instance.groups
        for g in sorted((row.group for row in self.left_out.values()), key=lambda g: order_of(groups[g])):
            reached = self.moves.reach(g, seen)
            seen |= reached
            for c in positions(reached):
                facts = self.instance.consultants[c].facts
                if facts.slots >= facts.load:
                    found[c] = g
        return found

    def room(self, consultant: str) -> int:
        return self.instance.consultants[self.consultant[consultant]].facts.room

    def may_lead(self, group: str) -> list[str]:
        """Those who may have the group and have a free place to begin with."""
        options = self.candidates.leads[self.group[group]]
        people = self.instance.consultants
        return [people[c].id for c in options.consultants if people[c].facts.room]

    def barred(self, group: str) -> dict[str, tuple[str, ...]]:
        """Those who may not, and the codes that say why."""
        rows = self.candidates.barred[self.group[group]] if self.candidates.barred else []
        return {self.instance.consultants[c].id: codes for c, codes in rows}

    def parts(self, group: str, consultant: str) -> dict[str, int]:
        return parts(self.candidates, self.group[group], LEAD, self.consultant[consultant])

    # Changes, each solved anew -----------------------------------------------

    def pinned(self, group: str, consultant: str) -> "Solved | None":
        """The plan with this pair in place of any other pin of the group; None where her places are all pinned."""
        g, c = self.group[group], self.consultant[consultant]
        others = tuple(lock for lock in self.instance.locks if lock[0] != g)
        if sum(lock[1] == c for lock in others) >= self.instance.consultants[c].facts.room:
            return None
        return self.changed(locks=tuple(sorted((*others, (g, c, LEAD)))))

    def excluded(self, group: str, consultant: str) -> "Solved":
        """The plan without this pair."""
        g, c = self.group[group], self.consultant[consultant]
        locks = tuple(lock for lock in self.instance.locks if lock[:2] != (g, c))
        leads = list(self.candidates.leads)
        left = [(one, fit) for one, fit in zip(leads[g].consultants, leads[g].fits, strict=True) if one != c]
        leads[g] = Options(tuple(one for one, _ in left), tuple(fit for _, fit in left))
        return self.changed(locks=locks, leads=leads)

    def changed(self, *, locks: tuple[tuple[int, int, str], ...], leads: list[Options] | None = None) -> "Solved":
        instance = replace(self.instance, locks=locks)
        rows = self.candidates
        return Solved(Candidates(instance, leads or rows.leads, rows.cos, rows.barred))

    def alternatives(self, group: str) -> list[Alternative]:
        """The next best for one group and what each costs the whole plan, the cheapest first."""
        g, present = self.group[group], self.leads.get(group)
        options = self.candidates.leads[g]
        people = self.instance.consultants
        best = sorted(zip(options.consultants, options.fits, strict=True), key=lambda row: (-row[1], row[0]))
        found = []
        for c, fit in best:
            if len(found) == TRIED:
                break
            if people[c].id != present and (other := self.pinned(group, people[c].id)):
                found.append(Alternative(people[c].id, fit, difference(self, other)))
        return sorted(found, key=lambda row: severity(row.cost))[:ALTERNATIVES]


def severity(cost: Difference) -> tuple[int, ...]:
    """Sorts the smallest loss first."""
    return -cost.top, -cost.served, -cost.priority, -cost.fit


Broken = tuple[str, str, tuple[str, ...]]


def solve(raw: dict[str, Any]) -> tuple[Solved, list[Broken]]:
    """The best plan with all pins that still hold, and (group, consultant, codes) of those that no longer do."""
    free = find_candidates(build_instance({**raw, "locks": []}))
    group = {row.id: n for n, row in enumerate(free.instance.groups)}
    consultant = {row.id: n for n, row in enumerate(free.instance.consultants)}
    locks, broken = [], []
    used: Counter[int] = Counter()
    for row in raw["locks"]:
        g, c = group[row["group"]], consultant[row["consultant"]]
        codes = pin_codes(free, g, c, used[c])
        if codes:
            broken.append((row["group"], row["consultant"], codes))
        else:
            used[c] += 1
            locks.append((g, c, LEAD))
    instance = replace(free.instance, locks=tuple(sorted(locks)))
    return Solved(Candidates(instance, free.leads, free.cos, free.barred)), broken


def pin_codes(candidates: Candidates, g: int, c: int, used: int) -> tuple[str, ...]:
    """Why a pair cannot be pinned, after ``used`` pins with the same consultant; () when it can."""
    codes: tuple[str, ...] = dict(candidates.barred[g]).get(c, ()) if candidates.barred else ()
    if not codes and used >= candidates.instance.consultants[c].facts.room:
        return ("full",)
    return codes


def difference(before: Solved, after: Solved) -> Difference:
    """Of two plans of the same groups. The one after may have one more consultant."""
    numbers = sorted({*before.group, *after.group})
    moved = tuple(
        (number, before.leads.get(number), after.leads.get(number))
        for number in numbers
        if before.leads.get(number) != after.leads.get(number)
    )
    first, second = before.vector, after.vector
    return Difference(second[0] - first[0], second[1] - first[1], second[2] - first[2], second[5] - first[5], moved)


def blocked_with(solved: Solved, row: Unplaced) -> tuple[list[str], list[str], int]:
    """For a group left out by capacity: the consultants it could reach, the groups that hold them, and their places."""
    people, groups = solved.instance.consultants, solved.instance.groups
    if row.blocked_by is None:
        return [], [], 0
    consultants = row.blocked_by.consultants
    return (
        [people[c].id for c in consultants],
        [groups[g].id for g in row.blocked_by.groups],
        sum(people[c].facts.room for c in consultants),
    )


def helpers(solved: Solved, group: str) -> list[str]:
    """The consultants with whom one more place would serve this very group."""
    g = solved.group[group]
    return [solved.instance.consultants[c].id for c, gains in sorted(solved.beneficiaries.items()) if gains == g]


def few_options(solved: Solved, groups: Iterable[str]) -> dict[str, int]:
    """Groups that at most one consultant can take, and how many can."""
    counts = {group: len(solved.may_lead(group)) for group in groups}
    return {group: count for group, count in counts.items() if count <= 1}
