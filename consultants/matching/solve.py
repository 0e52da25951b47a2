"""The best plan of leads, proven: a minimum-cost flow by successive shortest paths in whole numbers.

A *price* per consultant is what a place with her is worth to the plan. Between the steps the plan is optimal for the
groups it knows, because at these prices
- every placed group holds the option with the largest value less price, and that is at least 0;
- every group left out has no option whose value exceeds the price;
- the places a consultant uses cost at most her price, the ones she has free cost at least that.
Linear programming duality makes a plan with such prices optimal; `is_proven` checks them all at the end.

Groups are inserted one by one, each along the shortest path of moves to a free place or to a group that is left out
instead (Dijkstra over the consultants, with value lost at the present prices as length). Only a few options per group
are used for the moves. When all are in, groups that would now rather have an option outside these are taken out, the
hole is filled along the shortest path the other way, and they are inserted again, until none is left.
"""

from collections.abc import Sequence
from heapq import heapify, heappop, heappush

NEAR = 4  # options per group used at first; measured best at 300x60 and 3,000x500
OUT, WAITING = -1, -2


class Market:
    """Groups that each want one place, and consultants that sell places one by one, each dearer than the last.

    `options[g]` and `values[g]` are the consultants that group g may have and what each is worth (positive);
    `steps[c]` the costs of c's places, never falling. All are integers of any size.
    After `solve`, `at[g]` is g's consultant or OUT, and `held[c]` the groups of c.
    """

    def __init__(
        self, options: Sequence[Sequence[int]], values: Sequence[Sequence[int]], steps: Sequence[Sequence[int]]
    ) -> None:
        self.options, self.values, self.steps = options, values, steps
        self.at = [WAITING] * len(options)
        self.own = [0] * len(options)  # the value of the option held
        self.held: list[dict[int, None]] = [{} for _ in steps]
        worth = max((value for row in values for value in row), default=0)
        # No group pays this, so those without a place to sell never get a group.
        self.price = [step[0] if step else worth + 1 for step in steps]
        self.near: list[list[tuple[int, int]]] = [[] for _ in options]
        self.near_to: list[list[tuple[int, int]]] = [[] for _ in steps]

    def solve(self, order: Sequence[int]) -> None:
        """Place all groups. Any order gives an optimal plan; the most valuable first is the fastest."""
        for group in order:
            self.widen(group)
            self.insert(group)
        improved = True
        while improved:
            improved = False
            for group in order:
                if self.wants_more(group):
                    improved = True
                    self.take_out(group)
                    self.widen(group)
                    self.insert(group)

    def wants_more(self, group: int) -> bool:
        """True when an option, or being left out, is worth more at the present prices than what the group has."""
        held, price = self.at[group], self.price
        surplus = self.own[group] - price[held] if held >= 0 else 0
        if surplus < 0:
            return True
        for c, value in zip(self.options[group], self.values[group], strict=True):  # noqa: SIM110 (twice as fast)
            if value - price[c] > surplus:
                return True
        return False

    def is_proven(self) -> bool:
        """Check the three conditions above over all options."""
        for price, step, held in zip(self.price, self.steps, self.held, strict=True):
            used = len(held)
            if used > len(step) or (used and step[used - 1] > price) or (used < len(step) and step[used] < price):
                return False
        return not any(map(self.wants_more, range(len(self.at))))

    def widen(self, group: int) -> None:
        """Let the moves use the group's best options at the present prices, too."""
        options, values, price = self.options[group], self.values[group], self.price
        best: Sequence[int] = range(len(options))
        if len(options) > NEAR:
            loss = [price[c] - value for c, value in zip(options, values, strict=True)]
            best = sorted(best, key=loss.__getitem__)[:NEAR]
        known = {c for c, _ in self.near[group]}
        for position in best:
            c = options[position]
            if c not in known and self.steps[c]:
                self.near[group].append((c, values[position]))
                self.near_to[c].append((group, values[position]))

    def insert(self, group: int) -> None:
        """Place one more group along the shortest path of moves, and raise the prices it passed."""
        price, steps, held, near, own = self.price, self.steps, self.held, self.near, self.own
        distance: list[int | None] = [None] * len(price)
        mover = [OUT] * len(price)
        limit, last, leaver = 0, OUT, OUT  # leaving the group out is the first choice to beat
        heap = []
        for c, value in near[group]:
            if value > price[c]:
                distance[c] = price[c] - value
                mover[c] = group
                heap.append((price[c] - value, c))
        heapify(heap)
        settled = []
        while heap:
            so_far, a = heappop(heap)
            if so_far >= limit:
                break
            if so_far != distance[a]:
                continue
            settled.append((a, so_far))
            used, step = len(held[a]), steps[a]
            if used < len(step) and so_far + step[used] - price[a] < limit:
                limit, last, leaver = so_far + step[used] - price[a], a, OUT
            paid = so_far - price[a]
            for other in held[a]:
                base = paid + own[other]
                if base < limit:
                    limit, last, leaver = base, a, other
                for c, value in near[other]:
                    length = base - value + price[c]
                    if length < limit and ((known := distance[c]) is None or length < known):
                        distance[c] = length
                        mover[c] = other
                        heappush(heap, (length, c))
        for a, so_far in settled:
            if so_far < limit:
                price[a] += limit - so_far
        self.shift(group, last, leaver, mover)

    def shift(self, group: int, last: int, leaver: int, mover: list[int]) -> None:
        """Carry out the moves that `insert` found, from the end of the path back to the new group."""
        if last == OUT:
            self.at[group] = OUT
            return
        if leaver != OUT:
            self.release(leaver, OUT)
        c = last
        while True:
            moved = mover[c]
            before = self.at[moved]
            if moved != group:
                self.release(moved, WAITING)
            self.place(moved, c)
            if moved == group:
                return
            c = before

    def take_out(self, group: int) -> None:
        """Remove a group, give its place to whoever needs it most, and lower the prices on the way."""
        hole = self.at[group]
        if hole < 0:
            self.at[group] = WAITING
            return
        self.release(group, WAITING)
        price, own, at = self.price, self.own, self.at
        distance: list[int | None] = [None] * len(price)
        move: list[tuple[int, int]] = [(OUT, OUT)] * len(price)  # (group that leaves, for which consultant)
        distance[hole] = 0
        limit: int | None = None
        last, comer = hole, OUT
        heap, settled = [(0, hole)], []
        while heap:
            so_far, a = heappop(heap)
            if limit is not None and so_far >= limit:
                break
            if so_far != distance[a]:
                continue
            settled.append((a, so_far))
            used = len(self.held[a]) - (a != hole)
            stay = so_far + price[a] - self.steps[a][used]
            if limit is None or stay < limit:
                limit, last, comer = stay, a, OUT
            paid = so_far + price[a]
            for other, value in self.near_to[a]:
                b = at[other]
                length = paid - value
                if b == OUT and length < limit:
                    limit, last, comer = length, a, other
                elif b >= 0 and b != a:
                    length += own[other] - price[b]
                    if length < limit and ((known := distance[b]) is None or length < known):
                        distance[b] = length
                        move[b] = (other, a)
                        heappush(heap, (length, b))
        for a, so_far in settled:
            if limit is not None and so_far < limit:
                price[a] -= limit - so_far
        if comer != OUT:
            self.place(comer, last)
        while last != hole:
            moved, target = move[last]
            self.release(moved, WAITING)
            self.place(moved, target)
            last = target

    def place(self, group: int, c: int) -> None:
        self.at[group] = c
        self.own[group] = next(value for option, value in self.near[group] if option == c)
        self.held[c][group] = None

    def release(self, group: int, state: int) -> None:
        del self.held[self.at[group]][group]
        self.at[group] = state
        self.own[group] = 0
