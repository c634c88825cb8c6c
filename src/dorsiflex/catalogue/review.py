"""Do the files make sense together? Every check across files, all problems at once."""

from __future__ import annotations

from dorsiflex.catalogue.compile import Draft
from dorsiflex.language.knowledge import KnowledgeBase


def review(knowledge: KnowledgeBase, draft: Draft) -> None:
    """Problems of the whole join those of the parts."""
