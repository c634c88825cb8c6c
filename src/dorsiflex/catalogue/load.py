"""Where does a checked knowledge base come from? From the files, or from what was remembered of the very same files."""

from __future__ import annotations

from pathlib import Path
from weakref import ReferenceType, ref

from dorsiflex.catalogue import cache
from dorsiflex.catalogue.files import KnowledgeFile, digest, files_below
from dorsiflex.errors import FaultyKnowledge, Problem
from dorsiflex.language.knowledge import KnowledgeBase

_loaded: dict[int, ReferenceType[KnowledgeBase]] = {}


def load(path: Path | str, *, remember: bool = True) -> KnowledgeBase:
    """The knowledge base in a folder. Raises FaultyKnowledge with every problem; a faulty one is never used or kept."""
    problems: list[Problem] = []
    files = files_below(Path(path), problems)
    fingerprint = digest(files)
    if not problems and not files:
        why = "A knowledge base is a folder with knowledge.yaml in it."
        problems.append(
            Problem(str(path), "no `knowledge.yaml` in this folder", why, "Check the path, or write the file.")
        )
        raise FaultyKnowledge(problems)
    knowledge = cache.remembered(fingerprint, KnowledgeBase) if remember and not problems else None
    if knowledge is None or knowledge.digest != fingerprint:
        knowledge = build(files, fingerprint, problems)
        if remember:
            cache.remember(fingerprint, knowledge)
    _loaded[id(knowledge)] = ref(knowledge)
    return knowledge


def as_loaded(knowledge: KnowledgeBase) -> bool:
    """Whether it is just what was read from files: a copy that was changed in memory still carries their digest."""
    known = _loaded.get(id(knowledge))
    return known is not None and known() is knowledge


def loaded() -> list[KnowledgeBase]:
    """Every knowledge base that was read from files and is still in use, the last one first."""
    return [knowledge for known in reversed(_loaded.values()) if (knowledge := known()) is not None]


def build(files: list[KnowledgeFile], fingerprint: str, problems: list[Problem]) -> KnowledgeBase:
    """The knowledge base of some files, built and reviewed."""
    # pydantic and the YAML reader are imported only here: a remembered knowledge base starts without them.
    from dorsiflex.catalogue.compile import assemble, read_files
    from dorsiflex.catalogue.review import review

    draft = read_files(files, fingerprint, problems)
    knowledge = assemble(draft)
    if knowledge is not None:
        review(knowledge, draft)
    if draft.problems or knowledge is None:
        raise FaultyKnowledge(sorted(set(draft.problems), key=in_order))
    return knowledge


def in_order(problem: Problem) -> tuple[str, int, str]:
    """By file, then by line as a number."""
    name, _, line = problem.where.rpartition(":")
    return (name, int(line), problem.found) if line.isdigit() and line.isascii() else (problem.where, 0, problem.found)


def rules_folder() -> Path:
    """The rules that come with the package: beside it in a wheel, at the top of a checkout in an editable install."""
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "rules", package.parents[1] / "rules"):
        if (folder / "knowledge.yaml").is_file():
            return folder
    raise FaultyKnowledge(
        [Problem(str(package / "rules"), "no such folder", "The package came without its rules.", "Install it again.")]
    )
