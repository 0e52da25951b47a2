from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.template import engines
from django.test import RequestFactory

from portal.core.templatetags import ui

NBSP = "\N{NO-BREAK SPACE}"
SECOND = date(2026, 12, 2)


@pytest.mark.parametrize(
    ("filter_", "expected"),
    [
        (ui.day, f"2.{NBSP}desember"),
        (ui.short_day, f"2.{NBSP}des."),
        (ui.day_year, f"2.{NBSP}desember{NBSP}2026"),
        (ui.weekday, f"onsdag 2.{NBSP}desember"),
        (ui.month_year, f"desember{NBSP}2026"),
        (ui.dotted, "02.12.2026"),
    ],
)
def test_dates_stay_together(filter_, expected):
    assert filter_(SECOND) == expected
    assert filter_(None) == ""


def test_may_is_not_cut_short():
    assert ui.short_day(date(2026, 5, 3)) == f"3.{NBSP}mai"


def test_clock_is_local_and_short_on_the_hour():
    assert ui.clock(datetime(2026, 12, 2, 12, 0, tzinfo=UTC)) == f"kl.{NBSP}13"
    assert ui.clock(datetime(2026, 7, 2, 8, 44, tzinfo=UTC)) == f"kl.{NBSP}10.44"


def test_dates_near_midnight_are_local():
    assert ui.day(datetime(2026, 12, 1, 23, 30, tzinfo=UTC)) == f"2.{NBSP}desember"


def test_numbers_are_norwegian():
    assert ui.decimal(31.5) == "31,5"
    assert ui.whole(180_000) == f"180{NBSP}000"
    assert ui.decimal(None) == ""
    assert [ui.in_words(n) for n in (0, 1, 12, 13)] == ["ingen", "én", "tolv", "13"]


def test_initials_and_colour_of_a_person():
    assert [
        ui.initials(name) for name in ("Anne Lise Bruheim", "Jonas Åslund, konsulent", "Siri", "", "Tomasz Wolny (BOE)")
    ] == [
        "AB",
        "JÅ",
        "S",
        "",
        "TW",
    ]
    assert ui.person_tone("Siri Hagemo") == ui.person_tone("Siri Hagemo")
    assert {ui.person_tone(f"Person {n}") for n in range(50)} == {1, 2, 3, 4, 5}


def test_segments_are_filled_from_the_left():
    assert ui.segments(2, 3) == [True, True, False]


def test_icon_has_a_name_only_when_given_one():
    assert 'aria-hidden="true"' in ui.icon("check")
    assert 'role="img" aria-label="&lt;ferdig&gt;"' in ui.icon("check", label="<ferdig>")
    with pytest.raises(KeyError):
        ui.icon("smiley")


@pytest.mark.parametrize(
    ("path", "exact", "current"),
    [("/sak/", False, True), ("/sak/2/", False, True), ("/sak/2/", True, False), ("/hjelp/", False, False)],
)
def test_nav_link_marks_the_current_page(path, exact, current):
    context = {"request": RequestFactory().get(path)}

    assert ('aria-current="page"' in ui.nav_link(context, "/sak/", "Saken", exact=exact)) is current


def test_nav_link_to_a_page_that_does_not_exist_is_nothing():
    assert ui.nav_link({}, "", "Hjelp") == ""


def test_signed_in_person_is_named_in_the_header():
    person = SimpleNamespace(
        is_authenticated=True, is_staff=False, email="ingrid@furulund.example", get_full_name=lambda: "Ingrid Solbakk"
    )

    html = engines["django"].get_template("base.html").render({"user": person}, RequestFactory().get("/"))

    assert '<span class="menu__name">Ingrid Solbakk</span>' in html
    assert ">IS</span>" in html


def test_status_line_folds_the_finished_phases_for_phones():
    phases = [
        {"name": "Søknad", "state": "done"},
        {"name": "Kontrakt", "state": "done"},
        {"name": "Nå", "state": "now"},
    ]

    html = engines["django"].get_template("components/status_line.html").render({"phases": phases})

    assert "2 faser er ferdige" in html
    assert "Vis søknad til kontrakt" in html
    assert html.count('aria-current="step"') == 1


def test_templates_hold_no_inline_style_or_script():
    """The CSP refuses both; mails are the exception, their readers know nothing else."""
    found = [
        f"{file.relative_to(settings.BASE_DIR)}: {word}"
        for file in (settings.BASE_DIR / "templates").rglob("*.html")
        if "mail" not in file.relative_to(settings.BASE_DIR).parts
        for word in (' style="', "<style", "<script>", " onclick=", "javascript:", "hx-on", "hx-vals='js:")
        if word in file.read_text(encoding="utf-8")
    ]

    assert found == []


def test_every_component_says_what_it_takes():
    files = sorted((settings.BASE_DIR / "templates/components").glob("*.html"))

    silent = [file.name for file in files if not file.read_text(encoding="utf-8").startswith(("{#", "{% comment %}"))]

    assert silent == []


def test_error_pages_say_what_to_do():
    request = RequestFactory().get("/")

    for code, words in (("400", "Nettleseren"), ("403", "tilgang"), ("404", "finnes ikke"), ("500", "straks tilbake")):
        assert words in engines["django"].get_template(f"{code}.html").render({}, request)


def test_outage_page_fetches_nothing():
    page = Path(settings.BASE_DIR / "templates/500.html").read_text(encoding="utf-8")

    assert "Det du har svart, er lagret." in page
    assert [word for word in ("{%", "href=", "src=") if word in page] == []


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 "
            "Safari/537.36 Edg/130.0.0.0",
            "Edge på Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.4 "
            "Safari/605.1.15",
            "Safari på Mac",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) AppleWebKit/605.1.15 CriOS/123.0 Mobile/15E148 "
            "Safari/604.1",
            "Chrome på iPhone",
        ),
        ("Mozilla/5.0 (Android 14; Mobile; rv:125.0) Gecko/125.0 Firefox/125.0", "Firefox på Android"),
        ("curl/8.5.0", "Ukjent nettleser"),
    ],
)
def test_browser_and_machine_are_told_in_words(user_agent, words):
    assert ui.device(user_agent) == words
