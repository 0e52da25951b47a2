"""The programme as it is: organisations, levels, offering, intakes, instrument and the office's people."""

import csv
import datetime as dt
from pathlib import Path

from dateutil.easter import easter
from django.utils import timezone

from assessments.models import InstrumentVersion
from assessments.services import import_instrument
from enrollment.models import (
    GroupLevel,
    HolidayWeek,
    Intake,
    Offering,
    Organisation,
    OrganisationKind,
    Programme,
    SameEmployer,
)
from portal.accounts.models import User
from portal.accounts.services import grant_role, invite
from portal.core.workdays import next_workday

DATA = Path(__file__).parent / "data"
PROVIDER = "Utviklings- og kompetanseetaten"
OFFICE_DOMAIN = "programkontor.example"
ROLES = (
    ("office", "Ragnhild Regelmo"),
    ("office", "Olav Oversikt"),
    ("commissioner", "Bente Bestillersen"),
    ("archivist", "Arne Arkivdal"),
    ("privacy", "Pernille Personvernhaug"),
    ("operator", "Didrik Driftstad"),
)


def add_organisations() -> None:
    with (DATA / "organisations.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    kinds = {name: OrganisationKind.objects.get_or_create(name=name)[0] for name in sorted({r["kind"] for r in rows})}
    for row in rows:
        Organisation.objects.get_or_create(
            name=row["name"],
            defaults={
                "short_name": row["short_name"],
                "kind": kinds[row["kind"]],
                "orgnr": row["orgnr"],
                "sector": row["sector"],
            },
        )
    by_name = {organisation.name: organisation for organisation in Organisation.objects.order_by("name")}
    for row in rows:
        if row["parent"] in by_name:
            Organisation.objects.filter(name=row["name"]).update(parent=by_name[row["parent"]])


def add_levels() -> None:
    names = ("Toppledergruppe", "Avdelings- eller områdeledergruppe", "Seksjonsledergruppe", "Enhetsledergruppe")
    for rank, name in enumerate(names, 1):
        same = SameEmployer.UNIT if rank > 2 else SameEmployer.ORGANISATION
        GroupLevel.objects.get_or_create(rank=rank, defaults={"name": name, "is_top": rank == 1, "same_employer": same})


def add_holiday_weeks() -> None:
    """School holidays and the common summer holiday, this year and the next."""
    this_year = timezone.localdate().year
    for year in (this_year, this_year + 1):
        sunday = easter(year)
        for name, first, last in (
            ("Vinterferie", week(year, 8), week(year, 8, day=5)),
            ("Påske", sunday - dt.timedelta(days=6), sunday + dt.timedelta(days=1)),
            ("Sommerferie", week(year, 28), week(year, 31, day=5)),
            ("Høstferie", week(year, 40), week(year, 40, day=5)),
        ):
            HolidayWeek.objects.get_or_create(name=name, first_day=first, last_day=last)


def week(year: int, number: int, *, day: int = 1) -> dt.date:
    """A day of an ISO week, its Monday when not told."""
    return dt.date.fromisocalendar(year, number, day)


def add_programme() -> Intake:
    """The programme with its offering and three intakes; returns the one that is open now."""
    instrument = import_instrument((DATA.parents[2] / "assessments/data/ledergruppe.json").read_text(encoding="utf-8"))
    programme, _ = Programme.objects.get_or_create(
        slug="topplederprogrammet",
        defaults={
            "name": "Topplederprogrammet",
            "headline": "Bli en bedre ledergruppe, sammen",
            "lead": "En sertifisert konsulent følger gruppen din i ni til tolv måneder. Dere får se hvor dere er "
            "sterke, velger hva dere vil bli bedre på, og måler om det virker.",
            "duration": "9–12 måneder",
            "price": "Gratis for gruppen",
            "time_per_member": "Om lag 30 timer",
            "requirements": "Tre til fjorten medlemmer som leder sammen\nAlle er enige om å delta\n"
            "En halv dag til tilbakemelding innen seks uker\nLederen setter av tid til tiltakene",
            "published": True,
        },
    )
    offering, _ = Offering.objects.get_or_create(
        programme=programme, name="Ledergruppeutvikling", defaults={"instrument": instrument.key}
    )
    today = timezone.localdate()
    intakes = [
        Intake.objects.get_or_create(
            offering=offering,
            name=name,
            defaults={
                "opens_on": today + dt.timedelta(days=opens),
                "closes_on": next_workday(today + dt.timedelta(days=closes)),
                "starts_on": next_workday(today + dt.timedelta(days=starts)),
                "places": places,
            },
        )[0]
        for name, opens, closes, starts, places in (
            ("Førstkommende opptak", -60, 53, 100, 12),
            ("Opptaket til sommeren", 54, 173, 250, 10),
            ("Opptaket til høsten", 174, 282, 315, 8),
        )
    ]
    return intakes[0]


def add_office() -> User:
    """The office and the other roles; returns one of the office."""
    first = None
    for role, name in ROLES:
        user = invite(email=f"{name.split()[0].lower()}@{OFFICE_DOMAIN}", name=name)
        grant_role(user, role, by=None)
        first = first or user
    return first


def is_seeded() -> bool:
    return InstrumentVersion.objects.exists()
