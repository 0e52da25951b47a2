"""The weeks ahead of a consultant, group by group. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from consultants.phases import CaseFacts, RoundFacts
from portal.core.workdays import TimeOff

WEEKS = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """One date in a week: ``kind`` is start, deadline, talk or session."""

    on: date
    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Week:
    """From a Monday; ``off`` is the office's name for days of it that are kept free."""

    first: date
    number: int
    is_current: bool
    off: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    weeks: tuple[tuple[Entry, ...], ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    weeks: tuple[Week, ...]
    rows: tuple[Row, ...]
    clashes: tuple[date, ...]


def weeks_ahead(
    cases: Iterable[tuple[str, CaseFacts]], *, today: date, count: int = WEEKS, off: Sequence[TimeOff] = ()
) -> Calendar:
    """``count`` weeks from this Monday, and the groups that have a date in them.

    ``clashes`` are days with more than one session.
    """
    monday = today - timedelta(days=today.weekday())
    weeks = tuple(
        Week(first, first.isocalendar().week, first == monday, name_of(first, off))
        for first in (monday + timedelta(weeks=number) for number in range(count))
    )
    listed = [(name, entries(case)) for name, case in cases]
    spread = [Row(name, tuple(within(found, week.first) for week in weeks)) for name, found in listed]
    rows = tuple(row for row in spread if any(row.weeks))
    sessions = [entry.on for row in rows for week in row.weeks for entry in week if entry.kind == "session"]
    clashes = sorted({day for day in sessions if sessions.count(day) > 1 and day >= today})
    return Calendar(weeks, rows, tuple(clashes))


def name_of(monday: date, off: Sequence[TimeOff]) -> str:
    friday = monday + timedelta(days=4)
    return next((time.name for time in off if time.first <= friday and time.last >= monday), "")


def entries(case: CaseFacts) -> list[Entry]:
    """What is still ahead in the current round."""
    round_ = case.current
    if round_ is None or round_.is_void or round_.state == "held" or case.is_ended:
        return []
    return sorted(round_entries(round_), key=lambda entry: entry.on)


def round_entries(round_: RoundFacts) -> list[Entry]:
    found = []
    if round_.state in ("planned", "ordered", "elsewhere"):
        found.append(Entry(round_.opens_on, "start", _("Åpner")))
    if round_.state in ("planned", "ordered", "elsewhere", "open"):
        found.append(Entry(round_.deadline, "deadline", _("Frist")))
    if round_.to_leader_on is None:
        found.append(Entry(round_.pretalk_on, "talk", _("Forsamtale")))
    if round_.to_group_on is None:
        found.append(Entry(round_.session_on, "session", _("Samling")))
    return found


def within(found: list[Entry], first: date) -> tuple[Entry, ...]:
    return tuple(entry for entry in found if first <= entry.on < first + timedelta(days=7))
