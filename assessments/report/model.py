"""What a report says, as plain frozen values: nothing here needs the database, and all of it goes to JSON.

Means are in tenths (43 is 4,3). ``text`` fields are what the reader sees, in Norwegian.
"""

import json
from dataclasses import asdict, dataclass

FORMAT = "report/1"


@dataclass(frozen=True, slots=True)
class Score:
    """A shown mean. ``end`` is "low" or "high" where the true one is there or beyond."""

    tenths: int
    end: str
    text: str

    @property
    def figure(self) -> str:
        """ "6,5" of "6,5 eller høyere"."""
        return self.text.partition(" ")[0]

    @property
    def words(self) -> str:
        """ "eller høyere", empty for a plain mean."""
        return self.text.partition(" ")[2]


@dataclass(frozen=True, slots=True)
class Shift:
    """Change since the earlier round, 0 tenths where it is not known.

    ``verdict`` is "changed", "undecided" or "unchanged".
    """

    verdict: str
    tenths: int
    text: str

    @property
    def is_rising(self) -> bool:
        return self.tenths > 0


@dataclass(frozen=True, slots=True)
class Beside:
    """The mean of other groups' means on one factor, in tenths, and where this group lies beside it.

    ``standing`` is "above", "below" or "undecided"; ``verdict`` says the same in words.
    """

    tenths: int
    text: str
    standing: str
    verdict: str


@dataclass(frozen=True, slots=True)
class ReportFactor:
    """``score`` is None where too few answered, or where the group's rung shows no factors."""

    key: str
    title: str
    description: str
    questions: tuple[str, ...]
    score: Score | None
    agreement: str
    agreement_text: str
    bins: tuple[int, int, int] | None
    leader_tenths: int | None
    earlier: Score | None
    shift: Shift | None
    beside: Beside | None


@dataclass(frozen=True, slots=True)
class ReportArea:
    """``word`` is one of the four words and ``score`` the mean; at most one of them is there."""

    key: str
    title: str
    intro: str
    word: str
    word_text: str
    score: Score | None
    factors: tuple[ReportFactor, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Keys of factors, the strongest claim first. ``tied`` have the last one's mean but no room."""

    keys: tuple[str, ...]
    tied: tuple[str, ...]
    told_apart: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    """The earlier round: when it closed (ISO), how many answered, and who has come and gone since, in numbers."""

    closed_on: str
    respondents: int
    joined: int
    left: int


@dataclass(frozen=True, slots=True)
class OtherGroups:
    """Whose figures stand beside the group's: how many groups, as of which day (ISO).

    ``edition`` is the number of the portal's own norm; 0 and a ``source`` for one from the instrument's file.
    """

    groups: int
    day: str
    edition: int
    source: str


@dataclass(frozen=True, slots=True)
class Question:
    """An open question with its answers, each as paragraphs, in the random order of their rows."""

    key: str
    text: str
    answers: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Method:
    """What the instrument says about itself, for the last pages."""

    instrument: str
    version: str
    status: str
    rights_holder: str
    items_per_factor: str
    reference_sd: str
    reference_sd_source: str
    agreement_cuts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportScale:
    """``bins`` and ``words`` say in text where the three bins and the four words begin and end."""

    minimum: int
    maximum: int
    lowest: str
    highest: str
    bins: tuple[str, ...]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportContent:
    """One report. ``rung`` is the group's on the ladder; ``closed_on`` is the only date it knows as its own."""

    portal: str
    group: str
    organisation: str
    case: str
    sequence: int
    closed_on: str
    respondents: int
    asked: int
    rung: str
    leader_shown: bool
    scale: ReportScale
    areas: tuple[ReportArea, ...]
    strengths: Listing
    challenges: Listing
    agreed: tuple[str, ...]
    differing: tuple[str, ...]
    comparison: Comparison | None
    no_comparison: tuple[str, ...]
    others: OtherGroups | None
    questions: tuple[Question, ...]
    withheld: int
    method: Method

    @property
    def factors(self) -> tuple[ReportFactor, ...]:
        return tuple(factor for area in self.areas for factor in area.factors)

    def to_json(self) -> str:
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, sort_keys=True)
