"""Figures: pure, repeatable, readable without a style sheet, and never outside their frame."""

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from assessments.report import charts
from assessments.report.charts import Axis, Mark, Palette

PALETTE = Palette("#111111", "#222222", "#333333", "#444444", "#555555", "#666666", ("#777777",) * 8)
AXIS = Axis(1, 7)
# Coordinates are written with one decimal.
ROUNDING = 0.1
LABELS = ("lavt", "midt på", "høyt")
SVG = "{http://www.w3.org/2000/svg}"


def draw(now: int = 43, before: int | None = None, *, end: str = "", leader: int | None = None, bins=None) -> str:
    words = {"": "", "low": "eller lavere", "high": "eller høyere"}[end]
    return charts.factor_chart(
        "Tydelig formål: 4,3",
        PALETTE,
        AXIS,
        Mark(now, f"{now / 10:.1f}".replace(".", ","), words, end),
        before=None if before is None else Mark(before, f"{before / 10:.1f}".replace(".", ","), "sist"),
        leader=None if leader is None else Mark(leader, f"{leader / 10:.1f}".replace(".", ","), "lederen"),
        bins=bins,
        bin_labels=LABELS,
    ).svg


def texts(svg: str) -> list[ET.Element]:
    return ET.fromstring(svg).findall(f"{SVG}text")


def extent(text: ET.Element) -> tuple[float, float]:
    """Left and right edge as the chart itself reckons them."""
    x, width = float(text.get("x")), charts._width(text.text, float(text.get("font-size")))
    left = x - width / 2 if text.get("text-anchor") == "middle" else x
    return left, left + width


def all_drawn() -> list[str]:
    return [
        draw(43, 56, leader=30, bins=(1, 3, 5)),
        charts.row_chart("alt", PALETTE, AXIS, Mark(43, "4,3"), before=Mark(20, "2,0"), norm=48).svg,
        charts.bar_chart("alt", PALETTE, AXIS, Mark(43, "4,3")).svg,
        charts.words_chart("alt", PALETTE, ("lavt", "under midten", "over midten", "høyt"), 2).svg,
        charts.round_table(PALETTE),
    ]


def test_same_values_give_the_same_bytes():
    assert all_drawn() == all_drawn()


def test_charts_import_nothing_of_django():
    code = "import sys, assessments.report.charts; print([m for m in sys.modules if m.startswith('django')])"

    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("svg", all_drawn())
def test_circles_are_curves_and_colours_attributes(svg):
    root = ET.fromstring(svg)
    drawn = [element for element in root if element.tag != f"{SVG}title"]

    assert {element.tag for element in drawn} <= {f"{SVG}path", f"{SVG}text"}
    assert [element.get("d") for element in drawn if re.search(r"[aA]\d", element.get("d") or "")] == []
    assert [element for element in drawn if not element.get("fill")] == []
    assert "style" not in svg


def test_picture_is_named_by_its_sentence():
    root = ET.fromstring(draw())

    assert (root.get("role"), root.find(f"{SVG}title").text) == ("img", "Tydelig formål: 4,3")


def test_texts_are_escaped():
    svg = charts.words_chart('<script>"&', PALETTE, ("<b>", "&amp;"), 0).svg

    assert "<script>" not in svg
    assert [text.text for text in texts(svg)] == ["<b>", "&amp;"]


@pytest.mark.parametrize("end", ["", "low", "high"])
@pytest.mark.parametrize("before", [None, *range(10, 71, 5)])
def test_figures_stay_inside_and_apart(end, before):
    nows = {"": range(10, 71), "low": [20], "high": [60, 65]}[end]
    for now in nows:
        above = [text for text in texts(draw(now, before, end=end)) if float(text.get("y")) < 20]
        spans = sorted(extent(text) for text in above)

        assert all(left >= -ROUNDING and right <= charts.WIDTH + ROUNDING for left, right in spans), (now, spans)
        assert all(one[1] <= two[0] for one, two in pairwise(spans)), (now, spans)


@pytest.mark.parametrize("leader", [10, 43, 70])
def test_leaders_mark_stays_inside(leader):
    (text,) = [text for text in texts(draw(leader=leader)) if text.text.startswith("lederen")]

    left, right = extent(text)
    assert left >= -ROUNDING
    assert right <= charts.WIDTH + ROUNDING


def test_empty_bin_takes_no_room():
    found = [text.text for text in texts(draw(bins=(0, 4, 5)))]

    assert found[-4:] == ["4", "midt på", "5", "høyt"]


def test_end_value_points_to_the_end_of_the_scale():
    open_ended, plain = draw(65, end="high"), draw(65)

    assert 'd="M359.2 36H391"' in open_ended
    assert 'd="M359.2 36H391"' not in plain


def test_other_groups_are_a_stroke_longer_than_the_dot():
    """Seen even where it stands behind the group's own."""
    without = charts.row_chart("alt", PALETTE, AXIS, Mark(43, "4,3")).svg
    behind = charts.row_chart("alt", PALETTE, AXIS, Mark(43, "4,3"), norm=43).svg
    dot = without.rpartition("<path")[2]

    assert behind.rpartition("<path")[2] == dot
    assert 'd="M131.2 0.5v19"' in behind.replace(without.partition("</title>")[0], "")
    assert 'v19"' not in without
