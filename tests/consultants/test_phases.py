"""The line of phases, the card and the consultant's step, for every stage a case can be in."""

import datetime as dt

import pytest

from consultants.calendar import weeks_ahead
from consultants.checks import checks
from consultants.nowcards import CARDS, Action, Actor, now_for
from consultants.phases import CaseFacts, RoundFacts, Stage, count_text, phase_line, phase_name, stage
from consultants.steps import STEPS, next_step
from portal.core.workdays import TimeOff

TODAY = dt.date(2026, 11, 23)


def days(count: int) -> dt.date:
    return TODAY + dt.timedelta(days=count)


def a_round(state: str = "planned", **facts) -> RoundFacts:
    return RoundFacts(
        **{
            "sequence": 1,
            "state": state,
            "opens_on": days(-7),
            "deadline": days(7),
            "pretalk_on": days(10),
            "session_on": days(12),
            "asked": 9,
            **facts,
        }
    )


def a_case(*rounds: RoundFacts, **facts) -> CaseFacts:
    return CaseFacts(
        **{
            "state": "admitted",
            "submitted_on": days(-40),
            "answer_by": days(-19),
            "decided_on": days(-30),
            "assigned_on": days(-20),
            "agreed_on": days(-12),
            "ends_on": days(280),
            "rounds": rounds,
            **facts,
        }
    )


def closed(**facts) -> RoundFacts:
    return a_round("closed", closed_on=days(-1), respondents=8, **facts)


RELEASED = {"to_leader_on": days(-100), "to_group_on": days(-98)}
OLD = a_round("closed", closed_on=days(-110), respondents=8, **RELEASED)

CASES = {
    Stage.SUBMITTED: a_case(state="submitted", decided_on=None, assigned_on=None, agreed_on=None),
    Stage.DECLINED: a_case(state="declined", assigned_on=None, agreed_on=None),
    Stage.WITHDRAWN: a_case(state="withdrawn", decided_on=None, assigned_on=None, agreed_on=None),
    Stage.UNASSIGNED: a_case(assigned_on=None, agreed_on=None),
    Stage.ASSIGNED: a_case(agreed_on=None),
    Stage.PLANNED: a_case(a_round()),
    Stage.CONFIRMED: a_case(a_round(list_confirmed=True)),
    Stage.ORDERED: a_case(a_round("ordered", list_confirmed=True)),
    Stage.ELSEWHERE: a_case(a_round("elsewhere", tool="effect")),
    Stage.OPEN: a_case(a_round("open")),
    Stage.ANSWERED: a_case(a_round("open", all_answered=True)),
    Stage.CLOSING: a_case(a_round("closing")),
    Stage.HELD: a_case(a_round("held", held_on=days(-1))),
    Stage.DISCARDED: a_case(a_round("discarded")),
    Stage.LOST: a_case(a_round("lost")),
    Stage.CLOSED: a_case(closed()),
    Stage.WITH_LEADER: a_case(closed(to_leader_on=TODAY)),
    Stage.DEVELOPING: a_case(OLD),
    Stage.EVALUATING: a_case(OLD, closed(sequence=2, **RELEASED)),
    Stage.ENDED: a_case(OLD, is_ended=True),
}


def test_every_stage_is_told_apart():
    assert {name: stage(case) for name, case in CASES.items()} == {name: name for name in Stage}


def test_every_stage_has_a_card_and_every_engagement_a_step():
    assert set(CARDS) == set(Stage)
    assert set(Stage) - set(STEPS) == {Stage.SUBMITTED, Stage.DECLINED, Stage.WITHDRAWN, Stage.UNASSIGNED}


@pytest.mark.parametrize("name", list(Stage))
def test_line_has_seven_phases_and_at_most_one_now(name):
    line = phase_line(CASES[name], today=TODAY, with_promises=True)

    states = [phase.state for phase in line]
    assert len(states) == 7
    assert states == sorted(states, key=["done", "now", "hold", "coming"].index)
    assert sum(state in ("now", "hold") for state in states) == (name is not Stage.ENDED)


