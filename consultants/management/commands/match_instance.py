"""Match one instance from a file: `manage.py match_instance IN.json OUT.json`."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

from consultants.matching.fields import InstanceError
from consultants.matching.leads import NotProven
from consultants.matching.result import match_file


class Command(BaseCommand):
    help = "Finn den beste planen for en instans (match/1) og skriv resultatet (match-result/1)."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, metavar="IN.json")
        parser.add_argument("target", type=Path, metavar="OUT.json")

    def handle(self, *, source: Path, target: Path, **options: object) -> None:
        try:
            match_file(source, target)
        except InstanceError as error:
            refuse(str(error))
        except NotProven:
            refuse("den beste planen lot seg ikke bevise; ingenting er skrevet")
        except OSError as error:
            refuse(f"{error.filename or target}: {error.strerror}")


def refuse(message: str) -> None:
    """One line on stderr, exit 2. OUT has not been touched."""
    print(f"match_instance: {message}", file=sys.stderr)
    raise SystemExit(2)
