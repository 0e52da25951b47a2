"""Lost keys, and a database restored from before the closing."""

import json

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.core.serializers import deserialize, serialize

from assessments import keys, services
from assessments.models import (
    AssessmentRound,
    Comment,
    EarlierSheet,
    FactorResult,
    Participation,
    Report,
    RoundEvent,
    RoundResult,
    Sheet,
)
from assessments.report import content, render
from assessments.services import loss, reports
from portal.core import files, jobs, outbox
from portal.core.models import Job, Mail
from tests.factories import assessments as make
from tests.factories.reports import make_norm

pytestmark = pytest.mark.django_db

OF_ROUNDS = (AssessmentRound, RoundEvent, Participation, Sheet, EarlierSheet)
TEXTS = {"works_well": "Vi lytter", "results": "Bedre vedtak"}


def check() -> None:
    loss.order_check()
    jobs.run_due(queues=["keys"])


def state(round_) -> str:
    return AssessmentRound.objects.get(pk=round_.pk).state


# Lost -----------------------------------------------------------------------


def test_rounds_with_their_keys_are_left_alone():
    round_ = make.open_round()
    before = serialize("json", Participation.objects.order_by("pk"))

    check()

    assert state(round_) == "open"
    assert serialize("json", Participation.objects.order_by("pk")) == before


def remove_seed(settings, round_):
    (settings.PORTAL_SEAL_KEYS / str(round_.pk)).unlink()


def remove_draft_keys(settings, round_):
    (settings.PORTAL_DRAFT_KEYS / str(round_.pk)).unlink()


def swap_public_key(settings, round_):
    path = settings.PORTAL_DRAFT_KEYS / str(round_.pk)
    path.write_bytes(path.read_bytes()[:32] + b"x" * 32)


def cut_seed(settings, round_):
    (settings.PORTAL_SEAL_KEYS / str(round_.pk)).write_bytes(b"half")


@pytest.mark.parametrize("harm", [remove_seed, remove_draft_keys, swap_public_key, cut_seed])
def test_round_whose_keys_do_not_fit_is_lost_and_everyone_asked_is_told(harm, settings):
    other = make.open_round(make.make_case(name="Hel"))
    round_ = make.open_round()
    make.answer(round_, 2)
    harm(settings, round_)
    mail.outbox.clear()

    check()
    outbox.send_due()

    assert (state(round_), state(other)) == ("lost", "open")
    told = sorted(message.to[0] for message in mail.outbox)
    asked = list(round_.participations.values_list("person__email", flat=True))
    assert told == sorted([*asked, "konsulent@example.org"])
    assert round_.events.filter(action="lose").count() == 1
    assert not Sheet.objects.filter(participation__round=round_).exists()
    assert set(round_.participations.values_list("submitted", "declined", "mails_sent")) == {(None, None, None)}


def test_lost_round_takes_no_answers_and_says_so(client, settings):
    round_ = make.open_round()
    token = make.people(round_)[0][1]
    client.get(f"/s/{token}")
    remove_seed(settings, round_)

    check()

    response = client.get(f"/svar/{round_.pk}/")
    assert response.status_code == 410
    assert "En nøkkel er tapt" in response.content.decode()


def test_folder_that_is_not_mounted_loses_nothing_and_is_an_alarm(settings, tmp_path):
    round_ = make.open_round()
    settings.PORTAL_SEAL_KEYS = tmp_path / "not mounted"

    check()

    assert state(round_) == "open"
    assert Job.objects.get(kind="assessments.check_keys").error == "KeysMissing"


def test_there_is_one_check_in_ten_minutes():
    loss.order_check()
    loss.order_check()

    assert Job.objects.filter(kind="assessments.check_keys").count() == 1


