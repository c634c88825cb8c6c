"""How is the health of the knowledge told? Remark by remark, sorted by what is remarked, in the rule's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.text import Text

from dorsiflex.apps.exits import print_json
from dorsiflex.apps.proving import lacking, with_bar
from dorsiflex.errors import BadInput
from dorsiflex.explain.sentence import Teller
from dorsiflex.language.expression import leaves
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.present.text import paragraph

if TYPE_CHECKING:
    from dorsiflex.prove.health import Kind, Remark


def run(knowledge: KnowledgeBase, *, as_json: bool) -> bool:
    """Examine every part and tell; whether nothing is a fault. Raises `BadInput`."""
    if problems := lacking("health"):
        raise BadInput(problems)
    from dorsiflex.prove.health import FAULTS, Kind, parts_of
    from dorsiflex.prove.together import remarks

    parts = parts_of(knowledge)
    told = with_bar(remarks(knowledge, parts), len(parts), "examining", quiet=as_json)
    order = list(Kind)
    found = sorted((one for some in told for one in some), key=lambda one: (order.index(one.kind), one.id))
    if as_json:
        tag = {"name": knowledge.settings.name, "version": knowledge.settings.version, "digest": knowledge.digest}
        print_json({"remarks": [as_data(one, knowledge) for one in found], "examined": len(parts), "knowledge": tag})
    else:
        show(found, len(parts), knowledge, Console(highlight=False))
    return not any(one.kind in FAULTS for one in found)


def as_data(one: Remark, knowledge: KnowledgeBase) -> dict[str, Any]:
    data = {"id": one.id, "kind": one.kind.name.lower(), "about": one.about, "detail": one.detail}
    return {**data, "words": words} if (words := condition(one, knowledge)) else data


def condition(one: Remark, knowledge: KnowledgeBase) -> str:
    """The condition that is meant, in the words of the rule."""
    if not one.number:
        return ""
    leaf = list(leaves(knowledge.rules[one.about].condition))[one.number - 1]
    return Teller(knowledge).phrase(leaf)


def show(found: list[Remark], examined: int, knowledge: KnowledgeBase, console: Console) -> None:
    """Each kind of remark with those it is made of."""
    kinds: dict[Kind, list[Remark]] = {}
    for one in found:
        kinds.setdefault(one.kind, []).append(one)
    for kind, some in kinds.items():
        console.print(Text(f"{kind.value} ({len(some)})", style="bold"))
        for one in some:
            said = condition(one, knowledge)
            detail = " – ".join(filter(None, (one.detail, said)))
            console.print(paragraph(Text(f"{one.about}{f': {detail}' if detail else ''}"), indent=2))
        console.print()
    console.print(f"{examined} parts examined, {len(found)} remarks ({knowledge.digest})")
