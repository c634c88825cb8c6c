"""Whatever stands in a table, a terminal never acts upon it, and the logs and rejects can be shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cohort.test_batch import batch
from tests.cohort.test_quality import quality

EVIL = "\x1b]0;owned\x07\x1b[2J"
COLUMNS = {
    "an id": ("id,age_years\n", f"p{EVIL},30\n"),
    "a number": ("id,age_years\n", f"p1,3{EVIL}\n"),
    "a yes or no": ("id,age_years,fever\n", f"p1,30,yes{EVIL}\n"),
    "a row too long": ("id,age_years\n", f"p1,30,{EVIL}\n"),
    "a header": (f"id,age_years,{EVIL}\n", "p1,30,x\n"),
    "a header of findings": (f"id,age{EVIL}_years\n", "p1,30\n"),
    "a site": ("id,age_years,site\n", f"p1,30,{EVIL}\n"),
}


@pytest.mark.parametrize(("header", "row"), COLUMNS.values(), ids=COLUMNS)
def test_nothing_that_a_terminal_acts_upon_is_printed_or_stands_in_the_rejects(header: str, row: str, tmp_path: Path):
    table = tmp_path / "in.csv"
    table.write_text(header + row, encoding="utf-8")
    results = [batch(table, tmp_path / "out.csv", "--explain", f"x{EVIL}"), quality(table)]
    if "site" in header:
        results.append(quality(table, "--site", "site"))
    for result in results:
        assert not set("\x1b\x07") & set(result.output)
    rejects = tmp_path / "out.rejects.csv"
    assert not rejects.exists() or "\x1b" not in rejects.read_text(encoding="utf-8")
