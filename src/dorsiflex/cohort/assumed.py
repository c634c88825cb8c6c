"""What hangs on an assumption? The gates that read it, themselves or through a number or another rule.

An assumption can silence a gate of safety for everybody, so every output names the gates that read it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from dorsiflex.cohort.header import column_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Program
from dorsiflex.present.readers import reading


def gates_of(columns: Iterable[str], knowledge: KnowledgeBase, program: Program) -> dict[str, list[str]]:
    """The gates that read each of these columns; what is no column of a finding is left out."""
    findings = {column_of(stem): finding.id for stem, finding in program.findings.items()}
    wires = tuple(reading(knowledge))
    return {
        name: [gate for gate in sorted(knowledge.gates) if gate in reached(findings[name], wires)]
        for name in columns
        if name in findings
    }


def reached(name: str, wires: Sequence[tuple[str, str]]) -> set[str]:
    """All that reads a name, or what reads it."""
    found = {name}
    while new := {reader for reader, read in wires if read in found} - found:
        found |= new
    return found


def warnings_of(assumed: Mapping[str, str], gates: Mapping[str, Sequence[str]]) -> list[str]:
    """Each assumption in a sentence, with the gates that read it."""
    return [f"{name}: {answer}. {read_by(gates.get(name))}".strip() for name, answer in assumed.items()]


def read_by(gates: Sequence[str] | None) -> str:
    if gates is None:
        return ""
    return f"Gates that read it: {', '.join(gates)}." if gates else "No gate reads it."
