"""How is a difference written? As text for a terminal, as Markdown for a pull request, as JSON for programs."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.text import Text

from dorsiflex.apps.diff_words import Told, intake, sections
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.present.markdown import plain
from dorsiflex.prove.difference import Compared, Witness


def tag(knowledge: KnowledgeBase) -> dict[str, str]:
    return {"name": knowledge.settings.name, "version": knowledge.settings.version, "digest": knowledge.digest}


def heading(told: Told) -> str:
    versions = (f"{item.settings.version} ({item.digest[:19]})" for item in (told.old, told.new))
    return f"{told.new.settings.name}: {' → '.join(versions)}"


def show(told: Told, console: Console) -> None:
    """Section by section; what is empty is left out."""
    console.print(Text(heading(told), style="bold"))
    for section in sections(told):
        if section.lines or section.title.startswith(("Cases", "Rules:")):
            console.print()
            console.print(Text(section.title, style="bold"))
        for line in section.lines:
            console.print(Text(f"  {line.text}"), soft_wrap=True)
            for below in line.below:
                console.print(Text(f"      {below}"), soft_wrap=True)


def as_markdown(told: Told) -> str:
    """Folded intakes below each line, as a pull request shows them."""
    lines = [f"# {plain(heading(told))}"]
    for section in sections(told):
        if section.lines or section.title.startswith(("Cases", "Rules:")):
            lines += ["", f"## {plain(section.title)}", ""]
        for line in section.lines:
            lines.append(f"- {plain(line.text)}")
            if line.below:
                below = [f"  {part}" for part in line.below]
                lines += [
                    f"  <details><summary>{line.label}</summary>",
                    "",
                    f"  ```{'yaml' if line.label == 'intake' else ''}",
                    *below,
                    "  ```",
                    "  </details>",
                ]
    return "\n".join(lines) + "\n"


def as_data(told: Told) -> dict[str, Any]:
    """Everything, every witness included."""
    found = told.difference
    data: dict[str, Any] = {
        "old": tag(told.old),
        "new": tag(told.new),
        "equivalent": found.equivalent,
        "decisions": [compared(one, told) for one in found.decisions if not one.same],
        "rules": [compared(one, told) for one in found.rules if not one.same],
        "rules_proved_the_same": [one.about for one in found.rules if one.same],
        "not_compared": [{"name": item.name, "because": item.because} for item in found.not_compared],
        "entries": [
            {"kind": e.kind, "id": e.id, "change": e.change, "parts": list(e.parts), "replaced_by": list(e.replaced_by)}
            for e in found.entries
        ],
    }
    if told.cases is not None:
        data["cases"] = [{"file": case.path, "changes": list(case.changes)} for case in told.cases]
    return data


def compared(one: Compared, told: Told) -> dict[str, Any]:
    data: dict[str, Any] = {"about": one.about, "changes": [witness(item, told) for item in one.witnesses]}
    if one.noticed is not None:
        data["noticed"] = witness(one.noticed, told)
    return {**data, "undecided": list(one.undecided)} if one.undecided else data


def witness(item: Witness, told: Told) -> dict[str, Any]:
    return {"about": item.about, "was": item.was, "now": item.now, "intake": "\n".join(intake(item, told)) + "\n"}
