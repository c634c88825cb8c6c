from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dorsiflex.catalogue.document import Document
from dorsiflex.catalogue.reader import Unreadable, read_document
from dorsiflex.errors import BadInput, FaultyKnowledge

SOUND = (Path(__file__).parents[1] / "foreign/wrist/gates/clot.yaml").read_bytes()


def read(text: str | bytes) -> Document:
    return read_document(text if isinstance(text, bytes) else text.encode(), "a.yaml")


def fault(text: str | bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        read(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("true", True),
        ("~", None),
        ("null", None),
        ("7", 7),
        ("-7", -7),
        ("6.5", Decimal("6.5")),
        (".5", Decimal("0.5")),
        ('"6.5"', "6.5"),
        ("2026-11-23", "2026-11-23"),
        ("12:30:45", "12:30:45"),
        ("[a, 1]", ["a", 1]),
        ("{x: y}", {"x": "y"}),
    ],
)
def test_a_plain_word_means_what_yaml_1_2_says(written: str, value: object) -> None:
    found = read(f"a: {written}").value["a"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a: 1\na: 2", "a.yaml:2: the key `a` twice"),
        ("x: 1\na: &n 1", "a.yaml:2: the anchor `&n`"),
        ("a: 1\nb: *a", "a.yaml:2: the alias `*a`"),
        ("<<: {a: 1}", "a.yaml:1: the merge key `<<`"),
        ("a: !!str 1", "a.yaml:1: the tag"),
        ("a: 1\n---\nb: 1", "a.yaml:2: a second document"),
        ("%YAML 1.1\n---\na: 1", "a.yaml:2: a directive"),
        ("1: a", "a.yaml:1: the key `1`"),
        ("true: a", "a.yaml:1: the key `true`"),
        ("x: {a: 6,5}", "Write 6.5, with a decimal point."),
        ("x: {a: 6,05, b: 1}", "Write 6.05, with a decimal point."),
        ("x: {a: b,5}", "a.yaml:1: the key `5`"),
        ("a: 6\n5: b", "a.yaml:2: the key `5`"),
        ("? [a]\n: b", "a.yaml:1: a key that is not a word"),
        ("a:\n\tb: 1", "a.yaml:2: a tab"),
        ("a: 1\nb: 1e3", "a.yaml:2: `1e3`"),
        ("a: .nan", "a.yaml:1: `.nan`"),
        ("a: -.inf", "a.yaml:1: `-.inf`"),
        ("a: 0x1F", "a.yaml:1: `0x1F`"),
        (f"a: {'9' * 5000}", "a.yaml:1: `999"),
        ("a: 1\nb: \x07", "a.yaml:2: a control character (U+0007)"),
        ('a: "\\e[31m"', "a.yaml:1: a control character"),
        ('a: "\\ud800"', "a.yaml:1: "),
        ("a: b\u2028c", "a.yaml:1: a control character (U+2028)"),
        ("a: [1", "a.yaml:1: not YAML"),
        ("a: b: c", "a.yaml:1: not YAML"),
        ("", "a.yaml:1: an empty file"),
        ("# nothing\n", "a.yaml:1: an empty file"),
        ("a: " + "[" * 200, "a.yaml:1: more than 40 levels"),
        ("[" * 100_000, "a.yaml:1: more than 40 levels"),
        ('{"a": 1, "a": 2}', "a.yaml: the key `a` twice"),
        ('{"a": NaN}', "a.yaml: `NaN`"),
        ('{"a": 1e400}', "a.yaml: `1e400`"),
        ('{"a": "\\ud800"}', "a.yaml: a control character"),
        ('{"a": "\\u0000"}', "a.yaml: a control character"),
        ('{"a": 1,}', "a.yaml:1: not JSON"),
        ("{a: 1}", "a.yaml:1: not JSON"),
    ],
)  # fmt: skip
def test_what_is_refused_is_told_with_its_line(text: str, said: str) -> None:
    assert said in fault(text)


def test_bytes_that_are_no_text_are_refused_with_their_line() -> None:
    assert "a.yaml:2: not UTF-8 text" in fault(b"a: 1\nb: \xff")
    assert "not UTF-8 text" in fault("a: ü".encode("utf-16"))


