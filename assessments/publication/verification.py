"""The second check of a result before it leaves publish(), written apart from the first.

It shares no arithmetic with the rule: whole numbers only, its own copy of every floor and cut,
written out cell by cell. A fault must be made twice, in two ways, to be published.
"""

from collections import Counter
from collections.abc import Sequence
from math import lcm

from assessments.instrument import Factor, Instrument, Scale

from .ladder import Rules
from .values import Answers, PublicationError, Published, PublishedArea, PublishedFactor

# Scores are held as whole numbers of 1/UNIT of a scale point: exact for up to ten items.
UNIT = lcm(*range(1, 11))


def verify(
    published: Published,
    answers: Sequence[Answers],
    instrument: Instrument,
    rules: Rules,
    *,
    leader: int | None = None,
) -> None:
    """Raise PublicationError unless the result is what these sheets allow, field by field."""
    _require(published.respondents == len(answers), "the number of sheets")
    _require([each.key for each in published.factors] == [each.key for each in instrument.factors], "the factors")
    columns = [_column(factor, answers, instrument.scale) for factor in instrument.factors]
    marked = leader is not None and _marks_leader(columns, leader, rules)
    persons = sum(1 for i in range(len(answers)) if any(column[i] is not None for column in columns)) - marked
    _require(published.rung == _rung(persons, rules), "the rung of the group")
    for shown, column in zip(published.factors, columns, strict=True):
        _verify_factor(shown, column, instrument.scale, rules, leader)
    if published.rung == "words":
        _verify_words(published, columns, instrument, rules)
    else:
        _verify_area_means(published, instrument)
    _verify_comments(published, answers, instrument)


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise PublicationError(f"the check found a fault in: {what}")


def _rung(n: int, rules: Rules) -> str:
    if n < 3 or n < rules.words:
        return "nothing"
    if n < 4 or n < rules.means:
        return "words"
    if n < 5 or n < rules.comments:
        return "means"
    return "comments" if n < 7 or n < rules.full else "full"


