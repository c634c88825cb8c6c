"""Are there answers under which a formula holds? A complete search that learns from every dead end.

Clauses, watched literals, learning from conflicts: the usual way to decide such questions, over the formulas of
`circuit.py` as they are. What leaves say of each other is left to `fitting.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from dorsiflex.explain.circuit import Circuit

Clause = list[int]


class Search:
    """Clauses over the nodes of one circuit, kept from question to question."""

    def __init__(
        self,
        circuit: Circuit,
        clauses_of: Callable[[int], Iterable[Clause]],
        contradiction: Callable[[list[int | None]], Clause | None],
        usual: Callable[[int], bool],
    ) -> None:
        self.circuit = circuit
        self.clauses_of, self.contradiction, self.usual = clauses_of, contradiction, usual
        self.value: list[int | None] = []  # of each literal: 1, 0, or None
        self.watched: list[list[Clause]] = []
        self.reason: list[Clause | None] = []
        self.level: list[int] = []
        self.entered: list[bool] = []
        self.tried: list[bool] = []  # of each node, how it was tried last
        self.weight: list[float] = []  # of each node, how often it was in the way, lately above all
        self.more = 1.0
        self.model: list[int | None] = []  # of each literal, in what was found last
        self.trail: list[int] = []
        self.starts: list[int] = []
        self.done = 0
        self.possible = True
        self.grow()
        self.entered[0] = True
        self.assign(0, None)

    def grow(self) -> None:
        """Room for the nodes that have come since."""
        more = len(self.circuit.parts) - len(self.level)
        if more > 0:
            self.value += [None] * (2 * more)
            self.watched += [[] for _ in range(2 * more)]
            self.reason += [None] * more
            self.level += [0] * more
            self.entered += [False] * more
            self.tried += [False] * more
            self.weight += [0.0] * more

    # Clauses

    def enter(self, formulas: Iterable[int]) -> list[int]:
        """Write down what some formulas mean; the nodes they are made of."""
        self.grow()
        nodes = list(self.circuit.below(formulas))
        for node in nodes:
            if self.entered[node]:
                continue
            self.entered[node] = True
            if parts := self.circuit.parts[node]:
                for part in parts:
                    self.add([2 * node + 1, part])
                self.add([2 * node, *(part ^ 1 for part in parts)])
            else:
                self.tried[node] = self.usual(node)
                for clause in self.clauses_of(node):
                    self.grow()
                    self.add(clause)
        return nodes

    def add(self, literals: Clause) -> None:
        """One more clause, while nothing is assumed."""
        value = self.value
        clause = [one for one in literals if value[one] != 0]
        if any(value[one] == 1 for one in clause):
            return
        if len(clause) > 1:
            self.watch(clause)
        elif clause:
            self.assign(clause[0], None)
        else:
            self.possible = False

    def watch(self, clause: Clause) -> None:
        self.watched[clause[0]].append(clause)
        self.watched[clause[1]].append(clause)

    # Search

    def assign(self, literal: int, reason: Clause | None) -> None:
        self.value[literal], self.value[literal ^ 1] = 1, 0
        self.reason[literal >> 1] = reason
        self.level[literal >> 1] = len(self.starts)
        self.trail.append(literal)

    def propagate(self) -> Clause | None:
        """What follows; a clause that is broken, if one is."""
        value, watched, trail = self.value, self.watched, self.trail
        while self.done < len(trail):
            denied = trail[self.done] ^ 1
            self.done += 1
            mine = watched[denied]
            kept = []
            for place, clause in enumerate(mine):
                if clause[0] == denied:
                    clause[0], clause[1] = clause[1], denied
                first = clause[0]
                if value[first] == 1:
                    kept.append(clause)
                    continue
                for other in range(2, len(clause)):
                    if value[clause[other]] != 0:
                        clause[1], clause[other] = clause[other], denied
                        watched[clause[1]].append(clause)
                        break
                else:
                    kept.append(clause)
                    if value[first] == 0:
                        watched[denied] = kept + mine[place + 1 :]
                        return clause
                    self.assign(first, clause)
            watched[denied] = kept
        return None

    def back_to(self, level: int) -> None:
        """Take back what was chosen since."""
        if len(self.starts) > level:
            start = self.starts[level]
            for literal in self.trail[start:]:
                self.tried[literal >> 1] = not literal & 1
                self.value[literal] = self.value[literal ^ 1] = None
            del self.trail[start:]
            del self.starts[level:]
            self.done = start

    def learn(self, broken: Clause) -> tuple[Clause, int]:
        """Why a clause broke: one that would have told earlier, its last literal first; and how early."""
        now = len(self.starts)
        seen: set[int] = set()
        learnt: Clause = []
        place, open_ = len(self.trail) - 1, 0
        clause: Sequence[int] = broken
        while True:
            for one in clause:
                node = one >> 1
                if node not in seen and self.level[node]:
                    seen.add(node)
                    self.weight[node] += self.more
                    if self.level[node] == now:
                        open_ += 1
                    else:
                        learnt.append(one)
            while self.trail[place] >> 1 not in seen:
                place -= 1
            last = self.trail[place]
            place -= 1
            open_ -= 1
            if not open_:
                break
            clause = [one for one in self.reason[last >> 1] or () if one != last]
        self.more *= 1.05
        learnt.sort(key=lambda one: -self.level[one >> 1])
        return [last ^ 1, *learnt], self.level[learnt[0] >> 1] if learnt else 0

    def holds(self, wanted: Sequence[int], patience: int) -> bool | None:
        """Whether some formulas can hold together; None where so many dead ends do not tell."""
        nodes = self.enter(wanted)
        order = sorted(nodes, key=self.weight.__getitem__)
        while patience and self.possible:
            broken = self.propagate()
            if broken is None:
                literal = self.next(wanted, order)
                if literal is None:
                    broken = self.contradiction(self.value)
                    if broken is None:
                        self.model = self.value.copy()
                        self.back_to(0)
                        return True
                    self.back_to(max(self.level[one >> 1] for one in broken))
                elif self.value[literal] == 0:
                    break
                else:
                    self.starts.append(len(self.trail))
                    self.assign(literal, None)
                    continue
            patience -= 1
            self.turn_back(broken)
            order = sorted(nodes, key=self.weight.__getitem__)
        self.back_to(0)
        return False if patience else None

    def turn_back(self, broken: Clause) -> None:
        """Learn from a broken clause, and go on from where it would have told."""
        if not self.starts:
            self.possible = False
            return
        learnt, level = self.learn(broken)
        self.back_to(level)
        if len(learnt) > 1:
            self.watch(learnt)
        self.assign(learnt[0], learnt if len(learnt) > 1 else None)

    def next(self, wanted: Sequence[int], order: list[int]) -> int | None:
        """What to assume next: what is wanted, then what was in the way most; None once all is chosen."""
        value = self.value
        for one in wanted:
            if value[one] != 1:
                return one
        while order:
            node = order.pop()
            if value[2 * node] is None:
                return 2 * node + (not self.tried[node])
        return None
