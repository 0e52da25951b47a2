"""The report: made by a worker, read first by the consultant, released in two named steps.

closing orders store_report  ->  PDF for the content as it stands
set_withheld                 ->  other content, so another PDF is ordered and the old one goes
release("leader"), release("group")
"""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import AssessmentRound, Comment, Release, ReleaseStep, Report, RoundState, VendorReport
from assessments.report import content as report_content
from assessments.report import render
from assessments.report.model import ReportContent
from assessments.services import external
from assessments.services.closing import store_copy
from enrollment.queries import answering_members, leader_of
from portal.accounts.models import User
from portal.core import audit, files, jobs, outbox
from portal.core.leases import Lease
from portal.core.models import Job, LeaseState
from portal.core.templatetags.ui import day_year
from portal.core.workflow import TransitionNotAllowed, add_event, lock

KIND = "assessments.store_report"
FOLDER = "reports"
READY_MAIL = {
    ReleaseStep.LEADER: "assessments/mail/report_ready_leader",
    ReleaseStep.GROUP: "assessments/mail/report_ready_group",
}
# Longer than any job may run, so that a file about to get its row is never taken for an orphan.
ORPHAN_AGE = dt.timedelta(hours=1)


# What the consultant decides -------------------------------------------------


@transaction.atomic
def set_withheld(comment: Comment, withheld: bool, *, by: User) -> None:
    """Leave a comment out of the report, or take it back in, and order the PDF that follows from it.

    Refused once the leader has the report: what two readers hold is then the same.
    Raises TransitionNotAllowed.
    """
    round_ = _lock(comment.round_id)
    if round_.releases.exists():
        raise TransitionNotAllowed([_("Lederen har fått rapporten. Kommentarene kan ikke endres nå.")])
    if not Comment.objects.filter(pk=comment.pk).exclude(withheld=withheld).update(withheld=withheld):
        return
    comment.withheld = withheld
    order_report(round_)
    add_event(round_, "withhold" if withheld else "show", by=by)
    store_copy(round_)  # or a restored database would show it again


def missing_for_release(round_: AssessmentRound, step: str, *, today: dt.date | None = None) -> list[str]:
    """What keeps this step from being taken today, in words; empty when nothing does."""
    today = today or timezone.localdate()
    released = set(round_.releases.values_list("step", flat=True))
    if round_.state != RoundState.CLOSED:
        return [_("Kartleggingen er ikke lukket ennå.")]
    if step in released:
        return [_("Dette er allerede gjort.")]
    missing = []
    if step == ReleaseStep.GROUP and ReleaseStep.LEADER not in released:
        missing.append(_("Lederen må få rapporten før gruppen."))
    due = opens_on(round_, step)
    if today < due:
        missing.append(_("Avtalt dato er %(day)s. Flytt datoen hvis dere møtes før.") % {"day": day_year(due)})
    if not has_report(round_):
        missing.append(_("Rapporten lages nå. Det tar vanligvis under ett minutt."))
    return missing


def has_report(round_: AssessmentRound) -> bool:
    """Whether the report of a closed round is in the file store, as its figures and comments stand."""
    if round_.runs_elsewhere:
        return VendorReport.objects.filter(round=round_).exists()
    return Report.objects.filter(round=round_, content_key=current_key(round_)).exists()


@transaction.atomic
def release(round_: AssessmentRound, step: str, *, by: User) -> Release:
    """Let the leader, or the group, open the report, and tell them that it is ready.

    Whether ``by`` may is for the caller's access to say. Raises TransitionNotAllowed with what is missing.
    """
    step = ReleaseStep(step)
    round_ = _lock(round_.pk)
    missing = missing_for_release(round_, step)
    if missing:
        raise TransitionNotAllowed(missing)
    released = Release.objects.create(round=round_, step=step, released_by=by)
    if step == ReleaseStep.LEADER:
        # From here on nobody can take a withheld comment back in, so nobody needs its words.
        Comment.objects.filter(round=round_, withheld=True).update(text="")
        store_copy(round_)
    add_event(round_, f"release_{step}", by=by)
    _tell_readers(round_, step)
    return released


def opens_on(round_: AssessmentRound, step: str) -> dt.date:
    """The agreed date of a step."""
    return round_.pretalk_on if step == ReleaseStep.LEADER else round_.session_on


def _tell_readers(round_: AssessmentRound, step: str) -> None:
    group = round_.application.group
    readers = [leader_of(group)] if step == ReleaseStep.LEADER else answering_members(group)
    for membership in readers:
        outbox.queue(
            READY_MAIL[step],
            key=f"report-ready:{round_.pk}:{step}:{membership.user_id}",
            to=membership.user,
            case=round_.application.number,
            subject_id=round_.pk,
            number=round_.application.number,
            organisation=group.organisation.name,
            consultant=round_.consultant_name,
            day=day_year(opens_on(round_, step)),
            is_late=opens_on(round_, step) < timezone.localdate(),
            button=_("Åpne rapporten"),
            button_url=settings.PORTAL_URL + reverse("report", args=[round_.application.number, round_.sequence]),
            reply_to=round_.consultant_email,
        )


