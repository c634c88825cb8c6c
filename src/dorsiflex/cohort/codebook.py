"""What does each column of the answers mean? Its meaning in words, its values, its unit, the rule it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields

import polars as pl

from dorsiflex.cohort.header import ID
from dorsiflex.cohort.inputs import FILE
from dorsiflex.cohort.table_in import ROW
from dorsiflex.cohort.wide import snake
from dorsiflex.infer.decide import Decider
from dorsiflex.language.knowledge import KnowledgeBase

TRUTHS = (("true", "it holds"), ("false", "it does not hold"), ("unknown", "too little is recorded to tell"))
YES_NO = (("true", "yes"), ("false", "no"))
TOLD = (
    ("suggested", "it is suggested"),
    ("withheld", "a gate withholds it"),
    ("", "neither"),
)


@dataclass(frozen=True)
class Entry:
    """One column. `values` are its values with their meanings, where they are few."""

    column: str
    meaning: str
    values: tuple[tuple[str, str], ...] = ()
    unit: str = ""
    rule: str = ""


class Codebook:
    """The columns of wide and long answers, in the words of one knowledge base."""

    def __init__(self, knowledge: KnowledgeBase, decider: Decider, assumed: str) -> None:
        self.knowledge, self.decider, self.assumed = knowledge, decider, assumed
        self.known = {entry.column: entry for entry in (*self.keys(), *self.wide(), *self.long())}

    def of(self, columns: Sequence[str]) -> list[Entry]:
        """The entries of some columns; what is unknown here was carried through."""
        carried = "Carried through from the table as it stands there."
        return [self.known.get(name, Entry(name, carried)) for name in columns]

    def keys(self) -> Iterator[Entry]:
        yield Entry(ROW, "The number of the row in its table, from 1, without the header and blank lines.")
        yield Entry(FILE, "The table of the row.")
        yield Entry(ID, "The label of the person, carried through from the table.")
        meaning = f"What the mapping takes to hold for everybody; nobody was asked for it. {self.assumed}"
        yield Entry("assumed", meaning.strip())
        yield Entry("ask", "The columns that could still change the answer, the most useful first, with ; between.")

    def wide(self) -> Iterator[Entry]:
        settings = self.knowledge.settings
        dispositions = tuple((item.id, item.title) for item in settings.dispositions)
        yield Entry("disposition", "What the answers come to: the worst of what is assessed.", dispositions)
        for unit in self.knowledge.units:
            whose = self.whose(unit)
            yield Entry(f"{unit}_assessed", f"Whether {whose} was assessed.", YES_NO)
            yield Entry(f"{unit}_disposition", f"What the answers come to for {whose}.", dispositions)
        for kind, rules in (("gate", self.knowledge.gates), ("pattern", self.knowledge.patterns)):
            for identity, rule in rules.items():
                for side in settings.sides if self.decider.of_side[identity] else ("",):
                    prefix = f"{side}_" if side else ""
                    about = f", {self.whose(side)}" if side else ""
                    meaning = f"{kind.title()}{about}: {rule.title}"
                    yield Entry(f"{prefix}{kind}_{snake(identity)}", meaning, TRUTHS, rule=f"{identity} {rule.version}")
        for identity, technique in self.knowledge.techniques.items():
            rules_of = ", ".join(rule for _, rule in sorted(self.decider.by_technique.get(identity, ())))
            for unit in self.knowledge.units:
                meaning = f"Technique, {self.whose(unit)}: {technique.title}"
                yield Entry(f"{unit}_technique_{snake(identity)}", meaning, TOLD, rule=rules_of)

    def long(self) -> Iterator[Entry]:
        named = self.decider.by_technique
        yield Entry(
            "side", "The side of the suggestion.", tuple((unit, self.whose(unit)) for unit in self.knowledge.units)
        )
        yield Entry("rank", "The place of the suggestion among those of its side, from 1.")
        techniques = tuple((identity, self.knowledge.techniques[identity].title) for identity in named)
        yield Entry("technique", "What is suggested, for the clinician's judgement.", techniques)
        categories = tuple((item.id, item.title) for item in self.knowledge.settings.categories)
        yield Entry("category", "The kind of technique.", categories)
        yield Entry("rules", "The rules that suggest it, with ; between.")
        yield Entry("lacking", "What the technique needs and is known to be lacking.")
        stable = (*YES_NO, ("", "no number was recorded whose measurement error is known"))
        yield Entry("stable", "Whether it outlives the measurement error of each recorded number, moved alone.", stable)

    def whose(self, unit: str) -> str:
        settings = self.knowledge.settings
        return f"the {unit} {settings.side_noun}" if unit in settings.sides else f"the {settings.person_noun}"


def codebook_csv(entries: Sequence[Entry]) -> str:
    """The codebook as CSV."""
    rows = [
        (
            entry.column,
            entry.meaning,
            "; ".join(f"{value or '(empty)'} = {means}" for value, means in entry.values),
            entry.unit,
            entry.rule,
        )
        for entry in entries
    ]
    names = [field.name for field in fields(Entry)]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row").write_csv()
