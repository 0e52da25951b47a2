"""Instrument files by the command, by the import, and mutated at random."""

import io
import json
import os
import random
import re
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command

from assessments.instrument import load_instrument
from assessments.instrument_check import InstrumentRefused
from assessments.models import InstrumentVersion
from assessments.services import import_instrument
from tests.assessments.instrument_files import DATA, DEFAULT, SCHEMA, WITH_NORMS, told

# The command ------------------------------------------------------------------------


def run(path) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("check_instrument", path, stdout=out, stderr=err, no_color=True)
    except SystemExit as end:
        return end.code, out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def test_command_needs_neither_database_nor_settings_of_its_own(tmp_path):
    broken = tmp_path / "broken.json"
    broken.write_text(DEFAULT.replace('"MIT"', '""').replace('"value": 0.9', '"value": 9'), encoding="utf-8")
    env = {**os.environ, "DATABASE_URL": "postgres://nobody@localhost:1/nothing", "PYTHONIOENCODING": "utf-8"}

    ends = [
        subprocess.run(
            [sys.executable, "manage.py", "check_instrument", path],
            cwd=settings.BASE_DIR,
            env=env,
            capture_output=True,
            encoding="utf-8",
        )
        for path in (DATA / "ledergruppe.json", broken)
    ]

    assert [(end.returncode, end.stdout, end.stderr) for end in ends] == [
        (0, "Ingen feil\n", ""),
        (
            2,
            "",
            "linje 10: «name» er tom.\nlinje 18: «value» i «reference_sd» er større enn skalaen gir rom for (3).\n",
        ),
    ]


@pytest.mark.parametrize("name", ["nowhere.json", ".", "nul\0l.json"])
def test_command_says_when_it_cannot_read(tmp_path, name):
    code, out, err = run(tmp_path / name)

    assert (code, out) == (2, "")
    assert re.fullmatch(r"Filen «.*» finnes ikke eller kan ikke leses\.\n", err)


# The import -------------------------------------------------------------------------


@pytest.mark.django_db
def test_import_refuses_a_faulty_file_with_the_same_sentences():
    source = DEFAULT.replace('"MIT"', '""').replace('"value": 0.9', '"value": 9')

    with pytest.raises(InstrumentRefused) as refusal:
        import_instrument(source)

    assert str(refusal.value).splitlines() == told(source)
    assert len(refusal.value.faults) == 2
    assert not InstrumentVersion.objects.exists()


@pytest.mark.django_db
def test_import_keeps_a_file_in_order():
    version = import_instrument(WITH_NORMS)

    assert (version.key, version.source) == ("ledergruppe", WITH_NORMS)


# Mutants ------------------------------------------------------------------------------

JUNK = [
    None,
    True,
    0,
    -1,
    7.5,
    1e308,
    "",
    " ",
    "nb",
    "purpose",
    "\u0000",
    "\ud800",
    [],
    {},
    [[]],
    {"nb": "x"},
    "x" * 2000,
]


def places(node, found=None):
    """Every (container, key) of a tree."""
    found = [] if found is None else found
    for key in list(node) if isinstance(node, dict) else range(len(node)):
        found.append((node, key))
        if isinstance(node[key], (dict, list)):
            places(node[key], found)
    return found


def mutate_tree(data, dice) -> None:
    container, key = dice.choice(places(data))
    other, other_key = dice.choice(places(data))
    deed = dice.choice(["delete", "junk", "copy", "double", "rename"])
    if deed == "delete":
        del container[key]
    elif deed == "junk":
        container[key] = dice.choice(JUNK)
    elif deed == "copy":
        container[key] = json.loads(json.dumps(other[other_key]))
    elif isinstance(container, list):
        container.insert(key, json.loads(json.dumps(container[key])))
    else:
        container[f"{key}_"] = container.pop(key) if deed == "rename" else container[key]


def mutate_bytes(data: bytes, dice) -> bytes:
    at, length = dice.randrange(len(data)), dice.randrange(1, 40)
    piece = {
        "cut": lambda: data[:at],
        "delete": lambda: data[:at] + data[at + length :],
        "noise": lambda: data[:at] + dice.randbytes(length) + data[at + length :],
        "double": lambda: data[:at] + data[at : at + length] + data[at:],
        "mark": lambda: (
            data[:at] + dice.choice([b'"', b"{", b"}", b"[", b"]", b",", b":", b"\\", b"9"]) + data[at + 1 :]
        ),
    }
    return piece[dice.choice(sorted(piece))]()


def mutant(seed: int) -> bytes:
    dice = random.Random(seed)
    if seed % 3 == 0:
        return mutate_bytes(WITH_NORMS.encode(), dice)
    data = json.loads(WITH_NORMS)
    for _ in range(dice.randint(1, 3)):
        mutate_tree(data, dice)
    return json.dumps(data, indent=1).encode()


@pytest.mark.parametrize("seeds", [range(200), pytest.param(range(200, 1000), marks=pytest.mark.full)], ids=str)
def test_no_mutant_brings_the_command_down(tmp_path, seeds):
    """Faulty: sentences by line and status 2. Clean: the schema agrees and every language can be loaded."""
    path = tmp_path / "mutant.json"
    refused = 0
    for seed in seeds:
        path.write_bytes(mutant(seed))
        code, out, err = run(path)
        if code == 0:
            source = path.read_text(encoding="utf-8")
            assert (out, err) == ("Ingen feil\n", "")
            assert list(SCHEMA.iter_errors(json.loads(source))) == []
            assert [load_instrument(source, language=code).key for code in json.loads(source)["languages"]]
        else:
            refused += 1
            assert (code, out) == (2, "")
            assert [line for line in err.splitlines() if not re.fullmatch(r"linje \d+: .+[.?]", line)] == []

    assert 0.6 * len(seeds) < refused < len(seeds)
