"""What happens now in a case, as leader, delegate and members read it. Pure: the words follow from the stage."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from consultants.phases import CONTRACT_WITHIN, USUAL_INTERVAL, CaseFacts, Stage, count_text, stage
from portal.core.templatetags.ui import day, weekday


class Actor(StrEnum):
    OFFICE = "office"
    CONSULTANT = "consultant"
    LEADER = "leader"
    GROUP = "group"


class Action(StrEnum):
    """Where the page's one button leads; LINK and INTAKES are quiet links, for there is nothing to do here."""

    MEMBERS = "members"
    CHOOSE = "choose"
    LINK = "link"
    INTAKES = "intakes"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody, and what she does: "Leser rapporten med deg 2. desember"."""

    who: Actor
    does: str


@dataclass(frozen=True, slots=True)
class Now:
    heading: str
    text: str
    holder: Turn | None = None
    then: tuple[Turn, ...] = ()
    action: Action | None = None


def now_for(case: CaseFacts, *, leads: bool, today: date) -> Now:
    """The card; ``leads``: the reader is the leader, who sees the report a step before the others."""
    card = CARDS[stage(case)](case, leads)
    late = LATE.get(stage(case))
    return replace(card, **late(case, leads, today)) if late else card


def submitted(case: CaseFacts, leads: bool) -> Now:
    answer_by = _("Svar innen %s. ") % day(case.answer_by) if case.answer_by else ""
    return Now(
        _("Programkontoret vurderer søknaden"),
        _("%sDu trenger ikke gjøre noe.") % answer_by,
        Turn(Actor.OFFICE, _("Svarer innen %s") % day(case.answer_by) if case.answer_by else _("Vurderer søknaden")),
        (Turn(Actor.LEADER, _("Får svaret på e-post")),),
    )


def declined(case: CaseFacts, leads: bool) -> Now:
    return Now(
        _("Dere har ikke fått plass nå"),
        _("Begrunnelsen står i e-posten du har fått. Har du spørsmål, kan du svare på den.")
        if leads
        else _("Begrunnelsen står i brevet lederen har fått. Spørsmål kan rettes til programkontoret."),
        action=Action.INTAKES,
    )


def withdrawn(case: CaseFacts, leads: bool) -> Now:
    return Now(_("Søknaden er trukket"), _("Dere kan søke på nytt når det er et åpent opptak."), action=Action.INTAKES)


def unassigned(case: CaseFacts, leads: bool) -> Now:
    if case.choose_by:
        return choosing(case, leads)
    return Now(
        _("Dere har fått plass. Nå finner vi konsulenten"),
        _("Konsulenten er sertifisert og har ingen bånd til gruppen. Du får en e-post når det er klart."),
        Turn(Actor.OFFICE, _("Velger konsulent")),
        (Turn(Actor.CONSULTANT, _("Avtaler formål og datoer med lederen")),),
    )


def choosing(case: CaseFacts, leads: bool) -> Now:
    """The leader may choose among two or three; the office does it when she does not."""
    until = day(case.choose_by)
    return Now(
        _("Velg konsulent innen %s") % until if leads else _("Lederen velger konsulent"),
        _("Programkontoret har funnet konsulenter som kan ta gruppen. Velger ingen innen %s, velger kontoret.") % until,
        Turn(Actor.LEADER, _("Velger konsulent")),
        (Turn(Actor.CONSULTANT, _("Avtaler formål og datoer med lederen")),),
        Action.CHOOSE,
    )


def assigned(case: CaseFacts, leads: bool) -> Now:
    return Now(
        _("Bli enige med konsulenten om formål og datoer"),
        _("Kartleggingen kan åpne når kontrakten er skrevet inn. Den sier også hvem som ser hva."),
        Turn(Actor.CONSULTANT, _("Avtaler med lederen innen %s") % day(case.assigned_on + CONTRACT_WITHIN)),
        (Turn(Actor.GROUP, _("Svarer på den første kartleggingen")),),
    )


def planned(case: CaseFacts, leads: bool) -> Now:
    round_ = case.current
    return Now(
        _("Kartleggingen åpner %s") % weekday(round_.opens_on),
        _("Fram til da kan du rette navn og adresser.")
        if leads
        else _("Fram til da kan lederen rette listen over dere."),
        Turn(Actor.CONSULTANT, _("Bekrefter listen og bestiller åpningen")),
        (Turn(Actor.GROUP, _("Svarer innen %s") % day(round_.deadline)),),
        Action.MEMBERS,
    )


def ordered(case: CaseFacts, leads: bool) -> Now:
    round_ = case.current
    return Now(
        _("Kartleggingen åpner %s") % weekday(round_.opens_on),
        _("Alle i gruppen får da en personlig lenke på e-post. Dere trenger ikke gjøre noe før den kommer."),
        Turn(Actor.GROUP, _("Svarer innen %s") % day(round_.deadline)),
        (Turn(Actor.CONSULTANT, _("Leser rapporten med lederen %s") % day(round_.pretalk_on)),),
    )


def elsewhere(case: CaseFacts, leads: bool) -> Now:
    round_ = case.current
    return Now(
        _("Dere svarer i %(tool)s innen %(day)s") % {"tool": round_.tool, "day": weekday(round_.deadline)},
        _("Invitasjonen kommer fra verktøyet når det åpner, %s. Portalen får aldri svarene til den enkelte.")
        % day(round_.opens_on),
        Turn(Actor.GROUP, _("Svarer innen %s") % day(round_.deadline)),
        after_closing(case),
    )


def opened(case: CaseFacts, leads: bool) -> Now:
    round_ = case.current
    return Now(
        count_text(round_),
        _("Fristen er %s. Lenken ligger i e-posten til hver enkelt. Ingen ser hvem som har svart.")
        % weekday(round_.deadline),
        Turn(Actor.GROUP, _("Svarer innen %s") % day(round_.deadline)),
        after_closing(case),
        Action.LINK,
    )


def answered(case: CaseFacts, leads: bool) -> Now:
    round_ = case.current
    return Now(
        count_text(round_),
        _("Kartleggingen lukkes av konsulenten, eller av seg selv når fristen går ut %s.") % day(round_.deadline),
        Turn(Actor.CONSULTANT, _("Lukker kartleggingen")),
        after_closing(case),
    )


def closing(case: CaseFacts, leads: bool) -> Now:
    return Now(
        _("Kartleggingen lukkes nå"),
        _("Gruppens tall regnes ut, og svararkene slettes. Det tar noen minutter."),
        Turn(Actor.CONSULTANT, _("Leser rapporten når den er klar")),
        after_closing(case)[1:],
    )


def after_closing(case: CaseFacts) -> tuple[Turn, ...]:
    round_ = case.current
    return (
        Turn(Actor.CONSULTANT, _("Leser rapporten med lederen %s") % day(round_.pretalk_on)),
        Turn(Actor.GROUP, _("Møtes til samling %s") % day(round_.session_on)),
    )


def held(case: CaseFacts, leads: bool) -> Now:
    return Now(
        _("For få har svart til å lage en rapport"),
        _("Rapporten ville ikke vernet den enkelte. Konsulenten tar kontakt om hva dere gjør videre."),
        Turn(Actor.CONSULTANT, _("Tar kontakt med lederen")),
    )


def discarded(case: CaseFacts, leads: bool) -> Now:
    if case.current.tool:
        return Now(
            _("Kartleggingen er avlyst"),
            _("Den ga ingen rapport. Konsulenten tar kontakt om hva dere gjør videre."),
            Turn(Actor.CONSULTANT, _("Tar kontakt med lederen")),
        )
    return Now(
        _("Kartleggingen er forkastet"),
        _("Ingen svar er åpnet, og alle er slettet. Konsulenten tilbyr en samtale uten rapport."),
        Turn(Actor.CONSULTANT, _("Avtaler samtalen med lederen")),
    )


def lost(case: CaseFacts, leads: bool) -> Now:
    return Now(
        _("Svarene kan ikke leses"),
        _("En nøkkel er tapt, og ingen kan åpne svarene. Konsulenten tar kontakt om en ny kartlegging."),
        Turn(Actor.CONSULTANT, _("Tar kontakt med lederen")),
    )


def closed(case: CaseFacts, leads: bool) -> Now:
    round_ = case.current
    if leads:
        heading = _("Rapporten åpnes %s sammen med konsulenten") % day(round_.pretalk_on)
        text = _("Gruppen ser den samme rapporten på samlingen %s.") % weekday(round_.session_on)
    else:
        heading = _("Rapporten åpnes på samlingen %s") % day(round_.session_on)
        text = _("Lederen og konsulenten leser den sammen %s.") % weekday(round_.pretalk_on)
    return Now(heading, text, *after_closing_turns(case))


def after_closing_turns(case: CaseFacts) -> tuple[Turn, tuple[Turn, ...]]:
    first, second = after_closing(case)
    return first, (second,)


def with_leader(case: CaseFacts, leads: bool) -> Now:
    round_ = case.current
    then = (Turn(Actor.GROUP, _("Møtes til samling %s") % day(round_.session_on)),)
    if leads:
        return Now(
            _("Les rapporten før samlingen %s") % day(round_.session_on),
            _("Gruppen ser nøyaktig den samme rapporten på samlingen. Du kan ikke endre den."),
            Turn(Actor.LEADER, _("Leser rapporten")),
            then,
            Action.REPORT,
        )
    return Now(
        _("Rapporten åpnes på samlingen %s") % day(round_.session_on),
        _("Lederen har lest den med konsulenten. Dere får se nøyaktig den samme."),
        Turn(Actor.CONSULTANT, _("Forbereder samlingen %s") % day(round_.session_on)),
        then,
    )


def developing(case: CaseFacts, leads: bool) -> Now:
    again = case.current.closed_on + USUAL_INTERVAL
    return Now(
        _("Følg opp det dere ble enige om på samlingen"),
        _("Rapporten er åpen for alle i gruppen. Den tilhører dere, og dere avgjør selv hva dere deler."),
        Turn(Actor.GROUP, _("Følger opp det dere ble enige om")),
        (Turn(Actor.CONSULTANT, _("Planlegger ny kartlegging, vanligvis rundt %s") % day(again)),),
        Action.REPORT,
    )


def evaluating(case: CaseFacts, leads: bool) -> Now:
    return Now(
        _("Begge kartleggingene er ferdige"),
        _("Den nye rapporten er åpen for alle i gruppen, sammen med den første."),
        Turn(Actor.CONSULTANT, _("Avslutter oppdraget sammen med lederen")),
        (),
        Action.REPORT,
    )


def ended(case: CaseFacts, leads: bool) -> Now:
    has_report = bool(case.valid_rounds)
    text = _("Rapportene er fortsatt åpne for gruppen.") if has_report else _("Takk for at dere var med.")
    return Now(_("Oppdraget er avsluttet"), text, action=Action.REPORT if has_report else None)


CARDS: dict[Stage, Callable[[CaseFacts, bool], Now]] = {
    Stage.SUBMITTED: submitted,
    Stage.DECLINED: declined,
    Stage.WITHDRAWN: withdrawn,
    Stage.UNASSIGNED: unassigned,
    Stage.ASSIGNED: assigned,
    Stage.PLANNED: planned,
    Stage.CONFIRMED: planned,
    Stage.ORDERED: ordered,
    Stage.ELSEWHERE: elsewhere,
    Stage.OPEN: opened,
    Stage.ANSWERED: answered,
    Stage.CLOSING: closing,
    Stage.HELD: held,
    Stage.DISCARDED: discarded,
    Stage.LOST: lost,
    Stage.CLOSED: closed,
    Stage.WITH_LEADER: with_leader,
    Stage.DEVELOPING: developing,
    Stage.EVALUATING: evaluating,
    Stage.ENDED: ended,
}


# When a promised day has passed: no card promises it any more ------------------


def late_answer(case: CaseFacts, leads: bool, today: date) -> dict:
    if case.answer_by is None or today <= case.answer_by:
        return {}
    return {
        "text": _("Dere skulle fått svar innen %s. Du trenger ikke gjøre noe.") % day(case.answer_by),
        "holder": Turn(Actor.OFFICE, _("Vurderer søknaden")),
    }


def late_opening(case: CaseFacts, leads: bool, today: date) -> dict:
    """On the day itself too: it opens when the consultant has made the list ready."""
    if today < case.current.opens_on:
        return {}
    return {"heading": _("Kartleggingen åpner når konsulenten har gjort listen klar")}


def late_report(case: CaseFacts, leads: bool, today: date) -> dict:
    promised = case.current.pretalk_on if leads else case.current.session_on
    if today <= promised:
        return {}
    return {
        "heading": _("Rapporten åpnes sammen med konsulenten") if leads else _("Rapporten åpnes på samlingen"),
        "text": _("Avtalt dag var %s. Konsulenten åpner rapporten når dere møtes.") % weekday(promised),
        "holder": Turn(Actor.CONSULTANT, _("Åpner rapporten når dere møtes")),
        "then": (),
    }


def late_session(case: CaseFacts, leads: bool, today: date) -> dict:
    return {} if leads else late_report(case, leads, today)


LATE: dict[Stage, Callable[[CaseFacts, bool, date], dict]] = {
    Stage.SUBMITTED: late_answer,
    Stage.PLANNED: late_opening,
    Stage.CONFIRMED: late_opening,
    Stage.CLOSED: late_report,
    Stage.WITH_LEADER: late_session,
}
