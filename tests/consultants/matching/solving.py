"""Solve an instance through the same text that the command reads and writes."""

import io
import json
from typing import Any

from consultants.matching.candidates import find_candidates
from consultants.matching.instance import read_instance
from consultants.matching.result import Report, best_plan


def solve_text(instance: dict[str, Any]) -> str:
    candidates = find_candidates(read_instance(json.dumps(instance).encode()))
    out = io.StringIO()
    out.writelines(Report(candidates, best_plan(candidates)).pieces())
    return out.getvalue()


def solve(instance: dict[str, Any]) -> dict[str, Any]:
    return json.loads(solve_text(instance))
