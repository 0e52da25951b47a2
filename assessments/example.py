"""The worked example of "Slik regner vi": one theme, invented answers, the real publish(). Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from statistics import stdev

from assessments.instrument import Area, Instrument, View, load_instrument
from assessments.publication import (
    Answers,
    Published,
    PublishedFactor,
    Rules,
    Rung,
    Verdict,
    change,
    margin,
    publish,
)
from assessments.publication.change import MINIMUM_DAYS
from assessments.publication.rule import member_score

THEME = "focus"
MEMBERS = 8
START = (
    (5, 3, 5),
    (6, 2, 5),
    (4, 4, 4),
    (6, 2, 6),
    (3, 6, 3),
    (5, None, 4),
    (7, 2, 6),
    (None, None, 5),
)
"""Eight who answered: one has skipped one statement, one has skipped two and does not count."""

CHANGES = (0, 2, 5, 10, 15)
"""Differences between two shown means, in tenths, whose verdicts the page tells."""
CHANGE_SIZES = (5, 8, 12)

Sheets = Sequence[Sequence[int | None]]


@dataclass(frozen=True, slots=True)
class Worked:
    """What publish() gives of the answers, beside what it keeps to itself.

    ``scores`` has one per sheet, None where too few statements were answered; ``mean`` and ``sd``
    are those of the scores, None with too few of them.
    """

    published: Published
    scores: tuple[Fraction | None, ...]
    mean: float | None
    sd: float | None

    @property
    def factor(self) -> PublishedFactor:
        return self.published.factors[0]

    @property
    def counted(self) -> int:
        return sum(score is not None for score in self.scores)


@lru_cache(maxsize=1)
def instrument() -> Instrument:
    """The default instrument with one theme left, alone in an area of its own."""
    source = (Path(__file__).parent / "data/ledergruppe.json").read_text(encoding="utf-8")
    whole = load_instrument(source)
    theme = whole.factor_by_key[THEME]
    area = Area("area", theme.title, "", (THEME,))
    return replace(whole, factors=(theme,), views=(View("view", "", (area,)),), open_questions=())


def work_out(sheets: Sheets) -> Worked:
    """Publish these answers to the theme. A sheet with no answer at all is nobody's."""
    own = instrument()
    theme = own.factors[0]
    given = [
        dict(zip((item.key for item in theme.items), sheet, strict=True))
        for sheet in sheets
        if any(value is not None for value in sheet)
    ]
    published = publish([Answers(items, {}) for items in given], own, Rules(), view="view", shuffle=_leave)
    scores = tuple(
        member_score(theme, dict(zip((item.key for item in theme.items), sheet, strict=True)), own.scale)
        for sheet in sheets
    )
    known = [float(score) for score in scores if score is not None]
    return Worked(
        published,
        scores,
        mean=sum(known) / len(known) if known else None,
        sd=stdev(known) if len(known) > 1 else None,
    )


def verdicts() -> Iterator[tuple[int, list[Verdict]]]:
    """Of a single theme, for each of CHANGES: the verdict for each of CHANGE_SIZES, by change() itself."""
    for tenths in CHANGES:
        yield tenths, [_verdict(tenths, n) for n in CHANGE_SIZES]


def place_margins() -> list[tuple[int, float]]:
    """By how much the fifth and the sixth must differ to be told apart, in points, for each of CHANGE_SIZES."""
    return [(n, margin(n, instrument().reference_sd)) for n in CHANGE_SIZES]


def _verdict(tenths: int, n: int) -> Verdict:
    first, second = _round(40, n), _round(40 + tenths, n)
    today = date(2000, 1, 1)
    later = today + timedelta(days=MINIMUM_DAYS)
    return change(first, second, instrument(), first_on=today, second_on=later)[0].verdict


def _round(tenths: int, n: int) -> Published:
    own = instrument()
    rung = Rules().row(n).rung
    return Published(
        instrument=own.key,
        version=own.version,
        checksum=own.checksum,
        view="view",
        rung=rung,
        respondents=n,
        areas=(),
        factors=(PublishedFactor(THEME, rung=Rung(rung), tenths=tenths),),
        comments={},
    )


def _leave(_texts: list[str]) -> None:
    """There are no comments to shuffle."""
