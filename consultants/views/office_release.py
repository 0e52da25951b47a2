"""The office takes a step of the release for a consultant who is away, and sees nothing of the report."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import ReleaseStep
from consultants import queries, services
from consultants.access import get_closed_round_for_office
from consultants.views.pages import attempt, staff_page
from consultants.views.report import RELEASED, both_steps
from portal.core.access import page


@page("application")
def office_release(request, number, sequence):
    """How far the release has come, and what keeps each step from being taken. The report is not here."""
    engagement, round_ = get_closed_round_for_office(request.user, number, sequence)
    facts = queries.round_facts(round_, engagement.application)
    is_away = services.is_away(engagement.lead, timezone.localdate())
    return staff_page(
        request,
        "consultants/office_release.html",
        crumbs=[
            {"label": _("Søknader"), "url": reverse("admin:applications")},
            {"label": number, "url": reverse("admin:application", args=[number])},
            {"label": _("Frigi rapporten"), "url": ""},
        ],
        engagement=engagement,
        round=round_,
        is_away=is_away,
        needs_reader=is_away and facts.to_leader_on is None and not services.was_read(engagement, round_),
        steps=[
            {
                **step,
                "missing": []
                if step["released"]
                else services.missing_for_office(engagement, round_, step["key"], by=request.user),
                "sure": _("Dette er avtalt med lederen, eller med konsulenten. Rapporten kan ikke trekkes tilbake."),
                "url": reverse("admin:office_release_step", args=[number, sequence, step["key"]]),
            }
            for step in both_steps(facts)
        ],
    )


@page("application", "POST")
def office_release_step(request, number, sequence, step):
    if step not in ReleaseStep.values:
        raise Http404
    engagement, round_ = get_closed_round_for_office(request.user, number, sequence)
    if request.POST.get("sure") != "yes":
        messages.error(request, _("Kryss av for at det er avtalt."))
    else:
        attempt(request, lambda: services.release_for_absent(engagement, round_, step, by=request.user), RELEASED[step])
    return redirect("admin:office_release", number, sequence)
