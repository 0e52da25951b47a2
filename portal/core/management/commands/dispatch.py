"""Ring what waits, without beat: for a cron job, or when somebody wonders whether rows are stuck."""

from django.core.management.base import BaseCommand

from portal.core import dispatch, jobs


class Command(BaseCommand):
    help = "Se etter hva som er på tide, og ring radene som venter."

    def handle(self, **options):
        jobs.tick()
        self.stdout.write(f"{dispatch.ring()} rader er ringt.")
