"""The five steps of an application: their order, how far a draft has come, and the draft as text."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.members import MemberLine, from_json
from enrollment.models import Alternative, Application
from enrollment.workflow import MISSING_BY_STEP, leaders_line
from portal.core.templatetags.ui import day_year, whole

STEPS = {
    "gruppen": gettext_lazy("Gruppen"),
    "lederen": gettext_lazy("Lederen"),
    "medlemmer": gettext_lazy("Medlemmer"),
    "behovet": gettext_lazy("Behovet"),
    "send": gettext_lazy("Se over og send"),
}


def missing(draft: Application, step: str) -> list[str]:
    """What keeps a step from being done; also what was typed there and cannot be used yet."""
    if step in draft.scratch:
        return [_("Rett det som er merket under «%(step)s».") % {"step": STEPS[step]}]
    return MISSING_BY_STEP[step](draft)


def first_open(draft: Application) -> str:
    """Where to go on: the first step that lacks something, the last when none does."""
    return next((step for step in MISSING_BY_STEP if missing(draft, step)), "send")


def step_list(draft: Application | None, current: str) -> list[dict]:
    """For ``components/step_list.html``. Steps one has come to are links."""
    entries, reached = [], True
    for step, label in STEPS.items():
        done = draft is not None and step in MISSING_BY_STEP and not missing(draft, step)
        state = "now" if step == current else "done" if done else "coming"
        url = reverse("application_step", args=[draft.pk, step]) if draft and (reached or done) else ""
        entries.append({"label": label, "url": url, "state": state})
        reached = reached and done
    return entries


def next_step(step: str) -> str:
    slugs = list(STEPS)
    return slugs[slugs.index(step) + 1]


def previous_step(step: str) -> str:
    """The step before; "" for the first."""
    slugs = list(STEPS)
    return slugs[slugs.index(step) - 1] if step != slugs[0] else ""


# The list of members ----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Roster:
    """The list as shown: the leader, whether she is on the list or put in, and the lines."""

    leader: MemberLine | None
    leader_listed: bool
    lines: list[MemberLine]

    @property
    def faulty(self) -> list[MemberLine]:
        return [line for line in self.lines if line.error]

    @property
    def size(self) -> int:
        """How many there will be when every line is in order."""
        return len(self.lines) + (self.leader is not None and not self.leader_listed)

    @property
    def ready(self) -> int:
        return self.size - len(self.faulty)


def roster(draft: Application) -> Roster:
    lines = from_json(draft.member_lines)
    listed = leaders_line(draft, lines) if draft.leader_email else None
    if listed or not draft.leader_name:
        return Roster(listed, listed is not None, lines)
    return Roster(MemberLine(0, draft.leader_name, draft.leader_title, draft.leader_email), False, lines)


def report_notice(size: int) -> str:
    """What a small group is told before it applies about what its report can hold (docs/privacy.md)."""
    if size == 3:
        return _(
            "Med tre medlemmer må alle svare for at det skal bli en rapport. Den viser da områdene i ord, "
            "uten tall og kommentarer, så ingen kan regne seg fram til hva en annen har svart."
        )
    if size == 4:
        return _(
            "Når alle fire svarer, viser rapporten tall, men ikke kommentarer og ikke hvor enige dere er. "
            "Svarer tre, viser den områdene i ord. Slik kan ingen regne seg fram til hva en annen har svart."
        )
    return ""


# The application as text ------------------------------------------------------


def sections(application: Application, *, with_links: bool) -> list[dict]:
    """The application step by step: ``{"step", "heading", "rows", "is_begun", "missing", "url"}``, for
    definition lists.

    The members are a table of their own.
    """
    rows = {
        "gruppen": [
            (_("Virksomhet"), application.organisation and application.organisation.name),
            (_("Gruppe"), application.group_name),
            (_("Nivå"), application.level and application.level.name),
        ],
        "lederen": [
            (_("Leder"), ", ".join(filter(None, [application.leader_name, application.leader_title]))),
            (_("E-post"), application.leader_email),
            (_("Søker"), "" if application.applicant_leads else str(application.applicant)),
        ],
        "behovet": [
            (_("Hva dere vil få til"), application.reason),
            (_("Ønsket periode"), period(application)),
            (_("Uten programmet"), alternative(application)),
        ],
    }
    return [
        {
            "step": step,
            "heading": STEPS[step],
            "rows": [{"label": label, "value": value or ""} for label, value in rows.get(step, [])],
            "is_begun": any(value for _label, value in rows.get(step, [])),
            "missing": missing(application, step) if with_links else [],
            "url": reverse("application_step", args=[application.pk, step]) if with_links else "",
        }
        for step in MISSING_BY_STEP
    ]


def period(application: Application) -> str:
    if not (application.wanted_from and application.wanted_to):
        return ""
    return f"{day_year(application.wanted_from)} – {day_year(application.wanted_to)}"


def alternative(application: Application) -> str:
    """What they would have done, with the cost where it was bought."""
    label = application.get_alternative_display()
    if application.alternative != Alternative.BOUGHT:
        return label
    if application.external_cost is None:
        return _("%(label)s, kostnaden er ikke kjent") % {"label": label}
    return _("%(label)s, om lag %(cost)s kroner") % {"label": label, "cost": whole(application.external_cost)}
