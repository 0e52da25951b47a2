"""Invented programmes: kinds of organisation, groups of all sizes, non-response, two rounds, years of editions."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from assessments.editions import Edition, Norm, Result, next_edition, next_norm

START = date(2026, 1, 5)
SMALLEST_SHOWN = 4


@dataclass(frozen=True, slots=True)
class Programme:
    """All results in the order they come, and the days on which an edition is made."""

    results: tuple[Result, ...]
    days: tuple[date, ...]


def programme(seed: int) -> Programme:
    rng = random.Random(seed)
    years, kinds = rng.randint(1, 4), rng.randint(1, 5)
    weights = [rng.random() + 0.05 for _ in range(kinds)]
    rate = rng.uniform(0.5, 1.0)
    results = []
    for number in range(rng.randint(4, 45)):
        members, kind = rng.randint(3, 14), rng.choices(range(kinds), weights)[0]
        day = START + timedelta(days=rng.randrange(365 * years))
        for sequence in range(1 + (rng.random() < 0.6)):
            answers = sum(rng.random() < rate for _ in range(members))
            if answers >= SMALLEST_SHOWN:
                key, group, readers = f"{number}/{sequence}", f"g{number}", _readers(number)
                results.append(Result(key, group, answers, f"slag {kind}", day, readers))
            day += timedelta(days=rng.randint(120, 400))
    last = max((result.closed_on for result in results), default=START)
    days = sorted(rng.sample(range((last - START).days + 60), k=rng.randint(1, 4)))
    return Programme(tuple(results), tuple(START + timedelta(days=each) for each in [*days, (last - START).days]))


def _readers(number: int) -> frozenset[str]:
    """Its own people, somebody who also belongs to the next group, and one of seven consultants."""
    return frozenset({f"medlem {number}", f"i to {number // 2}", f"konsulent {number % 7}"})


def editions_of(invented: Programme) -> list[Edition]:
    editions: list[Edition] = []
    for _day, _results, edition in published(invented):
        if edition:
            editions.append(edition)
    return editions


def published(invented: Programme) -> Iterator[tuple[date, list[Result], Edition | None]]:
    """Each day with the results so far, and the edition that came of them."""
    editions: list[Edition] = []
    for day in sorted(invented.days):
        so_far = [result for result in invented.results if result.closed_on <= day]
        edition = next_edition(so_far, editions)
        if edition:
            editions.append(edition)
        yield day, so_far, edition


def published_with_norms(invented: Programme, *, norm_first: bool) -> tuple[list[Edition], list[Norm]]:
    """All editions of both kinds, when the office asks for both on each day."""
    editions: list[Edition] = []
    norms: list[Norm] = []
    for day in sorted(invented.days):
        so_far = [result for result in invented.results if result.closed_on <= day]
        for make_norm in (norm_first, not norm_first):
            if make_norm:
                cells = {members for edition in editions for members in edition.shown.values()}
                norm = next_norm(so_far, norms, cells)
                norms += [norm] if norm else []
            else:
                edition = next_edition(so_far, editions, [norm.members for norm in norms])
                editions += [edition] if edition else []
    return editions, norms
