"""The case as its own group sees it, and the group's list of people."""

from datetime import date

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from assessments.models import RoundState
from consultants import nowcards, queries
from consultants.forms import MemberForm
from consultants.nowcards import Action, Actor
from consultants.phases import Stage, phase_line, stage
from consultants.views.pages import accepted, sent, settle
from enrollment.access import get_case_for
from enrollment.models import Application, Membership, MembershipRole
from enrollment.services import MembersRefused, add_delegate, add_member, change_member, end_membership
from portal.core.access import page
from portal.core.templatetags.ui import day, day_year, weekday
from portal.core.templatetags.ui import initials as initials_of

LOCKED = (RoundState.OPEN, RoundState.CLOSING, RoundState.HELD)
EDITORS = (MembershipRole.LEADER, MembershipRole.DELEGATE)


def load_case(user, number: str) -> Application:
    """The case with its engagement, rounds and people. ``own_roles``: the reader's, none for an outside applicant."""
    found = get_case_for(user, number)
    application = queries.with_engagement(Application.objects.filter(pk=found.pk)).get()
    roles = [row.role for row in application.group.current if row.user_id == user.pk]
    order = [MembershipRole.LEADER, MembershipRole.MEMBER, MembershipRole.DELEGATE]
    application.own_roles = sorted(roles, key=order.index)
    return application


@page("application")
@never_cache
def case(request, number):
    application = load_case(request.user, number)
    leads = MembershipRole.LEADER in application.own_roles
    engagement = queries.engagement_of(application)
    facts = queries.case_facts(application, choose_by=None if engagement else choose_by(application))
    today = timezone.localdate()
    return render(
        request,
        "consultants/case.html",
        {
            "application": application,
            "group": application.group,
            "phases": phase_line(facts, today=today),
            "now": now_card(application, nowcards.now_for(facts, leads=leads, today=today), request.user),
            "no_report": no_report_text(stage(facts)),
            "reports": report_boxes(application, facts, leads=leads, today=today),
            "consultant": engagement.lead if engagement else None,
            "is_choosing": facts.choose_by is not None,
            "languages": ", ".join(engagement.lead.languages) if engagement else "",
            "terms": terms(application, engagement) if application.own_roles else [],
            "people": [described(row) for row in people_of(application)],
            "may_edit": may_edit(application),
            "may_read_application": request.user.pk == application.applicant_id
            or not set(EDITORS).isdisjoint(application.own_roles),
        },
    )


def choose_by(application: Application) -> date | None:
    """The deadline of the choice that waits for the leader. Costs a query."""
    open_ = queries.choosing(timezone.localdate()).filter(application=application)
    return open_.order_by("pk").values_list("deadline", flat=True).first()


def now_card(application: Application, now: nowcards.Now, user) -> dict:
    """The pure card with names, initials and addresses put in."""
    card = {"heading": now.heading, "text": now.text}
    if now.holder:
        card["holder"] = named_turn(application, now.holder, user)
    card["then"] = [named_turn(application, turn, user) for turn in now.then]
    if now.action is Action.MEMBERS and may_edit(application):
        card |= {"url": reverse("case_members", args=[application.number]), "action": _("Se over listen")}
    if now.action is Action.CHOOSE and not set(EDITORS).isdisjoint(application.own_roles):
        words = (
            _("Velg konsulent")
            if MembershipRole.LEADER in application.own_roles
            else _("Se hvem lederen velger mellom")
        )
        card |= {"url": reverse("case_choose", args=[application.number]), "action": words}
    if now.action is Action.LINK and user.pk in {row.user_id for row in queries.answering_in(application)}:
        card |= {"more_url": reverse("link_again"), "more": _("Finner du ikke lenken?")}
    if now.action is Action.INTAKES:
        card |= {"more_url": reverse("programme"), "more": _("Se opptakene")}
    report = last_report_url(application) if now.action is Action.REPORT else ""
    if report and application.own_roles:
        card |= {"url": report, "action": _("Åpne rapporten")}
    return card


