from __future__ import annotations

import os
import pickle
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from dorsiflex.catalogue import cache
from dorsiflex.catalogue.load import load, rules_folder
from dorsiflex.errors import FaultyKnowledge
from dorsiflex.language.expression import (
    AllOf,
    AnyOf,
    AtLeast,
    Compared,
    Concluded,
    Includes,
    Known,
    NoneOf,
    OneOf,
    Op,
    Side,
    leaves,
    name_of,
)
from dorsiflex.language.vocabulary import Difference, Operand, Score, Table
from tests.catalogue.conftest import FOREIGN, Copy


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "dorsiflex"


def kept(folder: Path) -> list[Path]:
    return sorted(folder.glob("knowledgebase-*.pickle"))


def test_a_when_becomes_the_tree_that_docs_language_md_describes() -> None:
    knowledge = load(FOREIGN / "wrist", remember=False)
    asymmetry = Compared("extension_asymmetry_deg", Op.AT_LEAST, 10)
    below = Compared("extension_deg", Op.BELOW, 40)
    assert knowledge.rules["stiff"].when == AnyOf((AllOf((Concluded("valid-comparator", True), asymmetry)), below))
    assert knowledge.rules["measured"].when == AllOf((Known("extension_deg"), Known("grip_kg")))
    weeks = (Compared("weeks_since_injury", Op.AT_MOST, 520), NoneOf((Compared("weeks_since_injury", Op.BELOW, 60),)))
    firm = knowledge.rules["firm-joint"].when
    assert isinstance(firm, AtLeast)
    assert firm.count == 2
    assert firm.parts[:2] == (OneOf("end_feel", ("firm", "hard")), Includes("pain_where", "back"))
    assert isinstance(firm.parts[2], AllOf)
    assert firm.parts[2].parts[1:] == weeks


def test_other_and_this_say_whose_finding_each_comparison_reads() -> None:
    knowledge = load(FOREIGN / "wrist", remember=False)
    sides = {name_of(leaf): getattr(leaf, "side", None) for leaf in leaves(knowledge.rules["weak-grip"].when)}
    assert sides == {"grip_shortfall_kg": Side.THIS, "symptomatic": Side.THIS, "swelling": Side.OTHER}


def test_numbers_are_written_in_whole_steps() -> None:
    vocabulary = load(FOREIGN / "wrist", remember=False).vocabulary
    girth = vocabulary.findings["forearm_girth_cm"]
    assert (girth.quantity.decimals, girth.least, girth.most, girth.step) == (1, 100, 600, 5)
    difference = vocabulary.numbers["girth_difference_cm"]
    assert difference.quantity.decimals == 1
    assert difference.made == Difference(Operand("forearm_girth_cm"), Operand("forearm_girth_cm", other=True))
    assert isinstance(vocabulary.numbers["expected_grip_kg"].made, Table)
    score = vocabulary.numbers["clot_score"].made
    assert isinstance(score, Score)
    assert [item.points for item in score.items] == [1, 1, 1, -2]
    # a limit on a number of one decimal is in tenths: 3 cm is 30
    assert Compared("girth_difference_cm", Op.AT_LEAST, 30) in [item.when for item in score.items]


def test_everything_says_where_it_is_defined() -> None:
    knowledge = load(FOREIGN / "wrist", remember=False)
    assert knowledge.rules["stiff"].defined_at == "patterns/stiff.yaml:2"
    assert knowledge.files["stiff"] == "patterns/stiff.yaml"
    assert knowledge.files["extension_deg"] == "vocabulary/wrist.yaml"
    assert knowledge.vocabulary.findings["symptomatic"].defined_at == "vocabulary/wrist.yaml:5"
    line = knowledge.rules["stiff"].examples[0].line
    text = (FOREIGN / "wrist/patterns/stiff.yaml").read_text(encoding="utf-8").split("\n")[line - 1]
    assert knowledge.rules["stiff"].examples[0].name in text


