"""How does an intake become an answer? Five stages: intake, validate, infer, explain, and (with the caller) present.

Two engines that share no code beyond the rails conclude every case. If they differ, or one of them fails, there is no answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from dorsiflex.errors import DorsiflexError, EngineFault, EnginesDisagree
from dorsiflex.explain.answer import Answer
from dorsiflex.explain.ask_next import Asker
from dorsiflex.explain.compose import Composer
from dorsiflex.explain.counterfactual import Variations
from dorsiflex.infer.reference import Reference
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
        self.variations = Variations(self.program, engines.bits, self.decider, self.asker.witnesses.values)

    def assess(self, intake: Mapping[str, Any] | Path | str | bytes, name: str | None = None) -> Answer:
        """The answer to an intake: a mapping, a file's path, or a file's bytes. Raises `BadInput`, `EngineFault`, `EnginesDisagree`."""
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
        truths, needs = self.conclude(case)
        decision = self.decider.decide(truths, needs, case)
        opened = self.asker.opened(case)
        ask = self.asker.ask(opened, decision)
        reference = Reference(self.knowledge, case, self.scopes, dict(truths))
        composer = Composer(
            self.knowledge,
            self.decider,
            reference,
            opened.residual,
            truths,
            needs,
            ask,
            partial(self.variations.stability, case),
        )
        return composer.answer(decision, ("durable", "generated"))

    def conclude(self, case: Case) -> tuple[Truths, Truths]:
        """The truth of every rule, on which both engines agree; and of every technique's needs."""
        durable = ran("durable", self.durable.conclude, case)
        generated = ran("generated", self.generated.conclude, case)
        differing = [stem for stem in self.program.rules if durable.get(stem) is not generated.get(stem)]
        if differing:
            raise EnginesDisagree(
                f"{stem}: durable {word(durable, stem)}, generated {word(generated, stem)}" for stem in differing
            )
        return (
            {stem: generated[stem] for stem in self.program.rules},
            {stem: generated[stem] for stem in self.program.needs},
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
