"""The tick list beside the now card: what must be in place before the next step that cannot be undone. Pure."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from consultants.phases import REST_AFTER_CLOSING, CaseFacts, Stage, count_text, stage
from portal.core.templatetags.ui import day


@dataclass(frozen=True, slots=True)
class Check:
    """``state`` is done, wait or missing."""

    text: str
    state: str


@dataclass(frozen=True, slots=True)
class Checks:
    heading: str
    items: tuple[Check, ...]
    note: str = ""


BEFORE_OPENING = (Stage.PLANNED, Stage.CONFIRMED, Stage.ORDERED)
WHILE_OPEN = (Stage.OPEN, Stage.ANSWERED)


def checks(case: CaseFacts, *, today: date, missing: list[str], has_report: bool) -> Checks:
    """``missing`` are the sentences of the workflow's guard for the next move."""
    now = stage(case)
    if now is Stage.ASSIGNED:
        return Checks(
            _("Før kartleggingen kan bestilles"),
            (
                Check(_("Gruppen har fått plass"), "done"),
                Check(_("Du er valgt som konsulent"), "done"),
                Check(_("Du har ikke bekreftet at du er uten bånd"), "missing")
                if case.awaits_declaration
                else Check(_("Du er uten bånd til gruppen"), "done"),
                Check(_("Kontrakten er ikke skrevet inn"), "missing"),
            ),
        )
    if now in BEFORE_OPENING:
        return before_opening(case, today, missing)
    if now is Stage.ELSEWHERE:
        return before_registering(case, today)
    if now in WHILE_OPEN:
        return before_closing(case)
    if now in (Stage.CLOSED, Stage.WITH_LEADER):
        return before_release(case, today, has_report)
    if now is Stage.DEVELOPING:
        return before_next_round(case, today)
    return told(now, case)


def told(now: Stage, case: CaseFacts) -> Checks:
    """Where nothing is left to wait for: what has been done with the answers."""
    unopened = Check(_("Ingen svar er åpnet"), "done")
    if now is Stage.HELD:
        note = _("Har tre eller flere svart, kan du lukke med de svarene som er kommet. Da blir rapporten kortere.")
        return Checks(_("Slik står svarene"), (unopened, Check(_("Svarene er holdt låst"), "done")), note)
    if now is Stage.CLOSING:
        items = (Check(_("Ingen kan svare lenger"), "done"), Check(_("Tallene regnes ut"), "wait"))
        return Checks(_("Når kartleggingen lukkes"), (*items, Check(_("Svararkene slettes"), "wait")))
    if now is Stage.DISCARDED and case.current.tool:
        return Checks(_("Slik gikk det"), (Check(_("Portalen har ingen svar fra gruppen"), "done"),))
    if now in (Stage.DISCARDED, Stage.LOST):
        note = _("Gruppen kan svare på nytt når den vil.")
        return Checks(_("Slik gikk det med svarene"), (unopened, Check(_("Alle er slettet"), "done")), note)
    released = (Check(_("%s rapporter er frigitt") % len(case.valid_rounds), "done"),) if case.valid_rounds else ()
    return Checks(_("Oppdraget"), released or (Check(_("Ingen rapport"), "done"),))


def before_opening(case: CaseFacts, today: date, missing: list[str]) -> Checks:
    round_ = case.current
    items = [Check(_("Kontrakten er skrevet inn"), "done")]
    if round_.list_confirmed:
        items.append(Check(_("Listen med %s er bekreftet") % round_.asked, "done"))
    items += [Check(sentence, "missing") for sentence in missing]
    if round_.state == "ordered":
        items.append(Check(_("Åpningen er bestilt"), "done"))
    if round_.opens_on > today:
        items.append(Check(_("Åpningsdagen er %s") % day(round_.opens_on), "wait"))
    return Checks(
        _("Før kartleggingen kan åpnes"),
        tuple(items),
        _("Når den er åpnet, kan ingen tas av listen."),
    )


def before_registering(case: CaseFacts, today: date) -> Checks:
    round_ = case.current
    return Checks(
        _("Før rapporten kan registreres"),
        (
            Check(_("Kontrakten er skrevet inn"), "done"),
            dated(_("Verktøyet åpner %s"), round_.opens_on, today),
            dated(_("Fristen i verktøyet er %s"), round_.deadline, today),
        ),
        _("Portalen får aldri svarene til den enkelte."),
    )


def before_closing(case: CaseFacts) -> Checks:
    round_ = case.current
    ready = (
        Check(count_text(round_), "done")
        if round_.all_answered
        else Check(_("Fristen går ut %s, eller alle har svart") % day(round_.deadline), "wait")
    )
    return Checks(
        _("Før kartleggingen kan lukkes"),
        (Check(_("Lenkene er sendt til %s") % round_.asked, "done"), ready),
        _("Lukking kan ikke angres. Ingen ser hvem som har svart."),
    )


def before_release(case: CaseFacts, today: date, has_report: bool) -> Checks:
    round_ = case.current
    return Checks(
        _("Før alle ser rapporten"),
        (
            Check(_("Rapporten er klar"), "done") if has_report else Check(_("Rapporten lages nå"), "wait"),
            Check(_("Frigitt til lederen %s") % day(round_.to_leader_on), "done")
            if round_.to_leader_on
            else dated(_("Forsamtale med lederen %s"), round_.pretalk_on, today),
            dated(_("Samling med gruppen %s"), round_.session_on, today),
        ),
        _("En rapport som er frigitt, kan ikke trekkes tilbake."),
    )


def before_next_round(case: CaseFacts, today: date) -> Checks:
    earliest = case.current.closed_on + REST_AFTER_CLOSING
    return Checks(
        _("Før gruppen kan svare igjen"),
        (
            Check(_("Rapporten er frigitt til gruppen"), "done"),
            dated(_("90 dager siden forrige lukket, %s"), earliest, today),
        ),
    )


def dated(words: str, on: date, today: date) -> Check:
    return Check(words % day(on), "done" if on <= today else "wait")
