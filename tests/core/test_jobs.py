"""A row is claimed once, finished by its holder alone, and never lost."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone

from portal.core import dispatch, jobs, leases
from portal.core.leases import LeaseLost
from portal.core.models import Job, LeaseState

pytestmark = pytest.mark.django_db


@pytest.fixture
def handled(monkeypatch):
    """Kind ``note`` writes its subject down; ``broken`` fails."""
    subjects = []

    def broken(subject_id, lease):
        raise ValueError("a text that must not be stored")

    monkeypatch.setattr(jobs, "_handlers", {})
    jobs.register("note", lambda subject_id, lease: subjects.append(subject_id))
    jobs.register("note-keys", lambda subject_id, lease: subjects.append(subject_id), queue="keys")
    jobs.register("broken", broken)
    return subjects


def let_lease_lapse(job):
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - dt.timedelta(seconds=1))


def test_same_key_is_ordered_once(handled):
    jobs.enqueue("note", key="a", subject_id=1)
    jobs.enqueue("note", key="a", subject_id=1)

    assert Job.objects.count() == 1


def test_job_runs_once_and_is_done(handled):
    job = jobs.enqueue("note", key="a", subject_id=7)

    assert jobs.run(job.pk, queues=["default"])
    assert not jobs.run(job.pk, queues=["default"])

    assert handled == ["7"]
    assert Job.objects.get().state == LeaseState.DONE


def test_worker_takes_only_its_own_queue(handled):
    job = jobs.enqueue("note-keys", key="a", subject_id=7)

    assert not jobs.run(job.pk, queues=["default"])
    assert jobs.run(job.pk, queues=["keys"])


def test_job_for_tomorrow_waits(handled):
    job = jobs.enqueue("note", key="a", not_before=timezone.now() + dt.timedelta(days=1))

    assert not jobs.run(job.pk, queues=["default"])


def test_failure_keeps_class_name_only_and_is_tried_again(handled):
    job = jobs.enqueue("broken", key="a")

    jobs.run(job.pk, queues=["default"])

    job.refresh_from_db()
    assert (job.state, job.error, job.attempts) == (LeaseState.WAITING, "ValueError", 1)
    assert job.not_before > timezone.now()


def test_poison_job_ends_as_failed(handled):
    job = jobs.enqueue("broken", key="a")

    for _ in range(leases.MAX_ATTEMPTS):
        Job.objects.update(not_before=timezone.now())
        jobs.run(job.pk, queues=["default"])

    assert Job.objects.get().state == LeaseState.FAILED


def test_lapsed_lease_is_taken_over_and_the_slow_worker_writes_nothing(handled):
    job = jobs.enqueue("note", key="a")
    slow = leases.claim(Job, job.pk, queues=["default"])
    let_lease_lapse(job)

    assert jobs.run(job.pk, queues=["default"])

    with pytest.raises(LeaseLost), transaction.atomic():
        slow.finish()
    slow.fail(ValueError())
    assert Job.objects.get().state == LeaseState.DONE


def test_job_finished_by_its_handler_is_not_finished_twice(handled):
    jobs.register("own-finish", lambda subject_id, lease: lease.finish())
    job = jobs.enqueue("own-finish", key="a")

    assert jobs.run(job.pk, queues=["default"])
    assert Job.objects.get().state == LeaseState.DONE


def test_run_due_follows_what_jobs_order(handled):
    jobs.register("first", lambda subject_id, lease: jobs.enqueue("note", key="second", subject_id="after") and None)
    jobs.enqueue("first", key="first")

    assert jobs.run_due() == 2
    assert handled == ["after"]


def test_failing_tick_does_not_stop_the_others(monkeypatch):
    called = []
    monkeypatch.setattr(jobs, "_ticks", {})
    jobs.every_minute("broken", lambda: 1 / 0)
    jobs.every_minute("whole", lambda: called.append(1))

    jobs.tick()

    assert called == [1]


def test_ringing_again_waits_but_never_forgets(handled, monkeypatch):
    rung = []
    monkeypatch.setattr("portal.core.tasks.run_job.apply_async", lambda args, queue: rung.append((args[0], queue)))
    job = jobs.enqueue("note-keys", key="a")

    assert dispatch.ring() == 1
    assert dispatch.ring() == 0
    Job.objects.update(rung_at=timezone.now() - leases.RING_AGAIN - dt.timedelta(seconds=1))
    assert dispatch.ring() == 1

    assert rung == [(str(job.pk), "keys")] * 2
