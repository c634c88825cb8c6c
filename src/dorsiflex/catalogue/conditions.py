"""How does a `when` become an expression? Names are looked up, limits become whole steps, shorthand is written out."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any

from dorsiflex.catalogue.document import Document, Path
from dorsiflex.catalogue.nearest import did_you_mean
from dorsiflex.catalogue.one_line import flow
from dorsiflex.catalogue.scalars import shown
from dorsiflex.catalogue.words import Condition, Places, Words, bare, listed
from dorsiflex.errors import Problem
from dorsiflex.language.expression import (
    ALWAYS,
    AllOf,
    Answered,
    AnyOf,
    AtLeast,
    Compared,
    Concluded,
    Expression,
    Includes,
    Known,
    NoneOf,
    OneOf,
    Op,
    Side,
)
from dorsiflex.language.vocabulary import Kind

Grouping = Callable[[tuple[Expression, ...]], Expression]
GROUPS: dict[str, Grouping] = {"all_of": AllOf, "any_of": AnyOf, "none_of": NoneOf}
ANSWERS = {"present": True, "absent": False}
CONCLUSIONS = {"fires": True, "silent": False}


class Faulty(Exception):
    """A part of a condition that cannot be read; its problem is already noted."""


class ConditionReader:
    """Reads the conditions of one document."""

    def __init__(self, words: Words, document: Document, places: Places, problems: list[Problem]) -> None:
        self.words, self.document, self.places, self.problems = words, document, places, problems

    def read(self, when: Any, path: Path) -> Condition:
        """The expression at a place of the document; of what cannot be read, the problems."""
        try:
            return Condition(self.condition(when, path, Side.THIS), True, self.document.where(path))
        except Faulty:
            return Condition(ALWAYS, False, self.document.where(path))

    def fault(self, path: Path, found: str, why: str, mend: str) -> Faulty:
        self.problems.append(Problem(self.document.where(path), found, why, mend))
        return Faulty()

    def condition(self, when: Any, path: Path, side: Side) -> Expression:
        """A map: all of its keys."""
        if not isinstance(when, dict):
            raise self.fault(path, f"`{flow(when)}`", "A condition is a map.", "Write it as `finding: present`.")
        if not when:
            raise self.fault(path, "an empty condition", "It would always hold.", "Name at least one finding.")
        if "of" in when:
            return self.at_least(when, path, side)
        return self.together(
            AllOf, [partial(self.entry, key, value, (*path, key), side) for key, value in when.items()], path, when
        )

    def together(self, group: Grouping, parts: list[partial[Expression]], path: Path, text: Any) -> Expression:
        """Every part is read, so that every problem is told; one part of an `all_of` stands for itself."""
        read: list[Expression] = []
        for part in parts:
            try:
                read.append(part())
            except Faulty:
                continue
        if len(read) < len(parts):
            raise Faulty
        expr = read[0] if group is AllOf and len(read) == 1 else group(tuple(read))
        self.places.note(expr, self.document.where(path), f"`{flow(text)}`")
        return expr

    def entry(self, key: str, value: Any, path: Path, side: Side) -> Expression:
        """One key and what is said of it."""
        if key in GROUPS:
            return self.parts(GROUPS[key], value, path, side, {key: value})
        if key in ("other", "this"):
            return self.condition(value, path, self.turned(key, path, side))
        if key == "known":
            names = value if isinstance(value, list) else [value]
            if not names:
                raise self.fault(path, "`known: []`", "Nothing is named.", "Name at least one finding.")
            return self.together(AllOf, [partial(self.known, name, path, side) for name in names], path, {key: value})
        self.check_name(key, path, side)
        expr = self.said_of(key, value, path, side)
        self.places.note(expr, self.document.where(path), f"`{flow({key: value})}`")
        return expr

    def turned(self, key: str, path: Path, side: Side) -> Side:
        """Whose findings are meant below `other` or `this`."""
        if not self.words.two_sides:
            raise self.fault(
                path,
                f"`{key}:`",
                "This knowledge declares no two sides.",
                "Leave it out, or declare `sides` in knowledge.yaml.",
            )
        if key == "other" and side is Side.OTHER:
            raise self.fault(
                path,
                "`other:` below `other:`",
                "It is the other side already.",
                "Leave it out, or write `this:` to turn back.",
            )
        return Side.OTHER if key == "other" else Side.THIS

    def parts(self, group: Grouping, value: Any, path: Path, side: Side, text: Any) -> Expression:
        if not isinstance(value, list) or not value:
            raise self.fault(
                path, f"`{flow(text)}`", "A group holds a list of conditions.", "Write each part after a `- `."
            )
        return self.together(
            group, [partial(self.condition, part, (*path, at), side) for at, part in enumerate(value)], path, text
        )

    def at_least(self, when: dict[str, Any], path: Path, side: Side) -> Expression:
        count, parts = when.get("at_least"), when["of"]
        if set(when) != {"at_least", "of"}:
            raise self.fault(
                path,
                f"`{flow(when)}`",
                "`of:` stands beside `at_least:` and nothing else.",
                "Put other conditions beside it under `all_of`.",
            )
        if (
            isinstance(count, bool)
            or not isinstance(count, int)
            or not isinstance(parts, list)
            or not 1 <= count <= len(parts)
        ):
            raise self.fault(
                path,
                f"`{flow(when)}`",
                "`at_least` is a whole number, from 1 to the number of parts under `of`.",
                "Correct the number.",
            )
        return self.parts(lambda found: AtLeast(count, found), parts, (*path, "of"), side, when)

    def known(self, name: Any, path: Path, side: Side) -> Expression:
        if not isinstance(name, str):
            raise self.fault(
                path,
                f"`known: {flow(name)}`",
                "`known` names findings, numbers or rules.",
                "Write a name, or a list of names.",
            )
        self.check_name(name, path, side)
        expr = Known(name, side)
        self.places.note(expr, self.document.where(path), f"`known: {name}`")
        return expr

    def check_name(self, name: str, path: Path, side: Side) -> None:
        """The name exists, and is not the person's where a side's is meant."""
        if name not in self.words:
            if self.words.is_forgiven(name):
                raise Faulty
            raise self.fault(
                path, f"`{shown(name)}`", "No finding, number, score or rule has this name.", self.words.nearest(name)
            )
        if side is Side.OTHER and self.words.is_persons(name):
            raise self.fault(
                path,
                f"`{name}` below `other:`",
                "It belongs to the person, who has no other side.",
                "Move it out of `other:`, or below `this:`.",
            )

    def said_of(self, name: str, value: Any, path: Path, side: Side) -> Expression:
        """The comparison that the kind of `name` allows."""
        match self.words.kind(name):
            case Kind.YES_NO:
                return Answered(name, self.one_word(name, value, ANSWERS, path, "A yes/no finding"), side)
            case Kind.CHOICE:
                return self.choice(name, value, path, side)
            case Kind.SEVERAL_OF:
                return self.several(name, value, path, side)
            case Kind.NUMBER:
                return self.number(name, value, path, side)
            case None:
                return Concluded(name, self.one_word(name, value, CONCLUSIONS, path, "A rule"), side)

    def one_word(self, name: str, value: Any, words: dict[str, bool], path: Path, what: str) -> bool:
        if not isinstance(value, str) or value not in words:
            raise self.fault(
                path,
                f"`{flow({name: value})}`",
                f"{what} is compared with {listed(words)}.",
                f"Write one of {listed(words)}.",
            )
        return words[value]

    def choice(self, name: str, value: Any, path: Path, side: Side) -> Expression:
        options = value.get("one_of") if isinstance(value, dict) and set(value) == {"one_of"} else [value]
        return OneOf(name, self.options(name, options, value, path, "`one_of: [..]` or one option"), side)

    def several(self, name: str, value: Any, path: Path, side: Side) -> Expression:
        wanted = value.get("includes") if isinstance(value, dict) and set(value) == {"includes"} else None
        options = self.options(name, wanted if isinstance(wanted, list) else [wanted], value, path, "`includes: ..`")
        parts = tuple(Includes(name, option, side) for option in options)
        for part in parts:
            self.places.note(part, self.document.where(path), f"`{name}: {{includes: {part.option}}}`")
        return parts[0] if len(parts) == 1 else AnyOf(parts)

    def options(self, name: str, options: Any, value: Any, path: Path, form: str) -> tuple[str, ...]:
        if not isinstance(options, list) or not options or not all(isinstance(option, str) for option in options):
            raise self.fault(
                path,
                f"`{flow({name: value})}`",
                f"`{name}` is a {self.words.findings[name].kind.value}: it is compared by {form}.",
                "Write it so.",
            )
        known = self.words.findings[name].option_ids
        if unknown := [option for option in options if option not in known]:
            raise self.fault(
                path,
                f"`{flow({name: value})}`",
                f"{listed([shown(option) for option in unknown])} is no option of `{name}`.",
                did_you_mean(unknown[0], known),
            )
        return tuple(dict.fromkeys(options))

    def number(self, name: str, value: Any, path: Path, side: Side) -> Expression:
        """One comparison, or all of several."""
        if not isinstance(value, dict) or not value:
            raise self.fault(
                path,
                f"`{flow({name: value})}`",
                f"`{name}` is a number: it is compared by `below`, `at_most`, `above`, `at_least` or `between`.",
                f"Write `{name}: {{at_least: ..}}` or the like.",
            )
        parts = tuple(self.comparison(name, word, limit, path, side) for word, limit in value.items())
        return parts[0] if len(parts) == 1 else AllOf(parts)

    def comparison(self, name: str, word: str, limit: Any, path: Path, side: Side) -> Expression:
        text = f"`{flow({name: {word: limit}})}`"
        if word == "between":
            return self.between(name, limit, path, side)
        if word not in [op.value for op in Op]:
            words = [*(op.value for op in Op), "between"]
            raise self.fault(path, text, f"`{shown(word)}` is no comparison.", did_you_mean(word, words))
        expr = Compared(name, Op(word), self.limit(name, limit, path), side)
        self.places.note(expr, self.document.where(path), text)
        return expr

    def between(self, name: str, limits: Any, path: Path, side: Side) -> Expression:
        """Both ends are included. Either may be the end of the range; neither may lie outside it."""
        text = f"`{flow({name: {'between': limits}})}`"
        if not isinstance(limits, list) or len(limits) != 2:
            raise self.fault(path, text, "`between` has a lower and an upper limit.", "Write `between: [40, 60]`.")
        low, high = (self.limit(name, limit, path) for limit in limits)
        span = self.words.spans[name]
        if low >= high:
            raise self.fault(path, text, "The first limit is not below the second.", "Put the smaller one first.")
        if low < span.least or high > span.most:
            least, most = bare(span.quantity, span.least), span.quantity.text(span.most)
            why = f"`{name}` lies between {least} and {most}."
            raise self.fault(path, text, why, "Keep both limits inside, or widen the range.")
        expr = AllOf((Compared(name, Op.AT_LEAST, low, side), Compared(name, Op.AT_MOST, high, side)))
        self.places.note(expr, self.document.where(path), text)
        return expr

    def limit(self, name: str, limit: Any, path: Path) -> int:
        """A limit in whole steps of what is compared with it."""
        if isinstance(limit, bool) or not isinstance(limit, int | Decimal):
            raise self.fault(path, f"`{flow({name: limit})}`", "A limit is a number.", "Write a number.")
        span = self.words.spans.get(name)
        if span is None:
            raise Faulty
        if not span.quantity.exact(Decimal(limit)):
            step = bare(span.quantity, span.step)
            raise self.fault(
                path,
                f"the limit {limit} of `{name}`",
                f"`{name}` is only told to {step}.",
                "Round the limit, or make the finding's step finer.",
            )
        return span.quantity.steps(Decimal(limit))
