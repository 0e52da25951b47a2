"""A round run in another tool: its numbers and report entered, or the round called off."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments import services as assessments
from assessments.models import AssessmentRound, RoundState
from assessments.services import external
from consultants.access import get_round_for
from consultants.forms import RegisterForm
from consultants.models import Engagement
from consultants.queries import answering_in
from consultants.views.pages import attempt, confirm_page, engagement_crumbs, sent, settle, staff_page
from portal.core.access import page


@page("staff", "GET", "POST")
def round_register(request, number, sequence):
    """Numbers, the vendor's report, and the group's means if there are any; anew until the leader has the report."""
    engagement, round_ = get_round_for(request.user, number, sequence)
    missing = external.missing_for_entry(round_)
    if missing:
        messages.error(request, " ".join(missing))
        return redirect("admin:engagement", number)
    form = RegisterForm(sent(request), request.FILES or None, initial=initial_of(engagement, round_))
    if request.method == "POST" and form.is_valid() and register(form, round_, by=request.user):
        messages.success(request, _("Tall og rapport er registrert. Rapporten kan frigis fra de avtalte datoene."))
        return redirect("admin:report", number, sequence)
    return staff_page(
        request,
        "consultants/round_register.html",
        crumbs=engagement_crumbs(engagement, _("Tall og rapport")),
        engagement=engagement,
        round=round_,
        form=form,
        is_new=round_.state == RoundState.ELSEWHERE,
    )


def initial_of(engagement: Engagement, round_: AssessmentRound) -> dict:
    result = getattr(round_, "result", None)
    if result:
        return {"invited": result.asked, "answered": result.respondents, "scale": "1-7"}
    return {"invited": len(answering_in(engagement.application)), "scale": "1-7"}


def register(form: RegisterForm, round_: AssessmentRound, *, by) -> bool:
    """A file that is refused becomes the error of its field."""
    try:
        return settle(form, lambda: assessments.register(round_, by=by, **form.numbers_and_files()))
    except assessments.FileRefused as refusal:
        form.add_error(refusal.field, refusal.sentence)
        return False


@page("staff", "GET", "POST")
def round_cancel(request, number, sequence):
    engagement, round_ = get_round_for(request.user, number, sequence)
    if request.method == "POST":
        attempt(request, lambda: assessments.cancel(round_, by=request.user), _("Kartleggingen er avlyst."))
        return redirect("admin:engagement", number)
    if round_.state != RoundState.ELSEWHERE:
        return redirect("admin:engagement", number)
    return confirm_page(
        request,
        engagement,
        _("Avlys"),
        heading=_("Avlys kartleggingen i %s") % round_.tool,
        lead=_("Velg dette når kartleggingen ikke blir noe av, eller når færre enn tre har svart."),
        warning=_("Det kan ikke angres. Du kan planlegge en ny kartlegging etterpå."),
        action=_("Avlys kartleggingen"),
    )


def report_page(engagement: Engagement, round_: AssessmentRound, *, by) -> dict:
    """What the consultant's page of a vendor's report takes beside the two steps."""
    number, sequence = engagement.application.number, round_.sequence
    may_replace = not round_.releases.exists()
    return {
        "replace_url": reverse("admin:round_register", args=[number, sequence]) if may_replace else "",
        **external.read_page(round_, by=by),
    }
