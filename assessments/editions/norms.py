"""The norm of an instrument version: what ten groups or more have answered, as numbered editions."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from .span import is_safe
from .values import NORM_GROUPS, Result, is_balanced, is_large_enough


@dataclass(frozen=True, slots=True)
class Norm:
    """`members` are the keys of the results it is made of."""

    members: frozenset[str]


def next_norm(
    results: Iterable[Result], earlier: Sequence[Norm], figures: Collection[frozenset[str]] = ()
) -> Norm | None:
    """The norm that may be published today after the `earlier` ones; None when there is none.

    A group counts once, with its first round. Ten groups must be new, since a norm tells a spread
    as well as a mean. Two kinds of readers are thought of. Whoever also reads programme figures,
    of which `figures` are the members of every cell ever shown; and whoever meets the norm in a
    report, and knows the reports of her own groups: without these too, nothing small may be solvable.
    """
    by_key = {result.key: result for result in results}
    members = frozenset(result.key for result in _first_of_each(by_key.values()))
    new = [by_key[key] for key in members - frozenset().union(*(norm.members for norm in earlier))]
    if not is_large_enough(new, groups=NORM_GROUPS) or not is_balanced([by_key[key] for key in members]):
        return None
    norms = [*(norm.members for norm in earlier), members]
    if not is_safe([*norms, *figures], by_key):
        return None
    for known in _known_together(by_key.values()):
        if not is_safe(norms, {key: result for key, result in by_key.items() if key not in known}):
            return None
    return Norm(members)


def _known_together(results: Iterable[Result]) -> set[frozenset[str]]:
    """The keys that one and the same reader knows; those of a group know the same, so these are few."""
    own: dict[str, set[str]] = defaultdict(set)
    for result in results:
        for reader in result.known_to:
            own[reader].add(result.key)
    return {frozenset(keys) for keys in own.values()}


def _first_of_each(results: Iterable[Result]) -> list[Result]:
    first: dict[str, Result] = {}
    for result in sorted(results, key=lambda each: (each.closed_on, each.key)):
        first.setdefault(result.group, result)
    return list(first.values())