def named_turn(application: Application, turn: nowcards.Turn, user) -> dict:
    """Who it is, by name, with initials or a number in the circle."""
    leader, engagement = queries.leader_in(application), queries.engagement_of(application)
    if turn.who is Actor.LEADER and leader:
        name, initials = str(leader.user), ""
    elif turn.who is Actor.CONSULTANT:
        name, initials = (_("%s, konsulent") % engagement.lead, "") if engagement else (_("Konsulenten"), "K")
    elif turn.who is Actor.GROUP:
        name, initials = _("Alle i gruppen"), str(len(queries.answering_in(application)))
    else:
        name, initials = _("Programkontoret"), "PK"
    at = {Actor.GROUP: _("gruppen"), Actor.OFFICE: _("programkontoret")}.get(turn.who, name.split(",")[0])
    is_you = turn.who is Actor.LEADER and leader is not None and leader.user_id == user.pk
    return {"name": name, "initials": initials or initials_of(at), "at": at, "is_you": is_you, "does": turn.does}


def people_of(application: Application) -> list[Membership]:
    """Names and roles, for those of the group; whoever only applied sees how the case stands."""
    if not application.own_roles:
        return []
    answering = queries.answering_in(application)
    seen = {membership.user_id for membership in answering}
    return [*answering, *(row for row in queries.delegates_in(application) if row.user_id not in seen)]


def described(membership: Membership) -> dict:
    """Name, title and role; being a member needs no word."""
    role = "" if membership.role == MembershipRole.MEMBER else membership.get_role_display()
    return {"name": str(membership.user), "detail": ", ".join(filter(None, [membership.title, role]))}


def terms(application: Application, engagement) -> list[dict]:
    """What consultant and leader agreed, with the dates of the round that is planned or running."""
    if engagement is None or engagement.agreed_on is None:
        return []
    rows = [
        {"label": _("Hva vi er enige om"), "value": engagement.purpose},
        {"label": _("Periode"), "value": f"{day_year(engagement.starts_on)} – {day_year(engagement.ends_on)}"},
    ]
    rounds = list(application.rounds.all())
    if rounds and rounds[-1].state not in (RoundState.DISCARDED, RoundState.LOST):
        last = rounds[-1]
        rows += [
            {"label": _("Kartleggingen åpner"), "value": weekday(last.opens_on)},
            {"label": _("Svarfrist"), "value": weekday(last.deadline)},
            {"label": _("Forsamtale med lederen"), "value": weekday(last.pretalk_on)},
            {"label": _("Samling"), "value": weekday(last.session_on)},
            {"label": _("Verktøy"), "value": last.tool}
            if last.runs_elsewhere
            else {
                "label": _("Lederens eget svar"),
                "value": _("Vises") if last.leader_marker else _("Vises ikke for seg"),
            },
        ]
    return rows


def last_report_url(application: Application) -> str:
    closed = [round_ for round_ in application.rounds.all() if round_.state == RoundState.CLOSED]
    return report_url(application, closed[-1].sequence) if closed else ""


def report_url(application: Application, sequence: int) -> str:
    return reverse("report", args=[application.number, sequence])


def report_boxes(application: Application, facts, *, leads: bool, today: date) -> list[dict]:
    """One box for each report: its name, and the button or the day it opens."""
    boxes = []
    names = (_("Første kartlegging"), _("Ny kartlegging"))
    closed = [round_ for round_ in facts.valid_rounds if round_.state == "closed"]
    for position, round_ in enumerate(closed):
        is_open = round_.to_group_on or (leads and round_.to_leader_on)
        opens_on = round_.pretalk_on if leads else round_.session_on
        boxes.append(
            {
                "name": names[min(position, 1)],
                "closed_on": round_.closed_on,
                "url": report_url(application, round_.sequence) if is_open and application.own_roles else "",
                "text": report_text(round_, opens_on, leads=leads, today=today),
            }
        )
    return boxes


