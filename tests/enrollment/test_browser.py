"""The application and the queue in a browser: at three widths, without script, by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse

from enrollment import steps
from enrollment.members import parse_members
from enrollment.models import Application, ApplicationState
from tests.core.test_look import AXE_RULES, SMALL_TARGETS
from tests.factories.accounts import UserFactory
from tests.factories.enrollment import ApplicationFactory, GroupLevelFactory, IntakeFactory, OrganisationFactory
from tests.sign_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FAULTY = "Farid Nordlund\tØkonomi\tfarid.nordlund@furulund.example\nJonas Åslund\tOppvekst\tjonas.aslund@furulund"


def open_as(page, live_server, user) -> None:
    """Give the browser a session of this person."""
    client = Client()
    sign_in(client, user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])


def assert_sound(page, width: int) -> None:
    violations = Axe().run(page, options=AXE_RULES).response["violations"]
    assert [(page.url, rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations] == []
    assert (page.url, page.evaluate("document.documentElement.scrollWidth")) == (page.url, width)
    # The button that Enter presses is seen by nobody.
    assert [each for each in page.evaluate(SMALL_TARGETS) if "aria-hidden" not in each] == []


def address(draft, step: str, query: str = "") -> str:
    return reverse("application_step", args=[draft.pk, step]) + query


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_public_pages_are_accessible_and_fit(live_server, page, width):
    IntakeFactory()
    page.set_viewport_size({"width": width, "height": 900})

    for name in ("programme", "privacy"):
        page.goto(live_server.url + reverse(name))
        assert_sound(page, width)


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_steps_are_accessible_and_fit(live_server, page, width):
    lines = [line.to_json() for line in parse_members(FAULTY)]
    draft = ApplicationFactory(member_lines=lines, alternative="bought")
    open_as(page, live_server, draft.applicant)
    page.set_viewport_size({"width": width, "height": 900})

    page.goto(live_server.url + reverse("apply", args=[draft.intake_id]))
    assert_sound(page, width)
    for step in steps.STEPS:
        page.goto(live_server.url + address(draft, step))
        assert_sound(page, width)
        if step != "lederen":
            page.get_by_role("button", name="Send søknaden" if step == "send" else "Lagre og gå videre").click()
            page.wait_for_load_state()
            assert_sound(page, width)
    for query in ("?lim-inn", "?endre=1"):
        page.goto(live_server.url + address(draft, "medlemmer", query))
        assert_sound(page, width)


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_office_pages_are_accessible_and_fit(live_server, page, width):
    waiting = ApplicationFactory(submitted=True)
    admitted = ApplicationFactory(admitted=True)
    open_as(page, live_server, UserFactory(roles=("office",)))
    page.set_viewport_size({"width": width, "height": 900})

    page.goto(live_server.url + reverse("admin:applications"))
    assert_sound(page, width)
    for application in (admitted, waiting):
        page.goto(live_server.url + reverse("admin:application", args=[application.number]))
        assert_sound(page, width)
    page.get_by_role("button", name="Gi svaret").click()
    page.get_by_text("Rett to ting").wait_for()
    assert_sound(page, width)


def test_queue_on_a_phone_shows_three_facts_of_each(live_server, page):
    ApplicationFactory(submitted=True)
    open_as(page, live_server, UserFactory(roles=("office",)))
    page.set_viewport_size({"width": 390, "height": 900})

    page.goto(live_server.url + reverse("admin:applications"))

    labels = "all => all.filter(e => e.checkVisibility()).map(e => e.dataset.label)"
    assert page.locator("td[data-label]").evaluate_all(labels) == ["Svar lovet", "Størrelse", "Status"]


def apply_with(page, live_server) -> Application:
    """Walk all steps and double-click the last button."""
    intake = IntakeFactory()
    organisation, level = OrganisationFactory(), GroupLevelFactory()
    open_as(page, live_server, UserFactory(name="Ingrid Solbakk"))
    going_on = page.get_by_role("button", name="Lagre og gå videre")

    page.goto(live_server.url + reverse("apply", args=[intake.pk]))
    page.get_by_label("Virksomhet").select_option(organisation.name)
    page.get_by_text(level.name).click()
    going_on.click()
    page.get_by_label("Stillingen din").fill("Direktør")
    going_on.click()
    page.get_by_label("Lim inn listen").fill(FAULTY)
    page.get_by_role("button", name="Les inn listen").click()
    page.locator("#linje-2-email").fill("jonas.aslund@furulund.example")
    page.keyboard.press("Enter")
    page.get_by_text("3 medlemmer er klare").wait_for()
    going_on.click()
    page.get_by_label("Hva vil dere få til som gruppe?").fill("Vi er nye sammen.")
    page.get_by_label("Når kan dere tidligst starte?").fill("01.03.2099")
    page.get_by_label("Når bør dere være ferdige?").fill("01.12.2099")
    page.get_by_text("Kjøpt hjelp utenfra").click()
    page.get_by_text("Vet ikke").click()
    going_on.click()
    page.get_by_role("button", name="Send søknaden").dblclick()
    page.get_by_role("heading", name="Søknaden er sendt").wait_for()
    return Application.objects.get()


def assert_sent_once(application: Application) -> None:
    assert application.state == ApplicationState.SUBMITTED
    assert [line["email"] for line in application.member_lines] == [
        "farid.nordlund@furulund.example",
        "jonas.aslund@furulund.example",
    ]
    assert application.events.count() == 1


@pytest.mark.parametrize("width", [1280, 320])
def test_a_leader_applies_and_a_double_click_sends_once(live_server, page, width):
    page.set_viewport_size({"width": width, "height": 900})

    application = apply_with(page, live_server)

    assert_sent_once(application)
    assert_sound(page, width)


def test_a_leader_applies_without_script(live_server, browser):
    context = browser.new_context(java_script_enabled=False, locale="nb-NO")

    application = apply_with(context.new_page(), live_server)

    context.close()
    assert_sent_once(application)


def test_error_summary_takes_focus_and_leads_to_the_field(live_server, page):
    draft = ApplicationFactory(reason="")
    open_as(page, live_server, draft.applicant)
    page.goto(live_server.url + address(draft, "behovet"))
    page.get_by_role("button", name="Lagre og gå videre").click()
    page.get_by_role("link", name="Skriv hva dere vil få til som gruppe").wait_for()

    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "id_reason"
