"""How do open questions make up a yes or no? Formulas that are shared, and folded while they are built.

A formula is a whole number: `TRUE`, `FALSE`, or twice the place of a node, and one more where it is denied. A node is a
leaf (an answer that may still come) or holds where all its parts do. What can be told at once is told while building: a
formula that is not `TRUE` or `FALSE` is rarely settled after all, but only a search can tell for sure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

TRUE, FALSE = 0, 1
Reader = Callable[[int], int]


class Circuit:
    """Formulas over leaves. Each leaf, and so each formula, hangs on findings: the bits of `support`."""

    def __init__(self) -> None:
        self.parts: list[tuple[int, ...]] = [()]
        self.support: list[int] = [0]
        self._made: dict[tuple[int, ...], int] = {}

    def leaf(self, support: int) -> int:
        """A new leaf."""
        self.parts.append(())
        self.support.append(support)
        return 2 * len(self.parts) - 2

    def hangs_on(self, formula: int) -> int:
        """The findings that a formula hangs on."""
        return self.support[formula >> 1]

    def every(self, formulas: Iterable[int]) -> int:
        """That all of some formulas hold."""
        flat: set[int] = set()
        parts = self.parts
        for one in formulas:
            if one == FALSE:
                return FALSE
            if one & 1 or not parts[one >> 1]:
                flat.add(one)
            else:
                flat.update(parts[one >> 1])
        flat.discard(TRUE)
        for one in flat:
            if one ^ 1 in flat:
                return FALSE
        return self.node(flat) if len(flat) > 1 else next(iter(flat), TRUE)

    def node(self, flat: set[int]) -> int:
        """A node of several parts, none of which denies another; a part that another one settles goes."""
        parts = self.parts
        for one in [one for one in flat if one & 1]:
            for inner in parts[one >> 1]:
                if inner ^ 1 in flat:
                    flat.discard(one)
                    break
        key = tuple(sorted(flat))
        if len(key) == 1:
            return key[0]
        found = self._made.get(key)
        if found is None:
            support = 0
            for one in key:
                support |= self.support[one >> 1]
            found = self._made[key] = self.leaf(support)
            parts[found >> 1] = key
        return found

    def some(self, formulas: Iterable[int]) -> int:
        """That one of some formulas holds."""
        return self.every([one ^ 1 for one in formulas]) ^ 1

    def enough(self, count: int, formulas: Sequence[int]) -> int:
        """That at least `count` of some formulas hold."""
        lacking = len(formulas) - count + 1
        # Of the two ways to say the same, always the one: so that a statement and its denial are seen to be that.
        if (count, sum(one & 1 for one in formulas)) > (lacking, sum(not one & 1 for one in formulas)):
            return self.enough(lacking, [one ^ 1 for one in formulas]) ^ 1
        return self.at_least([(one, 1) for one in formulas], count)

    def at_least(self, weighed: Sequence[tuple[int, int]], least: int) -> int:
        """That the weights of the formulas that hold add up to so much."""
        above = [0]
        below = [0]
        for _, weight in reversed(weighed):
            above.append(above[-1] + max(weight, 0))
            below.append(below[-1] + min(weight, 0))
        made: dict[tuple[int, int], int] = {}

        def from_(place: int, wanted: int) -> int:
            left = len(weighed) - place
            if wanted <= below[left]:
                return TRUE
            if wanted > above[left]:
                return FALSE
            key = place, wanted
            if key not in made:
                one, weight = weighed[place]
                yes, no = from_(place + 1, wanted - weight), from_(place + 1, wanted)
                # Where the lighter of the two is enough, the heavier is.
                both = (self.every((one, yes)), no) if weight > 0 else (yes, self.every((one ^ 1, no)))
                made[key] = self.some(both)
            return made[key]

        return from_(0, least)

    def replaced(self, leaf_now: Reader, support: int) -> Reader:
        """A reader of formulas as they are with other leaves in place of those that hang on some findings."""
        made: dict[int, int] = {}

        def of(formula: int) -> int:
            node = formula >> 1
            if not self.support[node] & support:
                return formula
            if node not in made:
                parts = self.parts[node]
                made[node] = self.every([of(part) for part in parts]) if parts else leaf_now(node)
            return made[node] ^ (formula & 1)

        return of

    def ways(self, formula: int) -> Iterator[frozenset[int]]:
        """The ways in which a formula may hold: each by some parts that hold together."""
        parts = self.parts[formula >> 1]
        if not parts:
            yield frozenset((formula,)) - {TRUE}
        elif formula & 1:
            for part in parts:
                yield from self.ways(part ^ 1)
        else:
            yield frozenset(parts)

    def differing(self, one: Reader, other: Reader, support: int) -> Reader:
        """A reader of formulas as where two ways to read them differ, which agree on all but some findings."""
        made: dict[int, int] = {}

        def of(formula: int) -> int:
            node = formula >> 1
            if not self.support[node] & support:
                return FALSE
            if node not in made:
                alike = [part for part in self.parts[node] if not self.support[part >> 1] & support]
                apart = [part for part in self.parts[node] if self.support[part >> 1] & support] or [2 * node]
                # What both read alike must hold, or what differs is drowned.
                if len(apart) == 1 and self.parts[node]:
                    differs = of(apart[0])
                else:
                    differs = self.unlike(self.every(map(one, apart)), self.every(map(other, apart)))
                made[node] = self.every([*alike, differs])
            return made[node]

        return of

    def unlike(self, one: int, other: int) -> int:
        """That one of two formulas holds, and not the other."""
        return self.some((self.every((one, other ^ 1)), self.every((one ^ 1, other))))

    def below(self, formulas: Iterable[int]) -> Iterator[int]:
        """Every node that some formulas are made of."""
        seen = {formula >> 1 for formula in formulas}
        left = list(seen)
        while left:
            node = left.pop()
            yield node
            for part in self.parts[node]:
                if part >> 1 not in seen:
                    seen.add(part >> 1)
                    left.append(part >> 1)
