"""The life of an application."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from enrollment.models import Application, ApplicationState
from portal.core.workflow import Transition, Workflow

MINIMUM_MEMBERS = 3


def missing_for_submission(application: Application) -> list[str]:
    """What the leader still has to fill in, in the order of the steps."""
    missing = []
    if not (application.organisation_id and application.level_id and application.group_name):
        missing.append(_("Fyll ut hvilken gruppe dere er."))
    if not application.applicant_leads and not (application.leader_name and application.leader_email):
        missing.append(_("Fyll ut hvem som leder gruppen."))
    if len(application.member_lines) < MINIMUM_MEMBERS:
        missing.append(_("Legg inn minst tre medlemmer, lederen medregnet."))
    if not application.reason:
        missing.append(_("Skriv hva dere vil få til som gruppe."))
    if not (application.wanted_from and application.wanted_to):
        missing.append(_("Velg når dere vil delta."))
    if not application.alternative:
        missing.append(_("Velg hva dere ville gjort uten programmet."))
    return missing


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
