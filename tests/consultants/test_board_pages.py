"""The board's pages: what they show, what each button does, and that strangers see nothing."""

import re

import pytest
from django.urls import reverse

from consultants.models import Engagement, MatchChoice, MatchRound, MatchRun
from enrollment.models import Application
from tests.consultants.board import board_of, key_of, make_round, names
from tests.factories.accounts import UserFactory
from tests.factories.consultants import ConsultantFactory
from tests.shorthand import told
from tests.sign_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client):
    sign_in(client, UserFactory(roles=("office",)))
    return client


def address(page: str, intake, **query) -> str:
    found = reverse(f"admin:{page}", args=[intake.pk])
    return found + ("?" + "&".join(f"{name}={value}" for name, value in query.items()) if query else "")


def text_of(response) -> str:
    """What a person reads, on one line."""
    html = re.sub(r"<(style|script).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("\N{NO-BREAK SPACE}", " ")


def pair_of(intake, group: str, consultant: str) -> dict[str, str]:
    board = board_of(intake)
    return {"gruppe": key_of(board, group), "konsulent": key_of(board, consultant)}


def test_home_tells_how_many_wait_in_each_intake(office):
    make_round(groups=3, slots=(1,))

    page = text_of(office.get(reverse("admin:matching")))

    assert "Tre grupper venter på konsulent" in page


def test_assigning_by_hand_is_the_first_button_and_the_plan_the_second(office):
    intake = make_round(groups=2, slots=(1,) * 6)

    page = office.get(address("board", intake))

    buttons = re.findall(r'class="pkt-btn[^"]*"[^>]*>([^<]+)<', page.content.decode())
    assert buttons[:2] == ["Tildel for hånd", "Se forslag til plan"]
    assert "Seks plasser er ledige hos seks konsulenter" in text_of(page)


def test_five_consultants_or_fewer_are_one_list_with_reasons(office):
    intake = make_round(groups=1, slots=(1,))
    ConsultantFactory(user__name="Uten U", certified=False)

    page = text_of(office.get(address("board", intake)))

    assert "Konsulent A Erfaring som passer nivået" in page
    assert "Uten U Konsulenten har ikke gyldig sertifisering" in page
    assert "plass er ledig" not in page


def test_plan_answers_first_and_proves_who_is_left_out(office):
    intake = make_round(groups=3, slots=(1, 1))

    page = text_of(office.get(address("board_plan", intake)))

    assert "2 av 3 grupper får konsulent" in page
    assert "Tre grupper deler to plasser hos Konsulent A og Konsulent B" in page
    assert "Én gruppe står igjen" in page


def test_group_without_anybody_is_shown_the_way_to_borrow_a_consultant(office):
    intake = make_round(groups=1, slots=())
    ConsultantFactory(certified=False)

    page = office.get(address("board_plan", intake)).content.decode()

    assert "Lån en sertifisert konsulent" in page
    assert reverse("admin:consultants_consultant_add") in page


def test_opened_pair_shows_cost_of_others_and_choosing_one_pins_her(office):
    intake = make_round(groups=1, slots=(1, 1))
    other = next(name for name in ("Konsulent A", "Konsulent B") if name not in names(board_of(intake)).values())
    pair = pair_of(intake, "Etat 1", other)

    opened = text_of(office.get(address("board_plan", intake, par=pair["gruppe"])))
    asked = text_of(office.get(address("board_choice", intake, **pair, valg="las")))
    kept = office.post(address("board_choice", intake), {**pair, "valg": "las"})

    assert f"{other} Planen blir like god. Velg" in opened
    assert f"Lås {other} til Etat 1?" in asked
    assert "Ingen tildeles, og ingen får beskjed" in asked
    assert told(kept) == ["Utkastet er regnet ut på nytt. Ingen har fått beskjed."]
    assert names(board_of(intake)) == {"Etat 1": other}
    assert not Engagement.objects.exists()


def test_excluding_and_taking_back_go_the_same_way(office):
    intake = make_round(groups=1, slots=(1,))
    pair = pair_of(intake, "Etat 1", "Konsulent A")

    asked = text_of(office.get(address("board_choice", intake, **pair, valg="utelukk")))
    office.post(address("board_choice", intake), {**pair, "valg": "utelukk"})
    without = names(board_of(intake))
    back = text_of(office.get(address("board_choice", intake, **pair, valg="slipp")))
    office.post(address("board_choice", intake), {**pair, "valg": "slipp"})

    assert "Én gruppe mister plassen." in asked
    assert without == {}
    assert "Én gruppe til får konsulent." in back
    assert names(board_of(intake)) == {"Etat 1": "Konsulent A"}


def test_impossible_pair_names_the_rule_and_is_not_kept(office):
    intake = make_round(groups=1, slots=(1,))
    ConsultantFactory(user__name="Uten U", certified=False)
    pair = pair_of(intake, "Etat 1", "Uten U")

    asked = text_of(office.get(address("board_choice", intake, **pair, valg="las")))
    kept = office.post(address("board_choice", intake), {**pair, "valg": "las"})

    sentence = "Konsulenten har ikke gyldig sertifisering for kartleggingsverktøyet."
    assert f"Paret er ikke mulig. {sentence}" in asked
    assert told(kept) == [sentence]
    assert not MatchChoice.objects.exists()


@pytest.mark.parametrize("pair", [{}, {"gruppe": "x", "konsulent": "1", "valg": "las"}, {"valg": "slett"}])
def test_choice_about_somebody_unknown_changes_nothing(office, pair):
    intake = make_round(groups=1, slots=(1,))

    response = office.post(address("board_choice", intake), pair)

    assert response["Location"] == address("board_plan", intake)
    assert not MatchChoice.objects.exists()


def test_question_is_answered_beside_the_plan(office):
    intake = make_round(groups=3, slots=(1, 1))

    page = text_of(office.get(address("board_plan", intake, ny="on")))

    assert "2 av 3 grupper får konsulent" in page
    assert "Får konsulent 2 → 3" in page
    assert "Får plass: Etat" in page
    assert not MatchRound.objects.exists()


def test_question_about_nobody_is_no_question(office):
    intake = make_round(groups=1, slots=(1,))

    page = text_of(office.get(address("board_plan", intake, borte="999", plass="x")))

    assert "Nullstill" not in page


def test_publishing_shows_the_letters_first_and_happens_once(office):
    intake = make_round(groups=2, slots=(1, 1))
    page = office.get(address("board_publish", intake))
    seen = re.search(r'name="seen" value="(\w+)"', page.content.decode()).group(1)

    first = office.post(address("board_publish", intake), {"seen": seen})
    again = office.post(address("board_publish", intake), {"seen": seen})

    assert "To grupper får konsulent" in text_of(page)
    assert told(first)[-1] == "Planen er publisert. Lederne og konsulentene får beskjed på e-post."
    assert told(again)[-1] == "Noe har endret seg siden du så planen. Se over den på nytt."
    assert (MatchRun.objects.count(), Engagement.objects.count()) == (1, 2)
    assert "Plan 1, " in text_of(office.get(address("board", intake)))


def test_weights_are_kept_and_wrong_ones_refused(office):
    intake = make_round(groups=1, slots=(1,))
    weights = {"sector": 5, "level": 6, "continuity": 7, "load": 8, "moves_assigned": "on"}

    office.post(address("board_settings", intake), weights)
    refused = office.post(address("board_settings", intake), {**weights, "load": "-1"})

    round_ = MatchRound.objects.get()
    assert (round_.weights, round_.moves_assigned) == (
        {"sector": 5, "level": 6, "continuity": 7, "wish": 15, "load": 8},
        True,
    )
    assert told(refused)[-1] == "Vektene må være hele tall fra 0 til 32 767. Ingenting er endret."


def test_consultant_and_stranger_find_no_board(client):
    intake = make_round(groups=1, slots=(1,))
    sign_in(client, ConsultantFactory().user)

    for page in ("board", "board_plan", "board_publish", "board_choice"):
        assert client.get(address(page, intake)).status_code == 404


@pytest.mark.parametrize("groups", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("board", 25), ("board_plan", 23), ("board_publish", 23)])
def test_pages_run_constant_queries(office, name, queries, groups, django_assert_num_queries):
    intake = make_round(groups=groups, slots=(1,) * groups)
    number = Application.objects.order_by("number").first().number

    with django_assert_num_queries(queries):
        office.get(address(name, intake, par=number))
