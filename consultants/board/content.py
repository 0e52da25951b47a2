"""What the board's pages show, from a solved draft. Plain dicts for the templates."""

from collections import Counter
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from consultants.board import words
from consultants.board.instance import Draft
from consultants.board.solving import Broken, Solved, difference, few_options, solve
from consultants.board.what_if import asked
from portal.core.templatetags.ui import day, month_year

FEW_CONSULTANTS = 5  # with so few, one list with reasons says more than a plan


class Board:
    """A draft, solved once, and the names of everybody in it."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.solved: Solved
        self.broken: list[Broken]
        self.solved, self.broken = solve(draft.raw)
        self.groups = {number: row.group.organisation.name for number, row in draft.applications.items()}
        twice = Counter(self.groups.values())
        for number, row in draft.applications.items():
            if twice[self.groups[number]] > 1:
                self.groups[number] = row.group.name
        self.consultants = {key: str(row) for key, row in draft.consultants.items()}
        self.periods = {row["id"]: (row["from"], row["to"]) for row in draft.raw["groups"]}

    @property
    def is_small(self) -> bool:
        return len(self.consultants) <= FEW_CONSULTANTS

    @property
    def served(self) -> list[str]:
        """Groups that wait and get somebody."""
        return [number for number in self.draft.waiting if number in self.solved.leads]

    @property
    def headline(self) -> str:
        return words.headline(len(self.served), len(self.draft.waiting))

    # Supply and demand ---------------------------------------------------------

    def demand(self) -> dict[str, Any]:
        waiting = self.draft.waiting
        top = [number for number in waiting if self.is_top(number)]
        return {
            "total": len(waiting),
            "top": len(top),
            "top_served": sum(number in self.solved.leads for number in top),
            "left": len(waiting) - len(self.served),
            "squares": [
                "left" if number not in self.solved.leads else "top" if self.is_top(number) else "served"
                for number in waiting
            ],
        }

    def supply(self) -> dict[str, Any]:
        """Free places with those who can take at least one of the groups."""
        able = {key for number in self.draft.applications for key in self.solved.may_lead(number)}
        taken = Counter(self.solved.leads.values())
        rows = []
        for key, name in self.consultants.items():
            if key in able:
                room = self.solved.room(key)
                rows.append({"name": name, "room": room, "new": taken[key]})
        return {
            "places": sum(row["room"] for row in rows),
            "rows": rows,
            "others": len(self.consultants) - len(rows),
        }

    def is_top(self, number: str) -> bool:
        return self.draft.applications[number].group.level.is_top

    def limits(self) -> list[dict[str, str]]:
        """What binds any plan: certificates that run out, absence, groups with nobody or one to choose from."""
        rows = []
        last = max((row["to"] for row in self.draft.raw["groups"]), default="")
        first = min((row["from"] for row in self.draft.raw["groups"]), default="")
        for row in self.draft.raw["consultants"]:
            name = self.consultants[row["id"]]
            ends = max((cert["to"] for cert in row["certs"]), default="")
            if first <= ends < last:
                text = _("Sertifikatet går ut %s. Kan bare ta grupper som er ferdige før det.") % when(ends)
                rows.append({"name": name, "text": text})
            rows += [
                {"name": name, "text": _("Borte %s.") % span(start, end)}
                for start, end in row["away"]
                if start <= last and end >= first
            ]
        for number, count in few_options(self.solved, self.draft.waiting).items():
            text = _("Ingen konsulent kan velges.") if not count else _("Bare %s kan velges.") % self.only_one(number)
            rows.append({"name": self.groups[number], "text": text})
        return rows

    def only_one(self, number: str) -> str:
        return words.listed([self.consultants[key] for key in self.solved.may_lead(number)])

    # By hand -------------------------------------------------------------------

    def by_hand(self, numbers: list[str]) -> list[dict[str, Any]]:
        """Each group that waits with who may take it; with few consultants every reason, too."""
        return [self.group_line(number) | self.hand_choices(number) for number in numbers]

    def hand_choices(self, number: str) -> dict[str, Any]:
        able = self.solved.may_lead(number)
        best = sorted(able, key=lambda key: (-sum(self.solved.parts(number, key).values()), self.consultants[key]))
        choices: dict[str, Any] = {"url": reverse("admin:assign", args=[number]), "count": len(able)}
        if self.is_small:
            barred = self.solved.barred(number)
            choices["able"] = [{"name": self.consultants[key], "why": self.why(number, key)} for key in best]
            choices["barred"] = [
                {"name": name, "why": words.reasons(barred[key])}
                for key, name in self.consultants.items()
                if key in barred
            ]
        return choices

    def group_line(self, number: str) -> dict[str, Any]:
        row = self.draft.applications[number]
        first, last = self.periods[number]
        held = self.draft.held.get(number)
        return {
            "number": number,
            "name": self.groups[number],
            "holder": self.consultants[held] if held else "",
            "detail": _("%(level)s · %(first)s til %(last)s")
            % {
                "level": row.group.level,
                "first": month_year(date.fromisoformat(first)),
                "last": month_year(date.fromisoformat(last)),
            },
        }

    def why(self, number: str, key: str) -> str:
        """The parts of the fit that count, in words."""
        found = [str(words.PART_NAMES[name]) for name, points in self.solved.parts(number, key).items() if points]
        return words.listed([found[0], *(word[0].lower() + word[1:] for word in found[1:])]) if found else ""

    # The plan -------------------------------------------------------------------

    def pairs(self) -> list[dict[str, Any]]:
        """Every group that gets a consultant, in order of rank."""
        return [self.pair(number) for number in self.draft.applications if number in self.solved.leads]

    def pair(self, number: str) -> dict[str, Any]:
        key = self.solved.leads[number]
        held = self.draft.held.get(number)
        return {
            "line": number,
            "key": key,
            "consultant": self.consultants[key],
            "is_pinned": (number, key) in self.draft.pins,
            "before": self.consultants[held] if held and held != key else "",
            "is_held": bool(held),
        }

    def opened(self, number: str) -> dict[str, Any]:
        """Why this pair, what the next best cost, and why the others may not."""
        key = self.solved.leads.get(number)
        parts = self.solved.parts(number, key) if key else {}
        alternatives = self.solved.alternatives(number)
        shown = {row.consultant for row in alternatives} | {key}
        barred = self.solved.barred(number)
        return {
            "parts": [{"name": words.PART_NAMES[name], "points": points} for name, points in parts.items()],
            "fit": sum(parts.values()),
            "alternatives": [
                {"key": row.consultant, "name": self.consultants[row.consultant], "cost": words.cost(row.cost)}
                for row in alternatives
            ],
            "others": [
                {"key": other, "name": self.consultants[other]}
                for other in self.solved.may_lead(number)
                if other not in shown
            ],
            "barred": [
                {
                    "key": other,
                    "name": name,
                    "why": words.reasons(barred[other]),
                    "is_excluded": (number, other) in self.draft.excluded,
                }
                for other, name in self.consultants.items()
                if other in barred
            ],
        }

    def by_consultant(self) -> list[dict[str, Any]]:
        """The whole plan at a glance: each consultant who gets a group, and which."""
        taken: dict[str, list[str]] = {}
        for number in self.draft.applications:
            if number in self.solved.leads:
                taken.setdefault(self.solved.leads[number], []).append(self.groups[number])
        return [
            {"name": name, "groups": taken[key], "free": self.solved.room(key) - len(taken[key])}
            for key, name in self.consultants.items()
            if key in taken
        ]

    def left_out(self) -> list[dict[str, Any]]:
        """Groups that get nobody, with the proof and what would help; those that share a proof stand together."""
        numbers = [number for number in self.draft.applications if number in self.solved.left_out]
        return [
            {
                **block,
                "groups": [
                    self.group_line(number) | {"help": block["helps"].get(number, "")} for number in block["numbers"]
                ],
            }
            for block in words.left_out(self.solved, numbers, self.groups, self.consultants)
        ]

    def moves(self) -> list[dict[str, str]]:
        """Groups that are assigned and would get somebody else."""
        return [
            {"group": self.groups[number], "before": self.consultants[held], "after": self.consultants[key]}
            for number, held in self.draft.held.items()
            if (key := self.solved.leads.get(number)) and key != held
        ]

    def unusable_pins(self) -> list[dict[str, str]]:
        return [
            {
                "number": number,
                "key": key,
                "text": _("%(consultant)s er låst til %(group)s, men det går ikke lenger. %(why)s")
                % {
                    "consultant": self.consultants[key],
                    "group": self.groups[number],
                    "why": words.reasons(codes),
                },
            }
            for number, key, codes in self.broken
        ]

    # Changes --------------------------------------------------------------------

    def change(self, number: str, key: str, action: str) -> dict[str, Any] | None:
        """What pinning, excluding or releasing the pair would do; None when it cannot be done."""
        after = self.after(number, key, action)
        return None if after is None else self.told(after)

    def after(self, number: str, key: str, action: str) -> Solved | None:
        if action == "utelukk":
            return self.solved.excluded(number, key)
        if action == "slipp":
            pair = {"group": number, "consultant": key}
            raw = self.draft.raw
            if (number, key) in self.draft.excluded:
                raw = {**raw, "declined": [row for row in raw["declined"] if row != pair]}
            return solve({**raw, "locks": [row for row in raw["locks"] if {**row, **pair} != row]})[0]
        return self.solved.pinned(number, key) if key in self.solved.may_lead(number) else None

    def what_if(self, **question: Any) -> dict[str, Any]:
        """The plan as it would be; nothing is kept."""
        return self.told(solve(asked(self.draft.raw, **question))[0])

    def told(self, after: Solved) -> dict[str, Any]:
        change = difference(self.solved, after)
        served = sum(number in after.leads for number in self.draft.waiting)
        top = [number for number in self.draft.waiting if self.is_top(number)]
        gained = [self.groups[number] for number, before, now in change.moved if not before and now]
        lost = [self.groups[number] for number, before, now in change.moved if before and not now]
        return {
            "cost": words.cost(change),
            "served": (len(self.served), served),
            "top": (sum(n in self.solved.leads for n in top), sum(n in after.leads for n in top)),
            "fit": (self.solved.vector[5], after.vector[5]),
            "changed": len(change.moved),
            "gained": words.listed(gained),
            "lost": words.listed(lost),
            "moved": words.moved(change, self.groups, self.consultants),
        }


def when(iso: str) -> str:
    return day(date.fromisoformat(iso))


def span(first: str, last: str) -> str:
    return when(first) if first == last else f"{when(first)}–{when(last)}"
