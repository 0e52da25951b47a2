"""Solve an instance and write the result in the `match-result/1` format, a piece at a time."""

import contextlib
import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from pathlib import Path

from .candidates import Candidates, find_candidates
from .explain import Blocking, Moves, Unplaced, explain_rows, slot_gains, unplaced
from .instance import Instance, read_instance
from .leads import plan_leads
from .plan import NOBODY, Plan, vector

encode: Callable[[object], str] = json.JSONEncoder(ensure_ascii=False, separators=(", ", ": ")).encode


def match_file(source: Path, target: Path) -> None:
    """Read an instance, write its result; the target is made whole or not touched.

    Raises InstanceError or OSError.
    """
    candidates = find_candidates(read_instance(source.read_bytes()))
    plan = best_plan(candidates)
    with replaced_file(target) as write:
        for piece in Report(candidates, plan).pieces():
            write(piece)


def best_plan(candidates: Candidates) -> Plan:
    """The plan with the best result vector, proven."""
    if candidates.instance.kind == "lead":
        return plan_leads(candidates)
    from .pairing import plan_pairs  # slow import: SciPy

    return plan_pairs(candidates)


@contextlib.contextmanager
def replaced_file(target: Path) -> Iterator[Callable[[str], object]]:
    """Write UTF-8 beside the target and rename at the end; after an error nothing is left."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:60]}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            yield file.write
        # mkstemp lets only the owner read; a result is an ordinary file.
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(name, 0o666 & ~umask)
        os.replace(name, target)
    except BaseException:
        os.unlink(name)
        raise


class Report:
    """The result file of one plan. Ids are encoded once; large lists are never held whole."""

    def __init__(self, candidates: Candidates, plan: Plan) -> None:
        self.candidates, self.plan = candidates, plan
        self.groups = [encode(group.id) for group in candidates.instance.groups]
        self.consultants = [encode(consultant.id) for consultant in candidates.instance.consultants]
        self.shared: dict[int, str] = {}

    @cached_property
    def instance(self) -> Instance:
        return self.candidates.instance

    @cached_property
    def moves(self) -> Moves:
        return Moves(self.candidates, self.plan)

    def pieces(self) -> Iterator[str]:
        """The text of the file."""
        yield f'{{"format": "match-result/1",\n"instance": {encode(self.instance.name)},\n'
        yield f'"vector": {encode(vector(self.candidates, self.plan))}'
        yield from rows("assignments", self.assignments())
        yield from rows("unplaced", map(self.unplaced_row, unplaced(self.moves)))
        yield from rows("explain", map(encode, explain_rows(self.candidates, self.plan)))
        yield from rows("ineligible", self.ineligible())
        if self.instance.kind == "lead":
            yield from rows("slot_gain", self.slot_gains())
        yield "}\n"

    def assignments(self) -> Iterator[str]:
        for g, (lead, co) in enumerate(zip(self.plan.leads, self.plan.cos, strict=True)):
            if lead != NOBODY:
                name = "null" if co == NOBODY else self.consultants[co]
                yield f'{{"group": {self.groups[g]}, "lead": {self.consultants[lead]}, "co": {name}}}'

    def unplaced_row(self, row: Unplaced) -> str:
        blocking = "null" if row.blocked_by is None else self.blocking(row.blocked_by)
        return f'{{"group": {self.groups[row.group]}, "reason": "{row.reason}", "blocked_by": {blocking}}}'

    def blocking(self, found: Blocking) -> str:
        """Many groups left out share one set: its text is made once."""
        if id(found) not in self.shared:
            consultants = ", ".join(self.consultants[c] for c in found.consultants)
            groups = ", ".join(self.groups[g] for g in found.groups)
            self.shared[id(found)] = f'{{"consultants": [{consultants}], "groups": [{groups}]}}'
        return self.shared[id(found)]

    def ineligible(self) -> Iterator[str]:
        texts: dict[tuple[str, ...], str] = {}
        for g, barred in enumerate(self.candidates.barred or ()):
            for c, codes in barred:
                if codes not in texts:
                    texts[codes] = encode(list(codes))
                yield f'{{"group": {self.groups[g]}, "consultant": {self.consultants[c]}, "codes": {texts[codes]}}}'

    def slot_gains(self) -> Iterator[str]:
        for c, (top, served, priority) in enumerate(slot_gains(self.moves)):
            yield f'{{"consultant": {self.consultants[c]}, "top": {top}, "served": {served}, "priority": {priority}}}'


def rows(name: str, texts: Iterable[str]) -> Iterator[str]:
    """One list of the result, a row a line."""
    yield f',\n"{name}": ['
    separator = "\n"
    for text in texts:
        yield separator + text
        separator = ",\n"
    yield "]"
