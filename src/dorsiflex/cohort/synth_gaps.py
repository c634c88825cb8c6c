"""Which answers are missing? None, any at random, whole sections, or more at one site than at another."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import numpy as np
import polars as pl

from dorsiflex.catalogue.schema_synthetic import MissingPart
from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.vocabulary import Finding

Cells = Mapping[str, tuple[Any, Any]]


class Missing(StrEnum):
    """The patterns of missing answers."""

    NONE = "none"
    RANDOM = "random"
    SECTION = "section"
    SITE = "site"


class Gaps:
    """Blanks answers by one pattern, as a recipe says. Raises `BadInput` where it does not say."""

    def __init__(self, part: MissingPart, pattern: Missing) -> None:
        self.part, self.pattern = part, pattern
        said = {Missing.RANDOM: part.at_random, Missing.SECTION: part.by_section, Missing.SITE: part.by_site}
        if said.get(pattern, part) is None:
            why = "The file that draws people does not say how many answers are missing so."
            known = ", ".join(["none", *(item.value for item, text in said.items() if text is not None)])
            raise BadInput([Problem("the option", f"`--missing {pattern}`", why, f"Known here: {known}.")])

    def blank(
        self, cells: Cells, findings: Mapping[str, Finding], random: np.random.Generator, rows: int
    ) -> pl.Series | None:
        """Blank the cells; returns the site of each row where there are sites."""
        match self.pattern:
            case Missing.NONE:
                return None
            case Missing.RANDOM:
                assert self.part.at_random is not None
                share: Any = float(self.part.at_random.share)
                self.cells(cells, random, share, rows)
                return None
            case Missing.SECTION:
                self.sections(cells, findings, random, rows)
                return None
            case Missing.SITE:
                assert self.part.by_site is not None
                sites = list(self.part.by_site.sites)
                place = random.integers(len(sites), size=rows)
                share = np.asarray([float(value) for value in self.part.by_site.sites.values()])[place]
                self.cells(cells, random, share, rows)
                return pl.Series("site", sites, dtype=pl.Enum(sites)).gather(place)

    def cells(self, cells: Cells, random: np.random.Generator, share: Any, rows: int) -> None:
        """Each answer by itself."""
        for _, known in cells.values():
            known &= random.random(rows) >= share

    def sections(self, cells: Cells, findings: Mapping[str, Finding], random: np.random.Generator, rows: int) -> None:
        """All answers of a section together."""
        assert self.part.by_section is not None
        kept = {name: random.random(rows) >= float(share) for name, share in self.part.by_section.sections.items()}
        for stem, (_, known) in cells.items():
            if findings[stem].section in kept:
                known &= kept[findings[stem].section]
