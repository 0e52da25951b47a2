"""publish(): the one way from answers to anything a person reads."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from assessments.instrument import Area, Factor, Instrument, Scale, View

from . import ladder
from .ladder import Row, Rules, Rung
from .values import Answers, PublicationError, Published, PublishedArea, PublishedFactor
from .verification import verify


@dataclass(frozen=True, slots=True)
class _Scores:
    """The scores of one factor: of each sheet, of those that have one, and the leader's when marked."""

    sheets: tuple[Fraction | None, ...]
    leader: Fraction | None = None

    @property
    def members(self) -> tuple[Fraction, ...]:
        return tuple(score for score in self.sheets if score is not None)

    @property
    def ladder_n(self) -> int:
        # Who knows the leader's score has one person less to find out about.
        return len(self.members) - (self.leader is not None)


def publish(
    answers: Sequence[Answers],
    instrument: Instrument,
    rules: Rules,
    *,
    view: str,
    leader: int | None = None,
    shuffle: Callable[[list[str]], None],
) -> Published:
    """All that may be shown of these sheets, in any order of the sheets.

    `view` is the key of the grouping fixed at opening. `leader` is the index of the leader's
    sheet when she chose, before opening, to have her own score marked. `shuffle` puts a list
    in random order in place. Means are rounded half up on exact fractions.

    n of a factor is the persons with at least two thirds of its items; n of the group is the
    persons with a score on at least one factor. Each is less one where the leader is marked.

    Raises PublicationError for an answer outside the scale, and when the second, independent
    check of the result finds anything wrong; KeyError for an unknown view; ValueError for a
    leader who is none of the sheets.
    """
    if leader is not None and not 0 <= leader < len(answers):
        raise ValueError("the leader's sheet is none of these")
    _require_on_scale(answers, instrument)
    scores = {factor.key: _scores(factor, answers, instrument.scale, rules, leader) for factor in instrument.factors}
    row = rules.row(_group_n(scores))
    factors = tuple(_factor(key, each, instrument.scale, rules) for key, each in scores.items())
    grouping = instrument.view(view)
    if row.rung == Rung.WORDS:
        areas = tuple(_area_in_words(area, scores, instrument.scale, rules) for area in grouping.areas)
    else:
        areas = area_means(factors, grouping, instrument.scale)
    published = Published(
        instrument=instrument.key,
        version=instrument.version,
        checksum=instrument.checksum,
        view=view,
        rung=row.rung,
        respondents=len(answers),
        areas=areas,
        factors=factors,
        comments=_comments(answers, instrument, shuffle) if row.comments else {},
    )
    verify(published, answers, instrument, rules, leader=leader)
    return published


def area_means(factors: Sequence[PublishedFactor], view: View, scale: Scale) -> tuple[PublishedArea, ...]:
    """The areas of any view from the shown means alone, an end-coded one counting as its end value."""
    by_key = {factor.key: factor for factor in factors}
    return tuple(_area_mean(area, [by_key[key] for key in area.factors], scale) for area in view.areas)


def member_score(factor: Factor, items: Mapping[str, int | None], scale: Scale) -> Fraction | None:
    """Mean of the answered items after reversal; None under two thirds of the items."""
    raw = [(item, items.get(item.key)) for item in factor.items]
    values = [
        scale.minimum + scale.maximum - value if item.reversed else value for item, value in raw if value is not None
    ]
    if len(values) < ceil(Fraction(2 * len(factor.items), 3)):
        return None
    return Fraction(sum(values), len(values))


def _require_on_scale(answers: Sequence[Answers], instrument: Instrument) -> None:
    for sheet in answers:
        for key in instrument.item_keys:
            value = sheet.items.get(key)
            if value is not None and (type(value) is not int or value not in instrument.scale.values):
                # The value itself is never told: this text may end in a log.
                raise PublicationError("an answer is outside the scale")


def _scores(factor: Factor, answers: Sequence[Answers], scale: Scale, rules: Rules, leader: int | None) -> _Scores:
    scores = _Scores(tuple(member_score(factor, sheet.items, scale) for sheet in answers))
    # The marker costs the others a person; it must not cost them the means as well.
    if leader is None or len(scores.members) < max(rules.leader_marker, rules.means + 1):
        return scores
    return replace(scores, leader=scores.sheets[leader])


def _group_n(scores: Mapping[str, _Scores]) -> int:
    """Persons with a score on at least one factor, less one where the leader is marked anywhere.

    A sheet with comments only must not lift the others over a floor.
    """
    sheets = zip(*(each.sheets for each in scores.values()), strict=True)
    persons = sum(any(score is not None for score in sheet) for sheet in sheets)
    return persons - any(each.leader is not None for each in scores.values())


def _factor(key: str, scores: _Scores, scale: Scale, rules: Rules) -> PublishedFactor:
    row = rules.row(scores.ladder_n)
    if row.ends is None:
        return PublishedFactor(key)
    mean = ladder.tenths(_mean(scores.members))
    ends = ladder.ends_on_scale(row, scale)
    end = ends.end_of(mean)
    # An end-coded mean with a word of agreement beside it would give back what the code hides.
    agreement = None if end else ladder.agreement_of(row, _variance(scores.members), scale)
    return PublishedFactor(
        key,
        rung=row.rung,
        tenths=ends.within(mean),
        end=end,
        agreement=agreement,
        bins=ladder.bins_of(scores.members, scale) if agreement in row.bins_beside else None,
        leader_tenths=None if scores.leader is None else ladder.tenths(scores.leader),
    )


def _area_in_words(area: Area, scores: Mapping[str, _Scores], scale: Scale, rules: Rules) -> PublishedArea:
    members = [scores[key].members for key in area.factors]
    means = [_mean(each) for each in members if len(each) >= rules.words]
    return PublishedArea(area.key, word=ladder.word_of(_mean(means), scale) if means else None)


def _area_mean(area: Area, factors: Sequence[PublishedFactor], scale: Scale) -> PublishedArea:
    shown = [factor for factor in factors if factor.shown]
    if not shown:
        return PublishedArea(area.key)
    mean = ladder.tenths(_mean([Fraction(factor.tenths, 10) for factor in shown]))
    ends = ladder.ends_on_scale(_lowest_row(shown), scale)
    return PublishedArea(area.key, tenths=ends.within(mean), end=ends.end_of(mean))


def _lowest_row(factors: Sequence[PublishedFactor]) -> Row:
    rungs = {factor.rung for factor in factors}
    return next(row for row in ladder.LADDER if row.rung in rungs)


def _comments(
    answers: Sequence[Answers], instrument: Instrument, shuffle: Callable[[list[str]], None]
) -> dict[str, tuple[str, ...]]:
    """Texts by question, each question in a random order of its own, so that none can be joined."""
    comments = {}
    for question in instrument.open_questions:
        texts = [text for sheet in answers if (text := sheet.texts.get(question.key, "").strip())]
        shuffle(texts)
        comments[question.key] = tuple(texts)
    return comments


def _mean(values: Sequence[Fraction]) -> Fraction:
    return Fraction(sum(values), len(values))


def _variance(values: Sequence[Fraction]) -> Fraction:
    """With n - 1; n >= 2."""
    mean = _mean(values)
    return Fraction(sum((value - mean) ** 2 for value in values), len(values) - 1)
