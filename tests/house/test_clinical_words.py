"""Does src/ know no ankle? Clinical knowledge is data under rules/; code that names it decides what nobody reviews."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.house.repository import ROOT, own_files

# Nouns of the first knowledge base that would betray it even where no id is spelt out.
# Looked for as parts of names too.
CLINICAL_NOUNS = re.compile(
    r"(?<![a-z])(ankle|foot|heel|toe|calf|knee|hip|shin|leg|thigh|talus|talar|tibia|tibial|fibula|fibular|malleol[a-z]+"
    r"|achilles|gastrocnemius|soleus|tendon|ligament|syndesmosis|cartilage|dorsiflexion|plantarflexion|lunge|glide|thrust"
    r"|mobilisation|massage|stretch|sprain|fracture|rupture|swelling|clot|thrombosis|ottawa|wells|oedema|crps|cast"
    r"|radiograph|physiotherapist|physiotherapy)s?(?![a-z])"
)

# One-word ids that are also words of the rule language (docs/language.md), of Python or of plain programming English.
# In code they cannot be told from these. An id of two words is never excused.
ALSO_PLAIN_WORDS = {
    "about": "English",
    "advice": "English",
    "control": "English",
    "emergency": "the language: a tone of a disposition",
    "empty": "English",
    "equipment": "the language: a key of a technique",
    "negative": "the language: a key of a choice",
    "normal": "English",
    "nowhere": "English",
    "other": "the language: the other side",
    "partial": "Python: functools",
    "positive": "English",
    "range": "the language: a key of a number; Python",
    "retest": "the language: a key of the chart",
    "running": "English",
}


def documents(folder: str) -> Iterator[dict[str, object]]:
    for path in sorted((ROOT / "rules" / folder).glob("*.yaml")):
        yield YAML(typ="safe").load(path)


def ids_of_the_vocabulary() -> Iterator[str]:
    for document in documents("vocabulary"):
        yield document.get("section", {}).get("id", "")
        yield from document.get("groups", {})
        yield from document.get("numbers", {})
        yield from document.get("scores", {})
        for finding, about in document.get("findings", {}).items():
            yield finding
            yield from map(str, about.get("options", {}))


def ids_of_the_knowledge() -> Iterator[str]:
    """Rules and techniques by file name; dispositions and categories by their entry."""
    for folder in ("gates", "patterns", "suggestions", "techniques", "retired"):
        yield from (path.stem for path in (ROOT / "rules" / folder).glob("*.yaml"))
    knowledge = YAML(typ="safe").load(ROOT / "rules" / "knowledge.yaml")
    yield from (entry["id"] for entry in [*knowledge["dispositions"], *knowledge["categories"]])


def pattern(words: set[str]) -> re.Pattern[str]:
    """Any of the words, whole: not inside a longer word or id; a plural s still counts."""
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(
        rf"(?<![a-z0-9-])(?<![a-z0-9]_)({'|'.join(map(re.escape, longest_first))})s?(?![a-z0-9-])(?!_[a-z0-9])"
    )


def without_type_casts(text: str) -> str:
    """The text without Python's `cast(…)` of types and its import, which is no plaster cast."""
    return re.sub(r"^from typing import .*$|\bcast\(", "", text, flags=re.MULTILINE)


def clinical_words(text: str, ids: set[str]) -> set[str]:
    text = without_type_casts(text).lower()
    return set(pattern(ids).findall(text)) | set(CLINICAL_NOUNS.findall(text))


@pytest.fixture(scope="module")
def ids() -> set[str]:
    every = {*ids_of_the_vocabulary(), *ids_of_the_knowledge()}
    return {word.lower() for word in every if len(word) > 4} - ALSO_PLAIN_WORDS.keys()


def test_the_ids_of_the_knowledge_base_are_found(ids: set[str]) -> None:
    assert {"lunge_cm", "symptomatic", "joint_mobilisation", "screen_first"} <= ids


def test_no_id_of_several_words_is_excused() -> None:
    assert [word for word in ALSO_PLAIN_WORDS if not word.isalpha()] == []


@pytest.mark.parametrize("path", sorted(own_files(ROOT / "src")), ids=lambda path: str(path.relative_to(ROOT)))
def test_src_holds_no_clinical_word(path: Path, ids: set[str]) -> None:
    assert clinical_words(path.read_text(encoding="utf-8"), ids) == set()


@pytest.mark.parametrize(
    "code",
    ['if "lunge_cm" in case:', "ankle_side = 1", "# sprains first", 'disposition = "screen_first"', 'word = "cast"'],
)
def test_code_that_knows_the_ankle_would_be_found(code: str, ids: set[str]) -> None:
    assert clinical_words(code, ids)


@pytest.mark.parametrize(
    "code", ["from typing import Any, cast", "cast(str, x)", "import dorsiflex", "class Footer: ..."]
)
def test_plain_python_is_not_taken_for_a_clinical_word(code: str, ids: set[str]) -> None:
    assert clinical_words(code, ids) == set()