@pytest.mark.parametrize("name", list(Stage))
@pytest.mark.parametrize("leads", [True, False])
def test_card_has_words_for_every_reader(name, leads):
    card = now_for(CASES[name], leads=leads, today=TODAY)

    assert card.heading
    assert card.text


@pytest.mark.parametrize("name", list(STEPS))
def test_step_has_words_and_ticks(name):
    step = next_step(CASES[name], today=TODAY)

    assert step.heading
    assert bool(step.key) == bool(step.action)
    assert checks(CASES[name], today=TODAY, missing=[], has_report=True).items


def test_phase_follows_the_case():
    found = {name: phase_name(case) for name, case in CASES.items()}

    assert found[Stage.SUBMITTED] == "Søknad"
    assert found[Stage.ASSIGNED] == "Kontrakt"
    assert found[Stage.HELD] == "Første kartlegging"
    assert found[Stage.CLOSED] == "Tilbakemelding"
    assert found[Stage.DEVELOPING] == "Utvikling"
    assert found[Stage.EVALUATING] == "Evaluering"


def test_second_assessment_is_the_sixth_phase_until_its_report_is_out():
    running = a_case(OLD, a_round("open", sequence=2))
    released = a_case(OLD, closed(sequence=2))

    assert (phase_name(running), phase_name(released)) == ("Ny kartlegging", "Ny kartlegging")


def test_discarded_round_is_not_the_first_assessment():
    again = a_case(a_round("discarded"), a_round("open", sequence=2))

    assert phase_name(again) == "Første kartlegging"


def test_line_tells_facts_and_promises():
    line = phase_line(a_case(a_round("open")), today=TODAY, with_promises=True)

    assert (line[0].fact, line[0].promise, line[0].late) == ("Innvilget 24.\xa0okt.", "Lovet 4.\xa0nov.", False)
    assert (line[1].fact, line[1].promise) == ("Avtalt 11.\xa0nov.", "Lovet 17.\xa0nov.")
    assert (line[2].fact, line[2].filled) == ("frist 30.\xa0nov.", 50)
    assert line[6].fact == "August\xa02027"


def test_broken_promise_is_told_in_days():
    line = phase_line(a_case(agreed_on=days(-4)), today=TODAY, with_promises=True)

    assert (line[1].promise, line[1].late) == ("2 dager etter løftet", True)


def test_leader_line_has_no_promises():
    assert {phase.promise for phase in phase_line(CASES[Stage.OPEN], today=TODAY)} == {""}


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({}, "Færre enn 3 av 9 har svart"),
        ({"shown_count": 2}, "Færre enn 3 av 9 har svart"),
        ({"shown_count": 3}, "3 av 9 har svart"),
        ({"shown_count": 4, "all_answered": True}, "Alle ni har svart"),
    ],
)
def test_count_hides_one_and_two(facts, text):
    assert count_text(a_round("open", **facts)) == text


def test_leader_has_the_report_a_step_before_the_others():
    case = CASES[Stage.WITH_LEADER]

    assert now_for(case, leads=True, today=TODAY).action is Action.REPORT
    assert now_for(case, leads=False, today=TODAY).action is None
    assert now_for(CASES[Stage.CLOSED], leads=True, today=TODAY).action is None


def test_report_waiting_for_release_names_its_day_to_each_reader():
    case = CASES[Stage.CLOSED]

    assert now_for(case, leads=True, today=TODAY).heading == "Rapporten åpnes 3.\xa0desember sammen med konsulenten"
    assert now_for(case, leads=False, today=TODAY).heading == "Rapporten åpnes på samlingen 5.\xa0desember"


@pytest.mark.parametrize(("choose_by", "fact"), [(None, "venter på konsulent"), (days(7), "lederen velger konsulent")])
def test_line_tells_who_finds_the_consultant(choose_by, fact):
    line = phase_line(a_case(assigned_on=None, agreed_on=None, choose_by=choose_by), today=TODAY)

    assert line[1].fact == fact


