"""The operator's import: one line and exit status 2 for whatever is wrong, and nothing half done."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessments.models import InstrumentVersion
from tests.factories.assessments import default_source

PROJECT = Path(__file__).parents[2]

pytestmark = pytest.mark.django_db


@pytest.fixture
def keep(tmp_path):
    """A file of this content."""

    def keep(content: str | bytes) -> Path:
        path = tmp_path / "verktoy.json"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return keep


def complaint(path) -> str:
    before = InstrumentVersion.objects.count()
    with pytest.raises(CommandError) as caught:
        call_command("import_instrument", str(path))
    assert caught.value.returncode == 2
    assert InstrumentVersion.objects.count() == before
    assert str(caught.value).isprintable(), "one line"
    return str(caught.value)


def changed(**values) -> str:
    return json.dumps(json.loads(default_source()) | values, ensure_ascii=False)


def test_good_file_is_imported_once(keep, capsys):
    path = keep(default_source())

    call_command("import_instrument", str(path))
    call_command("import_instrument", str(path))

    assert InstrumentVersion.objects.count() == 1
    assert capsys.readouterr().out == "Kartlegging av ledergrupper 1.0 er lagt inn.\n" * 2


def test_same_version_with_another_text_is_refused(keep):
    call_command("import_instrument", str(keep(default_source())))

    message = complaint(keep(changed(title={"nb": "Noe annet"})))

    assert message == (
        "verktoy.json, linje 1: Versjon 1.0 finnes fra før med et annet innhold. Gi denne et nytt versjonsnummer."
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "linje 1: Filen slutter før den er ferdig."),
        ('{"format": "instrument/1",\n', "linje 1: Her skulle det stått en nøkkel i anførselstegn."),
        (b"\xff\xfe{", "linje 1: Filen er ikke UTF-8; lagre den på nytt med det tegnsettet."),
        (b" " * 1_000_001, "linje 1: Filen er større enn 1 MB."),
        (changed(reference_sd=7), "linje 1: «reference_sd» skal være et objekt, {…}."),
    ],
)
def test_broken_file_is_told_in_one_line(keep, content, message):
    assert complaint(keep(content)) == f"verktoy.json, {message}"


def test_many_faults_are_one_line_and_a_hint(keep):
    assert complaint(keep('{"format": "instrument/1"}')) == (
        "verktoy.json, linje 1: Filen mangler «factors». Det er 10 feil til; «check_instrument» viser alle."
    )


def test_file_that_is_not_there():
    assert complaint("/nei/verktoy.json") == "Filen «verktoy.json» finnes ikke eller kan ikke leses."


@pytest.mark.parametrize("command", ["import_instrument", "check_instrument"])
def test_command_without_a_file_says_how_it_is_used(command):
    """As typed: no usage in English, no traceback."""
    run = subprocess.run([sys.executable, "manage.py", command], cwd=PROJECT, capture_output=True, text=True)

    assert (run.returncode, run.stdout, run.stderr) == (2, "", f"Mangler FIL.json. Bruk: {command} FIL.json\n")
