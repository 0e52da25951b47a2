"""The matching board of the programme office: what there is, the plan, what if, and publishing it."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from consultants import queries
from consultants.board import words
from consultants.board.content import Board
from consultants.board.instance import load_draft, round_of
from consultants.models import ChoiceKind, Consultant, MatchRound, MatchRun
from consultants.services import matching
from consultants.views.pages import attempt, sent, staff_page
from enrollment.models import Application, ApplicationState, Intake
from portal.accounts.models import RoleName
from portal.core.access import page, require_role
from portal.core.templatetags.ui import in_words

GROUPS_A_PAGE = 25
CHOICES = {"las": ChoiceKind.PIN, "utelukk": ChoiceKind.EXCLUDE, "slipp": None}


class RoundForm(forms.ModelForm):
    """The points of each part of the fit, and whether groups may be moved."""

    class Meta:
        model = MatchRound
        fields = ("sector", "level", "continuity", "load", "moves_assigned")
        help_texts = {
            "level": gettext_lazy("Opptil fire trinn."),
            "load": gettext_lazy("0 ser bort fra hvor mange oppdrag hver har. Høyere tall fordeler jevnere."),
            "moves_assigned": gettext_lazy("Bare når flere får plass av det. Gruppene og konsulentene får beskjed."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("sector", "level", "continuity", "load"):
            self.fields[name].widget.attrs["class"] = "input-short"


def get_intake(user, pk: int) -> Intake:
    """An intake with its offering, for the programme office alone."""
    require_role(user, RoleName.OFFICE)
    return get_object_or_404(Intake.objects.select_related("offering__programme"), pk=pk)


def get_board(intake: Intake) -> Board:
    round_ = round_of(intake)
    round_.intake = intake
    return Board(load_draft(round_))


def crumbs(intake: Intake, *more: tuple[str, str]) -> list[dict]:
    """Matching › the intake › the pages below it. The last has no address."""
    steps = [
        (_("Matching"), reverse("admin:matching")),
        (str(intake), reverse("admin:board", args=[intake.pk])),
        *more,
    ]
    return [{"label": label, "url": url if n < len(steps) - 1 else ""} for n, (label, url) in enumerate(steps)]


@page("reference")
def matching_home(request):
    """The intakes with how many groups wait for a consultant."""
    require_role(request.user, RoleName.OFFICE)
    waits = Q(applications__in=queries.without_consultant())
    intakes = (
        Intake.objects.select_related("offering__programme")
        .annotate(waiting=Count("applications", filter=waits, distinct=True))
        .annotate(plans=Count("match_round__runs", distinct=True))
        .order_by("closes_on", "pk")
    )
    total = sum(intake.waiting for intake in intakes)
    return staff_page(request, "consultants/board_home.html", heading=waiting_heading(total), intakes=intakes)


def waiting_heading(count: int) -> str:
    if not count:
        return _("Ingen grupper venter på konsulent")
    return (
        ngettext("%s gruppe venter på konsulent", "%s grupper venter på konsulent", count) % in_words(count)
    ).capitalize()


@page("reference")
def board(request, intake):
    """Supply against demand, and the groups to assign by hand; the plan is the second way."""
    intake = get_intake(request.user, intake)
    found = get_board(intake)
    listed = Paginator(found.draft.waiting, GROUPS_A_PAGE).get_page(request.GET.get("side"))
    runs = list(MatchRun.objects.filter(round__intake=intake).select_related("by").order_by("-number"))
    return staff_page(
        request,
        "consultants/board.html",
        crumbs=crumbs(intake),
        intake=intake,
        heading=waiting_heading(len(found.draft.waiting)),
        demand=found.demand(),
        supply=found.supply(),
        limits=found.limits(),
        choosing=queries.choosing(timezone.localdate()).filter(application__intake=intake).count(),
        is_small=found.is_small,
        listed=listed,
        rows=found.by_hand(list(listed)),
        runs=published(runs),
    )


def published(runs: list[MatchRun]) -> list[dict]:
    """Each plan with the pairs it had, whoever has the groups now."""
    people = Consultant.objects.select_related("user").order_by("pk") if runs else []
    names = {str(row.pk): str(row) for row in people}
    return [
        {
            "run": run,
            "pairs": [pair | {"consultant": names[pair["key"]]} for pair in matching.published_pairs(run)],
        }
        for run in runs
    ]


@page("reference")
def board_plan(request, intake):
    """The best plan: every pair, everyone left out, and questions whose answers are not kept."""
    intake = get_intake(request.user, intake)
    found = get_board(intake)
    pairs = found.pairs()
    opened = request.GET.get("par", "")
    listed = Paginator(pairs, GROUPS_A_PAGE).get_page(request.GET.get("side"))
    rows = [pair | found.group_line(pair["line"]) | {"why": found.why(pair["line"], pair["key"])} for pair in listed]
    for row in rows:
        row["opened"] = found.opened(row["number"]) if row["number"] == opened else None
    question = asked_question(request, found)
    left_out = found.left_out()
    return staff_page(
        request,
        "consultants/board_plan.html",
        crumbs=crumbs(intake, (_("Forslag til plan"), "")),
        intake=intake,
        board=found,
        heading=found.headline,
        demand=found.demand(),
        supply=found.supply(),
        limits=found.limits(),
        pins=found.unusable_pins(),
        listed=listed,
        rows=rows,
        left_out=left_out,
        left_count=sum(len(block["groups"]) for block in left_out),
        by_consultant=found.by_consultant(),
        moves=found.moves(),
        changes=sum(found.draft.held.get(pair["line"]) != pair["key"] for pair in pairs),
        question=question,
        answer=found.what_if(**question["what"]) if question["is_asked"] else None,
        settings_form=RoundForm(instance=found.draft.round),
    )


def asked_question(request, found: Board) -> dict:
    """What the form asks. Consultants nobody knows are left out of the question."""
    more = [key for key in request.GET.getlist("plass") if key in found.consultants]
    away = [key for key in request.GET.getlist("borte") if key in found.consultants]
    what = {
        "more": more,
        "away": away,
        "earlier": "tidligere" in request.GET,
        "newcomer": "ny" in request.GET,
    }
    return {"what": what, "is_asked": any(what.values())}


@page("reference", "GET", "POST")
def board_choice(request, intake):
    """What pinning, excluding or releasing a pair does to the whole plan, before it is done. Nobody is assigned."""
    intake = get_intake(request.user, intake)
    if request.method == "POST":
        return keep_choice(request, intake)
    found = get_board(intake)
    number, key, action = (request.GET.get(name, "") for name in ("gruppe", "konsulent", "valg"))
    if action not in CHOICES or number not in found.groups or key not in found.consultants:
        return unknown_pair(request, intake)
    change = found.change(number, key, action)
    return staff_page(
        request,
        "consultants/board_choice.html",
        crumbs=crumbs(intake, (_("Forslag til plan"), reverse("admin:board_plan", args=[intake.pk])), (_("Valg"), "")),
        intake=intake,
        group=found.group_line(number),
        heading=choice_heading(action) % {"consultant": found.consultants[key], "group": found.groups[number]},
        key=key,
        action=action,
        change=change,
        why_not=words.reasons(found.solved.barred(number).get(key, ("full",))) if change is None else "",
        back=plan_address(intake, number),
    )


def choice_heading(action: str) -> str:
    return {
        "las": _("Lås %(consultant)s til %(group)s?"),
        "utelukk": _("Hold %(consultant)s utenfor %(group)s?"),
        "slipp": _("La planen velge mellom %(consultant)s og andre for %(group)s?"),
    }[action]


def keep_choice(request, intake):
    """Without solving: the page that follows does that."""
    number, key, action = (request.POST.get(name, "") for name in ("gruppe", "konsulent", "valg"))
    application = Application.objects.filter(intake=intake, number=number, state=ApplicationState.ADMITTED).first()
    consultant = Consultant.objects.filter(pk=key, active=True).first() if key.isdecimal() and len(key) < 10 else None
    if action not in CHOICES or application is None or consultant is None:
        return unknown_pair(request, intake)
    if CHOICES[action] is None:
        matching.release_pair(intake, application, consultant)
        messages.success(request, _("Planen velger selv igjen. Ingen har fått beskjed."))
    else:
        attempt(
            request,
            lambda: matching.choose_pair(intake, application, consultant, CHOICES[action]),
            _("Utkastet er regnet ut på nytt. Ingen har fått beskjed."),
        )
    return redirect(plan_address(intake, number))


def unknown_pair(request, intake):
    messages.error(request, _("Gruppen eller konsulenten er ikke lenger med i planen."))
    return redirect("admin:board_plan", intake.pk)


def plan_address(intake: Intake, number: str) -> str:
    return f"{reverse('admin:board_plan', args=[intake.pk])}?par={number}#{number}"


@page("reference", "POST")
def board_settings(request, intake):
    """The weights of the round, and whether assigned groups may be moved."""
    intake = get_intake(request.user, intake)
    form = RoundForm(sent(request), instance=round_of(intake))
    if form.is_valid():
        matching.set_up_round(intake, **form.cleaned_data)
        messages.success(request, _("Utkastet er regnet ut på nytt."))
    else:
        messages.error(request, _("Vektene må være hele tall fra 0 til 32 767. Ingenting er endret."))
    return redirect("admin:board_plan", intake.pk)


@page("reference", "GET", "POST")
def board_publish(request, intake):
    """Who gets a letter when the plan is published, and the button that does it."""
    intake = get_intake(request.user, intake)
    if request.method == "POST":
        seen = request.POST.get("seen", "")
        if attempt(
            request,
            lambda: matching.publish_plan(intake, seen=seen, by=request.user),
            _("Planen er publisert. Lederne og konsulentene får beskjed på e-post."),
        ):
            return redirect("admin:board", intake.pk)
        return redirect("admin:board_plan", intake.pk)
    found = get_board(intake)
    new = [pair for pair in found.pairs() if found.draft.held.get(pair["line"]) != pair["key"]]
    return staff_page(
        request,
        "consultants/board_publish.html",
        crumbs=crumbs(
            intake, (_("Forslag til plan"), reverse("admin:board_plan", args=[intake.pk])), (_("Publiser"), "")
        ),
        intake=intake,
        rows=[pair | found.group_line(pair["line"]) for pair in new],
        left=found.demand()["left"],
        pins=found.unusable_pins(),
        own=matching.OWN_PLAN if any(found.draft.consultants[pair["key"]].user == request.user for pair in new) else "",
        seen=matching.fingerprint(found.draft),
    )
