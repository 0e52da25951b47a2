"""The leader chooses among two or three consultants: the office's page that asks her, and her own that answers."""

from datetime import timedelta

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from consultants import queries, services
from consultants.access import LEADING, get_application_to_assign, get_case_to_choose
from consultants.facts import eligibility_list
from consultants.models import Consultant, Engagement, Shortlist, ShortlistOutcome
from consultants.services.shortlists import still_able
from consultants.views.assign import chosen, split
from consultants.views.pages import attempt, sent, settle, staff_page
from enrollment.models import MembershipRole
from enrollment.queries import weeks_off
from portal.core.access import page
from portal.core.forms import DateField
from portal.core.templatetags.ui import day, in_words
from portal.core.workdays import next_workday

USUAL_TIME = timedelta(days=7)
EXPERIENCE = {
    1: gettext_lazy("Ny som konsulent"),
    2: gettext_lazy("Noe erfaring"),
    3: gettext_lazy("Erfaren"),
    4: gettext_lazy("Godt erfaren"),
    5: gettext_lazy("Svært erfaren"),
}


class CandidateField(forms.ModelMultipleChoiceField):
    """Names with what tells them apart."""

    def label_from_instance(self, consultant) -> str:
        known = _("kjenner %s") % ", ".join(consultant.sectors) if consultant.sectors else ""
        return ", ".join(filter(None, [str(consultant), _("erfaring %s av 5") % consultant.seniority, known]))


class ShortlistForm(forms.Form):
    """Who the leader may choose among. ``choices``: those who may lead the group, by name; none are ticked."""

    consultants = CandidateField(
        Consultant.objects.none(),
        label=gettext_lazy("Konsulenter"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Kryss av for to eller tre. Lederen ser bilde, tekst, erfaring og språk, ikke ledige plasser."
        ),
        error_messages={
            "required": gettext_lazy("Kryss av for to eller tre konsulenter."),
            "invalid_choice": gettext_lazy("En av konsulentene kan ikke ta gruppen lenger. Velg på nytt."),
        },
    )
    deadline = DateField(
        label=gettext_lazy("Frist for lederen"),
        help_text=gettext_lazy("Dagen regnes med. Etterpå velger dere."),
        error_messages={"required": gettext_lazy("Skriv fristen for lederen.")},
    )

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["consultants"].queryset = choices


@page("reference", "GET", "POST")
def offer(request, number):
    """Tick two or three of those who may lead the group; ``withdraw`` takes the question back."""
    application = get_application_to_assign(request.user, number)
    if request.method == "POST" and "withdraw" in request.POST:
        attempt(
            request,
            lambda: services.withdraw_choice(application, by=request.user),
            _("Valget er trukket tilbake. Velg konsulent selv."),
        )
        return redirect("admin:assign", number)
    if Engagement.objects.filter(application=application).exists():
        messages.error(request, _("Gruppen har konsulent. Da er det ingenting å velge."))
        return redirect("admin:assign", number)
    eligible = split(eligibility_list(application), request.user, None)[0]
    form = ShortlistForm(
        sent(request),
        initial={"deadline": next_workday(timezone.localdate() + USUAL_TIME, weeks_off())},
        choices=Consultant.objects.filter(pk__in=[row.consultant.pk for row in eligible])
        .select_related("user")
        .order_by("user__name", "pk"),
    )
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        if settle(
            form,
            lambda: services.offer_choice(
                application, asked["consultants"], deadline=asked["deadline"], by=request.user
            ),
        ):
            messages.success(request, _("Lederen er bedt om å velge innen %s.") % day(asked["deadline"]))
            return redirect("admin:assign", number)
    return staff_page(
        request,
        "consultants/offer_choice.html",
        status=422 if form.errors else 200,
        crumbs=[
            {"label": _("Søknader"), "url": reverse("admin:applications")},
            {"label": number, "url": reverse("admin:application", args=[number])},
            {"label": _("Konsulent"), "url": reverse("admin:assign", args=[number])},
            {"label": _("Lederen velger"), "url": ""},
        ],
        application=application,
        group=application.group,
        count=len(eligible),
        form=form,
    )


@page("application")
@never_cache
def case_choose(request, number):
    """Those she may choose, for the leader; her delegate looks on. Why somebody fell out is told nobody."""
    application = get_case_to_choose(request.user, number, *LEADING)
    shortlist = queries.shortlist_of(application)
    is_open = queries.choosing(timezone.localdate()).filter(pk=shortlist.pk).exists()
    people = still_able(shortlist) if is_open else []
    engagement = Engagement.objects.filter(application=application).select_related("lead__user").first()
    roles = application.group.memberships.filter(user=request.user, to_date=None, role=MembershipRole.LEADER)
    return render(
        request,
        "consultants/choose.html",
        {
            "application": application,
            "group": application.group,
            "heading": heading(shortlist, people, engagement),
            "people": [{"consultant": person, "facts": facts_of(person)} for person in people],
            "fewer": fewer_words(shortlist.consultants.count() - len(people)) if people else "",
            "closed": "" if people or engagement else closed_words(shortlist, is_open),
            "may_choose": roles.exists(),
        },
    )


def heading(shortlist: Shortlist, people: list[Consultant], engagement: Engagement | None) -> str:
    if engagement:
        return _("%s er konsulenten deres") % engagement.lead
    if people:
        return _("Velg konsulent innen %s") % day(shortlist.deadline)
    return _("Programkontoret velger konsulent")


def closed_words(shortlist: Shortlist, is_open: bool) -> str:
    """Why there is nothing to choose, and what comes instead."""
    if is_open or shortlist.outcome == ShortlistOutcome.EMPTIED:
        why = _("Ingen av dem vi fant, kan ta gruppen likevel.")
    elif shortlist.outcome in ("", ShortlistOutcome.LAPSED):
        why = _("Fristen for å velge er ute.")
    else:
        why = _("Det er ikke noe å velge lenger.")
    return _("%s Du får e-post når konsulenten er klar.") % why


def fewer_words(gone: int) -> str:
    """Why there are fewer than she was told; the rule behind is between the consultant and the office."""
    if not gone:
        return ""
    if gone == 1:
        return _("En av dem vi fant, kan ikke ta gruppen likevel.")
    return _("%s av dem vi fant, kan ikke ta gruppen likevel.") % in_words(gone).capitalize()


def facts_of(consultant: Consultant) -> list[dict]:
    """What a leader reads of her: never places, absence or ties."""
    rows = (
        (_("Erfaring"), str(EXPERIENCE[consultant.seniority])),
        (_("Kjenner"), ", ".join(consultant.sectors)),
        (_("Språk"), ", ".join(consultant.languages)),
    )
    return [{"label": label, "value": value} for label, value in rows if value]


@page("application", "POST")
def case_chosen(request, number):
    """The one tap: ``consultant`` is her key; ``office`` leaves it to the office."""
    application = get_case_to_choose(request.user, number, MembershipRole.LEADER)
    if "office" in request.POST:
        words = _("Programkontoret velger konsulent, og har fått beskjed.")
        done = attempt(request, lambda: services.leave_choice(application, by=request.user), words)
        return redirect("case" if done else "case_choose", number)
    consultant, found = chosen(request, "consultant"), []
    done = attempt(request, lambda: found.append(services.choose_lead(application, consultant, by=request.user)))
    if done and found[0]:
        messages.success(request, _("%s er konsulenten deres, og har fått beskjed.") % consultant)
        return redirect("case", number)
    if done:
        messages.warning(
            request, _("Ingen av dem kan ta gruppen likevel. Programkontoret velger, og har fått beskjed.")
        )
    return redirect("case_choose", number)
