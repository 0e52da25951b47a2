"""The administration's first page, the list of engagements, and the way to raw lists."""

from datetime import date
from urllib.parse import urlencode

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import OuterRef, Prefetch, Subquery
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from assessments.models import AssessmentRound, Release, ReleaseStep, RoundState
from assessments.services.reports import opens_on
from consultants import queries
from consultants.access import consultant_of, engagements_of
from consultants.calendar import weeks_ahead
from consultants.facts import engagement_loads
from consultants.models import (
    Absence,
    Certification,
    Consultant,
    Engagement,
    EngagementState,
    Shortlist,
    ShortlistOutcome,
)
from consultants.phases import count_text, phase_name, phase_number
from consultants.services.certificates import run_out_or_soon
from consultants.steps import next_step
from consultants.views.pages import staff_page
from enrollment.models import Application, ApplicationState
from enrollment.queries import weeks_off
from portal.accounts.models import RoleName
from portal.core.access import page, require_role
from portal.core.models import Job, LeaseState, Mail
from portal.core.search import naming, words_of
from portal.core.templatetags.ui import day, in_words, short_day

CERTIFICATE_WARNING_DAYS = 90
NAMED_BY = (
    "application__number",
    "application__group__name",
    "application__group__organisation__name",
    "application__group__organisation__short_name",
    "application__leader_name",
    "lead__user__name",
    "co__user__name",
)
ENGAGEMENTS_A_PAGE = 20
LISTED_AT_ONCE = 8
OWN_LISTS = {
    RoleName.PRIVACY: "admin:core_readlog_changelist",
    RoleName.OPERATOR: "admin:core_job_changelist",
    RoleName.COMMISSIONER: "admin:figures",
}
LATE = gettext_lazy("%(group)s: lederen valgte ikke innen fristen.")
CHOICE_TEXTS = {
    "": LATE,  # the hour before the job has looked
    ShortlistOutcome.LAPSED: LATE,
    ShortlistOutcome.RETURNED: gettext_lazy("%(group)s: lederen vil at dere velger."),
    ShortlistOutcome.EMPTIED: gettext_lazy("%(group)s: ingen av dem lederen kunne velge, kan ta gruppen lenger."),
}


@page("staff")
def index(request):
    """Her day for a consultant, what waits for the office, and for the other roles the list that is their work."""
    consultant = consultant_of(request.user)
    if consultant:
        return consultants_home(request, consultant)
    if request.user.has_role(RoleName.OFFICE):
        return offices_home(request)
    own = next((page for role, page in OWN_LISTS.items() if request.user.has_role(role)), "")
    if own:
        return redirect(own)
    return staff_page(request, "consultants/registers.html", apps=admin.site.get_app_list(request))


def consultants_home(request, consultant: Consultant):
    today = timezone.localdate()
    cases = [case_row(engagement, today) for engagement in running(engagements_of(request.user))]
    waiting = sorted((row for row in cases if row["step"].waits), key=lambda row: row["step"].due or today)
    own = [co_line(row) for row in cases if awaits_co(row["engagement"], consultant)]
    load = engagement_loads([consultant])[consultant.pk]
    return staff_page(
        request,
        "consultants/home.html",
        today=today,
        heading=waiting_heading(len(own) + len(waiting)),
        work=[*own, *(work_line(row, today) for row in waiting)],
        cases=sorted(cases, key=lambda row: row["step"].due or date.max),
        calendar=weeks_ahead([(row["name"], row["facts"]) for row in cases], today=today, off=weeks_off()),
        consultant=consultant,
        load=load,
        room=room_text(consultant.slots - load),
        certificates=certificates(consultant, today),
    )


def running(engagements):
    return queries.with_case(engagements.filter(state__in=EngagementState.HOLDING)).order_by("assigned_at", "pk")


def case_row(engagement: Engagement, today) -> dict:
    """One group in the table: who, which phase, next date, count of the day, what is missing."""
    application = engagement.application
    facts = queries.case_facts(application)
    leader = queries.leader_in(application)
    step = next_step(facts, today=today)
    is_counted = facts.current and facts.current.state == RoundState.OPEN
    return {
        "engagement": engagement,
        "facts": facts,
        "step": step,
        "name": application.group.organisation.name,
        "group": str(application.group),
        "url": reverse("admin:engagement", args=[application.number]),
        "person": _("Leder %s") % leader.user if leader else "",
        "number": phase_number(facts),
        "phase": phase_name(facts),
        "count": count_text(facts.current) if is_counted else "",
    }


def waiting_heading(count: int) -> str:
    if count == 0:
        return _("Ingenting venter på deg nå")
    words = ngettext("%s sak venter på deg", "%s saker venter på deg", count) % in_words(count)
    return words[0].upper() + words[1:]


