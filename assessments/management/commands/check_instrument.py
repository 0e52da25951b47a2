import sys
from pathlib import Path

from assessments.instrument_check import SIZE_LIMIT, InstrumentRefused, check_instrument, decode
from assessments.management.plain_command import PlainCommand


class Command(PlainCommand):
    """Check an instrument file. Exit status 0 when it is in order, 2 with a line on standard error for each fault."""

    help = "Sjekker en fil med et kartleggingsverktøy og sier hva som er feil, linje for linje."
    usage = "check_instrument FIL.json"
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("file", metavar="FIL.json", type=Path, help="JSON-fil i formatet instrument/1")

    def handle(self, *, file, **options):
        faults = _faults(file)
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            sys.exit(2)
        self.stdout.write("Ingen feil")


def _faults(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            source = decode(file.read(SIZE_LIMIT + 1))
    except (OSError, ValueError) as error:
        if isinstance(error, InstrumentRefused):
            return [str(error)]
        return [f"Filen «{path.name}» finnes ikke eller kan ikke leses."]
    return [str(fault) for fault in check_instrument(source)]
