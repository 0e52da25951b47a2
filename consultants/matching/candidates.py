"""Who may sit where, and how well: what the solvers need to know of an instance, as positions and whole numbers."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from .eligibility import certificate_code, co_ineligibility, ineligibility
from .fields import InstanceError
from .fit import co_parts, lead_parts, load_costs
from .instance import CO, LEAD, Instance, shown

FULL_ONLY = ("full",)


@dataclass(frozen=True, slots=True)
class Options:
    """The consultants that may take a seat in one group, ascending, and the fit of each.

    Consultants who only lack room are among them: one more slot would bring them in.
    """

    consultants: tuple[int, ...]
    fits: tuple[int, ...]


@dataclass
class Candidates:
    """`leads` and `cos` have one row per group (`cos` is empty for kind lead).

    `barred` has, per group, the (consultant, codes) that keep a consultant from leading it; None with `pairs`.
    """

    instance: Instance
    leads: list[Options]
    cos: list[Options]
    barred: list[list[tuple[int, tuple[str, ...]]]] | None

    @cached_property
    def rooms(self) -> list[int]:
        """New engagements each consultant can take, never more than the seats she may sit in."""
        seats = Counter(c for options in (*self.leads, *self.cos) for c in options.consultants)
        return [min(seats[c], consultant.facts.room) for c, consultant in enumerate(self.instance.consultants)]

    @cached_property
    def costs(self) -> list[list[int]]:
        """Load cost of each new engagement of each consultant, first to last."""
        return [
            load_costs(consultant.facts.slots, consultant.facts.load, room)
            for consultant, room in zip(self.instance.consultants, self.rooms, strict=True)
        ]


def find_candidates(instance: Instance) -> Candidates:
    """Apply the hard rules to every pair and check the pins; raises InstanceError when a pin is impossible."""
    if instance.pairs is not None:
        candidates = Candidates(instance, [listed_options(instance, g) for g in range(len(instance.groups))], [], None)
    else:
        candidates = judged_candidates(instance)
    check_pins(candidates)
    return candidates


def listed_options(instance: Instance, group: int) -> Options:
    consultants, fits = instance.pairs[group] if instance.pairs else ((), ())
    gone = {c for c in consultants if (group, c) in instance.declined} if instance.declined else set()
    if not gone:
        return Options(consultants, fits)
    kept = [(c, fit) for c, fit in zip(consultants, fits, strict=True) if c not in gone]
    return Options(tuple(c for c, _ in kept), tuple(fit for _, fit in kept))


def judged_candidates(instance: Instance) -> Candidates:
    leads, cos, barred = [], [], []
    for g in range(len(instance.groups)):
        options, codes = judged_leads(instance, g)
        leads.append(options)
        barred.append(codes)
        if instance.kind == "pair":
            cos.append(judged_cos(instance, g))
    return Candidates(instance, leads, cos, barred)


def judged_leads(instance: Instance, g: int) -> tuple[Options, list[tuple[int, tuple[str, ...]]]]:
    group, weights = instance.groups[g], instance.weights
    able, barred = [], []
    for c, consultant in enumerate(instance.consultants):
        codes = ineligibility(
            consultant.facts,
            group.facts,
            instrument=instance.instrument,
            quarantine_years=instance.quarantine_years,
            declined=(g, c) in instance.declined,
        )
        if codes:
            barred.append((c, codes))
        if not codes or codes == FULL_ONLY:
            able.append(c)
    consultants = instance.consultants
    fits = tuple(sum(lead_parts(weights, group, consultants[c]).values()) for c in able)
    return Options(tuple(able), fits), barred


def judged_cos(instance: Instance, g: int) -> Options:
    group, weights = instance.groups[g], instance.weights
    able, fits = [], []
    if group.co != "no":
        for c, consultant in enumerate(instance.consultants):
            codes = co_ineligibility(
                consultant.facts,
                group.facts,
                instrument=instance.instrument,
                quarantine_years=instance.quarantine_years,
                declined=(g, c) in instance.declined,
            )
            if not codes or codes == FULL_ONLY:
                able.append(c)
                fits.append(sum(co_parts(weights, group, consultant, certified=is_certified(instance, g, c)).values()))
    return Options(tuple(able), tuple(fits))


def is_certified(instance: Instance, g: int, c: int) -> bool:
    facts = instance.groups[g].facts
    certs = instance.consultants[c].facts.certs
    return certificate_code(certs, instance.instrument, facts.first, facts.last) is None


def check_pins(candidates: Candidates) -> None:
    """Raise InstanceError, naming the rule or the consultant that is over-full, when the pins cannot all be kept."""
    instance = candidates.instance
    used = [0] * len(instance.consultants)
    hours = [0] * len(instance.consultants)
    taken: dict[tuple[int, str], int] = {}
    for g, c, role in instance.locks:
        where = f"locks: {shown(instance.groups[g].id)} og {shown(instance.consultants[c].id)}"
        check_pin(candidates, g, c, role, where)
        if (g, role) in taken:
            raise InstanceError(f"{where}: gruppen har allerede en låst {role}")
        if c in (taken.get((g, LEAD)), taken.get((g, CO))):
            raise InstanceError(f"{where}: samme person kan ikke ha begge rollene")
        taken[g, role] = c
        used[c] += 1
        hours[c] += instance.groups[g].lead_hours if role == LEAD else instance.groups[g].co_hours
        check_capacity(candidates, c, used[c], hours[c])


def check_pin(candidates: Candidates, g: int, c: int, role: str, where: str) -> None:
    instance = candidates.instance
    if role == CO and instance.kind == "lead":
        raise InstanceError(f"{where}: en runde uten medkonsulenter kan ikke låse en co")
    if role == CO and instance.groups[g].co == "no":
        raise InstanceError(f"{where}: gruppen skal ikke ha medkonsulent")
    options = candidates.leads[g] if role == LEAD else candidates.cos[g]
    if c in options.consultants:
        return
    codes: tuple[str, ...] = dict(candidates.barred[g]).get(c, ()) if candidates.barred else ()
    raise InstanceError(f"{where}: paret bryter en regel ({', '.join(codes) or 'ikke i pairs'})")


def check_capacity(candidates: Candidates, c: int, used: int, hours: int) -> None:
    consultant = candidates.instance.consultants[c]
    if used > consultant.facts.room:
        raise InstanceError(f"locks: {shown(consultant.id)} har ikke plass til {used} låste oppdrag")
    limited = candidates.instance.kind == "pair" and consultant.hours is not None
    if limited and consultant.hours is not None and hours > consultant.hours:
        raise InstanceError(f"locks: {shown(consultant.id)} har ikke timer nok til de låste oppdragene")
