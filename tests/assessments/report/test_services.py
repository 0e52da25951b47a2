"""The report's way from closing to its readers: made once, withheld comments gone, released in two steps."""

import datetime as dt
import os

import pytest
from django.utils import timezone

from assessments import services
from assessments.models import Release, Report
from assessments.report import content, render
from assessments.services import reports
from enrollment.models import Membership
from portal.accounts.models import User
from portal.core import files, jobs, outbox
from portal.core.leases import LEASE
from portal.core.models import Job, Mail
from portal.core.workflow import TransitionNotAllowed
from tests.factories.assessments import make_consultant
from tests.factories.reports import closed_round, small_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def round_(today):
    return closed_round(answered=5, closed_on=today, source=small_source())


@pytest.fixture
def stored(round_):
    order(round_)
    assert jobs.run_due() == 1
    return round_


def order(round_) -> Job:
    return jobs.enqueue("assessments.store_report", key=f"report:{round_.pk}:closed", subject_id=round_.pk)


def stored_files() -> list[str]:
    folder = files.private("reports")
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def refuse(round_, step: str) -> list[str]:
    with pytest.raises(TransitionNotAllowed) as refused:
        services.release(round_, step, by=make_consultant())
    return refused.value.missing


# The worker ------------------------------------------------------------------


def test_worker_makes_the_pdf_of_the_content(stored):
    report = Report.objects.get()

    made = files.private(report.filename).read_bytes()

    assert report.content_key == render.content_key(content.build(stored))
    assert made.startswith(b"%PDF-1.7")
    assert (report.size, stored_files()) == (len(made), [f"{report.content_key}.pdf"])


def test_same_content_is_not_made_twice(stored, monkeypatch):
    monkeypatch.setattr(render, "pdf", None)  # would raise
    jobs.enqueue("assessments.store_report", key="again", subject_id=stored.pk)

    jobs.run_due()

    assert Job.objects.get(key="again").state == "done"
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("step", "after"),
    [
        ("assessments.report.content.build", False),
        ("assessments.report.render.pdf", True),
        ("portal.core.files.write", False),
        ("portal.core.files.write", True),
        ("assessments.services.reports._replace", True),
        ("portal.core.leases.Lease.finish", False),
    ],
)
def test_worker_killed_at_any_step_gives_one_report_later(round_, kill_at, lapse, step, after):
    job = order(round_)
    with kill_at(step, after=after):
        jobs.run(job.pk, queues=["default"])
    assert (Report.objects.count(), Job.objects.get().state) == (0, "running")

    lapse()
    jobs.run_due()

    report = Report.objects.get()
    assert (stored_files(), Job.objects.get().state) == ([f"{report.content_key}.pdf"], "done")


def test_worker_that_lost_its_lease_writes_no_row(round_, monkeypatch):
    job = order(round_)
    real = render.pdf

    def slow(*args, **kwargs):
        Job.objects.update(lease_until=timezone.now() - LEASE, state="running")
        monkeypatch.setattr(render, "pdf", real)
        jobs.run(job.pk, queues=["default"])  # another worker takes over and finishes
        return real(*args, **kwargs)

    monkeypatch.setattr(render, "pdf", slow)
    jobs.run(job.pk, queues=["default"])

    assert (Report.objects.count(), Job.objects.get().state) == (1, "done")


def test_comment_withheld_while_the_worker_is_busy_is_in_no_pdf(round_, monkeypatch):
    order(round_)
    real = render.pdf

    def withhold_meanwhile(*args, **kwargs):
        monkeypatch.setattr(render, "pdf", real)
        services.set_withheld(round_.comments.first(), True, by=make_consultant())
        return real(*args, **kwargs)

    monkeypatch.setattr(render, "pdf", withhold_meanwhile)
    jobs.run_due()

    key = reports.current_key(round_)
    assert [report.content_key for report in Report.objects.all()] == [key]
    assert stored_files() == [f"{key}.pdf"]


def test_file_without_a_row_is_swept_when_it_is_old(stored):
    folder = files.private("reports")
    for name, age in (("old.pdf", 2), ("young.pdf", 0), (".left.part", 2)):
        (folder / name).write_bytes(b"x")
        then = (timezone.now() - dt.timedelta(hours=age)).timestamp()
        os.utime(folder / name, (then, then))
    known = Report.objects.get().filename
    os.utime(files.private(known), (0, 0))

    reports.remove_orphans()

    assert stored_files() == sorted([known.removeprefix("reports/"), "young.pdf"])


def test_new_name_before_release_gets_a_new_pdf(stored):
    group = stored.application.group
    group.name = "Et annet navn"
    group.save()

    reports.order_missing_reports()
    reports.order_missing_reports()

    assert Job.objects.filter(state="waiting").count() == 1
    assert jobs.run_due() == 1
    assert Report.objects.get().content_key == reports.current_key(closed(stored))


def closed(round_):
    return type(round_).objects.get(pk=round_.pk)


# Withholding -----------------------------------------------------------------


def test_withheld_comment_leaves_content_and_pdf(stored):
    before = Report.objects.get()
    comment = stored.comments.get(text__startswith="Papirene")

    services.set_withheld(comment, True, by=make_consultant())
    waiting = reports.missing_for_release(stored, "leader")
    jobs.run_due()

    after = Report.objects.get()
    answers = [answer for question in content.build(stored).questions for answer in question.answers]
    assert after.content_key != before.content_key
    assert ("Papirene kommer for sent.",) not in answers
    assert waiting == ["Rapporten lages nå. Det tar vanligvis under ett minutt."]
    assert stored_files() == [f"{after.content_key}.pdf"]


