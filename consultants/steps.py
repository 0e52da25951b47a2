"""What the consultant does next in a case: one step, its reason, its date. Pure.

The same step is a line on her own page and the card on the engagement's page, so the two never disagree.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from consultants.phases import (
    CONTRACT_WITHIN,
    REST_AFTER_CLOSING,
    USUAL_INTERVAL,
    CaseFacts,
    Stage,
    count_text,
    stage,
)
from portal.core.templatetags.ui import day, weekday

CHOOSE_WITHIN = timedelta(days=14)  # a held round is discarded by itself after this
ONE_MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Step:
    """One step; ``key`` is the name of its page, ``action`` the words on its button, both empty while others act.

    ``line`` is the heading where several groups are listed, "%s" standing for the group; ``missing``
    is the word in the table of groups.
    """

    key: str
    heading: str
    text: str
    due: date | None = None
    due_text: str = ""
    action: str = ""
    line: str = ""
    missing: str = ""

    @property
    def waits(self) -> bool:
        """Whether it belongs on the list of what waits for her."""
        return bool(self.line)


def next_step(case: CaseFacts, *, today: date) -> Step:
    """Raises KeyError for a case that has no consultant yet."""
    return STEPS[stage(case)](case, today)


def declare(case: CaseFacts, today: date) -> Step:
    due = case.assigned_on + CONTRACT_WITHIN
    return Step(
        "declare",
        _("Bekreft at du ikke har bånd til gruppen"),
        _("Det gjøres på nytt for hvert oppdrag, før noe avtales. Du kan også si nei, og ingen spør om grunnen."),
        due,
        _("Kontrakt lovet %s") % day(due),
        _("Svar"),
        _("Bekreft at du ikke har bånd til %s"),
        _("Egenerklæring"),
    )


def contract(case: CaseFacts, today: date) -> Step:
    if case.awaits_declaration:
        return declare(case, today)
    due = case.assigned_on + CONTRACT_WITHIN
    return Step(
        "contract",
        _("Bli enig med lederen, og skriv inn kontrakten"),
        _("Kartleggingen kan ikke bestilles før formål og datoer er avtalt. Lederen er lovet det innen %s.")
        % weekday(due),
        due,
        _("Lovet %s") % day(due),
        _("Skriv inn kontrakten"),
        _("Skriv inn kontrakten med %s"),
        _("Kontrakt"),
    )


def confirm_list(case: CaseFacts, today: date) -> Step:
    round_ = case.current
    return Step(
        "round_list",
        _("Bekreft hvem som skal spørres"),
        _("Kartleggingen åpner %s. Du bekrefter listen, ikke lederen: bare de som står på den, får lenke.")
        % weekday(round_.opens_on),
        round_.opens_on,
        _("Åpner %s") % day(round_.opens_on),
        _("Se over listen"),
        _("Bekreft hvem som skal spørres i %s"),
        _("Bekreft listen"),
    )


def order_opening(case: CaseFacts, today: date) -> Step:
    round_ = case.current
    text = (
        _("Lenkene sendes så snart du bestiller. Datoen i kontrakten er nådd.")
        if round_.opens_on <= today
        else _("Lenkene sendes av seg selv %s når du har bestilt.") % weekday(round_.opens_on)
    )
    return Step(
        "round_order",
        _("Bestill åpningen"),
        text,
        round_.opens_on,
        _("Åpner %s") % day(round_.opens_on),
        _("Bestill åpningen"),
        _("Bestill åpningen for %s"),
        _("Bestill åpning"),
    )


def wait_for_opening(case: CaseFacts, today: date) -> Step:
    round_ = case.current
    return Step(
        "",
        _("Kartleggingen åpner %s") % weekday(round_.opens_on),
        _("Lenkene sendes av seg selv. Du kan trekke bestillingen fram til da."),
        round_.opens_on,
        _("Åpner %s") % day(round_.opens_on),
    )


def register(case: CaseFacts, today: date) -> Step:
    """A round run in another tool: its numbers and report are entered here when the answers are in."""
    round_ = case.current
    if today < round_.opens_on:
        return Step(
            "",
            _("Kartleggingen åpner %(day)s i %(tool)s") % {"day": weekday(round_.opens_on), "tool": round_.tool},
            _("Gruppen svarer i verktøyet, og får invitasjonen derfra. Portalen sender ingen lenker."),
            round_.opens_on,
            _("Åpner %s") % day(round_.opens_on),
        )
    is_over = today > round_.deadline
    return Step(
        "round_register",
        _("Registrer tall og rapport fra %s") % round_.tool
        if is_over
        else _("Gruppen svarer i %(tool)s innen %(day)s") % {"tool": round_.tool, "day": weekday(round_.deadline)},
        _("Skriv inn hvor mange som er invitert og har svart, og legg inn rapporten. Så frigir du den i to steg."),
        round_.deadline,
        _("Frist %s") % day(round_.deadline),
        _("Registrer tall og rapport"),
        _("Registrer rapporten for %s") if is_over else "",
        _("Registrer rapport") if is_over else "",
    )


def wait_for_answers(case: CaseFacts, today: date) -> Step:
    round_ = case.current
    return Step(
        "",
        count_text(round_),
        _("Tallet oppdateres én gang i døgnet. Kartleggingen lukkes av seg selv når fristen går ut %s.")
        % weekday(round_.deadline),
        round_.deadline,
        _("Frist %s") % day(round_.deadline),
    )


def close(case: CaseFacts, today: date) -> Step:
    round_ = case.current
    return Step(
        "round_close",
        count_text(round_),
        _("Du kan lukke nå. Ellers lukkes kartleggingen av seg selv når fristen går ut %s.") % weekday(round_.deadline),
        round_.deadline,
        _("Frist %s") % day(round_.deadline),
        _("Lukk kartleggingen"),
        _("Alle har svart i %s"),
        _("Lukk"),
    )


def wait_for_closing(case: CaseFacts, today: date) -> Step:
    return Step(
        "",
        _("Kartleggingen lukkes nå"),
        _("Tallene regnes ut, og svararkene slettes. Du får rapporten om noen minutter."),
        today,
        _("Lukkes nå"),
    )


def choose(case: CaseFacts, today: date) -> Step:
    due = (case.current.held_on or today) + CHOOSE_WITHIN
    return Step(
        "choose_way",
        _("For få har svart til at vi kan lage en rapport"),
        _(
            "En rapport ville ikke vernet den enkelte. Dere kan utvide fristen, eller ta samtalen uten rapport. Gjør "
            "du ingenting, forkastes svarene uåpnet %s."
        )
        % weekday(due),
        due,
        _("Velg innen %s") % day(due),
        _("Velg vei videre"),
        _("For få har svart i %s"),
        _("Veien videre"),
    )


def plan_anew(case: CaseFacts, today: date) -> Step:
    return Step(
        "next_round",
        _("Kartleggingen ga ingen rapport"),
        _("Den er avlyst. Ta samtalen med gruppen, og planlegg en ny kartlegging hvis den vil.")
        if case.current.tool
        else _("Ingen svar er åpnet. Ta samtalen med gruppen, og planlegg en ny kartlegging hvis den vil."),
        None,
        "",
        _("Planlegg en ny kartlegging"),
        _("Ta samtalen med %s, og avtal veien videre"),
        _("Samtale"),
    )


def release_to_leader(case: CaseFacts, today: date) -> Step:
    round_ = case.current
    return Step(
        "report",
        _("Les rapporten, og frigi den til lederen"),
        (
            _("Rapporten er laget av verktøyet og deles som den er. Lederen er lovet den på forsamtalen %s.")
            if round_.tool
            else _(
                "Hold tilbake kommentarer som navngir eller utleverer noen. Lederen er lovet rapporten på "
                "forsamtalen %s."
            )
        )
        % weekday(round_.pretalk_on),
        round_.pretalk_on,
        _("Forsamtale %s") % day(round_.pretalk_on),
        _("Les rapporten"),
        _("Les og frigi rapporten til %s"),
        _("Frigi rapport"),
    )


def release_to_group(case: CaseFacts, today: date) -> Step:
    round_ = case.current
    if round_.session_on > today:
        return Step(
            "",
            _("Samlingen er %s") % weekday(round_.session_on),
            _("Lederen har rapporten. Den frigis til gruppen på samlingen."),
            round_.session_on,
            _("Samling %s") % day(round_.session_on),
        )
    return Step(
        "report",
        _("Frigi rapporten til gruppen"),
        _("Samlingen er %s. Alle i gruppen ser den samme rapporten som lederen.") % weekday(round_.session_on),
        round_.session_on,
        _("Samling %s") % day(round_.session_on),
        _("Frigi til gruppen"),
        _("Frigi rapporten til gruppen i %s"),
        _("Frigi til gruppen"),
    )


def plan_next(case: CaseFacts, today: date) -> Step:
    earliest, usual = case.current.closed_on + REST_AFTER_CLOSING, case.current.closed_on + USUAL_INTERVAL
    if today < earliest:
        return Step(
            "",
            _("Gruppen arbeider med det den valgte"),
            _("Ny kartlegging kan tidligst åpne %s.") % weekday(earliest),
            earliest,
            _("Ny kartlegging tidligst %s") % day(earliest),
        )
    soon = today + ONE_MONTH >= usual
    return Step(
        "next_round",
        _("Planlegg den nye kartleggingen"),
        _("Det er vanlig å måle på nytt etter et halvt år, her rundt %s.") % day(usual),
        usual,
        _("Ny kartlegging rundt %s") % day(usual),
        _("Planlegg ny kartlegging"),
        _("Planlegg ny kartlegging med %s") if soon else "",
        _("Ny kartlegging") if soon else "",
    )


def end(case: CaseFacts, today: date) -> Step:
    return Step(
        "end",
        _("Avslutt oppdraget"),
        _("Begge rapportene er frigitt. Når oppdraget er avsluttet, er plassen din ledig igjen."),
        case.ends_on,
        _("Siste dag %s") % day(case.ends_on),
        _("Avslutt oppdraget"),
        _("Avslutt oppdraget med %s"),
        _("Avslutning"),
    )


def nothing(case: CaseFacts, today: date) -> Step:
    return Step("", _("Oppdraget er avsluttet"), _("Rapportene er fortsatt åpne for gruppen."))


STEPS: dict[Stage, Callable[[CaseFacts, date], Step]] = {
    Stage.ASSIGNED: contract,
    Stage.PLANNED: confirm_list,
    Stage.CONFIRMED: order_opening,
    Stage.ORDERED: wait_for_opening,
    Stage.ELSEWHERE: register,
    Stage.OPEN: wait_for_answers,
    Stage.ANSWERED: close,
    Stage.CLOSING: wait_for_closing,
    Stage.HELD: choose,
    Stage.DISCARDED: plan_anew,
    Stage.LOST: plan_anew,
    Stage.CLOSED: release_to_leader,
    Stage.WITH_LEADER: release_to_group,
    Stage.DEVELOPING: plan_next,
    Stage.EVALUATING: end,
    Stage.ENDED: nothing,
}
