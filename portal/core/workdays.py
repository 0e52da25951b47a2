"""Working days in Norway: promises and deadlines never fall on a weekend or a public holiday."""

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


def is_workday(day: date) -> bool:
    return day.weekday() < SATURDAY and not is_holiday(day)


def next_workday(day: date) -> date:
    """The day itself when people work on it, otherwise the first one after it when they do."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day
