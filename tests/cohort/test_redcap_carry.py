"""What is carried down from base rows makes nobody safer than what is recorded, and no answer disappears on the way."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from dorsiflex.apps.cli import app
from dorsiflex.cohort.answering import Answering, open_tables
from dorsiflex.cohort.inputs import find_inputs
from dorsiflex.cohort.places import ANSWERS, REJECTS, Job
from dorsiflex.cohort.redcap_visits import SET_ASIDE
from tests.cohort.test_batch import batch, done
from tests.infer.knowledge_cases import FOREIGN, Known

WRIST = Known("wrist")
ASKED_OF_PERSON = ["age_years", "fever", "chest_pain", "active_cancer", "other_diagnosis"]
SIDE = ["left_symptomatic", "left_injury_history", "left_surgery_history", "left_swelling"]
HEAD = ["record_id", "redcap_event_name", "redcap_repeat_instance", *ASKED_OF_PERSON, *SIDE]
CARRY = f"carry: [{', '.join(ASKED_OF_PERSON)}]\n"
SEVERITY = {"not_assessed": 0, "treat": 0, "screen_first": 1, "refer_urgently": 2, "emergency": 3}
BASE = ["1", "base", "", "40", "0", "0", "0", "0", "", "", "", ""]
VISIT = ["1", "visit", "", "", "", "", "", "", "1", "0", "0", "0"]


def answered(rows: Sequence[Sequence[str]], mapping: str | None) -> tuple[dict[int, dict[str, Any]], dict[int, str]]:
    """Of each row by its place: its answer, or why it has none."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in.csv").write_text("\n".join(",".join(row) for row in [HEAD, *rows]) + "\n", encoding="utf-8")
        path = None
        if mapping is not None:
            path = folder / "map.yaml"
            path.write_text(mapping, encoding="utf-8")
        job = Job((str(folder / "in.csv"),), None, mapping=path, come_from="redcap", carry_down=mapping is not None)
        answering = Answering(WRIST.knowledge, open_tables(find_inputs(job.tables, folder), job), job)
        told = [answering.part(part) for part in answering.tables.parts()]
    answers = {row["row"] - 1: row for part in told for row in part[ANSWERS].rows(named=True)}
    return answers, {row["row"] - 1: row["why"] for part in told for row in part[REJECTS].rows(named=True)}


def dispositions(rows: Sequence[Sequence[str]], mapping: str | None = CARRY) -> list[str | None]:
    answers, _ = answered(rows, mapping)
    return [answers[place]["disposition"] if place in answers else None for place in range(len(rows))]


def firing(answer: dict[str, Any]) -> set[str]:
    return {name for name, value in answer.items() if "_gate_" in f"_{name}" and value == "true"}


def changed(row: Sequence[str], **cells: str) -> list[str]:
    return [cells.get(name, cell) for name, cell in zip(HEAD, row, strict=True)]


def test_a_later_emergency_stays_an_emergency():
    phone = changed(BASE, redcap_event_name="phone", chest_pain="1")
    assert dispositions([BASE, VISIT]) == [None, "treat"], "what all base rows say is carried, and needs no row"
    assert dispositions([BASE, VISIT, phone]) == ["screen_first", "screen_first", "emergency"]
    assert dispositions([BASE, changed(BASE, chest_pain="1"), VISIT]) == ["screen_first", "emergency", "screen_first"]


def test_the_order_of_an_export_says_nothing():
    later = changed(VISIT, redcap_event_name="later", redcap_repeat_instance="1", fever="1")
    rows = [BASE, changed(BASE, redcap_event_name="phone"), VISIT, later]
    forth = dispositions(rows)
    assert forth == [None, None, "treat", "emergency"]
    assert dispositions(rows[::-1]) == forth[::-1]
    rows[3][2] = ""
    assert dispositions(rows) == ["screen_first", "screen_first", "screen_first", "emergency"], "two events disagree"
    assert dispositions(rows[::-1]) == dispositions(rows)[::-1]


def test_a_base_row_is_set_aside_only_where_a_visit_that_is_answered_holds_all_it_says():
    broken = changed(VISIT, left_symptomatic="perhaps")
    ill = changed(BASE, fever="1")
    assert dispositions([ill, broken]) == ["emergency", None], "nobody is lost with a visit that cannot be read"
    assert dispositions([ill, changed(VISIT, fever="0")]) == ["emergency", "treat"], "the visit's own answer stands"
    answers, why = answered([changed(ill, age_years="4o"), changed(VISIT, chest_pain="1")], CARRY)
    assert answers[1]["disposition"] == "emergency", "a base row that cannot be read spoils no visit"
    assert list(why) == [0] and "number" in why[0]
    call = changed(ill, redcap_event_name="phone", age_years="")
    assert dispositions([changed(BASE, age_years="4o"), call]) == [None, "emergency"], "nor another base row"
    told = dispositions([BASE, changed(ill, age_years="4o", redcap_event_name="phone"), VISIT])
    assert told == ["screen_first", None, "screen_first"], "what it says of fever still disagrees with the other"


