"""The PDF of the report, read back: tags, fonts, outline, text, pages. Checked structurally, not certified."""

import datetime as dt
import re
import shutil
import subprocess
from itertools import combinations, pairwise

import pikepdf
import pytest

from assessments.publication import Answers
from assessments.report import content, render
from tests.assessments.report import tags
from tests.factories.assessments import make_case
from tests.factories.reports import a_norm, closed_round, default_instrument, make_sheets

pytestmark = pytest.mark.django_db

HOSTILE = (
    "<script>alert(1)</script><img src=http://127.0.0.1:9/x onerror=alert(1)>",
    '=HYPERLINK("http://127.0.0.1:9")',
    "x" * 1200,
    "Zalgo " + "e\u0301\u0302\u0303\u0304\u0305" * 100,
    "\u202eomvendt\u202c \x07\x1b[31m مرحبا بالعالم",
    "👍🏽 Bra! 日本語",
    "a\n" * 600,
    "[lenke](javascript:alert(1)) {{ 7|add:7 }} {% now 'Y' %} &lt;b&gt;",
    "W" * 1200,
)

_made: dict[str, tuple[bytes, int]] = {}


@pytest.fixture
def report(request, tmp_path):
    """Path of a PDF by name. Each is made once for the whole file; the rows behind it are gone after its test."""

    def get(name: str):
        if name not in _made:
            _made[name] = render.pdf(content.build(ROUNDS[name]()))
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(_made[name][0])
        return path

    return get


def second_round():
    case = make_case(members=9)
    closed_round(case, answered=9, closed_on=dt.date(2025, 11, 20), seed=5, shift=-0.9)
    return closed_round(case, answered=9, sequence=2, seed=6, norm=a_norm(46))


def hostile_round():
    sheets = make_sheets(len(HOSTILE), comments={})
    sheets = [Answers(sheet.items, {"works_well": text}) for sheet, text in zip(sheets, HOSTILE, strict=True)]
    round_ = closed_round(answered=len(HOSTILE), sheets=sheets)
    group = round_.application.group
    group.name = "<b>Ledergruppen</b> i \u202eOrganisasjonsutviklingsavdelingen"
    group.save()
    return round_


ROUNDS = {
    "three": lambda: closed_round(answered=3, asked=4),
    "four": lambda: closed_round(answered=4, view="fire"),
    "six": lambda: closed_round(answered=6, asked=8),
    "nine": second_round,
    "leader": lambda: closed_round(answered=14, leader_marker=True, view="fire"),
    "hostile": hostile_round,
}
PAGES = {"three": (9, 9), "four": (12, 15), "six": (13, 15), "nine": (14, 16), "leader": (15, 18), "hostile": (15, 20)}


def run(*command) -> str:
    if not shutil.which(command[0]):
        pytest.fail(f"{command[0]} mangler")
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=True).stdout


def text_of(path) -> str:
    """All text, with what the layout broke put together again."""
    return re.sub(r"\s+", " ", run("pdftotext", path, "-").replace("\u200b", ""))


def words(path) -> dict[int, list[tuple[float, float, float, float, str]]]:
    """Per page every word with its box: left, top, right, bottom in points."""
    box = r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
    pages = run("pdftotext", "-bbox", path, "-").split("<page ")[1:]
    return {
        n: [(*map(float, sides), word) for *sides, word in re.findall(box, page)] for n, page in enumerate(pages, 1)
    }


@pytest.mark.parametrize("name", ROUNDS)
def test_number_of_pages_is_as_laid_out(report, name):
    report(name)
    least, most = PAGES[name]

    assert least <= _made[name][1] <= most


@pytest.mark.parametrize("name", ROUNDS)
def test_file_is_whole(report, name):
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", report(name))


@pytest.mark.parametrize("name", ["three", "six", "nine", "hostile"])
def test_tags_are_those_of_an_accessible_document(report, name):
    with pikepdf.open(report(name)) as pdf:
        root, found = pdf.Root, [(tag, node) for tag, _, node in tags.elements(pdf)]
        levels = [int(tag[1]) for tag, _ in found if re.fullmatch(r"H\d", tag)]
        cells = [node for tag, node in found if tag == "TD"]
        figures = [node for tag, node in found if tag == "Figure"]
        links = [a for page in pdf.pages for a in page.get("/Annots", []) if a.Subtype == "/Link"]

        assert (str(root.Lang), bool(root.MarkInfo.Marked), bool(root.ViewerPreferences.DisplayDocTitle)) == (
            "nb",
            True,
            True,
        )
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"].startswith("Grupperapport, ")
        assert levels[0] == 1
        assert [b for a, b in pairwise(levels) if b > a + 1] == []
        assert cells
        assert [cell for cell in cells if "/Headers" not in cell.get("/A", {})] == []
        assert [figure for figure in figures if not str(figure.get("/Alt", ""))] == []
        assert [page for page in pdf.pages if page.get("/Tabs") != "/S"] == []
        assert [link for link in links if not str(link.get("/Contents", ""))] == []
        assert [key for key in ("/JavaScript", "/EmbeddedFiles") if key in root.get("/Names", {})] == []
        assert {str(link.get("/A", {}).get("/URI", "")) for link in links} == {""}


