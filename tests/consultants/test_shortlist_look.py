"""The leader's choice in a browser: accessible, no wider than the screen, and one tap without script."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse

from consultants import services
from consultants.models import Consultant, Engagement
from consultants.services import roster
from tests.consultants.shortlists import leader_of, make_consultants
from tests.core.test_look import AXE_RULES, SMALL_TARGETS
from tests.factories.accounts import UserFactory
from tests.factories.consultants import portrait
from tests.factories.enrollment import ApplicationFactory
from tests.shorthand import days
from tests.sign_in import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office():
    return UserFactory(roles=("office",))


@pytest.fixture
def application(office):
    """A leader who may choose among three, one of them with a photo."""
    application = ApplicationFactory(admitted=True)
    people = make_consultants()
    roster.store_photo(people[0], portrait())
    services.offer_choice(application, Consultant.objects.all(), deadline=days(7), by=office)
    return application


def enter(context, live_server, user) -> None:
    client = Client()
    sign_in(client, user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("reader", ["leader", "office"])
def test_pages_of_the_choice_are_accessible_and_fit(live_server, page, application, office, reader, width):
    names = {"leader": ("case", "case_choose"), "office": ("admin:assign", "admin:offer_choice", "admin:index")}[reader]
    enter(page.context, live_server, leader_of(application) if reader == "leader" else office)
    page.set_viewport_size({"width": width, "height": 900})
    faults = []
    for name in names:
        page.goto(live_server.url + reverse(name, args=[] if name == "admin:index" else [application.number]))
        violations = Axe().run(page, options=AXE_RULES).response["violations"]
        faults += [(name, rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations]
        faults += [(name, "small", html) for html in page.evaluate(SMALL_TARGETS)]
        if page.evaluate("document.documentElement.scrollWidth") != width:
            faults.append((name, "too wide", []))

    assert faults == []


def test_leader_chooses_with_one_tap_without_script(live_server, browser, application):
    context = browser.new_context(java_script_enabled=False)
    enter(context, live_server, leader_of(application))
    page = context.new_page()
    page.goto(live_server.url + reverse("case", args=[application.number]))

    page.get_by_role("link", name="Velg konsulent").click()
    page.get_by_role("button", name="Velg Konsulent B").click()

    page.get_by_text("Konsulent B er konsulenten deres, og har fått beskjed.").wait_for()
    assert str(Engagement.objects.get().lead) == "Konsulent B"
    context.close()
