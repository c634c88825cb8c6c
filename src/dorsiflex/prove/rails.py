"""How does a rail become a formula? Its comparisons by whoever knows the attributes, its groups as they stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

import z3

from dorsiflex.language.rails import Enough, Every, Literal, Rail, Some


def rail_formula(rail: Rail, of_literal: Callable[[Literal], z3.BoolRef]) -> z3.BoolRef:
    """The formula that holds where the rail does."""
    match rail:
        case Literal():
            return of_literal(rail)
        case Every(parts):
            return z3.And(*(rail_formula(part, of_literal) for part in parts))
        case Some(parts):
            return z3.Or(*(rail_formula(part, of_literal) for part in parts))
        case Enough(count, parts):
            return z3.AtLeast(*(rail_formula(part, of_literal) for part in parts), count)
        case _:
            assert_never(rail)
