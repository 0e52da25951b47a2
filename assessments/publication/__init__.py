"""The one rule of what may be shown. Pure: plain values in, frozen dataclasses out.

`publish` runs once, inside closing; page, PDF, exports and change read only what it returned.
"""

from .change import Change, ChangeNotPossible, Verdict, change
from .ladder import LADDER, Agreement, End, Row, Rules, Rung, Word
from .norm import NormFigures, Standing, standings
from .ranking import Ranking, challenges, margin, strengths
from .rule import area_means, publish
from .values import Answers, PublicationError, Published, PublishedArea, PublishedFactor
from .verification import verify
from .words import (
    AGREEMENT_LABELS,
    AREA_WORD_LABELS,
    RUNG_LABELS,
    STANDING_LABELS,
    VERDICT_LABELS,
    mean_text,
    score_text,
)

__all__ = [
    "AGREEMENT_LABELS",
    "AREA_WORD_LABELS",
    "LADDER",
    "RUNG_LABELS",
    "STANDING_LABELS",
    "VERDICT_LABELS",
    "Agreement",
    "Answers",
    "Change",
    "ChangeNotPossible",
    "End",
    "NormFigures",
    "PublicationError",
    "Published",
    "PublishedArea",
    "PublishedFactor",
    "Ranking",
    "Row",
    "Rules",
    "Rung",
    "Standing",
    "Verdict",
    "Word",
    "area_means",
    "challenges",
    "change",
    "margin",
    "mean_text",
    "publish",
    "score_text",
    "standings",
    "strengths",
    "verify",
]
