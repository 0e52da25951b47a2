"""The board's facts, plans and sentences, and what publishing does."""

import datetime as dt
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from consultants import services
from consultants.board.instance import as_text, load_draft, round_of
from consultants.facts import eligibility_list
from consultants.matching.candidates import find_candidates
from consultants.matching.instance import build_instance
from consultants.models import Absence, Decline, EmployerLink, Engagement, MatchChoice, MatchRun, Relation
from consultants.services import matching
from enrollment.models import Application
from portal.core.models import Mail
from portal.core.workflow import TransitionNotAllowed
from tests.consultants.board import board_of, key_of, make_round, names
from tests.factories.accounts import UserFactory
from tests.factories.consultants import ConsultantFactory, certify, make_engagement
from tests.factories.enrollment import ApplicationFactory
from tests.shorthand import days

pytestmark = pytest.mark.django_db


def office():
    return UserFactory(roles=("office",))


def publish(intake, *, by=None) -> MatchRun:
    seen = matching.fingerprint(board_of(intake).draft)
    return matching.publish_plan(intake, seen=seen, by=by or office())


# The instance -------------------------------------------------------------------


def test_instance_bars_the_same_pairs_as_the_list_for_assigning_by_hand():
    intake = make_round(groups=2, slots=(2,))
    first, second = Application.objects.filter(intake=intake).order_by("number")
    Decline.objects.create(consultant=ConsultantFactory(), group=first.group)
    Relation.objects.create(consultant=ConsultantFactory(), person=second.group.memberships.first().user)
    EmployerLink.objects.create(consultant=ConsultantFactory(), organisation=first.group.organisation)
    Absence.objects.create(consultant=ConsultantFactory(), first_day=days(80), last_day=days(90))
    certify(ConsultantFactory(certified=False), last=100)
    ConsultantFactory(certified=False)
    ConsultantFactory(slots=0)

    board = board_of(intake)

    for application in (first, second):
        by_hand = {str(row.consultant.pk): row.codes for row in eligibility_list(application) if row.codes}
        assert board.solved.barred(application.number) == by_hand


def test_instance_tells_of_no_tie_but_those_that_touch_its_groups():
    intake = make_round(groups=1, slots=(2,))
    group = Application.objects.get().group
    tied, stranger = group.memberships.order_by("pk").first().user, UserFactory()
    consultant = ConsultantFactory()
    Relation.objects.create(consultant=consultant, person=tied)
    Relation.objects.create(consultant=consultant, person=stranger)

    text = as_text(board_of(intake).draft.raw)

    assert str(stranger.pk) not in text
    assert json.loads(text)["groups"][0]["members"] == [str(tied.pk)]


def test_longest_wait_ranks_first_among_equals():
    intake = make_round(groups=2, slots=(1,))
    first, second = Application.objects.order_by("number")
    Application.objects.filter(pk=second.pk).update(submitted_at=timezone.now() - dt.timedelta(days=9))

    board = board_of(intake)

    assert names(board) == {"Etat 2": "Konsulent A"}
    assert [row["priority"] for row in board.draft.raw["groups"]] == [9, 0]


def test_engagements_she_has_count_and_assigned_groups_are_out_of_the_draft():
    intake = make_round(groups=2, slots=(1,))
    first = Application.objects.order_by("number").first()
    consultant = board_of(intake).draft.consultants.popitem()[1]
    services.assign_lead(first, consultant, by=office())

    board = board_of(intake)

    assert list(board.groups.values()) == ["Etat 2"]
    assert board.headline == "Gruppen får ingen konsulent"


@pytest.mark.parametrize("groups", [1, 3])
def test_draft_runs_constant_queries(groups, django_assert_num_queries):
    intake = make_round(groups=groups, slots=(1,) * groups)
    round_ = round_of(intake)

    with django_assert_num_queries(15):
        load_draft(round_)


# The plan in words ----------------------------------------------------------------


def test_headline_is_the_result():
    assert board_of(make_round(groups=3, slots=(1, 1))).headline == "2 av 3 grupper får konsulent"


