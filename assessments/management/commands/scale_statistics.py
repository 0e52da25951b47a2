import json
import re
from pathlib import Path

from django.core.management.base import CommandError

from assessments.management.plain_command import PlainCommand
from assessments.statistics.nulls import Scale
from assessments.statistics.scale import scale_statistics
from assessments.statistics.scale_file import ScaleFileError, Selection, read_scale_file


class Command(PlainCommand):
    """Print agreement, intraclass correlation and reliability of one scale as JSON.

    Bad input gives one line on standard error and exit status 2; nothing is read but the file.
    """

    help = "Regner ut enighet i grupper og skalaens reliabilitet fra en CSV-fil, og skriver ett JSON-objekt."
    usage = "scale_statistics DATA.csv --items a,b,c --scale MIN:MAX [--group KOLONNE] [--reverse x,y]"
    requires_system_checks = []

    def add_arguments(self, parser):
        # A scale such as -2:2 is a value, although it begins like an option.
        parser._negative_number_matcher = re.compile(r"^-\d")
        parser.add_argument(
            "data", metavar="DATA.csv", type=Path, help="Kommadelt UTF-8 med overskrift, tom celle = mangler"
        )
        parser.add_argument(
            "--group", action="append", default=[], metavar="COL", help="Kolonne med gruppe; kan gjentas"
        )
        parser.add_argument("--items", required=True, metavar="a,b,c", help="Kolonnene med påstandene")
        parser.add_argument("--scale", required=True, metavar="MIN:MAX", help="Laveste og høyeste svar, hele tall")
        parser.add_argument("--reverse", default="", metavar="x,y", help="Påstander som snus (MIN + MAX − svaret)")

    def handle(self, *, data, group, items, scale, reverse, **options):
        try:
            selection = Selection(tuple(items.split(",")), _scale(scale), tuple(group), _names(reverse))
            rows = read_scale_file(data, selection)
        except ScaleFileError as error:
            raise CommandError(str(error), returncode=2) from error
        result = scale_statistics(rows, selection.scale, grouped=bool(group))
        self.stdout.write(json.dumps(result, indent=2, allow_nan=False))


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split(",")) if text else ()


def _scale(text: str) -> Scale:
    # Nine digits are beyond any scale and keep every figure within a double.
    found = re.fullmatch(r"(-?\d{1,9}):(-?\d{1,9})", text, re.ASCII)
    if found is None or int(found[1]) >= int(found[2]):
        raise ScaleFileError("--scale skal være MIN:MAX med hele tall og MIN mindre enn MAX, for eksempel 1:7.")
    return Scale(int(found[1]), int(found[2]))
