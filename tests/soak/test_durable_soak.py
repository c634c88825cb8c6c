"""Does durable-rules hold for a million cases? Many random cases on eight threads; every answer is looked at."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest

from dorsiflex.infer import reference
from dorsiflex.infer.durable import DurableEngine
from tests.infer.knowledge_cases import Known
from tests.infer.rail_programs import random_facts, random_program, read_naively

pytestmark = pytest.mark.soak
THREADS, DIFFERENT, SETTLED = 8, 1_000, 10_000


def resident_kilobytes() -> int:
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") // 1024


@pytest.mark.parametrize(("rules", "cases"), [(100, 1_000_000), (400, 100_000)])
def test_every_case_is_answered_rightly_and_memory_stays_flat(rules: int, cases: int):
    """Memory may grow by a twentieth after the first ten thousand cases, and no answer may differ."""
    program = random_program(rules, rules)
    facts = [random_facts(seed) for seed in range(DIFFERENT)]
    wanted = [read_naively(program, item) for item in facts]
    numbers = count()
    wrong = 0

    with DurableEngine(program) as engine:

        def ask_until(last: int) -> int:
            found = 0
            while (number := next(numbers)) < last:
                found += engine.conclude_facts(facts[number % DIFFERENT]) != wanted[number % DIFFERENT]
            return found

        with ThreadPoolExecutor(THREADS) as pool:
            wrong += sum(pool.map(ask_until, [SETTLED] * THREADS))
            settled = resident_kilobytes()
            wrong += sum(pool.map(ask_until, [cases] * THREADS))
        grown = resident_kilobytes() - settled
    assert wrong == 0
    assert grown <= settled / 20


@pytest.mark.parametrize("name", ["wrist", "sleep"])
def test_many_cases_of_a_knowledge_base_are_concluded_as_the_reference_does(name: str):
    known = Known(name)
    with DurableEngine(known.program) as engine:
        for seed in range(20_000):
            case = known.random_case(seed)
            wanted = reference.conclude(known.knowledge, case)
            found = engine.conclude(case)
            assert {stem: found[stem] for stem in wanted} == wanted
