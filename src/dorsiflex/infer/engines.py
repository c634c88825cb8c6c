"""Which engines are there? An engine joins by one entry: a name, and how it is made from a knowledge base."""

from __future__ import annotations

from collections.abc import Callable

from dorsiflex.infer import reference
from dorsiflex.infer.bit_columns import Columns
from dorsiflex.infer.bits import BitsEngine
from dorsiflex.infer.generated import GeneratedEngine
from dorsiflex.language.case import Case
from dorsiflex.language.facts import facts_of
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Program
from dorsiflex.language.truth import Truth

Conclude = Callable[[Case], dict[str, Truth]]


def reference_engine(knowledge: KnowledgeBase, _program: Program) -> Conclude:
    """The meaning itself."""
    return lambda case: reference.conclude(knowledge, case)


def generated_engine(_knowledge: KnowledgeBase, program: Program) -> Conclude:
    """Python written from the rails, one case at a time."""
    return GeneratedEngine(program).conclude


def bits_engine(_knowledge: KnowledgeBase, program: Program) -> Conclude:
    """The columns dialect, with one column."""
    engine = BitsEngine(program)

    def conclude(case: Case) -> dict[str, Truth]:
        masks = engine.conclude(Columns.alike(facts_of(case, program), 1))
        return {stem: Truth.TRUE if yes else Truth.FALSE if no else Truth.UNKNOWN for stem, (yes, no) in masks.items()}

    return conclude


def durable_engine(_knowledge: KnowledgeBase, program: Program) -> Conclude:
    """durable-rules, fed with the same rails."""
    from dorsiflex.infer.durable import DurableEngine

    return DurableEngine(program).conclude


def polars_engine(_knowledge: KnowledgeBase, program: Program) -> Conclude:
    """Polars expressions, with a table of one row."""
    from dorsiflex.infer.columns import ColumnsEngine

    engine = ColumnsEngine(program)
    return lambda case: engine.conclude_facts(facts_of(case, program))


def packed_engine(_knowledge: KnowledgeBase, program: Program) -> Conclude:
    """The columns dialect for whole tables, with a table of one row."""
    from dorsiflex.infer.packed import PackedEngine

    return PackedEngine(program).conclude_case


def duckdb_engine(_knowledge: KnowledgeBase, program: Program) -> Conclude:
    """SQL through DuckDB, with a table of one row."""
    from dorsiflex.infer.sql import SqlEngine

    engine = SqlEngine(program)
    # One row is done before a second thread has started.
    engine.database.execute("SET threads = 1")
    return engine.conclude


ENGINES: dict[str, Callable[[KnowledgeBase, Program], Conclude]] = {
    "reference": reference_engine,
    "generated": generated_engine,
    "bits": bits_engine,
    "durable": durable_engine,
}

# Made for whole tables: for one case each plans a query anew, so only the conformance suite and tests/cohort run them.
TABLE_ENGINES: dict[str, Callable[[KnowledgeBase, Program], Conclude]] = {
    "packed": packed_engine,
    "polars": polars_engine,
    "duckdb": duckdb_engine,
}
