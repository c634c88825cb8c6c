"""Who are the synthetic people of one part? Strata, sides, answers, planted dangers, gaps; nothing in contradiction."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dorsiflex.catalogue.schema_synthetic import DrawPart, SyntheticFile
from dorsiflex.cohort.synth_draw import OTHER, THIS, Column, Scores, attributes, limits, steps, truncated
from dorsiflex.cohort.synth_gaps import Gaps
from dorsiflex.infer.columns import attributes_of, surely_true
from dorsiflex.infer.settle_columns import SettleColumns
from dorsiflex.language.case import flat
from dorsiflex.language.grounding import build_program
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Finding, Kind, Scope
from dorsiflex.validate.answer import read_answer

Mask = NDArray[np.bool_]
# The answers of some people to one finding: its attributes, and for whom it is drawn.
Cell = tuple[list[Column], Mask]
NOBODY_SAID = "assumed by the program"


class People:
    """Draws parts of a synthetic cohort, each from its own random stream."""

    def __init__(self, form: SyntheticFile, knowledge: KnowledgeBase, gaps: Gaps) -> None:
        self.form, self.knowledge, self.gaps = form, knowledge, gaps
        self.program = build_program(knowledge)
        self.settling = SettleColumns(self.program)
        self.scores = Scores(form.correlations, knowledge)
        self.sides = knowledge.settings.sides

    def part(self, random: np.random.Generator, rows: int) -> tuple[pl.DataFrame, pl.DataFrame]:
        """The answers of some people as attributes of findings, null where not recorded; and what is told of each."""
        stratum = codes(random, [float(part.share) for part in self.form.strata], rows)
        danger = codes(random, [float(part.share) for part in self.form.dangers], rows)
        both = random.random(rows) < float(self.form.both_sides.share if self.form.both_sides else 0)
        turned = random.random(rows) < 0.5
        scores = self.scores.drawn(random, rows)
        cells: dict[str, Cell] = {}
        for finding in self.knowledge.vocabulary.findings.values():
            for stem, cell in self.drawn(finding, random, scores, stratum, both, turned):
                cells[stem] = cell
        self.plant(cells, danger, turned)
        site = self.gaps.blank(cells, self.program.findings, random, rows)
        about = {
            "synthetic_stratum": named(stratum, [part.id for part in self.form.strata]),
            "synthetic_danger": named(danger, [part.id for part in self.form.dangers]),
            **({} if site is None else {"site": site}),
        }
        return self.consistent(self.table(cells)), pl.DataFrame(about)

    def drawn(
        self,
        finding: Finding,
        random: np.random.Generator,
        scores: Mapping[str, Column],
        stratum: Column,
        both: Mask,
        turned: Mask,
    ) -> Iterator[tuple[str, Cell]]:
        """The cells of one finding: of the person, or of either side."""

        def score(name: str) -> Column:
            return scores[name] if name in scores else random.standard_normal(len(stratum))

        def more() -> Column:
            options = len(finding.option_ids) if finding.kind is Kind.SEVERAL_OF else 0
            return random.standard_normal((len(stratum), options))

        if finding.scope is Scope.PERSON:
            yield finding.id, self.cell(finding, self.draws(finding, "person"), stratum, score(finding.id), more())
            return
        here, there = self.draws(finding, "this"), self.draws(finding, "other")
        alike = [
            one if one is not None and one.less_than_other is None else two
            for one, two in zip(here, there, strict=True)
        ]
        score_here, score_there, further = score(THIS + finding.id), score(OTHER + finding.id), more()
        other = chosen(
            both,
            self.cell(finding, alike, stratum, score_there, further),
            self.cell(finding, there, stratum, score_there, further),
        )
        short = self.scores.apart(finding.id, score_here, score_there)
        this = self.cell(finding, here, stratum, score_here, more(), (short, other))
        first, second = self.sides
        yield flat(first, finding.id), chosen(turned, other, this)
        yield flat(second, finding.id), chosen(turned, this, other)

    def draws(self, finding: Finding, role: str) -> list[DrawPart | None]:
        """How a finding is drawn in each stratum; None where it is not."""
        common = getattr(self.form, role).get(finding.id) or self.otherwise(finding, role)
        return [getattr(part, role).get(finding.id, common) for part in self.form.strata]

    def otherwise(self, finding: Finding, role: str) -> DrawPart | None:
        """What nothing is said of: that a side is troubled; a yes/no as the rest; a choice by its denial."""
        if finding.id == self.knowledge.settings.assessed_by:
            return DrawPart(present=Decimal(role != "other"), assumed=NOBODY_SAID)
        rest = self.form.rest
        if rest is None or finding.section in rest.not_in:
            return None
        if finding.kind is Kind.YES_NO:
            return DrawPart(present=rest.present, assumed=rest.assumed or NOBODY_SAID)
        denials = [option for option in finding.option_ids if option in finding.negative]
        return (
            DrawPart(options={denials[0]: Decimal(1)}, assumed=NOBODY_SAID)
            if finding.kind is Kind.CHOICE and denials
            else None
        )

    def cell(
        self,
        finding: Finding,
        draws: list[DrawPart | None],
        stratum: Column,
        score: Column,
        more: Column,
        other: tuple[Column, Cell] | None = None,
    ) -> Cell:
        """The answers of everybody to one finding, stratum by stratum."""
        width = max(1, len(finding.option_ids) if finding.kind is Kind.SEVERAL_OF else 1)
        dtype: Any = np.int64 if finding.kind in (Kind.NUMBER, Kind.CHOICE) else np.bool_
        values = [np.zeros(len(stratum), dtype) for _ in range(width)]
        known = np.zeros(len(stratum), np.bool_)
        for draw in {id(draw): draw for draw in draws if draw is not None}.values():
            strata = [place for place, used in enumerate(draws) if used is draw]
            here = np.flatnonzero(np.isin(stratum, strata))
            if other is not None and draw.less_than_other is not None:
                short, (of_other, measured) = other
                found = [less(draw, finding, short[here], of_other[0][here])]
                known[here] = measured[here]
            else:
                found = attributes(draw, finding, score[here], more[here])
                known[here] = True
            for column, drawn in zip(values, found, strict=True):
                column[here] = drawn
        return values, known

    def plant(self, cells: dict[str, Cell], danger: Column, turned: Mask) -> None:
        """Give the few people with a danger its signs."""
        for place, part in enumerate(self.form.dangers):
            here = danger == place
            for role in ("person", "this"):
                for name, value in getattr(part, role).items():
                    finding = self.knowledge.vocabulary.findings[name]
                    answer = read_answer(value, finding, self.knowledge.vocabulary.spellings)
                    for unit, rows in self.units(role, here, turned):
                        values, known = cells[flat(unit, name)]
                        for column, wanted in zip(values, spread(answer, finding), strict=True):
                            column[rows] = wanted
                        known[rows] = True

    def units(self, role: str, here: Mask, turned: Mask) -> list[tuple[str | None, Mask]]:
        if role == "person":
            return [(None, here)]
        first, second = self.sides
        return [(first, here & ~turned), (second, here & turned)]

    def table(self, cells: dict[str, Cell]) -> pl.DataFrame:
        """The cells as the columns that the rules read."""
        columns: list[pl.Series] = []
        for stem, finding in self.program.findings.items():
            values, known = cells[stem]
            unknown = pl.Series(~known)
            for (name, dtype), column in zip(
                attributes_of(stem, finding, dependent=False).items(), values, strict=True
            ):
                held = pl.Series(name, column)
                if finding.kind is Kind.CHOICE:
                    held = pl.Series(name, list(finding.option_ids), dtype=dtype).gather(held)
                columns.append(held.set(unknown, None).alias(name))
        return pl.DataFrame(columns)

    def consistent(self, recorded: pl.DataFrame) -> pl.DataFrame:
        """The same without answers to questions that do not arise."""
        settled = self.settling.settle(recorded)
        moot = settled.select(
            surely_true(self.settling.writer.rail(item.irrelevant)).alias(item.stem) for item in self.program.dependents
        )
        blanked = [
            recorded[name].set(moot[item.stem], None)
            for item in self.program.dependents
            for name in attributes_of(item.stem, item.finding, dependent=False)
        ]
        return recorded.with_columns(blanked)


def codes(random: np.random.Generator, shares: list[float], rows: int) -> Column:
    """To which of several everybody belongs, as places; beyond the last, to none."""
    drawn = random.random(rows)
    ends = np.cumsum(shares)
    if shares and abs(ends[-1] - 1) < 1e-9:
        ends[-1] = 1.0
    return np.searchsorted(ends, drawn, side="right")


def named(places: Column, names: list[str]) -> pl.Series:
    """Places as names; null beyond the last."""
    known = pl.Series([*names, None], dtype=pl.Enum(names))
    return known.gather(places)


def chosen(first: Mask, one: Cell, two: Cell) -> Cell:
    """Where `first`, the one cell; elsewhere the two."""
    values = [np.where(first, a, b) for a, b in zip(one[0], two[0], strict=True)]
    return values, np.where(first, one[1], two[1])


def less(draw: DrawPart, finding: Finding, short: Column, other: Column) -> Column:
    """This side by the other and a difference, so that both stay in range."""
    assert draw.less_than_other is not None
    least, most = limits(finding)
    of_other = other / 10**finding.quantity.decimals
    return steps(of_other - truncated(draw.less_than_other, short, of_other - most, of_other - least), finding)


def spread(answer: Any, finding: Finding) -> list[Any]:
    """A validated answer as the values of its attributes."""
    match finding.kind:
        case Kind.SEVERAL_OF:
            return [option in answer for option in finding.option_ids]
        case Kind.CHOICE:
            return [finding.option_ids.index(answer)]
        case Kind.YES_NO | Kind.NUMBER:
            return [answer]
