"""Numbered editions of programme figures and norms, made when the office asks for them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import stdev
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from assessments.editions import (
    GROUPS,
    NORM_GROUPS,
    Cell,
    Edition,
    EditionCell,
    Norm,
    Result,
    Status,
    View,
    next_edition,
    next_norm,
)
from assessments.models import (
    AssessmentRound,
    EditionKind,
    FactorResult,
    FigureCell,
    FigureEdition,
    InstrumentVersion,
    Participation,
    RoundState,
)
from assessments.publication.ladder import tenths
from assessments.services.instruments import load_version
from enrollment.models import Membership
from portal.core.models import ReadLog
from portal.core.workflow import TransitionNotAllowed, lock


@dataclass(frozen=True, slots=True)
class Figures:
    """A closed round as the audit sees it, with its shown means in points by factor."""

    result: Result
    means: Mapping[str, Fraction]


@transaction.atomic
def publish_figures(instrument: InstrumentVersion, *, by) -> FigureEdition:
    """The next edition of programme figures of one instrument version. Raises TransitionNotAllowed when none is due."""
    lock(InstrumentVersion, pk=instrument.pk)
    figures = _closed_rounds(instrument)
    norms = [norm.members for norm in _earlier_norms(instrument)]
    edition = next_edition([each.result for each in figures.values()], _earlier_figures(instrument), norms)
    if edition is None:
        sentence = _("Det er ikke nok nytt til en ny utgave. Et tall endres først når %(groups)s grupper er nye i det.")
        raise TransitionNotAllowed([sentence % {"groups": GROUPS}])
    row = _new_row(instrument, EditionKind.FIGURES, by)
    FigureCell.objects.bulk_create(_cell(row, each, figures) for each in edition.cells)
    return row


@transaction.atomic
def publish_norm(instrument: InstrumentVersion, *, by) -> FigureEdition:
    """The next norm of one instrument version. Raises TransitionNotAllowed when none is due."""
    lock(InstrumentVersion, pk=instrument.pk)
    figures = _closed_rounds(instrument)
    cells = {members for edition in _earlier_figures(instrument) for members in edition.shown.values()}
    norm = next_norm([each.result for each in figures.values()], _earlier_norms(instrument), cells)
    if norm is None:
        sentence = _("Sammenlikningstall krever %(groups)s nye grupper, og at ingen kan regne seg fram til noen få.")
        raise TransitionNotAllowed([sentence % {"groups": NORM_GROUPS}])
    row = _new_row(instrument, EditionKind.NORM, by)
    shown = EditionCell(Cell(View.TOTAL, ""), Status.NEW, norm.members)
    cell = _cell(row, shown, figures)
    cell.spreads = _spreads([figures[key] for key in sorted(norm.members)])
    cell.save()
    return row


def norm_in_force(instrument: InstrumentVersion) -> dict | None:
    """The latest norm of this very version, as a closing round keeps it; None before the first.

    Means and spreads in tenths by factor. Who is behind it stays with the edition.
    """
    edition = instrument.editions.filter(kind=EditionKind.NORM).order_by("-number").first()
    if edition is None:
        return None
    cell = edition.cells.get()
    return {
        "edition": edition.number,
        "made_on": edition.made_on.isoformat(),
        "groups": cell.groups,
        "means": cell.means,
        "spreads": cell.spreads,
    }


def _closed_rounds(instrument: InstrumentVersion) -> dict[str, Figures]:
    """Rounds that show every factor, by id. One with a factor left out would make cells of a set of its own."""
    rounds = instrument.rounds.filter(state=RoundState.CLOSED, result__isnull=False)
    rounds = rounds.select_related("result", "application__organisation__kind").order_by("pk")
    means: dict[str, dict[str, Fraction]] = {}
    rows = FactorResult.objects.filter(result__round__in=rounds, mean__isnull=False).order_by("pk")
    for round_id, factor, mean in rows.values_list("result__round", "factor", "mean"):
        means.setdefault(str(round_id), {})[factor] = Fraction(mean)
    whole = {factor.key for factor in load_version(instrument.pk).factors}
    readers = _readers(rounds)
    return {
        str(round_.pk): Figures(_result(round_, readers[round_.pk]), means[str(round_.pk)])
        for round_ in rounds
        if set(means.get(str(round_.pk), ())) == whole
    }


def _readers(rounds: Collection[AssessmentRound]) -> dict[object, frozenset[str]]:
    """By round, the addresses of all who may know its report: who was asked, who is or was in the group,
    the consultant it names, and whoever else has opened it."""
    found = {round_.pk: {round_.consultant_email} for round_ in rounds}
    asked = Participation.objects.filter(round__in=rounds).order_by("pk")
    for round_id, email in asked.values_list("round", "person__email"):
        found[round_id].add(email)
    of_group: dict[object, set[str]] = defaultdict(set)
    groups = {round_.application.group_id for round_ in rounds}
    memberships = Membership.objects.filter(group__in=groups).order_by("pk")
    for group_id, email in memberships.values_list("group", "user__email"):
        of_group[group_id].add(email)
    opened = ReadLog.objects.filter(what__startswith="report", subject_id__in=[str(pk) for pk in found]).order_by("pk")
    for round_id, email in opened.values_list("subject_id", "who__email"):
        found[UUID(round_id)].add(email)
    return {round_.pk: frozenset(found[round_.pk] | of_group[round_.application.group_id]) for round_ in rounds}


def _result(round_: AssessmentRound, readers: frozenset[str]) -> Result:
    return Result(
        key=str(round_.pk),
        group=str(round_.application.group_id),
        answers=round_.result.respondents,
        kind=round_.application.organisation.kind.name,
        closed_on=round_.closed_on,
        known_to=readers,
    )


def _earlier(instrument: InstrumentVersion, kind: EditionKind) -> list[list[FigureCell]]:
    editions = instrument.editions.filter(kind=kind).order_by("number").prefetch_related("cells")
    return [list(edition.cells.all()) for edition in editions]


def _earlier_figures(instrument: InstrumentVersion) -> list[Edition]:
    return [
        Edition(tuple(EditionCell(_place(row), Status(row.status), frozenset(row.members)) for row in rows))
        for rows in _earlier(instrument, EditionKind.FIGURES)
    ]


def _earlier_norms(instrument: InstrumentVersion) -> list[Norm]:
    return [Norm(frozenset(row.members)) for rows in _earlier(instrument, EditionKind.NORM) for row in rows]


def _place(row: FigureCell) -> Cell:
    return Cell(View(row.view), row.value)


def _new_row(instrument: InstrumentVersion, kind: EditionKind, by) -> FigureEdition:
    last = instrument.editions.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0
    return FigureEdition.objects.create(instrument=instrument, kind=kind, number=last + 1, made_by=by)


def _cell(row: FigureEdition, shown: EditionCell, figures: Mapping[str, Figures]) -> FigureCell:
    own = [figures[key] for key in sorted(shown.members)]
    return FigureCell(
        edition=row,
        view=shown.cell.view,
        value=shown.cell.value,
        status=shown.status,
        groups=len({each.result.group for each in own}),
        answers=sum(each.result.answers for each in own),
        means=_means(own),
        members=[each.result.key for each in own],
    )


def _means(own: Sequence[Figures]) -> dict[str, int]:
    """Mean of the groups' shown means, each round alike, in tenths by factor."""
    return {factor: tenths(sum(values, Fraction()) / len(values)) for factor, values in _by_factor(own)}


def _spreads(own: Sequence[Figures]) -> dict[str, int]:
    """Standard deviation between the groups' means, in tenths by factor."""
    return {factor: tenths(Fraction(stdev(values))) for factor, values in _by_factor(own)}


def _by_factor(own: Sequence[Figures]) -> Iterable[tuple[str, list[Fraction]]]:
    return [(factor, [each.means[factor] for each in own]) for factor in (own[0].means if own else ())]
