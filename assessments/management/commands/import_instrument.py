"""Take an instrument file into the database. What is there already stays as it is."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from assessments.services import import_instrument


class Command(BaseCommand):
    help = "Legg inn et kartleggingsverktøy fra en fil. Se docs/instruments.md."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        try:
            version = import_instrument(file.read_text(encoding="utf-8"))
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"{file}: {error}") from None
        self.stdout.write(f"{version} er lagt inn.")
