"""May this consultant lead, or be co-consultant for, this group? The one place that answers.

Used by the matching, by the office's list when somebody is assigned by hand, and once more when a plan is published.
Dates are plain dates; every period includes both its days. All functions are pure.
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

CODES = ("no_cert", "expires", "employer", "relation", "away", "declined", "full")

# What the office reads. `relation` never says which relation: the reason is nobody's business.
CODE_TEXTS = {
    "no_cert": "Konsulenten har ikke gyldig sertifisering for kartleggingsverktøyet.",
    "expires": "Sertifiseringen går ut før oppdraget er ferdig.",
    "employer": "Konsulenten er eller har nylig vært ansatt i virksomheten.",
    "relation": "Konsulenten har en relasjon til noen i ledergruppen.",
    "away": "Konsulenten er fraværende i deler av perioden.",
    "declined": "Konsulenten eller gruppen har takket nei til hverandre.",
    "full": "Konsulenten har ingen ledige oppdrag igjen.",
}


@dataclass(frozen=True, slots=True)
class Certificate:
    """The right to use one instrument from `first` to `last`."""

    instrument: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class EmployerLink:
    """An employment; `until` is its last day, None while it lasts."""

    employer: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class ConsultantFacts:
    """What decides whether a consultant may be used.

    `slots` is her capacity and `load` what she already holds, both in engagements. `relations` are ids of persons:
    declared relations, own manager and own staff. `aspirant` are the instruments she is training for.
    """

    certs: tuple[Certificate, ...] = ()
    employers: tuple[EmployerLink, ...] = ()
    relations: frozenset[str] = frozenset()
    away: tuple[tuple[date, date], ...] = ()
    aspirant: frozenset[str] = frozenset()
    slots: int = 0
    load: int = 0

    @property
    def room(self) -> int:
        """New engagements she can take, never below 0."""
        return max(0, self.slots - self.load)


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """The side of the group: the employer that counts, the period of the engagement and the ids of its members.

    Whether `employer` is the organisation or the unit inside it is decided by the caller, per level.
    """

    employer: str
    first: date
    last: date
    members: frozenset[str] = frozenset()


def ineligibility(
    consultant: ConsultantFacts,
    group: GroupFacts,
    *,
    instrument: str,
    quarantine_years: int = 2,
    declined: bool = False,
) -> tuple[str, ...]:
    """Return every code that keeps the consultant from leading the group, in the order of CODES; () when she may."""
    certificate = certificate_code(consultant.certs, instrument, group.first, group.last)
    barred = conflicts(consultant, group, quarantine_years=quarantine_years, declined=declined)
    full = ("full",) if consultant.slots <= consultant.load else ()
    return (*((certificate,) if certificate else ()), *barred, *full)


def co_ineligibility(
    consultant: ConsultantFacts,
    group: GroupFacts,
    *,
    instrument: str,
    quarantine_years: int = 2,
    declined: bool = False,
) -> tuple[str, ...]:
    """The same for the co seat, where an aspirant for the instrument needs no certificate."""
    codes = ineligibility(
        consultant, group, instrument=instrument, quarantine_years=quarantine_years, declined=declined
    )
    if instrument in consultant.aspirant:
        return tuple(code for code in codes if code not in ("no_cert", "expires"))
    return codes


def certificate_code(certs: tuple[Certificate, ...], instrument: str, first: date, last: date) -> str | None:
    """None when one certificate covers the whole period; two that meet do not add up."""
    code = "no_cert"
    for cert in certs:
        if cert.instrument == instrument and cert.first <= first <= cert.last:
            if cert.last >= last:
                return None
            code = "expires"
    return code


def conflicts(
    consultant: ConsultantFacts, group: GroupFacts, *, quarantine_years: int, declined: bool
) -> tuple[str, ...]:
    """The codes that hold for both seats: employer, relation, away and declined."""
    codes = []
    for link in consultant.employers:
        if link.employer == group.employer and (
            link.until is None or link.until >= years_before(group.first, quarantine_years)
        ):
            codes.append("employer")
            break
    if not consultant.relations.isdisjoint(group.members):
        codes.append("relation")
    for start, end in consultant.away:
        if start <= group.last and end >= group.first:
            codes.append("away")
            break
    if declined:
        codes.append("declined")
    return tuple(codes)


@lru_cache(maxsize=4096)
def years_before(day: date, years: int) -> date:
    """The same date `years` earlier, 29 February becoming the 28th; the calendar's first day when there is none."""
    if years >= day.year:
        return date.min
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
