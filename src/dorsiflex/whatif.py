"""What if an answer were another? A widget for notebooks: some answers to move, beside what the rules then say.

    from dorsiflex.whatif import what_if

    what_if("visit.yaml", "left.some_number", knowledge=knowledge)

Where no front end runs, it is a text. It needs the extra `notebooks`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from dorsiflex.errors import BadInput, DorsiflexError, Problem
from dorsiflex.intake.form import Intake
from dorsiflex.language.case import flat
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Finding, Kind, Scope
from dorsiflex.pipeline import Assessor
from dorsiflex.present.card import Card
from dorsiflex.present.deal import card
from dorsiflex.present.values import answer_form, finding_of, parted
from dorsiflex.ready import assessor_for, packaged
from dorsiflex.whatif_told import as_text, as_told

OFFERED = 6
HERE = files("dorsiflex")


def what_if(
    intake: Mapping[str, Any] | Path | str | bytes, *stems: str, knowledge: KnowledgeBase | None = None
) -> WhatIf:
    """An intake whose answers can be moved: those named (`side.id`, or `id` of the person), or some.

    Raises `BadInput` where the intake cannot be taken, or a name is none of its questions.
    """
    assessor = assessor_for(knowledge if knowledge is not None else packaged())
    typed = assessor.typed(intake, None)
    chosen = stems or offered(typed, assessor)
    refuse_others(chosen, assessor.knowledge)
    return WhatIf(assessor, typed, chosen)


def offered(typed: Intake, assessor: Assessor) -> tuple[str, ...]:
    """What was measured and can be again, then what is asked next."""
    answer = assessor.assess(
        nested({flat(one.unit, one.finding): one.value for one in typed.answers}, assessor.knowledge)
    )
    findings = assessor.knowledge.vocabulary.findings
    measured = [
        flat(one.unit, one.finding)
        for one in typed.answers
        if findings[one.finding].remeasurable and one.value is not None
    ]
    numbers = [stem for stem in measured if findings[parted(stem)[1]].kind is Kind.NUMBER]
    return tuple(dict.fromkeys([*numbers, *measured, *answer.ask]))[:OFFERED]


def refuse_others(stems: tuple[str, ...], knowledge: KnowledgeBase) -> None:
    known = {
        flat(unit, finding.id)
        for finding in knowledge.vocabulary.findings.values()
        for unit in ((None,) if finding.scope is Scope.PERSON else knowledge.settings.sides)
    }
    why = "It is no question of this knowledge base."
    mend = "Write `side.id`, or the bare id for the person's own."
    if others := [stem for stem in stems if stem not in known]:
        raise BadInput([Problem("what if", f"`{stem}`", why, mend) for stem in others])


def style() -> str:
    """The tokens and the widget's own rules, nested, so that they touch nothing else on the page of the notebook."""
    sheets = (HERE / "present" / "html" / "tokens.css", HERE / "whatif.css")
    whole = "".join(sheet.read_text(encoding="utf-8") for sheet in sheets)
    return f".dorsiflex-what-if {{ {whole.replace(':root', '&')} }}"


class WhatIf(anywidget.AnyWidget):
    """The widget: `values` are what the front end moves, `told` is what the rules say of them."""

    _esm = (HERE / "whatif.js").read_text(encoding="utf-8")
    _css = style()
    controls: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    values = traitlets.Dict().tag(sync=True)
    recorded = traitlets.Dict().tag(sync=True)
    told = traitlets.Dict().tag(sync=True)

    def __init__(self, assessor: Assessor, typed: Intake, stems: tuple[str, ...]) -> None:
        self.assessor = assessor
        self.name = typed.id
        self.everything = {flat(one.unit, one.finding): one.value for one in typed.answers}
        recorded = {stem: plain(self.everything.get(stem)) for stem in stems}
        self.first = self.answer(recorded)
        super().__init__(
            controls=[control(stem, assessor.knowledge) for stem in stems],
            recorded=recorded,
            values=recorded,
            told=self.tell(recorded),
        )

    @traitlets.observe("values")
    def _moved(self, change: Any) -> None:
        self.told = self.tell(change.new)

    def answer(self, values: Mapping[str, Any]) -> Card:
        """The card of the intake with these answers. Raises as `assess` does."""
        intake = nested({**self.everything, **values}, self.assessor.knowledge)
        return card(self.assessor.assess({**intake, "id": self.name}), self.assessor.knowledge)

    def tell(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What the front end shows; where the answers contradict each other, that."""
        try:
            return as_told(self.answer(values), self.first)
        except BadInput as refused:
            return {"problems": [f"{one.found}: {one.why} {one.mend}" for one in refused.problems]}
        except DorsiflexError as fault:
            return {"problems": [str(fault)]}

    def __repr__(self) -> str:
        return as_text(self.controls, self.values, self.told)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The widget, and beside it a text for readers without a kernel."""
        made = super()._repr_mimebundle_(**kwargs)
        data, *about = made if isinstance(made, tuple) else (made,)
        whole = {**(data or {}), "text/plain": repr(self)}
        return (whole, *about) if about else whole


def control(stem: str, knowledge: KnowledgeBase) -> dict[str, Any]:
    """How an answer is moved: its question, and what may be answered."""
    finding = finding_of(stem, knowledge)
    about: dict[str, Any] = {
        "stem": stem,
        "where": parted(stem)[0] or knowledge.settings.person_noun,
        "label": finding.title,
        "ask": finding.ask,
        "form": answer_form(finding),
        "kind": finding.kind.value,
        "options": [list(option) for option in options_of(finding)],
    }
    if finding.kind is Kind.NUMBER:
        quantity = finding.quantity
        least, most = (float(quantity.value(end)) for end in (finding.least, finding.most))
        step = 1.0 if finding.whole else float(quantity.value(finding.step))
        unit = "" if quantity.unit == "1" else quantity.unit
        about |= {"least": least, "most": most, "step": step, "unit": unit}
    return about


def options_of(finding: Finding) -> tuple[tuple[str, str], ...]:
    return (("present", "yes"), ("absent", "no")) if finding.kind is Kind.YES_NO else finding.options


def plain(value: Any) -> Any:
    """An answer as typed, in what JSON has."""
    if isinstance(value, list | tuple | set | frozenset):
        return sorted(map(str, value))
    return value if value is None or isinstance(value, str | int | float) else float(value)


def nested(answers: Mapping[str, Any], knowledge: KnowledgeBase) -> dict[str, Any]:
    """Answers by flat name as an intake has them; what is not known is left out."""
    intake: dict[str, Any] = {part: {} for part in ("person", *knowledge.units)}
    for stem, value in answers.items():
        unit, finding = parted(stem)
        if value is not None:
            intake[unit or "person"][finding] = value
    return intake
