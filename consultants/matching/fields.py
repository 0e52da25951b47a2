"""Readers of single values from parsed JSON; each raises InstanceError, naming the place, when the value is wrong."""

from collections.abc import Collection
from datetime import date
from typing import Any


class InstanceError(ValueError):
    """The instance cannot be used; the message is one line for the person who made it."""


REQUIRED: Any = object()
LARGEST = 10**100  # Python refuses to write numbers of more than some thousand digits; nobody means these


def as_object(value: object, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InstanceError(f"{where}: skal være et objekt")
    return value


def objects(row: dict[str, Any], key: str, where: str) -> list[tuple[dict[str, Any], str]]:
    """The objects of a list, each with its place for messages."""
    places = ((item, f"{where}{key}[{number}]") for number, item in enumerate(a_list(row, key, where), start=1))
    return [(as_object(item, place), place) for item, place in places]


def a_list(row: dict[str, Any], key: str, where: str) -> list[Any]:
    value = row.get(key, [])
    if type(value) is not list:
        raise InstanceError(f"{where}{key}: skal være en liste")
    return value


def text(row: dict[str, Any], key: str, where: str) -> str:
    """A required id: a string that is not empty."""
    if key not in row:
        raise InstanceError(f"{where}: {key} mangler")
    return an_id(row[key], f"{where}: {key}")


def an_id(value: object, where: str) -> str:
    if type(value) is not str or not value:
        raise InstanceError(f"{where} skal være en tekst som ikke er tom")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise InstanceError(f"{where} inneholder tegn som ikke finnes i UTF-8") from None
    return value


def ids(row: dict[str, Any], key: str, where: str, *, most: int | None = None) -> tuple[str, ...]:
    values = a_list(row, key, f"{where}: ")
    if most is not None and len(values) > most:
        raise InstanceError(f"{where}: {key} kan ha høyst {most}")
    return tuple(an_id(value, f"{where}: {key}") for value in values)


def integer(
    row: dict[str, Any], key: str, where: str, default: Any = REQUIRED, *, low: int = 0, high: int | None = None
) -> int:
    """A whole number from `low` to `high`; true and false are not numbers."""
    value = row.get(key, default)
    if value is REQUIRED:
        raise InstanceError(f"{where}: {key} mangler")
    if type(value) is not int:
        raise InstanceError(f"{where}: {key} skal være et heltall")
    if value < low or value > (LARGEST if high is None else high):
        wanted = f"minst {low}" if high is None else f"fra {low} til {high}"
        raise InstanceError(f"{where}: {key} skal være {wanted}")
    return value


def choice(row: dict[str, Any], key: str, where: str, choices: Collection[str], default: Any = REQUIRED) -> str:
    value = row.get(key, default)
    if value is REQUIRED:
        raise InstanceError(f"{where}: {key} mangler")
    if type(value) is not str or value not in choices:
        raise InstanceError(f"{where}: {key} skal være en av {', '.join(choices)}")
    return value


def boolean(row: dict[str, Any], key: str, where: str) -> bool:
    value = row.get(key, False)
    if type(value) is not bool:
        raise InstanceError(f"{where}: {key} skal være true eller false")
    return value


def day(value: object, where: str) -> date:
    """A date written as 2028-03-01, and in no other way."""
    if type(value) is str and len(value) == 10 and value[4] == value[7] == "-":
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise InstanceError(f"{where} skal være en dato som 2028-03-01")


def period(row: dict[str, Any], where: str) -> tuple[date, date]:
    for key in ("from", "to"):
        if key not in row:
            raise InstanceError(f"{where}: {key} mangler")
    return interval(row["from"], row["to"], where)


def interval(first: object, last: object, where: str) -> tuple[date, date]:
    start, end = day(first, f"{where}: from"), day(last, f"{where}: to")
    if start > end:
        raise InstanceError(f"{where}: perioden slutter før den begynner")
    return start, end
