"""How fast matching is, beside SciPy's and OR-Tools' solvers on the same instances in one run.

    .venv/bin/python -m tests.benchmarks.matching            two minutes of CPU
    .venv/bin/python -m tests.benchmarks.matching --large    with 20,000 x 2,000 too, SciPy left out there

Each figure comes from a process of its own, in CPU seconds. `file to file` is `match_instance` less start-up; `solve`
is building and solving alone, which is what the others are timed on. Memory is the peak above start-up. The others
solve the same market (the whole numbers made by consultants/matching/leads.py) in floating point or 64 bits; `vector`
tells whether they reached the same plan value. OR-Tools is measured when it is installed; the project does not need it.
"""

import argparse
import importlib.util
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from consultants.matching import leads, pairing, plan, result
from consultants.matching.candidates import Candidates, find_candidates
from consultants.matching.instance import read_instance
from consultants.matching.programme import Solver
from consultants.matching.solve import OUT, Market
from tests.consultants.matching.instances import listed, realistic

CASES: dict[str, Callable[[], dict[str, Any]]] = {
    "lead 30x10": lambda: realistic(30, 10, 1),
    "lead 300x60 short": lambda: realistic(300, 60, 1),
    "lead 300x60 slack": lambda: realistic(300, 60, 1, ratio=1.3),
    "pairs 300x60": lambda: listed(300, 60, 10, 1),
    "pairs 3,000x500 short": lambda: listed(3000, 500, 80, 1),
    "pairs 3,000x500 slack": lambda: listed(3000, 500, 80, 1, ratio=1.2),
    "pair 30x10": lambda: realistic(30, 10, 1, kind="pair", ratio=1.5),
    "pair 300x60 short": lambda: realistic(300, 60, 1, kind="pair", ratio=1.1),
    "pair 300x60 slack": lambda: realistic(300, 60, 1, kind="pair", ratio=1.5),
    "pair 300x60 rematch": lambda: realistic(300, 60, 3, kind="pair", ratio=1.5, rematch=True),
}
LARGE: dict[str, Callable[[], dict[str, Any]]] = {"pairs 20,000x2,000": lambda: listed(20_000, 2_000, 80, 1)}
REPEATS = {"lead 30x10": 20, "lead 300x60 short": 5, "lead 300x60 slack": 5, "pairs 300x60": 5}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--only", default="", help="cases whose name contains this")
    chosen = parser.parse_args()
    cases = CASES | (LARGE if chosen.large else {})
    sys.stdout.write(f"{'case':24}{'solver':22}{'CPU s':>10}{'peak MB':>9}  vector\n")
    with tempfile.TemporaryDirectory() as folder:
        for name, make in cases.items():
            if chosen.only in name:
                measure_case(name, make, Path(folder) / "instance.json")


def measure_case(name: str, make: Callable[[], dict[str, Any]], path: Path) -> None:
    isolated(lambda: path.write_text(json.dumps(make())))
    show(name, "own, file to file", isolated(lambda: file_to_file(path, REPEATS.get(name, 1))))
    if name.startswith("pair "):
        show(name, "SciPy, 7 levels", isolated(lambda: timed(path, scipy_levels)))
        return
    show(name, "own, solve", isolated(lambda: timed(path, own_market)))
    if name not in LARGE:  # SciPy's had not finished after four minutes, or need more memory than there is
        show(name, "SciPy LAPJVsp", isolated(lambda: timed(path, scipy_sparse)))
        show(name, "SciPy assignment", isolated(lambda: timed(path, scipy_dense)))
    if importlib.util.find_spec("ortools"):
        show(name, "OR-Tools flow", isolated(lambda: timed(path, ortools_flow)))


def show(name: str, solver: str, measured: tuple[Any, float]) -> None:
    (seconds, value), peak = measured
    sys.stdout.write(f"{name:24}{solver:22}{seconds:10.4f}{peak:9.0f}  {value}\n")
    sys.stdout.flush()


def isolated(work: Callable[[], Any]) -> tuple[Any, float]:
    """What `work` gives in a forked process, and how far its memory rose, in MB."""
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)

    def child() -> None:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        answer = work()
        sender.send((answer, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024))

    process = context.Process(target=child)
    process.start()
    sender.close()
    answer = receiver.recv()
    process.join()
    return answer


def file_to_file(path: Path, repeats: int) -> tuple[float, list[int]]:
    """Seconds from file read to file written, the best of some; SciPy's import is start-up."""
    target = path.with_suffix(".out")
    if json.loads(path.read_text())["kind"] == "pair":
        import scipy.optimize  # noqa: F401
    seconds = []
    for _ in range(repeats):
        start = time.process_time()
        result.match_file(path, target)
        seconds.append(time.process_time() - start)
    with target.open() as file:
        head = "".join(file.readline() for _ in range(3))
    return min(seconds), json.loads(head.rstrip(",\n") + "}")["vector"]


