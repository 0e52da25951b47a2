"""Fill an empty demo database, or add one case at a given stage."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.demo import seed
from portal.demo.cases import STAGES


class Command(BaseCommand):
    help = "Fyll demoen med oppdiktede grupper, eller lag én sak på et gitt trinn."

    def add_arguments(self, parser):
        parser.add_argument("--stage", choices=STAGES, help="Lag bare én sak, på dette trinnet.")

        parser.add_argument("--tool", default="", help="Navnet på verktøyet saken kartlegges i, utenfor portalen.")

    def handle(self, *, stage, tool, **options):
        if not (settings.PORTAL_DEMO or settings.TESTING):
            raise CommandError("PORTAL_DEMO er ikke satt: oppdiktede saker hører bare hjemme i demoen.")
        if stage:
            self.stdout.write(seed.seed_one(stage, tool))
            return
        for line in seed.seed():
            self.stdout.write(line)
