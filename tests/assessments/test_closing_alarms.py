"""Sheets that were tampered with stop the closing."""

import logging

import pytest

from assessments import keys, sealing, services
from assessments.models import FactorResult, Participation, RoundResult, Sheet
from portal.core.models import Job
from tests.factories import assessments as make

pytestmark = pytest.mark.django_db


def forge(round_):
    """One who knows the public key and writes in the database, but has no link."""
    participation, token = make.people(round_)[0]
    item_keys = services.load_version(round_.instrument_id).item_keys
    body = sealing.seal(
        sealing.SheetContent(dict.fromkeys(item_keys, 1)),
        token="gjettet",
        item_keys=item_keys,
        public_key=keys.read_draft_keys(round_.pk).public_key,
    )
    Sheet.objects.filter(participation=participation).update(body=body)


def copy_sheet(round_):
    (first, _), (second, _), *_ = make.people(round_)
    Sheet.objects.filter(participation=second).update(body=first.sheet.body)


def swap_hash(round_):
    """A copied sheet with the copied hash beside it: the token is tied to the row by the seed, not by the database."""
    (first, _), (second, _), *_ = make.people(round_)
    link_hash, body = first.link_hash, first.sheet.body
    first.sheet.delete()
    Participation.objects.filter(pk=first.pk).update(link_hash="0" * 64, submitted=False)
    Participation.objects.filter(pk=second.pk).update(link_hash=link_hash)
    Sheet.objects.filter(participation=second).update(body=body)


def flag_a_draft(round_):
    participation, token = make.people(round_)[4]
    services.withdraw(participation, token)
    services.save_draft(participation, token, items={"purpose_1": 1})
    Participation.objects.filter(pk=participation.pk).update(submitted=True)


def test_alarm_stands_on_its_own_round_and_says_what_to_do():
    other, round_ = make.open_round(make.make_case(name="Beta")), make.open_round()
    make.answer(round_, 5)
    forge(round_)

    make.close(round_)

    alarm = round_.events.get(action="alarm")
    sentence = "Lukkingen er stanset av en kontroll. Ingenting er publisert. Ta kontakt med drift. (SheetRefused)"
    assert (alarm.from_state, alarm.to_state, alarm.note) == ("closing", "closing", sentence)
    assert not other.events.filter(action="alarm").exists()


def lose_a_sheet(round_):
    Sheet.objects.filter(participation=make.people(round_)[0][0]).delete()


@pytest.mark.parametrize("tamper", [forge, copy_sheet, swap_hash, flag_a_draft, lose_a_sheet])
def test_tampered_sheets_stop_closing_with_an_alarm(tamper, caplog):
    round_ = make.open_round(members=5)
    make.answer(round_, 5)
    tamper(round_)

    make.close(round_)

    assert round_.state == "closing"
    assert RoundResult.objects.count() == FactorResult.objects.count() == 0
    assert Sheet.objects.count() >= 4
    assert keys.read_seed(round_.pk)
    assert "SheetRefused" in round_.events.get(action="alarm").note
    assert Job.objects.get(kind="assessments.close_round").state == "failed"
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == [
        f"round {round_.pk}: closing stopped: SheetRefused"
    ]


def test_sheet_sent_by_an_earlier_link_stays_good():
    round_ = make.open_round(members=4)
    make.answer(round_, 4)
    participation, _ = make.people(round_)[0]
    Participation.objects.filter(pk=participation.pk).update(link_version=2)

    assert make.close(round_).state == "closed"
