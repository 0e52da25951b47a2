"""From content to page and PDF. The same parts make both; only the frame and the pictures' wrapping differ."""

import hashlib

from django.template.loader import render_to_string
from django.utils.translation import override

from assessments.report import charts, look
from assessments.report.model import ReportContent
from assessments.report.view import Pictures, ReportView, svg_resource
from portal.core import pdf as core_pdf


def content_key(content: ReportContent) -> str:
    """Names the PDF: the same content, template, fonts and engine give the same key, and the same bytes."""
    return hashlib.sha256(f"{look.fingerprint()}\n{content.to_json()}".encode()).hexdigest()


def mark_of(key: str) -> str:
    """The key as a reader meets it: "7f3a 91c4 0be2"."""
    return " ".join(key[start : start + 4] for start in (0, 4, 8))


def html(content: ReportContent, *, key: str | None = None) -> str:
    """The report's chapters as HTML, to stand inside a page. ``key`` is that of the stored PDF, when there is one."""
    with override("nb"):
        return render_to_string("assessments/report/body.html", context(content, key=key))


def pdf(content: ReportContent, *, key: str | None = None) -> tuple[bytes, int]:
    """The PDF and its number of pages. Raises PdfError."""
    with override("nb"):
        pictures = Pictures()
        pictures.resources["chart:cover"] = svg_resource(charts.round_table(look.palette()))
        document = render_to_string(
            "assessments/report/document.html", {**context(content, key=key, pictures=pictures), "is_pdf": True}
        )
    made = core_pdf.make(document, stylesheets=look.stylesheets(), resources={**look.fonts(), **pictures.resources})
    return made.content, made.pages


def context(content: ReportContent, *, key: str | None = None, pictures: "Pictures | None" = None) -> dict:
    """What the templates need, for the web page unless ``pictures`` collects them for a PDF."""
    with override("nb"):
        view = ReportView(content, pictures)
        return {
            "report": content,
            "view": view,
            "mark": mark_of(key or content_key(content)),
            "is_pdf": False,
        }
