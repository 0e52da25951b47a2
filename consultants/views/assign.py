"""Choosing the lead consultant of an admitted group: who may, and why the others may not."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from consultants import queries, services
from consultants.access import get_application_to_assign
from consultants.facts import eligibility_list, period_of
from consultants.models import Consultant, EngagementState
from consultants.phases import phase_line
from consultants.views.pages import attempt, staff_page
from enrollment.models import Application
from portal.core.access import page


def chosen_key(request) -> int:
    """The key the button sent, 0 for anything that is none."""
    value = request.POST.get("consultant", "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0


@page("reference", "GET", "POST")
def assign(request, number):
    """The list with one button for each who may; once somebody is chosen also how far the case has come."""
    application = get_application_to_assign(request.user, number)
    if request.method == "POST":
        consultant = get_object_or_404(Consultant.objects.select_related("user"), pk=chosen_key(request))
        attempt(
            request,
            lambda: services.assign_lead(application, consultant, by=request.user),
            _("%s er konsulent for gruppen. Begge har fått beskjed.") % consultant,
        )
        return redirect("admin:assign", number)
    application = queries.with_engagement(Application.objects.filter(pk=application.pk)).get()
    engagement = queries.engagement_of(application)
    period = period_of(application)
    candidates = eligibility_list(application, period=period)
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
        eligible=[candidate for candidate in candidates if candidate.is_eligible],
        others=[candidate for candidate in candidates if not candidate.is_eligible],
    )
