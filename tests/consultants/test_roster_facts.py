"""What the register of consultants means for who may lead: unit or organisation, own leader, half-years, aspirants."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from consultants.employers import in_line, unit_path
from consultants.facts import eligibility_list, half_year
from consultants.models import Capacity, CertificationStep, EmployerLink, StepKind
from enrollment.models import MembershipRole, SameEmployer
from tests.factories.accounts import UserFactory
from tests.factories.assessments import make_instrument
from tests.factories.consultants import ConsultantFactory, make_engagement
from tests.factories.enrollment import ApplicationFactory, GroupLevelFactory, OrganisationFactory


def codes_of(application, consultant, seat="lead") -> tuple[str, ...]:
    return {row.consultant: row.codes for row in eligibility_list(application, seat=seat)}[consultant]


def case_in(unit: str, *, same_employer: str = SameEmployer.UNIT):
    """An admitted group at a level of its own, which leads the unit of its organisation."""
    level = GroupLevelFactory(rank=3, name="Seksjonsledergruppe", is_top=False, same_employer=same_employer)
    application = ApplicationFactory(admitted=True, level=level)
    application.group.unit = unit
    application.group.save()
    return application


def employed(application, unit: str):
    consultant = ConsultantFactory()
    EmployerLink.objects.create(consultant=consultant, organisation=application.organisation, unit=unit)
    return consultant


# The employer ------------------------------------------------------------------


def test_unit_is_read_however_it_is_typed():
    assert unit_path(" Stab /  ØKONOMI /") == ("stab", "økonomi")


@pytest.mark.parametrize(
    ("own", "closed"),
    [
        ("", ["hr", "stab", "stab/økonomi"]),
        ("stab", ["stab", "stab/økonomi"]),
        ("stab/økonomi/lønn", ["stab", "stab/økonomi"]),
        ("hr", ["hr"]),
        ("drift", []),
    ],
)
def test_own_line_is_closed_upwards_and_downwards(own, closed):
    units = {("stab",), ("stab", "økonomi"), ("hr",)}

    assert ["/".join(path) for path in in_line(unit_path(own), units)] == closed


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("unit", "codes"),
    [
        ("Stab / HR", ()),
        ("stab / økonomi", ("employer",)),
        ("Stab", ("employer",)),
        ("Stab / Økonomi / Lønn", ("employer",)),
        ("", ("employer",)),
    ],
)
def test_level_opens_for_consultants_of_another_unit_of_the_organisation(unit, codes):
    application = case_in("Stab / Økonomi")

    assert codes_of(application, employed(application, unit)) == codes


@pytest.mark.django_db
@pytest.mark.parametrize(("group", "rule"), [("", SameEmployer.UNIT), ("Økonomi", SameEmployer.ORGANISATION)])
def test_whole_organisation_is_closed_when_the_unit_is_unknown_or_the_level_says_so(group, rule):
    application = case_in(group, same_employer=rule)

    assert codes_of(application, employed(application, "HR")) == ("employer",)


@pytest.mark.django_db
def test_unit_of_the_same_name_elsewhere_is_another_employer():
    application = case_in("Økonomi")
    consultant = ConsultantFactory()
    EmployerLink.objects.create(consultant=consultant, organisation=OrganisationFactory(), unit="Økonomi")

    assert codes_of(application, consultant) == ()


@pytest.mark.django_db
def test_own_leaders_group_is_closed_as_a_relation():
    application = ApplicationFactory(admitted=True)
    leader = application.group.memberships.get(role=MembershipRole.LEADER).user

    assert codes_of(application, ConsultantFactory(own_leader=leader)) == ("relation",)


# Places ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (dt.date(2027, 6, 30), dt.date(2027, 1, 1)),
        (dt.date(2027, 7, 1), dt.date(2027, 7, 1)),
        (dt.date(2027, 12, 31), dt.date(2027, 7, 1)),
    ],
)
def test_half_year_begins_in_january_and_july(day, first):
    assert half_year(day) == first


@pytest.mark.django_db
def test_places_of_the_half_year_the_group_starts_in_count():
    application = ApplicationFactory(admitted=True)
    starts_on = half_year(application.wanted_from)
    away, more = ConsultantFactory(), ConsultantFactory(slots=0)
    Capacity.objects.create(consultant=away, starts_on=starts_on, slots=0)
    Capacity.objects.create(consultant=more, starts_on=starts_on, slots=2)

    assert (codes_of(application, away), codes_of(application, more)) == (("full",), ())


@pytest.mark.django_db
def test_places_are_given_for_whole_half_years():
    consultant = ConsultantFactory()

    with pytest.raises(IntegrityError, match="capacity_from_first_day"), transaction.atomic():
        Capacity.objects.create(consultant=consultant, starts_on=dt.date(2027, 3, 1), slots=1)

    assert not Capacity.objects.exists()


# Certificates -----------------------------------------------------------------------


@pytest.mark.django_db
def test_certificate_for_an_older_version_is_none():
    application, instrument = ApplicationFactory(admitted=True), make_instrument()
    older, newest = ConsultantFactory(), ConsultantFactory()
    older.certifications.update(version="0.9")
    newest.certifications.update(version=instrument.version)

    assert (codes_of(application, older), codes_of(application, newest)) == (("no_cert",), ())


# Aspirants -----------------------------------------------------------------------


@pytest.mark.django_db
def test_aspirant_may_be_co_consultant_and_never_lead():
    application = ApplicationFactory(admitted=True)
    aspirant, stranger = ConsultantFactory(certified=False), ConsultantFactory(certified=False)
    CertificationStep.objects.create(
        consultant=aspirant,
        instrument="ledergruppe",
        kind=StepKind.COURSE,
        on=timezone.localdate(),
        attested_by=UserFactory(),
    )

    assert codes_of(application, aspirant, seat="co") == ()
    assert codes_of(application, aspirant) == ("no_cert",)
    assert codes_of(application, stranger, seat="co") == ("no_cert",)


@pytest.mark.django_db
def test_co_seat_takes_a_place():
    consultant = ConsultantFactory(slots=1)
    engagement = make_engagement()
    engagement.co = consultant
    engagement.save()

    assert codes_of(ApplicationFactory(admitted=True), consultant) == ("full",)
