"""What can be worked out once for a knowledge base? Compiled engines and prepared proofs, kept for the next start.

Only what was read from files as it stands is kept and used again: the digest of the files names it.
"""

from __future__ import annotations

import marshal
from dataclasses import dataclass

from dorsiflex.catalogue import cache
from dorsiflex.catalogue.load import as_loaded
from dorsiflex.explain.answers import PossibleAnswers
from dorsiflex.explain.library import Library, build_library
from dorsiflex.infer.bits import BitsEngine
from dorsiflex.infer.decide import Decider
from dorsiflex.infer.durable import DurableEngine
from dorsiflex.infer.durable.compile import Plan, compile_program
from dorsiflex.infer.generated import GeneratedEngine
from dorsiflex.language.grounding import build_program
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Program
from dorsiflex.language.rails import Literal
from dorsiflex.language.scopes import Scopes


@dataclass(frozen=True)
class Prepared:
    """The slow parts, as they are kept: functions as marshalled code, the durable rulesets, the library of proofs."""

    generated: bytes
    foreseen: bytes
    bits: bytes
    literals: tuple[Literal, ...]
    plan: Plan
    library: Library


def prepared(knowledge: KnowledgeBase, program: Program, decider: Decider) -> Prepared:
    """The prepared parts of a knowledge base: as kept, or worked out (and kept) now."""
    keep = as_loaded(knowledge)
    kept = cache.remembered(knowledge.digest, Prepared) if keep else None
    if kept is None:
        kept = work_out(knowledge, program, decider)
        if keep:
            cache.remember(knowledge.digest, kept)
    return kept


def work_out(knowledge: KnowledgeBase, program: Program, decider: Decider) -> Prepared:
    """Compile the engines and build the library."""
    code, literals = BitsEngine.compiled(program)
    bits = BitsEngine(program, (code, literals))
    return Prepared(
        marshal.dumps(GeneratedEngine.compiled(program)),
        marshal.dumps(GeneratedEngine.compiled(program.foreseen())),
        marshal.dumps(code),
        literals,
        compile_program(program),
        build_library(knowledge, program, bits, decider, PossibleAnswers(program)),
    )


@dataclass(frozen=True)
class Engines:
    """Everything that concludes, compiled for one knowledge base."""

    program: Program
    decider: Decider
    generated: GeneratedEngine
    foreseen: GeneratedEngine
    bits: BitsEngine
    durable: DurableEngine
    library: Library


def engines_for(knowledge: KnowledgeBase, scopes: Scopes) -> Engines:
    """The engines of a knowledge base."""
    program = build_program(knowledge)
    decider = Decider(knowledge, scopes)
    parts = prepared(knowledge, program, decider)
    parts.library.program = program
    return Engines(
        program,
        decider,
        GeneratedEngine(program, marshal.loads(parts.generated)),
        GeneratedEngine(program, marshal.loads(parts.foreseen)),
        BitsEngine(program, (marshal.loads(parts.bits), parts.literals)),
        DurableEngine(program, parts.plan),
        parts.library,
    )
