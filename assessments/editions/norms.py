"""The norm of an instrument version: what ten groups or more have answered, as numbered editions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .span import is_safe
from .values import NORM_GROUPS, Result, is_balanced, is_large_enough


@dataclass(frozen=True, slots=True)
class Norm:
    """`members` are the keys of the results it is made of."""

    members: frozenset[str]


def next_norm(results: Iterable[Result], earlier: Sequence[Norm]) -> Norm | None:
    """The norm that may be published today after the `earlier` ones; None when there is none.

    A group counts once, with its first round. Ten groups must be new, since a norm tells a spread
    as well as a mean. Consultants read norms and know the reports of their own groups: without
    these too, nothing small may be solvable.
    """
    by_key = {result.key: result for result in results}
    members = frozenset(result.key for result in _first_of_each(by_key.values()))
    new = [by_key[key] for key in members - frozenset().union(*(norm.members for norm in earlier))]
    if not is_large_enough(new, groups=NORM_GROUPS) or not is_balanced([by_key[key] for key in members]):
        return None
    published = [*(norm.members for norm in earlier), members]
    for reader in {"", *(result.known_to for result in by_key.values())}:
        unknown = {key: result for key, result in by_key.items() if not reader or result.known_to != reader}
        if not is_safe(published, unknown):
            return None
    return Norm(members)


def _first_of_each(results: Iterable[Result]) -> list[Result]:
    first: dict[str, Result] = {}
    for result in sorted(results, key=lambda each: (each.closed_on, each.key)):
        first.setdefault(result.group, result)
    return list(first.values())