def test_round_that_closes_while_it_is_looked_at_is_not_lost(monkeypatch):
    """The check sees an open round; when it has the lock, the round has closed and its keys are destroyed."""
    round_ = make.open_round()
    make.answer(round_, 5)
    original = keys.fit

    def closing_meanwhile(round_id):
        monkeypatch.setattr(keys, "fit", original)
        make.close(AssessmentRound.objects.get(pk=round_id))
        return False

    monkeypatch.setattr(keys, "fit", closing_meanwhile)
    loss.check_keys("")

    assert state(round_) == "closed"
    assert not Mail.objects.filter(template="assessments/mail/lost").exists()


# Restored -------------------------------------------------------------------


def dump() -> list[str]:
    return [serialize("json", model.objects.order_by("pk")) for model in OF_ROUNDS]


def restore(rows: list[str]) -> None:
    """Yesterday's database: nothing of the closing, everything from before it."""
    for model in (Report, Comment, FactorResult, RoundResult, *reversed(OF_ROUNDS)):
        model.objects.all().delete()
    Job.objects.all().delete()
    Mail.objects.all().delete()
    for text in rows:
        for row in deserialize("json", text):
            row.save()


def key_of(round_) -> str:
    fresh = reports._closed_rounds().get(pk=round_.pk)
    return render.content_key(content.build(fresh))


def test_restored_round_gets_the_same_report_back():
    round_ = make.open_round(members=7)
    make.answer(round_, 7, texts=TEXTS)
    yesterday = dump()
    make_norm(round_.instrument)
    make.close(round_)
    make_norm(round_.instrument, 60)
    hidden = Comment.objects.order_by("pk").first()
    services.set_withheld(hidden, True, by=make.make_consultant())
    before, closed_on = key_of(round_), AssessmentRound.objects.get(pk=round_.pk).closed_on
    factors = list(FactorResult.objects.order_by("factor").values_list("factor", "mean"))
    restore(yesterday)
    assert state(round_) == "open"

    call_command("recover_round")
    call_command("recover_round")
    jobs.run_due()

    recovered = AssessmentRound.objects.get(pk=round_.pk)
    assert (recovered.state, recovered.closed_on) == ("closed", closed_on)
    assert key_of(round_) == before
    assert (recovered.result.norm["edition"], recovered.result.norm["means"]["purpose"]) == (1, 48)
    assert list(FactorResult.objects.order_by("factor").values_list("factor", "mean")) == factors
    assert Comment.objects.filter(withheld=True).count() == 1
    assert Report.objects.get().content_key == before
    assert not Sheet.objects.exists()
    assert set(recovered.participations.values_list("link_hash", "submitted")) == {(None, None)}
    assert recovered.events.filter(action="recover").count() == 1


def test_restored_round_without_a_result_is_lost_and_open_ones_are_left_alone(capsys):
    discarded, still_open = make.open_round(make.make_case(name="Få")), make.open_round()
    yesterday = dump()
    services.discard(make.close(discarded), by=make.make_consultant())
    jobs.run_due()
    restore(yesterday)

    call_command("recover_round")

    assert (state(discarded), state(still_open)) == ("lost", "open")
    out = capsys.readouterr().out
    assert f"{discarded.pk}: nøklene er ødelagt" in out
    assert f"{still_open.pk}: ingenting å gjøre" in out


def test_closed_round_is_not_recovered_over_itself():
    round_ = make.closed_round()
    before = serialize("json", RoundResult.objects.all())

    assert loss.recover(round_.pk) == ""
    assert serialize("json", RoundResult.objects.all()) == before


def test_copy_that_does_not_read_recovers_nothing():
    round_ = make.open_round()
    make.answer(round_, 5)
    yesterday = dump()
    make.close(round_)
    files.private(f"results/{round_.pk}.json").write_text("{", encoding="utf-8")
    restore(yesterday)

    with pytest.raises(json.JSONDecodeError):
        loss.recover(round_.pk)

    assert state(round_) == "open"


def test_command_names_a_round_it_does_not_know():
    with pytest.raises(CommandError, match="Finner ikke"):
        call_command("recover_round", "00000000-0000-0000-0000-000000000001")
