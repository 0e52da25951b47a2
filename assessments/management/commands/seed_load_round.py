"""Rounds to drive load against: invented groups, real services and real keys."""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from assessments import services, workflow
from assessments.models import AssessmentRound, InstrumentVersion
from enrollment.members import MemberLine
from enrollment.models import (
    Alternative,
    Application,
    GroupLevel,
    Intake,
    Offering,
    Organisation,
    OrganisationKind,
    Programme,
)
from enrollment.services import decide, save_draft, start_application, submit
from portal.accounts.models import User
from portal.accounts.services import invite
from portal.core import jobs, outbox
from portal.core.models import Job, Mail

INSTRUMENT = settings.BASE_DIR / "assessments/data/ledergruppe.json"
SAFE_NAMES = ("test_", "load_")
DOMAIN = "last.example"
DAYS_OPEN = 10


class Command(BaseCommand):
    """Open rounds in the default instrument and write one invitation link a line.

    Runs where the keyworker runs: it makes the keys. No mail is sent to the invented people.
    """

    help = "Åpne kartlegginger med oppdiktede grupper, og skriv én lenke per linje. Bare for demo og lasttest."

    def add_arguments(self, parser):
        parser.add_argument("--groups", type=int, default=1, help="Antall ledergrupper")
        parser.add_argument("--members", type=int, default=10, help="Medlemmer i hver, lederen medregnet")
        parser.add_argument("--output", type=Path, required=True, help="Filen lenkene skrives til")

    def handle(self, *, groups, members, output, **options):
        name = Path(str(connection.settings_dict["NAME"])).name
        if not (settings.PORTAL_DEMO or name.startswith(SAFE_NAMES)):
            raise CommandError(
                "Oppdiktede grupper hører ikke hjemme her: sett PORTAL_DEMO, eller bruk en database der navnet "
                "begynner med test_ eller load_."
            )
        if groups < 1 or members < workflow.MINIMUM_ASKED:
            raise CommandError("Minst én gruppe, og minst tre medlemmer i hver.")
        seeder = Seeder()
        with output.open("w", encoding="utf-8") as file:
            for _ in range(groups):
                for link in seeder.open_round(members):
                    file.write(f"{link}\n")
        self.stdout.write(f"{groups * members} lenker er skrevet til {output}.")


class Seeder:
    """Makes one group after the other; run again it goes on with new ones."""

    def __init__(self):
        self.office = invite(email=f"kontor@{DOMAIN}", name="Kari Kontor")
        self.consultant = invite(email=f"konsulent@{DOMAIN}", name="Kine Konsulent")
        self.instrument = _instrument()
        self.intake = _intake(self.instrument)
        self.level, _ = GroupLevel.objects.get_or_create(rank=1, defaults={"name": "Topp", "is_top": True})
        kind, _ = OrganisationKind.objects.get_or_create(name="Lasttest")
        self.organisation, _ = Organisation.objects.get_or_create(name="Lasttesten", defaults={"kind": kind})

    def open_round(self, members: int) -> list[str]:
        """One more group and its open round; the links of its members."""
        with transaction.atomic():
            application = self._admitted(members)
            round_ = self._opened(application)
            for mail in Mail.objects.filter(case=application.number, state="waiting").order_by("pk"):
                outbox.stop(mail)
        people = round_.participations.order_by("person__email")
        return [f"{settings.PORTAL_URL}/s/{services.link_of(participation)}" for participation in people]

    def _admitted(self, members: int) -> Application:
        number = self.intake.applications.count() + 1
        lines = [
            MemberLine(n, f"Person {number} {n}", "Leder", f"person-{number}-{n}@{DOMAIN}")
            for n in range(1, members + 1)
        ]
        leader: User = invite(email=lines[0].email, name=lines[0].name)
        today = timezone.localdate()
        draft = save_draft(
            start_application(self.intake, by=leader),
            organisation=self.organisation,
            level=self.level,
            group_name=f"Gruppe {number}",
            leader_name=leader.name,
            leader_email=leader.email,
            leader_title="Leder",
            member_lines=[line.to_json() for line in lines],
            reason="Last.",
            wanted_from=today,
            wanted_to=today + dt.timedelta(days=300),
            alternative=Alternative.NOTHING,
        )
        return decide(submit(draft, by=leader), "admit", reason="Last.", by=self.office)

    def _opened(self, application: Application) -> AssessmentRound:
        today = timezone.localdate()
        round_ = services.plan_round(
            application,
            instrument=self.instrument,
            view=services.load_version(self.instrument.pk).views[0].key,
            opens_on=today,
            deadline=today + dt.timedelta(days=DAYS_OPEN),
            pretalk_on=today + dt.timedelta(days=DAYS_OPEN + 4),
            session_on=today + dt.timedelta(days=DAYS_OPEN + 6),
            consultant_name=self.consultant.name,
            consultant_email=self.consultant.email,
            by=self.consultant,
        )
        services.confirm_list(round_, by=self.consultant)
        services.order_opening(round_, by=self.consultant)
        job = Job.objects.get(kind="assessments.open_round", subject_id=str(round_.pk))
        jobs.run(job.pk, queues=["keys"])
        return AssessmentRound.objects.get(pk=round_.pk, state="open")


def _instrument() -> InstrumentVersion:
    return services.import_instrument(INSTRUMENT.read_text(encoding="utf-8"))


def _intake(instrument: InstrumentVersion) -> Intake:
    today = timezone.localdate()
    programme, _ = Programme.objects.get_or_create(slug="last", defaults={"name": "Last", "headline": "Last"})
    offering, _ = Offering.objects.get_or_create(programme=programme, name="Last", instrument=instrument.key)
    dates = {"opens_on": today, "closes_on": today, "starts_on": today}
    intake, _ = Intake.objects.get_or_create(offering=offering, name="Last", defaults={**dates, "places": 10_000})
    if not intake.is_open(today):
        Intake.objects.filter(pk=intake.pk).update(**dates)
        intake.refresh_from_db()
    return intake
