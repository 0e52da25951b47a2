"""What an invented group's own tool would give: a harmless report, and a mean of each theme."""

from random import Random
from typing import TYPE_CHECKING

from assessments import services
from assessments.models import AssessmentRound
from assessments.report import look
from portal.accounts.models import User
from portal.core import pdf

if TYPE_CHECKING:
    from portal.demo.cases import Story

THEMES = ("Retning", "Møter", "Samspill", "Rolleavklaring", "Oppfølging", "Åpenhet", "Læring", "Resultater")
PAGE = """<!doctype html><html lang="nb"><head><meta charset="utf-8"><title>Grupperapport</title></head>
<body><h1>Grupperapport fra {tool}</h1><p>Et oppdiktet vedlegg til demoen. Rapporten fra et virkelig verktøy ligger her
slik leverandøren laget den.</p></body></html>"""


def register(round_: AssessmentRound, story: "Story", *, by: User) -> AssessmentRound:
    """As the consultant would, from the files of the tool."""
    rng = Random(story.seed)  # nosec B311: invented figures, not secrets
    lines = [f"{theme};{rng.uniform(3.4, 6.1):.2f}".replace(".", ",") for theme in THEMES]
    made = pdf.make(PAGE.format(tool=story.tool), stylesheets=look.stylesheets(), resources=look.fonts())
    return services.register(
        round_,
        by=by,
        invited=len(story.people),
        answered=story.answered or len(story.people),
        report=made.content,
        report_name=f"Grupperapport {story.tool}.pdf",
        scores="\n".join(["tema;snitt", *lines]).encode(),
    )
