"""A consultant says, for one engagement, that she has no ties to the group, or no to the engagement."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from consultants import queries, services
from consultants.access import engagements_of, get_engagement_for
from consultants.forms import DeclarationForm
from consultants.models import Engagement, EngagementState
from consultants.views.pages import attempt, engagement_crumbs, sent, staff_page
from portal.core.access import page


@page("staff", "GET", "POST")
def declare(request, number):
    """Who is in the group, and the two answers. Neither asks why."""
    found = get_engagement_for(request.user, number)
    if found.state not in EngagementState.HOLDING:
        raise Http404
    if found.lead.user_id == request.user.pk and found.state != EngagementState.ASSIGNED:
        return redirect("admin:engagement", number)
    form = DeclarationForm(sent(request))
    if request.method == "POST" and form.is_valid():
        return decline(request, found) if form.cleaned_data["answer"] == "no" else confirm(request, found)
    return staff_page(
        request,
        "consultants/declaration.html",
        crumbs=engagement_crumbs(found, _("Egenerklæring")),
        engagement=found,
        group=found.application.group,
        people=queries.answering_in(found.application),
        form=form,
    )


def confirm(request, found: Engagement):
    done = attempt(request, lambda: services.declare(found, by=request.user), _("Takk. Svaret ditt er lagret."))
    if done and found.lead.user_id == request.user.pk:
        return redirect("admin:contract", found.application.number)
    return back(request, found)


def decline(request, found: Engagement):
    words = _("Du har sagt nei til oppdraget. Programkontoret velger en annen, og ingen spør om grunnen.")
    attempt(request, lambda: services.decline(found, by=request.user), words)
    return back(request, found)


def back(request, found: Engagement):
    """To the engagement while it is hers; she may have said no, here or in another window."""
    if engagements_of(request.user).filter(pk=found.pk).exists():
        return redirect("admin:engagement", found.application.number)
    return redirect("admin:engagements")
