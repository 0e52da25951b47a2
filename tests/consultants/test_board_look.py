"""The board in a browser: accessible, no wider than the screen, and workable by the keyboard alone."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse

from consultants.models import MatchChoice
from tests.consultants.board import board_of, key_of, make_round
from tests.core.test_look import AXE_RULES, SMALL_TARGETS
from tests.factories.accounts import UserFactory
from tests.factories.consultants import ConsultantFactory
from tests.sign_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def intake(live_server, page):
    """Three groups, two places, and the office signed in."""
    client = Client()
    sign_in(client, UserFactory(roles=("office",)))
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    made = make_round(groups=3, slots=(1, 1))
    for name in ("Uten U", "Uten V", "Uten W", "Uten X"):
        ConsultantFactory(user__name=name, certified=False)
    return made


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_every_page_of_the_board_is_accessible_and_fits(live_server, page, intake, width):
    board = board_of(intake)
    number, key = next(iter(board.solved.leads.items()))
    addresses = [
        reverse("admin:matching"),
        reverse("admin:board", args=[intake.pk]),
        reverse("admin:board_plan", args=[intake.pk]) + f"?par={number}&ny=on&borte={key}",
        reverse("admin:board_choice", args=[intake.pk]) + f"?gruppe={number}&konsulent={key}&valg=utelukk",
        reverse("admin:board_publish", args=[intake.pk]),
    ]
    page.set_viewport_size({"width": width, "height": 900})
    faults = []
    for address in addresses:
        page.goto(live_server.url + address)
        page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
        violations = Axe().run(page, options=AXE_RULES).response["violations"]
        faults += [(address, rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations]
        faults += [(address, "small", html) for html in page.evaluate(SMALL_TARGETS)]
        if page.evaluate("document.documentElement.scrollWidth") != width:
            faults.append((address, "too wide", []))

    assert faults == []


def test_another_consultant_is_chosen_by_keyboard_with_the_cost_shown_first(live_server, page, intake):
    board = board_of(intake)
    number, key = next(iter(board.solved.leads.items()))
    other = next(name for name in ("Konsulent A", "Konsulent B") if name != board.consultants[key])
    page.goto(live_server.url + reverse("admin:board_plan", args=[intake.pk]) + f"?par={number}")

    page.get_by_role("link", name=f"Velg {other}").press("Enter")
    page.get_by_text("Ingen tildeles, og ingen får beskjed").wait_for()
    page.get_by_role("button", name="Lås paret").press("Enter")
    page.get_by_text("Utkastet er regnet ut på nytt.").wait_for()

    assert [str(row.consultant_id) for row in MatchChoice.objects.order_by("pk")] == [key_of(board, other)]