def test_a_byte_order_mark_and_windows_line_ends_are_tolerated() -> None:
    document = read(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    assert document.value == {"a": 1, "b": 2}
    assert document.line(("b",)) == 2


def test_every_fault_of_a_file_is_told_at_once() -> None:
    said = fault("a: &x 1\nb: 1e3\na: 2\n")
    assert [line in said for line in ("a.yaml:1:", "a.yaml:2:", "a.yaml:3:")] == [True, True, True]


def test_lines_are_kept_for_keys_values_and_list_items() -> None:
    document = read("a: 1\nb:\n  - x\n  - {y:\n      2}\n")
    assert document.line(("b",)) == 2
    assert document.line(("b", 0)) == 3
    assert document.line(("b", 1, "y")) == 4
    assert document.values["b", 1, "y"] == 5
    assert document.where(("b", 1, "nothing")) == "a.yaml:4"


def test_json_has_no_lines_and_names_the_place() -> None:
    document = read('{"a": {"b": 6.50}}')
    assert document.value == {"a": {"b": Decimal("6.50")}}
    assert document.line(("a", "b")) is None
    assert document.where(("a", "b")) == "a.yaml (a.b)"


def test_files_that_cannot_be_read_are_problems(tmp_path: Path) -> None:
    (tmp_path / "big.yaml").write_text("a: " + "x" * 100, encoding="utf-8")
    for path, said in [
        (tmp_path, "a folder"),
        (tmp_path / "none.yaml", "no such file"),
        (tmp_path / "no\0name", "cannot be opened"),
        (tmp_path / "big.yaml", "more than 50 bytes"),
    ]:
        with pytest.raises(BadInput, match=said):
            read_document(path, "a.yaml", 50, BadInput)


def test_the_caller_says_what_a_bad_file_is() -> None:
    with pytest.raises(FaultyKnowledge):
        read_document(b"a: [", "a.yaml", faulty=FaultyKnowledge)


def plain_all_through(value: object) -> bool:
    if isinstance(value, dict):
        return all(type(key) is str and plain_all_through(part) for key, part in value.items())
    if isinstance(value, list):
        return all(plain_all_through(part) for part in value)
    return value is None or type(value) in (str, bool, int, Decimal)


def is_read_or_refused(data: bytes) -> None:
    """Never a traceback, and never a value of another kind."""
    try:
        document = read_document(data, "a.yaml", faulty=BadInput)
    except BadInput as bad:
        problems = bad.problems
    else:
        assert plain_all_through(document.value)
        return
    assert problems
    assert all(line.isprintable() for problem in problems for line in str(problem).split("\n"))


@given(st.binary(max_size=300))
@settings(deadline=None)
@example(b'"\\')
@example(b"a: >9")
@example(b"%")
@example(b"&")
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    is_read_or_refused(data)


MARKS = ["  ", ": ", "- ", "? ", "<<", "---\n", "...\n", "1e3", "é", "\\u", "\\x", "yes", "0"]
YAML_PIECES = st.sampled_from([*"abc{}[]:,-?|>&*!%@`'\"#~ \n\n\n", *MARKS])


@given(st.lists(YAML_PIECES, max_size=60).map("".join))
@settings(deadline=None, max_examples=300)
def test_any_text_that_looks_like_yaml_is_read_or_refused(text: str) -> None:
    is_read_or_refused(text.encode())


JSON_PIECES = st.sampled_from([*'{}[]:,"\\ 0123456789.-+eE\n', "true", "null", "NaN", "Infinity", '"a"', "\\u", "d800"])


@given(st.sampled_from("{["), st.lists(JSON_PIECES, max_size=40).map("".join))
@settings(deadline=None)
def test_any_text_that_looks_like_json_is_read_or_refused(start: str, text: str) -> None:
    is_read_or_refused((start + text).encode())


@given(st.integers(0, len(SOUND) - 1), st.integers(0, 40), st.binary(max_size=8))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_sound_file_with_a_piece_changed_is_read_or_refused(start: int, length: int, piece: bytes) -> None:
    is_read_or_refused(SOUND[:start] + piece + SOUND[start + length :])
