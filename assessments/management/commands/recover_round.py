"""After a database has been restored: frozen results come back from the file store."""

import uuid

from django.core.management.base import BaseCommand, CommandError

from assessments.models import AssessmentRound, RoundState
from assessments.services import loss

WORDS = {
    RoundState.CLOSED: "resultatet er hentet tilbake",
    RoundState.LOST: "nøklene er ødelagt og resultatet finnes ikke; kartleggingen er tapt",
    "": "ingenting å gjøre",
}


class Command(BaseCommand):
    """Run where PORTAL_SEAL_KEYS, PORTAL_DRAFT_KEYS and PORTAL_FILES_DIR are, that is in the keyworker. Repeatable."""

    help = "Henter resultatet av lukkede kartlegginger fra filområdet etter at databasen er gjenopprettet."

    def add_arguments(self, parser):
        parser.add_argument(
            "round", nargs="*", type=uuid.UUID, help="kartleggingens id; uten id alle som ikke er ferdige"
        )

    def handle(self, *, round, **options):
        unknown = set(round) - set(
            AssessmentRound.objects.filter(pk__in=round).order_by("pk").values_list("pk", flat=True)
        )
        if unknown:
            raise CommandError(f"Finner ikke kartleggingen {unknown.pop()}.")
        for round_id in round or loss.unfinished_rounds():
            self.stdout.write(f"{round_id}: {WORDS[loss.recover(round_id)]}")
