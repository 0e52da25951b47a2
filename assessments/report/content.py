"""From the frozen result of a closed round, and nothing else, to what its report says.

Everything read here stands still after closing, but for the withheld comments and the names of
group and organisation: the same round gives the same content, and so the same PDF.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments import queries
from assessments.instrument import Area, Factor, Instrument, Norm
from assessments.models import AssessmentRound, RoundState
from assessments.publication import (
    AGREEMENT_LABELS,
    AREA_WORD_LABELS,
    STANDING_LABELS,
    Agreement,
    Change,
    ChangeNotPossible,
    NormFigures,
    Published,
    PublishedArea,
    PublishedFactor,
    Ranking,
    Standing,
    Verdict,
    challenges,
    change,
    mean_text,
    score_text,
    standings,
    strengths,
)
from assessments.publication.ladder import BIN_CUTS, LADDER, WORD_CUTS, on_scale, stretch, tenths
from assessments.publication.words import CHANGE_REASON_LABELS
from assessments.report import printable
from assessments.report.model import (
    Beside,
    Comparison,
    Listing,
    Method,
    OtherGroups,
    Question,
    ReportArea,
    ReportContent,
    ReportFactor,
    ReportScale,
    Score,
    Shift,
)
from assessments.services.instruments import load_version
from portal.core.templatetags.ui import in_words


def build(round_: AssessmentRound, include_withheld: bool = False) -> ReportContent:
    """What the report of a closed round says. ``include_withheld`` is for the consultant's own page alone.

    Raises RoundResult.DoesNotExist for a round that has not closed.
    """
    instrument = load_version(round_.instrument_id)
    published = queries.published(round_)
    with override("nb"):
        comparison, changes, earlier, reasons = _compared(round_, published, instrument)
        others, beside = _other_groups(round_, published, instrument)
        factors = {
            factor.key: _factor(
                instrument.factor_by_key[factor.key], factor, changes.get(factor.key), earlier, beside.get(factor.key)
            )
            for factor in published.factors
        }
        group = round_.application.group
        return ReportContent(
            portal=settings.PORTAL_BRAND.portal,
            group=printable.line(group.name),
            organisation=printable.line(group.organisation.name),
            case=round_.application.number,
            sequence=round_.sequence,
            closed_on=round_.closed_on.isoformat(),
            respondents=round_.result.respondents,
            asked=round_.result.asked,
            rung=published.rung,
            leader_shown=any(factor.leader_tenths is not None for factor in published.factors),
            scale=_scale(instrument),
            areas=_areas(published, instrument, factors),
            strengths=_listing(strengths(published, instrument)),
            challenges=_listing(challenges(published, instrument)),
            agreed=_with_agreement(published, Agreement.AGREED),
            differing=_with_agreement(published, Agreement.DIFFERING),
            comparison=comparison,
            no_comparison=reasons,
            others=others,
            questions=_questions(round_, instrument, include_withheld),
            withheld=round_.comments.filter(withheld=True).count(),
            method=_method(instrument, published),
        )


# Areas and factors ----------------------------------------------------------


def _areas(published: Published, instrument: Instrument, factors: Mapping[str, ReportFactor]) -> tuple[ReportArea, ...]:
    shown = {area.key: area for area in published.areas}
    return tuple(_area(area, shown[area.key], factors) for area in instrument.view(published.view).areas)


def _area(area: Area, shown: PublishedArea, factors: Mapping[str, ReportFactor]) -> ReportArea:
    return ReportArea(
        key=area.key,
        title=area.title,
        intro=area.intro,
        word=shown.word or "",
        word_text=str(AREA_WORD_LABELS[shown.word]) if shown.word else "",
        score=_score(shown),
        factors=tuple(factors[key] for key in area.factors),
    )


def _factor(
    factor: Factor,
    shown: PublishedFactor,
    change_: Change | None,
    earlier: Mapping[str, PublishedFactor],
    beside: Beside | None,
) -> ReportFactor:
    return ReportFactor(
        key=factor.key,
        title=factor.title,
        description=factor.description,
        questions=factor.discussion,
        score=_score(shown),
        agreement=shown.agreement or "",
        agreement_text=_capital(AGREEMENT_LABELS[shown.agreement]) if shown.agreement else "",
        bins=shown.bins,
        leader_tenths=shown.leader_tenths,
        earlier=_score(earlier[factor.key]) if change_ else None,
        shift=_shift(change_) if change_ else None,
        beside=beside,
    )


def _score(shown: PublishedFactor | PublishedArea) -> Score | None:
    return None if shown.tenths is None else Score(shown.tenths, shown.end or "", mean_text(shown))


def _shift(change_: Change) -> Shift:
    tenths_ = change_.tenths or 0
    if change_.verdict != Verdict.CHANGED:
        text = _("Uendret") if change_.verdict == Verdict.UNCHANGED else _("Ikke avgjort")
        return Shift(change_.verdict, tenths_, text)
    pattern = {
        (True, False): _("Endret: opp %(size)s"),
        (False, False): _("Endret: ned %(size)s"),
        (True, True): _("Endret: opp minst %(size)s"),
        (False, True): _("Endret: ned minst %(size)s"),
    }[tenths_ > 0, change_.bound]
    return Shift(change_.verdict, tenths_, pattern % {"size": score_text(abs(tenths_))})


def _listing(ranking: Ranking) -> Listing:
    return Listing(ranking.keys, ranking.tied, ranking.told_apart)


def _with_agreement(published: Published, agreement: Agreement) -> tuple[str, ...]:
    return tuple(factor.key for factor in published.factors if factor.agreement == agreement)


# The earlier round ----------------------------------------------------------


def _compared(
    round_: AssessmentRound, published: Published, instrument: Instrument
) -> tuple[Comparison | None, dict[str, Change], dict[str, PublishedFactor], tuple[str, ...]]:
    """The latest earlier round that can be compared; else why the latest one cannot."""
    reasons: tuple[str, ...] = ()
    for earlier in _earlier_rounds(round_):
        before = queries.published(earlier)
        try:
            changes = change(before, published, instrument, first_on=earlier.closed_on, second_on=round_.closed_on)
        except ChangeNotPossible as error:
            reasons = reasons or tuple(str(CHANGE_REASON_LABELS[reason]) for reason in error.reasons)
            continue
        return _comparison(earlier, round_), {each.key: each for each in changes}, before.factor_by_key, ()
    return None, {}, {}, reasons


def _earlier_rounds(round_: AssessmentRound) -> list[AssessmentRound]:
    """Closed rounds of the same group, in this case or an earlier one, the latest first."""
    closed = AssessmentRound.objects.filter(
        application__group=round_.application.group_id,
        state=RoundState.CLOSED,
        tool="",
        closed_on__lt=round_.closed_on,
    )
    return list(closed.select_related("result").order_by("-closed_on", "-sequence"))


def _comparison(earlier: AssessmentRound, round_: AssessmentRound) -> Comparison:
    before, now = (set(each.participations.values_list("person_id", flat=True)) for each in (earlier, round_))
    return Comparison(
        closed_on=earlier.closed_on.isoformat(),
        respondents=earlier.result.respondents,
        joined=len(now - before),
        left=len(before - now),
    )


# Other groups ---------------------------------------------------------------


def _other_groups(
    round_: AssessmentRound, published: Published, instrument: Instrument
) -> tuple[OtherGroups | None, dict[str, Beside]]:
    """The norm that closing kept, else the newest of the instrument's own file; nothing where there is no figure
    of the group's to stand beside."""
    if kept := round_.result.norm:
        others = OtherGroups(kept["groups"], kept["made_on"], kept["edition"], source="")
        figures = NormFigures(kept["groups"], kept["means"], kept["spreads"])
    elif instrument.norms:
        norm = max(instrument.norms, key=lambda each: each.date)
        others = OtherGroups(norm.groups, norm.date.isoformat(), 0, source=f"{norm.title}. {norm.source}")
        figures = _from_file(norm)
    else:
        return None, {}
    found = standings(published, figures, instrument)
    return (others if found else None), {key: _beside(figures.means[key], found[key]) for key in found}


