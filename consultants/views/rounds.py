"""What the consultant does with a round: the list, the opening, the dates, the closing."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments import services as assessments
from assessments.models import RoundState
from assessments.services.rounds import MOVABLE_DATES
from assessments.workflow import (
    MOST_EXTENSIONS,
    ROUND,
    accepts_answers,
    missing_for_extension,
    missing_for_reminder,
)
from consultants import queries, services
from consultants.access import get_round_for
from consultants.forms import ROUND_DATES, ExtendForm, MoveDatesForm
from consultants.phases import count_text
from consultants.views.engagement import warn_about_days_off
from consultants.views.pages import accepted, attempt, confirm_page, engagement_crumbs, sent, staff_page
from enrollment.queries import weeks_off
from portal.core.access import page
from portal.core.templatetags.ui import in_words
from portal.core.workdays import next_workday

LISTABLE = (RoundState.PLANNED, RoundState.ORDERED)


@page("staff", "GET", "POST")
def round_list(request, number, sequence):
    """Names and addresses of those who will be asked; the consultant confirms them, not the leader."""
    engagement, round_ = get_round_for(request.user, number, sequence)
    if request.method == "POST":
        attempt(
            request,
            lambda: assessments.confirm_list(round_, by=request.user),
            _("Listen er bekreftet. Endres gruppen, må du bekrefte den på nytt."),
        )
        return redirect("admin:engagement", number)
    if round_.state not in LISTABLE:
        return redirect("admin:engagement", number)
    members = queries.answering_in(engagement.application)
    return staff_page(
        request,
        "consultants/round_list.html",
        crumbs=engagement_crumbs(engagement, _("Hvem som spørres")),
        engagement=engagement,
        round=round_,
        members=members,
        twice=queries.twice_listed(members),
        is_confirmed=round_.list_confirmed_at is not None,
    )


@page("staff", "POST")
def round_order(request, number, sequence):
    _engagement, round_ = get_round_for(request.user, number, sequence)
    attempt(request, lambda: assessments.order_opening(round_, by=request.user), _("Åpningen er bestilt."))
    return redirect("admin:engagement", number)


@page("staff", "POST")
def round_recall(request, number, sequence):
    _engagement, round_ = get_round_for(request.user, number, sequence)
    attempt(request, lambda: assessments.recall_opening(round_, by=request.user), _("Bestillingen er trukket."))
    return redirect("admin:engagement", number)


@page("staff", "GET", "POST")
def round_dates(request, number, sequence):
    """Move those dates the state lets one move."""
    engagement, round_ = get_round_for(request.user, number, sequence)
    movable = MOVABLE_DATES.get(round_.state, frozenset())
    if not movable:
        messages.error(request, _("Datoene kan ikke flyttes lenger."))
        return redirect("admin:engagement", number)
    initial = {name: getattr(round_, name) for name in ROUND_DATES}
    form = MoveDatesForm(sent(request), initial=initial, movable=movable)
    if accepted(request, form, lambda: services.move_dates(engagement, round_, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Datoene er lagret. Lederen får vite hvilke du har flyttet."))
        warn_about_days_off(request, form)
        return redirect("admin:engagement", number)
    return staff_page(
        request,
        "consultants/round_dates.html",
        crumbs=engagement_crumbs(engagement, _("Datoer")),
        engagement=engagement,
        round=round_,
        form=form,
        is_closed=round_.state == RoundState.CLOSED,
    )


@page("staff", "GET", "POST")
def round_remind(request, number, sequence):
    """The same page, the same answer, whoever has answered."""
    engagement, round_ = get_round_for(request.user, number, sequence)
    if request.method == "POST":
        attempt(
            request,
            lambda: assessments.remind(round_, by=request.user),
            _("Påminnelsen sendes til dem som ikke har svart. Ingen ser hvem det er."),
        )
        return redirect("admin:engagement", number)
    if not accepts_answers(round_):
        return redirect("admin:engagement", number)
    return confirm_page(
        request,
        engagement,
        _("Påminnelse"),
        heading=_("Send påminnelse"),
        lead=_(
            "Den går bare til dem som ikke har svart, og sier at lenken venter og når fristen er. Du får ikke vite "
            "hvem som får den, eller hvor mange."
        ),
        warning=_("Gruppen kan få tre påminnelser. Det er sendt %s.")
        % (in_words(round_.reminders_sent) if round_.reminders_sent else _("ingen")),
        missing=missing_for_reminder(round_),
        action=_("Send påminnelse"),
    )


@page("staff", "GET", "POST")
def round_extend(request, number, sequence):
    """More time for a held round."""
    engagement, round_ = get_round_for(request.user, number, sequence)
    missing = missing_for_extension(round_)
    if missing or round_.state != RoundState.HELD:
        for sentence in missing:
            messages.error(request, sentence)
        return redirect("admin:engagement", number)
    form = ExtendForm(sent(request), initial=extended(round_))
    if accepted(
        request, form, lambda: services.give_more_time(engagement, round_, by=request.user, **form.cleaned_data)
    ):
        messages.success(
            request, _("Fristen er utvidet, og kartleggingen er åpen igjen. De som ikke har svart, får vite det.")
        )
        warn_about_days_off(request, form)
        return redirect("admin:engagement", number)
    return staff_page(
        request,
        "consultants/round_extend.html",
        crumbs=engagement_crumbs(engagement, _("Utvid fristen")),
        engagement=engagement,
        round=round_,
        form=form,
        is_last=round_.extensions == MOST_EXTENSIONS - 1,
        may_close=not ROUND.missing(round_, "start_closing"),
    )


def extended(round_) -> dict:
    """Another week, and the meetings after it where they were, if they still are after it."""
    off = weeks_off()
    deadline = next_workday(timezone.localdate() + timedelta(days=7), off)
    pretalk_on = max(round_.pretalk_on, next_workday(deadline + timedelta(days=3), off))
    session_on = max(round_.session_on, next_workday(pretalk_on + timedelta(days=1), off))
    return {"deadline": deadline, "pretalk_on": pretalk_on, "session_on": session_on}


@page("staff", "GET", "POST")
def round_close(request, number, sequence):
    """Close when all have answered, or knowingly when the share of answers held it back."""
    engagement, round_ = get_round_for(request.user, number, sequence)
    if request.method == "POST":
        attempt(
            request,
            lambda: assessments.order_closing(round_, by=request.user),
            _("Kartleggingen lukkes nå. Rapporten er klar om noen minutter."),
        )
        return redirect("admin:engagement", number)
    if round_.state not in (RoundState.OPEN, RoundState.HELD):
        return redirect("admin:engagement", number)
    is_held = round_.state == RoundState.HELD
    facts = queries.round_facts(round_, engagement.application)
    lead = (
        _("Færre enn det gruppen ble lovet, har svart. Med tre svar vises bare områder i ord, med fire også tall.")
        if is_held
        else _("%s. Tallene regnes ut, og svararkene slettes. Ingen kan svare etter dette.") % count_text(facts)
    )
    return confirm_page(
        request,
        engagement,
        _("Lukk"),
        heading=_("Lukk med de svarene som er kommet") if is_held else _("Lukk kartleggingen"),
        lead=lead,
        warning=_("Lukking kan ikke angres."),
        missing=ROUND.missing(round_, "start_closing"),
        action=_("Lukk kartleggingen"),
    )


@page("staff", "GET", "POST")
def round_discard(request, number, sequence):
    """A held round: the choice between a talk without a report and closing knowingly."""
    engagement, round_ = get_round_for(request.user, number, sequence)
    if request.method == "POST":
        attempt(
            request,
            lambda: assessments.discard(round_, by=request.user),
            _("Svarene er forkastet. Ingen er åpnet."),
        )
        return redirect("admin:engagement", number)
    if round_.state != RoundState.HELD:
        return redirect("admin:engagement", number)
    may_close = not ROUND.missing(round_, "start_closing")
    return confirm_page(
        request,
        engagement,
        _("For få svar"),
        heading=_("Ta samtalen uten rapport"),
        lead=_("Svarene slettes uåpnet, og nøklene ødelegges. Du tilbyr gruppen en samtale i stedet."),
        warning=_("Det kan ikke angres."),
        action=_("Forkast svarene"),
        other_url=reverse("admin:round_close", args=[number, sequence]) if may_close else "",
        other=_("Lukk med de svarene som er kommet"),
    )
