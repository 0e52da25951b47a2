"""A judge that knows the contract and nothing of the solver: it reads the files as they are written."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

Json = dict[str, Any]
Seats = dict[str, tuple[str, str | None]]  # group -> (lead, co)
NEED = {1: 5, 2: 4, 3: 3, 4: 2}


def filled(seats: Seats) -> list[tuple[str, str, str]]:
    """(group, role, consultant) of every seat somebody has."""
    leads = [(g, "lead", lead) for g, (lead, _) in seats.items()]
    return leads + [(g, "co", co) for g, (_, co) in seats.items() if co]


class Judge:
    def __init__(self, instance: Json) -> None:
        self.instance = instance
        self.kind = instance["kind"]
        self.round = instance["round"]
        self.groups = {group["id"]: group for group in instance.get("groups", [])}
        self.consultants = {consultant["id"]: consultant for consultant in instance.get("consultants", [])}
        self.weights = {"sector": 0, "level": 0, "continuity": 0, "wish": 0, "training": 0, "load": 0}
        self.weights.update(instance.get("weights", {}))
        self.pins = {(lock["group"], lock["role"], lock["consultant"]) for lock in instance.get("locks", [])}
        self.declined = {(row["group"], row["consultant"]) for row in instance.get("declined", [])}
        self.previous = {(row["group"], row["consultant"], row["role"]) for row in instance.get("previous", [])}
        self.lead_fits = {g: self.fits(g, self.leads_of(g), self.lead_parts) for g in self.groups}
        self.co_fits = {g: self.fits(g, self.cos_of(g), self.co_parts) for g in self.groups}

    # Hard rules

    def codes(self, g: str, c: str) -> list[str]:
        group, consultant = self.groups[g], self.consultants[c]
        first, last = group["from"], group["to"]
        certs = [x for x in consultant.get("certs", []) if x["instrument"] == self.round["instrument"]]
        found = []
        if not any(x["from"] <= first and x["to"] >= last for x in certs):
            found.append("expires" if any(x["from"] <= first <= x["to"] for x in certs) else "no_cert")
        year = int(first[:4]) - self.round.get("quarantine_years", 2)
        edge = f"{year:04}-02-28" if first[5:] == "02-29" and (year % 4 or year == 1900) else f"{year:04}{first[4:]}"
        links = [x for x in consultant.get("employers", []) if x["id"] == group["employer"]]
        if any(x.get("until") is None or x["until"] >= edge for x in links):
            found.append("employer")
        if set(consultant.get("relations", [])) & set(group.get("members", [])):
            found.append("relation")
        if any(start <= last and first <= end for start, end in consultant.get("away", [])):
            found.append("away")
        if (g, c) in self.declined:
            found.append("declined")
        if self.room(c) == 0:
            found.append("full")
        return found

    def room(self, c: str) -> int:
        return max(0, self.consultants[c]["slots"] - self.consultants[c].get("load", 0))

    def leads_of(self, g: str) -> list[str]:
        """Who may lead, room or not."""
        if "pairs" in self.instance:
            return [c for c in self.instance["pairs"].get(g, {}) if (g, c) not in self.declined]
        return [c for c in self.consultants if not set(self.codes(g, c)) - {"full"}]

    def cos_of(self, g: str) -> list[str]:
        if self.kind == "lead" or self.groups[g].get("co", "no") == "no":
            return []
        return [c for c in self.consultants if not set(self.codes(g, c)) - self.forgiven(c)]

    def forgiven(self, c: str) -> set[str]:
        aspirant = self.round["instrument"] in self.consultants[c].get("aspirant", [])
        return {"full", "no_cert", "expires"} if aspirant else {"full"}

    # Fit

    def fits(self, g: str, able: list[str], parts: Any) -> dict[str, int]:
        return {c: sum(parts(g, c).values()) for c in able}

    def lead_parts(self, g: str, c: str) -> dict[str, int]:
        group, consultant, weights = self.groups[g], self.consultants[c], self.weights
        if "pairs" in self.instance:
            return {"pairs": self.instance["pairs"][g][c]}
        knows = group.get("sector") is not None and group["sector"] in consultant.get("sectors", [])
        distance = abs(NEED[group["level"]] - consultant.get("seniority", 3))
        wishes = group.get("wishes", [])
        return {
            "sector": weights["sector"] * knows,
            "level": weights["level"] * max(0, 4 - distance),
            "continuity": weights["continuity"] * (c in group.get("past", [])),
            "wish": weights["wish"] * (3 - wishes.index(c) if c in wishes else 0),
        }

    def co_parts(self, g: str, c: str) -> dict[str, int]:
        group, consultant, weights = self.groups[g], self.consultants[c], self.weights
        knows = group.get("sector") is not None and group["sector"] in consultant.get("sectors", [])
        aspires = bool({"no_cert", "expires"} & set(self.codes(g, c)))
        return {"training": weights["training"] * aspires, "sector": weights["sector"] // 2 * knows}

    # Plans

    def faults(self, seats: Seats) -> list[str]:
        """Every hard rule that a plan breaks."""
        found = [f"pin {g} {role}" for g, role, c in self.pins if self.seat(seats, g, role) != c]
        found += [f"{g} {c}" for g, (c, _) in seats.items() if c not in self.lead_fits[g]]
        found += [f"{g} co {c}" for g, (_, c) in seats.items() if c and c not in self.co_fits[g]]
        found += [f"{g} both" for g, pair in seats.items() if pair[0] == pair[1]]
        for c in self.consultants:
            held = self.held(seats, c)
            if len(held) > self.room(c):
                found.append(f"slots {c}")
            limit = self.consultants[c].get("hours")
            if self.kind == "pair" and limit is not None and self.hours(held) > limit:
                found.append(f"hours {c}")
        return found + (self.pair_faults(seats) if self.kind == "pair" else [])

    def pair_faults(self, seats: Seats) -> list[str]:
        found = []
        for g, (lead, co) in seats.items():
            if self.groups[g].get("co", "no") == "required" and co is None:
                found.append(f"{g} required")
            junior = self.consultants[lead].get("seniority", 3) == 1
            senior = co is not None and self.consultants[co].get("seniority", 3) >= 4
            if self.round.get("junior_lead_needs_senior_co") and junior and not senior:
                found.append(f"{g} junior")
        return found

    def seat(self, seats: Seats, g: str, role: str) -> str | None:
        return seats.get(g, (None, None))[role == "co"]

    def held(self, seats: Seats, c: str) -> list[tuple[str, str]]:
        return [(g, role) for g, role, who in filled(seats) if who == c]

    def hours(self, held: list[tuple[str, str]]) -> int:
        return sum(self.groups[g].get(f"{role}_hours", 0) for g, role in held)

    def vector(self, seats: Seats) -> list[int]:
        served = [self.groups[g] for g in seats]
        fit = sum(self.lead_fits[g][lead] + (self.co_fits[g][co] if co else 0) for g, (lead, co) in seats.items())
        load = sum(self.load_cost(c, len(self.held(seats, c))) for c in self.consultants)
        return [
            sum(group["tier"] == 1 for group in served),
            len(served),
            sum(group["priority"] for group in served),
            sum(co is not None for _, co in seats.values()),
            len(self.previous & {(g, c, role) for g, role, c in filled(seats)}),
            fit - self.weights["load"] * load,
            -load,
        ]

    def load_cost(self, c: str, new: int) -> int:
        slots, load = self.consultants[c]["slots"], self.consultants[c].get("load", 0)
        return sum(10 * (2 * k - 1) // slots for k in range(load + 1, load + new + 1))

    def plans(self) -> Iterator[Seats]:
        """Every plan that keeps the slots, groups in turn; for small instances."""
        room = {c: self.room(c) for c in self.consultants}
        yield from self.extend(list(self.groups), {}, room)

    def extend(self, groups: list[str], seats: Seats, room: dict[str, int]) -> Iterator[Seats]:
        if not groups:
            yield dict(seats)
            return
        g, rest = groups[0], groups[1:]
        yield from self.extend(rest, seats, room)
        for lead in self.lead_fits[g]:
            for co in (None, *self.co_fits[g]):
                people = [c for c in (lead, co) if c]
                if lead != co and all(room[c] for c in people):
                    after = {c: left - (c in people) for c, left in room.items()}
                    yield from self.extend(rest, {**seats, g: (lead, co)}, after)

    def best(self) -> list[int] | None:
        """The best vector of all plans; None when the pins allow no plan."""
        return max((self.vector(seats) for seats in self.plans() if not self.faults(seats)), default=None)

    # Results

    def check(self, result: Json) -> None:
        """Hold every part of a result against the instance; the optimum itself is the caller's to check."""
        seats = {row["group"]: (row["lead"], row["co"]) for row in result["assignments"]}
        assert list(result)[:6] == ["format", "instance", "vector", "assignments", "unplaced", "explain"]
        assert [result["format"], result["instance"]] == ["match-result/1", self.instance["name"]]
        assert len(seats) == len(result["assignments"])
        assert self.faults(seats) == []
        assert result["vector"] == self.vector(seats)
        self.check_order(result)
        self.check_explain(result["explain"], seats)
        self.check_unplaced(result["unplaced"], seats)
        self.check_ineligible(result["ineligible"])
        assert [row["consultant"] for row in result.get("slot_gain", [])] == (
            sorted(self.consultants) if self.kind == "lead" else []
        )

    def check_order(self, result: Json) -> None:
        for name in ("assignments", "unplaced", "explain", "ineligible"):
            keys = [(row["group"], row.get("consultant", ""), row.get("role") == "co") for row in result[name]]
            assert all(one < other for one, other in pairwise(keys)), name

    def check_explain(self, rows: list[Json], seats: Seats) -> None:
        expected = {(g, c, role) for g, role, c in filled(seats)}
        assert {(row["group"], row["consultant"], row["role"]) for row in rows} == expected
        for row in rows:
            parts = (self.lead_parts if row["role"] == "lead" else self.co_parts)(row["group"], row["consultant"])
            assert row["parts"] == parts
            assert row["fit"] == sum(parts.values())

    def check_unplaced(self, rows: list[Json], seats: Seats) -> None:
        assert {row["group"] for row in rows} == set(self.groups) - set(seats)
        for row in rows:
            able = self.lead_fits[row["group"]]
            assert (row["reason"] == "no_eligible") == (not able)
            if row["reason"] == "capacity":
                self.check_blocking(row["group"], row["blocked_by"])
            else:
                assert row["blocked_by"] is None
                assert row["reason"] == "no_eligible" or self.kind == "pair"

    def check_blocking(self, unplaced: str, blocked_by: Json) -> None:
        """Each listed group may only use the listed consultants, and there are more groups than room."""
        consultants, groups = blocked_by["consultants"], blocked_by["groups"]
        assert consultants == sorted(set(consultants))
        assert groups == sorted(set(groups))
        assert unplaced not in groups
        for g in (*groups, unplaced):
            pinned = {c for group, role, c in self.pins if (group, role) == (g, "lead")}
            assert (pinned or set(self.lead_fits[g])) <= set(consultants), g
        assert len(groups) + 1 > sum(self.room(c) for c in consultants)

    def check_ineligible(self, rows: list[Json]) -> None:
        if "pairs" in self.instance:
            assert rows == []
            return
        found = {(row["group"], row["consultant"]): row["codes"] for row in rows}
        pairs = ((g, c) for g in self.groups for c in self.consultants)
        assert found == {pair: codes for pair in pairs if (codes := self.codes(*pair))}
