"""Do chosen answers fit together? A choice has one option; what numbers reach and differ by must agree."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from dorsiflex.explain.leaves import Anything, Chosen, Leaf, Leaves, Reaches
from dorsiflex.explain.search import Clause

OTHER = "'"  # marks a finding as it is in the other of two completions


@dataclass(frozen=True, slots=True)
class Bound:
    """So many times a number is at least so many times another and `least`: because of a literal."""

    stem: str
    scale: int
    other: str
    times: int
    least: int
    literal: int


@dataclass
class Fitting:
    """What the leaves of one case say of each other."""

    leaves: Leaves
    _choices: set[str] = field(default_factory=set)
    _steps: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    _apart: dict[int, Reaches] = field(default_factory=dict)

    def clauses(self, node: int) -> Iterator[Clause]:
        """What a leaf adds to those that were met before it."""
        match self.leaves.leaves[node]:
            case Chosen(stem, option) if option is not None and stem not in self._choices:
                self._choices.add(stem)
                yield from self.one_of(stem)
            case Reaches(stem, least, _, None):
                steps = self._steps.setdefault(stem, [])
                place = bisect(steps, (least, node))
                if place:
                    yield [2 * node + 1, 2 * steps[place - 1][1]]
                if place < len(steps):
                    yield [2 * steps[place][1] + 1, 2 * node]
                steps.insert(place, (least, node))
            case Reaches() as apart:
                self._apart[node] = apart
            case _:
                pass

    def one_of(self, stem: str) -> Iterator[Clause]:
        """That a choice has just one of its options."""
        finding = self.leaves.program.findings[stem.removesuffix(OTHER)]
        own = () if stem.endswith(OTHER) else (stem,)
        options = [self.leaves.leaf(Chosen(stem, option), *own) for option in finding.option_ids]
        yield options
        for place, option in enumerate(options):
            for later in options[place + 1 :]:
                yield [option ^ 1, later ^ 1]

    def contradiction(self, value: Sequence[int | None]) -> Clause | None:
        """Of chosen answers, some that cannot be so together: as the clause that forbids them."""
        bounds = [bound for node, leaf in self._apart.items() if (bound := bound_of(node, leaf, value)) is not None]
        if not bounds:
            return None
        stems = dict.fromkeys(stem for bound in bounds for stem in (bound.stem, bound.other))
        least: dict[str, int] = {}
        most: dict[str, int] = {}
        why: dict[str, list[int]] = {}
        why_most: dict[str, list[int]] = {}
        for stem in stems:
            finding = self.leaves.program.findings[stem.removesuffix(OTHER)]
            least[stem], most[stem], why[stem], why_most[stem] = finding.least, finding.most, [], []
            for step, node in self._steps.get(stem, ()):
                if value[2 * node] == 1 and step > least[stem]:
                    least[stem], why[stem] = step, [2 * node]
                elif value[2 * node] == 0 and step <= most[stem]:
                    most[stem], why_most[stem] = step - 1, [2 * node + 1]
        because: dict[str, list[Bound]] = {stem: [] for stem in stems}
        for bound in raising(bounds, least):
            if bound not in because[bound.stem]:
                because[bound.stem].append(bound)
            if least[bound.stem] > most[bound.stem]:
                return [one ^ 1 for one in dict.fromkeys([*why_most[bound.stem], *told(bound.stem, because, why)])]
        return None


def raising(bounds: list[Bound], least: dict[str, int]) -> Iterator[Bound]:
    """Raise the least of each number as far as the bounds ask; each bound that did."""
    raised = True
    while raised:
        raised = False
        for bound in bounds:
            lowest = -(-(bound.least + bound.times * least[bound.other]) // bound.scale)
            if lowest > least[bound.stem]:
                least[bound.stem], raised = lowest, True
                yield bound


def told(stem: str, because: dict[str, list[Bound]], why: dict[str, list[int]]) -> list[int]:
    """The literals that made a number as large as it is: its own, those of its bounds, and theirs in turn."""
    found: dict[int, None] = {}
    seen, left = {stem}, [stem]
    while left:
        one = left.pop()
        found.update(dict.fromkeys(why[one]))
        for bound in because[one]:
            found[bound.literal] = None
            if bound.other not in seen:
                seen.add(bound.other)
                left.append(bound.other)
    return list(found)


def bound_of(node: int, leaf: Reaches, value: Sequence[int | None]) -> Bound | None:
    """What a chosen difference asks of its two numbers."""
    assert leaf.minus is not None
    if value[2 * node] == 1:
        return Bound(leaf.stem, leaf.scale, leaf.minus, leaf.times, leaf.least, 2 * node)
    if value[2 * node] == 0:
        return Bound(leaf.minus, leaf.times, leaf.stem, leaf.scale, 1 - leaf.least, 2 * node + 1)
    return None


def elsewhere(leaf: Leaf, stem: str) -> Leaf:
    """A leaf of a finding as it is in the other of two completions."""
    match leaf:
        case Chosen(attribute, _):
            return replace(leaf, attribute=attribute + OTHER)
        case Reaches(one, _, _, minus):
            names = {name: name + OTHER if name == stem else name for name in (one, minus) if name is not None}
            return replace(leaf, stem=names[one], minus=None if minus is None else names[minus])
        case Anything(about):
            return Anything(about + OTHER)
