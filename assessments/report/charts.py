"""Figures as SVG strings: pure, the same values give the same bytes.

Every mark carries presentation attributes, because no style sheet reaches inside an image of a PDF;
on the web the classes let the page's colours win. Circles are four cubic curves: WeasyPrint draws
``<circle>`` and arcs visibly squarish. One unit is a quarter of a millimetre in the PDF.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import NamedTuple

WIDTH = 400
EDGE = 9
KAPPA = 0.5523
NUMBER, SMALL = 18.5, 12
_ADVANCE = {" ": 0.3, ",": 0.32, ".": 0.32, "i": 0.28, "l": 0.28, "1": 0.52}


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours as hex strings. The shapes are those of the cover's round table."""

    ink: str
    muted: str
    line: str
    line_strong: str
    bin: str
    track: str
    shapes: tuple[str, ...]
    white: str = "#ffffff"


@dataclass(frozen=True, slots=True)
class Chart:
    """``alt`` says in one sentence what the picture shows; the numbers are also in the page's tables."""

    svg: str
    alt: str


class Mark(NamedTuple):
    """A mean in tenths. ``text`` is the figure, ``words`` what is added ("eller høyere") or said beside it."""

    tenths: int
    text: str
    words: str = ""
    end: str = ""


@dataclass(frozen=True, slots=True)
class Axis:
    """Whole numbers from ``low`` to ``high``, drawn whole."""

    low: int
    high: int
    start: float = EDGE
    stop: float = WIDTH - EDGE

    def x(self, tenths: float) -> float:
        return self.start + (tenths / 10 - self.low) / (self.high - self.low) * (self.stop - self.start)


class _Box(NamedTuple):
    left: float
    right: float

    def apart_from(self, other: "_Box") -> bool:
        return self.right + 5 <= other.left or other.right + 5 <= self.left


def factor_chart(
    alt: str,
    palette: Palette,
    axis: Axis,
    now: Mark,
    *,
    before: Mark | None = None,
    leader: Mark | None = None,
    norm: int | None = None,
    bins: Sequence[int] | None = None,
    bin_labels: Sequence[str] = (),
) -> Chart:
    """The mean on its scale, the earlier one hollow beside it, the leader's as a diamond, other groups' mean
    (``norm``, in tenths) as a stroke across, and three bins under it."""
    y = 36
    parts = [*_scale(palette, axis, y, numbers=True), *_path_between(palette, axis, y, now, before)]
    if norm is not None:
        parts.append(_stroke_across(palette, axis.x(norm), y, 11))
    label, box = _now_label(palette, axis, now)
    if before:
        parts += [_dot(palette, axis.x(before.tenths), y, 6.6, hollow=True), _before_label(palette, axis, before, box)]
    parts += [_dot(palette, axis.x(now.tenths), y, 8), *label]
    height = 58.0
    if leader:
        parts += _leader_mark(palette, axis, y, leader, height + 14)
        height += 20
    if bins:
        parts += _bins(palette, bins, bin_labels, height + 10)
        height += 52
    return Chart(_svg(alt, WIDTH, height, parts, "figure"), alt)


def row_chart(
    alt: str, palette: Palette, axis: Axis, now: Mark, *, before: Mark | None = None, norm: int | None = None
) -> Chart:
    """One line of the overview: no numbers, they stand in the table's cells."""
    y, axis = 10, Axis(axis.low, axis.high, 8, 232)
    parts = [*_scale(palette, axis, y, numbers=False), *_path_between(palette, axis, y, now, before)]
    if norm is not None:
        parts.append(_stroke_across(palette, axis.x(norm), y, 9.5))
    if before:
        parts.append(_dot(palette, axis.x(before.tenths), y, 5.2, hollow=True))
    parts.append(_dot(palette, axis.x(now.tenths), y, 6.4))
    return Chart(_svg(alt, 240, 20, parts, "row", ornament=True), alt)


def bar_chart(alt: str, palette: Palette, axis: Axis, now: Mark) -> Chart:
    """A bar that starts at the scale's lowest value."""
    length = Axis(axis.low, axis.high, 0, 104).x(now.tenths)
    parts = [
        f'<path class="c-track" fill="{palette.track}" d="M0 0H104V9H0Z"/>',
        f'<path class="c-ink" fill="{palette.ink}" d="M0 0H{_n(length)}V9H0Z"/>',
    ]
    return Chart(_svg(alt, 104, 9, parts, "bar", ornament=True), alt)


def words_chart(alt: str, palette: Palette, words: Sequence[str], chosen: int) -> Chart:
    """Four joined cells, one of them filled: where an area lies when only words may be said."""
    cell, parts = (WIDTH - 2) / len(words), []
    for number, word in enumerate(words):
        left, is_chosen = 1 + number * cell, number == chosen
        fill, css_class = (palette.ink, "c-ink") if is_chosen else (palette.white, "c-white")
        parts.append(
            f'<path class="{css_class} c-edge" fill="{fill}" stroke="{palette.ink}" stroke-width="1.6" '
            f'd="M{_n(left)} 1H{_n(left + cell)}V31H{_n(left)}Z"/>'
        )
        parts.append(
            _text(left + cell / 2, 20.5, word, 12.5, palette.white, css_class="c-on-ink", bold=True, anchor="middle")
            if is_chosen
            else _text(left + cell / 2, 20.5, word, 12.5, palette.muted, css_class="c-muted", anchor="middle")
        )
    return Chart(_svg(alt, WIDTH, 32, parts, "words"), alt)