def _column(factor: Factor, answers: Sequence[Answers], scale: Scale) -> list[int | None]:
    column: list[int | None] = []
    for sheet in answers:
        total = answered = 0
        for item in factor.items:
            raw = sheet.items.get(item.key)
            if raw is not None:
                answered += 1
                total += (scale.minimum + scale.maximum - raw) if item.reversed else raw
        enough = 3 * answered >= 2 * len(factor.items)
        column.append(total * UNIT // answered if enough else None)
    return column


def _marks_leader(columns: Sequence[list[int | None]], leader: int, rules: Rules) -> bool:
    return any(_marked(column, leader, rules) for column in columns)


def _marked(column: list[int | None], leader: int | None, rules: Rules) -> bool:
    n = len(column) - column.count(None)
    return leader is not None and column[leader] is not None and n >= 5 and n >= rules.leader_marker and n > rules.means


def _verify_factor(
    shown: PublishedFactor, column: list[int | None], scale: Scale, rules: Rules, leader: int | None
) -> None:
    scores = [score for score in column if score is not None]
    marked = _marked(column, leader, rules)
    rung = _rung(len(scores) - marked, rules)
    if rung in ("nothing", "words"):
        _require(shown == PublishedFactor(shown.key), "a factor that too few have answered")
        return
    _require(shown.rung == rung, "the rung of a factor")
    mean = _tenths(sum(scores), len(scores) * UNIT)
    low, high = _ends(rung, scale)
    end = "low" if mean <= low else "high" if mean >= high else None
    _require(shown.end == end, "the end code of a factor")
    _require(shown.tenths == {"low": low, "high": high, None: mean}[end], "the mean of a factor")
    word = None if end else _agreement(rung, scores, scale)
    _require(shown.agreement == word, "the agreement of a factor")
    with_bins = rung == "full" and word in ("fairly_agreed", "differing")
    _require(shown.bins == (_bins(scores, scale) if with_bins else None), "the distribution of a factor")
    _require(shown.bins is None or sum(shown.bins) == len(scores), "the sum of a distribution")
    _require(shown.leader_tenths == (_tenths(column[leader], UNIT) if marked else None), "the leader's marker")


def _tenths(numerator: int, denominator: int) -> int:
    return (20 * numerator + denominator) // (2 * denominator)


def _ends(rung: str, scale: Scale) -> tuple[int, int]:
    """Tenths, rounded inwards: a sixth up from the bottom; a sixth or a twelfth down from the top."""
    length = scale.maximum - scale.minimum
    high = 120 * scale.maximum - (20 if rung == "means" else 10) * length
    low = 60 * scale.minimum + 10 * length
    return -(-low // 6), high // 12


def _agreement(rung: str, scores: list[int], scale: Scale) -> str | None:
    """SD cuts of 1.2 at rung comments, 0.8 and 1.4 at rung full, in points of a 7-point scale."""
    n, length = len(scores), scale.maximum - scale.minimum
    spread = n * sum(score * score for score in scores) - sum(scores) ** 2

    def at_least(cut_in_tenths: int) -> bool:
        return 3600 * spread >= (cut_in_tenths * length * UNIT) ** 2 * n * (n - 1)

    if rung == "comments":
        return "differing" if at_least(12) else None
    if rung == "full":
        return "differing" if at_least(14) else "fairly_agreed" if at_least(8) else "agreed"
    return None


def _bins(scores: list[int], scale: Scale) -> tuple[int, int, int]:
    """Below 5/12 of the way up the scale, below 9/12, and the rest: 3.5 and 5.5 on 7 points."""
    length = scale.maximum - scale.minimum
    up = [12 * (score - scale.minimum * UNIT) for score in scores]
    low = sum(1 for each in up if each < 5 * length * UNIT)
    high = sum(1 for each in up if each >= 9 * length * UNIT)
    return low, len(scores) - low - high, high


def _verify_words(published: Published, columns: list[list[int | None]], instrument: Instrument, rules: Rules) -> None:
    """Cuts at 4/12, 7/12 and 9/12 of the way up: 3.0, 4.5 and 5.5 on 7 points."""
    scale = instrument.scale
    length = scale.maximum - scale.minimum
    column_of = dict(zip((factor.key for factor in instrument.factors), columns, strict=True))
    expected = []
    for area in instrument.view(published.view).areas:
        scores = [[s for s in column_of[key] if s is not None] for key in area.factors]
        enough = [each for each in scores if len(each) >= max(3, rules.words)]
        if not enough:
            expected.append(PublishedArea(area.key))
            continue
        common = lcm(*(len(each) for each in enough))
        total = sum(sum(each) * (common // len(each)) for each in enough)
        above = total - scale.minimum * UNIT * common * len(enough)
        steps = sum(12 * above >= cut * length * UNIT * common * len(enough) for cut in (4, 7, 9))
        expected.append(PublishedArea(area.key, word=("low", "below_middle", "above_middle", "high")[steps]))
    _require(published.areas == tuple(expected), "the areas in words")


def _verify_area_means(published: Published, instrument: Instrument) -> None:
    factors = published.factor_by_key
    areas = instrument.view(published.view).areas
    _require([each.key for each in published.areas] == [each.key for each in areas], "the areas")
    for shown, area in zip(published.areas, areas, strict=True):
        counted = [factors[key] for key in area.factors if factors[key].tenths is not None]
        if not counted:
            _require(shown == PublishedArea(area.key), "an area without a shown factor")
            continue
        mean = _tenths(sum(each.tenths for each in counted), 10 * len(counted))
        low, high = _ends("means" if any(each.rung == "means" for each in counted) else "full", instrument.scale)
        end = "low" if mean <= low else "high" if mean >= high else None
        expected = PublishedArea(area.key, None, {"low": low, "high": high, None: mean}[end], end)
        _require(shown == expected, "the mean of an area")


def _verify_comments(published: Published, answers: Sequence[Answers], instrument: Instrument) -> None:
    if published.rung not in ("comments", "full"):
        _require(not published.comments, "comments from too few")
        return
    for question in instrument.open_questions:
        written = Counter(sheet.texts.get(question.key, "").strip() for sheet in answers)
        del written[""]
        _require(Counter(published.comments[question.key]) == written, "the comments")
    _require(set(published.comments) == {each.key for each in instrument.open_questions}, "the open questions")