def work_line(row: dict, today) -> dict:
    """A step as a line of the work list."""
    step = row["step"]
    when, is_near = when_text(step.due, today)
    return {
        "when": when,
        "near": is_near,
        "heading": step.line % row["name"],
        "text": step.text,
        "url": step_url(row["engagement"], step.key),
        "action": step.action,
    }


def awaits_co(engagement: Engagement, consultant: Consultant) -> bool:
    return engagement.co_id == consultant.pk and not queries.has_declared(engagement, consultant.pk)


def co_line(row: dict) -> dict:
    """What the co-consultant alone has to do."""
    return {
        "when": short_day(row["facts"].assigned_on),
        "near": False,
        "heading": _("Bekreft at du ikke har bånd til %s") % row["name"],
        "text": _("Du er medkonsulent. Du kan også si nei, og ingen spør om grunnen."),
        "url": reverse("admin:declare", args=[row["engagement"].application.number]),
        "action": _("Svar"),
    }


def step_url(engagement: Engagement, key: str) -> str:
    """The page where a step is done; an order is given on the engagement's own page."""
    number = engagement.application.number
    if key in ("declare", "contract", "next_round", "end"):
        return reverse({"end": "admin:engagement_end"}.get(key, f"admin:{key}"), args=[number])
    if key in ("round_list", "round_close", "round_register", "report"):
        rounds = list(engagement.application.rounds.all())
        return reverse(f"admin:{key}", args=[number, rounds[-1].sequence])
    return reverse("admin:engagement", args=[number])


def when_text(due, today) -> tuple[str, bool]:
    """ "I morgen", "Fredag", "4. des.", "3 dager over", and whether that is near or past."""
    if due is None:
        return "", False
    days = (due - today).days
    if days < 0:
        return ngettext("%s dag over", "%s dager over", -days) % -days, True
    if days <= 1:
        return (_("I morgen") if days else _("I dag")), True
    if days < 7:
        return [_("Mandag"), _("Tirsdag"), _("Onsdag"), _("Torsdag"), _("Fredag"), _("Lørdag"), _("Søndag")][
            due.weekday()
        ], False
    return short_day(due), False


def room_text(room: int) -> str:
    if room <= 0:
        return _("Ingen ledige plasser")
    return _("Én plass ledig") if room == 1 else _("%s plasser ledige") % in_words(room).capitalize()


def certificates(consultant: Consultant, today) -> list[dict]:
    """The latest certificate for each instrument, with days left and whether to warn."""
    latest = {}
    for row in consultant.certifications.order_by("valid_to"):
        latest[row.instrument] = row
    return [{"instrument": row.instrument, **certificate_tag(row, today)} for row in latest.values()]


def certificate_tag(row: Certification, today) -> dict:
    """How long a certificate lasts, in words, and whether to warn."""
    left = (row.valid_to - today).days
    if left < 0:
        return {"kind": "danger", "text": _("Gikk ut %s") % row.valid_to.strftime("%d.%m.%Y")}
    if left <= CERTIFICATE_WARNING_DAYS:
        return {"kind": "warn", "text": ngettext("Går ut om %s dag", "Går ut om %s dager", left) % left}
    return {"kind": "ok", "text": _("Gyldig til %s") % row.valid_to.strftime("%d.%m.%Y")}


# The office ------------------------------------------------------------------


def offices_home(request):
    """What waits for the office: late or soon due first, each kind in its own order."""
    today = timezone.localdate()
    waiting = Application.objects.filter(state=ApplicationState.SUBMITTED)
    without = queries.without_consultant()
    held = AssessmentRound.objects.filter(state=RoundState.HELD)
    counts = {"waiting": waiting.count(), "without": without.count(), "held": held.count()}
    counts["choosing"] = queries.choosing(today).count()
    unreleased = unreleased_while_away(today)
    waits = counts["waiting"] + counts["without"] + len(unreleased)
    work = [
        *(release_line(round_, step, today) for round_, step in unreleased),
        *(application_line(application, today) for application in oldest(waiting, "answer_by")),
        *(assign_line(application, today) for application in oldest(with_outcome(without), "decided_at")),
    ]
    return staff_page(
        request,
        "consultants/office_home.html",
        today=today,
        heading=office_heading(waits),
        work=sorted(work, key=lambda line: not line["near"]),
        counts=counts,
        left_out=waits - len(work),
        stopped=stopped_words(),
        expiring=[expiring_line(row, today) for row in run_out_or_soon(today)],
    )


def unreleased_while_away(today) -> list[tuple[AssessmentRound, str]]:
    """Reports whose agreed day has come while their consultant is registered as absent, each with the step to take."""
    away = Absence.objects.filter(first_day__lte=today, last_day__gte=today).values("consultant")
    rounds = (
        AssessmentRound.objects.filter(state=RoundState.CLOSED, pretalk_on__lte=today)
        .filter(application__engagement__lead__in=away)
        .exclude(releases__step=ReleaseStep.GROUP)
        .select_related("application__group__organisation", "application__engagement__lead__user")
        .prefetch_related(Prefetch("releases", Release.objects.order_by("pk")))
        .order_by("pretalk_on", "pk")
    )
    steps = [(round_, ReleaseStep.GROUP if round_.releases.all() else ReleaseStep.LEADER) for round_ in rounds]
    return [(round_, step) for round_, step in steps if opens_on(round_, step) <= today]