def round_table(palette: Palette) -> str:
    """The cover's ornament: eight different shapes around one table. It has no text and says nothing."""
    one, two, three, four, five, six, seven, eight = palette.shapes
    k, r = KAPPA, 72
    parts = [
        _shape(one, _circle(200, 38, 36)),
        _shape(two, "M280 50h72v72h-72z"),
        _shape(three, f"M280 280C{_n(280 + k * r)} 280 352 {_n(352 - k * r)} 352 352H280Z"),
        _shape(
            four,
            f"M400 164v72h-36C{_n(364 - k * 36)} 236 328 {_n(200 + k * 36)} 328 200"
            f"C328 {_n(200 - k * 36)} {_n(364 - k * 36)} 164 364 164Z",
        ),
        _shape(five, _circle(200, 364, 36)),
        _shape(six, f"M120 280V352C{_n(120 - k * r)} 352 48 {_n(280 + k * r)} 48 280Z"),
        _shape(seven, "M0 164h72v72H0z"),
        _shape(
            eight,
            f"M48 102C48 {_n(102 - k * 36)} {_n(84 - k * 36)} 66 84 66"
            f"C{_n(84 + k * 36)} 66 120 {_n(102 - k * 36)} 120 102Z",
        ),
        f'<path fill="{palette.white}" stroke="{palette.ink}" stroke-width="2" d="{_circle(200, 200, 98)}"/>',
    ]
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 400">{"".join(parts)}</svg>'


def palette_of(tokens: Mapping[str, str]) -> Palette:
    """The palette from the style sheets' custom properties, names without dashes in front."""
    return Palette(
        ink=tokens["ink"],
        muted=tokens["muted"],
        line=tokens["line"],
        line_strong=tokens["line-strong"],
        bin=tokens["bin"],
        track=tokens["track"],
        shapes=tuple(tokens[f"shape-{number}"] for number in range(1, 9)),
    )


# Parts ----------------------------------------------------------------------


def _scale(palette: Palette, axis: Axis, y: float, *, numbers: bool) -> list[str]:
    ticks = [(value, axis.x(10 * value)) for value in range(axis.low, axis.high + 1)]
    size = 4 if numbers else 2.5
    lines = f"M{_n(axis.start)} {y}H{_n(axis.stop)}" + "".join(
        f"M{_n(x)} {_n(y - size)}v{_n(2 * size)}" for _, x in ticks
    )
    parts = [f'<path class="c-line" fill="none" stroke="{palette.line_strong}" stroke-width="1.1" d="{lines}"/>']
    if numbers:
        parts += [
            _text(x, y + 20.5, str(value), 12, palette.muted, css_class="c-muted", anchor="middle")
            for value, x in ticks
        ]
    return parts


def _path_between(palette: Palette, axis: Axis, y: float, now: Mark, before: Mark | None) -> list[str]:
    """Thick lines: from the earlier mean to the present one, and from an end value to the end of the scale."""
    lines = []
    if before and before.tenths != now.tenths:
        lines.append((axis.x(before.tenths), axis.x(now.tenths)))
    if now.end:
        lines.append((axis.x(now.tenths), axis.stop if now.end == "high" else axis.start))
    return [
        f'<path class="c-stroke" fill="none" stroke="{palette.ink}" stroke-width="3.4" d="M{_n(a)} {y}H{_n(b)}"/>'
        for a, b in lines
    ]


def _stroke_across(palette: Palette, x: float, y: float, half: float) -> str:
    """Longer than a dot is high, so that it is seen behind one."""
    return (
        f'<path class="c-stroke" fill="none" stroke="{palette.ink}" stroke-width="2" '
        f'd="M{_n(x)} {_n(y - half)}v{_n(2 * half)}"/>'
    )


def _now_label(palette: Palette, axis: Axis, now: Mark) -> tuple[list[str], _Box]:
    """The figure over its dot; what it is "eller høyere" follows in small type, inside the picture."""
    x, figure = axis.x(now.tenths), _width(now.text, NUMBER)
    whole = figure + (5 + _width(now.words, SMALL) if now.words else 0)
    left = min(max(x - figure / 2, 0), WIDTH - whole)
    parts = [_text(left, 18, now.text, NUMBER, palette.ink, bold=True)]
    if now.words:
        parts.append(_text(left + figure + 5, 18, now.words, SMALL, palette.ink))
    return parts, _Box(left, left + whole)


