"""Questions put to a plan: changes of an instance that are solved and thrown away."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

NEWCOMER = "ny"
NEWCOMER_PLACES = 4


def asked(
    raw: dict[str, Any], *, more: Collection[str] = (), away: Collection[str] = (), earlier: bool, newcomer: bool
) -> dict[str, Any]:
    """The instance with one more place for those in ``more``, those ``away`` gone, and so on. ``raw`` stays."""
    changed = {**raw, "consultants": [dict(row) for row in raw["consultants"]]}
    if earlier:
        changed["groups"] = [
            {**row, "from": month_before(row["from"]), "to": month_before(row["to"])} for row in raw["groups"]
        ]
    days = [row[end] for row in changed["groups"] for end in ("from", "to")]
    for row in changed["consultants"]:
        if row["id"] in more:
            row["slots"] += 1
        if row["id"] in away and days:
            row["away"] = [*row["away"], [min(days), max(days)]]
    if newcomer and days:
        changed["consultants"].append(a_newcomer(raw["round"]["instrument"], min(days), max(days)))
    changed["locks"] = [row for row in raw["locks"] if row["consultant"] not in away]
    return changed


def a_newcomer(instrument: str, first: str, last: str) -> dict[str, Any]:
    """Somebody certified from outside, tied to nobody, of middle experience."""
    return {
        "id": NEWCOMER,
        "certs": [{"instrument": instrument, "from": first, "to": last}],
        "slots": NEWCOMER_PLACES,
        "load": 0,
        "employers": [],
        "relations": [],
        "sectors": [],
        "seniority": 3,
        "away": [],
    }


def month_before(day: str) -> str:
    """The same day of the month before, or the last that month has."""
    start = date.fromisoformat(day)
    last = start.replace(day=1) - timedelta(days=1)
    return last.replace(day=min(start.day, last.day)).isoformat()
