"""How an instrument is dealt out on pages, how far a person has come, and what she may expect to be shown.

Pure: an instrument and a sheet in, plain values out.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from assessments.instrument import Area, Factor, Instrument, Item, Scale
from assessments.publication import Rules, Rung
from assessments.sealing import SheetContent

ITEMS_PER_PAGE = 12
SECONDS_PER_ITEM = 12
SECONDS_PER_TEXT = 90
UNKNOWN = "vet-ikke"
"""What the form sends for "vet ikke"."""


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """One screen of statements: whole factors of one area. ``part`` counts from 1 when the area needs several."""

    number: int
    area: Area
    part: int
    factors: tuple[Factor, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        return tuple(item for factor in self.factors for item in factor.items)


def pages_of(instrument: Instrument, view: str) -> tuple[AnswerPage, ...]:
    """The pages of statements, in order. The open questions come after them, on a page of their own."""
    pages: list[AnswerPage] = []
    for area in instrument.view(view).areas:
        parts = _dealt([instrument.factor_by_key[key] for key in area.factors])
        pages += [AnswerPage(len(pages) + part, area, part, factors) for part, factors in enumerate(parts, 1)]
    return tuple(pages)


def _dealt(factors: list[Factor]) -> list[tuple[Factor, ...]]:
    """The fewest pages with at most ITEMS_PER_PAGE statements, as even as whole factors allow."""
    count = ceil(sum(len(factor.items) for factor in factors) / ITEMS_PER_PAGE)
    while True:
        size, larger = divmod(len(factors), count)
        ends = [size * index + min(index, larger) for index in range(count + 1)]
        parts = [tuple(factors[start:end]) for start, end in pairwise(ends)]
        if count >= len(factors) or all(_size(part) <= ITEMS_PER_PAGE for part in parts):
            return parts
        count += 1


def _size(factors: tuple[Factor, ...]) -> int:
    return sum(len(factor.items) for factor in factors)


def first_open(pages: tuple[AnswerPage, ...], content: SheetContent) -> tuple[int, str] | None:
    """Page and item of the first statement without an answer; None when all have one."""
    for page in pages:
        for item in page.items:
            if item.key not in content.items:
                return page.number, item.key
    return None


def minutes_left(pages: tuple[AnswerPage, ...], questions: int, content: SheetContent, *, since: int = 1) -> int:
    """Minutes for what is open on page number ``since`` and later, at least one."""
    items = sum(item.key not in content.items for page in pages if page.number >= since for item in page.items)
    texts = max(questions - len(content.texts), 0)
    return max(ceil((items * SECONDS_PER_ITEM + texts * SECONDS_PER_TEXT) / 60), 1)


def minutes_in_all(pages: tuple[AnswerPage, ...], questions: int) -> int:
    """Minutes for all of it, in whole fives: what one is told before she starts."""
    return 5 * ceil(minutes_left(pages, questions, SheetContent()) / 5)


# Statements as the page draws them ------------------------------------------


def statements(factor: Factor, scale: Scale, chosen: dict, errors: dict) -> list[dict]:
    """The statements of a factor for components/scale.html. ``chosen`` maps items to values as typed."""
    words = [scale.labels.get(value, "") for value in scale.values]
    ends = {"first": words[0], "middle": words[len(words) // 2] if len(words) % 2 else "", "last": words[-1]}
    return [
        {
            "name": item.key,
            "text": item.text,
            "options": [
                {"value": value, "label": value, "word": word, "checked": chosen.get(item.key) == str(value)}
                for value, word in zip(scale.values, words, strict=True)
            ],
            "unknown": {"value": UNKNOWN, "word": scale.unknown, "checked": chosen.get(item.key) == UNKNOWN},
            "error": errors.get(item.key, ""),
            **ends,
        }
        for item in factor.items
    ]


def with_choices(html: str, chosen: dict[str, str]) -> str:
    """Drawn statements without choices, with the chosen radio buttons checked; safe if ``html`` is."""
    for key, value in chosen.items():
        button = f'id="{key}_{value}" value="{value}"'
        html = html.replace(button, f"{button} checked", 1)
    return mark_safe(html)  # nosec B308 B703: keys and values are the instrument's own


def as_typed(content: SheetContent) -> dict[str, str]:
    """Stored answers in the words of the form."""
    return {key: UNKNOWN if value is None else str(value) for key, value in content.items.items()}


# Before one starts ----------------------------------------------------------


def rung_for(answers: int, rules: Rules, *, leader_marker: bool) -> Rung:
    """What so many full answers give; a marked leader counts as one person less, from the floor of the marker on."""
    marked = leader_marker and answers >= max(rules.leader_marker, rules.means + 1)
    return rules.row(answers - marked).rung


def ladder(asked: int, *, leader_marker: bool = False, rules: Rules | None = None) -> list[dict]:
    """What the group is shown at which number of answers, most first, as far as this group can come.

    Each step: ``rung``, ``heading`` and ``lines``, a list of (is shown, words).
    """
    rules = rules or Rules()
    ranges: dict[Rung, list[int]] = {}
    for answers in range(asked, 0, -1):
        ranges.setdefault(rung_for(answers, rules, leader_marker=leader_marker), []).append(answers)
    return [
        {"rung": str(rung), "heading": _heading(rung, numbers, asked, rules), "lines": _lines(rung)}
        for rung, numbers in ranges.items()
    ]


def _heading(rung: Rung, numbers: list[int], asked: int, rules: Rules) -> str:
    low, high = numbers[-1], numbers[0]
    if rung == Rung.NOTHING:
        return _("Færre enn %(count)s") % {"count": rules.words}
    if low == high:
        return _("%(count)s svar") % {"count": low}
    if high == asked:
        return _("%(count)s eller flere svar") % {"count": low}
    return _("%(low)s–%(high)s svar") % {"low": low, "high": high}


def _lines(rung: Rung) -> list[tuple[bool, str]]:
    return {
        Rung.FULL: [
            (True, _("Snitt per tema")),
            (True, _("Enighet i tre ord")),
            (True, _("Fordeling i tre, der dere er uenige")),
            (True, _("Kommentarer, stokket")),
        ],
        Rung.COMMENTS: [
            (True, _("Snitt per tema")),
            (True, _("«Ulike syn» der dere spriker")),
            (True, _("Kommentarer, stokket")),
            (False, _("Ingen fordeling")),
        ],
        Rung.MEANS: [
            (True, _("Snitt per tema")),
            (False, _("Ingenting om enighet")),
            (False, _("Ingen kommentarer")),
        ],
        Rung.WORDS: [
            (True, _("Områder i ord")),
            (False, _("Ingen tall")),
            (False, _("Ingen kommentarer")),
        ],
        Rung.NOTHING: [
            (False, _("Ingenting vises")),
            (False, _("Svarene slettes uåpnet")),
        ],
    }[rung]
