"""Instances for the tests and the benchmark: invented, and the same for the same seed."""

import random
from datetime import date, timedelta
from typing import Any

SECTORS = ("helse", "skole", "kultur", "plan", "bygg", "vann", "hav", "it")
WEIGHTS = {"sector": 30, "level": 10, "continuity": 25, "wish": 15, "training": 20, "load": 4}
START = date(2027, 1, 1)


def realistic(
    groups: int, consultants: int, seed: int, *, kind: str = "lead", ratio: float = 0.85, rematch: bool = False
) -> dict[str, Any]:
    """A round as an office may have it; `ratio` is slots per group (kind pair needs about 1.7 for its two seats)."""
    rng = random.Random(f"{groups}x{consultants}:{seed}")
    employers = [f"v{n:02}" for n in range(max(8, groups // 6))]
    people = [f"p{n}" for n in range(groups * 4)]
    names = [f"k{n:04}" for n in range(consultants)]
    slots = groups * ratio / consultants
    instance = {
        "format": "match/1",
        "name": f"{kind}-{groups}x{consultants}-{seed}",
        "kind": kind,
        "round": {
            "instrument": "effect",
            "from": "2027-01-01",
            "to": "2027-12-31",
            "quarantine_years": 2,
            "junior_lead_needs_senior_co": kind == "pair",
        },
        "weights": WEIGHTS,
        "groups": [realistic_group(rng, n, employers, people, names) for n in range(groups)],
        "consultants": [realistic_consultant(rng, name, employers, people, slots) for name in names],
    }
    if rematch:
        instance["previous"] = [
            {"group": group["id"], "consultant": rng.choice(names), "role": "lead"} for group in instance["groups"]
        ]
    return instance


def realistic_group(
    rng: random.Random, number: int, employers: list[str], people: list[str], names: list[str]
) -> dict[str, Any]:
    first = START + timedelta(days=rng.randrange(180))
    return {
        "id": f"g{number:05}",
        "tier": 1 if rng.random() < 0.2 else 2,
        "priority": rng.randint(0, 100),
        "employer": rng.choice(employers),
        "sector": rng.choice(SECTORS),
        "level": rng.randint(1, 4),
        "from": str(first),
        "to": str(first + timedelta(days=rng.randint(90, 180))),
        "members": rng.sample(people, rng.randint(3, 12)),
        "co": rng.choices(("no", "wish", "required"), (4, 4, 2))[0],
        "wishes": rng.sample(names, rng.randint(0, min(3, len(names)))),
        "past": rng.sample(names, rng.randint(0, 1)),
        "lead_hours": rng.choice((20, 25, 30)),
        "co_hours": rng.choice((8, 10, 12)),
    }


def realistic_consultant(
    rng: random.Random, name: str, employers: list[str], people: list[str], slots: float
) -> dict[str, Any]:
    away = START + timedelta(days=rng.randrange(360))
    load = rng.randint(0, 1)
    certified = rng.random() < 0.8
    valid_to = date(2027, 6, 1) + timedelta(days=rng.randrange(700))
    room = max(1, round(slots * rng.uniform(0.5, 1.5)))
    return {
        "id": name,
        "certs": [{"instrument": "effect", "from": "2024-01-01", "to": str(valid_to)}] if certified else [],
        "aspirant": [] if certified else ["effect"],
        "slots": load + room,
        "load": load,
        "hours": room * 25 if rng.random() < 0.5 else None,
        "employers": [
            {"id": rng.choice(employers), "until": rng.choice((None, "2025-08-01", "2020-01-01"))} for _ in range(2)
        ],
        "relations": rng.sample(people, rng.randint(0, 4)),
        "sectors": rng.sample(SECTORS, rng.randint(1, 3)),
        "seniority": rng.randint(1, 5),
        "away": [[str(away), str(away + timedelta(days=20))]] if rng.random() < 0.4 else [],
    }


def listed(groups: int, consultants: int, degree: int, seed: int, *, ratio: float = 0.9) -> dict[str, Any]:
    """A large lead instance with `pairs`: about `degree` consultants per group, `ratio` slots per group."""
    rng = random.Random(f"pairs:{groups}x{consultants}:{seed}")
    sectors = [set(rng.sample(SECTORS, rng.randint(1, 3))) for _ in range(consultants)]
    seniority = [rng.randint(1, 5) for _ in range(consultants)]
    rows, pairs = [], {}
    for n in range(groups):
        sector, need = rng.choice(SECTORS), rng.randint(2, 5)
        able = rng.sample(range(consultants), min(consultants, max(1, round(degree * rng.uniform(0.5, 1.5)))))
        rows.append({"id": f"g{n:05}", "tier": 1 if rng.random() < 0.2 else 2, "priority": rng.randint(0, 100)})
        pairs[f"g{n:05}"] = {
            f"k{c:04}": 30 * (sector in sectors[c])
            + 10 * max(0, 4 - abs(need - seniority[c]))
            + rng.choices((0, 25, 45), (18, 1, 1))[0]
            for c in able
        }
    slots = groups * ratio / consultants
    return {
        "format": "match/1",
        "name": f"pairs-{groups}x{consultants}-{seed}",
        "kind": "lead",
        "round": {"instrument": "effect"},
        "weights": {"load": 4},
        "groups": rows,
        "consultants": [
            {"id": f"k{n:04}", "slots": max(1, round(slots * rng.uniform(0.5, 1.5)))} for n in range(consultants)
        ],
        "pairs": pairs,
    }


def small(rng: random.Random, kind: str = "lead", *, groups: int = 4, consultants: int = 3) -> dict[str, Any]:
    """A tiny instance where every rule bites now and then; its pins may be impossible."""
    names = [f"k{n}" for n in rng.sample(range(9), rng.choice((1, consultants - 1, consultants, consultants)))]
    ids = [f"g{n}" for n in rng.sample(range(9), rng.choice((0, groups - 1, groups, groups, groups)))]
    instance = {
        "format": "match/1",
        "name": "små",
        "kind": kind,
        "round": {
            "instrument": "effect",
            "quarantine_years": rng.randint(0, 3),
            "junior_lead_needs_senior_co": rng.random() < 0.7,
        },
        "weights": {name: rng.choice((0, 1, 3, 10)) for name in WEIGHTS},
        "groups": [small_group(rng, name, names) for name in ids],
        "consultants": [small_consultant(rng, name) for name in names],
    }
    for key, chance in (("previous", 0.5), ("declined", 0.5), ("locks", 0.25)):
        if ids and rng.random() < chance:
            instance[key] = [small_seat(rng, ids, names, kind) for _ in range(rng.randint(1, 2))]
    if kind == "lead" and rng.random() < 0.3:
        instance["pairs"] = {g: {c: rng.randint(-5, 9) for c in names if rng.random() < 0.6} for g in ids}
    return instance


def small_seat(rng: random.Random, ids: list[str], names: list[str], kind: str) -> dict[str, Any]:
    role = rng.choice(("lead", "co")) if kind == "pair" else "lead"
    return {"group": rng.choice(ids), "consultant": rng.choice(names), "role": role}


def small_group(rng: random.Random, name: str, names: list[str]) -> dict[str, Any]:
    first = rng.choice(("2028-02-29", "2028-03-01", "2028-06-01"))
    return {
        "id": name,
        "tier": rng.randint(1, 2),
        "priority": rng.choice((0, 0, 1, 2, 100)),
        "employer": rng.choice("vw"),
        "sector": rng.choice((None, "a", "b")),
        "level": rng.randint(1, 4),
        "from": first,
        "to": rng.choice((first, "2028-07-01", "2028-12-31")),
        "members": rng.sample(("p1", "p2", "p3", "p4", "p5"), 2),
        "co": rng.choice(("no", "wish", "required")),
        "wishes": rng.sample([*names, "borte"], rng.randint(0, min(3, len(names)))),
        "past": rng.sample([*names, "borte"], rng.randint(0, 1)),
        "lead_hours": rng.randint(0, 3),
        "co_hours": rng.randint(0, 2),
    }


def small_consultant(rng: random.Random, name: str) -> dict[str, Any]:
    cert = {"instrument": "effect", "from": "2027-01-01", "to": rng.choice(("2028-06-30", "2029-01-01", "2030-01-01"))}
    return {
        "id": name,
        "certs": [cert] if rng.random() < 0.8 else [],
        "aspirant": ["effect"] if rng.random() < 0.5 else [],
        "slots": rng.choice((0, 1, 1, 2, 2, 3)),
        "load": rng.choice((0, 0, 0, 0, 1, 2)),
        "hours": rng.choice((None, None, 4, 8)),
        "employers": [{"id": "v", "until": rng.choice((None, "2026-02-28", "2026-03-01"))}]
        if rng.random() < 0.3
        else [],
        "relations": ["p1"] if rng.random() < 0.15 else [],
        "sectors": rng.sample(("a", "b"), rng.randint(0, 2)),
        "seniority": rng.choice((1, 3, 4, 5)),
        "away": [["2028-12-01", "2028-12-02"]] if rng.random() < 0.2 else [],
    }
