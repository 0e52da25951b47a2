from datetime import date

import pytest

from portal.core.workdays import TimeOff, is_holiday, is_workday, next_workday, workday_before


@pytest.mark.parametrize(
    "day", [date(2026, 1, 1), date(2026, 4, 2), date(2026, 5, 17), date(2027, 3, 26), date(2026, 12, 26)]
)
def test_public_holidays_are_known(day):
    assert is_holiday(day)


def test_weekend_is_no_holiday_and_no_workday():
    assert not is_holiday(date(2026, 11, 21))
    assert not is_workday(date(2026, 11, 21))


@pytest.mark.parametrize(
    ("day", "workday"),
    [
        (date(2026, 11, 23), date(2026, 11, 23)),
        (date(2026, 11, 21), date(2026, 11, 23)),
        (date(2026, 4, 2), date(2026, 4, 7)),  # Maundy Thursday to the Tuesday after Easter
        (date(2026, 12, 25), date(2026, 12, 28)),
        (date(2027, 1, 1), date(2027, 1, 4)),
    ],
)
def test_next_workday(day, workday):
    assert next_workday(day) == workday


def test_days_the_office_keeps_free_are_no_workdays():
    winter = TimeOff("Vinterferie", date(2027, 2, 22), date(2027, 2, 26))
    days = [date(2027, 2, 19), date(2027, 2, 22), date(2027, 2, 26), date(2027, 3, 1)]

    assert [is_workday(day, [winter]) for day in days] == [True, False, False, True]
    assert next_workday(date(2027, 2, 22), [winter]) == date(2027, 3, 1)


@pytest.mark.parametrize(
    ("day", "workday"),
    [
        (date(2026, 11, 23), date(2026, 11, 23)),
        (date(2026, 11, 22), date(2026, 11, 20)),
        (date(2026, 4, 6), date(2026, 4, 1)),  # Easter Monday to the Wednesday before
    ],
)
def test_workday_before(day, workday):
    assert workday_before(day) == workday


def test_workday_before_leaves_out_what_the_office_keeps_free():
    winter = TimeOff("Vinterferie", date(2027, 2, 22), date(2027, 2, 26))

    assert workday_before(date(2027, 2, 28), [winter]) == date(2027, 2, 19)