def _from_file(norm: Norm) -> NormFigures:
    factors = norm.factors.items()
    return NormFigures(
        norm.groups,
        means={key: tenths(Fraction(str(figure.mean))) for key, figure in factors},
        spreads={key: tenths(Fraction(str(figure.sd))) for key, figure in factors},
    )


def _beside(norm_tenths: int, standing: Standing) -> Beside:
    return Beside(norm_tenths, score_text(norm_tenths), standing, _capital(STANDING_LABELS[standing]))


# Comments and method --------------------------------------------------------


def _questions(round_: AssessmentRound, instrument: Instrument, include_withheld: bool) -> tuple[Question, ...]:
    """Answers in the order of their random keys, which is no one's order."""
    comments = list(round_.comments.order_by("pk"))
    if not include_withheld:
        comments = [comment for comment in comments if not comment.withheld]
    return tuple(
        Question(
            question.key,
            question.text,
            tuple(
                paragraphs
                for comment in comments
                if comment.question == question.key and (paragraphs := printable.paragraphs(comment.text))
            ),
        )
        for question in instrument.open_questions
    )


def _scale(instrument: Instrument) -> ReportScale:
    scale = instrument.scale
    return ReportScale(
        minimum=scale.minimum,
        maximum=scale.maximum,
        lowest=scale.labels[scale.minimum].lower(),
        highest=scale.labels[scale.maximum].lower(),
        bins=_ranges([tenths(on_scale(cut, scale)) for cut in BIN_CUTS]),
        words=_ranges([tenths(on_scale(cut, scale)) for cut, _word in WORD_CUTS]),
    )


def _ranges(cuts: Sequence[int]) -> tuple[str, ...]:
    """ "under 3,5", "3,5 til 5,4", "5,5 eller høyere" for cuts in tenths, ascending."""
    between = [
        _("%(low)s til %(high)s") % {"low": score_text(low), "high": score_text(high - 1)}
        for low, high in pairwise(cuts)
    ]
    return (
        _("under %(cut)s") % {"cut": score_text(cuts[0])},
        *between,
        _("%(cut)s eller høyere") % {"cut": score_text(cuts[-1])},
    )


def _method(instrument: Instrument, published: Published) -> Method:
    counts = sorted({len(factor.items) for factor in instrument.factors})
    row = next(row for row in LADDER if row.rung == published.rung)
    cuts = [tenths(cut * stretch(instrument.scale)) for cut, _word in row.agreement if cut]
    return Method(
        instrument=instrument.title,
        version=instrument.version,
        status=instrument.licence.status,
        rights_holder=instrument.licence.rights_holder,
        items_per_factor=in_words(counts[0]) if len(counts) == 1 else f"{counts[0]}–{counts[-1]}",
        reference_sd=f"{instrument.reference_sd:.1f}".replace(".", ","),
        reference_sd_source=instrument.reference_sd_source,
        agreement_cuts=tuple(score_text(cut) for cut in cuts),
    )


def _capital(text: object) -> str:
    return str(text)[:1].upper() + str(text)[1:]