def test_deciding_tells_whom_one_waits_for():
    card = now_for(CASES[Stage.SUBMITTED], leads=True, today=days(-19))

    assert card.holder.who is Actor.OFFICE
    assert card.text == "Svar innen 4.\xa0november. Du trenger ikke gjøre noe."


def test_no_card_promises_a_day_that_has_passed():
    waiting = now_for(CASES[Stage.SUBMITTED], leads=True, today=days(-18))
    planned = now_for(CASES[Stage.PLANNED], leads=True, today=TODAY)
    leader, member = (now_for(CASES[Stage.CLOSED], leads=leads, today=days(13)) for leads in (True, False))
    group = now_for(CASES[Stage.WITH_LEADER], leads=False, today=days(13))

    assert waiting.text == "Dere skulle fått svar innen 4.\xa0november. Du trenger ikke gjøre noe."
    assert planned.heading == "Kartleggingen åpner når konsulenten har gjort listen klar"
    assert leader.heading == "Rapporten åpnes sammen med konsulenten"
    assert leader.text == "Avtalt dag var torsdag 3.\xa0desember. Konsulenten åpner rapporten når dere møtes."
    assert member.heading == group.heading == "Rapporten åpnes på samlingen"
    assert "3.\xa0desember" not in str(leader.holder)


def test_report_waits_for_the_consultant_and_the_session_does_not():
    waiting = next_step(CASES[Stage.CLOSED], today=TODAY)
    before = next_step(CASES[Stage.WITH_LEADER], today=TODAY)
    after = next_step(CASES[Stage.WITH_LEADER], today=days(12))

    assert (waiting.key, waiting.waits, waiting.due) == ("report", True, days(10))
    assert (before.key, before.waits) == ("", False)
    assert (after.key, after.waits) == ("report", True)


@pytest.mark.parametrize(
    ("after", "key", "waits"), [(80, "", False), (100, "next_round", False), (160, "next_round", True)]
)
def test_new_assessment_is_possible_after_ninety_days_and_waits_after_five_months(after, key, waits):
    case = a_case(a_round("closed", closed_on=days(-after), respondents=8, **RELEASED))

    step = next_step(case, today=TODAY)

    assert (step.key, step.waits) == (key, waits)


def test_missing_sentences_stand_in_the_tick_list():
    found = checks(CASES[Stage.PLANNED], today=TODAY, missing=["Bekreft listen."], has_report=False)

    assert [(item.text, item.state) for item in found.items] == [
        ("Kontrakten er skrevet inn", "done"),
        ("Bekreft listen.", "missing"),
    ]


def test_weeks_ahead_show_dates_and_clashes():
    one = a_case(a_round("open"))
    other = a_case(a_round("ordered", opens_on=days(1)))

    calendar = weeks_ahead([("Nord", one), ("Sør", other)], today=TODAY)

    assert [week.number for week in calendar.weeks] == [48, 49, 50, 51, 52, 53, 1, 2]
    assert [[entry.kind for entry in week] for week in calendar.rows[0].weeks[:3]] == [
        [],
        ["deadline", "talk", "session"],
        [],
    ]
    assert [entry.kind for entry in calendar.rows[1].weeks[0]] == ["start"]
    assert calendar.clashes == (days(12),)


def test_weeks_leave_out_what_is_void():
    calendar = weeks_ahead([("Nord", CASES[Stage.HELD]), ("Sør", CASES[Stage.DISCARDED])], today=TODAY)

    assert calendar.rows == ()


def test_weeks_name_what_the_office_keeps_free():
    off = [TimeOff("Vinterferie", days(7), days(11)), TimeOff("Helg", days(5), days(6))]

    calendar = weeks_ahead([], today=TODAY, off=off)

    assert [week.off for week in calendar.weeks[:3]] == ["", "Vinterferie", ""]