def test_comment_taken_back_gives_the_first_pdf_again(stored):
    first = Report.objects.get().content_key
    comment = stored.comments.first()

    for withheld in (True, True, False):
        services.set_withheld(comment, withheld, by=make_consultant())
        jobs.run_due()

    assert Report.objects.get().content_key == first
    assert [event.action for event in stored.events.all()] == ["withhold", "show"]
    assert all(comment.text not in event.note for event in stored.events.all())


def test_nothing_is_withheld_after_the_leader_has_it(stored):
    services.release(stored, "leader", by=make_consultant())
    comment = stored.comments.first()

    with pytest.raises(TransitionNotAllowed) as refused:
        services.set_withheld(comment, True, by=make_consultant())

    comment.refresh_from_db()
    assert (refused.value.missing, comment.withheld) == (
        ["Lederen har fått rapporten. Kommentarene kan ikke endres nå."],
        False,
    )


# Release ---------------------------------------------------------------------


def test_words_of_a_withheld_comment_are_gone_once_the_leader_has_the_report(stored):
    comment = stored.comments.get(text__startswith="Papirene")
    services.set_withheld(comment, True, by=make_consultant())
    jobs.run_due()

    services.release(stored, "leader", by=make_consultant())

    comment.refresh_from_db()
    assert (comment.withheld, comment.text) == (True, "")
    assert "Papirene" not in files.private(f"results/{stored.pk}.json").read_text(encoding="utf-8")


def test_leader_alone_is_told_first(stored):
    leader = stored.application.group.memberships.get(role="leader").user

    services.release(stored, "leader", by=make_consultant())

    assert [mail.to for mail in Mail.objects.all()] == [leader]
    assert [event.action for event in stored.events.all()] == ["release_leader"]


def test_whole_group_but_no_delegate_is_told_at_the_session(stored, today):
    group = stored.application.group
    helper = User.objects.create_user("hjelper@example.org", "Hjelper")
    Membership.objects.create(group=group, user=helper, role="delegate")
    type(stored).objects.update(session_on=today)
    services.release(stored, "leader", by=make_consultant())
    Mail.objects.all().delete()

    services.release(stored, "group", by=make_consultant())

    members = group.memberships.exclude(role="delegate")
    assert {mail.to_id for mail in Mail.objects.all()} == {membership.user_id for membership in members}
    assert Mail.objects.count() == 5


def test_mail_says_only_that_it_is_ready(stored, mailoutbox):
    services.release(stored, "leader", by=make_consultant())

    outbox.send_due()

    (mail,) = mailoutbox
    url = f"http://localhost:8000/sak/{stored.application.number}/rapport/1/"
    shown = content.build(stored)
    assert mail.subject == "Rapporten for Kaietaten etat er klar"
    assert mail.reply_to == ["konsulent@example.org"]
    assert "Rapporten er klar. Du leser den sammen med Kine Konsulent" in mail.body
    assert url in mail.body
    for text in (mail.body, mail.alternatives[0].content):
        assert [factor.title for factor in shown.factors if factor.title in text] == []
    assert mail.attachments == []


def test_mail_after_the_agreed_day_names_no_day(stored, today, mailoutbox):
    type(stored).objects.update(pretalk_on=today - dt.timedelta(days=2), session_on=today - dt.timedelta(days=1))
    services.release(stored, "leader", by=make_consultant())
    services.release(stored, "group", by=make_consultant())

    outbox.send_due()

    assert len(mailoutbox) == 6
    for mail in mailoutbox:
        assert "Rapporten er klar, og du kan åpne den nå." in mail.body
        assert "Du kan åpne den nå." in mail.alternatives[0].content
        assert "sammen med" not in mail.body


def test_release_says_what_is_missing(round_, today):
    type(round_).objects.update(pretalk_on=today + dt.timedelta(days=1))

    missing = refuse(round_, "group")

    assert missing[0] == "Lederen må få rapporten før gruppen."
    assert missing[1].startswith("Avtalt dato er")
    assert missing[2] == "Rapporten lages nå. Det tar vanligvis under ett minutt."
    assert (Release.objects.count(), Mail.objects.count()) == (0, 0)


def test_release_waits_for_the_day(stored, today):
    type(stored).objects.update(pretalk_on=today + dt.timedelta(days=1))

    assert len(refuse(stored, "leader")) == 1

    type(stored).objects.update(pretalk_on=today)
    services.release(stored, "leader", by=make_consultant())
    assert Release.objects.get().step == "leader"


def test_open_round_has_nothing_to_release(stored):
    type(stored).objects.update(state="open", closed_on=None)

    assert refuse(stored, "leader") == ["Kartleggingen er ikke lukket ennå."]


def test_second_click_releases_nothing_more(stored):
    services.release(stored, "leader", by=make_consultant())

    assert refuse(stored, "leader") == ["Dette er allerede gjort."]
    assert (Release.objects.count(), Mail.objects.count()) == (1, 1)


def test_unknown_step_is_no_step(stored):
    with pytest.raises(ValueError):
        services.release(stored, "everyone", by=make_consultant())
