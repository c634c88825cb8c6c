"""If one of the two engines is wrong or fails, nothing is suggested."""

from __future__ import annotations

import re
from typing import Any

import pytest

import dorsiflex
from dorsiflex.errors import EngineFault, EnginesDisagree
from dorsiflex.infer.durable import DurableEngine
from dorsiflex.infer.generated import GeneratedEngine
from dorsiflex.language.case import Case
from dorsiflex.language.truth import Truth, opposite
from tests.apps.people import WRIST, person

ENGINES = {"durable": DurableEngine, "generated": GeneratedEngine}
FORMS = ["text", "json", "markdown", "soap"]
KNOWLEDGE = dorsiflex.load(WRIST)


def flipped(honest: Any) -> Any:
    """The rule that suggests is told the other way round."""

    def conclude(self: Any, case: Case) -> dict[str, Truth]:
        truths = honest(self, case)
        return truths | {"left.glide-for-stiff-wrist": opposite(truths["left.glide-for-stiff-wrist"])}

    return conclude


def unsure(honest: Any) -> Any:
    return lambda self, case: honest(self, case) | {"chest-pain": Truth.UNKNOWN}


def failing(_: Any) -> Any:
    def conclude(*_: Any) -> dict[str, Truth]:
        raise ZeroDivisionError("an engine broken on purpose")

    return conclude


def silent(_: Any) -> Any:
    return lambda *_: {}


def forgetful(honest: Any) -> Any:
    return lambda self, case: {k: v for k, v in honest(self, case).items() if k != "left.clot"}


def nothing(_: Any) -> Any:
    return lambda *_: None


BREAKS = [flipped, unsure, failing, silent, forgetful, nothing]


@pytest.fixture(
    params=[(name, wrong) for name in ENGINES for wrong in BREAKS], ids=lambda it: f"{it[0]} {it[1].__name__}"
)
def broken(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """One engine, broken in one way."""
    name, wrong = request.param
    monkeypatch.setattr(ENGINES[name], "conclude", wrong(ENGINES[name].conclude))


def test_the_unbroken_engines_suggest_a_technique(assess: Any) -> None:
    ran = assess(person(), "--format", "json")
    assert ran.code == 0
    assert [item["technique"] for item in ran.json["left"]["suggestions"]] == ["belt-glide"]


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("form", FORMS)
def test_a_broken_engine_means_no_suggestion_and_its_own_exit_code(assess: Any, form: str) -> None:
    ran = assess(person(), "--format", form)
    assert ran.code == 4
    together = ran.out + ran.err
    # A technique's id, not the id of a rule that it is a part of.
    assert [name for name in KNOWLEDGE.techniques if re.search(rf"(?<![\w-]){name}(?![\w-])", together)] == []
    assert [item.title for item in KNOWLEDGE.techniques.values() if item.title in together] == []
    assert "Traceback" not in together
    assert "nothing is suggested" in " ".join(together.split())


@pytest.mark.usefixtures("broken")
def test_from_python_a_broken_engine_raises() -> None:
    with pytest.raises((EngineFault, EnginesDisagree)):
        dorsiflex.assess(person(), KNOWLEDGE)
