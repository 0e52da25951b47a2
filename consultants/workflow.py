"""The life of an engagement."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import ReleaseStep, RoundState
from consultants.models import Engagement, EngagementState
from portal.core.workflow import AtField, Transition, Workflow

RUNNING = (RoundState.ELSEWHERE, RoundState.ORDERED, RoundState.OPEN, RoundState.CLOSING, RoundState.HELD)


def missing_for_contract(engagement: Engagement) -> list[str]:
    """What the contract still lacks, in the order of its fields. The round's dates are checked in ``dates``."""
    missing = missing_declarations(engagement)
    if not engagement.purpose.strip():
        missing.append(AtField("purpose", _("Skriv hva dere er enige om.")))
    if engagement.agreed_on is None:
        missing.append(AtField("agreed_on", _("Fyll inn dagen dere ble enige.")))
    elif engagement.agreed_on > timezone.localdate():
        missing.append(AtField("agreed_on", _("Dagen dere ble enige, kan ikke ligge fram i tid.")))
    if engagement.ends_on is None:
        missing.append(AtField("ends_on", _("Fyll inn oppdragets siste dag.")))
    elif engagement.starts_on and engagement.ends_on < engagement.starts_on:
        missing.append(AtField("ends_on", _("Oppdragets siste dag må være etter den første.")))
    return missing


def missing_declarations(engagement: Engagement) -> list[str]:
    """Both consultants say for each engagement that they have no ties to the group."""
    given = set(engagement.declarations.order_by("pk").values_list("consultant", flat=True))
    missing = []
    if engagement.lead_id not in given:
        missing.append(_("Bekreft først at du ikke har bånd til gruppen."))
    if engagement.co_id and engagement.co_id not in given:
        missing.append(_("Medkonsulenten må først bekrefte at det ikke er bånd til gruppen."))
    return missing


def missing_for_end(engagement: Engagement) -> list[str]:
    rounds = engagement.application.rounds
    if rounds.filter(state__in=RUNNING).exists():
        return [_("En kartlegging er i gang. Vent til den er lukket.")]
    if rounds.filter(state=RoundState.CLOSED).exclude(releases__step=ReleaseStep.GROUP).exists():
        return [_("En rapport er ikke frigitt til gruppen.")]
    return []


ENGAGEMENT = Workflow(
    {
        "contract": Transition(
            gettext_lazy("Skriv inn kontrakten"),
            {EngagementState.ASSIGNED},
            EngagementState.CONTRACTED,
            missing_for_contract,
        ),
        "end": Transition(
            gettext_lazy("Avslutt oppdraget"), {EngagementState.CONTRACTED}, EngagementState.ENDED, missing_for_end
        ),
    }
)
