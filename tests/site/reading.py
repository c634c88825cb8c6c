"""What do the tests of the site share? Where it lies, and random answers with what the language means by them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from dorsiflex.language.expression import Expression, Side
from dorsiflex.language.grounding import Grounding, decimals_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import NOT_APPLICABLE, Extent, Interval, NotApplicable, Value, compute, evaluate
from dorsiflex.language.scopes import Scopes
from dorsiflex.language.truth import Truth, all_true
from dorsiflex.language.vocabulary import Difference

NOT_ARISING = {"does_not_arise": True}


@dataclass(frozen=True)
class Built:
    """A site that was written to a folder."""

    knowledge: KnowledgeBase
    folder: Path
    files: dict[str, str]

    def address(self, path: str) -> str:
        return (self.folder / path).as_uri()

    @property
    def pages(self) -> list[str]:
        return [path for path in self.files if path.endswith(".html")]

    @property
    def one_of_each(self) -> list[str]:
        """A page of every kind and every list, and the pages that are alone of their kind."""
        by_folder = {path.partition("/")[0] + str(path.endswith("index.html")): path for path in self.pages}
        return sorted(by_folder.values())


def drawn(inputs: list[dict[str, Any]], chance: Random) -> dict[str, Any]:
    """Answers to about two thirds of the inputs of a page, as its fields could give them."""
    return {asked["stem"]: one_answer(asked, chance) for asked in inputs if chance.random() < 0.67}


def one_answer(asked: dict[str, Any], chance: Random) -> Any:
    if asked.get("may_not_arise") and chance.random() < 0.15:
        return NOT_ARISING
    match asked["kind"]:
        case "rule":
            return chance.choice(["true", "false"])
        case "yes_no":
            return chance.random() < 0.5
        case "choice":
            return chance.choice([option for option, _ in asked["options"]])
        case "several_of":
            return [option for option, _ in asked["options"] if chance.random() < 0.3]
        case _:
            near = (asked["least"], asked["most"], asked["least"] + (asked["most"] - asked["least"]) // 2)
            return chance.choice([*near, chance.randint(asked["least"], asked["most"])])


@dataclass(frozen=True)
class Answers:
    """`meaning.Reading` of the answers of a page, other rules included."""

    knowledge: KnowledgeBase
    scopes: Scopes
    given: dict[str, Any]
    unit: str | None

    def grounding(self) -> Grounding:
        return Grounding(self.knowledge, self.scopes, self.unit)

    def answer(self, finding: str, side: Side) -> Value | None:
        value = self.given.get(self.grounding().attribute(finding, side))
        if value == NOT_ARISING:
            return NOT_APPLICABLE
        return frozenset(value) if isinstance(value, list) else value

    def extent(self, number: str, side: Side) -> Extent:
        made = self.knowledge.vocabulary.numbers.get(number)
        if made is None:
            value = self.answer(number, side)
            return value if value is None or isinstance(value, NotApplicable) else Interval(int(value), int(value))
        scales = (1, 1)
        if isinstance(made.made, Difference):
            names = (made.made.of.name, made.made.minus.name)
            scales = tuple(10 ** (made.quantity.decimals - decimals_of(self.knowledge, name)) for name in names)
        whose = self.grounding().unit_of(number, side)
        return compute(made.made, Answers(self.knowledge, self.scopes, self.given, whose), scales)

    def conclusion(self, rule: str, side: Side) -> Truth:
        return Truth(self.given.get(self.grounding().attribute(rule, side), "unknown"))

    def is_known(self, name: str, side: Side) -> bool:
        if name in self.knowledge.rules:
            return self.conclusion(name, side) is not Truth.UNKNOWN
        if name in self.knowledge.vocabulary.numbers:
            extent = self.extent(name, side)
            return isinstance(extent, NotApplicable) or (extent is not None and extent.least == extent.most)
        return self.answer(name, side) is not None


def meant(conditions: tuple[Expression, ...], reading: Answers) -> str:
    """What the language means by some conditions together."""
    return all_true(evaluate(expr, reading) for expr in conditions).value
