"""How does an intake become an answer? Five stages: intake, validate, infer, explain, and (with the caller) present.

Two engines that share no code beyond the rails conclude every case. If they differ, or one of them fails, there is no
answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from dorsiflex.errors import DorsiflexError, EngineFault, EnginesDisagree
from dorsiflex.explain.answer import Answer
from dorsiflex.explain.ask_next import Asker
from dorsiflex.explain.compose import Composer, WhyNot
from dorsiflex.explain.counterfactual import Change, Variations
from dorsiflex.explain.teller import Teller
from dorsiflex.infer.decide import Decision
from dorsiflex.intake.form import Intake, intake_from, read_intake
from dorsiflex.language.case import Case
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.scopes import Scopes
from dorsiflex.language.truth import Truth
from dorsiflex.prepare import engines_for
from dorsiflex.validate.case import validate

Truths = dict[str, Truth]


class Assessor:
    """One knowledge base, its engines compiled, ready for any number of cases."""

    def __init__(self, knowledge: KnowledgeBase) -> None:
        self.knowledge = knowledge
        self.scopes = Scopes(knowledge)
        engines = engines_for(knowledge, self.scopes)
        self.program = engines.program
        self.decider = engines.decider
        self.generated = engines.generated
        self.durable = engines.durable
        self.asker = Asker(knowledge, self.program, engines.bits, self.decider, engines.foreseen, engines.library)
        self.teller = Teller(knowledge, self.scopes, self.program.rules)
        self.variations = Variations(self.program, engines.bits, self.decider, self.asker.values)

    def assess(self, intake: Mapping[str, Any] | Path | str | bytes, name: str | None = None) -> Answer:
        """The answer to an intake: a mapping, a file's path, or a file's bytes.

        Raises `BadInput`, `EngineFault`, `EnginesDisagree`.
        """
        return self.assess_case(self.case(intake, name))

    def case(self, intake: Mapping[str, Any] | Path | str | bytes, name: str | None = None) -> Case:
        """The validated case of an intake. Raises `BadInput`."""
        return validate(self.typed(intake, name), self.knowledge)

    def typed(self, intake: Mapping[str, Any] | Path | str | bytes, name: str | None) -> Intake:
        if isinstance(intake, Path | str | bytes):
            return read_intake(intake, self.knowledge.units, name)
        return intake_from(intake, self.knowledge.units, name or "intake")

    def assess_case(self, case: Case) -> Answer:
        """The answer for a validated case."""
        decision, composer = self.decided(case)
        return composer.answer(decision, ("durable", "generated"))

    def why_not(self, case: Case, technique: str, unit: str) -> WhyNot:
        """Why a technique is not suggested on a side: the gates that withhold it, and what its rules lack."""
        decision, composer = self.decided(case)
        return composer.why_not(decision, unit, technique)

    def what_would_change(self, case: Case, technique: str, unit: str) -> tuple[tuple[Change, ...], ...]:
        """The smallest changes of re-measurable findings that turn whether a technique is suggested on a side."""
        self.conclude(case)
        return self.variations.what_would_change(case, unit, technique)

    def decided(self, case: Case) -> tuple[Decision, Composer]:
        """What is decided for a case, and who can tell why."""
        truths, needs = self.conclude(case)
        decision = self.decider.decide(truths, needs, case)
        fail_closed(decision, self.knowledge)
        left = self.asker.opened(case, decision)
        ask = self.asker.ask(left, decision)
        told = self.teller.told(case, truths)
        stability = self.variations.stability(case)
        composer = Composer(self.knowledge, self.decider, case, told, left, truths, needs, ask, stability)
        return decision, composer

    def conclude(self, case: Case) -> tuple[Truths, Truths]:
        """The truth of every rule, on which both engines agree; and of every technique's needs."""
        durable = ran("durable", self.durable.conclude, case)
        generated = ran("generated", self.generated.conclude, case)
        stems = (*self.program.rules, *self.program.needs)
        differing = [stem for stem in stems if stem not in durable or durable[stem] is not generated.get(stem)]
        if differing:
            raise EnginesDisagree(
                f"{stem}: durable {word(durable, stem)}, generated {word(generated, stem)}" for stem in differing
            )
        return (
            {stem: generated[stem] for stem in self.program.rules},
            {stem: generated[stem] for stem in self.program.needs},
        )


def fail_closed(decision: Decision, knowledge: KnowledgeBase) -> None:
    """The last door: a decision that would suggest what it withholds, or act in an emergency, is no decision."""
    settings = knowledge.settings
    treatments = {category.id for category in settings.categories if category.treatment}
    for side in decision.sides:
        treated = {item.technique for item in side.suggested if item.category in treatments}
        held = {technique for technique, _ in side.withheld}
        stopped = (
            treated if settings.disposition[side.disposition].withholds_all or not side.assessed else treated & held
        )
        if stopped:
            names = ", ".join(sorted(stopped))
            raise EngineFault(
                f"The decision for the {side.unit} would suggest what it withholds ({names}): none is given."
            )


def ran(name: str, conclude: Callable[[Case], Truths], case: Case) -> Truths:
    """What an engine concludes; whatever goes wrong in it becomes an EngineFault, never an answer."""
    try:
        # A copy: an engine that gives no conclusions at all fails here, not where they are read.
        return dict(conclude(case))
    except DorsiflexError:
        raise
    except Exception as fault:  # an engine may fail in any way; each must end without an answer
        raise EngineFault(
            f"The engine `{name}` failed ({type(fault).__name__}: {fault}), so nothing is suggested."
        ) from fault


def word(truths: Truths, stem: str) -> str:
    """A truth in words; an engine that gave none is said so."""
    return truths[stem].value if stem in truths else "gave no conclusion"
