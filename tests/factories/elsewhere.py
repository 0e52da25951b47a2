"""Rounds run in another tool, and the files such a tool gives."""

import zlib

from assessments import services
from assessments.models import AssessmentRound, RoundState
from enrollment.models import Application
from tests.factories.assessments import make_consultant, plan

MEANS = "tema;snitt\nMål;4,64\nMøter;1,50\nTillit;6,9\n"


def pdf(*, inside: bytes = b"", packed: bytes = b"") -> bytes:
    """A small file with the marks of a PDF; ``packed`` goes into a stream of objects."""
    stream = zlib.compress(packed) if packed else b""
    return b"".join(
        (
            b"%PDF-1.7\n1 0 obj << /Type /Catalog ",
            inside,
            b" >> endobj\n",
            b"2 0 obj << /Type /ObjStm /Filter /FlateDecode >>\nstream\n" + stream + b"\nendstream endobj\n"
            if packed
            else b"",
            b"trailer << /Root 1 0 R >>\n%%EOF\n",
        )
    )


def planned(case: Application | None = None, **changes) -> AssessmentRound:
    return plan(case, **{"instrument": None, "view": "", "tool": "effect", **changes})


def register(round_: AssessmentRound, **changes) -> AssessmentRound:
    """Entered by the consultant: seven of eight have answered, with means."""
    values = {"invited": 8, "answered": 7, "report": pdf(), "report_name": "Rapport.pdf", "scores": MEANS.encode()}
    return services.register(round_, by=make_consultant(), **{**values, **changes})


def registered(case: Application | None = None, **changes) -> AssessmentRound:
    round_ = register(planned(case), **changes)
    assert round_.state == RoundState.CLOSED
    return round_
