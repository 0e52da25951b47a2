"""Choosing the consultants of an admitted group, lead and co: who may, and why the others may not."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consultants import queries, services
from consultants.access import get_application_to_assign
from consultants.facts import Candidate, Period, eligibility_list, period_of
from consultants.models import Consultant, Engagement, EngagementState
from consultants.phases import phase_line
from consultants.services.engagements import OWN_SEAT
from consultants.views.pages import attempt, staff_page
from enrollment.models import Application
from portal.accounts.models import User
from portal.core.access import page


def chosen(request, name: str) -> Consultant:
    """Whom the button sent; 404 for anything that is nobody."""
    value = request.POST.get(name, "")
    key = int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0
    return get_object_or_404(Consultant.objects.select_related("user"), pk=key)


@page("reference", "GET", "POST")
def assign(request, number):
    """The list with one button for each who may; once somebody is chosen also how far the case has come."""
    application = get_application_to_assign(request.user, number)
    if request.method == "POST":
        choose_co(request, application) if "co" in request.POST else choose_lead(request, application)
        return redirect("admin:assign", number)
    application = queries.with_engagement(Application.objects.filter(pk=application.pk)).get()
    engagement = queries.engagement_of(application)
    period = period_of(application)
    is_running = bool(engagement) and engagement.state in EngagementState.HOLDING
    eligible, others = split(eligibility_list(application, period=period), request.user, engagement)
    return staff_page(
        request,
        "consultants/assign.html",
        crumbs=[
            {"label": _("Søknader"), "url": reverse("admin:applications")},
            {"label": number, "url": reverse("admin:application", args=[number])},
            {"label": _("Konsulent"), "url": ""},
        ],
        application=application,
        group=application.group,
        period=period,
        engagement=engagement,
        phases=phase_line(queries.case_facts(application), today=timezone.localdate(), with_promises=True),
        is_fixed=bool(engagement) and engagement.state != EngagementState.ASSIGNED,
        shortlist=None if engagement else queries.shortlist_of(application),
        eligible=eligible,
        others=others,
        seats=co_seats(application, engagement, period, request.user) if is_running else None,
    )


def split(candidates: list[Candidate], user: User, engagement: Engagement | None) -> tuple[list[Candidate], list[dict]]:
    """Those the user may choose, and the others with each reason; she herself is chosen by a colleague."""
    seated = (engagement.lead_id, engagement.co_id) if engagement else ()
    eligible, others = [], []
    for candidate in candidates:
        person = candidate.consultant
        own = [OWN_SEAT] if person.user_id == user.pk and person.pk not in seated else []
        if candidate.is_eligible and not own:
            eligible.append(candidate)
        else:
            others.append({"consultant": person, "reasons": [*own, *candidate.reasons]})
    return eligible, others


def choose_lead(request, application: Application) -> None:
    consultant = chosen(request, "consultant")
    attempt(
        request,
        lambda: services.assign_lead(application, consultant, by=request.user),
        _("%s er konsulent for gruppen. Begge har fått beskjed.") % consultant,
    )


def choose_co(request, application: Application) -> None:
    """The button sends a key, or "none" to empty the seat."""
    engagement = get_object_or_404(Engagement, application=application)
    consultant = None if request.POST["co"] == "none" else chosen(request, "co")
    words = _("%s er medkonsulent og har fått beskjed.") % consultant if consultant else _("Plassen er ledig igjen.")
    attempt(request, lambda: services.assign_co(engagement, consultant, by=request.user), words)


def co_seats(application: Application, engagement: Engagement, period: Period, user: User) -> dict:
    """Who may be co-consultant, those on their way to a certificate first, and why the others may not."""
    candidates = [
        candidate
        for candidate in eligibility_list(application, period=period, seat="co")
        if candidate.consultant.pk != engagement.lead_id
    ]
    eligible, others = split(candidates, user, engagement)
    return {"eligible": sorted(eligible, key=lambda candidate: not candidate.is_aspirant), "others": others}
