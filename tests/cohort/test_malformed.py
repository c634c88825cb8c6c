"""Whatever is wrong with a CSV file: every row is answered or rejected, or the file is refused in one clear message."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dorsiflex.cohort import source_csv
from dorsiflex.cohort.batch import assess_file
from dorsiflex.cohort.places import Job
from dorsiflex.errors import BadInput
from tests.infer.knowledge_cases import Known

WRIST = Known("wrist")
# Also taken for an export of REDCap, whose first column is the record.
HEADER = b"id,age_years,fever,left_extension_deg,site\n"
GOOD = HEADER + b"".join(
    f'p{number},{20 + number},{"yes" if number % 3 else ""},{number + 0.5},"Nord, {number}"\n'.encode()
    for number in range(30)
)
PLAIN = GOOD.replace(b'"Nord, ', b"Nord ").replace(b'"\n', b"\n")


def place(rng: Random, content: bytes) -> int:
    return rng.randrange(len(content) + 1)


def inserted(what: bytes) -> Callable[[bytes, Random], bytes]:
    def insert(content: bytes, rng: Random) -> bytes:
        at = place(rng, content)
        return content[:at] + what + content[at:]

    return insert


def in_a_line(change: Callable[[bytes, Random], bytes]) -> Callable[[bytes, Random], bytes]:
    def changed(content: bytes, rng: Random) -> bytes:
        lines = content.split(b"\n")
        at = rng.randrange(len(lines))
        lines[at] = change(lines[at], rng)
        return b"\n".join(lines)

    return changed


def a_number_as(written: bytes) -> Callable[[bytes, Random], bytes]:
    return in_a_line(lambda line, _: re.sub(rb"[0-9]+\.5", written, line))


BREAKAGES: dict[str, Callable[[bytes, Random], bytes]] = {
    "a byte order mark": lambda content, _: b"\xef\xbb\xbf" + content,
    "UTF-16": lambda content, _: content.decode("latin-1").encode("utf-16"),
    "Latin-1": inserted("ü".encode("latin-1")),
    "a value too many": in_a_line(lambda line, rng: line + b"," * rng.randint(1, 3)),
    "a value too few": in_a_line(lambda line, _: line.rpartition(b",")[0]),
    "a thousand separator": a_number_as(b"1.234.567,5"),
    "a quoted thousand separator": a_number_as(b'"1,234.5"'),
    "a decimal comma": a_number_as(b"60,5"),
    "a quoted decimal comma": a_number_as(b'"60,5"'),
    "an unclosed quotation mark": inserted(b'"'),
    "a quotation mark at the start of a cell": in_a_line(lambda line, _: line.replace(b",", b',"', 1)),
    "semicolons": lambda content, _: content.replace(b",", b";"),
    "tabs": lambda content, _: content.replace(b",", b"\t"),
    "NUL": inserted(b"\0"),
    "any byte": lambda content, rng: inserted(bytes([rng.randrange(256)]))(content, rng),
    "a header only": lambda content, _: content.split(b"\n")[0] + b"\n",
    "cut off": lambda content, rng: content[: place(rng, content)],
    "blank lines": inserted(b"\n\n"),
    "a line of spaces": inserted(b"\n  \n"),
    "lines of Windows": lambda content, _: content.replace(b"\n", b"\r\n"),
    "lines of an old Macintosh": lambda content, _: content.replace(b"\n", b"\r"),
    "a carriage return": inserted(b"\r"),
    "a column twice": lambda content, _: content.replace(b"fever", b"age_years", 1),
    "a line that never ends": in_a_line(lambda line, _: line + b"x" * 2_000),
    "an empty file": lambda content, _: content[:0],
}


def assessed(content: bytes, **options: Any) -> tuple[int, list[int], list[int]] | None:
    """Rows in, rows answered, rows rejected; None where the file is refused, and then nothing is left behind."""
    with TemporaryDirectory() as folder, TemporaryDirectory() as aside:
        table, out = Path(folder, "in.csv"), Path(folder, "out.parquet")
        table.write_bytes(content)
        if "carry_down" in options:
            options["mapping"] = Path(aside, "map.yaml")
            options["mapping"].write_text("carry: [age_years, fever]\n", encoding="utf-8")
        try:
            with pytest.MonkeyPatch.context() as patch:
                # No line may be longer than this, and the file is read in parts.
                patch.setattr(source_csv, "BLOCK", 700)
                record = assess_file(Job((str(table),), out, **options), WRIST.knowledge)
        except BadInput as fault:
            refused = fault.problems
        else:
            refused = []
        if refused:
            assert all(one.where and one.why and one.mend for one in refused)
            assert [path.name for path in Path(folder).iterdir()] == ["in.csv"]
            return None
        rejects = pl.read_csv(Path(folder, "out.rejects.csv"), infer_schema=False)
        assert all(rejects["why"]) and all(rejects["mend"])
        rejected = sorted(set(rejects["row"].cast(pl.Int64)))
        return record["rows"], pl.read_parquet(out)["row"].to_list(), rejected


def lines_in(content: bytes) -> int:
    """How many rows a file without quotation marks has: the lines that are not blank, but for the header."""
    lines = re.split(rb"\r\n|\n|\r", content.removeprefix(b"\xef\xbb\xbf"))
    return sum(bool(line) for line in lines[1:])


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([GOOD, PLAIN]),
    st.lists(st.sampled_from(sorted(BREAKAGES)), min_size=1, max_size=3),
    st.integers(0, 2**32 - 1),
    st.sampled_from([{}, {"come_from": "redcap"}, {"come_from": "redcap", "carry_down": True}]),
)
def test_nothing_is_dropped_from_a_malformed_file_and_nothing_breaks(
    good: bytes, broken: list[str], seed: int, options: dict[str, Any]
):
    content, rng = good, Random(seed)
    for name in broken:
        content = BREAKAGES[name](content, rng)
    told = assessed(content, **options)
    if told is None:
        return
    rows, answered, rejected = told
    assert sorted(answered + rejected) == list(range(1, rows + 1))
    if b'"' not in content:
        assert rows == lines_in(content)


def test_a_good_file_is_answered_row_by_row():
    assert assessed(GOOD) == assessed(PLAIN) == (30, list(range(1, 31)), [])
    assert assessed(PLAIN, come_from="redcap", carry_down=True) == (30, list(range(1, 31)), [])


SWALLOWED = [
    (b'a,30,,1.5,"Nord\nb,40,,2.5,Nord\n', "It is never closed. Line 3 would be swallowed: `b,40,,2.5,Nord`"),
    (b'a,30,,1.5,"Nord\nb,40,,2.5,"Nord"\nc,50,,3.5,x\n', "It is closed by one in the middle of a value. Line 3"),
    (b'a,30,,1.5,"Nord\nb,40,,2.5,x\nc,50,,3.5,5"\nd,60,,1,x\n', "each line up to there has 5 values"),
    (b'a,30,,1.5,"Nord\rb,40,,2.5,x\rc,50,,3.5,5"\rd,60,,1,x\r', "The lines 3 to 4 would be swallowed"),
    (b'a,30,,1.5,"Nord', "It is never closed."),
]


@pytest.mark.parametrize(("rows", "said"), SWALLOWED)
def test_a_quotation_mark_that_swallows_rows_is_named_with_its_line_and_what_it_would_swallow(rows: bytes, said: str):
    with TemporaryDirectory() as folder:
        table = Path(folder, "in.csv")
        table.write_bytes(HEADER + rows)
        with pytest.raises(BadInput) as bad:
            assess_file(Job((str(table),), Path(folder, "out.csv")), WRIST.knowledge)
    [problem] = bad.value.problems
    assert problem.where.endswith("in.csv:2") and said in problem.why


def test_a_header_over_several_lines_is_refused():
    with TemporaryDirectory() as folder:
        table = Path(folder, "in.csv")
        table.write_bytes(b'id,"age\n(years)",age_years\na,30,30\n')
        with pytest.raises(BadInput, match="the header is one line"):
            assess_file(Job((str(table),), Path(folder, "out.csv")), WRIST.knowledge)


@pytest.mark.parametrize(
    "text", ['"stiff, sore\nand weak"', '"he said ""no""\n"', '30" tall', '"Nord" side', '"a\n\nb"']
)
def test_text_over_several_lines_and_marks_within_a_value_are_no_fault(text: str):
    content = HEADER + f"a,30,,1.5,{text}\nb,40,,2.5,x\n".encode()
    assert assessed(content) == (2, [1, 2], [])


def test_a_row_of_the_wrong_length_over_several_lines_says_so():
    content = HEADER + b'a,30,"yes\nb,40,no,1.5,y\n",z\nc,50,no,1.5,y\n'
    assert assessed(content) == (2, [2], [1])
