"""Working days in Norway: promises and deadlines fall on no weekend, public holiday or week the office keeps free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

SATURDAY = 5


@cache
def _holidays(year: int) -> frozenset[date]:
    from holidays import country_holidays  # slow import

    return frozenset(country_holidays("NO", years=year))


def is_holiday(day: date) -> bool:
    """Whether the day is a public holiday, whatever day of the week it falls on."""
    return day in _holidays(day.year)


@dataclass(frozen=True, slots=True)
class TimeOff:
    """Days on which no meeting or deadline is set, both included."""

    name: str
    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def is_workday(day: date, off: Sequence[TimeOff] = ()) -> bool:
    return day.weekday() < SATURDAY and not is_holiday(day) and not any(time.holds(day) for time in off)


def next_workday(day: date, off: Sequence[TimeOff] = ()) -> date:
    """The day itself when people work on it, otherwise the first one after it when they do."""
    while not is_workday(day, off):
        day += timedelta(days=1)
    return day


def workday_before(day: date, off: Sequence[TimeOff] = ()) -> date:
    """The day itself when people work on it, otherwise the last one before it when they do."""
    while not is_workday(day, off):
        day -= timedelta(days=1)
    return day
