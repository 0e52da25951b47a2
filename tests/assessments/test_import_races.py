"""Two import an instrument at the same moment, on a real database: one version, and a sentence for the other."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assessments.instrument_check import InstrumentRefused
from assessments.models import InstrumentVersion
from assessments.services import import_instrument
from tests.factories.assessments import default_source
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def titled(title: str) -> str:
    return json.dumps(json.loads(default_source()) | {"title": {"nb": title}}, ensure_ascii=False)


def test_two_texts_under_one_version(tmp_path):
    paths = [tmp_path / "a.json", tmp_path / "b.json"]
    for path in paths:
        path.write_text(titled(path.stem), encoding="utf-8")

    results = at_once(
        *(lambda path=path: call_command("import_instrument", str(path), stdout=StringIO()) for path in paths)
    )

    refused = [error for error in results if error is not None]
    assert [(type(error), error.returncode) for error in refused] == [(CommandError, 2)]
    assert "Versjon 1.0 finnes fra før med et annet innhold. Gi denne et nytt versjonsnummer." in str(refused[0])
    assert InstrumentVersion.objects.count() == 1


def test_many_texts_under_one_version_from_the_page():
    results = at_once(*(lambda title=title: import_instrument(titled(title)) for title in "abcdef"))

    kept = [result for result in results if isinstance(result, InstrumentVersion)]
    assert [type(result) for result in results if result not in kept] == [InstrumentRefused] * 5
    assert InstrumentVersion.objects.get() == kept[0]


def test_same_text_is_the_same_version_for_all():
    results = at_once(*(lambda: import_instrument(default_source()) for _ in range(6)))

    assert results == [InstrumentVersion.objects.get()] * 6
