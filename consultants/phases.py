"""Where a case stands. Pure: states and dates in, a stage and a line of phases out.

A *stage* is the finest answer ("the list is confirmed, nobody has ordered the opening"); the
*phases* are the seven names on the line that leader, office and consultant all see. Neither is stored.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _

from portal.core.templatetags.ui import in_words, month_year, short_day

CONTRACT_WITHIN = timedelta(days=14)  # agreed dates: two weeks from the day a consultant is assigned
REST_AFTER_CLOSING = timedelta(days=90)  # a group gets no new round sooner
USUAL_INTERVAL = timedelta(days=180)  # from one closing to the next assessment
LOWEST_SHOWN_COUNT = 3


class Stage(StrEnum):
    SUBMITTED = "submitted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    UNASSIGNED = "unassigned"
    ASSIGNED = "assigned"
    PLANNED = "planned"
    CONFIRMED = "confirmed"
    ORDERED = "ordered"
    ELSEWHERE = "elsewhere"
    OPEN = "open"
    ANSWERED = "answered"
    CLOSING = "closing"
    HELD = "held"
    DISCARDED = "discarded"
    LOST = "lost"
    CLOSED = "closed"
    WITH_LEADER = "with_leader"
    DEVELOPING = "developing"
    EVALUATING = "evaluating"
    ENDED = "ended"


ROUND_RUNS = frozenset(
    {
        Stage.PLANNED,
        Stage.CONFIRMED,
        Stage.ORDERED,
        Stage.ELSEWHERE,
        Stage.OPEN,
        Stage.ANSWERED,
        Stage.CLOSING,
        Stage.HELD,
        Stage.DISCARDED,
        Stage.LOST,
    }
)
REPORT_EXISTS = frozenset({Stage.CLOSED, Stage.WITH_LEADER})


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """One round. ``shown_count`` is the count of the day, ``respondents`` is known once it has closed.

    ``tool`` names where it is run when that is not here.
    """

    sequence: int
    state: str
    opens_on: date
    deadline: date
    pretalk_on: date
    session_on: date
    asked: int = 0
    list_confirmed: bool = False
    shown_count: int | None = None
    all_answered: bool = False
    held_on: date | None = None
    closed_on: date | None = None
    respondents: int | None = None
    to_leader_on: date | None = None
    to_group_on: date | None = None
    tool: str = ""

    @property
    def is_void(self) -> bool:
        """Ended without a result: it never counts as the first or the second assessment."""
        return self.state in ("discarded", "lost")


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One case: the application's state and dates, the engagement's, and its rounds by sequence.

    ``choose_by``: until when the leader may choose her consultant. ``awaits_declaration``: the lead has not yet
    said that she has no ties to the group.
    """

    state: str
    submitted_on: date
    answer_by: date | None = None
    decided_on: date | None = None
    choose_by: date | None = None
    assigned_on: date | None = None
    agreed_on: date | None = None
    ends_on: date | None = None
    is_ended: bool = False
    awaits_declaration: bool = False
    rounds: tuple[RoundFacts, ...] = ()

    @property
    def valid_rounds(self) -> tuple[RoundFacts, ...]:
        return tuple(round_ for round_ in self.rounds if not round_.is_void)

    @property
    def current(self) -> RoundFacts | None:
        """The latest round, void or not."""
        return self.rounds[-1] if self.rounds else None

    @property
    def is_second(self) -> bool:
        """Whether the current round measures what has changed since an earlier one that gave a result."""
        return any(round_.state == "closed" for round_ in self.rounds[:-1])


@dataclass(frozen=True, slots=True)
class Phase:
    """One dot on the line: ``state`` is done, now, coming or hold; ``filled`` is percent of the line behind "now"."""

    name: str
    state: str
    fact: str = ""
    promise: str = ""
    late: bool = False
    filled: int = 0


def stage(case: CaseFacts) -> Stage:
    if case.state in ("submitted", "declined", "withdrawn"):
        return Stage(case.state)
    if case.is_ended:
        return Stage.ENDED
    if case.assigned_on is None:
        return Stage.UNASSIGNED
    if case.agreed_on is None or case.current is None:
        return Stage.ASSIGNED
    return round_stage(case.current, is_second=case.is_second)


def round_stage(round_: RoundFacts, *, is_second: bool) -> Stage:
    if round_.state == "planned":
        return Stage.CONFIRMED if round_.list_confirmed else Stage.PLANNED
    if round_.state == "open":
        return Stage.ANSWERED if round_.all_answered else Stage.OPEN
    if round_.state != "closed":
        return Stage(round_.state)
    if round_.to_group_on:
        return Stage.EVALUATING if is_second else Stage.DEVELOPING
    return Stage.WITH_LEADER if round_.to_leader_on else Stage.CLOSED


def phase_number(case: CaseFacts) -> int:
    """The phase the case is in, from 1 to 7."""
    now = stage(case)
    if now in (Stage.SUBMITTED, Stage.DECLINED, Stage.WITHDRAWN):
        return 1
    if now in (Stage.UNASSIGNED, Stage.ASSIGNED):
        return 2
    if now in ROUND_RUNS:
        return 6 if case.is_second else 3
    if now in REPORT_EXISTS:
        return 6 if case.is_second else 4
    return 5 if now is Stage.DEVELOPING else 7


def phase_names() -> tuple[str, ...]:
    return (
        _("Søknad"),
        _("Kontrakt"),
        _("Første kartlegging"),
        _("Tilbakemelding"),
        _("Utvikling"),
        _("Ny kartlegging"),
        _("Evaluering"),
    )


def phase_name(case: CaseFacts) -> str:
    return phase_names()[phase_number(case) - 1]


