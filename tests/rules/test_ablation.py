from __future__ import annotations

import pytest

from dorsiflex.present.ablation import Effect, effect, page, silenced
from dorsiflex.present.concluded import CaseRead, Concluder, read_case
from tests.rules.ankle import ROOT, ankle

PAGE = (ROOT / "docs" / "ablation.md").read_text(encoding="utf-8")


def run(rule: str, case: CaseRead) -> Effect:
    concluder = Concluder(ankle())
    after = concluder.conclude([case], silenced(concluder.program, rule))
    return effect(rule, concluder.conclude([case]), after)


def shipped(path: str) -> CaseRead:
    return read_case(ROOT / "cases" / f"{path}.yaml", ankle())


@pytest.mark.parametrize("rule", ankle().rules)
def test_the_page_has_a_line_for_every_rule(rule: str) -> None:
    """Stale? `python -m dorsiflex.present.ablation` writes it; that takes a minute or two."""
    assert f"\n| `{rule}` |" in PAGE


def test_the_page_has_no_line_for_a_rule_that_is_gone() -> None:
    lines = {line.split("`")[1] for line in PAGE.splitlines() if line.startswith("| `")}
    assert lines == set(ankle().rules)


def test_without_its_gate_the_case_of_a_clot_is_treated_otherwise() -> None:
    found = run("clot-test-positive", shipped("gates/clot/clot-scan-positive"))
    assert found.cases == ["clot-scan-positive"]


def test_a_rule_that_has_no_part_in_a_case_changes_nothing_there() -> None:
    found = run("growth-plate", shipped("gates/clot/clot-scan-positive"))
    assert (found.cases, found.reasons) == ([], [])


def test_a_rule_that_changes_nothing_is_named_at_the_top() -> None:
    idle, busy = Effect("idle-rule"), Effect("busy-rule")
    busy.changed["disposition"].append("some-case")
    top = page(ankle(), [Effect(rule) for rule in ankle().rules] + [idle, busy], 1).partition("## ")[0]
    assert "`idle-rule`" in top.partition("Changes only")[0]
    assert "`busy-rule`" not in top.partition("Changes cases, but")[0]
