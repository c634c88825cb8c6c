"""How is it said in plain English? Conditions as they stand in the rule, reasons with the person's own values."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import assert_never

from dorsiflex.explain.because import Because
from dorsiflex.language.expression import (
    AllOf,
    Answered,
    AnyOf,
    AtLeast,
    Compared,
    Concluded,
    Expression,
    Includes,
    Known,
    Leaf,
    NoneOf,
    OneOf,
    Op,
    Side,
)
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.meaning import Interval, NotApplicable
from dorsiflex.language.truth import Truth
from dorsiflex.language.vocabulary import Finding, Number

WORDS = {Op.BELOW: "below", Op.AT_MOST: "at most", Op.ABOVE: "above", Op.AT_LEAST: "at least"}
DENIALS = {Op.BELOW: "not below", Op.AT_MOST: "not at most", Op.ABOVE: "not above", Op.AT_LEAST: "below"}
LONGEST_LIST = 6
NOT_KNOWN = ": not known"
ARTICLE = re.compile(r"^an? ")


def shortened(phrases: list[str], longest: int) -> list[str]:
    """The first few of many."""
    more = len(phrases) - longest
    return [*phrases[:longest], f"and {more} more"] if more > 0 else phrases


@dataclass(frozen=True)
class Teller:
    """Says things in the words of one knowledge base."""

    knowledge: KnowledgeBase

    def measured(self, name: str) -> Finding | Number:
        vocabulary = self.knowledge.vocabulary
        return vocabulary.findings.get(name) or vocabulary.numbers[name]

    def title(self, name: str) -> str:
        """The noun phrase of a finding or number, or a rule's title."""
        if name in self.knowledge.rules:
            return f"“{self.knowledge.rules[name].title}”"
        return self.measured(name).title

    def denied(self, name: str) -> str:
        """That a finding is absent."""
        return f"no {ARTICLE.sub('', self.title(name))}"

    def side(self, unit: str | None, seen_from: str | None) -> str:
        """Where something is, if not on the side that is spoken of."""
        return f" on the {unit}" if unit is not None and unit != seen_from and unit != "person" else ""

    def lines(self, expr: Expression, depth: int = 0) -> list[str]:
        """The condition as indented lines, one part a line."""
        indent = "  " * depth
        match expr:
            case AllOf(parts):
                return self.block(indent, "all of:", parts, depth)
            case AnyOf(parts):
                return self.block(indent, "any of:", parts, depth)
            case NoneOf(parts):
                return self.block(indent, "none of:", parts, depth)
            case AtLeast(count, parts):
                return self.block(indent, f"at least {count} of:", parts, depth)
            case Answered() | OneOf() | Includes() | Compared() | Known() | Concluded():
                return [f"{indent}- {self.phrase(expr)}"]
            case _:
                assert_never(expr)

    def block(self, indent: str, head: str, parts: tuple[Expression, ...], depth: int) -> list[str]:
        if not parts:
            return [f"{indent}- always"]
        return [f"{indent}- {head}", *(line for part in parts for line in self.lines(part, depth + 1))]

    def phrase(self, leaf: Leaf) -> str:
        """One comparison as it stands in the rule."""
        where = "" if leaf.side is Side.THIS else f" (other {self.knowledge.settings.side_noun})"
        match leaf:
            case Answered(name, wanted):
                return f"{self.title(name) if wanted else self.denied(name)}{where}"
            case OneOf(name, options):
                return f"{self.title(name)} is {self.options(name, options)}{where}"
            case Includes(name, option):
                return f"{self.title(name)} includes {self.options(name, (option,))}{where}"
            case Compared(name, op, limit):
                return f"{self.title(name)} {WORDS[op]} {self.measured(name).quantity.text(limit)}{where}"
            case Known(name):
                return f"{self.title(name)} is known{where}"
            case Concluded(rule, wanted):
                return f"{self.title(rule)} {'holds' if wanted else 'does not hold'}{where}"
            case _:
                assert_never(leaf)

    def options(self, name: str, options: Iterable[str]) -> str:
        titles = self.knowledge.vocabulary.findings[name].option_titles
        return " or ".join(titles[option] for option in options)

    def tell(self, reason: Because, seen_from: str | None = None, longest: int = LONGEST_LIST) -> str:
        """The reason as one sentence, without its full stop: the facts that settled it, then what is not known."""
        phrases = self.facts(reason, seen_from)
        missing = [phrase.removesuffix(NOT_KNOWN) for phrase in phrases if phrase.endswith(NOT_KNOWN)]
        known = [phrase for phrase in phrases if not phrase.endswith(NOT_KNOWN)]
        unknown = [f"not known: {'; '.join(shortened(missing, longest))}"] if missing else []
        return "; ".join([*shortened(known, longest), *unknown])

    def facts(self, reason: Because, seen_from: str | None = None) -> list[str]:
        """What settled it, each fact once."""
        settling = list(self.settling(reason))
        # That something is known says little beside what it is.
        telling = [part for part in settling if not isinstance(part.expr, Known)] or settling
        return list(dict.fromkeys(self.fact(part, seen_from) for part in telling))

    def settling(self, reason: Because, into_rules: bool = True) -> Iterator[Because]:
        """The comparisons that settled the condition; not `into_rules`: with the conclusions of other rules whole."""
        inner = isinstance(reason.expr, Concluded) and reason.parts and into_rules
        if inner or isinstance(reason.expr, AllOf | AnyOf | NoneOf | AtLeast):
            for part in reason.parts:
                yield from self.settling(part, into_rules)
            return
        yield reason

    def fact(self, reason: Because, seen_from: str | None) -> str:
        """What was recorded (or not) of the one thing a comparison speaks of."""
        leaf = reason.expr
        where = self.side(reason.unit, seen_from)
        match leaf:
            case Compared(name, op, limit):
                return self.number_fact(reason, name, op, limit) + where
            case Answered(name):
                if reason.truth is Truth.UNKNOWN:
                    return f"{self.title(name)}{where}: not known"
                return f"{self.title(name) if reason.value is True else self.denied(name)}{where}"
            case OneOf(name):
                return f"{self.title(name)}{where}: {self.value(name, reason)}"
            case Includes(name, option):
                if reason.truth is Truth.UNKNOWN:
                    return f"{self.title(name)}{where}: not known"
                no = "" if reason.truth is Truth.TRUE else "not "
                return f"{self.title(name)}{where}: {no}{self.options(name, (option,))}"
            case Known(name):
                state = "not known" if reason.truth is not Truth.TRUE else self.extent(name, reason) or "known"
                return f"{self.title(name)}{where}: {state}"
            case Concluded(rule):
                return f"{self.title(rule)}{where}: {reason.truth.value}"
            case _:
                return self.tell(reason, seen_from)

    def value(self, name: str, reason: Because) -> str:
        if reason.value is None:
            return "not known"
        if isinstance(reason.value, NotApplicable):
            return "does not arise"
        return self.options(name, (str(reason.value),))

    def extent(self, name: str, reason: Because) -> str:
        """A number as known: one value, or from … to …."""
        if isinstance(reason.extent, NotApplicable):
            return "does not arise"
        if not isinstance(reason.extent, Interval):
            return ""
        quantity = self.measured(name).quantity
        least, most = quantity.text(reason.extent.least), quantity.text(reason.extent.most)
        return least if least == most else f"between {least} and {most}"

    def number_fact(self, reason: Because, name: str, op: Op, limit: int) -> str:
        shown = self.extent(name, reason)
        text = self.measured(name).quantity.text(limit)
        if reason.truth is Truth.UNKNOWN:
            open_facts = (self.fact(leaf, reason.unit) for part in reason.parts for leaf in self.settling(part))
            open_parts = "; ".join(dict.fromkeys(open_facts))
            detail = f" (so far {shown})" if shown else f" ({open_parts})" if open_parts else ""
            return f"{self.title(name)}: not known{detail}"
        if isinstance(reason.extent, NotApplicable):
            return f"{self.title(name)}: does not arise"
        words = WORDS[op] if reason.truth is Truth.TRUE else DENIALS[op]
        items = [part.note for part in reason.parts if part.note and part.truth is Truth.TRUE]
        return f"{self.title(name)} {shown}, {words} {text}" + (f" ({', '.join(items)})" if items else "")
