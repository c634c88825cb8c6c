"""Does every rule say who answers for it, until when, on what it rests, and who disagrees?"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dorsiflex.language.rule import Rule, Technique
from tests.rules.ankle import ankle, records

RECORDS = [pytest.param(item, id=item.id) for item in records()]
RULES = [pytest.param(rule, id=rule.id) for rule in ankle().rules.values()]
DISAGREEMENTS = [name for name in ankle().sources if name.startswith("disagreement-")]
SEEN = ("verified", "corroborated")


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_names_its_author_and_says_that_nobody_clinical_has_reviewed_it(rule: Rule) -> None:
    assert (rule.owners.author, rule.owners.reviewer) == ("the dorsiflex contributors", "none yet")
    assert rule.status == "draft"


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_looked_at_again_within_two_years_of_being_written(rule: Rule) -> None:
    created, review_by = date.fromisoformat(rule.created), date.fromisoformat(rule.review_by)
    assert timedelta(0) < review_by - created <= timedelta(days=2 * 366)


@pytest.mark.parametrize("item", RECORDS)
def test_evidence_was_seen_by_somebody(item: Rule | Technique) -> None:
    dose = item.dose if isinstance(item, Technique) else ()
    assert [part.ref for part in (*item.evidence, *dose) if ankle().sources[part.ref].status not in SEEN] == []


@pytest.mark.parametrize("item", RECORDS)
def test_disagreement_was_looked_for_somewhere(item: Rule | Technique) -> None:
    assert item.dissent.sought_in


@pytest.mark.parametrize("name", DISAGREEMENTS)
def test_a_disagreement_between_sources_is_answered_where_it_matters(name: str) -> None:
    """Named under `who` in the dissent of a rule or technique, with what we answer."""
    assert [item.id for item in records() if name in {objection.who for objection in item.dissent.found}]


def test_the_disagreements_of_the_bibliography_are_found() -> None:
    assert "disagreement-glide-direction" in DISAGREEMENTS


@pytest.mark.parametrize("item", RECORDS)
def test_a_rule_does_not_answer_its_own_evidence_as_a_stranger(item: Rule | Technique) -> None:
    """Every objection is answered, and none twice."""
    objections = [(objection.who, objection.says) for objection in item.dissent.found]
    assert len(set(objections)) == len(objections)
