from dataclasses import replace
from datetime import date, timedelta

import pytest

from consultants.matching.eligibility import (
    CODE_TEXTS,
    CODES,
    Certificate,
    ConsultantFacts,
    EmployerLink,
    GroupFacts,
    co_ineligibility,
    ineligibility,
    years_before,
)

DAY = timedelta(days=1)
FIRST, LAST = date(2028, 3, 1), date(2028, 9, 30)
GROUP = GroupFacts(employer="etat", first=FIRST, last=LAST, members=frozenset({"anne", "bjarne"}))
CONSULTANT = ConsultantFacts(certs=(Certificate("effect", FIRST, LAST),), slots=3, load=1)


def codes(consultant, group=GROUP, seat=ineligibility, **rules):
    return seat(consultant, group, instrument="effect", **rules)


def test_a_certified_free_consultant_without_conflict_may_lead():
    assert codes(CONSULTANT) == ()


@pytest.mark.parametrize(
    ("certs", "expected"),
    [
        ([], ("no_cert",)),
        ([("other", FIRST, LAST)], ("no_cert",)),
        ([("effect", FIRST + DAY, LAST)], ("no_cert",)),
        ([("effect", date(2020, 1, 1), FIRST - DAY)], ("no_cert",)),
        ([("effect", FIRST, LAST - DAY)], ("expires",)),
        ([("effect", FIRST, FIRST)], ("expires",)),
        ([("effect", FIRST, date(2028, 5, 1)), ("effect", date(2028, 5, 2), LAST)], ("expires",)),
        ([("effect", FIRST, date(2028, 5, 1)), ("effect", FIRST, LAST)], ()),
    ],
)
def test_one_certificate_must_cover_the_whole_period(certs, expected):
    assert codes(replace(CONSULTANT, certs=tuple(Certificate(*cert) for cert in certs))) == expected


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (EmployerLink("etat"), ("employer",)),
        (EmployerLink("annen"), ()),
        (EmployerLink("etat", date(2026, 3, 1)), ("employer",)),
        (EmployerLink("etat", date(2026, 2, 28)), ()),
    ],
)
def test_an_employer_bars_until_the_quarantine_is_over(link, expected):
    assert codes(replace(CONSULTANT, employers=(EmployerLink("annen"), link))) == expected


def test_quarantine_of_no_years_bars_only_what_lasts_into_the_period():
    consultant = replace(CONSULTANT, employers=(EmployerLink("etat", FIRST - DAY),))

    assert codes(consultant, quarantine_years=0) == ()
    assert codes(consultant, quarantine_years=1) == ("employer",)


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        (date(2028, 2, 29), 2, date(2026, 2, 28)),
        (date(2028, 2, 29), 4, date(2024, 2, 29)),
        (date(2028, 2, 29), 0, date(2028, 2, 29)),
        (date(3, 1, 1), 2, date(1, 1, 1)),
        (date(2028, 6, 1), 10**12, date.min),
    ],
)
def test_years_before(day, years, expected):
    assert years_before(day, years) == expected


@pytest.mark.parametrize(
    ("away", "expected"),
    [
        ((FIRST - 9 * DAY, FIRST - DAY), ()),
        ((FIRST - 9 * DAY, FIRST), ("away",)),
        ((LAST, LAST), ("away",)),
        ((LAST + DAY, LAST + DAY), ()),
        ((FIRST - DAY, LAST + DAY), ("away",)),
    ],
)
def test_absence_touches_when_it_shares_a_day(away, expected):
    assert codes(replace(CONSULTANT, away=(away,))) == expected


def test_all_codes_that_apply_are_given_in_order():
    consultant = ConsultantFacts(
        employers=(EmployerLink("etat"), EmployerLink("etat")),
        relations=frozenset({"bjarne"}),
        away=((FIRST, LAST), (FIRST, LAST)),
        slots=1,
        load=2,
    )

    assert codes(consultant, declined=True) == ("no_cert", "employer", "relation", "away", "declined", "full")
    assert consultant.room == 0


def test_an_aspirant_may_be_co_but_never_lead():
    aspirant = replace(CONSULTANT, certs=(), aspirant=frozenset({"effect"}), relations=frozenset({"anne"}))

    assert codes(aspirant) == ("no_cert", "relation")
    assert codes(aspirant, seat=co_ineligibility) == ("relation",)
    assert codes(replace(aspirant, aspirant=frozenset({"other"})), seat=co_ineligibility) == ("no_cert", "relation")


def test_every_code_has_a_sentence():
    assert tuple(CODE_TEXTS) == CODES
