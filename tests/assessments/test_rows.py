"""The statements that are written out say what the models say."""

import datetime as dt

import pytest

from assessments.models import Participation, Sheet
from assessments.services import rows
from tests.factories import assessments as make

pytestmark = pytest.mark.django_db


def test_holder_is_what_the_models_say():
    participation, _ = make.people(make.open_round())[0]
    Participation.objects.filter(pk=participation.pk).update(declined=True)
    known = Participation.objects.select_related("round").get(pk=participation.pk)

    holder = rows.holder_of(known.link_hash)

    of_row = (known.pk, known.link_hash, known.submitted, known.declined, known.round_id)
    of_round = (known.round.state, known.round.deadline, known.round.instrument_id, known.round.view)
    found = tuple(getattr(holder, name) for name in rows.Holder.__dataclass_fields__)
    assert found == of_row + of_round
    assert [type(value) for value in found] == [type(value) for value in of_row + of_round]
    assert isinstance(holder.deadline, dt.date)


def test_unknown_link_has_no_holder():
    make.open_round()

    assert rows.holder_of("0" * 64) is None
    assert rows.holder_of("") is None


def test_sheet_is_written_once_and_then_written_over():
    participation, _ = make.people(make.open_round())[0]
    assert rows.read_body(participation.pk) is None

    for body in (b"\x00\xff" * 100, b"another"):
        rows.write_body(participation.pk, body)
        assert rows.read_body(participation.pk) == body

    assert [bytes(sheet.body) for sheet in Sheet.objects.all()] == [b"another"]
