"""Answering in a browser: at three widths, by keyboard, and from link to sealed answer."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from assessments import services
from tests.core.test_look import AXE_RULES, SMALL_TARGETS
from tests.factories import assessments as make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PATHS = ("?om", "side/4/", "side/8/", "se-over/", "ikke-svare/", "?pause")


@pytest.fixture
def opened(live_server, page):
    """A round, and a page whose browser holds the link of one in it."""
    round_ = make.open_round(members=8)
    participation, token = make.people(round_)[0]
    page.goto(f"{live_server.url}/s/{token}")
    return round_, participation, token


def assert_sound(page, width: int) -> None:
    violations = Axe().run(page, options=AXE_RULES).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    # The button that Enter presses is seen by nobody.
    assert [each for each in page.evaluate(SMALL_TARGETS) if "aria-hidden" not in each] == []


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_pages_are_accessible_and_fit(live_server, page, opened, width):
    round_, participation, token = opened
    services.save_draft(participation, token, items={"dialogue_1": 4}, texts={"results": "Bedre vedtak " * 20})
    page.set_viewport_size({"width": width, "height": 900})

    for path in PATHS:
        page.goto(f"{live_server.url}/svar/{round_.pk}/{path}")
        assert_sound(page, width)
    services.submit(participation, token)
    for path in ("sendt/", "trekk/"):
        page.goto(f"{live_server.url}/svar/{round_.pk}/{path}")
        assert_sound(page, width)
    make.pass_deadline(round_)
    for path in (f"/svar/{round_.pk}/", "/s/feil"):
        page.goto(live_server.url + path)
        assert_sound(page, width)


def test_whole_sheet_by_keyboard_alone(page, opened):
    round_, _, token = opened
    page.get_by_role("link", name="Start kartleggingen").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/side/1/")

    page.locator("input[type=radio]").first.focus()
    for _ in range(9):
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Tab")
    page.locator("input[type=radio]").last.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/side/2/")

    assert set(services.load_sheet(services.open_link(token), token).items.values()) == {2}
    assert len(services.load_sheet(services.open_link(token), token).items) == 9


def test_answers_go_from_link_to_locked_sheet(live_server, page, opened):
    round_, participation, token = opened
    page.get_by_role("link", name="Start kartleggingen").click()
    for number in range(1, 8):
        page.wait_for_url(f"**/side/{number}/")
        for name in dict.fromkeys(page.locator("input[type=radio]").evaluate_all("all => all.map(e => e.name)")):
            page.locator(f"input[name={name}][value='5']").check()
        page.get_by_role("button", name="Neste side").click()
    page.wait_for_url("**/side/8/")
    page.get_by_label("Hva fungerer særlig godt i ledergruppen?").fill("Vi lytter")
    page.get_by_role("button", name="Se over svarene").click()
    page.wait_for_url("**/se-over/")
    assert page.get_by_text("36 av 36 besvart").is_visible()
    page.get_by_role("button", name="Send svaret").dblclick()
    page.wait_for_url("**/sendt/")

    assert page.get_by_role("heading", name="Takk. Svaret er sendt og låst").is_visible()
    page.reload()
    page.go_back()
    participation.refresh_from_db()
    assert participation.submitted
    page.goto(f"{live_server.url}/s/{token}")
    page.wait_for_url("**/sendt/")
    page.get_by_role("link", name="Trekk svaret").click()
    page.get_by_role("button", name="Trekk svaret").click()
    assert page.get_by_text("Svaret er trukket og slettet.").is_visible()


def test_faulty_page_leads_to_the_statement(page, live_server, opened):
    round_, *_ = opened
    page.goto(f"{live_server.url}/svar/{round_.pk}/side/8/")
    page.get_by_label("Hva fungerer særlig godt i ledergruppen?").fill("æ" * 1300)
    page.get_by_role("button", name="Se over svarene").click()
    page.wait_for_selector(".error-summary")

    assert page.title().startswith("Feil: ")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.get_by_role("link", name="Kort ned teksten med 100 tegn").click()
    assert page.evaluate("document.activeElement.value.length") == 1300


def test_first_view_is_small_and_asks_few_files(page, live_server, opened):
    round_, _, token = opened
    sizes = []
    page.on("response", lambda response: sizes.append(len(response.body()) if response.status == 200 else 0))

    page.goto(f"{live_server.url}/s/{token}")

    assert len(sizes) <= 6
    assert sum(sizes) < 100_000


# With script ----------------------------------------------------------------


def first_name(page) -> str:
    return page.locator("input[type=radio]").first.get_attribute("name")


def items_of(token):
    return dict(services.load_sheet(services.open_link(token), token).items)


def test_tapped_answer_is_saved_within_two_seconds(live_server, page, opened):
    round_, _, token = opened
    page.goto(f"{live_server.url}/svar/{round_.pk}/side/1/")
    name = first_name(page)

    page.locator(f"input[name={name}][value='6']").check()
    page.locator(".saved--saved").wait_for(timeout=2000)

    assert page.get_by_role("status").text_content() == "Lagret"
    assert items_of(token) == {name: 6}
    assert page.url.endswith("/side/1/")


def test_text_is_saved_while_typing_and_one_too_long_is_told(live_server, page, opened):
    round_, _, token = opened
    page.goto(f"{live_server.url}/svar/{round_.pk}/side/8/")
    field = page.get_by_label("Hva fungerer særlig godt i ledergruppen?")

    field.press_sequentially("Vi lytter")
    page.locator(".saved--saved").wait_for()
    field.fill("æ" * 1201)
    page.locator(".saved--failed").wait_for()

    assert services.load_sheet(services.open_link(token), token).texts == {"works_well": "Vi lytter"}
    assert page.get_by_text("av 1\N{NO-BREAK SPACE}200 tegn").first.is_visible()


def test_answer_given_offline_is_kept_and_saved_when_the_net_is_back(live_server, browser):
    round_ = make.open_round(members=3)
    _, token = make.people(round_)[0]
    context = browser.new_context()
    # A page without the watch on the console: being offline is written there, and is no fault of the page.
    page = context.new_page()
    page.goto(f"{live_server.url}/s/{token}")
    page.goto(f"{live_server.url}/svar/{round_.pk}/side/1/")
    name = first_name(page)

    context.set_offline(True)
    page.locator(f"input[name={name}][value='6']").check()
    page.locator(".saved--failed").wait_for()
    assert page.get_by_role("status").text_content() == "Ikke lagret ennå"
    context.set_offline(False)
    page.locator(".saved--saved").wait_for()

    assert items_of(token) == {name: 6}
    context.close()


def test_whole_flow_works_without_script(live_server, browser):
    round_ = make.open_round(members=3)
    participation, token = make.people(round_)[0]
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/s/{token}")
    page.get_by_role("link", name="Start kartleggingen").click()
    page.locator("input[type=radio][value='6']").first.check()
    for _ in range(7):
        page.get_by_role("button", name="Neste side").click()
    page.get_by_role("button", name="Se over svarene").click()
    page.get_by_role("button", name="Send svaret").click()
    page.wait_for_url("**/sendt/")

    participation.refresh_from_db()
    assert participation.submitted
    context.close()
