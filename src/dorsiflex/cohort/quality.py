"""How good is a table, before anything is answered? What is unknown, out of range, contradictory, double, in doubt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import polars as pl

from dorsiflex.cohort.answering import Answering
from dorsiflex.cohort.header import ID
from dorsiflex.cohort.ids import EXAMPLES, Ids
from dorsiflex.cohort.inputs import FILE
from dorsiflex.cohort.mapping import ASKED, EMPTY, NOT_ASKED, RECORDED, Mapped, Recoded, Recoding, recode, texts
from dorsiflex.cohort.source import Part
from dorsiflex.cohort.table_in import ROW
from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.vocabulary import Finding, Kind

MOST_SITES = 200
# A unit is suspected of a whole site where its median is another's, times the factor, but for so much.
NEAR = 1.3
FEWEST = 10


@dataclass
class Column:
    """What was counted of one column."""

    states: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    out_of_range: int = 0
    units: Counter[str] = field(default_factory=Counter)
    contradictions: int = 0


@dataclass
class Quality:
    """Counts a table, part by part."""

    answering: Answering
    site: str | None = None
    columns: dict[str, Column] = field(init=False)
    rows: int = 0
    unreadable: int = 0
    sites: dict[str, Counter[str]] = field(default_factory=dict)
    site_rows: Counter[str] = field(default_factory=Counter)
    values: list[pl.DataFrame] = field(default_factory=list)
    ids: Ids = field(init=False)
    whole: list[pl.DataFrame] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ids = Ids(self.answering)
        answering, recoding = self.answering, self.answering.recoding
        self.findings: dict[str, Finding] = {
            name: answering.cohort.program.findings[stem]
            for name, stem in answering.header.findings.items()
            if name not in answering.assumptions
        }
        self.columns = {name: Column() for name in self.findings}
        self.recoding = recoding or Recoding(
            "",
            "",
            tuple(Mapped(name, name, finding) for name, finding in self.findings.items()),
            answering.knowledge.vocabulary.spellings,
        )
        self.site = self.site or self.recoding.site
        if self.site is not None and self.site not in answering.tables.names:
            why = "The table has no such column."
            raise BadInput([Problem("--site", f"`{self.site}`", why, "Name the column that says the site.")])

    def add(self, part: Part) -> None:
        """Count one part."""
        self.unreadable += part.rejects[ROW].n_unique()
        self.rows += part.table.height + part.rejects[ROW].n_unique()
        recoded = recode(part.table, self.recoding)
        sites = self.sites_of(part.table)
        for name, states in recoded.states.items():
            self.states(name, states, sites)
        self.judge(recoded)
        for name, finding in self.findings.items():
            if finding.kind is Kind.NUMBER:
                self.numbers(name, finding, recoded.table[name], sites)
        self.ids.add(part)
        self.ids.count_formulas(part)
        self.doubles(recoded.table, part)

    def sites_of(self, table: pl.DataFrame) -> pl.Series:
        if self.site is None:
            return pl.repeat("", table.height, dtype=pl.String, eager=True)
        sites = texts(table[self.site]).fill_null("(empty)").alias("site")
        self.site_rows.update(dict(sites.value_counts().iter_rows()))
        if len(self.site_rows) > MOST_SITES:
            why = f"More than {MOST_SITES} different sites: it is no column of sites."
            raise BadInput([Problem("--site", f"`{self.site}`", why, "Name the column that says the site.")])
        return sites

    def states(self, name: str, states: pl.Series, sites: pl.Series) -> None:
        self.columns[name].states.update(dict(states.cast(pl.String).value_counts().iter_rows()))
        if self.site is not None:
            told = (
                pl.DataFrame({"site": sites, "known": states == RECORDED}).group_by("site").agg(pl.col("known").sum())
            )
            for site, known in told.iter_rows():
                self.sites.setdefault(site, Counter())[name] += known

    def judge(self, recoded: Recoded) -> None:
        """What cannot be taken, and what contradicts something else."""
        reader = self.answering.run.reader
        recorded, refused = reader.recorded(recoded.table)
        theirs = {mapped.column: mapped.to for mapped in self.recoding.columns}
        for frame in refused:
            for name, count in frame["column"].value_counts().iter_rows():
                if name in self.columns:
                    self.columns[name].refused += count
        for name, count in recoded.refused["column"].value_counts().iter_rows():
            self.columns[theirs[name]].refused += count
        settled = reader.settling.settle(recorded)
        for stem, mark in reader.settling.contradictions.items():
            column = reader.columns.get(stem)
            if column in self.columns:
                self.columns[column].contradictions += int(settled[mark].sum())

    def numbers(self, name: str, finding: Finding, given: pl.Series, sites: pl.Series) -> None:
        """Numbers out of their range, whether another unit would bring them into it; and the counts of the others."""
        least, most = float(finding.quantity.value(finding.least)), float(finding.quantity.value(finding.most))
        values = given.cast(pl.String).str.strip_chars().cast(pl.Float64, strict=False)
        within = values.is_between(least, most)
        out = values.filter(~within)
        self.columns[name].out_of_range += len(out)
        for unit, factor in finding.other_units:
            fits = int((out * float(Decimal(factor))).is_between(least, most).sum())
            if fits:
                self.columns[name].units[unit] += fits
        kept = pl.DataFrame({"site": sites, "value": values}).filter(within)
        counted = kept.group_by("site", "value").len()
        self.values.append(counted.select(pl.lit(name).alias("column"), pl.all()))

    def doubles(self, table: pl.DataFrame, part: Part) -> None:
        """A mark for each row."""
        where = pl.DataFrame({ROW: part.rows}).with_columns(pl.lit(part.file).alias(FILE).cast(pl.Categorical))
        content = table.drop([name for name in (FILE, ID) if name in table.columns])
        plain = content.select(pl.all().cast(pl.String, strict=False).fill_null(""))
        self.whole.append(where.with_columns(mark=plain.hash_rows()))

    def report(self) -> dict[str, Any]:
        """Everything that was found, as plain values."""
        answering = self.answering
        return {
            "knowledge": answering.knowledge.settings.name,
            "knowledge_digest": answering.knowledge.digest,
            "inputs": [{"name": one.path.name, "sha256": one.print_of.sha256} for one in answering.tables.inputs],
            "mapping": self.recoding.name or None,
            "from": self.answering.job.come_from,
            "assumed": dict(answering.assumptions),
            "assumed_gates": answering.assumed_gates,
            "rows": self.rows,
            "rows_unreadable": self.unreadable,
            "duplicate_ids": self.ids.repeated(),
            "duplicate_rows": doubled(self.whole, answering.tables.several),
            "ids_like": self.ids.like,
            "ids_like_formulas": self.ids.formulas,
            "columns": [self.column(name) for name in self.columns],
            "suspicious_units": list(self.suspicious()),
            "sites": [self.at_site(site) for site in sorted(self.site_rows)],
            "findings_without_a_column": len(answering.cohort.program.findings) - len(answering.header.findings),
        }

    def at_site(self, site: str) -> dict[str, Any]:
        rows, known = self.site_rows[site], self.sites[site]
        return {"site": site, "rows": rows, "unknown": {name: share(rows - known[name], rows) for name in self.columns}}

    def column(self, name: str) -> dict[str, Any]:
        counted = self.columns[name]
        rows = self.rows - self.unreadable
        states, visits = counted.states, self.answering.visits
        theirs = ", ".join(mapped.column for mapped in self.recoding.columns_of(name))
        return {
            "column": theirs or name,
            "finding": name,
            "title": self.findings[name].title,
            "recorded": states[RECORDED],
            "carried_down": visits.carry.counts[name] if visits is not None else 0,
            "empty": states[EMPTY],
            "not_asked": states[NOT_ASKED],
            "asked_unknown": states[ASKED],
            "unknown_share": share(rows - states[RECORDED], rows),
            "refused": counted.refused,
            "out_of_range": counted.out_of_range,
            "contradictions": counted.contradictions,
        }

    def suspicious(self) -> Iterator[dict[str, Any]]:
        """Values out of range that another unit would explain; sites whose whole column looks like another unit."""
        for name, column in self.columns.items():
            for unit, count in sorted(column.units.items()):
                why = f"They are out of range, and would not be in {unit}."
                yield {"column": name, "site": None, "unit": unit, "values": count, "why": why}
        if self.site is None or not self.values:
            return
        counted = pl.concat(self.values).group_by("column", "site", "value").agg(pl.col("len").sum())
        for name, finding in self.findings.items():
            mine = counted.filter(pl.col("column") == name)
            if finding.other_units and mine.height:
                yield from by_site(name, finding, mine)


def by_site(name: str, finding: Finding, counted: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """Sites whose median is that of the others in another unit."""
    for site in sorted(counted["site"].unique()):
        here, others = counted.filter(pl.col("site") == site), counted.filter(pl.col("site") != site)
        number = int(here["len"].sum())
        if number < FEWEST or int(others["len"].sum()) < FEWEST:
            continue
        median, usual = median_of(here), median_of(others)
        for unit, factor in finding.other_units:
            read = median * float(Decimal(factor))
            if median and usual and 1 / NEAR < read / usual < NEAR and not 1 / NEAR < median / usual < NEAR:
                why = f"Its median is {median:g}, elsewhere it is {usual:g} {finding.quantity.unit}."
                yield {"column": name, "site": site, "unit": unit, "values": number, "why": why}


def median_of(counted: pl.DataFrame) -> float:
    ordered = counted.group_by("value").agg(pl.col("len").sum()).sort("value").with_columns(pl.col("len").cum_sum())
    half = ordered["len"][-1] / 2
    return float(ordered.filter(pl.col("len") >= half)["value"][0])


def doubled(marks: list[pl.DataFrame], several: bool) -> dict[str, Any]:
    """How many rows repeat an earlier one, and the first of them."""
    if not marks:
        return {"rows": 0, "first": []}
    together = pl.concat([frame.with_columns(pl.col(FILE).cast(pl.String)) for frame in marks])
    groups = together.group_by("mark", maintain_order=True).agg(FILE, ROW).filter(pl.col(ROW).list.len() > 1)
    more = int(groups[ROW].list.len().sum()) - groups.height
    few = groups.head(EXAMPLES).select(pl.col(FILE).list.head(EXAMPLES), pl.col(ROW).list.head(EXAMPLES))
    first = [
        ", ".join(f"{file} row {row}" if several else f"row {row}" for file, row in zip(files, rows, strict=True))
        for files, rows in few.iter_rows()
    ]
    return {"rows": more, "first": first}


def share(count: int, rows: int) -> float:
    return round(count / rows, 4) if rows else 0.0


def measure(answering: Answering, site: str | None) -> dict[str, Any]:
    """The report on a table. Raises `BadInput`."""
    quality = Quality(answering, site)
    for part in answering.tables.parts():
        quality.add(part)
    return quality.report()
