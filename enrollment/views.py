"""The programme's page, the application in five steps, and the office's queue."""

import re
import uuid
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.paginator import Paginator
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache

from enrollment import access, pasting, queries, services, steps
from enrollment.forms import STEP_FORMS, DecisionForm, GroupForm
from enrollment.models import Application, ApplicationState, Intake, Programme
from enrollment.workflow import MINIMUM_MEMBERS, missing_intake, missing_members
from portal.accounts.models import RoleName
from portal.core.access import page, require_role
from portal.core.search import words_of
from portal.core.templatetags.ui import day, in_words
from portal.core.workflow import TransitionNotAllowed

APPLICATIONS_A_PAGE = 50

HEADINGS = {
    "gruppen": gettext_lazy("Hvilken gruppe søker dere for?"),
    "lederen": gettext_lazy("Hvem leder gruppen?"),
    "behovet": gettext_lazy("Behovet deres"),
}


# Public pages -----------------------------------------------------------------


@page("public")
def programme(request):
    """What a leader decides by: promise, price, time, date."""
    shown = Programme.objects.filter(published=True).first()
    today = timezone.localdate()
    intakes = []
    if shown:
        intakes = list(
            Intake.objects.filter(offering__programme=shown, closes_on__gte=today).order_by("closes_on", "pk")
        )
    open_intake = next((intake for intake in intakes if intake.is_open(today)), None)
    context = {
        "programme": shown,
        "intakes": intakes,
        "open_intake": open_intake,
        "coming_intake": intakes[0] if intakes else None,
        "facts": _facts(shown, intakes) if shown else [],
        "requirements": shown.requirements.splitlines() if shown else [],
        "answer_weeks": round((open_intake or Intake()).answer_within_days / 7),
    }
    return render(request, "enrollment/programme.html", context)


def _facts(shown: Programme, intakes: list[Intake]) -> list[dict]:
    deadline = day(intakes[0].closes_on) + f" {intakes[0].closes_on.year}" if intakes else _("Kunngjøres her")
    return [
        {"label": _("Søknadsfrist"), "value": deadline},
        {"label": _("Pris"), "value": shown.price},
        {"label": _("Varighet"), "value": shown.duration},
        {"label": _("Tid per medlem"), "value": shown.time_per_member},
    ]


@page("public")
def privacy(request):
    return render(request, "enrollment/privacy.html")


# The application --------------------------------------------------------------


@page("account", "GET", "POST")
@never_cache
def apply(request, intake):
    """The first step, before there is a draft. Looking at it writes nothing."""
    intake = get_object_or_404(Intake.objects.select_related("offering__programme"), pk=intake)
    if not intake.is_open(timezone.localdate()):
        messages.warning(request, _("Dette opptaket er ikke åpent for søknader nå. Se datoene under «Opptak»."))
        return redirect("programme")
    if request.method == "POST":
        return _begin(request, intake)
    draft = Application(intake=intake, applicant=request.user)
    drafts = [found for found in queries.drafts_of(request.user) if found.intake_id == intake.pk]
    return _show_step(request, draft, "gruppen", GroupForm.of(draft, request.user), new=True, drafts=drafts)


def _begin(request, intake):
    """The draft is made from its first step; the key came with the page, so that a double click makes one."""
    try:
        key = uuid.UUID(request.POST.get("draft", ""))
        draft = services.start_application(intake, by=request.user, pk=key)
    except (ValueError, Application.DoesNotExist):
        raise Http404 from None
    if draft.state != ApplicationState.DRAFT:
        return redirect("application_sent", pk=draft.pk)
    return _save_step(request, draft, "gruppen")


@page("account", "GET", "POST")
@never_cache
def application_step(request, pk, step):
    """One step of a draft. What is typed is kept, also what cannot be used yet."""
    draft = access.get_draft_for(request.user, pk)
    if step not in steps.STEPS:
        raise Http404
    if draft.state != ApplicationState.DRAFT:
        return redirect("application_sent", pk=draft.pk)
    try:
        return VIEWS.get(step, _form_step)(request, draft, step)
    except TransitionNotAllowed:
        # Sent in another window while this page stood open.
        return redirect("application_sent", pk=draft.pk)


