"""What may be shown for n persons: the ladder as data, with the reason beside each rung.

Cuts are written on the 7-point scale (1 to 7); other scales take them in proportion.
Source: docs/privacy.md; the figures behind the rungs are in docs/privacy-figures.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.instrument import Scale


class Rung(StrEnum):
    """How much may be shown, least first. Compare with `reaches`; `<` would compare the words."""

    NOTHING = "nothing"
    WORDS = "words"
    MEANS = "means"
    COMMENTS = "comments"
    FULL = "full"

    def reaches(self, other: "Rung") -> bool:
        rungs = list(Rung)
        return rungs.index(self) >= rungs.index(other)


class Word(StrEnum):
    """An area in four words, used where three persons have answered."""

    LOW = "low"
    BELOW_MIDDLE = "below_middle"
    ABOVE_MIDDLE = "above_middle"
    HIGH = "high"


class Agreement(StrEnum):
    AGREED = "agreed"
    FAIRLY_AGREED = "fairly_agreed"
    DIFFERING = "differing"


class End(StrEnum):
    """The shown mean is an end value, and the true one is there or beyond."""

    LOW = "low"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Row:
    """One rung: shown from `floor` persons, until the next row's floor.

    `ends` are the means beyond which only "or lower", "or higher" is said. `agreement` holds
    (SD from which the word is used, word), ascending; under the first cut there is no word.
    `bins_beside` are the words beside which the three-bin distribution is shown.
    """

    rung: Rung
    floor: int
    ends: tuple[Fraction, Fraction] | None
    agreement: tuple[tuple[Fraction, Agreement], ...]
    bins_beside: frozenset[Agreement]
    comments: bool
    shows: str | Promise
    reason: str | Promise


WORD_CUTS = (
    (Fraction(3), Word.BELOW_MIDDLE),
    (Fraction(9, 2), Word.ABOVE_MIDDLE),
    (Fraction(11, 2), Word.HIGH),
)
BIN_CUTS = (Fraction(7, 2), Fraction(11, 2))
LEADER_MARKER_FLOOR = 5

LADDER = (
    Row(
        Rung.NOTHING,
        floor=0,
        ends=None,
        agreement=(),
        bins_beside=frozenset(),
        comments=False,
        shows=_("Ingenting."),
        reason=_("Når én eller to har svart, er ethvert tall nesten det samme som svaret til en person."),
    ),
    Row(
        Rung.WORDS,
        floor=3,
        ends=None,
        agreement=(),
        bins_beside=frozenset(),
        comments=False,
        shows=_("Områdene i fire ord: lavt, under midten, over midten og høyt."),
        reason=_("Fra et tall kan den som kjenner sitt eget svar, ofte regne seg fram til de to andre."),
    ),
    Row(
        Rung.MEANS,
        floor=4,
        ends=(Fraction(2), Fraction(6)),
        agreement=(),
        bins_beside=frozenset(),
        comments=False,
        shows=_("Gjennomsnitt med én desimal for temaer og områder. Ytterst står det «eller lavere», «eller høyere»."),
        reason=_(
            "Ligger gjennomsnittet helt ytterst, er det bare noen få sett av svar som kan gi det. "
            "Sa vi også hvor enig en gruppe på fire er, kunne en av dem regne ut hva de andre svarte."
        ),
    ),
    Row(
        Rung.COMMENTS,
        floor=5,
        ends=(Fraction(2), Fraction(13, 2)),
        agreement=((Fraction(6, 5), Agreement.DIFFERING),),
        bins_beside=frozenset(),
        comments=True,
        shows=_("I tillegg: «ulike syn» der svarene spriker tydelig, og kommentarene i tilfeldig rekkefølge."),
        reason=_("Et finere mål på enighet enn dette kan fortsatt røpe hva hver enkelt har svart."),
    ),
    Row(
        Rung.FULL,
        floor=7,
        ends=(Fraction(2), Fraction(13, 2)),
        agreement=(
            (Fraction(0), Agreement.AGREED),
            (Fraction(4, 5), Agreement.FAIRLY_AGREED),
            (Fraction(7, 5), Agreement.DIFFERING),
        ),
        bins_beside=frozenset({Agreement.FAIRLY_AGREED, Agreement.DIFFERING}),
        comments=True,
        shows=_("I tillegg: enighet i tre ord, og fordelingen på tre grupper av svar der gruppen ikke er samstemt."),
        reason=_(
            "Er gruppen samstemt, ville fordelingen vist at alle svarte det samme. "
            "Står gjennomsnittet ytterst, sier vi ingenting om enighet."
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Rules:
    """Lowest number of persons for each rung. A programme may raise them, never lower them.

    Raises ValueError for a floor under the ladder's own, or one under the rung before it.
    """

    words: int = 3
    means: int = 4
    comments: int = 5
    full: int = 7
    leader_marker: int = LEADER_MARKER_FLOOR

    def __post_init__(self) -> None:
        floors = (self.words, self.means, self.comments, self.full)
        for row, own in zip(LADDER[1:], floors, strict=True):
            if own < row.floor:
                raise ValueError(f"{row.rung}: {own} is under the floor of {row.floor}")
        if self.leader_marker < LEADER_MARKER_FLOOR:
            raise ValueError(f"leader_marker: {self.leader_marker} is under the floor of {LEADER_MARKER_FLOOR}")
        if list(floors) != sorted(floors):
            raise ValueError("a rung cannot start under the rung before it")

    def row(self, n: int) -> Row:
        """The row of the ladder for n persons, n >= 0."""
        floors = (0, self.words, self.means, self.comments, self.full)
        return [row for row, own in zip(LADDER, floors, strict=True) if n >= own][-1]


class Ends(NamedTuple):
    """End values in tenths, low < high."""

    low: int
    high: int

    def end_of(self, mean: int) -> End | None:
        """Which end a mean in tenths lies at or beyond."""
        if mean <= self.low:
            return End.LOW
        return End.HIGH if mean >= self.high else None

    def within(self, mean: int) -> int:
        return min(max(mean, self.low), self.high)


def on_scale(cut: Fraction, scale: Scale) -> Fraction:
    """A cut of the 7-point scale at the same relative place of another scale."""
    return scale.minimum + (cut - 1) * stretch(scale)


def stretch(scale: Scale) -> Fraction:
    """How long a point of the 7-point scale is on this scale; SDs are multiplied by it."""
    return Fraction(scale.maximum - scale.minimum, 6)


def ends_on_scale(row: Row, scale: Scale) -> Ends:
    """The row's end values in tenths. Rounded inwards, so that no more is shown than on 7 points."""
    low, high = row.ends
    return Ends(ceil(10 * on_scale(low, scale)), floor(10 * on_scale(high, scale)))


def tenths(value: Fraction) -> int:
    """One decimal, half up: 4.25 gives 43. Exact, since the value is a fraction."""
    return floor(10 * value + Fraction(1, 2))


def word_of(mean: Fraction, scale: Scale) -> Word:
    """One of four words; a mean on a cut takes the word above it."""
    reached = [word for cut, word in WORD_CUTS if mean >= on_scale(cut, scale)]
    return reached[-1] if reached else Word.LOW


def agreement_of(row: Row, variance: Fraction, scale: Scale) -> Agreement | None:
    """The row's word for a variance (n - 1) of member scores; an SD on a cut takes the word above."""
    reached = [word for cut, word in row.agreement if variance >= (cut * stretch(scale)) ** 2]
    return reached[-1] if reached else None


def bins_of(scores: Iterable[Fraction], scale: Scale) -> tuple[int, int, int]:
    """How many scores lie below the first cut, below the second, and from there on."""
    low, high = (on_scale(cut, scale) for cut in BIN_CUTS)
    bins = [0, 0, 0]
    for score in scores:
        bins[(score >= low) + (score >= high)] += 1
    return tuple(bins)
