"""The history of a case in words: what happened, when, and who did it. Never who answered."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from assessments.models import RoundEvent

APPLICATION_WORDS = {
    "submit": _("Søknaden ble sendt"),
    "admit": _("Gruppen fikk plass"),
    "decline": _("Gruppen fikk ikke plass"),
    "withdraw": _("Søknaden ble trukket"),
}
ENGAGEMENT_WORDS = {
    "assign": _("Konsulent ble valgt"),
    "reassign": _("Konsulent ble byttet"),
    "declare": _("Konsulenten bekreftet at det ikke er bånd til gruppen"),
    "co": _("Medkonsulent ble valgt"),
    "co_off": _("Medkonsulenten ble tatt av oppdraget"),
    "contract": _("Kontrakten ble skrevet inn"),
    "correct": _("Kontrakten ble rettet"),
    "extend": _("Oppdraget ble forlenget"),
    "end": _("Oppdraget ble avsluttet"),
}
ROUND_WORDS = {
    "plan": _("Kartleggingen ble planlagt"),
    "change_dates": _("Datoene ble flyttet"),
    "confirm_list": _("Listen ble bekreftet"),
    "order": _("Åpningen ble bestilt"),
    "recall": _("Bestillingen ble trukket"),
    "open": _("Kartleggingen åpnet"),
    "start_closing": _("Kartleggingen ble lukket"),
    "hold": _("For få hadde svart. Svarene ble holdt låst"),
    "close": _("Rapportens tall ble regnet ut, og svarene slettet"),
    "discard": _("Svarene ble forkastet uåpnet"),
    "release_leader": _("Rapporten ble frigitt til lederen"),
    "release_group": _("Rapporten ble frigitt til gruppen"),
    "lose": _("Nøkkelen gikk tapt"),
    "register": _("Tall og rapport fra verktøyet ble registrert"),
    "replace": _("Rapporten fra verktøyet ble byttet"),
    "cancel": _("Kartleggingen ble avlyst"),
    "recover": _("Resultatet ble hentet tilbake"),
    "extend": _("Fristen ble utvidet"),
    "shorten": _("Fristen ble satt tidligere"),
    "reopen": _("Fristen ble utvidet, og kartleggingen åpnet igjen"),
    "remind": _("Påminnelse ble sendt"),
    "add_asked": _("Én til ble spurt"),
    "correct_address": _("En adresse ble rettet"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    at: datetime
    words: str
    by: str


def timeline(application, engagement, rounds) -> list[Moment]:
    """Everything that has moved the case, the latest first. One query for each kind of event."""
    round_events = RoundEvent.objects.filter(subject__in=rounds).order_by("at", "pk")
    kinds = (
        (APPLICATION_WORDS, application.events.order_by("at", "pk")),
        (ENGAGEMENT_WORDS, engagement.events.order_by("at", "pk")),
        (ROUND_WORDS, round_events),
    )
    moments = [
        Moment(event.at, str(words[event.action]), str(event.by) if event.by else "")
        for words, events in kinds
        for event in events.select_related("by")
        if event.action in words
    ]
    return sorted(moments, key=lambda moment: moment.at, reverse=True)
