"""Which sets of cases are there, and how do they travel? Those beside the rules, and imported zip and YAML files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NoReturn

from dorsiflex.apps.practice.case_file import PracticeCase, read_case
from dorsiflex.catalogue.document import Document
from dorsiflex.catalogue.document import Path as PathIn
from dorsiflex.catalogue.reader import INTAKE_BYTES, read_document
from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.knowledge import KnowledgeBase

MOST_CASES = 500
MOST_BYTES = 4 * 1024 * 1024
LIST = "cases"
FIXED_DATE = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class CaseText:
    """One case as it stands in a file; `part` is its place in a file of several."""

    name: str
    data: bytes
    part: int | None = None

    def document(self) -> Document:
        """Raises `BadInput`."""
        whole = read_document(self.data, self.name, INTAKE_BYTES, BadInput)
        return whole if self.part is None else part_of(whole, self.part)


@dataclass(frozen=True)
class CaseSet:
    """Cases in a fixed order, counted from 1; each is read when it is looked at."""

    id: str
    title: str
    imported: bool
    texts: tuple[CaseText, ...]
    ids: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.texts)

    def case(self, number: int, knowledge: KnowledgeBase) -> PracticeCase:
        """The case of a number. Raises `BadInput`."""
        return read_case(self.texts[number - 1].document(), knowledge)

    @cached_property
    def number_of(self) -> dict[str, int]:
        return {identity: number for number, identity in enumerate(self.ids, start=1)}


def sets_beside(rules: Path) -> tuple[CaseSet, ...]:
    """The sets that lie beside a folder of rules: each folder of `cases` is one."""
    folder = rules.resolve().parent / "cases"
    return tuple(set_in(path) for path in sorted(folder.iterdir()) if path.is_dir()) if folder.is_dir() else ()


def set_in(folder: Path) -> CaseSet:
    """The cases of one folder; a file is named after its case."""
    paths = sorted(folder.rglob("*.yaml"))
    texts = tuple(CaseText(path.name, path.read_bytes()) for path in paths)
    return CaseSet(folder.name, folder.name.replace("-", " ").capitalize(), False, texts, tuple(p.stem for p in paths))


def read_set(identity: str, title: str, name: str, data: bytes, knowledge: KnowledgeBase) -> CaseSet:
    """An imported set, every case of it read and checked. Raises `BadInput` with every problem of every case."""
    texts = tuple(texts_in(name, data))
    problems: list[Problem] = []
    ids: dict[str, str] = {}
    for text in texts:
        try:
            found = read_case(text.document(), knowledge)
        except BadInput as bad:
            problems += bad.problems
            continue
        if found.id in ids:
            why = f"{ids[found.id]} has it too, so progress in the two could not be told apart."
            problems.append(Problem(text.name, f"the id `{found.id}`", why, "Give each case an id of its own."))
        ids[found.id] = text.name
    if problems:
        raise BadInput(problems)
    return CaseSet(identity, title, True, texts, tuple(ids))


def listed(identity: str, title: str, name: str, data: bytes) -> CaseSet:
    """A set that was read and checked when it was imported. Raises `BadInput` where its file cannot be read."""
    texts = tuple(texts_in(name, data))
    return CaseSet(identity, title, True, texts, tuple(str(text.document().value["id"]) for text in texts))


def texts_in(name: str, data: bytes) -> Iterator[CaseText]:
    """The cases of a file: a zip of case files, one case, or a YAML file with a list under `cases`."""
    if data[:2] == b"PK":
        yield from zipped(name, data)
        return
    value = read_document(data, name, INTAKE_BYTES, BadInput).value
    if not (isinstance(value, dict) and LIST in value):
        yield CaseText(name, data)
        return
    several = value[LIST]
    if len(value) > 1 or not isinstance(several, list) or not several:
        why = f"A file of several cases has the one key `{LIST}`, with a list of cases under it."
        raise BadInput([Problem(name, f"`{LIST}` beside other keys, or no list", why, "Write the cases so.")])
    refuse_many(name, len(several))
    yield from (CaseText(name, data, part) for part in range(len(several)))


def zipped(name: str, data: bytes) -> Iterator[CaseText]:
    """The YAML files of a zip, never more than is bearable. Raises `BadInput`."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir() and counts(info.filename)]
            refuse_foreign(name, infos)
            refuse_many(name, len(infos))
            room = MOST_BYTES
            for info in infos:
                with archive.open(info) as file:  # what it declares is not believed: no more than this is unpacked
                    text = CaseText(f"{name}/{info.filename}", file.read(min(room, INTAKE_BYTES) + 1))
                room -= len(text.data)
                if room < 0:
                    refuse_large(name)
                yield text
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as fault:
        why = f"It cannot be unpacked: {fault}."
        raise BadInput([Problem(name, "a damaged or locked zip file", why, "Pack the case files again.")]) from None


def counts(path: str) -> bool:
    """Whether a file was put there by a person: some systems add hidden ones of their own."""
    return not any(part.startswith((".", "__")) for part in path.split("/"))


def refuse_foreign(name: str, infos: Iterable[zipfile.ZipInfo]) -> None:
    foreign = [info.filename for info in infos if not info.filename.endswith(".yaml")]
    if foreign:
        why = "A set holds case files only, and each is named `<case-id>.yaml`."
        raise BadInput([Problem(f"{name}/{each}", "no case file", why, "Leave it out.") for each in foreign[:20]])


def refuse_large(name: str) -> NoReturn:
    why = f"Unpacked, the cases of a set have at most {MOST_BYTES // 1024**2} MiB together."
    raise BadInput([Problem(name, "too large a set", why, "Pack fewer cases.")])


def refuse_many(name: str, count: int) -> None:
    if not 1 <= count <= MOST_CASES:
        why = f"A set has 1 to {MOST_CASES} cases."
        raise BadInput([Problem(name, f"{count} cases", why, "Pack other files, or several sets.")])


def part_of(whole: Document, part: int) -> Document:
    """One case of a list, its lines kept."""
    value = whole.value[LIST][part]
    return Document(whole.name, value, whole.text, below(whole.keys, part), below(whole.values, part))


def below(lines: Mapping[PathIn, int], part: int) -> dict[PathIn, int]:
    return {path[2:]: line for path, line in lines.items() if path[:2] == (LIST, part)}


def packed(cases: CaseSet) -> tuple[str, bytes]:
    """A set as a file to hand on, and its kind: a zip of case files, or the YAML file that it came as."""
    if any(text.part is not None for text in cases.texts):
        return "yaml", cases.texts[0].data
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for identity, text in zip(cases.ids, cases.texts, strict=True):
            archive.writestr(zipfile.ZipInfo(f"{identity}.yaml", FIXED_DATE), text.data, zipfile.ZIP_DEFLATED)
    return "zip", made.getvalue()