@pytest.mark.parametrize("name", ROUNDS)
def test_nothing_stands_outside_the_tags_or_in_the_wrong_place(report, name):
    with pikepdf.open(report(name)) as pdf:
        assert tags.misplaced(pdf) == []
        assert tags.untied_cells(pdf) == []
        assert tags.unmarked(pdf) == []
        assert tags.stray_links(pdf) == []
        assert tags.missing_glyphs(pdf) == []


@pytest.mark.parametrize("name", ROUNDS)
def test_no_word_lies_over_another(report, name):
    for number, found in words(report(name)).items():
        shown = [word for word in found if word[3] - word[1] > 2]  # smaller are the headers for ears only
        over = [
            (number, one[4], other[4])
            for one, other in combinations(shown, 2)
            if min(one[2], other[2]) - max(one[0], other[0]) > 1
            and min(one[3], other[3]) - max(one[1], other[1]) > 0.35 * min(one[3] - one[1], other[3] - other[1])
        ]
        assert over == []


@pytest.mark.parametrize("name", ["three", "nine"])
def test_only_our_fonts_and_all_of_them_embedded(report, name):
    rows = run("pdffonts", report(name)).splitlines()[2:]

    assert len(rows) == 2
    assert all("Portal" in row and re.search(r"yes yes yes\s+\d+\s+0$", row) for row in rows)


@pytest.mark.parametrize("name", ["three", "nine"])
def test_outline_holds_every_chapter_and_theme(report, name):
    with pikepdf.open(report(name)) as pdf, pdf.open_outline() as outline:
        chapters = [item.title for item in outline.root]
        themes = [child.title for item in outline.root for child in item.children]

    assert chapters[:3] == ["Slik leser dere rapporten", "Kort fortalt", "Alle temaer på én side"][
        : 3 - (name == "three")
    ] + (["Forutsetninger"] if name == "three" else [])
    assert {factor.title for factor in default_instrument().factors} <= set(themes)


@pytest.mark.parametrize("name", ["three", "four", "six", "nine", "leader"])
def test_every_theme_and_question_is_in_the_text(report, name):
    text = text_of(report(name))

    missing = [f.title for f in default_instrument().factors if f.title not in text]
    assert missing == []
    assert "Hva rapporten ikke kan si" in text
    assert "egenutviklet, forskningsbasert, ikke validert" in text


def test_contents_have_page_numbers_and_pages_running_heads(report):
    contents = run("pdftotext", "-f", "2", "-l", "2", "-layout", report("nine"), "-")
    method = run("pdftotext", "-f", "14", "-l", "14", "-layout", report("nine"), "-")

    assert re.search(r"Slik er tallene laget\s+14\n", contents)
    assert method.strip().startswith("Slik er tallene laget")
    assert re.search(r"Ledergruppen Alfa\s+14\s*$", method)


def test_no_page_is_nearly_empty(report):
    # Comments flow as long as they are; every other page is laid out.
    for name in PAGES.keys() - {"hostile"}:
        path = report(name)
        for number in range(2, _made[name][1] + 1):
            lines = run("pdftotext", "-f", number, "-l", number, path, "-").split("\n")
            assert len([line for line in lines if line.strip()]) >= 9, (name, number)


def test_dates_are_those_of_the_closing(report):
    with pikepdf.open(report("nine")) as pdf:
        dates = [str(pdf.docinfo[key]) for key in ("/CreationDate", "/ModDate")]

    assert [date[:10] for date in dates] == ["D:20261016"] * 2
    assert "Oktober 2026" in text_of(report("nine"))


def test_same_content_gives_the_same_bytes():
    report_content = content.build(closed_round(answered=6))

    assert render.pdf(report_content) == render.pdf(report_content)


def test_mark_is_the_same_on_page_and_pdf(tmp_path):
    report_content = content.build(closed_round(answered=3))
    (tmp_path / "tre.pdf").write_bytes(render.pdf(report_content)[0])

    mark = render.mark_of(render.content_key(report_content))
    assert mark in text_of(tmp_path / "tre.pdf")
    assert mark in render.html(report_content)


def test_change_is_told_with_both_circles_and_words(report):
    text = text_of(report("nine"))

    assert "Siden november 2025:" in text
    assert "Endret: opp" in text
    assert "Ikke avgjort" in text
    assert "De samme personene ble spurt begge ganger." in text


def test_three_get_words_and_no_figures(report):
    text = text_of(report("three"))

    assert len(re.findall(r"Området ligger (?:lavt|under midten|over midten|høyt)\.", text)) == 3
    assert "Området samlet" not in text
    assert "Ingen har sett dem, heller ikke konsulenten." in text


def test_hostile_comments_are_plain_words(report):
    text = text_of(report("hostile"))

    assert "<script>alert(1)</script>" in text
    assert '=HYPERLINK("http://127.0.0.1:9")' in text
    assert "{{ 7|add:7 }} {% now 'Y' %} &lt;b&gt;" in text
    assert "[emoji] Bra!" in text
    assert text.count("x") >= 1200
    assert text.count("W") >= 1200
    assert "\x07" not in text
    assert "<b>Ledergruppen</b> i Organisasjonsutviklingsavdelingen" in text