def test_group_left_out_gets_the_sentence_that_proves_it():
    board = board_of(make_round(groups=3, slots=(1, 1)))
    (block,) = board.left_out()
    (row,) = block["groups"]

    others = " og ".join(name for name in ("Etat 1", "Etat 2", "Etat 3") if name != row["name"])
    assert block["proof"] == (
        f"Tre grupper deler to plasser hos Konsulent A og Konsulent B: denne og {others}. "
        "De som får plass, er låst eller står foran eller likt i køen."
    )
    assert row["help"] == "Én plass til hos Konsulent A eller Konsulent B ville gitt gruppen konsulent."


def test_groups_that_share_a_proof_stand_together_and_one_place_goes_to_the_first():
    board = board_of(make_round(groups=3, slots=(1,)))
    (block,) = board.left_out()

    served = next(iter(names(board)))
    first = next(row["name"] for row in block["groups"] if "gitt gruppen" in row["help"])
    assert block["proof"].startswith(f"Tre grupper deler én plass hos Konsulent A: disse og {served}.")
    assert sorted(row["help"] for row in block["groups"]) == [
        "Én plass til hos Konsulent A ville gitt gruppen konsulent.",
        f"Én plass til ville først gått til {first}, som står foran.",
    ]


def test_consultants_without_a_free_place_are_named():
    (block,) = board_of(make_round(groups=1, slots=(0,))).left_out()

    assert block["proof"] == "Det er bare Konsulent A som kan velges, og der er det ingen ledige plasser."


def test_group_that_nobody_may_lead_is_shown_what_stops_each():
    intake = make_round(groups=1, slots=(2, 2))
    organisation = Application.objects.get().group.organisation
    for consultant in board_of(intake).draft.consultants.values():
        EmployerLink.objects.create(consultant=consultant, organisation=organisation)
    ConsultantFactory(certified=False)

    (block,) = board_of(intake).left_out()

    assert block["proof"] == (
        "Ingen kan velges: én mangler gyldig sertifisering og to er eller har nylig vært ansatt i virksomheten."
    )
    assert block["nobody"]


def test_pair_opens_into_parts_that_add_up_alternatives_and_bans():
    intake = make_round(groups=1, slots=(2, 2))
    senior = ConsultantFactory(user__name="Erfaren E", seniority=5)
    ConsultantFactory(user__name="Uten U", certified=False)
    board = board_of(intake)
    (pair,) = board.pairs()

    opened = board.opened(pair["line"])

    assert pair["consultant"] == str(senior)
    assert {part["name"]: part["points"] for part in opened["parts"]}["Erfaring som passer nivået"] == 40
    assert sum(part["points"] for part in opened["parts"]) == opened["fit"]
    assert [(row["name"], row["cost"]) for row in opened["alternatives"]] == [
        ("Konsulent A", "22 poeng mindre for hele planen."),
        ("Konsulent B", "22 poeng mindre for hele planen."),
    ]
    assert [(row["name"], row["why"]) for row in opened["barred"]] == [
        ("Uten U", "Konsulenten har ikke gyldig sertifisering for kartleggingsverktøyet.")
    ]


def test_cost_of_a_choice_tells_of_the_group_that_loses_its_place():
    intake = make_round(groups=2, slots=(1, 1))
    free = board_of(intake)
    first = Application.objects.order_by("number").first()
    only = free.draft.consultants[key_of(free, "Konsulent A")]
    other = Application.objects.order_by("number").last()
    Decline.objects.create(consultant=free.draft.consultants[key_of(free, "Konsulent B")], group=other.group)
    board = board_of(intake)

    change = board.change(first.number, str(only.pk), "las")

    assert names(board) == {"Etat 1": "Konsulent B", "Etat 2": "Konsulent A"}
    assert change["cost"] == "Én gruppe mister plassen."
    assert (change["served"], change["lost"]) == ((2, 1), "Etat 2")


