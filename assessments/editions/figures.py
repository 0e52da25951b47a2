"""Programme figures: the next edition, from the closed rounds of today and every earlier edition."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from .span import is_safe
from .values import Cell, Result, View, cells_of, is_balanced, is_large_enough

# Who comes first is shown more often. Half-years do not overlap, so they block each other least, and
# the total can always be had as their sum; asked for first, it would hide a third of them.
CLAIM = (View.HALF, View.KIND, View.TOTAL, View.YEAR)


class Status(StrEnum):
    """What an edition does with a cell, and why one is not shown."""

    NEW = "new"
    KEPT = "kept"
    TOO_SMALL = "too_small"
    UNBALANCED = "unbalanced"
    PROTECTS_OTHERS = "protects_others"

    @property
    def shown(self) -> bool:
        return self in (Status.NEW, Status.KEPT)


@dataclass(frozen=True, slots=True)
class EditionCell:
    """`members` are the keys of the results behind the figures; none when the cell is not shown.

    KEPT: the figures are those of an earlier edition, since too little has come to them.
    """

    cell: Cell
    status: Status
    members: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Edition:
    cells: tuple[EditionCell, ...]

    @property
    def shown(self) -> dict[Cell, frozenset[str]]:
        return {each.cell: each.members for each in self.cells if each.status.shown}


def next_edition(
    results: Iterable[Result], earlier: Sequence[Edition], norms: Collection[frozenset[str]] = ()
) -> Edition | None:
    """The edition that may be published today after the `earlier` ones; None when no cell would be new.

    `norms` are the members of every norm of the same instrument version: the office reads both.

    Each cell in turn: it must hold 3 groups and 15 answers, no group above half of them, and if
    it was shown before as many must be new in it. Then it is added only if nothing small can be
    solved for from all that was ever published. A cell that may not change stays as it was; one
    that was never shown is hidden.
    """
    by_key = {result.key: result for result in results}
    shown = _latest(earlier)
    published = {*norms, *(members for edition in earlier for members in edition.shown.values())}
    cells = []
    for cell, whole in _in_turn(cells_of(by_key.values())):
        before = shown.get(cell, frozenset())
        for members in _ways(cell, whole, shown):
            status = _status(members, before, published, by_key)
            if status == Status.NEW:
                break
        if status == Status.NEW:
            published.add(members)
            shown[cell] = members
        elif before:
            status = Status.KEPT
        cells.append(EditionCell(cell, status, shown.get(cell, frozenset())))
    if not any(each.status == Status.NEW for each in cells):
        return None
    views = list(View)
    return Edition(tuple(sorted(cells, key=lambda each: (views.index(each.cell.view), each.cell.value))))


def _latest(earlier: Sequence[Edition]) -> dict[Cell, frozenset[str]]:
    """The members each cell was last shown with."""
    latest: dict[Cell, frozenset[str]] = {}
    for edition in earlier:
        latest |= edition.shown
    return latest


def _in_turn(cells: Mapping[Cell, frozenset[str]]) -> list[tuple[Cell, frozenset[str]]]:
    """By claim, the larger cells of a view first."""
    return sorted(cells.items(), key=lambda item: (CLAIM.index(item[0].view), -len(item[1]), item[0].value))


def _ways(cell: Cell, whole: frozenset[str], shown: Mapping[Cell, frozenset[str]]) -> Iterator[frozenset[str]]:
    """The cell with all its results; the total also as the sum of the half-years that are shown."""
    yield whole
    if cell.view == View.TOTAL:
        yield frozenset().union(*(members for each, members in shown.items() if each.view == View.HALF))


def _status(
    members: frozenset[str],
    before: frozenset[str],
    published: Collection[frozenset[str]],
    by_key: Mapping[str, Result],
) -> Status:
    """NEW when the cell can be shown with these members, else why it cannot."""
    if not is_large_enough([by_key[key] for key in members - before]):
        return Status.TOO_SMALL
    if not is_balanced([by_key[key] for key in members]):
        return Status.UNBALANCED
    if not is_safe([*published, members], by_key):
        return Status.PROTECTS_OTHERS
    return Status.NEW
