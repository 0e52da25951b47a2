"""Solve a published plan once more from its stored input: `manage.py match_rerun RUN`."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from consultants.models import MatchRun
from consultants.services.matching import solved, versions


class Command(BaseCommand):
    help = "Regn ut en publisert plan på nytt og se at svaret er det samme."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run", type=int, metavar="RUN")

    def handle(self, *, run: int, **options: object) -> None:
        kept = MatchRun.objects.filter(pk=run).first()
        if kept is None:
            raise CommandError(f"Plan {run} finnes ikke.")
        _leads, result = solved(kept.instance)
        if result != kept.result:
            raise CommandError(f"Plan {run} gir et annet svar nå. Laget med {kept.versions}, regnet med {versions()}.")
        self.stdout.write(f"Plan {run} gir samme svar: {len(result.encode())} byte.")