def _before_label(palette: Palette, axis: Axis, before: Mark, taken: _Box) -> str:
    """Over its own circle where there is room, else beside the present figure on the circle's side."""
    text = f"{before.text} {before.words}"
    x, width = axis.x(before.tenths), _width(text, SMALL)
    over, left, right = x - width / 2, taken.left - 6 - width, taken.right + 6
    sides = (left, right) if x < (taken.left + taken.right) / 2 else (right, left)
    boxes = [_Box(start, start + width) for start in (over, *sides)]
    fitting = [box for box in boxes if box.left >= 0 and box.right <= WIDTH and box.apart_from(taken)]
    start = fitting[0].left if fitting else max(0, min(sides[0], WIDTH - width))
    return _text(start, 18, text, SMALL, palette.muted, css_class="c-muted")


def _leader_mark(palette: Palette, axis: Axis, y: float, leader: Mark, baseline: float) -> list[str]:
    x, text = axis.x(leader.tenths), f"{leader.words} {leader.text}"
    half = _width(text, SMALL) / 2
    centre = min(max(x, half), WIDTH - half)
    return [
        f'<path class="c-white c-edge" fill="{palette.white}" stroke="{palette.ink}" stroke-width="1.8" '
        f'd="M{_n(x)} {_n(y - 6.5)}L{_n(x + 6.5)} {y}L{_n(x)} {_n(y + 6.5)}L{_n(x - 6.5)} {y}Z"/>',
        _text(centre, baseline, text, SMALL, palette.ink, anchor="middle"),
    ]


def _bins(palette: Palette, bins: Sequence[int], labels: Sequence[str], top: float) -> list[str]:
    """How many lie low, in the middle and high, as lengths; an empty one takes no room."""
    fills = ((palette.white, "c-white"), (palette.bin, "c-bin"), (palette.ink, "c-ink"))
    left, total, parts = 1.0, sum(bins), []
    for count, label, (fill, css_class) in zip(bins, labels, fills, strict=True):
        if not count:
            continue
        width = (WIDTH - 2) * count / total
        middle, on_ink = left + width / 2, css_class == "c-ink"
        parts += [
            f'<path class="{css_class} c-edge" fill="{fill}" stroke="{palette.ink}" stroke-width="1.6" '
            f'd="M{_n(left)} {_n(top)}h{_n(width)}v22h{_n(-width)}Z"/>',
            _text(
                middle,
                top + 15.5,
                str(count),
                12.5,
                palette.white if on_ink else palette.ink,
                css_class="c-on-ink" if on_ink else "c-ink",
                bold=True,
                anchor="middle",
            ),
            _text(middle, top + 37, label, 12, palette.muted, css_class="c-muted", anchor="middle"),
        ]
        left += width
    return parts


def _dot(palette: Palette, x: float, y: float, radius: float, *, hollow: bool = False) -> str:
    if hollow:
        return (
            f'<path class="c-white c-edge" fill="{palette.white}" stroke="{palette.ink}" stroke-width="2.2" '
            f'd="{_circle(x, y, radius)}"/>'
        )
    # A white rim keeps the dot whole where it covers the hollow one.
    return (
        f'<path class="c-ink c-rim" fill="{palette.ink}" stroke="{palette.white}" stroke-width="1.6" '
        f'd="{_circle(x, y, radius)}"/>'
    )


def _circle(x: float, y: float, r: float) -> str:
    k = KAPPA * r
    return (
        f"M{_n(x - r)} {_n(y)}C{_n(x - r)} {_n(y - k)} {_n(x - k)} {_n(y - r)} {_n(x)} {_n(y - r)}"
        f"C{_n(x + k)} {_n(y - r)} {_n(x + r)} {_n(y - k)} {_n(x + r)} {_n(y)}"
        f"C{_n(x + r)} {_n(y + k)} {_n(x + k)} {_n(y + r)} {_n(x)} {_n(y + r)}"
        f"C{_n(x - k)} {_n(y + r)} {_n(x - r)} {_n(y + k)} {_n(x - r)} {_n(y)}Z"
    )


def _shape(fill: str, path: str) -> str:
    return f'<path fill="{fill}" d="{path}"/>'


def _text(
    x: float,
    y: float,
    text: str,
    size: float,
    fill: str,
    *,
    css_class: str = "c-ink",
    bold: bool = False,
    anchor: str = "start",
) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text class="{css_class}" x="{_n(x)}" y="{_n(y)}" font-family="Portal Sans" font-size="{size}"{weight} '
        f'fill="{fill}" text-anchor="{anchor}">{escape(text)}</text>'
    )


def _width(text: str, size: float) -> float:
    """About how wide a text is; a little too wide rather than too narrow."""
    return size * sum(_ADVANCE.get(char, 0.64 if char.isdigit() else 0.58) for char in text)


def _svg(alt: str, width: float, height: float, parts: Sequence[str], kind: str, *, ornament: bool = False) -> str:
    """``ornament``: the figure stands in words right beside it, so that on the web it is not read twice."""
    role = 'aria-hidden="true"' if ornament else 'role="img"'
    title = "" if ornament else f"<title>{escape(alt)}</title>"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart chart--{kind}" {role} focusable="false" '
        f'viewBox="0 0 {_n(width)} {_n(height)}">{title}{"".join(parts)}</svg>'
    )


def _n(value: float) -> str:
    """At most one decimal; "12" rather than "12.0"."""
    return f"{value:.1f}".removesuffix(".0")
