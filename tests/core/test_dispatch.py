"""The bell can be rung by hand."""

import pytest
from django.core.management import call_command

from portal.core import jobs

pytestmark = pytest.mark.django_db


def test_command_looks_for_what_is_due_and_rings_it(monkeypatch, capsys):
    rung = []
    monkeypatch.setattr(jobs, "_handlers", {})
    monkeypatch.setattr(jobs, "_ticks", {})
    monkeypatch.setattr("portal.core.tasks.run_job.apply_async", lambda args, queue: rung.append(queue))
    jobs.register("note", lambda subject_id, lease: None)
    jobs.every_minute("order", lambda: jobs.enqueue("note", key="a"))

    call_command("dispatch")

    assert rung == ["default"]
    assert "1 rader er ringt" in capsys.readouterr().out