def phase_line(case: CaseFacts, *, today: date, with_promises: bool = False) -> list[Phase]:
    """The seven phases; ``with_promises`` adds what staff are held to."""
    number, now = phase_number(case), stage(case)
    facts, promises = phase_facts(case), phase_promises(case) if with_promises else {}
    line = []
    for position, name in enumerate(phase_names(), start=1):
        promise, late = promises.get(position, ("", False))
        line.append(
            Phase(
                name=name,
                state=phase_state(position, number, now),
                fact=facts[position - 1] if position == number else capitalised(facts[position - 1]),
                promise=promise,
                late=late,
                filled=share_of_window(case, today) if position == number else 0,
            )
        )
    return line


def capitalised(words: str) -> str:
    """The first letter alone; after "Nå" the words stay as they are."""
    return words[:1].upper() + words[1:]


def phase_state(position: int, number: int, now: Stage) -> str:
    if position < number or now is Stage.ENDED:
        return "done"
    if position > number:
        return "coming"
    stopped = (Stage.DECLINED, Stage.WITHDRAWN, Stage.HELD, Stage.DISCARDED, Stage.LOST)
    return "hold" if now in stopped else "now"


def share_of_window(case: CaseFacts, today: date) -> int:
    """Percent of the answering time that has passed while a round is open, otherwise half."""
    round_ = case.current
    if round_ is None or round_.state not in ("open", "elsewhere"):
        return 50
    days = max(1, (round_.deadline - round_.opens_on).days)
    return max(8, min(92, 100 * (today - round_.opens_on).days // days))


def phase_facts(case: CaseFacts) -> tuple[str, ...]:
    """The words under each phase: what came of it, when it is, or nothing yet."""
    valid = case.valid_rounds
    first = valid[0] if valid else None
    if stage(case) in (Stage.DISCARDED, Stage.LOST):
        second = case.current if case.is_second else None
        first = first if case.is_second else case.current
    else:
        second = valid[1] if len(valid) > 1 else None
    return (
        application_fact(case),
        contract_fact(case),
        round_fact(first) if first else "",
        session_fact(first) if first and not first.is_void and first.state != "held" else "",
        "",
        second_fact(second, first),
        month_year(case.ends_on) if case.ends_on else "",
    )


def application_fact(case: CaseFacts) -> str:
    if case.state == "submitted":
        return _("svar innen %(date)s") % {"date": short_day(case.answer_by)} if case.answer_by else _("til vurdering")
    if case.state == "declined":
        return _("Ingen plass nå")
    if case.state == "withdrawn":
        return _("Trukket")
    return _("Innvilget %(date)s") % {"date": short_day(case.decided_on)}


def contract_fact(case: CaseFacts) -> str:
    if case.agreed_on:
        return _("Avtalt %(date)s") % {"date": short_day(case.agreed_on)}
    if case.state != "admitted":
        return ""
    if case.assigned_on:
        return _("avtales")
    return _("lederen velger konsulent") if case.choose_by else _("venter på konsulent")


def round_fact(round_: RoundFacts) -> str:
    words = {
        "planned": _("åpner %(date)s") % {"date": short_day(round_.opens_on)},
        "ordered": _("åpner %(date)s") % {"date": short_day(round_.opens_on)},
        "open": _("frist %(date)s") % {"date": short_day(round_.deadline)},
        "elsewhere": _("frist %(date)s") % {"date": short_day(round_.deadline)},
        "closing": _("lukkes"),
        "held": _("for få svar"),
        "discarded": _("avlyst") if round_.tool else _("forkastet"),
        "lost": _("svarene gikk tapt"),
    }
    if round_.state != "closed":
        return words[round_.state]
    if round_.respondents is None:
        return short_day(round_.closed_on)
    return _("%(count)s av %(asked)s svarte") % {"count": round_.respondents, "asked": round_.asked}


def session_fact(round_: RoundFacts) -> str:
    return short_day(round_.session_on) if round_.to_group_on else _("samling %s") % short_day(round_.session_on)


def second_fact(second: RoundFacts | None, first: RoundFacts | None) -> str:
    if second is None:
        is_closed = first is not None and first.closed_on
        return month_year(first.closed_on + USUAL_INTERVAL) if is_closed else ""
    if second.state == "closed" and not second.to_group_on:
        return session_fact(second)
    return round_fact(second)


def phase_promises(case: CaseFacts) -> dict[int, tuple[str, bool]]:
    """By phase number: the promise in words and whether it was broken."""
    promises = {}
    if case.answer_by:
        promises[1] = kept_or_late(case.answer_by, case.decided_on)
    if case.assigned_on:
        promises[2] = kept_or_late(case.assigned_on + CONTRACT_WITHIN, case.agreed_on)
    if case.valid_rounds:
        first = case.valid_rounds[0]
        promises[4] = kept_or_late(first.session_on, first.to_group_on)
    return promises


def kept_or_late(promised: date, happened: date | None) -> tuple[str, bool]:
    if happened is None or happened <= promised:
        return _("Lovet %s") % short_day(promised), False
    days = (happened - promised).days
    if days == 1:
        return _("én dag etter løftet"), True
    return _("%s dager etter løftet") % days, True


def count_text(round_: RoundFacts) -> str:
    """The count of the day in words, the same for leader, consultant and office."""
    if round_.all_answered:
        return _("Alle %s har svart") % in_words(round_.asked)
    if round_.shown_count is None or round_.shown_count < LOWEST_SHOWN_COUNT:
        return _("Færre enn 3 av %s har svart") % round_.asked
    return _("%(count)s av %(asked)s har svart") % {"count": round_.shown_count, "asked": round_.asked}
