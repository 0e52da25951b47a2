"""One command gives the whole portal with invented people, and takes everything with it when it ends."""

import pytest

from enrollment.models import ApplicationState
from tests.journeys import journey
from tests.journeys.demo import Demo, doors, wait_until_gone

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    demo = Demo(tmp_path_factory.mktemp("demo"))
    demo.printed = demo.start()
    yield demo
    demo.stop()


def test_every_door_opens_with_one_click(demo, browser):
    addresses = doors(demo.printed)
    context = browser.new_context()
    page = context.new_page()

    for address in addresses:
        response = page.goto(address)
        assert (response.status, "/konto/" in page.url) == (200, False), address

    assert len(addresses) >= 8
    context.close()


def test_demo_holds_groups_at_every_stage(demo):
    printed = demo.run(
        "from collections import Counter\nfrom enrollment.models import Application\n"
        "from assessments.models import AssessmentRound, Release\n"
        "print(dict(Counter(Application.objects.values_list('state', flat=True))))\n"
        "print(dict(Counter(AssessmentRound.objects.values_list('state', flat=True))))\n"
        "print(Release.objects.filter(step='group', round__sequence=1).count(),"
        " Release.objects.filter(step='group', round__sequence=2).count())"
    ).splitlines()

    applications, rounds, (released, again) = eval(printed[0]), eval(printed[1]), printed[2].split()
    assert sum(applications.values()) >= 28
    assert {ApplicationState.SUBMITTED, ApplicationState.ADMITTED, ApplicationState.DRAFT} <= applications.keys()
    assert {"planned", "open", "held", "closed"} <= rounds.keys()
    assert int(released) >= 4
    assert int(again) >= 2


def test_second_reports_stand_beside_the_norm_of_the_first(demo):
    printed = demo.run(
        "from assessments.models import FigureEdition, RoundResult\n"
        "print(sorted(FigureEdition.objects.values_list('kind', 'number')))\n"
        "print([bool(result.norm) for result in RoundResult.objects.filter(round__sequence=2)])"
    ).splitlines()

    assert printed == ["[('figures', 1), ('norm', 1)]", "[True, True]"]


def test_new_leader_is_told_how_to_apply(demo, browser):
    page = browser.new_page()
    page.goto(f"{demo.url}/demo/")
    page.get_by_role("link", name="Søk som en ny leder").click()
    page.get_by_role("link", name="Søk om plass").first.click()
    page.get_by_label("E-posten din på jobb").fill("kim@grorud.example")
    page.get_by_role("button", name="Send kode").click()

    assert "koden din er" in demo.mailed("kim@grorud.example", "koden").subject
    page.close()


def test_lost_link_comes_anew_to_the_address(demo, browser):
    address = demo.run(
        "from assessments.models import Participation\n"
        "print(Participation.objects.filter(round__state='open').order_by('pk').first().person.email)"
    ).strip()
    page = browser.new_page()
    page.goto(f"{demo.url}/ny-lenke/")
    page.get_by_label("E-posten lenken ble sendt til").fill(address)
    page.get_by_role("button", name="Send lenken").click()

    assert "/s/" in demo.mailed(address, "på nytt").text
    page.close()


def test_journey_in_the_demo(demo, browser):
    journey.tell(demo, browser)


def test_ctrl_c_leaves_no_process_and_the_data_stays(demo):
    before = demo.run("from enrollment.models import Application; print(Application.objects.count())")

    assert demo.interrupt() == 0
    assert wait_until_gone(demo) == []

    demo.start()
    assert demo.run("from enrollment.models import Application; print(Application.objects.count())") == before


def test_database_that_is_no_demo_is_refused(demo):
    demo.stop()
    (demo.folder / "var/demo/demo").unlink()

    with pytest.raises(AssertionError, match="er ikke en demodatabase"):
        demo.start("--fresh")
