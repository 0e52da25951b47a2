"""Closed rounds as the editions see them, the fixed views, and the floors."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import NamedTuple

GROUPS = 3
ANSWERS = 15
LARGEST_SHARE = Fraction(1, 2)
NORM_GROUPS = 10
"""A norm holds a spread beside each mean, so it takes more groups to hide one."""


class View(StrEnum):
    """The only ways figures are grouped."""

    TOTAL = "total"
    KIND = "kind"
    YEAR = "year"
    HALF = "half"


class Cell(NamedTuple):
    view: View
    value: str


@dataclass(frozen=True, slots=True)
class Result:
    """One closed round of a group that shows a mean on every factor.

    `answers` is the number of sheets, `kind` the kind of organisation, `known_to` everyone who
    may have read the group's own report: its people and its consultants.
    """

    key: str
    group: str
    answers: int
    kind: str
    closed_on: date
    known_to: frozenset[str] = frozenset()

    @property
    def cells(self) -> tuple[Cell, ...]:
        half = 1 if self.closed_on.month <= 6 else 2
        return (
            Cell(View.TOTAL, ""),
            Cell(View.KIND, self.kind),
            Cell(View.YEAR, str(self.closed_on.year)),
            Cell(View.HALF, f"{self.closed_on.year}-{half}"),
        )


def cells_of(results: Iterable[Result]) -> dict[Cell, frozenset[str]]:
    """Every cell of every view with the keys of its results."""
    members: dict[Cell, set[str]] = defaultdict(set)
    for result in results:
        for cell in result.cells:
            members[cell].add(result.key)
    return {cell: frozenset(keys) for cell, keys in members.items()}


def is_large_enough(results: Collection[Result], *, groups: int = GROUPS, answers: int = ANSWERS) -> bool:
    """Enough groups and enough persons. Two rounds of a group are the same persons: the larger counts."""
    persons = _persons(results)
    return len(persons) >= groups and sum(persons.values()) >= answers


def is_balanced(results: Collection[Result]) -> bool:
    """No group has more than half of the answers. At least one result."""
    answers: dict[str, int] = defaultdict(int)
    for result in results:
        answers[result.group] += result.answers
    return max(answers.values()) <= LARGEST_SHARE * sum(answers.values())


def _persons(results: Iterable[Result]) -> Mapping[str, int]:
    persons: dict[str, int] = defaultdict(int)
    for result in results:
        persons[result.group] = max(persons[result.group], result.answers)
    return persons
