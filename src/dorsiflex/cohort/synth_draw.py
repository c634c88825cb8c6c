"""How is one finding drawn for many people at once? Normal scores, joined where findings correlate, become answers.

The normal scores make a Gaussian copula: whatever the share or the spread of each finding, two of them rise together as
their correlation says.
"""

from __future__ import annotations

from collections import deque
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from dorsiflex.catalogue.schema_synthetic import CorrelationPart, DrawPart, SpreadPart
from dorsiflex.errors import FaultyKnowledge, Problem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Finding, Scope

Floats = NDArray[np.float64]
Column = NDArray[Any]
THIS, OTHER = "this.", "other."
# Normal scores further out than this are drawn once in a thousand million million.
OUTERMOST = 8.0


class Scores:
    """Normal scores by name (`finding`, `this.finding`, `other.finding`), correlated as a recipe says."""

    def __init__(self, correlations: list[CorrelationPart], knowledge: KnowledgeBase) -> None:
        edges = {pair: float(part.r) for part in correlations for pair in pairs(part.between, knowledge)}
        self.names = sorted({name for pair in edges for name in pair})
        self.matrix = matrix_of(self.names, edges)
        self.factor = factor_of(self.matrix)

    def drawn(self, random: np.random.Generator, rows: int) -> dict[str, Floats]:
        """Scores of the correlated findings; all others are drawn when they are wanted."""
        independent = random.standard_normal((rows, len(self.names)))
        together = independent @ self.factor.T
        return {name: together[:, place] for place, name in enumerate(self.names)}

    def apart(self, finding: str, here: Floats, there: Floats) -> Floats:
        """What is in the score of one side and not in that of the other: high where this side falls short of it."""
        both = [THIS + finding, OTHER + finding]
        r = float(self.matrix[self.names.index(both[0]), self.names.index(both[1])]) if both[0] in self.names else 0.0
        apart: Floats = (r * there - here) / np.sqrt(1.0 - r * r)
        return apart


def pairs(between: list[str], knowledge: KnowledgeBase) -> list[tuple[str, str]]:
    """The pairs of scores that a correlation joins: on either side, or across them."""
    findings = knowledge.vocabulary.findings
    either = [(THIS, OTHER), (OTHER, THIS)]

    def named(name: str, here: str, there: str) -> str:
        bare = name.removeprefix(OTHER)
        if findings[bare].scope is Scope.PERSON:
            return bare
        return (there if bare != name else here) + bare

    first, second = between
    return list(dict.fromkeys((named(first, *sides), named(second, *sides)) for sides in either))


def matrix_of(names: list[str], edges: dict[tuple[str, str], float]) -> Floats:
    """The correlation of each pair; of a pair that is not listed, the product along the chain between them."""
    joined: dict[str, dict[str, float]] = {name: {} for name in names}
    for (first, second), r in edges.items():
        joined[first][second] = joined[second][first] = r
    place = {name: at for at, name in enumerate(names)}
    matrix = np.zeros((len(names), len(names)))
    for name in names:
        reached, waiting = {name: 1.0}, deque([name])
        while waiting:
            here = waiting.popleft()
            for there, r in joined[here].items():
                if there not in reached:
                    reached[there] = reached[here] * r
                    waiting.append(there)
        for there, r in reached.items():
            matrix[place[name], place[there]] = r
    return matrix


def factor_of(matrix: Floats) -> Floats:
    """The lower triangle that gives independent scores these correlations. Raises `FaultyKnowledge`."""
    try:
        lower: Floats = np.linalg.cholesky(matrix).astype(np.float64)
        return lower
    except np.linalg.LinAlgError as error:
        why = "No people can have all of these correlations at once."
        raise FaultyKnowledge([Problem("correlations", "the list of correlations", why, "Lower some.")]) from error


def attributes(draw: DrawPart, finding: Finding, scores: Floats, more: Floats) -> list[Column]:
    """What a draw makes of normal scores: one column, or one for each option of several.

    Yes/no and options are truths and places; a number is in whole steps. `more` are scores for further options.
    """
    if draw.present is not None:
        return [scores > ndtri(1.0 - float(draw.present))]
    if draw.options is not None:
        shares = [float(draw.options.get(option, 0)) for option in finding.option_ids]
        return [places(scores, shares)]
    if draw.includes is not None:
        return several(draw.includes, finding, more)
    assert draw.uniform is not None or draw.normal is not None
    if draw.uniform is not None:
        low, high = (float(limit) for limit in draw.uniform)
        return [steps(low + ndtr(scores) * (high - low), finding)]
    assert draw.normal is not None
    least, most = limits(finding)
    return [steps(truncated(draw.normal, scores, least, most), finding)]


def places(scores: Floats, shares: list[float]) -> Column:
    """The place of the option that a score falls on; one without a share is never drawn."""
    drawn = [place for place, share in enumerate(shares) if share > 0]
    ends = np.cumsum([shares[place] for place in drawn])[:-1]
    return np.asarray(drawn)[np.searchsorted(ndtri(ends), scores)]


def several(shares: dict[str, Any], finding: Finding, scores: Floats) -> list[Column]:
    """Each option by itself; where none is drawn, the one that says so, if there is one."""
    drawn = {
        option: scores[:, place] > ndtri(1.0 - float(shares.get(option, 0)))
        for place, option in enumerate(finding.option_ids)
    }
    none = ~np.logical_or.reduce(list(drawn.values()))
    denials = [option for option in finding.option_ids if option in finding.negative]
    for option in denials[:1]:
        drawn[option] = drawn[option] | none
    return list(drawn.values())


def limits(finding: Finding) -> tuple[float, float]:
    """The range of a number, in its unit."""
    return float(finding.quantity.value(finding.least)), float(finding.quantity.value(finding.most))


def truncated(spread: SpreadPart, scores: Floats, least: float | Floats, most: float | Floats) -> Floats:
    """A normal distribution, cut off at both ends."""
    mean, sd = float(spread.mean), float(spread.sd)
    low, high = ndtr((least - mean) / sd), ndtr((most - mean) / sd)
    inside = ndtri(low + ndtr(scores) * (high - low))
    return np.asarray(np.clip(mean + sd * np.clip(inside, -OUTERMOST, OUTERMOST), least, most))


def steps(values: Floats, finding: Finding) -> Column:
    """Values in whole steps of what is written, rounded to what is measured and kept in range."""
    scaled = values * 10**finding.quantity.decimals
    rounded = np.floor(scaled / finding.step + 0.5) * finding.step
    clipped: Column = np.clip(rounded, finding.least, finding.most).astype(np.int64)
    return clipped