def _form_step(request, draft, step):
    if request.method == "POST":
        return _save_step(request, draft, step)
    typed = draft.scratch.get(step)
    form = STEP_FORMS[step].of(draft, request.user, data=_as_post(typed) if typed else None)
    return _show_step(request, draft, step, form)


def _save_step(request, draft, step):
    form = STEP_FORMS[step].of(draft, request.user, data=request.POST)
    scratch = {key: value for key, value in draft.scratch.items() if key != step}
    is_back = request.POST.get("action") == "back" and steps.previous_step(step)
    target = steps.previous_step(step) if is_back else steps.next_step(step)
    if is_back and not form.has_changed():
        return redirect("application_step", pk=draft.pk, step=target)
    if form.is_valid():
        services.save_draft(draft, scratch=scratch, **form.draft_fields())
        if "own_name" in form.cleaned_data:
            services.name_oneself(request.user, form.cleaned_data["own_name"])
        return redirect("application_step", pk=draft.pk, step=target)
    typed = {key: values for key, values in request.POST.lists() if key in form.fields}
    draft = services.save_draft(draft, scratch={**scratch, step: typed})
    if is_back:
        return redirect("application_step", pk=draft.pk, step=target)
    return _show_step(request, draft, step, form, status=422)


def _as_post(typed: dict[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in typed.items():
        data.setlist(name, values)
    return data


def _show_step(request, draft, step, form, *, new=False, drafts=(), status=200):
    context = {
        "form": form,
        "heading": HEADINGS[step],
        "draft": draft,
        "action": "" if new else reverse("application_step", args=[draft.pk, step]),
        "drafts": drafts,
        "is_new": new,
        **_frame(draft, step, new=new),
    }
    return render(request, "enrollment/step.html", context, status=status)


def _frame(draft, step, *, new=False) -> dict:
    """What stands around every step."""
    previous = steps.previous_step(step)
    return {
        "steps": steps.step_list(None if new else draft, step),
        "number": list(steps.STEPS).index(step) + 1,
        "step_name": steps.STEPS[step],
        "is_first": not previous,
        "back_url": reverse("application_step", args=[draft.pk, previous]) if previous else reverse("programme"),
    }


def _members_step(request, draft, step):
    """The list: paste, mend, add, remove. Every button saves everything that stands on the page."""
    editing = request.GET.get("endre", "")
    if request.method != "POST":
        return _show_members(request, draft, editing=editing, pasting_open="lim-inn" in request.GET)
    outcome = pasting.apply_post(draft, request.POST)
    draft = services.save_draft(draft, member_lines=outcome.stored, scratch={**draft.scratch, **outcome.remembered})
    if request.POST.get("action") == "back" and not outcome.too_many:
        return redirect("application_step", pk=draft.pk, step=steps.previous_step(step))
    going_on = request.POST.get("action") == "next" and not outcome.added
    if going_on and not missing_members(draft):
        return redirect("application_step", pk=draft.pk, step=steps.next_step(step))
    if going_on:
        return _show_members(request, draft, problems=pasting.problems(draft), status=422)
    if steps.roster(draft).faulty or outcome.too_many:
        return _show_members(request, draft, too_many=outcome.too_many, status=422)
    return redirect(reverse("application_step", args=[draft.pk, step]) + "#listen")


def _show_members(request, draft, *, editing="", pasting_open=False, problems=(), too_many="", status=200):
    roster = steps.roster(draft)
    context = {
        "draft": draft,
        "roster": roster,
        "editing": int(editing) if re.fullmatch(r"[0-9]{1,4}", editing) else 0,
        "pasting_open": pasting_open or not roster.lines,
        "pasted": pasting.pasted_words(draft),
        "problems": list(problems),
        "too_many": too_many,
        "notice": steps.report_notice(roster.size),
        "is_faulty": status == 422,
        "minimum": MINIMUM_MEMBERS,
        **_frame(draft, "medlemmer"),
    }
    return render(request, "enrollment/members.html", context, status=status)


def _review_step(request, draft, step):
    """Everything as text; sending it twice sends it once."""
    if request.method == "POST":
        unfinished = [slug for slug in steps.MISSING_BY_STEP if slug in draft.scratch]
        if not unfinished:
            try:
                sent = services.submit(draft, by=request.user)
                return redirect("application_sent", pk=sent.pk)
            except TransitionNotAllowed:
                pass  # what is missing is shown with the steps below
    sections = steps.sections(draft, with_links=True)
    problems = [{"message": sentence, "target": ""} for sentence in missing_intake(draft)] + [
        {"message": sentence, "target": f"steg-{section['step']}"}
        for section in sections
        for sentence in section["missing"]
    ]
    roster = steps.roster(draft)
    context = {
        "draft": draft,
        "sections": sections,
        "roster": roster,
        "closed": missing_intake(draft),
        "lacking": problems,
        "problems": problems if request.method == "POST" else [],
        "notice": steps.report_notice(roster.size),
        **_frame(draft, step),
    }
    return render(request, "enrollment/review.html", context, status=422 if request.method == "POST" else 200)


VIEWS = {"medlemmer": _members_step, "send": _review_step}


@page("account", "GET", "POST")
@never_cache
def application_delete(request, pk):
    """Delete a draft of her own, after asking once."""
    draft = access.get_draft_for(request.user, pk)
    if draft.state != ApplicationState.DRAFT:
        return redirect("application_sent", pk=draft.pk)
    if request.method != "POST":
        return render(request, "enrollment/delete_draft.html", {"draft": draft, "step": steps.first_open(draft)})
    try:
        services.delete_draft(draft)
    except TransitionNotAllowed:
        return redirect("application_sent", pk=draft.pk)
    messages.success(request, _("Kladden er slettet."))
    return redirect("home")


@page("account")
@never_cache
def application_sent(request, pk):
    application = access.get_draft_for(request.user, pk)
    if application.state == ApplicationState.DRAFT:
        return redirect("application_step", pk=application.pk, step=steps.first_open(application))
    return render(request, "enrollment/sent.html", {"application": application})


# The office -------------------------------------------------------------------


@page("application")
def applications(request):
    """The office's queue: what waits for an answer first, the oldest promise first."""
    require_role(request.user, RoleName.OFFICE)
    states = {value: label for value, label in ApplicationState.choices if value != ApplicationState.DRAFT}
    chosen = request.GET.get("status", "")
    if chosen and chosen not in states:
        raise Http404
    counts, words = queries.count_by_state(), words_of(request)
    rows = queries.applications_for_office(chosen, words)
    found = Paginator(rows, APPLICATIONS_A_PAGE).get_page(request.GET.get("side"))
    context = {
        **admin.site.each_context(request),
        "heading": _waiting_heading(counts.get(ApplicationState.SUBMITTED, 0)),
        "filters": [{"label": _("Alle"), "value": "", "count": sum(counts.values())}]
        + [{"label": label, "value": value, "count": counts.get(value, 0)} for value, label in states.items()],
        "chosen": chosen,
        "words": words,
        "kept": [{"name": "status", "value": chosen}],
        "stays": urlencode({"status": chosen, "sok": words}),
        "applications": found,
        "rows": [_queue_row(application) for application in found],
    }
    return render(request, "enrollment/admin/applications.html", context)


def _waiting_heading(waiting: int) -> str:
    if not waiting:
        return _("Ingen søknader venter på svar")
    sentence = ngettext("%(count)s søknad venter på svar", "%(count)s søknader venter på svar", waiting)
    return (sentence % {"count": in_words(waiting)}).capitalize()


def _queue_row(application: Application) -> dict:
    """One line of the queue; ``late`` when the promised day has passed."""
    today = timezone.localdate()
    waits = application.state == ApplicationState.SUBMITTED
    return {
        "application": application,
        "size": steps.roster(application).size,
        "waits": waits,
        "days": (today - timezone.localdate(application.submitted_at)).days,
        "late": max(0, (today - application.answer_by).days) if waits else 0,
        "tag": TAGS[application.state],
    }


@page("application", "GET", "POST")
@never_cache
def sent_application(request, number):
    """What was sent, as text; while it waits for an answer it can be taken back here."""
    found = access.get_sent_application_for(request.user, number)
    if request.method == "POST":
        try:
            services.withdraw(found, by=request.user)
            messages.success(request, _("Søknaden er trukket. Dere kan søke på nytt når det er et åpent opptak."))
        except TransitionNotAllowed as refused:
            messages.error(request, " ".join(refused.missing))
        return redirect("case", number=number)
    context = {
        "application": found,
        "sections": [section for section in steps.sections(found, with_links=False) if section["rows"]],
        "roster": steps.roster(found),
        "may_withdraw": found.state == ApplicationState.SUBMITTED,
    }
    return render(request, "enrollment/sent_application.html", context)


TAGS = {
    ApplicationState.SUBMITTED: "now",
    ApplicationState.ADMITTED: "ok",
    ApplicationState.DECLINED: "plain",
    ApplicationState.WITHDRAWN: "plain",
}


EVENTS = {
    "submit": gettext_lazy("Søknaden ble sendt"),
    "admit": gettext_lazy("Gruppen fikk plass"),
    "decline": gettext_lazy("Gruppen fikk ikke plass"),
    "withdraw": gettext_lazy("Søknaden ble trukket"),
    # Written on the case by those who find it a consultant.
    "choice_offered": gettext_lazy("Lederen ble bedt om å velge konsulent"),
    "choice_chosen": gettext_lazy("Lederen valgte konsulent"),
    "choice_returned": gettext_lazy("Lederen lot programkontoret velge konsulent"),
    "choice_lapsed": gettext_lazy("Lederen valgte ikke konsulent innen fristen"),
    "choice_emptied": gettext_lazy("Ingen av dem lederen kunne velge, kan ta gruppen lenger"),
    "choice_withdrawn": gettext_lazy("Spørsmålet til lederen ble trukket tilbake"),
    "consultant_declined": gettext_lazy("Konsulenten sa nei"),
}


@page("application", "GET", "POST")
def application(request, number):
    """One application read as text, with its history and, while it waits, the answer."""
    found = access.get_application_for_office(request.user, number)
    form, missing = DecisionForm(request.POST or None), []
    if request.method == "POST" and form.is_valid():
        try:
            services.decide(found, form.cleaned_data["action"], reason=form.cleaned_data["reason"], by=request.user)
            messages.success(request, _("Svaret er gitt. Brevet går til lederen nå."))
            return redirect("admin:application", number=number)
        except TransitionNotAllowed as refused:
            missing = refused.missing
            found = access.get_application_for_office(request.user, number)
    context = {
        **admin.site.each_context(request),
        "application": found,
        "form": form,
        "missing": missing,
        "sections": [section for section in steps.sections(found, with_links=False) if section["rows"]],
        "row": _queue_row(found),
        "roster": steps.roster(found),
        "events": [
            {"label": EVENTS[event.action], "at": event.at, "by": event.by}
            for event in found.events.select_related("by")
        ],
        "crumbs": [{"label": _("Søknader"), "url": reverse("admin:applications")}, {"label": found.number}],
        "is_own": queries.belongs_to(found, request.user),
        "handover": queries.handover(found),
    }
    return render(
        request, "enrollment/admin/application.html", context, status=422 if request.method == "POST" else 200
    )
