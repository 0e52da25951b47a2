"""What may be shown of group means from another tool: the same ladder, as far as means alone allow.

Neither the answers nor n per theme are known here, so n is the number of persons who answered. Nothing about
agreement, which would need the answers. Where three have answered all themes together get one of four words:
the file knows no areas, and a word for each theme would tell more than a word for each area.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessments.instrument import Scale

from . import ladder
from .ladder import End, Rules, Rung, Word

FORMAT = "elsewhere/1"


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme with its published mean in tenths, at or beyond ``end`` where that is set."""

    title: str
    tenths: int
    end: End | None = None


@dataclass(frozen=True, slots=True)
class Themes:
    """All that is kept of a file of means. ``themes`` are empty below the rung of means."""

    rung: Rung
    scale: tuple[int, int]
    word: Word | None = None
    themes: tuple[Theme, ...] = ()

    def to_json(self) -> dict:
        return {
            "format": FORMAT,
            "rung": str(self.rung),
            "scale": list(self.scale),
            "word": self.word and str(self.word),
            "themes": [[each.title, each.tenths, each.end and str(each.end)] for each in self.themes],
        }

    @classmethod
    def from_json(cls, values: dict) -> "Themes":
        """Raises ValueError for another format."""
        if values.get("format") != FORMAT:
            raise ValueError(values.get("format"))
        return cls(
            rung=Rung(values["rung"]),
            scale=tuple(values["scale"]),
            word=Word(values["word"]) if values["word"] else None,
            themes=tuple(Theme(title, tenths, End(end) if end else None) for title, tenths, end in values["themes"]),
        )


def publish_means(means: Sequence[tuple[str, Fraction]], *, n: int, scale: tuple[int, int], rules: Rules) -> Themes:
    """Round, end-code, or put in words. Means are on the scale; n >= 0 persons. Raises ValueError off the scale."""
    minimum, maximum = scale
    if any(not minimum <= mean <= maximum for _, mean in means):
        raise ValueError("a mean is outside the scale")
    steps, row = Scale(minimum, maximum, {}, ""), rules.row(n)
    if row.rung == Rung.NOTHING or not means:
        return Themes(row.rung, scale)
    if row.ends is None:
        total = Fraction(sum(mean for _, mean in means), len(means))
        return Themes(row.rung, scale, word=ladder.word_of(total, steps))
    ends = ladder.ends_on_scale(row, steps)
    return Themes(row.rung, scale, themes=tuple(_theme(title, mean, ends) for title, mean in means))


def _theme(title: str, mean: Fraction, ends: ladder.Ends) -> Theme:
    tenths = ladder.tenths(mean)
    return Theme(title, ends.within(tenths), ends.end_of(tenths))