def timed(path: Path, solve: Callable[[Candidates], Callable[[], plan.Plan]]) -> tuple[float, list[int] | str]:
    """`solve` prepares (imports, the market) and returns what is timed."""
    candidates = find_candidates(read_instance(path.read_bytes()))
    run = solve(candidates)
    start = time.process_time()
    try:
        found = run()
    except RuntimeError as error:
        return time.process_time() - start, str(error)
    return time.process_time() - start, plan.vector(candidates, found)


def market(candidates: Candidates) -> tuple[list[tuple[int, ...]], list[list[int]], list[list[int]]]:
    steps = [list(costs) for costs in candidates.costs]
    return *leads.priced_options(candidates, list(range(len(candidates.leads))), steps), steps


def as_plan(at: list[int]) -> plan.Plan:
    return plan.Plan([plan.NOBODY if c == OUT else c for c in at], [plan.NOBODY] * len(at))


def own_market(candidates: Candidates) -> Callable[[], plan.Plan]:
    options, values, steps = market(candidates)
    ranks = [leads.rank(group) for group in candidates.instance.groups]

    def run() -> plan.Plan:
        solver = Market(options, values, steps)
        solver.solve(sorted(range(len(ranks)), key=lambda n: -ranks[n]))
        return as_plan(solver.at)

    return run


def places_of(steps: list[list[int]]) -> list[list[tuple[int, int]]]:
    """For each consultant (column, cost) of her places, numbered through."""
    columns = iter(range(sum(map(len, steps))))
    return [[(next(columns), cost) for cost in costs] for costs in steps]


def scipy_sparse(candidates: Candidates) -> Callable[[], plan.Plan]:
    """min_weight_full_bipartite_matching on places, and for every group a column for being left out."""
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    options, values, steps = market(candidates)

    def run() -> plan.Plan:
        places = places_of(steps)
        owners = [c for c, own in enumerate(places) for _ in own]
        starts, columns, data = [0], [], []
        for g, (row, worth) in enumerate(zip(options, values, strict=True)):
            for c, value in zip(row, worth, strict=True):
                for column, cost in places[c]:
                    columns.append(column)
                    data.append(float(value - cost))
            columns.append(len(owners) + g)
            data.append(0.5)  # a stored zero would be no edge
            starts.append(len(columns))
        shape = (len(options), len(owners) + len(options))
        _, chosen = min_weight_full_bipartite_matching(csr_array((data, columns, starts), shape=shape), maximize=True)
        return as_plan([owners[n] if n < len(owners) else OUT for n in np.asarray(chosen).tolist()])

    return run


def scipy_dense(candidates: Candidates) -> Callable[[], plan.Plan]:
    """linear_sum_assignment on places, where being left out is worth nothing."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    options, values, steps = market(candidates)

    def run() -> plan.Plan:
        places = places_of(steps)
        owners = [c for c, own in enumerate(places) for _ in own]
        matrix = np.zeros((len(options), len(owners) + len(options)))
        for g, (row, worth) in enumerate(zip(options, values, strict=True)):
            for c, value in zip(row, worth, strict=True):
                for column, cost in places[c]:
                    matrix[g, column] = value - cost
        _, chosen = linear_sum_assignment(matrix, maximize=True)
        at = [owners[n] if n < len(owners) and matrix[g, n] > 0 else OUT for g, n in enumerate(chosen.tolist())]
        return as_plan(at)

    return run


def ortools_flow(candidates: Candidates) -> Callable[[], plan.Plan]:
    """SimpleMinCostFlow in one shot; fails with BAD_COST_RANGE when the levels do not fit in 64 bits."""
    from ortools.graph.python import min_cost_flow

    options, values, steps = market(candidates)

    def run() -> plan.Plan:
        flow = min_cost_flow.SimpleMinCostFlow()
        count, sink = len(options), len(options) + len(steps)
        pairs = [(g, c, value) for g in range(count) for c, value in zip(options[g], values[g], strict=True)]
        arcs = [flow.add_arc_with_capacity_and_unit_cost(g, count + c, 1, -value) for g, c, value in pairs]
        for g in range(count):
            flow.add_arc_with_capacity_and_unit_cost(g, sink, 1, 0)
            flow.set_node_supply(g, 1)
        for c, costs in enumerate(steps):
            for cost in costs:
                flow.add_arc_with_capacity_and_unit_cost(count + c, sink, 1, cost)
        flow.set_node_supply(sink, -count)
        status = flow.solve()
        if status != flow.OPTIMAL:
            raise RuntimeError(f"status {status.name}")
        at = [OUT] * count
        for arc, (g, c, _) in zip(arcs, pairs, strict=True):
            if flow.flow(arc):
                at[g] = c
        return as_plan(at)

    return run


def scipy_levels(candidates: Candidates) -> Callable[[], plan.Plan]:
    """The same programme, but the seven levels one by one without bounds from the leads or fixed seats."""
    import scipy.optimize  # noqa: F401

    def run() -> plan.Plan:
        programme = pairing.build_programme(candidates)
        solver = Solver(programme)
        values: list[int] = []
        for level in pairing.level_weights(candidates, programme):
            values = solver.maximise(level)
        return pairing.read_plan(programme, values, len(candidates.leads))

    return run


if __name__ == "__main__":
    main()