# Reading ---------------------------------------------------------------------


def read_page(round_: AssessmentRound, *, by: User) -> dict:
    """What ``assessments/report/body.html`` takes. That the report was opened is in the log before this returns."""
    audit.log_read(who=by, what="report", case=round_.application.number, subject_id=round_.pk)
    content = report_content.build(round_)
    report = stored_report(round_, content)
    return render.context(content, key=report.content_key if report else None)


def read_pdf(round_: AssessmentRound, *, by: User) -> tuple[Path, str] | None:
    """The stored PDF and the name it is given on its way out; None while it is being made. Logged like the page."""
    if round_.runs_elsewhere:
        return external.read_file(round_, by=by)
    content = report_content.build(round_)
    report = stored_report(round_, content)
    path = report and files.private(report.filename)
    if path is None or not path.exists():
        return None
    audit.log_read(who=by, what="report_pdf", case=round_.application.number, subject_id=round_.pk)
    return path, f"Grupperapport {content.case} {content.closed_on}.pdf"


def stored_report(round_: AssessmentRound, content: ReportContent) -> Report | None:
    """The PDF of this content; after a new template or a new name of the group, the one that was released."""
    reports = {report.content_key: report for report in round_.reports.order_by("made_at", "pk")}
    current = reports.get(render.content_key(content))
    if current or not round_.releases.exists():
        return current
    return next(reversed(reports.values()), None)


def current_key(round_: AssessmentRound) -> str:
    return render.content_key(report_content.build(round_))


# The worker ------------------------------------------------------------------


def order_report(round_: AssessmentRound) -> None:
    """Order the PDF of the content as it stands when the worker comes to it."""
    orders = Job.objects.filter(kind=KIND, subject_id=str(round_.pk)).count()
    jobs.enqueue(KIND, key=f"report:{round_.pk}:{orders}", subject_id=round_.pk)


def store_report(round_id: str, lease: Lease) -> None:
    """Make the PDF of a closed round, unless it is there. The file comes first, then row and lease in one transaction.

    A kill before that leaves a file without a row, which the next attempt writes anew under the
    same name. When a comment was withheld meanwhile, the PDF is dropped: that order made its own.
    """
    round_ = _closed_rounds().get(pk=round_id)
    content = report_content.build(round_)
    key = render.content_key(content)
    if Report.objects.filter(content_key=key).exists():
        return
    made, pages = render.pdf(content, key=key)
    report = Report(round=round_, content_key=key, pages=pages, size=len(made))
    files.write(files.private(report.filename), made)
    with transaction.atomic():
        round_ = _lock(round_.pk)
        outdated = _replace(round_, report) if current_key(round_) == key else [report.filename]
        lease.finish()
    for name in outdated:
        files.private(name).unlink(missing_ok=True)


def _replace(round_: AssessmentRound, report: Report) -> list[str]:
    """One PDF a round: an older one may hold a comment that is withheld now. Returns the files that are to go."""
    older = list(round_.reports.exclude(content_key=report.content_key))
    round_.reports.filter(pk__in=[each.pk for each in older]).delete()
    Report.objects.get_or_create(
        content_key=report.content_key, defaults={"round": round_, "pages": report.pages, "size": report.size}
    )
    return [each.filename for each in older]


# Ticks -----------------------------------------------------------------------


def order_missing_reports() -> None:
    """A new template, or a new name of the group, before the group has its report: it gets the new one."""
    for round_ in _closed_rounds().exclude(releases__step=ReleaseStep.GROUP):
        orders = Job.objects.filter(kind=KIND, subject_id=str(round_.pk))
        if orders.exclude(state__in=(LeaseState.DONE, LeaseState.STOPPED)).exists():
            continue
        if not Report.objects.filter(content_key=current_key(round_)).exists():
            with transaction.atomic():
                order_report(_lock(round_.pk))


def remove_orphans() -> None:
    """Delete PDFs without a row: what was left by a worker that was killed, or by a row that was replaced."""
    folder = files.private(FOLDER)
    if not folder.exists():
        return
    before = timezone.now().timestamp() - ORPHAN_AGE.total_seconds()
    old = [path for path in folder.iterdir() if path.stat().st_mtime < before]
    known = set(
        Report.objects.filter(content_key__in=[path.stem for path in old]).values_list("content_key", flat=True)
    )
    for path in old:
        if path.stem not in known:
            path.unlink(missing_ok=True)


def _closed_rounds():
    return (
        AssessmentRound.objects.filter(state=RoundState.CLOSED, tool="")
        .select_related("result", "application__group__organisation")
        .order_by("pk")
    )


def _lock(round_id) -> AssessmentRound:
    return lock(AssessmentRound, pk=round_id)
