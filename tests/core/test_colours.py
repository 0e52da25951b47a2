"""Every palette, the neutral one and each brand folder's, keeps the contrasts the pages rely on."""

import re
from pathlib import Path

import pytest
from django.conf import settings

TOKENS = settings.BASE_DIR / "static/css/tokens.css"
PALETTES = [None, *sorted((settings.BASE_DIR / "portal/brands").glob("*/static/brand.css"))]
SURFACES = (
    "aside",
    "intro",
    "now-1",
    "now-2",
    "now-3",
    "good",
    "good-soft",
    "caution",
    "caution-soft",
    "bad",
    "bad-tag",
)
PEOPLE = tuple(f"person-{number}" for number in range(1, 6))

PAIRS = [
    *((("ink", surface, 7.0)) for surface in ("white", "quiet", *SURFACES, *PEOPLE)),
    *((("muted", surface, 4.5)) for surface in ("white", "quiet", "aside", "intro", "now-1", "now-2", "now-3")),
    *((("focus", surface, 4.5)) for surface in ("white", *SURFACES)),
    ("line-strong", "white", 3.0),
    ("danger", "white", 4.5),
    ("danger", "bad", 4.5),
    ("danger", "now-3", 4.5),
    ("warn", "white", 4.5),
    ("warn", "caution-soft", 4.5),
    ("warn", "now-3", 4.5),
    ("warn-tag", "caution", 7.0),
    ("ok", "white", 7.0),
    ("ok", "good-soft", 7.0),
    ("on-ink", "ink", 7.0),
    ("on-ink-1", "ink", 7.0),
    ("on-ink-2", "ink", 7.0),
]


def colours(*files: Path | None) -> dict[str, str]:
    found = {"white": "#ffffff"}
    for file in files:
        if file:
            found |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", file.read_text(encoding="utf-8")))
    return found


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.1, 0 (black) to 1 (white)."""
    digits = colour.lstrip("#")
    digits = digits if len(digits) == 6 else "".join(2 * digit for digit in digits)
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return sum(weight * value for weight, value in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_of_known_colours():
    assert contrast("#000", "#ffffff") == contrast("#fff", "#000000") == 21
    assert round(contrast("#2a2859", "#fff"), 1) == 13.6


@pytest.mark.parametrize("brand", PALETTES, ids=lambda file: file.parts[-3] if file else "neutral")
def test_palette_keeps_its_contrasts(brand):
    palette = colours(TOKENS, brand)

    weak = {
        f"{ink} on {surface}": round(contrast(palette[ink], palette[surface]), 2)
        for ink, surface, least in PAIRS
        if contrast(palette[ink], palette[surface]) < least
    }

    assert weak == {}


@pytest.mark.parametrize("brand", PALETTES[1:], ids=lambda file: file.parts[-3])
def test_brand_overrides_only_known_tokens(brand):
    assert colours(brand).keys() <= colours(TOKENS).keys()