def test_what_if_answers_and_keeps_nothing():
    intake = make_round(groups=3, slots=(1, 1))
    board = board_of(intake)
    text = as_text(board.draft.raw)
    key = key_of(board, "Konsulent A")
    nothing = {"more": (), "away": (), "earlier": False, "newcomer": False}

    told = {
        "place": board.what_if(**{**nothing, "more": [key]})["served"],
        "newcomer": board.what_if(**{**nothing, "newcomer": True})["served"],
        "away": board.what_if(**{**nothing, "away": list(board.consultants)})["served"],
        "earlier": board.what_if(**{**nothing, "earlier": True})["served"],
    }

    assert told == {"place": (2, 3), "newcomer": (2, 3), "away": (2, 0), "earlier": (2, 2)}
    assert as_text(board.draft.raw) == text
    assert not MatchChoice.objects.exists()


def test_certificate_that_runs_out_inside_the_round_is_told_before_solving():
    intake = make_round(groups=1, slots=(1,))
    expiring = ConsultantFactory(user__name="Snart S", certified=False)
    certify(expiring, last=100)

    told = {row["name"]: row["text"] for row in board_of(intake).limits()}

    assert told["Snart S"].startswith("Sertifikatet går ut")
    assert told["Etat 1"] == "Bare Konsulent A kan velges."


# Choices in the draft ---------------------------------------------------------------


def test_pin_and_exclusion_steer_the_draft_and_assign_nobody():
    intake = make_round(groups=2, slots=(2, 2))
    board = board_of(intake)
    first, second = Application.objects.order_by("number")
    a, b = (board.draft.consultants[key_of(board, f"Konsulent {letter}")] for letter in "AB")

    matching.choose_pair(intake, first, a, "pin")
    matching.choose_pair(intake, second, b, "exclude")
    board = board_of(intake)

    assert names(board) == {"Etat 1": "Konsulent A", "Etat 2": "Konsulent A"}
    assert [pair["is_pinned"] for pair in board.pairs()] == [True, False]
    matching.choose_pair(intake, first, b, "pin")
    assert names(board_of(intake))["Etat 1"] == "Konsulent B"
    matching.release_pair(intake, first, b)
    assert list(MatchChoice.objects.values_list("kind", flat=True)) == ["exclude"]
    assert not Engagement.objects.exists()
    assert not Mail.objects.filter(template__startswith="consultants/").exists()


def test_pin_that_no_longer_holds_is_named_and_stops_publishing():
    intake = make_round(groups=1, slots=(1, 1))
    application = Application.objects.get()
    board = board_of(intake)
    consultant = board.draft.consultants[key_of(board, "Konsulent A")]
    matching.choose_pair(intake, application, consultant, "pin")
    Absence.objects.create(consultant=consultant, first_day=days(0), last_day=days(400))

    (pin,) = board_of(intake).unusable_pins()

    assert pin["text"] == (
        "Konsulent A er låst til Etat 1, men det går ikke lenger. Konsulenten er fraværende i deler av perioden."
    )
    with pytest.raises(TransitionNotAllowed, match="Løs den opp først"):
        publish(intake)


# Publishing ---------------------------------------------------------------------------


def test_published_plan_assigns_every_pair_with_letters_and_can_be_run_again(capsys):
    intake = make_round(groups=3, slots=(1, 1))
    expected = names(board_of(intake))

    run = publish(intake)

    engagements = Engagement.objects.select_related("application__group__organisation", "lead__user").order_by("pk")
    assert {row.application.group.organisation.name: str(row.lead) for row in engagements} == expected
    assert (
        Mail.objects.filter(template__in=["consultants/mail/assignment", "consultants/mail/your_consultant"]).count()
        == 4
    )
    call_command("match_rerun", run.pk)
    assert capsys.readouterr().out == f"Plan {run.pk} gir samme svar: {len(run.result.encode())} byte.\n"


def test_run_that_gives_another_answer_is_told_of():
    run = publish(make_round(groups=1, slots=(1,)))
    MatchRun.objects.update(result=run.result + " ")

    with pytest.raises(CommandError, match="gir et annet svar"):
        call_command("match_rerun", run.pk)
    with pytest.raises(CommandError, match="finnes ikke"):
        call_command("match_rerun", run.pk + 1)


