"""How would the changelog say it? A draft in the house form, rule by rule; its author has the last word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dorsiflex.apps.diff_words import RULES, Told, intake
from dorsiflex.explain.sentence import Teller
from dorsiflex.language.expression import Leaf, leaves
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.rule import Rule
from dorsiflex.prove.difference import Compared
from dorsiflex.prove.entries import CONDITION, FOLLOWS, Entry

LONGEST = 6


def changelog(told: Told) -> str:
    """One entry for each rule of which the outcome or what follows is not the same."""
    items = {item.id: item for item in told.difference.entries if item.kind in RULES}
    found = {one.about: one for one in told.difference.rules}
    entries = [
        f"{name}: {what_changed(name, items.get(name), told)}\n{who_notices(one, told)}"
        for name, one in found.items()
        if not one.same or set(items[name].parts if name in items else ()) & (CONDITION | FOLLOWS)
    ]
    return "\n\n".join(entries) + "\n" if entries else "No rule decides otherwise.\n"


def what_changed(name: str, item: Entry | None, told: Told) -> str:
    """The comparisons that went and came, or what follows otherwise; with the sources that the rule names."""
    rule = told.new.rules.get(name) or told.old.rules[name]
    refs = ", ".join(dict.fromkeys(support.ref for support in rule.evidence))
    return f"{'; '.join(changes(name, item, told))}{f' ({refs})' if refs else ''}."


def changes(name: str, item: Entry | None, told: Told) -> Iterator[str]:
    if item is None:
        yield "the same words, but what it reads has changed"
    elif item.change == "added":
        yield f"new: {told.new.rules[name].title}"
    elif item.change in ("removed", "retired"):
        yield f"{item.change}{', replaced by ' + ', '.join(item.replaced_by) if item.replaced_by else ''}"
    else:
        was, now = told.old.rules[name], told.new.rules[name]
        if set(item.parts) & CONDITION:
            yield from reworded(was, now, told)
        for part in sorted(set(item.parts) & FOLLOWS):
            yield f"{part.replace('_', ' ')} {value(getattr(was, part))} becomes {value(getattr(now, part))}"
        if not set(item.parts) & (CONDITION | FOLLOWS):
            yield "the same condition, but what it reads has changed"


def reworded(was: Rule, now: Rule, told: Told) -> Iterator[str]:
    """Comparisons that stand in only one version."""
    before, after = phrases(was, told.old), phrases(now, told.new)
    gone, come = list((before - after).elements()), list((after - before).elements())
    if len(gone) == len(come) == 1:
        yield f"“{gone[0]}” becomes “{come[0]}”"
        return
    yield from (f"no longer “{phrase}”" for phrase in gone)
    yield from (f"now “{phrase}”" for phrase in come)
    if not gone and not come:
        yield "the same comparisons, grouped otherwise"


def phrases(rule: Rule, knowledge: KnowledgeBase) -> Counter[str]:
    teller = Teller(knowledge)
    found: list[Leaf] = list(leaves(rule.condition))
    return Counter(teller.phrase(leaf) for leaf in found)


def value(said: object) -> str:
    if isinstance(said, tuple):
        return ", ".join(map(str, said)) or "nothing"
    return str(getattr(said, "value", said) or "none")


def who_notices(one: Compared, told: Told) -> str:
    """The smallest intake that shows the change, and the decision that changes with it."""
    if not one.witnesses:
        return "Who notices: nobody by its outcome, which is proved to be the same for every intake."
    first = one.witnesses[0]
    lines = [line.strip() for line in intake(first, told) if line.startswith((" ", "("))]
    rest = f", and {len(lines) - LONGEST} more answers" if len(lines) > LONGEST else ""
    people = f"Who notices: people with {', '.join(lines[:LONGEST])}{rest}; {first.was} becomes {first.now}"
    if one.noticed is None:
        return f"{people}, and no decision changes with it."
    return f"{people}, and {one.noticed.about}: {one.noticed.was} becomes {one.noticed.now}."
