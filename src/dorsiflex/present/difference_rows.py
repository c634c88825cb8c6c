"""How is a difference between two versions shown in a notebook? A sentence, and for each kind of change an intake."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.present.values import finding_of, parted, value_text

if TYPE_CHECKING:
    from dorsiflex.prove.difference import Difference, Witness

NAMED = 6


def sentence(found: Difference) -> str:
    """What was found, in one line."""
    decisions, rules = (sum(bool(one.witnesses) for one in group) for group in (found.decisions, found.rules))
    same = sum(one.same for one in found.rules)
    proved = f"{same} rules proved to have the same outcome for every intake"
    open_ones = f"; {len(found.undecided)} undecided" if found.undecided else ""
    if found.equivalent and not rules:
        return f"No decision differs for any intake that both versions take; {proved}."
    return f"{decisions} decisions and {rules} rules differ; {proved}{open_ones}."


def changes(found: Difference, knowledge: KnowledgeBase | None) -> list[dict[str, str]]:
    """For the rules, then for the decisions, each kind of change once, with an intake that shows it."""
    kinds: dict[tuple[str, str, str], list[Witness]] = {}
    for kind, group in (("rule", found.rules), ("decision", found.decisions)):
        for one in group:
            for shown in one.witnesses:
                kinds.setdefault((kind, shown.was, shown.now), []).append(shown)
    return [
        {"what": kind, "was": was, "now": now, "of": named(shown), "shown by": intake(shown[0], knowledge)}
        for (kind, was, now), shown in kinds.items()
    ]


def named(shown: list[Witness]) -> str:
    names = [one.about for one in shown]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more


def intake(shown: Witness, knowledge: KnowledgeBase | None) -> str:
    """The first answers of an intake in words, denials last; by number alone where no knowledge base knows them."""
    recorded = {**shown.old.recorded, **shown.new.recorded}
    if knowledge is None or not recorded:
        return f"{len(recorded)} answers" if recorded else "nothing answered"
    told = sorted(recorded, key=lambda stem: (recorded[stem] is False, "." in stem, stem))
    words = []
    for stem in told[:NAMED]:
        finding, where = finding_of(stem, knowledge), parted(stem)[0]
        words.append(f"{where + ': ' if where else ''}{finding.title}: {value_text(recorded[stem], finding)}")
    rest = told[NAMED:]
    denied = sum(recorded[stem] is False for stem in rest)
    return "; ".join([*words, *([f"and {len(rest)} more answers, {denied} of them no"] if rest else [])])