def release_line(round_: AssessmentRound, step: str, today) -> dict:
    application, due = round_.application, opens_on(round_, step)
    when, is_near = when_text(due, today)
    heading = _("Frigi rapporten til lederen i %s") if step == ReleaseStep.LEADER else _("Frigi rapporten til %s")
    return {
        "when": when,
        "near": is_near,
        "heading": heading % application.group.organisation,
        "text": _("%(consultant)s er borte. Avtalt dato er %(date)s.")
        % {"consultant": application.engagement.lead, "date": day(due)},
        "url": reverse("admin:office_release", args=[application.number, round_.sequence]),
        "action": _("Se hva som gjenstår"),
    }


def expiring_line(row: Certification, today) -> dict:
    return {
        "name": str(row.consultant),
        "url": reverse("admin:consultants_consultant_change", args=[row.consultant_id]),
        **certificate_tag(row, today),
    }


def stopped_words() -> str:
    """Background work that has given up, in words; "" when there is none."""
    jobs = Job.objects.filter(state=LeaseState.FAILED).count()
    mails = Mail.objects.filter(state=LeaseState.FAILED).count()
    words = [ngettext("%s jobb", "%s jobber", jobs) % jobs if jobs else "", _("%s e-post") % mails if mails else ""]
    return _(" og ").join(filter(None, words))


def oldest(applications, by: str):
    return applications.select_related("group__organisation").order_by(by, "pk")[:LISTED_AT_ONCE]


def office_heading(count: int) -> str:
    if count == 0:
        return _("Ingenting venter på programkontoret nå")
    words = ngettext("%s sak venter på programkontoret", "%s saker venter på programkontoret", count) % in_words(count)
    return words[0].upper() + words[1:]


def application_line(application: Application, today) -> dict:
    when, is_near = when_text(application.answer_by, today)
    return {
        "when": when,
        "near": is_near,
        "heading": _("Svar på søknaden fra %s") % application.group.organisation,
        "text": _("%(group)s. Svar er lovet innen %(date)s.")
        % {"group": application.group, "date": day(application.answer_by)},
        "url": reverse("admin:application", args=[application.number]),
        "action": _("Les søknaden"),
    }


def with_outcome(applications):
    """Add how the leader's latest choice ended, None where she was never asked."""
    latest = Shortlist.objects.filter(application=OuterRef("pk")).order_by("-pk")
    return applications.annotate(choice=Subquery(latest.values("outcome")[:1]))


def assign_line(application: Application, today) -> dict:
    since = queries.local_date(application.decided_at)
    text = CHOICE_TEXTS.get(application.choice, _("%(group)s fikk plass %(date)s."))
    return {
        "when": short_day(since),
        "near": (today - since).days > 7,
        "heading": _("Velg konsulent til %s") % application.group.organisation,
        "text": text % {"group": application.group, "date": day(since)},
        "url": reverse("admin:assign", args=[application.number]),
        "action": _("Velg konsulent"),
    }


# Lists -----------------------------------------------------------------------


@page("staff")
def engagements(request):
    """A consultant's own, ended ones last; for the office all, with the state of each report and nothing of it."""
    is_office = request.user.has_role(RoleName.OFFICE)
    if not is_office and consultant_of(request.user) is None:
        raise Http404
    words = words_of(request) if is_office else ""
    every = Engagement.objects.all() if is_office else engagements_of(request.user)
    rows = queries.with_case(every.filter(naming(words, NAMED_BY))).order_by("-assigned_at", "pk")
    listed = Paginator(rows, ENGAGEMENTS_A_PAGE).get_page(request.GET.get("side"))
    today = timezone.localdate()
    return staff_page(
        request,
        "consultants/engagements.html",
        listed=listed,
        rows=[
            listed_row(engagement, request.user, today) if is_office else case_row(engagement, today)
            for engagement in listed
        ],
        is_office=is_office,
        words=words,
        stays=urlencode({"sok": words}) if words else "",
        total=every.count() if words else listed.paginator.count,
    )


def listed_row(engagement: Engagement, user, today) -> dict:
    row = case_row(engagement, today)
    row["person"] = _("Konsulent %s") % engagement.lead
    is_own = user.pk in (engagement.lead.user_id, engagement.co.user_id if engagement.co else None)
    if not is_own:
        row["url"] = reverse("admin:application", args=[engagement.application.number])
    return row


@page("reference")
def registers(request):
    """Every register the office keeps, one click from its own pages."""
    require_role(request.user, RoleName.OFFICE)
    return staff_page(request, "consultants/registers.html", apps=admin.site.get_app_list(request))
