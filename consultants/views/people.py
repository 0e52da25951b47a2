"""Who is asked in an open round: a link once more, another address, one more person. Never who has answered."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from assessments import services as assessments
from assessments.workflow import accepts_answers
from consultants import queries
from consultants.access import get_asked_for, get_round_for
from consultants.forms import AddressForm, MemberForm
from consultants.views.pages import accepted, engagement_crumbs, sent, staff_page
from portal.core.access import page


@page("staff", "GET", "POST")
def round_people(request, number, sequence):
    """Everyone who is asked, the same whoever has answered, and a form to ask one more."""
    engagement, round_ = get_round_for(request.user, number, sequence)
    if not accepts_answers(round_):
        return redirect("admin:engagement", number)
    form = MemberForm(sent(request))
    if accepted(request, form, lambda: assessments.add_asked(round_, by=request.user, **form.cleaned_data)):
        messages.success(request, _("%s er lagt til og får lenken om et øyeblikk.") % form.cleaned_data["name"])
        return redirect("admin:round_people", number, sequence)
    leader = queries.leader_in(engagement.application)
    return staff_page(
        request,
        "consultants/round_people.html",
        crumbs=engagement_crumbs(engagement, _("Hvem som er spurt")),
        engagement=engagement,
        round=round_,
        asked=assessments.asked(round_),
        leader_id=leader.user_id if leader else None,
        form=form,
    )


@page("staff", "POST")
def round_link(request, number, sequence, asked_id):
    """Send the link once more. The answer is the same whether she has answered or not."""
    _engagement, _round, asked = get_asked_for(request.user, number, sequence, asked_id)
    assessments.ask_for_links(asked.person.email)
    messages.success(request, _("Lenken sendes på nytt til %s.") % asked.person)
    return redirect("admin:round_people", number, sequence)


@page("staff", "GET", "POST")
def round_address(request, number, sequence, asked_id):
    engagement, round_, asked = get_asked_for(request.user, number, sequence, asked_id)
    if not accepts_answers(round_):
        return redirect("admin:engagement", number)
    form = AddressForm(sent(request))
    if accepted(request, form, lambda: assessments.correct_address(asked, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Adressen er rettet. Begge adressene får vite det, og den nye får lenken."))
        return redirect("admin:round_people", number, sequence)
    return staff_page(
        request,
        "consultants/round_address.html",
        crumbs=engagement_crumbs(engagement, _("Rett adressen")),
        engagement=engagement,
        round=round_,
        person=asked.person,
        form=form,
    )
