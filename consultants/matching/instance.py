"""Read a `match/1` instance: bytes in, a checked `Instance` out.

Everything is sorted by id (code point), so nothing that follows can depend on the order of the lists in the file.
From here on groups and consultants are their positions in `Instance.groups` and `Instance.consultants`.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

from .eligibility import Certificate, ConsultantFacts, EmployerLink, GroupFacts
from .fields import (
    LARGEST,
    InstanceError,
    a_list,
    an_id,
    as_object,
    boolean,
    choice,
    day,
    ids,
    integer,
    interval,
    objects,
    period,
    text,
)

WEIGHTS = ("sector", "level", "continuity", "wish", "training", "load")
LEAD, CO = "lead", "co"
# Not held against anything when `pairs` replaces all facts.
NO_FACTS = GroupFacts("", day("2000-01-01", ""), day("2000-01-01", ""))


@dataclass(frozen=True, slots=True)
class Group:
    """A leadership group. `level` is 1-4, `priority` 0-100, hours are whole hours; tier 1 is a top group."""

    id: str
    tier: int
    priority: int
    facts: GroupFacts
    sector: str | None
    level: int
    co: str
    wishes: tuple[str, ...]
    past: frozenset[str]
    lead_hours: int
    co_hours: int


@dataclass(frozen=True, slots=True)
class Consultant:
    """A consultant. `hours` None means no limit; seniority is 1-5; slots and load are in `facts`, in engagements."""

    id: str
    facts: ConsultantFacts
    hours: int | None
    sectors: frozenset[str]
    seniority: int


@dataclass(frozen=True, slots=True)
class Instance:
    """One round to match.

    `locks` are pinned (group, consultant, role); `declined` and `previous` hold only pairs that still exist.
    `pairs`, when given, replaces all facts: for each group the consultants that may lead it, ascending, and their fit.
    """

    name: str
    kind: str
    instrument: str
    quarantine_years: int
    junior_rule: bool
    weights: dict[str, int]
    groups: tuple[Group, ...]
    consultants: tuple[Consultant, ...]
    locks: tuple[tuple[int, int, str], ...]
    declined: frozenset[tuple[int, int]]
    previous: frozenset[tuple[int, int, str]]
    pairs: list[tuple[tuple[int, ...], tuple[int, ...]]] | None


def read_instance(data: bytes) -> Instance:
    """Parse and check an instance; raises InstanceError with one line that names the place."""
    return build_instance(load_json(data))


def load_json(data: bytes) -> dict[str, Any]:
    try:
        value = json.loads(data.decode("utf-8-sig"), object_pairs_hook=unique_keys, parse_constant=no_constant)
    except InstanceError:
        raise
    except UnicodeDecodeError:
        raise InstanceError("filen er ikke UTF-8") from None
    except json.JSONDecodeError as error:
        raise InstanceError(f"filen er ikke JSON: linje {error.lineno}, tegn {error.colno}") from None
    except RecursionError:
        raise InstanceError("filen er ikke en instans: for mange nivåer") from None
    except ValueError:
        raise InstanceError("filen inneholder et for stort tall") from None
    return as_object(value, "filen")


def unique_keys(items: list[tuple[str, Any]]) -> dict[str, Any]:
    row = dict(items)
    if len(row) != len(items):
        raise InstanceError("filen er ikke en instans: et objekt har samme nøkkel to ganger")
    return row


def no_constant(name: str) -> None:
    raise InstanceError(f"filen er ikke JSON: {name} er ikke et tall")


def build_instance(raw: dict[str, Any]) -> Instance:
    choice(raw, "format", "filen", ("match/1",))
    kind = choice(raw, "kind", "filen", ("lead", "pair"))
    if "pairs" in raw and kind == "pair":
        raise InstanceError("pairs gjelder bare for kind lead")
    bare = "pairs" in raw
    round_ = as_object(raw.get("round", {}), "round")
    if "from" in round_ and "to" in round_:
        period(round_, "round")
    weights = as_object(raw.get("weights", {}), "weights")
    groups = sorted_unique("groups", [read_group(row, where, bare) for row, where in objects(raw, "groups", "")])
    consultants = sorted_unique("consultants", [read_consultant(*found) for found in objects(raw, "consultants", "")])
    index = Index({g.id: n for n, g in enumerate(groups)}, {c.id: n for n, c in enumerate(consultants)})
    return Instance(
        name=text(raw, "name", "filen"),
        kind=kind,
        instrument=text(round_, "instrument", "round"),
        quarantine_years=integer(round_, "quarantine_years", "round", 2),
        junior_rule=boolean(round_, "junior_lead_needs_senior_co", "round"),
        weights={name: integer(weights, name, "weights", 0) for name in WEIGHTS},
        groups=groups,
        consultants=consultants,
        locks=index.locks(raw),
        declined=index.declined(raw),
        previous=index.previous(raw),
        pairs=index.pairs(raw) if bare else None,
    )


Named = TypeVar("Named", Group, Consultant)


def sorted_unique(name: str, rows: list[Named]) -> tuple[Named, ...]:
    rows.sort(key=lambda row: row.id)
    for one, other in pairwise(rows):
        if one.id == other.id:
            raise InstanceError(f"{name}: id {shown(one.id)} finnes to ganger")
    return tuple(rows)


def shown(value: str) -> str:
    """An id for a message: on one line, whatever it holds."""
    return json.dumps(value, ensure_ascii=False) if value.isprintable() else json.dumps(value)


def read_group(row: dict[str, Any], where: str, bare: bool) -> Group:
    """A group; with `bare` the facts may be left out, as `pairs` replaces them."""
    if bare and "from" in row and "to" in row:
        period(row, where)
    sector = row.get("sector")
    return Group(
        id=text(row, "id", where),
        tier=integer(row, "tier", where, low=1, high=2),
        priority=integer(row, "priority", where, high=100),
        facts=NO_FACTS if bare else read_group_facts(row, where),
        sector=None if sector is None else an_id(sector, f"{where}: sector"),
        level=integer(row, "level", where, *([1] if bare else []), low=1, high=4),
        co=choice(row, "co", where, ("no", "wish", "required"), "no"),
        wishes=ids(row, "wishes", where, most=3),
        past=frozenset(ids(row, "past", where)),
        lead_hours=integer(row, "lead_hours", where, 0),
        co_hours=integer(row, "co_hours", where, 0),
    )


def read_group_facts(row: dict[str, Any], where: str) -> GroupFacts:
    first, last = period(row, where)
    return GroupFacts(text(row, "employer", where), first, last, frozenset(ids(row, "members", where)))


def read_consultant(row: dict[str, Any], where: str) -> Consultant:
    hours = row.get("hours")
    return Consultant(
        id=text(row, "id", where),
        facts=ConsultantFacts(
            certs=tuple(read_certificate(cert, place) for cert, place in objects(row, "certs", f"{where}: ")),
            employers=tuple(read_employer(link, place) for link, place in objects(row, "employers", f"{where}: ")),
            relations=frozenset(ids(row, "relations", where)),
            away=tuple(read_away(pair, f"{where}: away") for pair in a_list(row, "away", f"{where}: ")),
            aspirant=frozenset(ids(row, "aspirant", where)),
            slots=integer(row, "slots", where),
            load=integer(row, "load", where, 0),
        ),
        hours=None if hours is None else integer(row, "hours", where),
        sectors=frozenset(ids(row, "sectors", where)),
        seniority=integer(row, "seniority", where, 3, low=1, high=5),
    )


def read_certificate(row: dict[str, Any], where: str) -> Certificate:
    return Certificate(text(row, "instrument", where), *period(row, where))


def read_employer(row: dict[str, Any], where: str) -> EmployerLink:
    until = row.get("until")
    return EmployerLink(text(row, "id", where), None if until is None else day(until, f"{where}: until"))


def read_away(value: object, where: str) -> Any:
    if type(value) is not list or len(value) != 2:
        raise InstanceError(f"{where} skal være par av datoer")
    return interval(*value, where)


@dataclass(frozen=True, slots=True)
class Index:
    """Positions by id, for the lists that refer to groups and consultants."""

    group: dict[str, int]
    consultant: dict[str, int]

    def locks(self, raw: dict[str, Any]) -> tuple[tuple[int, int, str], ...]:
        return tuple(sorted(set(self.seats(raw, "locks", unknown=self.refuse))))

    def previous(self, raw: dict[str, Any]) -> frozenset[tuple[int, int, str]]:
        return frozenset(self.seats(raw, "previous"))

    def declined(self, raw: dict[str, Any]) -> frozenset[tuple[int, int]]:
        rows = [(text(r, "group", w), text(r, "consultant", w)) for r, w in objects(raw, "declined", "")]
        return frozenset((self.group[g], self.consultant[c]) for g, c in rows if self.knows(g, c))

    def seats(
        self, raw: dict[str, Any], key: str, *, unknown: Callable[[str, str, str], None] | None = None
    ) -> list[tuple[int, int, str]]:
        found = []
        for row, where in objects(raw, key, ""):
            group, consultant = text(row, "group", where), text(row, "consultant", where)
            role = choice(row, "role", where, (LEAD, CO))
            if self.knows(group, consultant):
                found.append((self.group[group], self.consultant[consultant], role))
            elif unknown:
                unknown(where, group, consultant)
        return found

    def knows(self, group: str, consultant: str) -> bool:
        return group in self.group and consultant in self.consultant

    def refuse(self, where: str, group: str, consultant: str) -> None:
        unknown = consultant if group in self.group else group
        raise InstanceError(f"{where}: {shown(unknown)} finnes ikke")

    def pairs(self, raw: dict[str, Any]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
        """Empties raw["pairs"] on the way, so that large instances are held only once."""
        rows = as_object(raw["pairs"], "pairs")
        found: list[tuple[tuple[int, ...], tuple[int, ...]]] = [((), ())] * len(self.group)
        while rows:
            group, row = rows.popitem()
            if group not in self.group:
                raise InstanceError(f"pairs: {shown(group)} finnes ikke")
            if row:
                found[self.group[group]] = self.pair_row(group, as_object(row, f"pairs: {shown(group)}"))
            else:
                as_object(row, f"pairs: {shown(group)}")
        return found

    def pair_row(self, group: str, row: dict[str, Any]) -> tuple[tuple[int, ...], tuple[int, ...]]:
        try:
            consultants = [self.consultant[name] for name in row]
        except KeyError as error:
            raise InstanceError(f"pairs: {shown(group)}: {shown(error.args[0])} finnes ikke") from None
        if {*map(type, row.values())} != {int}:
            raise InstanceError(f"pairs: {shown(group)}: verdiene skal være heltall")
        if not -LARGEST <= min(row.values()) <= max(row.values()) <= LARGEST:
            raise InstanceError(f"pairs: {shown(group)}: en verdi er for stor")
        ordered, fits = zip(*sorted(zip(consultants, row.values(), strict=True)), strict=True)
        return ordered, fits
