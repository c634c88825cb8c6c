"""Which files make up a knowledge base, and what form has each? The folder says what a file is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dorsiflex.catalogue.source_text import KNOWLEDGE_BYTES, Unreadable, bytes_of
from dorsiflex.errors import Problem

FORMS = {
    "vocabulary": "vocabulary",
    "evidence": "evidence",
    "gates": "rule",
    "patterns": "rule",
    "suggestions": "rule",
    "techniques": "technique",
    "retired": "retired",
    "hazards": "hazard",
    "claims": "claim",
}
# Made for editors; drawn by the stage that shows an answer; how people are invented. None of them changes an answer.
NOT_KNOWLEDGE = ("schema", "drawings", "synthetic")


@dataclass(frozen=True)
class KnowledgeFile:
    """One file as it was read: its name below the folder, and its bytes."""

    name: str
    data: bytes

    @property
    def folder(self) -> str:
        return self.name.rpartition("/")[0]

    @property
    def stem(self) -> str:
        return self.name.rpartition("/")[2].removesuffix(".yaml")

    @property
    def form(self) -> str | None:
        """The schema the file has; None where it has no place here."""
        return "knowledge" if self.name == "knowledge.yaml" else FORMS.get(self.folder)


def files_below(folder: Path, problems: list[Problem]) -> list[KnowledgeFile]:
    """Every YAML file below the folder, in the order of their names."""
    if not folder.is_dir():
        problems.append(
            Problem(
                str(folder),
                "no such folder",
                "A knowledge base is a folder with knowledge.yaml in it.",
                "Check the path.",
            )
        )
        return []
    found: list[KnowledgeFile] = []
    for path in yaml_files(folder):
        name = path.relative_to(folder).as_posix()
        try:
            found.append(KnowledgeFile(name, bytes_of(path, name, KNOWLEDGE_BYTES)))
        except Unreadable as unreadable:
            problems.extend(unreadable.problems)
    return found


def yaml_files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()):
        parts = path.relative_to(folder).parts
        hidden = any(part.startswith(".") for part in parts)
        if path.suffix.lower() in (".yaml", ".yml") and not hidden and parts[0] not in NOT_KNOWLEDGE:
            yield path


def digest(files: list[KnowledgeFile]) -> str:
    """One fingerprint of all names and bytes."""
    together = hashlib.sha256()
    for file in sorted(files, key=lambda file: file.name):
        for part in (file.name.encode("utf-8", "surrogateescape"), file.data):
            together.update(len(part).to_bytes(8, "big"))
            together.update(part)
    return f"sha256:{together.hexdigest()}"


def misplaced(file: KnowledgeFile) -> Problem | None:
    """Why a file would silently not count, if it would."""
    if file.form is not None:
        return (
            None
            if file.name.endswith(".yaml")
            else Problem(file.name, "a file named .yml", "Only .yaml files are read.", "Rename it to .yaml.")
        )
    folders = ", ".join(f"`{name}/`" for name in FORMS)
    return Problem(
        file.name,
        "a file where none is read",
        f"Knowledge stands in knowledge.yaml, {folders}.",
        "Move it, or delete it.",
    )