def no_report_text(now: Stage) -> str:
    """What is said where no report is; "" for a group that has no place, and waits for none."""
    if now in (Stage.DECLINED, Stage.WITHDRAWN):
        return ""
    if now is Stage.HELD:
        return _("For få har svart. Svarene er fortsatt låst, og ingen har åpnet dem.")
    if now in (Stage.DISCARDED, Stage.LOST):
        return _("Kartleggingen ga ingen rapport. Konsulenten tar kontakt om hva dere gjør videre.")
    return _(
        "Rapporten kommer etter den første kartleggingen. Lederen leser den først, sammen med konsulenten, og så ser "
        "hele gruppen den samme."
    )


def report_text(round_, opens_on: date, *, leads: bool, today: date) -> str:
    if round_.to_group_on:
        return _("Alle i gruppen ser den samme rapporten.")
    if leads and round_.to_leader_on:
        return _("Gruppen ser den samme rapporten %s.") % day(round_.session_on)
    if today > opens_on:
        return _("Rapporten åpnes når dere møtes. Avtalt dag var %s.") % day(opens_on)
    if leads:
        return _("Rapporten åpnes %s sammen med konsulenten.") % day(opens_on)
    return _("Rapporten åpnes %s på samlingen.") % day(opens_on)


# The group's people ----------------------------------------------------------


def may_edit(application: Application) -> bool:
    """Leader and delegate change the list, but not while a round is running."""
    return any(role in EDITORS for role in application.own_roles) and not is_locked(application)


def is_locked(application: Application) -> bool:
    return any(round_.state in LOCKED for round_ in application.rounds.all())


def load_case_to_edit(user, number: str) -> Application:
    application = load_case(user, number)
    if not any(role in EDITORS for role in application.own_roles):
        raise Http404
    return application


@page("application", "GET", "POST")
@never_cache
def case_members(request, number):
    application = load_case_to_edit(request.user, number)
    form = MemberForm(sent(request), with_role=True)
    if request.method == "POST" and not is_locked(application) and form.is_valid():
        add = add_delegate if form.cleaned_data.pop("role") == MembershipRole.DELEGATE else add_member
        if settle(form, lambda: add(application.group, by=request.user, **form.cleaned_data)):
            messages.success(request, _("%s er lagt til.") % form.cleaned_data["name"])
            return redirect("case_members", number)
    return members_page(request, application, form)


@page("application", "GET", "POST")
@never_cache
def case_member(request, number, pk):
    """Correct one person, while the list is open."""
    application = load_case_to_edit(request.user, number)
    membership = get_object_or_404(Membership, group=application.group, to_date=None, pk=pk)
    user = membership.user
    initial = {"name": user.name, "email": user.email, "title": membership.title}
    form = MemberForm(sent(request), initial=initial)
    if not is_locked(application) and accepted(
        request, form, lambda: change_member(membership, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Endringen er lagret."))
        return redirect("case_members", number)
    context = {"application": application, "membership": membership, "form": form, "is_locked": is_locked(application)}
    return render(request, "consultants/case_member.html", context, status=422 if form.errors else 200)


@page("application", "POST")
def case_member_remove(request, number, pk):
    application = load_case_to_edit(request.user, number)
    membership = get_object_or_404(Membership, group=application.group, pk=pk)
    if is_locked(application):
        messages.error(request, _("Listen er låst så lenge kartleggingen er åpen."))
        return redirect("case_members", number)
    try:
        end_membership(membership, by=request.user)
    except MembersRefused as refusal:
        messages.error(request, refusal.sentence)
    else:
        messages.success(request, _("%s er tatt ut av gruppen.") % membership.user)
    return redirect("case_members", number)


def members_page(request, application: Application, form: MemberForm):
    return render(
        request,
        "consultants/case_members.html",
        {
            "application": application,
            "people": queries.answering_in(application),
            "delegates": queries.delegates_in(application),
            "is_locked": is_locked(application),
            "form": form,
        },
        status=422 if form.errors else 200,
    )
