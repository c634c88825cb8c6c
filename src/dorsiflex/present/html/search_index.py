"""What can be searched for? One line for each record: its title, and the words by which somebody may look for it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from dorsiflex.language.expression import leaves, name_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Rule, Source, Technique
from dorsiflex.language.vocabulary import Finding
from dorsiflex.present import citation
from dorsiflex.present.html.addresses import KINDS, Addresses

WORD = re.compile(r"[^\W_]+(?:\.[0-9]+)?")


def search_script(addresses: Addresses, documents: list[tuple[str, str, str]]) -> str:
    """The index as a script: a page opened from a disk may not fetch a file, but it may load one."""
    lines = [
        [KINDS[kind].one, identity, addresses.title(identity, kind), addresses.path(identity, kind), words]
        for kind, records in addresses.records.items()
        for identity, record in records.items()
        for words in [" ".join(distinct(words_of(record, addresses.knowledge)))]
    ]
    lines += [["page", "", title, path, " ".join(distinct([text]))] for path, title, text in documents]
    return f"var dorsiflexIndex = {json.dumps(lines, ensure_ascii=False, separators=(',', ':'))};\n"


def distinct(texts: Iterator[str] | list[str]) -> list[str]:
    """The words of some texts, each once."""
    return sorted({word for text in texts for word in WORD.findall(text.lower())})


def words_of(record: Any, knowledge: KnowledgeBase) -> Iterator[str]:
    """All that is said of a record, and who says it."""
    for name in ("title", "say", "purpose", "rationale", "because", "note", "hazard", "cause", "harm"):
        yield str(getattr(record, name, ""))
    if isinstance(record, Finding):
        yield from (record.ask, record.help, *record.option_titles.values())
        yield knowledge.vocabulary.sections[record.section].title
        yield from (citation.full(knowledge.sources[ref]) for ref in record.refs)
    if isinstance(record, Rule):
        names = {name_of(leaf) for leaf in leaves(record.condition)}
        yield from (finding.title for name in names if (finding := knowledge.vocabulary.findings.get(name)))
    if isinstance(record, Rule | Technique):
        yield from (citation.short(knowledge.sources[support.ref]) for support in record.evidence)
    if isinstance(record, Source):
        yield from (citation.full(record), record.says, record.study, record.population)
