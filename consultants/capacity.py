"""A consultant's places against what she holds, half-year by half-year. Pure."""

from collections.abc import Iterable
from datetime import date, timedelta


def half_year(day: date) -> date:
    """The first day of the half-year the day is in."""
    return day.replace(month=1 if day.month <= 6 else 7, day=1)


def last_day(starts_on: date) -> date:
    """The last day of the half-year that begins then."""
    return starts_on.replace(month=6, day=30) if starts_on.month == 1 else starts_on.replace(month=12, day=31)


def half_years(today: date, count: int) -> list[date]:
    """The first days of this half-year and those after it."""
    starts = [half_year(today)]
    while len(starts) < count:
        starts.append(last_day(starts[-1]) + timedelta(days=1))
    return starts


def used_in(starts_on: date, periods: Iterable[tuple[date, date]]) -> int:
    """How many of the periods, both days included, touch the half-year."""
    ends_on = last_day(starts_on)
    return sum(first <= ends_on and last >= starts_on for first, last in periods)
