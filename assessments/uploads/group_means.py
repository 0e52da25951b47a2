"""A file with a group's mean of each theme: "tema;snitt", one row for each theme. Runs alone.

Anything that could be one person's answers is refused: other columns, a theme that stands twice, names, addresses
and numbers of people. So is text that is longer than the name of a theme: the tool's own wording is not ours to keep.
Reads the file from standard input and prints {"themes": [["Mål", "4.6"], ...]}, or {"fault", "line", "text"}.
"""

import csv
import io
import json
import re
import sys

HEADER = ["tema", "snitt"]
MOST_THEMES = 60
LONGEST_NAME = 60
MOST_WORDS = 6
_PERSON = re.compile(
    r"@|^\W*\d[\d\s.-]*$|\b(respondent|deltaker|deltager|medlem|person|ansatt|kandidat|informant|bruker)\W*(nr\W*)?\d",
    re.I,
)
_SENTENCE = re.compile(r"[.?!;]\s*$|[?!]|^(jeg|vi|min|mitt|mine|vår|vårt|våre)\b", re.IGNORECASE)
_NUMBER = re.compile(r"-?\d{1,4}([.,]\d{1,10})?")


class Refused(Exception):
    """Why the file is not taken: a word for the reason, the line, and the piece of the file it is about."""

    def __init__(self, fault: str, line: int = 0, text: str = ""):
        super().__init__(fault)
        self.fault, self.line, self.text = fault, line, text


def read(content: bytes) -> list[tuple[str, str]]:
    """Theme and mean (decimal point) in the order of the file. Raises Refused."""
    text = decoded(content)
    delimiter = ";" if ";" in text.partition("\n")[0] else ","
    rows = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    try:
        numbered = [(rows.line_num, [cell.strip() for cell in row]) for row in rows if any(map(str.strip, row))]
    except csv.Error:
        raise Refused("broken", rows.line_num) from None
    if len(numbered) < 2:
        raise Refused("empty")
    require_header(numbered[0][1])
    return themes_of(numbered[1:])


def decoded(content: bytes) -> str:
    if b"\0" in content:
        raise Refused("broken")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def require_header(cells: list[str]) -> None:
    names = [cell.casefold() for cell in cells]
    extra = [cell for cell, name in zip(cells, names, strict=True) if name not in HEADER]
    if extra and set(HEADER) <= set(names):
        raise Refused("people", 1, extra[0][:40])
    if names != HEADER:
        raise Refused("header", 1)


def themes_of(rows: list[tuple[int, list[str]]]) -> list[tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    for line, cells in rows:
        if len(cells) != len(HEADER):
            raise Refused("row", line)
        name, mean = cells
        require_theme(name, line)
        if name.casefold() in found:
            raise Refused("twice", line, name)
        if not _NUMBER.fullmatch(mean):
            raise Refused("number", line, mean[:20])
        found[name.casefold()] = (name, mean.replace(",", "."))
    if len(found) > MOST_THEMES:
        raise Refused("many")
    return list(found.values())


def require_theme(name: str, line: int) -> None:
    if not name or _PERSON.search(name):
        raise Refused("person", line)
    if len(name) > LONGEST_NAME or len(name.split()) > MOST_WORDS or _SENTENCE.search(name) or not name.isprintable():
        raise Refused("sentence", line)


def main() -> None:
    try:
        answer = {"themes": read(sys.stdin.buffer.read())}
    except Refused as refusal:
        answer = {"fault": refusal.fault, "line": refusal.line, "text": refusal.text}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