def test_plan_is_published_once():
    intake = make_round(groups=1, slots=(1,))
    seen = matching.fingerprint(board_of(intake).draft)
    matching.publish_plan(intake, seen=seen, by=office())

    with pytest.raises(TransitionNotAllowed, match="Noe har endret seg"):
        matching.publish_plan(intake, seen=seen, by=office())

    assert (MatchRun.objects.count(), Engagement.objects.count()) == (1, 1)


def test_plan_made_of_other_facts_is_not_published():
    intake = make_round(groups=1, slots=(1, 1))
    board = board_of(intake)
    seen = matching.fingerprint(board.draft)
    Absence.objects.create(
        consultant=board.draft.consultants[key_of(board, "Konsulent A")], first_day=days(0), last_day=days(400)
    )

    with pytest.raises(TransitionNotAllowed, match="Noe har endret seg"):
        matching.publish_plan(intake, seen=seen, by=office())


def test_one_pair_that_is_refused_stops_them_all():
    intake = make_round(groups=2, slots=(2,))
    member = Application.objects.order_by("number").last().group.memberships.order_by("pk").first().user

    with pytest.raises(TransitionNotAllowed, match="selv med i denne gruppen"):
        publish(intake, by=member)

    assert (MatchRun.objects.count(), Engagement.objects.count()) == (0, 0)


# Again, after somebody has said no ------------------------------------------------------


def move_assigned(intake):
    matching.set_up_round(intake, moves_assigned=True)


def test_rematch_moves_no_more_than_it_takes():
    intake = make_round(groups=3, slots=(1, 1, 1))
    publish(intake)
    last = Application.objects.order_by("number").last()
    engagement = Engagement.objects.get(application=last)
    gone = engagement.lead
    others = {row.application.number: str(row.lead) for row in Engagement.objects.exclude(pk=engagement.pk)}
    services.decline(engagement, by=gone.user)
    move_assigned(intake)

    board = board_of(intake)
    moved = [pair for pair in board.pairs() if pair["before"]]

    assert board.headline == "Gruppen får konsulent"
    assert [(pair["before"], pair["consultant"]) for pair in moved] == [(others[moved[0]["line"]], str(gone))]
    assert board.moves() == [
        {"group": board.groups[moved[0]["line"]], "before": moved[0]["before"], "after": str(gone)}
    ]
    publish(intake)
    assert Engagement.objects.filter(lead=gone).count() == 1
    assert Engagement.objects.get(application=last).lead != gone
    assert Mail.objects.filter(template="consultants/mail/passed_on").count() == 1
    assert MatchRun.objects.count() == 2


def test_group_with_a_consultant_never_loses_her_to_one_that_waits():
    intake = make_round(groups=2, slots=(1,))
    first, second = Application.objects.order_by("number")
    Application.objects.filter(pk=second.pk).update(submitted_at=timezone.now() - dt.timedelta(days=400))
    consultant = next(iter(board_of(intake).draft.consultants.values()))
    services.assign_lead(first, consultant, by=office())
    move_assigned(intake)

    board = board_of(intake)

    assert names(board) == {"Etat 1": "Konsulent A"}
    assert [row["name"] for row in board.left_out()[0]["groups"]] == ["Etat 2"]


def test_consultant_who_has_said_yes_keeps_her_group():
    intake = make_round(groups=1, slots=(2, 1))
    publish(intake)
    engagement = Engagement.objects.get()
    move_assigned(intake)
    before = list(board_of(intake).groups.values())

    services.declare(engagement, by=engagement.lead.user)

    assert (before, board_of(intake).groups) == (["Etat 1"], {})


def test_contract_keeps_a_group_out_of_every_plan():
    intake = make_round(groups=1, slots=(2,))
    make_engagement(application=Application.objects.get(), stage="contracted")
    ApplicationFactory(admitted=True, intake=intake, organisation__name="Etat 2")
    move_assigned(intake)

    assert list(board_of(intake).groups.values()) == ["Etat 2"]


def test_board_solves_what_the_command_would():
    intake = make_round(groups=4, slots=(2, 1))
    board = board_of(intake)

    leads, _result = matching.solved(as_text(board.draft.raw))

    assert leads == board.solved.leads
    assert len(find_candidates(build_instance(board.draft.raw)).leads) == 4
