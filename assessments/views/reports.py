"""The released report, as page and as PDF, for the leader and the group. Every opening is logged first."""

from collections.abc import Callable
from functools import wraps

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from assessments import access, services
from assessments.access import ReportNotYet
from assessments.models import AssessmentRound
from assessments.services import external
from portal.core.access import page


def readers(view: Callable) -> Callable:
    """A page for those who will get the report: before their step they are told when it opens."""

    @page("report")
    @wraps(view)
    def wrapped(request: HttpRequest, number: str, sequence: int) -> HttpResponse:
        try:
            response = view(request, access.get_released_report_for(request.user, number, sequence))
        except ReportNotYet as waiting:
            response = render(request, "assessments/report/waiting.html", {"waiting": waiting})
        response["Cache-Control"] = "no-store, private"
        return response

    return wrapped


@readers
def report(request: HttpRequest, round_: AssessmentRound) -> HttpResponse:
    if round_.runs_elsewhere:
        context = {"round": round_, **external.read_page(round_, by=request.user)}
        return render(request, "assessments/elsewhere/page.html", context)
    return render(
        request, "assessments/report/page.html", {"round": round_, **services.read_page(round_, by=request.user)}
    )


@readers
def report_pdf(request: HttpRequest, round_: AssessmentRound) -> HttpResponse:
    found = services.read_pdf(round_, by=request.user)
    if found is None:
        raise Http404
    path, filename = found
    # What we have not made ourselves is never shown in a frame of ours.
    return FileResponse(
        path.open("rb"), as_attachment=round_.runs_elsewhere, filename=filename, content_type="application/pdf"
    )
