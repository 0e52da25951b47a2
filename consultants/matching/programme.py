"""An integer programme in whole numbers, its levels maximised in turn by HiGHS and checked exactly."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .fields import InstanceError
from .leads import NotProven

if TYPE_CHECKING:
    from scipy.sparse import csr_array

NO_LIMIT = float("inf")
TOLERANCE = 1e-3  # HiGHS keeps rows and bounds within 1e-6; levels are whole numbers


@dataclass(frozen=True, slots=True)
class Seat:
    """A possible seat; `hours` is what it takes of the consultant's hours."""

    group: int
    role: str
    consultant: int
    fit: int
    hours: int


@dataclass
class Programme:
    """Variables from 0 to 1 and rows `low <= sum of coefficient x variable <= high`.

    The variables are the seats (whole numbers) followed by the places: (consultant, load cost), each consultant's
    places together, the cheapest first.
    """

    seats: list[Seat]
    places: list[tuple[int, int]]
    rows: list[tuple[dict[int, int], float, float]] = field(default_factory=list)

    def add(self, terms: dict[int, int], low: float, high: float) -> None:
        if terms:
            self.rows.append((terms, low, high))

    def complete(self, seats: list[int]) -> list[int]:
        """Values of all variables when these seats are taken, each consultant's cheapest places first."""
        taken = [0] * (1 + max((seat.consultant for seat in self.seats), default=0))
        for seat, value in zip(self.seats, seats, strict=True):
            taken[seat.consultant] += value
        values = list(seats)
        for consultant, _ in self.places:
            used = consultant < len(taken) and taken[consultant] > 0
            values.append(int(used))
            if used:
                taken[consultant] -= 1
        return values

    def is_kept(self, values: list[int]) -> bool:
        """True when every row holds, in whole numbers."""
        totals = ((sum(k * values[n] for n, k in terms.items()), low, high) for terms, low, high in self.rows)
        return all(low <= total <= high for total, low, high in totals)


class Solver:
    """Maximises one level after another; each optimum stays as a row."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme
        self.lower = [0] * (len(programme.seats) + len(programme.places))
        self.upper = [1] * len(self.lower)

    def pin(self, variables: list[int]) -> None:
        for variable in variables:
            self.lower[variable] = 1

    def keep(self, level: list[int], value: int) -> None:
        self.programme.add({n: weight for n, weight in enumerate(level) if weight}, value, NO_LIMIT)

    def maximise(self, level: list[int], *, narrow: bool = False) -> list[int]:
        """Values of all variables at the optimum of `level`; raises NotProven unless it is proven.

        With `narrow`, seats that the relaxation shows cannot change at this optimum are fixed for the next level.
        """
        if not self.programme.seats:
            return []
        result = self.run(level)
        values = self.programme.complete([round(value) for value in result.x[: len(self.programme.seats)]])
        best = sum(weight * value for weight, value in zip(level, values, strict=True))
        if not self.programme.is_kept(values) or -result.mip_dual_bound >= best + 1 - TOLERANCE:
            raise NotProven
        if narrow:
            self.narrow(level, best)
        self.keep(level, best)
        return values

    def run(self, level: list[int]) -> Any:
        from scipy.optimize import Bounds, LinearConstraint, milp  # slow import

        matrix, low, high = self.matrix()
        seats = len(self.programme.seats)
        result = milp(
            [-weight for weight in level],
            constraints=LinearConstraint(matrix, low, high),
            integrality=[1] * seats + [0] * (len(level) - seats),
            bounds=Bounds(self.lower, self.upper),
            options={"mip_rel_gap": 0},
        )
        if result.status == 2:
            raise InstanceError("locks: de låste parene kan ikke alle holdes samtidig")
        if result.status != 0:
            raise NotProven
        return result

    def matrix(self) -> tuple["csr_array", list[float], list[float]]:
        from scipy.sparse import csr_array  # slow import

        starts, columns, data = [0], list[int](), list[int]()
        for terms, _, _ in self.programme.rows:
            columns += terms.keys()
            data += terms.values()
            starts.append(len(columns))
        shape = (len(self.programme.rows), len(self.lower))
        matrix = csr_array(([float(k) for k in data], columns, starts), shape=shape)
        return matrix, [row[1] for row in self.programme.rows], [row[2] for row in self.programme.rows]

    def narrow(self, level: list[int], best: int) -> None:
        """Fix seats by reduced cost: moving one from its bound would cost more than the relaxation exceeds `best`."""
        import numpy as np  # slow import
        from scipy.optimize import linprog
        from scipy.sparse import vstack

        matrix, low, high = self.matrix()
        bounded_below, bounded_above = np.isfinite(low), np.isfinite(high)
        relaxed = linprog(
            [-weight for weight in level],
            A_ub=vstack([matrix[bounded_above], -matrix[bounded_below]]),
            b_ub=np.concatenate([np.array(high)[bounded_above], -np.array(low)[bounded_below]]),
            bounds=list(zip(self.lower, self.upper, strict=True)),
            method="highs-ds",
        )
        if relaxed.status != 0:
            return
        slack = -relaxed.fun - best + TOLERANCE
        for variable in range(len(self.programme.seats)):
            if relaxed.lower.marginals[variable] > slack:
                self.upper[variable] = self.lower[variable]
            elif relaxed.upper.marginals[variable] < -slack:
                self.lower[variable] = self.upper[variable]
