"""What is a synthetic cohort? People drawn by a file beside the rules, declared synthetic wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from dorsiflex import __version__
from dorsiflex.cohort.header import ID, column_of
from dorsiflex.cohort.synth_gaps import Gaps, Missing
from dorsiflex.cohort.synth_people import People
from dorsiflex.cohort.synth_recipe import Recipe, read_recipe
from dorsiflex.cohort.synth_review import sourced
from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rails import option_of
from dorsiflex.language.vocabulary import Finding, Kind

# People drawn at a time, each time from a random stream of their own: the first ones stay the same in a longer table.
PART = 65_536
DECLARED = "synthetic"
SAYS = "Synthetic: drawn by a computer as the recipe says. No row is a person, and nothing here is evidence."
ANSWER = pl.Enum(["absent", "present"])


@dataclass(frozen=True)
class Synthetic:
    """A synthetic cohort that can be drawn, and what is told of it."""

    rows: int
    seed: int
    missing: Missing
    knowledge: KnowledgeBase
    recipe: Recipe

    @cached_property
    def people(self) -> People:
        return People(self.recipe.form, self.knowledge, Gaps(self.recipe.form.missing, self.missing))

    def parts(self) -> Iterator[pl.DataFrame]:
        """The cohort, some people at a time."""
        for number, start in enumerate(range(0, max(self.rows, 1), PART)):
            random = np.random.default_rng([self.seed, number])
            wanted = min(PART, self.rows - start)
            answers, about = self.people.part(random, wanted)
            ids = pl.format("synthetic-{}", pl.int_range(start + 1, start + wanted + 1).cast(pl.String).str.zfill(8))
            yield pl.concat(
                [
                    pl.select(ids.alias(ID), pl.repeat(True, wanted).alias(DECLARED)),
                    about,
                    answers.select(self.told()),
                ],
                how="horizontal",
            )

    def frame(self) -> pl.DataFrame:
        """The whole cohort."""
        return pl.concat(self.parts())

    def told(self) -> Iterator[pl.Expr]:
        """Each finding as a table has it."""
        for stem, finding in self.people.program.findings.items():
            yield as_typed(stem, finding).alias(column_of(stem))

    def record(self) -> dict[str, Any]:
        """What was drawn, from which numbers, and who reports them; no time and no folder."""
        form = self.recipe.form
        return {
            DECLARED: True,
            "says": SAYS,
            "dorsiflex": __version__,
            "knowledge": self.knowledge.settings.name,
            "knowledge_version": self.knowledge.settings.version,
            "knowledge_digest": self.knowledge.digest,
            "recipe": form.id,
            "recipe_sha256": self.recipe.sha256,
            "rows": self.rows,
            "seed": self.seed,
            "missing": self.missing.value,
            "always_assumed": ["The troubled side is either with equal chance.", *self.by_the_program()],
            **self.numbers(),
        }

    def by_the_program(self) -> list[str]:
        """What holds without a word in the recipe."""
        assessed = self.knowledge.settings.assessed_by
        return [f"`{assessed}` is present on the troubled side and absent on the other."] if assessed else []

    def numbers(self) -> dict[str, Any]:
        """Every number of the recipe: those a source reports, and those that are assumed."""
        reported: list[dict[str, Any]] = []
        assumed: dict[str, list[str]] = {}
        for path, part in sourced(self.recipe.form):
            where = ".".join(map(str, path))
            if part.ref is None:
                assumed.setdefault(str(part.assumed), []).append(where)
            else:
                source = self.knowledge.sources[part.ref]
                says = {"source": source.csl.get("title", ""), "status": source.status, "says": source.says}
                reported.append({"of": where, "ref": part.ref, "supports": part.supports, **says})
        return {
            "numbers_from_sources": reported,
            "numbers_assumed": [{"of": where, "assumed": why} for why, where in assumed.items()],
        }


def synthetic(
    rows: int, seed: int, rules: Path, knowledge: KnowledgeBase, missing: Missing = Missing.NONE
) -> Synthetic:
    """A cohort of `rows` people. Raises `BadInput`, and `FaultyKnowledge` for a faulty recipe."""
    problems = [
        Problem("the option", f"`{name}: {value}`", "It is a whole number, not below zero.", "Correct it.")
        for name, value in (("N", rows), ("--seed", seed))
        if value < 0
    ]
    if problems:
        raise BadInput(problems)
    return Synthetic(rows, seed, missing, knowledge, read_recipe(rules, knowledge))


def as_typed(stem: str, finding: Finding) -> pl.Expr:
    """A finding as somebody would have typed it."""
    match finding.kind:
        case Kind.YES_NO:
            return pl.col(stem).replace_strict({True: "present", False: "absent"}, return_dtype=ANSWER)
        case Kind.CHOICE:
            return pl.col(stem).cast(pl.String).cast(pl.Enum(finding.option_ids))
        case Kind.NUMBER:
            decimals = finding.quantity.decimals
            return (pl.col(stem) / 10**decimals).round(decimals) if decimals else pl.col(stem)
        case Kind.SEVERAL_OF:
            options = {option: pl.col(option_of(stem, option)) for option in finding.option_ids}
            known = pl.any_horizontal(column.is_not_null() for column in options.values())
            listed = pl.concat_str(
                [pl.when(column).then(pl.lit(option)) for option, column in options.items()],
                separator=";",
                ignore_nulls=True,
            )
            return pl.when(known & (listed == "")).then(pl.lit("[]")).when(known).then(listed)
