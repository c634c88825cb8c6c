"""Of which rows are the reasons asked for?"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

import polars as pl

from dorsiflex.cohort.header import ID
from dorsiflex.cohort.inputs import FILE
from dorsiflex.cohort.table_in import ROW
from dorsiflex.errors import BadInput, Problem


class Chosen:
    """The rows whose reasons are asked for: by id (by number where the table has no ids), or a share of all."""

    def __init__(self, asked: Sequence[str]) -> None:
        shares = [float(one) for one in asked if is_share(one)]
        if len(shares) > 1:
            why, mend = "One share is enough.", "Give one share, and any number of ids."
            raise BadInput([Problem("--explain", ", ".join(asked), why, mend)])
        self.share = shares[0] if shares else 0.0
        self.ids = {one for one in asked if not is_share(one)}

    def rows(self, answers: pl.DataFrame) -> pl.Series:
        """Which rows are chosen; the same key is chosen in every run."""
        ids = (answers[ID] if ID in answers.columns else answers[ROW]).cast(pl.String)
        named = ids.is_in(list(self.ids))
        if not self.share:
            return named
        files = answers[FILE] if FILE in answers.columns else pl.repeat("", answers.height, eager=True)
        keys = (f"{file}\0{row}\0{one}" for file, row, one in zip(files, answers[ROW], ids, strict=True))
        return named | pl.Series([part_of(key) < self.share for key in keys], dtype=pl.Boolean)


def is_share(text: str) -> bool:
    """Whether it is written as a share: 0.01, .5."""
    whole, point, decimals = text.partition(".")
    return whole in ("", "0") and bool(point) and decimals.isdigit() and float(text) > 0


def part_of(key: str) -> float:
    """A number from 0 to 1 that follows from a key alone."""
    return int.from_bytes(sha256(key.encode()).digest()[:8]) / 2**64
