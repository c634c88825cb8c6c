"""Which questions are asked again in the same visit, after treating?"""

from __future__ import annotations

from dorsiflex.apps.web.fields import UNIT
from dorsiflex.language.case import flat
from dorsiflex.language.knowledge import KnowledgeBase


def names(knowledge: KnowledgeBase) -> frozenset[str]:
    """The fields of the re-test."""
    stems = [flat(unit, name) for name in asked(knowledge) for unit in (None, *knowledge.settings.sides)]
    return frozenset(name for stem in stems for name in (stem, f"{stem}{UNIT}"))


def asked(knowledge: KnowledgeBase) -> list[str]:
    """Its section without what is of other visits; it alone, where the first measure stands in the same section."""
    findings, chart = knowledge.vocabulary.findings, knowledge.settings.chart
    if chart is None or not chart.retest:
        return []
    section = findings[chart.retest].section
    if findings[chart.measure].section == section:
        return [chart.retest]
    others = (chart.first_visit, chart.last_visit)
    return [finding.id for finding in findings.values() if finding.section == section and finding.id not in others]
