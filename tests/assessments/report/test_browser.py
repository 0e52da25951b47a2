"""The report's page in a browser: under axe, at three widths, with its tables, at every rung."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone

from assessments import services
from portal.core import jobs
from tests.core.test_look import AXE_RULES, SMALL_TARGETS
from tests.factories.assessments import make_case, make_consultant
from tests.factories.reports import a_norm, closed_round

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def released(client, page, live_server, **options):
    """The page of a leader who may read her report, on her screen."""
    round_ = closed_round(closed_on=timezone.localdate(), **options)
    jobs.enqueue("assessments.store_report", key=f"report:{round_.pk}:closed", subject_id=round_.pk)
    jobs.run_due()
    services.release(round_, "leader", by=make_consultant())
    client.force_login(round_.application.group.memberships.get(role="leader").user)
    cookie = client.cookies["sessionid"]
    page.context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
    page.goto(f"{live_server.url}/sak/{round_.application.number}/rapport/{round_.sequence}/")
    return round_


def assert_sound(page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(SMALL_TARGETS) == []
    if width == 390:
        return  # the layout of 320; the check is slow on a page this long
    violations = Axe().run(page, options=AXE_RULES).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations] == []


@pytest.mark.parametrize(("answered", "options"), [(3, {}), (6, {"norm": a_norm()}), (8, {"leader_marker": True})])
def test_page_is_accessible_and_fits(client, page, live_server, answered, options):
    released(client, page, live_server, answered=answered, **options)
    for summary in page.locator("details.as-table summary").all():
        summary.click()

    for width in (1280, 390, 320):
        assert_sound(page, width)


def test_second_report_is_accessible_and_fits(client, page, live_server):
    case = make_case(members=7)
    closed_round(case, answered=7, closed_on=timezone.localdate() - timezone.timedelta(days=200), seed=5)
    released(client, page, live_server, case=case, answered=7, sequence=2, seed=6, shift=1, norm=a_norm())

    assert page.get_by_role("heading", level=1).inner_text() == "Ledergruppen Alfa"
    for width in (1280, 390, 320):
        assert_sound(page, width)


def test_every_picture_has_its_table(client, page, live_server):
    released(client, page, live_server, answered=9)

    page.get_by_text("Vis Forutsetninger som tabell").click()

    table = page.get_by_role("region", name="Tabell: Forutsetninger")
    assert table.get_by_role("row").count() == 6
    assert page.locator("svg.chart--figure[role=img]").count() == 25  # one a theme, and the example
    assert page.locator("svg.chart--figure:not(:has(title))").count() == 0


def test_contents_lead_to_every_chapter(client, page, live_server):
    released(client, page, live_server, answered=9)

    links = page.locator(".report__contents a").all()
    targets = [link.get_attribute("href") for link in links]

    assert [target for target in targets if page.locator(f"h2{target}").count() != 1] == []
    assert len(targets) == 11
