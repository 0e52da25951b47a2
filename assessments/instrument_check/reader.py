"""Read JSON and remember the line of every value: what ``json`` does not do.

Stricter than ``json.loads``: no NaN or Infinity, no numbers of any length, no endless depth,
and a key given twice is a fault.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field

DEPTH_LIMIT = 20
NUMBER_LIMIT = 30

SPACE = re.compile(r"[ \t\r\n]*")
STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"')
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?")
WORD = re.compile(r"\w+")
CONSTANTS = {"true": True, "false": False, "null": None}


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong. ``line`` counts from 1; ``sentence`` is Norwegian, for whoever made the file."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return f"linje {self.line}: {self.sentence}"


class NotJson(Exception):
    """The text cannot be read on from here. ``fault`` says where and why."""

    def __init__(self, fault: Fault):
        super().__init__(str(fault))
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Node:
    """One value and the line it begins on; ``key_lines`` has the line of each key of an object."""

    value: "dict[str, Node] | list[Node] | str | int | float | bool | None"
    line: int
    key_lines: Mapping[str, int] = field(default_factory=dict)


def read_json(source: str) -> tuple[Node, list[Fault]]:
    """The whole document, and the keys given twice. Raises NotJson on a text that is not JSON."""
    reader = _Reader(source.rstrip())
    return reader.document(), reader.duplicates


def shown(text: str) -> str:
    """A piece of the file for use in a sentence: on one line, shortened, control characters written out."""
    return f"«{text[:40]}»" if text[:40].isprintable() else ascii(text[:40])


class _Reader:
    def __init__(self, source: str):
        self.source = source
        self.at = 0
        self.breaks = [found.start() for found in re.finditer("\n", source)]
        self.duplicates: list[Fault] = []

    def document(self) -> Node:
        node = self.value(0)
        if self.next():
            raise self.error("Her skulle filen vært slutt.")
        return node

    def value(self, depth: int) -> Node:
        char = self.next()
        if char and char in "{[":
            if depth == DEPTH_LIMIT:
                raise self.error("Verdiene ligger for dypt inne i hverandre.")
            return self.object(depth) if char == "{" else self.array(depth)
        line = self.line()
        if char == '"':
            return Node(self.string(), line)
        return Node(self.number() if char and char in "-0123456789" else self.constant(), line)

    def object(self, depth: int) -> Node:
        line, members, key_lines = self.line(), {}, {}
        more = self.opened("}")
        while more:
            if self.next() != '"':
                raise self.error("Her skulle det stått en nøkkel i anførselstegn.")
            key_line, key = self.line(), self.string()
            self.require(":", f"Kolon mangler etter nøkkelen {shown(key)}.")
            if key in members:
                self.duplicates.append(Fault(key_line, f"Nøkkelen {shown(key)} står to ganger i samme objekt."))
            members[key], key_lines[key] = self.value(depth + 1), key_line
            more = self.comma("}")
        return Node(members, line, key_lines)

    def array(self, depth: int) -> Node:
        line, members = self.line(), []
        more = self.opened("]")
        while more:
            members.append(self.value(depth + 1))
            more = self.comma("]")
        return Node(members, line)

    def opened(self, end: str) -> bool:
        """Step into an object or a list; whether there is anything in it."""
        self.at += 1
        if self.next() != end:
            return True
        self.at += 1
        return False

    def comma(self, end: str) -> bool:
        """Whether more follows. What is missing is told on the line it is missing from."""
        line = self.line()
        char = self.next()
        if not char:
            raise self.error("Filen slutter før den er ferdig.")
        if char not in f",{end}":
            raise self.error(f"Komma eller «{end}» mangler etter verdien.", line)
        self.at += 1
        if char == "," and self.next() == end:
            raise self.error(f"Det står et komma for mye før «{end}».", line)
        return char == ","

    def require(self, char: str, sentence: str) -> None:
        line = self.line()
        if self.next() != char:
            raise self.error(sentence if self.at < len(self.source) else "Filen slutter før den er ferdig.", line)
        self.at += 1

    def string(self) -> str:
        found = STRING.match(self.source, self.at)
        if found is None:
            raise self.error("En tekst mangler anførselstegn til slutt, eller har et ugyldig tegn i seg.")
        self.at = found.end()
        return json.loads(found[0])

    def number(self) -> int | float:
        found = NUMBER.match(self.source, self.at)
        if found is None or len(found[0]) > NUMBER_LIMIT:
            raise self.error("Tallet er ikke gyldig.")
        self.at = found.end()
        return float(found[0]) if found[1] or found[2] else int(found[0])

    def constant(self) -> bool | None:
        found = WORD.match(self.source, self.at)
        if found is None or found[0] not in CONSTANTS:
            raise self.error(self.not_a_value(found[0] if found else self.next()))
        self.at = found.end()
        return CONSTANTS[found[0]]

    def not_a_value(self, text: str) -> str:
        if not text:
            return "Filen slutter før den er ferdig."
        return f"{shown(text)} er ikke en JSON-verdi; tekster skal stå i anførselstegn."

    def next(self) -> str:
        """The next character that is no space, "" at the end of the text."""
        self.at = SPACE.match(self.source, self.at).end()
        return self.source[self.at : self.at + 1]

    def line(self) -> int:
        return bisect_left(self.breaks, self.at) + 1

    def error(self, sentence: str, line: int | None = None) -> NotJson:
        return NotJson(Fault(line or self.line(), sentence))
