"""Is a number written as it is said: with its unit, in the singular where there is one?"""

from __future__ import annotations

import pytest

from dorsiflex.language.vocabulary import Quantity


@pytest.mark.parametrize(
    ("unit", "steps", "text"),
    [
        ("weeks", 1, "1 week"),
        ("weeks", 0, "0 weeks"),
        ("weeks", 2, "2 weeks"),
        ("sessions", 1, "1 session"),
        ("cm", 1, "1 cm"),
        ("of 10", 1, "1 of 10"),
        ("deg", 1, "1 deg"),
        ("s", 1, "1 s"),
        ("ms", 1, "1 ms"),
        ("celsius", 1, "1 celsius"),
        ("", 1, "1"),
    ],
)
def test_one_of_a_unit_is_in_the_singular_and_short_units_stay(unit: str, steps: int, text: str) -> None:
    assert Quantity(unit, 0).text(steps) == text


def test_one_and_a_half_is_more_than_one() -> None:
    assert Quantity("weeks", 1).text(15) == "1.5 weeks"
    assert Quantity("weeks", 1).text(10) == "1 week"
