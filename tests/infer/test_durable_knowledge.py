from __future__ import annotations

import pytest

from dorsiflex.infer import reference
from dorsiflex.infer.durable import DurableEngine
from dorsiflex.language.truth import Truth
from tests.infer.knowledge_cases import Known


@pytest.mark.parametrize("name", ["wrist", "sleep"])
def test_half_filled_cases_are_concluded_as_the_reference_does(name: str):
    known = Known(name)
    seen: set[Truth] = set()
    with DurableEngine(known.program) as engine:
        for seed in range(150):
            case = known.random_case(seed)
            found = engine.conclude(case)
            wanted = reference.conclude(known.knowledge, case)
            assert {stem: found[stem] for stem in wanted} == wanted
            assert found.keys() == {*wanted, *known.program.needs}
            seen.update(found.values())
    assert seen == set(Truth)
