"""How one value of the file is read: it is what it should be, or a fault is noted and None comes back."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from .reader import Fault, Node, shown

KEY = re.compile(r"[a-z][a-z0-9_-]{0,49}")
OWN = "x-"

# Longest texts, in characters: what pages, report and database have room for.
SHORT = 60
LINE = 120
SENTENCE = 250
PARAGRAPH = 500
PAGE = 1500

DIRECTION_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(slots=True)
class Values:
    """Collects faults. ``languages`` are those every text must have, None while they are not known."""

    faults: list[Fault] = field(default_factory=list)
    languages: tuple[str, ...] | None = None

    def fault(self, at: Node | int, sentence: str) -> None:
        self.faults.append(Fault(at if isinstance(at, int) else at.line, sentence))

    def record(self, node: Node, name: str, required: str, optional: str = "") -> Mapping[str, Node]:
        """An object with named keys (given as words); those beginning with x- are the author's own.

        Comes back with the keys that are there, empty when the value is no object.
        """
        if not isinstance(node.value, dict):
            self.fault(node, f"{name} skal være et objekt, {{…}}.")
            return {}
        known = [*required.split(), *optional.split()]
        for key, line in node.key_lines.items():
            if key not in known and not key.startswith(OWN):
                near = get_close_matches(key, known, n=1)
                self.fault(line, f"{name} har ingen nøkkel {shown(key)}.{f' Mente du «{near[0]}»?' if near else ''}")
        for key in required.split():
            if key not in node.value:
                self.fault(node, f"{name} mangler «{key}».")
        return {key: node.value[key] for key in known if key in node.value}

    def entries(self, node: Node | None, name: str, low: int, high: int, what: str) -> list[Node]:
        """A list of so many; empty when the value is missing or no list."""
        if node is None:
            return []
        if not isinstance(node.value, list):
            self.fault(node, f"{name} skal være en liste, […].")
            return []
        if not low <= len(node.value) <= high:
            self.fault(node, f"{name} skal ha {low}–{high} {what}, her er det {len(node.value)}.")
        return node.value

    def mapping(self, node: Node | None, name: str) -> Mapping[str, Node]:
        """An object whose keys are data; empty when the value is missing or no object."""
        if node is None:
            return {}
        if not isinstance(node.value, dict):
            self.fault(node, f"{name} skal være et objekt, {{…}}.")
            return {}
        return node.value

    def text(self, node: Node | None, name: str, limit: int) -> None:
        """What a person reads: one string for each language of the file."""
        if node is None:
            return
        if not isinstance(node.value, dict):
            self.fault(node, f'{name} skal ha én tekst for hvert språk, for eksempel {{"nb": "…"}}.')
            return
        for language in self.languages or ():
            if language not in node.value:
                self.fault(node, f"{name} mangler teksten på «{language}».")
        for language, child in node.value.items():
            if self.languages is not None and language not in self.languages:
                line = node.key_lines[language]
                self.fault(line, f"{name} har en tekst på {shown(language)}, et språk som ikke står i «languages».")
            self.string(child, name, limit)

    def string(self, node: Node | None, name: str, limit: int) -> str | None:
        if node is None:
            return None
        if not isinstance(node.value, str):
            self.fault(node, f"{name} skal være en tekst i anførselstegn.")
        elif not node.value.strip():
            self.fault(node, f"{name} er tom.")
        elif strange := next(filter(_cannot_be_shown, node.value), None):
            self.fault(node, f"{name} har et tegn som ikke kan vises (U+{ord(strange):04X}).")
        elif len(node.value) > limit:
            self.fault(node, f"{name} er på {len(node.value)} tegn, grensen er {limit}.")
        else:
            return node.value
        return None

    def key(self, node: Node | None, name: str) -> str | None:
        """What the thing is called in code and data."""
        key = self.string(node, name, SENTENCE)
        if key is None or KEY.fullmatch(key):
            return key
        self.fault(node, f"{name} {shown(key)} skal være små bokstaver a–z, sifre, «_» og «-», høyst 50 tegn.")
        return None

    def boolean(self, node: Node | None, name: str) -> None:
        if node is not None and not isinstance(node.value, bool):
            self.fault(node, f"{name} skal være true eller false, uten anførselstegn.")

    def whole(self, node: Node | None, name: str) -> int | None:
        if node is None:
            return None
        if type(node.value) is int:
            return node.value
        self.fault(node, f"{name} skal være et helt tall.")
        return None

    def number(self, node: Node | None, name: str) -> float | None:
        if node is None:
            return None
        if type(node.value) in (int, float):
            return node.value
        self.fault(node, f"{name} skal være et tall.")
        return None

    def once(self, places: Iterable[tuple[Node | None, str | None]], what: str, where: str = "") -> None:
        """Each name is used at most once; the later places are at fault."""
        seen: dict[str, int] = {}
        for node, name in places:
            if name is not None and name in seen:
                self.fault(node, f"{what} {shown(name)} er brukt før{where}, på linje {seen[name]}.")
            elif name is not None:
                seen[name] = node.line


def _cannot_be_shown(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs") or char in DIRECTION_CONTROLS
