"""Closing killed at any step: nothing published with the keys there, or published and the keys swept."""

import datetime as dt
import json
import os

import pytest
from django.utils import timezone

from assessments import keys, services
from assessments.models import Comment, FactorResult, RoundResult, Sheet
from assessments.services import closing
from portal.core import files, leases
from portal.core.models import Job
from tests.factories import assessments as make

pytestmark = pytest.mark.django_db

TEXTS = {"works_well": "Vi lytter", "results": "Bedre vedtak"}


CLOSING_STEPS = [
    "assessments.services.closing.lock_with_asked",
    "assessments.services.closing._open_sheets",
    "assessments.services.closing.publish",
    "assessments.services.closing._write_result",
    "assessments.services.closing.forget_answers",
    "portal.core.workflow.Workflow.move",
    "assessments.mails.tell_consultant",
    "portal.core.leases.Lease.finish",
]
STEPS_AFTER_COMMIT = [
    "assessments.services.closing.end_of_keys",
    "assessments.services.closing.store_copy",
    "portal.core.files.write",
    "assessments.keys.destroy",
    "assessments.keys._gone",
    "portal.core.files.sync_folder",
]


def ordered_closing():
    round_ = make.open_round(members=5)
    make.answer(round_, 5, texts=TEXTS)
    services.order_closing(make.pass_deadline(round_))
    return round_


def assert_closed_once(round_, settings):
    round_.refresh_from_db()
    assert round_.state == "closed"
    assert RoundResult.objects.get().respondents == 5
    assert (Comment.objects.count(), FactorResult.objects.count(), Sheet.objects.count()) == (10, 24, 0)
    assert json.loads(files.private(f"results/{round_.pk}.json").read_bytes())["asked"] == 5
    for folder in (settings.PORTAL_SEAL_KEYS, settings.PORTAL_DRAFT_KEYS):
        assert [path.name for path in folder.iterdir() if not path.name.endswith(".part")] == [f"{round_.pk}.gone"]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", CLOSING_STEPS)
def test_closing_killed_before_commit_has_published_nothing_and_starts_again(step, after, settings, kill_at, lapse):
    round_ = ordered_closing()
    with kill_at(step, after=after):
        make.run_keyworker()
    round_.refresh_from_db()
    assert round_.state == "closing"
    assert RoundResult.objects.count() == Comment.objects.count() == 0
    assert Sheet.objects.count() == 5
    assert keys.read_seed(round_.pk)

    lapse()
    make.run_keyworker()

    assert_closed_once(round_, settings)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS_AFTER_COMMIT)
def test_closing_killed_after_commit_is_ended_by_the_sweep(step, after, settings, kill_at, lapse):
    round_ = ordered_closing()
    with kill_at(step, after=after):
        make.run_keyworker()
    round_.refresh_from_db()
    assert round_.state == "closed"

    lapse()
    make.run_keyworker()
    closing.sweep_keys("")

    assert_closed_once(round_, settings)


def test_worker_that_lost_its_lease_publishes_nothing():
    round_ = ordered_closing()
    job = Job.objects.get(kind="assessments.close_round")
    slow = leases.claim(Job, job.pk, queues=["keys"])
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - dt.timedelta(seconds=1))
    leases.claim(Job, job.pk, queues=["keys"])

    with pytest.raises(leases.LeaseLost):
        closing.close_round(str(round_.pk), slow)

    round_.refresh_from_db()
    assert round_.state == "closing"
    assert RoundResult.objects.count() == 0


def test_sweep_leaves_open_rounds_and_strangers_alone(settings):
    round_ = make.open_round()
    stranger = "00000000-0000-4000-8000-000000000000"
    keys.create(stranger)

    closing.sweep_keys("")

    assert keys.read_seed(round_.pk)
    assert keys.read_seed(stranger)


@pytest.mark.parametrize(("hour", "ordered"), [(1, 0), (2, 1), (23, 1)])
def test_one_sweep_is_ordered_a_night(hour, ordered, monkeypatch):
    monkeypatch.setattr(timezone, "localtime", lambda: dt.datetime(2026, 3, 4, hour))

    closing.order_sweep()
    closing.order_sweep()

    kinds = Job.objects.filter(kind="assessments.sweep_keys").values_list("key", flat=True)
    assert list(kinds) == ["sweep:2026-03-04"] * ordered


def test_sweep_removes_halves_of_killed_writes(settings):
    make.open_round()
    (settings.PORTAL_FILES_DIR / "results").mkdir(parents=True)
    places = (settings.PORTAL_SEAL_KEYS, settings.PORTAL_FILES_DIR / "results")
    old, young = ([place / name for place in places] for name in (".x.part", ".y.part"))
    for part in old + young:
        part.write_bytes(b"seed, or a comment that was withheld later")
    for part in old:
        os.utime(part, (0, 0))

    closing.sweep_keys("")

    assert [part.exists() for part in old + young] == [False, False, True, True]
