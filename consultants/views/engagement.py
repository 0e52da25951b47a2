"""An engagement as its consultant sees it: where it stands, what happens now, its contract and its end."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.models import AssessmentRound, RoundState
from assessments.services.rounds import MOVABLE_DATES
from assessments.workflow import MOST_REMINDERS, ROUND, accepts_answers, missing_for_extension
from consultants import queries, services
from consultants.access import get_engagement_for
from consultants.checks import checks
from consultants.forms import ROUND_DATES, ContractForm, NextRoundForm
from consultants.models import Engagement, EngagementState
from consultants.phases import REST_AFTER_CLOSING, CaseFacts, count_text, phase_line
from consultants.steps import next_step
from consultants.timeline import timeline
from consultants.views.home import step_url
from consultants.views.pages import accepted, attempt, confirm_page, engagement_crumbs, sent, staff_page
from consultants.workflow import ENGAGEMENT, RUNNING
from portal.core.access import page
from portal.core.templatetags.ui import day_year, weekday


@page("staff")
def engagement(request, number):
    found = get_engagement_for(request.user, number)
    application, today = found.application, timezone.localdate()
    facts = queries.case_facts(application)
    rounds = list(application.rounds.all())
    current = rounds[-1] if rounds else None
    return staff_page(
        request,
        "consultants/engagement.html",
        crumbs=engagement_crumbs(found),
        engagement=found,
        application=application,
        group=application.group,
        leader=queries.leader_in(application),
        people=queries.answering_in(application),
        phases=phase_line(facts, today=today, with_promises=True),
        may_decline=found.state == EngagementState.ASSIGNED and found.lead.user_id == request.user.pk,
        co_must_declare=found.co is not None
        and found.co.user_id == request.user.pk
        and found.state in EngagementState.HOLDING
        and not queries.has_declared(found, found.co_id),
        now=now_card(found, facts, current, today),
        may_plan=next_step(facts, today=today).key != "next_round"
        and not services.missing_for_next_round(found, current),
        rounds=[round_section(round_, facts) for round_ in reversed(rounds)],
        contract=contract_rows(found),
        may_correct=may_correct(found),
        may_end=found.state == EngagementState.CONTRACTED and not any(round_.state in RUNNING for round_ in rounds),
        events=timeline(application, found, rounds),
    )


def now_card(found: Engagement, facts: CaseFacts, current: AssessmentRound | None, today) -> dict:
    """The next step with its button, progress while a round is open, and what must be in place."""
    step = next_step(facts, today=today)
    missing, is_open = guard_missing(current, found), bool(current and current.state == RoundState.OPEN)
    counted = (
        facts.current.asked if is_open and facts.current.all_answered else facts.current.shown_count if is_open else 0
    )
    number = found.application.number
    action, url = step.action, step_url(found, step.key) if step.action and step.key != "round_order" else ""
    ways = other_ways(current, number)
    if step.key == "choose_way":
        action, url, ways = ways[0]["words"], ways[0]["url"], ways[1:]
    card = {
        "heading": step.heading,
        "text": step.text,
        "action": action,
        "url": url,
        "order_url": reverse("admin:round_order", args=[number, current.sequence]) if step.key == "round_order" else "",
        "is_blocked": bool(missing) and step.key == "round_order",
        "recall_url": "",
        "others": ways,
        "progress": {"filled": counted, "total": facts.current.asked} if is_open and (counted or 0) >= 3 else None,
        "checks": checks(facts, today=today, missing=missing, has_report=has_report(current)),
    }
    if current and current.state == RoundState.ORDERED:
        card["recall_url"] = reverse("admin:round_recall", args=[number, current.sequence])
    return card


def other_ways(current: AssessmentRound | None, number: str) -> list[dict]:
    """What else may be done just now: while it is open a reminder; all ways out of a held round, the gentlest first."""
    if current is None:
        return []
    ways = []
    if accepts_answers(current) and not current.all_answered and current.reminders_sent < MOST_REMINDERS:
        ways.append((_("Send påminnelse"), "admin:round_remind"))
    if current.state == RoundState.HELD and not missing_for_extension(current):
        ways.append((_("Utvid fristen"), "admin:round_extend"))
    if current.state == RoundState.HELD and not ROUND.missing(current, "start_closing"):
        ways.append((_("Lukk med svarene som er kommet"), "admin:round_close"))
    if current.state == RoundState.HELD:
        ways.append((_("Ta samtalen uten rapport"), "admin:round_discard"))
    return [{"words": words, "url": reverse(name, args=[number, current.sequence])} for words, name in ways]


def guard_missing(current: AssessmentRound | None, found: Engagement) -> list[str]:
    """What the workflow says is missing before the opening; dates that have not come are told elsewhere."""
    if current is None or current.state not in (RoundState.PLANNED, RoundState.ORDERED):
        return []
    current.application = found.application
    if current.state == RoundState.ORDERED:
        return []
    return ROUND.missing(current, "order")


def has_report(current: AssessmentRound | None) -> bool:
    if current is not None and current.runs_elsewhere:
        return current.state == RoundState.CLOSED
    return current is not None and current.reports.exists()


def round_section(round_: AssessmentRound, facts: CaseFacts) -> dict:
    """One assessment: its dates, who is asked, how many have answered, and how far its report has come."""
    found = next(row for row in facts.rounds if row.sequence == round_.sequence)
    earlier = [row for row in facts.rounds if row.sequence < round_.sequence and row.state == "closed"]
    return {
        "round": round_,
        "facts": found,
        "name": _("Ny kartlegging") if earlier else _("Første kartlegging"),
        "status": round_.get_state_display(),
        "dates": round_dates(round_, timezone.localdate()),
        "rows": round_rows(round_, found),
        "may_move": bool(MOVABLE_DATES.get(round_.state)) and found.to_group_on is None,
        "may_see_asked": accepts_answers(round_),
        "may_list": round_.state in (RoundState.PLANNED, RoundState.ORDERED),
        "has_report": round_.state == RoundState.CLOSED,
        "may_cancel": round_.state == RoundState.ELSEWHERE,
    }


def round_rows(round_: AssessmentRound, found) -> list[dict]:
    if found.respondents is not None:
        answers = _("%(count)s av %(asked)s svarte. Lukket %(date)s.") % {
            "count": found.respondents,
            "asked": found.asked,
            "date": day_year(round_.closed_on),
        }
    else:
        answers = count_text(found) if round_.state == RoundState.OPEN else ""
    released = [
        _("til lederen %s") % day_year(found.to_leader_on) if found.to_leader_on else "",
        _("til gruppen %s") % day_year(found.to_group_on) if found.to_group_on else "",
    ]
    confirmed = day_year(round_.list_confirmed_at) if found.list_confirmed else ""
    asked = _("%(count)s, bekreftet %(date)s") % {"count": found.asked, "date": confirmed}
    where = {"label": _("Verktøy"), "value": round_.tool}
    listed = {"label": _("Spurt"), "value": asked if confirmed else _("Listen er ikke bekreftet")}
    return [
        {"label": _("Svar"), "value": answers},
        where if round_.tool else listed,
        {
            "label": _("Rapporten"),
            "value": _("Frigitt %s") % _(" og ").join(filter(None, released)) if any(released) else "",
        },
    ]


def round_dates(round_: AssessmentRound, today) -> list[dict]:
    """The four days in a row; those that have been are ticked."""
    days = (
        (_("Åpner"), round_.opens_on),
        (_("Frist"), round_.deadline),
        (_("Forsamtale"), round_.pretalk_on),
        (_("Samling"), round_.session_on),
    )
    return [{"label": label, "on": on, "is_past": on < today} for label, on in days]


# The contract ----------------------------------------------------------------


def contract_rows(found: Engagement) -> list[dict]:
    if found.agreed_on is None:
        return []
    first = next(iter(found.application.rounds.all()), None)
    if first and first.runs_elsewhere:
        own = {"label": _("Gruppen svarer i"), "value": first.tool}
    else:
        marker = _("Vises ved siden av gruppens") if first and first.leader_marker else _("Vises ikke")
        own = {"label": _("Lederens eget svar"), "value": marker}
    return [
        {"label": _("Avtalt"), "value": day_year(found.agreed_on)},
        {"label": _("Periode"), "value": f"{day_year(found.starts_on)} – {day_year(found.ends_on)}"},
        own,
        {"label": _("Enige om"), "value": found.purpose},
    ]


def may_correct(found: Engagement) -> bool:
    rounds = list(found.application.rounds.all())
    return (
        found.state == EngagementState.CONTRACTED
        and len(rounds) == 1
        and (rounds[0].state in (RoundState.PLANNED, RoundState.ORDERED) or opens_elsewhere_later(rounds[0]))
    )


def opens_elsewhere_later(round_: AssessmentRound) -> bool:
    return round_.state == RoundState.ELSEWHERE and round_.opens_on > timezone.localdate()


@page("staff", "GET", "POST")
def contract(request, number):
    """Write the contract, or correct it until the round opens. Later it is only shown."""
    found = get_engagement_for(request.user, number)
    if found.state != EngagementState.ASSIGNED and not may_correct(found):
        return redirect("admin:engagement", number)
    if found.state == EngagementState.ASSIGNED and not queries.has_declared(found, found.lead_id):
        messages.error(request, _("Bekreft først at du ikke har bånd til gruppen."))
        return redirect("admin:declare", number)
    recorded = found.application.rounds.all()[0] if found.state != EngagementState.ASSIGNED else None
    form = ContractForm(sent(request), initial=contract_initial(found), recorded=recorded)
    write = services.record_contract if found.state == EngagementState.ASSIGNED else services.correct_contract
    if accepted(request, form, lambda: write(found, by=request.user, **form.cleaned_data)):
        messages.success(
            request,
            _("Kontrakten er rettet. Lederen får vite hvilke datoer du har flyttet.")
            if recorded
            else _("Kontrakten er skrevet inn. Lederen får datoene på e-post."),
        )
        warn_about_days_off(request, form)
        return redirect("admin:engagement", number)
    return staff_page(
        request,
        "consultants/contract.html",
        crumbs=engagement_crumbs(found, _("Kontrakt")),
        engagement=found,
        application=found.application,
        form=form,
        report_fields=[form[name] for name in ("run_in", "view", "leader_marker") if name in form.fields],
        is_new=found.state == EngagementState.ASSIGNED,
    )


def contract_initial(found: Engagement) -> dict:
    """What is recorded, or suggestions that follow from the wanted period."""
    application = found.application
    if found.state != EngagementState.ASSIGNED:
        round_ = application.rounds.all()[0]
        return {
            **{name: getattr(round_, name) for name in ROUND_DATES},
            "purpose": found.purpose,
            "agreed_on": found.agreed_on,
            "ends_on": found.ends_on,
            "view": round_.view,
            "leader_marker": "yes" if round_.leader_marker else "no",
        }
    today = timezone.localdate()
    opens_on = max(application.wanted_from or today, today + timedelta(days=7))
    return {
        **ContractForm.suggestions(opens_on),
        "purpose": application.reason,
        "agreed_on": today,
        "ends_on": application.wanted_to,
        "run_in": "portal",
        "view": "tre",
        "leader_marker": "no",
    }


def warn_about_days_off(request, form) -> None:
    for label, date, name in form.days_off:
        words = (
            _("%(label)s er satt til %(date)s. Da er det %(name)s.")
            if name
            else _("%(label)s er satt til %(date)s. Da er folk flest ikke på jobb.")
        )
        name = name[:1].lower() + name[1:]
        messages.warning(request, words % {"label": label, "date": weekday(date), "name": name})


# The next round and the end --------------------------------------------------


@page("staff", "GET", "POST")
def next_round(request, number):
    found = get_engagement_for(request.user, number)
    rounds = list(found.application.rounds.all())
    missing = services.missing_for_next_round(found, rounds[-1] if rounds else None)
    if missing:
        messages.error(request, " ".join(missing))
        return redirect("admin:engagement", number)
    form = NextRoundForm(sent(request), initial=next_initial(found, rounds[-1]))
    if accepted(request, form, lambda: services.plan_next_round(found, by=request.user, **form.cleaned_data)):
        messages.success(request, _("Kartleggingen er planlagt. Lederen får datoene på e-post."))
        warn_about_days_off(request, form)
        return redirect("admin:engagement", number)
    return staff_page(
        request,
        "consultants/next_round.html",
        crumbs=engagement_crumbs(found, _("Ny kartlegging")),
        engagement=found,
        form=form,
        earliest=rounds[-1].closed_on + REST_AFTER_CLOSING if rounds[-1].closed_on else None,
    )


def next_initial(found: Engagement, last: AssessmentRound) -> dict:
    today = timezone.localdate()
    earliest = last.closed_on + REST_AFTER_CLOSING if last.closed_on else today
    opens_on = max(today + timedelta(days=7), earliest)
    return {**NextRoundForm.suggestions(opens_on), "ends_on": found.ends_on}


@page("staff", "GET", "POST")
def engagement_end(request, number):
    found = get_engagement_for(request.user, number)
    missing = ENGAGEMENT.missing(found, "end")
    if request.method == "POST":
        done = attempt(request, lambda: services.end(found, by=request.user), _("Oppdraget er avsluttet."))
        return redirect("admin:engagements" if done else "admin:engagement", *([] if done else [number]))
    if found.state == EngagementState.ASSIGNED:
        raise Http404
    return confirm_page(
        request,
        found,
        _("Avslutt"),
        heading=_("Avslutt oppdraget"),
        lead=_("Oppdraget kan ikke åpnes igjen. Plassen din blir ledig, og gruppen beholder rapportene."),
        missing=missing,
        action=_("Avslutt oppdraget"),
    )
