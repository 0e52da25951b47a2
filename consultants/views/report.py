"""The report before and after release, as the consultant reads it: comments to hold back, and the two steps."""

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments import services as assessments
from assessments.models import AssessmentRound, ReleaseStep
from assessments.report.model import ReportContent
from consultants import queries
from consultants.access import get_closed_round_for, get_comment_for
from consultants.phases import RoundFacts
from consultants.views import external
from consultants.views.pages import attempt, engagement_crumbs, staff_page
from portal.core.access import page
from portal.core.templatetags.ui import day_year

RELEASED = {
    ReleaseStep.LEADER: gettext_lazy("Lederen kan lese rapporten. Hun eller han får en e-post uten tall."),
    ReleaseStep.GROUP: gettext_lazy("Alle i gruppen kan lese rapporten. De får en e-post uten tall."),
}


@page("report_unreleased")
def report(request, number, sequence):
    """Every opening is written in the log that the privacy role reads."""
    engagement, round_ = get_closed_round_for(request.user, number, sequence)
    facts = queries.round_facts(round_, engagement.application)
    if round_.runs_elsewhere:
        return staff_page(
            request,
            "consultants/report_elsewhere.html",
            crumbs=engagement_crumbs(engagement, _("Rapport")),
            engagement=engagement,
            round=round_,
            group=engagement.application.group,
            facts=facts,
            steps=release_steps(number, round_, facts),
            **external.report_page(engagement, round_, by=request.user),
        )
    body = assessments.read_page(round_, by=request.user)
    return staff_page(
        request,
        "consultants/report.html",
        crumbs=engagement_crumbs(engagement, _("Rapport")),
        engagement=engagement,
        round=round_,
        group=engagement.application.group,
        facts=facts,
        questions=comments_by_question(round_, body["report"]),
        may_withhold=facts.to_leader_on is None,
        steps=release_steps(number, round_, facts),
        **body,
    )


def comments_by_question(round_: AssessmentRound, shown: ReportContent) -> list[dict]:
    """Every comment, the withheld ones too, under its question, in the order of the report."""
    comments = list(round_.comments.order_by("pk"))
    return [
        {"text": question.text, "comments": found}
        for question in shown.questions
        if (found := [row for row in comments if row.question == question.key])
    ]


def release_steps(number: str, round_: AssessmentRound, facts: RoundFacts) -> list[dict]:
    return [
        {
            **step,
            "missing": [] if step["released"] else assessments.missing_for_release(round_, step["key"]),
            "sure": _("Jeg har lest rapporten. Den kan ikke trekkes tilbake."),
            "url": reverse("admin:release", args=[number, round_.sequence, step["key"]]),
        }
        for step in both_steps(facts)
    ]


def both_steps(facts: RoundFacts) -> list[dict]:
    """The two steps in order, each with its words and the day it was taken."""
    words = (
        (ReleaseStep.LEADER, _("Til lederen"), _("Frigi til lederen"), facts.to_leader_on),
        (ReleaseStep.GROUP, _("Til gruppen"), _("Frigi til gruppen"), facts.to_group_on),
    )
    return [
        {"key": key, "name": name, "action": action, "released": _("Frigitt %s") % day_year(on) if on else ""}
        for key, name, action, on in words
    ]


@page("report_unreleased")
def report_pdf(request, number, sequence):
    """The PDF as it stands; while it is being made she is sent back to the page."""
    _engagement, round_ = get_closed_round_for(request.user, number, sequence)
    found = assessments.read_pdf(round_, by=request.user)
    if found is None:
        messages.info(request, _("PDF-en lages nå. Det tar vanligvis under ett minutt."))
        return redirect("admin:report", number, sequence)
    path, name = found
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/pdf")


@page("comments", "POST")
def comment(request, number, sequence, comment_id):
    """Hold a comment back, or show it again, until the leader has the report."""
    _engagement, _round, found = get_comment_for(request.user, number, sequence, comment_id)
    withheld = request.POST.get("withheld") == "yes"
    attempt(
        request,
        lambda: assessments.set_withheld(found, withheld, by=request.user),
        _("Kommentaren holdes tilbake.") if withheld else _("Kommentaren vises igjen."),
    )
    return redirect(reverse("admin:report", args=[number, sequence]) + "#kommentarer")


@page("report_unreleased", "POST")
def release(request, number, sequence, step):
    """One click by the consultant, possible from the day agreed; it cannot be taken back."""
    if step not in ReleaseStep.values:
        raise Http404
    _engagement, round_ = get_closed_round_for(request.user, number, sequence)
    if request.POST.get("sure") != "yes":
        messages.error(request, _("Kryss av for at du har lest rapporten."))
        return redirect(reverse("admin:report", args=[number, sequence]) + "#frigi")
    attempt(request, lambda: assessments.release(round_, step, by=request.user), RELEASED[step])
    return redirect("admin:report", number, sequence)
