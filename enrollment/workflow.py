"""The life of an application, and what each step of it asks for."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.members import MemberLine, email_problem, from_json
from enrollment.models import Alternative, Application, ApplicationState
from enrollment.queries import group_named
from portal.core.templatetags.ui import day_year
from portal.core.workflow import Transition, Workflow

MINIMUM_MEMBERS = 3


def missing_for_submission(application: Application) -> list[str]:
    """What the applicant still has to fill in, in the order of the steps."""
    steps = [sentence for missing in MISSING_BY_STEP.values() for sentence in missing(application)]
    return missing_intake(application) + steps


def missing_intake(application: Application) -> list[str]:
    if application.intake.is_open(timezone.localdate()):
        return []
    sentence = _("Opptaket tok imot søknader til %(day)s. Programkontoret kan si om det er plass likevel.")
    return [sentence % {"day": day_year(application.intake.closes_on)}]


def missing_group(application: Application) -> list[str]:
    if not (application.organisation_id and application.level_id and application.group_name):
        return [_("Fyll ut hvilken gruppe dere er.")]
    group = group_named(application.organisation_id, application.group_name)
    under_way = group and group.applications.filter(state=ApplicationState.SUBMITTED).exclude(pk=application.pk).first()
    if under_way:
        sentence = _(
            "Gruppen har alt en søknad til vurdering, sak %(number)s. Vent på svaret, eller gi gruppen et annet navn."
        )
        return [sentence % {"number": under_way.number}]
    return []


def missing_leader(application: Application) -> list[str]:
    if application.leader_name and not email_problem(application.leader_email):
        return []
    return [_("Fyll ut hvem som leder gruppen.")]


def missing_members(application: Application) -> list[str]:
    """The leader counts as a member, whether she is on the list or not."""
    lines = from_json(application.member_lines)
    missing = [line.error for line in lines if line.error]
    if len(lines) + (leaders_line(application, lines) is None) < MINIMUM_MEMBERS:
        missing.append(_("Legg inn minst tre medlemmer, lederen medregnet."))
    return missing


def leaders_line(application: Application, lines: list[MemberLine]) -> MemberLine | None:
    """The line on the list that is the leader's own."""
    return next((line for line in lines if line.email and line.email == application.leader_email), None)


def missing_need(application: Application) -> list[str]:
    missing = []
    if not application.reason:
        missing.append(_("Skriv hva dere vil få til som gruppe."))
    if not (application.wanted_from and application.wanted_to):
        missing.append(_("Velg når dere vil delta."))
    if not application.alternative:
        missing.append(_("Velg hva dere ville gjort uten programmet."))
    priced = application.external_cost is not None or application.external_cost_unknown
    if application.alternative == Alternative.BOUGHT and not priced:
        missing.append(_("Skriv hva hjelp utenfra ville kostet, eller velg «Vet ikke»."))
    return missing


MISSING_BY_STEP = {
    "gruppen": missing_group,
    "lederen": missing_leader,
    "medlemmer": missing_members,
    "behovet": missing_need,
}


def missing_for_decision(application: Application) -> list[str]:
    return [] if application.decision_reason.strip() else [_("Skriv en begrunnelse. Den står i brevet til lederen.")]


APPLICATION = Workflow(
    {
        "submit": Transition(
            gettext_lazy("Send søknaden"),
            {ApplicationState.DRAFT},
            ApplicationState.SUBMITTED,
            missing_for_submission,
        ),
        "admit": Transition(
            gettext_lazy("Gi plass"), {ApplicationState.SUBMITTED}, ApplicationState.ADMITTED, missing_for_decision
        ),
        "decline": Transition(
            gettext_lazy("Ingen plass nå"),
            {ApplicationState.SUBMITTED},
            ApplicationState.DECLINED,
            missing_for_decision,
        ),
        "withdraw": Transition(
            gettext_lazy("Trekk søknaden"), {ApplicationState.SUBMITTED}, ApplicationState.WITHDRAWN
        ),
    }
)
