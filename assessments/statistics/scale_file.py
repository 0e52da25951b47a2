"""Read answers to a scale from a CSV file: comma, decimal point, UTF-8, one header row."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from assessments.statistics.exact import Exact
from assessments.statistics.nulls import Scale
from assessments.statistics.scores import reverse

PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


class ScaleFileError(ValueError):
    """What is wrong with the file or the request, in one Norwegian line for the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class ScaleRow:
    """One respondent. ``group`` is None without a group; an answer is None when its cell is empty."""

    group: str | None
    answers: tuple[Exact | None, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which columns to read. ``reversed_items`` is a part of ``items``; several group columns are joined by '.'."""

    items: Sequence[str]
    scale: Scale
    group_by: Sequence[str] = ()
    reversed_items: Sequence[str] = ()


def read_scale_file(path: Path, selection: Selection) -> list[ScaleRow]:
    """All rows of the file, reversed items turned. ScaleFileError names row and column of the first fault."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return _read(_records(csv.reader(file, strict=True)), selection)
    except OSError as error:
        raise ScaleFileError(f"Filen {_shown(str(path))} finnes ikke eller kan ikke leses.") from error
    except UnicodeDecodeError as error:
        raise ScaleFileError(f"{_shown(str(path))} er ikke UTF-8 (byte {error.start}).") from error


def _records(reader) -> Iterator[list[str]]:
    """Every record of the file; a blank line is one empty field."""
    try:
        for cells in reader:
            yield cells or [""]
    except csv.Error as error:
        raise ScaleFileError(f"Linje {reader.line_num} er ikke gyldig CSV (se etter anførselstegn).") from error


def _read(records: Iterator[list[str]], selection: Selection) -> list[ScaleRow]:
    header = next(records, None)
    if header is None:
        raise ScaleFileError("Filen er tom: overskriften mangler.")
    _check_columns(header, selection)
    group_at, items_at = ([header.index(name) for name in names] for names in (selection.group_by, selection.items))
    group_ids: dict[str, tuple[str, ...]] = {}
    rows = []
    for number, cells in enumerate(records, start=2):
        if len(cells) != len(header):
            raise ScaleFileError(f"{_place(number)} har {len(cells)} felt, overskriften har {len(header)}.")
        group = _group(tuple(cells[at] for at in group_at), group_ids, number)
        answers = (
            _answer(cells[at], name, number, selection) for at, name in zip(items_at, selection.items, strict=True)
        )
        rows.append(ScaleRow(group, tuple(answers)))
    return rows


def _check_columns(header: list[str], selection: Selection) -> None:
    for name in header:
        if header.count(name) > 1:
            raise ScaleFileError(f"Kolonnen {_shown(name)} står flere ganger i overskriften.")
    for name in (*selection.group_by, *selection.items):
        if name not in header:
            raise ScaleFileError(f"Filen har ingen kolonne {_shown(name)}.")
    for name in selection.items:
        if selection.items.count(name) > 1:
            raise ScaleFileError(f"--items nevner {_shown(name)} flere ganger.")
    for name in selection.reversed_items:
        if name not in selection.items:
            raise ScaleFileError(f"--reverse nevner {_shown(name)}, som ikke er blant --items.")


def _group(cells: tuple[str, ...], group_ids: dict[str, tuple[str, ...]], number: int) -> str | None:
    if not cells or "" in cells:
        return None
    group = ".".join(cells)
    if group_ids.setdefault(group, cells) != cells:
        raise ScaleFileError(f"{_place(number)}: to ulike grupper får samme navn {_shown(group)}.")
    return group


def _answer(cell: str, column: str, number: int, selection: Selection) -> Exact | None:
    if not cell:
        return None
    if not PLAIN_NUMBER.fullmatch(cell):
        raise ScaleFileError(f"{_place(number)}, kolonne {_shown(column)}: {_shown(cell)} er ikke et tall.")
    scale = selection.scale
    value = Fraction(Decimal(cell)) if "." in cell else int(Decimal(cell))
    if not scale.minimum <= value <= scale.maximum:
        raise ScaleFileError(
            f"{_place(number)}, kolonne {_shown(column)}: {_shown(cell)} er utenfor {scale.minimum}:{scale.maximum}."
        )
    return reverse(value, scale) if column in selection.reversed_items else value


def _place(number: int) -> str:
    """The header is row 1, as in a spreadsheet."""
    return f"Rad {number} (datarad {number - 1})"


def _shown(text: str) -> str:
    """The text on one line, shortened, control characters written out."""
    return ascii(text[:60]) if not text.isprintable() else f"«{text[:60]}»"
