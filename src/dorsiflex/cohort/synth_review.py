"""Does the file that draws people name what exists, and do its sources report its numbers?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any

from dorsiflex.catalogue.document import Document, Path
from dorsiflex.catalogue.nearest import did_you_mean
from dorsiflex.catalogue.review_references import NO_EVIDENCE
from dorsiflex.catalogue.schema_synthetic import DrawPart, Sourced, StratumPart, SyntheticFile
from dorsiflex.errors import Problem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Finding, Kind, Scope
from dorsiflex.validate.answer import Refused, read_answer

NUMBERS = re.compile(r"\d+(?:\.\d+)?|\.\d+")
KINDS = {
    "present": Kind.YES_NO,
    "options": Kind.CHOICE,
    "includes": Kind.SEVERAL_OF,
    "normal": Kind.NUMBER,
    "uniform": Kind.NUMBER,
    "less_than_other": Kind.NUMBER,
}


def sourced(part: Any, path: Path = ()) -> Iterator[tuple[Path, Sourced]]:
    """Every part of the form that says where its numbers come from, with its place."""
    if isinstance(part, Sourced):
        yield path, part
    values: Iterator[tuple[str | int, Any]]
    if isinstance(part, dict):
        values = iter(part.items())
    elif isinstance(part, list):
        values = enumerate(part)
    elif hasattr(part, "model_fields_set"):
        values = ((name, getattr(part, name)) for name in type(part).model_fields)
    else:
        return
    for name, value in values:
        yield from sourced(value, (*path, name))


def numbers_of(part: Sourced) -> list[Decimal]:
    """The numbers a part states itself."""
    own = part.model_dump(
        include=set(type(part).model_fields) - {"ref", "supports", "assumed", "person", "this", "other", "not_in"}
    )
    return list(numbers_in(own))


def numbers_in(value: Any) -> Iterator[Decimal]:
    if isinstance(value, Decimal):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from numbers_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from numbers_in(part)


class Review:
    """Does a recipe name what exists, draw what can be answered, and cite who reports its numbers?"""

    def __init__(self, form: SyntheticFile, document: Document, knowledge: KnowledgeBase) -> None:
        self.form, self.document, self.knowledge = form, document, knowledge

    def problems(self) -> list[Problem]:
        """All of them, by line."""
        return [
            *self.sources(),
            *self.draws(),
            *self.dangers(),
            *self.correlations(),
            *self.sections(),
            *self.shares(),
        ]

    def fault(self, path: Path, found: str, why: str, mend: str) -> Problem:
        return Problem(self.document.where(path), found, why, mend)

    def sources(self) -> Iterator[Problem]:
        """A reference exists, was seen, and says the very numbers it stands beside."""
        for path, part in sourced(self.form):
            if part.ref is None:
                continue
            source, where = self.knowledge.sources.get(part.ref), (*path, "ref")
            if source is None:
                yield self.fault(
                    where, f"`{part.ref}`", "No source has this id.", did_you_mean(part.ref, self.knowledge.sources)
                )
            elif source.status in NO_EVIDENCE:
                why = f"Its status is `{source.status}`, which supports nothing."
                yield self.fault(where, f"`ref: {part.ref}`", why, "Name a source that was seen, or say `assumed`.")
            else:
                said = {Decimal(text) for text in NUMBERS.findall(source.says)}
                for number in numbers_of(part):
                    if abs(number) not in said and abs(number) * 100 not in said:
                        why = f"What `{part.ref}` says ({source.defined_at}) does not hold this number."
                        yield self.fault(
                            path, f"`{number}`", why, "Correct it, or say `assumed` and from what it follows."
                        )

    def draws(self) -> Iterator[Problem]:
        everybody: list[tuple[tuple[str | int, ...], SyntheticFile | StratumPart]] = [((), self.form)]
        for above, part in [*everybody, *((("strata", at), part) for at, part in enumerate(self.form.strata))]:
            for role in ("person", "this", "other"):
                for name, draw in getattr(part, role).items():
                    yield from self.draw(name, draw, role, (*above, role, name))

    def finding(self, name: str, role: str, path: Path) -> Finding | Problem:
        finding = self.knowledge.vocabulary.findings.get(name)
        if finding is None:
            return self.fault(
                path, f"`{name}`", "No finding has this id.", did_you_mean(name, self.knowledge.vocabulary.findings)
            )
        if (finding.scope is Scope.PERSON) != (role == "person"):
            wanted = "`person`" if finding.scope is Scope.PERSON else "`this` and `other`"
            return self.fault(path, f"`{name}` under `{role}`", f"It belongs under {wanted}.", "Move it there.")
        return finding

    def draw(self, name: str, draw: DrawPart, role: str, path: Path) -> Iterator[Problem]:
        """A draw fits the kind of its finding, and its answers exist."""
        finding = self.finding(name, role, path)
        if isinstance(finding, Problem):
            yield finding
            return
        way = next(way for way in KINDS if getattr(draw, way) is not None)
        if KINDS[way] is not finding.kind:
            known = ", ".join(f"`{item}`" for item, kind in KINDS.items() if kind is finding.kind)
            why = f"It is of kind `{finding.kind.value}`, which is drawn by {known}."
            yield self.fault((*path, way), f"`{way}` of `{name}`", why, "Draw it so.")
            return
        if way == "less_than_other" and role != "this":
            yield self.fault(
                (*path, way), f"`{way}` under `{role}`", "It is drawn of `this` side only.", "Move it to `this`."
            )
        for option in draw.options or draw.includes or ():
            if option not in finding.option_ids:
                yield self.fault(
                    (*path, way, option),
                    f"`{option}`",
                    f"`{name}` has no such option.",
                    did_you_mean(option, finding.option_ids),
                )
        for at, limit in enumerate(draw.uniform or ()):
            if not finding.least <= finding.quantity.steps(limit) <= finding.most:
                yield self.fault((*path, way, at), f"`{limit}`", "It is out of the finding's range.", "Stay within it.")

    def dangers(self) -> Iterator[Problem]:
        """What a planted danger gives can be answered so."""
        for at, danger in enumerate(self.form.dangers):
            for role in ("person", "this"):
                for name, value in getattr(danger, role).items():
                    path: Path = ("dangers", at, role, name)
                    finding = self.finding(name, role, path)
                    if isinstance(finding, Problem):
                        yield finding
                        continue
                    try:
                        read_answer(value, finding, self.knowledge.vocabulary.spellings)
                    except Refused as refused:
                        yield self.fault(path, refused.found, refused.why, refused.mend)

    def correlations(self) -> Iterator[Problem]:
        """Both ends are drawn findings; only a side's has another side."""
        findings = self.knowledge.vocabulary.findings
        for at, part in enumerate(self.form.correlations):
            for end, name in enumerate(part.between):
                bare, path = name.removeprefix("other."), ("correlations", at, "between", end)
                if bare not in findings:
                    yield self.fault(path, f"`{name}`", "No finding has this id.", did_you_mean(bare, findings))
                elif bare != name and findings[bare].scope is Scope.PERSON:
                    yield self.fault(path, f"`{name}`", "It is the person's and has no other side.", f"Write `{bare}`.")
                elif findings[bare].kind is Kind.SEVERAL_OF:
                    yield self.fault(path, f"`{name}`", "Several choices have no order to correlate.", "Leave it out.")

    def sections(self) -> Iterator[Problem]:
        for at, name in enumerate(self.form.rest.not_in if self.form.rest else ()):
            yield from self.known(name, self.knowledge.vocabulary.sections, ("rest", "not_in", at))
        by_section = self.form.missing.by_section
        for name in by_section.sections if by_section else ():
            yield from self.known(name, self.knowledge.vocabulary.sections, ("missing", "by_section", "sections", name))

    def known(self, name: str, known: Collection[str], path: Path) -> Iterator[Problem]:
        if name not in known:
            yield self.fault(path, f"`{name}`", "No section has this id.", did_you_mean(name, known))

    def shares(self) -> Iterator[Problem]:
        """Everybody belongs to one stratum, and dangers are few."""
        if (total := sum(part.share for part in self.form.strata)) != 1:
            yield self.fault(
                ("strata",), f"shares that add up to {total}", "Everybody belongs to one stratum.", "Make them 1."
            )
        if (planted := sum((part.share for part in self.form.dangers), Decimal(0))) > 1:
            yield self.fault(
                ("dangers",), f"shares that add up to {planted}", "A person has one danger at most.", "Lower them."
            )