def test_the_digest_moves_with_any_byte_and_any_name(wrist: Copy) -> None:
    before = load(wrist.folder, remember=False).digest
    assert before.startswith("sha256:")
    assert load(FOREIGN / "wrist", remember=False).digest == before
    wrist.edit("patterns/stiff.yaml", "rationale: Constructed", "rationale:  Constructed")
    after = load(wrist.folder, remember=False).digest
    assert after != before
    (wrist.folder / "evidence/constructed.yaml").rename(wrist.folder / "evidence/other.yaml")
    assert load(wrist.folder, remember=False).digest not in (before, after)


def test_the_schemas_do_not_move_the_digest(wrist: Copy) -> None:
    before = load(wrist.folder, remember=False).digest
    wrist.write("schema/rule.schema.json", "{}").write("schema/odd.yaml", "a: [")
    assert load(wrist.folder, remember=False).digest == before


def test_a_folder_that_is_not_there_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(FaultyKnowledge, match="no such folder"):
        load(tmp_path / "nowhere")


def test_the_rules_of_this_checkout_are_found() -> None:
    assert (rules_folder() / "knowledge.yaml").is_file()


def test_a_checked_knowledge_base_is_remembered_for_its_owner_alone(own_cache: Path) -> None:
    first = load(FOREIGN / "wrist")
    [path] = kept(own_cache)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(own_cache.stat().st_mode) == 0o700
    assert load(FOREIGN / "wrist") == first


def test_a_faulty_knowledge_base_is_never_remembered(own_cache: Path, wrist: Copy) -> None:
    wrist.edit("patterns/stiff.yaml", "status: draft", "status: final")
    with pytest.raises(FaultyKnowledge):
        load(wrist.folder)
    assert kept(own_cache) == []


def tear(data: bytes) -> bytes:
    return data[: len(data) // 2]


def turn_one_bit(data: bytes) -> bytes:
    return data[:-20] + bytes([data[-20] ^ 1]) + data[-19:]


def nothing(data: bytes) -> bytes:
    return data[:0]


@pytest.mark.parametrize("spoil", [tear, turn_one_bit, nothing])
def test_a_torn_or_changed_memory_is_built_anew(own_cache: Path, spoil: Callable[[bytes], bytes]) -> None:
    first = load(FOREIGN / "wrist")
    [path] = kept(own_cache)
    whole = path.read_bytes()
    path.write_bytes(spoil(whole))
    assert load(FOREIGN / "wrist") == first
    assert path.read_bytes() == whole


def test_a_memory_of_something_else_is_not_believed(own_cache: Path) -> None:
    first = load(FOREIGN / "wrist")
    [path] = kept(own_cache)
    path.write_bytes(cache.packed(load(FOREIGN / "sleep", remember=False)))
    assert load(FOREIGN / "wrist") == first
    path.write_bytes(cache.packed({"digest": first.digest}))
    assert load(FOREIGN / "wrist") == first


def test_a_memory_that_others_may_write_is_not_opened(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load(FOREIGN / "wrist")
    [path] = kept(own_cache)
    path.chmod(0o666)

    def refused(_: bytes) -> object:
        raise AssertionError("a file that others may write was opened")

    monkeypatch.setattr(pickle, "loads", refused)
    assert load(FOREIGN / "wrist") == first


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cache").write_text("a file where a folder should be", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert load(FOREIGN / "sleep").settings.name == "sleep"


def test_other_code_does_not_use_the_same_memory(own_cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load(FOREIGN / "sleep")
    monkeypatch.setattr(cache, "code_digest", lambda: "other code")
    load(FOREIGN / "sleep")
    assert len(kept(own_cache)) == 2


def test_a_remembered_start_needs_neither_pydantic_nor_the_yaml_reader(own_cache: Path) -> None:
    load(FOREIGN / "wrist")
    program = (
        "import sys; from dorsiflex.catalogue.load import load; load(sys.argv[1]);"
        "print([name for name in ('pydantic', 'ruamel.yaml') if name in sys.modules])"
    )
    run = [sys.executable, "-c", program, str(FOREIGN / "wrist")]
    environment = {**os.environ, "XDG_CACHE_HOME": str(own_cache.parent)}
    done = subprocess.run(run, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
