"""The reference results of tests/data/statistics and the command run on their data."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

DATA = Path(__file__).parents[2] / "data" / "statistics"
LEAD = tuple(f"LEAD{number:02d}" for number in range(1, 12))
TSIG = ("TSIG01", "TSIG02", "TSIG03")


def to_nine_digits(expected):
    """Equal to 1e-9 relative; where R prints 0, to 1e-12."""
    return None if expected is None else pytest.approx(expected, rel=1e-9, abs=1e-12)


def read_json(name):
    return json.loads((DATA / name).read_text())


def read_csv(name):
    """Rows as dicts with text values."""
    with (DATA / name).open(newline="") as file:
        return list(csv.DictReader(file))


def number(text):
    return float(text) if text else None


def scale_statistics(data, *, items, scale, group=(), reverse=()):
    """What ``manage.py scale_statistics`` prints, read back as JSON; bare file names are reference data."""
    out = StringIO()
    options = [f"--group={column}" for column in group]
    if reverse:
        options.append(f"--reverse={','.join(reverse)}")
    call_command(
        "scale_statistics", str(DATA / data), f"--items={','.join(items)}", f"--scale={scale}", *options, stdout=out
    )
    return json.loads(out.getvalue(), parse_constant=refuse)


def refuse(constant):
    raise AssertionError(f"{constant} is not JSON")
