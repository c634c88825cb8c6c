"""Do the files make sense together? Every check across files, all problems at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from dorsiflex.catalogue.compile import Draft
from dorsiflex.catalogue.review_claims import claim_problems
from dorsiflex.catalogue.review_examples import example_problems
from dorsiflex.catalogue.review_hazards import hazard_problems
from dorsiflex.catalogue.review_ids import id_problems
from dorsiflex.catalogue.review_reach import reach_problems
from dorsiflex.catalogue.review_reading import circle_problems, scope_problems, unread_problems
from dorsiflex.catalogue.review_references import reference_problems
from dorsiflex.catalogue.review_settings import settings_problems
from dorsiflex.errors import Problem
from dorsiflex.language.knowledge import KnowledgeBase

Check = Callable[[KnowledgeBase, Draft], Iterator[Problem]]
CHECKS: tuple[Check, ...] = (
    id_problems,
    settings_problems,
    reference_problems,
    scope_problems,
    circle_problems,
    unread_problems,
    reach_problems,
    example_problems,
    hazard_problems,
    claim_problems,
)


def review(knowledge: KnowledgeBase, draft: Draft) -> None:
    """Problems of the whole join those of the parts."""
    for check in CHECKS:
        draft.problems.extend(check(knowledge, draft))
