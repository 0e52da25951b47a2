"""An instrument file in order, what the checker says of one, and how to spoil it."""

import json
from pathlib import Path

import jsonschema

import assessments
from assessments.instrument_check import check_instrument

DATA = Path(assessments.__file__).parent / "data"
DEFAULT = (DATA / "ledergruppe.json").read_text(encoding="utf-8")
SCHEMA = jsonschema.Draft202012Validator(json.loads((DATA / "instrument.schema.json").read_text(encoding="utf-8")))

NORMS = """"norms": [
    {
      "key": "grupper",
      "title": {"nb": "Andre grupper"},
      "source": "En studie",
      "date": "2023-01-31",
      "groups": 160,
      "factors": {
        "purpose": {"mean": 5.1, "sd": 0.6}
      }
    }
  ]"""
WITH_NORMS = DEFAULT.replace('"norms": []', NORMS)


def told(source: str) -> list[str]:
    return [str(fault) for fault in check_instrument(source)]


def edited(source: str, old: str, new: str) -> tuple[str, int]:
    """The source with the first ``old`` replaced, and the line on which ``new`` begins."""
    at = source.index(old)
    return source.replace(old, new, 1), source.count("\n", 0, at) + 1