def test_what_ages_is_carried_only_if_the_mapping_says_so(tmp_path: Path):
    only_age = "carry: [age_years]\n"
    answers, _ = answered([BASE, VISIT], only_age)
    assert [answers[place]["disposition"] for place in answers] == ["screen_first", "screen_first"]
    (tmp_path / "in.csv").write_text("\n".join(",".join(row) for row in [HEAD, BASE, VISIT]) + "\n", encoding="utf-8")
    told = batch(tmp_path / "in.csv", tmp_path / "out.csv", "--from", "redcap", "--carry-down")
    assert told.exit_code == 2 and "List under `carry`" in " ".join(told.output.split())
    for text, why in (
        ("carry: [left_swelling]\n", "a finding of a side"),
        ("carry: [fevr]\n", "Did you mean `fever`?"),
        ("carry: [sex]\n", "The table has no such column"),
    ):
        (tmp_path / "map.yaml").write_text(text, encoding="utf-8")
        options = ("--from", "redcap", "--carry-down", "--mapping", str(tmp_path / "map.yaml"))
        told = batch(tmp_path / "in.csv", tmp_path / "out.csv", *options)
        assert told.exit_code == 2 and why in " ".join(told.output.split())
    (tmp_path / "map.yaml").write_text("carry: [fever, age_years]\n", encoding="utf-8")
    told = done(tmp_path / "in.csv", tmp_path / "out.csv", *options)
    assert "carried down: age_years, fever; from the base rows" in " ".join(told.output.split()), told.output
    assert "Gates that read it: chest-pain, thin-skin." in " ".join(told.output.split())
    record = json.loads((tmp_path / "out.csv.run.json").read_text(encoding="utf-8"))
    assert record["assumed_gates"] == {"carried down": ["chest-pain", "thin-skin"]}


cells = st.sampled_from(["", "", "0", "1"])
rows_of_exports = st.lists(
    st.builds(
        lambda record, event, instance, age, person, side: [record, event, instance, age, *person, *side],
        st.sampled_from(["1", "2"]),
        st.sampled_from(["base", "visit", "phone"]),
        st.sampled_from(["", "", "1", "2"]),
        st.sampled_from(["", "40", "90", "4o"]),
        st.tuples(*[cells] * 4),
        st.one_of(st.just(("",) * 4), st.tuples(cells, *[st.just("0")] * 2, cells)),
    ),
    min_size=1,
    max_size=7,
)


@settings(max_examples=25, deadline=None)
@given(rows_of_exports, st.sets(st.sampled_from(ASKED_OF_PERSON), min_size=1), st.randoms())
def test_no_answer_is_more_permissive_than_what_is_recorded(rows: list[list[str]], carried: set[str], random: Any):
    """Held against the same export without carrying: what fires there fires in the same row, or in one that has it."""
    mapping = f"carry: [{', '.join(sorted(carried))}]\n"
    alone, _ = answered(rows, None)
    down, why = answered(rows, mapping)
    for place, answer in alone.items():
        if place in down:
            assert firing(answer) <= firing(down[place])
            continue
        assert why[place] in SET_ASIDE, "what can be answered by itself is answered, or stands elsewhere as a whole"
        holding = [
            other
            for other in down
            if rows[other][0] == rows[place][0]
            and (rows[other][2] or any(rows[other][8:]))
            and all(
                not said or theirs in ("", said)
                for said, theirs in zip(rows[place][3:8], rows[other][3:8], strict=True)
            )
        ]
        assert any(
            firing(answer) <= firing(down[other])
            and worst(firing(answer), answer) <= SEVERITY[down[other]["disposition"]]
            for other in holding
        ), (place, answer)
    for base in rows:
        for other, answer in down.items():
            if base[0] == rows[other][0] and not base[2] and base[5] == "1" and not rows[other][5]:
                own = [row[5] for row in rows if row[:3] == [*rows[other][:2], ""] and row[5]]
                assert (own and set(own) == {"0"}) or answer["gate_chest_pain"] != "false", "a danger is not denied"
    order = list(range(len(rows)))
    random.shuffle(order)
    shuffled, _ = answered([rows[place] for place in order], mapping)
    assert {order[place]: told["disposition"] for place, told in shuffled.items()} == {
        place: told["disposition"] for place, told in down.items()
    }


def worst(gates: set[str], answer: dict[str, Any]) -> int:
    return SEVERITY[answer["disposition"]] if gates else 0


def test_the_report_on_quality_tells_what_was_carried_from_what_was_asked(tmp_path: Path):
    (tmp_path / "in.csv").write_text("\n".join(",".join(row) for row in [HEAD, BASE, VISIT]) + "\n", encoding="utf-8")
    (tmp_path / "map.yaml").write_text("carry: [fever]\n", encoding="utf-8")
    words = ["quality", str(tmp_path / "in.csv"), "-o", str(tmp_path / "q.json"), "--rules", str(FOREIGN / "wrist")]
    options = ["--from", "redcap", "--carry-down", "--mapping", str(tmp_path / "map.yaml")]
    told = CliRunner().invoke(app, [*words, *options])
    assert told.exit_code == 0, told.output
    columns = {one["finding"]: one for one in json.loads((tmp_path / "q.json").read_text(encoding="utf-8"))["columns"]}
    assert (columns["fever"]["recorded"], columns["fever"]["carried_down"]) == (2, 1)
    assert (columns["age_years"]["recorded"], columns["age_years"]["carried_down"]) == (1, 0)
