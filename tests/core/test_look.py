"""The style guide in a browser: what every page is made of holds at three widths, by keyboard and without script."""

import brotli
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings

from tests.core import styleguide

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.urls("tests.core.styleguide")]

PAGES = ("/", "/ansatt/", "/feil/", "/svar/")
AXE_RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"],
    # Half the time: what passes is not written down, and style sheets are not fetched again for rules left out above.
    "resultTypes": ["violations"],
    "preload": False,
}
# Inline links in running text may be smaller (WCAG 2.5.8); everything else that stands alone is 44 px high.
SMALL_TARGETS = """() => [...document.querySelectorAll(
    "button, summary, select, input:not([type=radio], [type=checkbox]), .pkt-btn, .choice, .scale__cell, nav a"
  )].filter(e => e.checkVisibility() && e.getBoundingClientRect().height < 44 && !e.closest(".breadcrumbs"))
   .map(e => e.outerHTML.slice(0, 90))"""


@pytest.fixture(scope="module", autouse=True)
def built_assets():
    if not (settings.BASE_DIR / "static/vendor/punkt.css").is_file():
        pytest.fail("static/vendor mangler: kjør bin/setup.")


@pytest.mark.parametrize("width", [1280, 390, 320])
@pytest.mark.parametrize("address", PAGES)
def test_page_is_accessible_and_fits(live_server, page, address, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url + address)

    violations = Axe().run(page, options=AXE_RULES).response["violations"]

    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize("width", [1000, 899, 767, 600, 599, 320])
def test_header_is_one_row_at_every_width(live_server, page, width):
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(live_server.url)

    assert page.locator(".site-header").bounding_box()["height"] <= 73
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("address", PAGES)
def test_every_stop_of_the_keyboard_shows_a_ring(live_server, page, address):
    page.goto(live_server.url + address)
    page.evaluate("document.activeElement.blur()")
    ring = "() => (s => [s.outlineStyle, s.outlineWidth, s.outlineOffset])(getComputedStyle(document.activeElement))"

    seen = []
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        seen.append(page.evaluate(ring))

    assert len(seen) > 10
    assert [style for style in seen if style != ["solid", "3px", "3px"]] == []


def test_skip_link_comes_first_and_leads_to_the_content(live_server, page):
    page.goto(live_server.url)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_error_summary_takes_focus_and_leads_to_the_field(live_server, page):
    page.goto(live_server.url + "/feil/")

    assert page.title().startswith("Feil: ")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.get_by_role("link", name="Skriv kostnaden med bare tall").click()
    assert page.evaluate("document.activeElement.id") == "id_cost"


def test_follow_up_stands_under_its_choice_only(live_server, page):
    page.goto(live_server.url)
    cost = page.get_by_label("Hva ville det omtrent kostet?")

    assert not cost.is_visible()
    page.get_by_label("Kjøpt hjelp utenfra").check()
    assert cost.is_visible()
    page.get_by_label("Brukt egne krefter").check()
    assert not cost.is_visible()


def test_counter_follows_what_is_typed(live_server, page):
    page.goto(live_server.url)
    page.get_by_label("Hva vil dere få til som gruppe?").fill("x" * 201)

    assert page.locator("[data-count-for=id_goal]").inner_text() == "201 av 200 tegn"


def test_scale_is_answered_by_keyboard_alone(live_server, page):
    page.goto(live_server.url + "/svar/")
    group = page.get_by_role("group", name="Vi holder oss til saken når vi diskuterer.")

    group.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")

    assert page.evaluate("document.activeElement.value") == "2"
    assert group.get_by_role("radio", name="2 Uenig", exact=True).is_checked()
    assert group.get_by_role("radio", name="Vet ikke").count() == 1


def test_scale_cells_on_the_narrowest_phone(live_server, page):
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(live_server.url + "/svar/")

    box = page.locator(".scale__cell").first.bounding_box()

    assert (round(box["width"]) >= 40, round(box["height"]) >= 52) == (True, True)


@pytest.mark.browser_context_args(java_script_enabled=False)
def test_menu_opens_without_script(live_server, page):
    page.set_viewport_size({"width": 390, "height": 700})
    page.goto(live_server.url)

    page.get_by_text("Meny").click()

    assert page.locator(".menu__panel").is_visible()


def first_view(page, address: str) -> dict[str, int]:
    """Compressed bytes of each file a first visit fetches; fonts are compressed as they are."""
    sizes = {}

    def note(response):
        body = response.body()
        packed = len(body) if ".woff2" in response.url else len(brotli.compress(body))
        sizes[response.url.rpartition("/")[2] or "page"] = packed

    page.on("response", note)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    return sizes


def test_respondents_first_view_is_small_and_has_no_font_or_script(live_server, page):
    sizes = first_view(page, live_server.url + "/svar/")

    assert sorted(sizes) == ["base.css", "forms.css", "page", "respondent.css", "tokens.css"]
    assert sum(sizes.values()) < 40_000


def test_first_view_of_other_pages_stays_light(live_server, page):
    sizes = first_view(page, live_server.url)

    assert {name for name in sizes if name.endswith((".js", ".woff2"))} == {"counter.js", "portal-sans.woff2"}
    assert sum(sizes.values()) < 100_000


def test_style_guide_shows_every_component():
    """A component without an example is one nobody looks at."""
    files = (settings.BASE_DIR / "templates/components").glob("*.html")
    inner = {"error_list", "step_items", "stylesheets", "mark", "nav", "user_menu", "footer", "brand", "messages"}
    texts = [path.read_text(encoding="utf-8") for path in styleguide.FOLDER.glob("styleguide*.html")]
    texts.append((settings.BASE_DIR / "templates/base_staff.html").read_text(encoding="utf-8"))

    unseen = {file.stem for file in files if not any(f"components/{file.name}" in text for text in texts)}

    assert unseen - inner == set()
