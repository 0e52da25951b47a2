"""The colours, fonts and style sheets a report is made with, and a fingerprint of all that shapes it."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from assessments.report.charts import Palette, palette_of
from portal.core import pdf

FONTS = {
    "font:regular": "vendor/fonts/PortalSans-Regular.ttf",
    "font:bold": "vendor/fonts/PortalSans-Bold.ttf",
}
TEMPLATES = settings.BASE_DIR / "templates/assessments/report"
CODE = Path(__file__).parent
PRINT_SHEET = "css/report-print.css"
_TOKEN = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-fA-F]{3,8})\s*;")


class AssetMissing(Exception):
    """A font or style sheet is not there: ``manage.py build_assets`` has not been run."""


@lru_cache(maxsize=1)
def tokens() -> dict[str, str]:
    """Every colour by its name, the brand folder's over the neutral ones. The first of a name wins within a file."""
    sheets = ["css/tokens.css", *filter(None, [settings.PORTAL_BRAND.stylesheet])]
    found: dict[str, str] = {}
    for sheet in sheets:
        found |= {name: value.lower() for name, value in reversed(_TOKEN.findall(_asset(sheet).decode()))}
    return found


@lru_cache(maxsize=1)
def palette() -> Palette:
    return palette_of(tokens())


def stylesheets() -> list[str]:
    """Only colours are taken from the brand's sheet: what it says about web pages is no business of the PDF."""
    root = "".join(f"--{name}:{value};" for name, value in sorted(tokens().items()))
    return [f":root{{{root}}}", _asset(PRINT_SHEET).decode()]


def fonts() -> dict[str, pdf.Resource]:
    return {name: pdf.Resource(_asset(path), "font/ttf") for name, path in FONTS.items()}


@lru_cache(maxsize=1)
def fingerprint() -> str:
    """Changes whenever the same content could give another PDF: template, code, colours, fonts or engine."""
    digest = hashlib.sha256(pdf.version().encode())
    files = [*sorted(TEMPLATES.rglob("*.html")), *sorted(CODE.glob("*.py"))]
    for content in (*(path.read_bytes() for path in files), *(sheet.encode() for sheet in stylesheets())):
        digest.update(hashlib.sha256(content).digest())
    for resource in fonts().values():
        digest.update(hashlib.sha256(resource.content).digest())
    return digest.hexdigest()


@lru_cache(maxsize=8)
def _asset(name: str) -> bytes:
    path = finders.find(name)
    if path is None:
        raise AssetMissing(name)
    return Path(path).read_bytes()
