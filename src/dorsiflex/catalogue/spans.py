"""How is a computed number written, and between which values can it lie?"""

from __future__ import annotations

from dorsiflex.catalogue.document import Document, Path
from dorsiflex.catalogue.nearest import did_you_mean
from dorsiflex.catalogue.schema_vocabulary import NumberPart, VocabularyFile
from dorsiflex.catalogue.words import Span, Words
from dorsiflex.errors import Problem
from dorsiflex.language.vocabulary import Finding, Kind, Quantity


def add_spans(files: list[tuple[Document, VocabularyFile]], words: Words, problems: list[Problem]) -> None:
    """The spans of number findings, scores and computed numbers join `words`."""
    parents = {name for _, file in files for name, part in file.findings.items() if part.parent is not None}
    words.spans.update({f.id: of_finding(f, f.id in parents) for f in words.findings.values() if f.kind is Kind.NUMBER})
    for _, file in files:
        for name, score in file.scores.items():
            points = [item.points for item in score.items]
            words.spans[name] = Span(Quantity("", 0), sum(p for p in points if p < 0), sum(p for p in points if p > 0))
    waiting = {name: (document, part) for document, file in files for name, part in file.numbers.items()}
    for name in list(waiting):
        resolve(name, waiting, words, problems)


def of_finding(finding: Finding, has_parent: bool) -> Span:
    return Span(finding.quantity, finding.least, finding.most, finding.step, may_not_apply=has_parent)


def resolve(
    name: str, waiting: dict[str, tuple[Document, NumberPart]], words: Words, problems: list[Problem]
) -> Span | None:
    """The span of one number, after those it is taken from; in a circle there is none (the review tells of it)."""
    if name in words.spans or name not in waiting:
        return words.spans.get(name)
    document, part = waiting.pop(name)
    path: Path = ("numbers", name)
    if part.table is not None:
        span = of_table(name, part, document, problems)
    else:
        for text in part.difference or []:
            resolve(text.removeprefix("other."), waiting, words, problems)
        difference = of_difference(part, document, path, words, problems)
        if difference is None:
            return None
        span = difference
    words.spans[name] = span
    return span


def of_table(name: str, part: NumberPart, document: Document, problems: list[Problem]) -> Span:
    quantity = Quantity(part.unit or "", part.decimals or 0)
    values = [row.value for row in part.table or []]
    for at, value in enumerate(values):
        if not quantity.exact(value):
            where = document.where(("numbers", name, "table", at, "value"))
            problems.append(
                Problem(
                    where,
                    f"`value: {value}`",
                    f"`{name}` has {quantity.decimals} decimals.",
                    "Round it, or raise `decimals`.",
                )
            )
    steps = [quantity.steps(value) for value in values]
    return Span(quantity, min(steps), max(steps), may_not_apply=True)


def of_difference(
    part: NumberPart, document: Document, path: Path, words: Words, problems: list[Problem]
) -> Span | None:
    where = document.where((*path, "difference"))
    known: list[Span] = []
    for text in part.difference or []:
        name = text.removeprefix("other.")
        if name not in words.spans:
            if name not in words.numbers and not words.is_forgiven(name):
                why = f"`{name}` is no number." if name in words.findings else "No number has this name."
                problems.append(Problem(where, f"`{text}`", why, did_you_mean(name, [*words.spans])))
            continue
        if text != name and (words.is_persons(name) or not words.two_sides):
            problems.append(Problem(where, f"`{text}`", f"`{name}` has no other side.", f"Write `{name}`."))
        known.append(words.spans[name])
    if len(known) < 2:
        return None
    first, second = known
    units = {first.quantity.unit, second.quantity.unit, part.unit or ""}
    if len(units) > 1:
        found = " and ".join(f"`{unit or 'no unit'}`" for unit in (first.quantity.unit, second.quantity.unit))
        problems.append(
            Problem(
                where,
                f"a difference of {found} in `{part.unit or 'no unit'}`",
                "Only numbers of one unit can be subtracted.",
                "Make the units agree.",
            )
        )
    return subtracted(first, second, part.unit or "")


def subtracted(first: Span, second: Span, unit: str) -> Span:
    """First minus second, in the finer steps of the two."""
    decimals = max(first.quantity.decimals, second.quantity.decimals)
    up, down = 10 ** (decimals - first.quantity.decimals), 10 ** (decimals - second.quantity.decimals)
    least, most = first.least * up - second.most * down, first.most * up - second.least * down
    return Span(Quantity(unit, decimals), least, most, 1, first.may_not_apply or second.may_not_apply)
