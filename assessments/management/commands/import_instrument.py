"""Take an instrument file into the database. What is there already stays as it is."""

from pathlib import Path

from django.core.management.base import CommandError

from assessments.instrument_check import SIZE_LIMIT, InstrumentRefused, decode
from assessments.management.plain_command import PlainCommand
from assessments.services import import_instrument


class Command(PlainCommand):
    help = "Legg inn et kartleggingsverktøy fra en fil. Se docs/instruments.md."
    usage = "import_instrument FIL.json"

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FIL.json", type=Path)

    def handle(self, *, file, **options):
        try:
            with file.open("rb") as opened:
                version = import_instrument(decode(opened.read(SIZE_LIMIT + 1)))
        except OSError:
            raise CommandError(f"Filen «{file.name}» finnes ikke eller kan ikke leses.", returncode=2) from None
        except InstrumentRefused as refusal:
            raise CommandError(f"{file.name}, {_in_one_line(refusal)}", returncode=2) from None
        self.stdout.write(f"{version} er lagt inn.")


def _in_one_line(refusal: InstrumentRefused) -> str:
    first, more = refusal.faults[0], len(refusal.faults) - 1
    if not more:
        return str(first)
    return f"{first} Det er {more} feil til; «check_instrument» viser alle."
