"""A number that is counted in whole steps is never rounded over a limit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from dorsiflex.catalogue.load import load, rules_folder
from dorsiflex.language.vocabulary import Spellings
from dorsiflex.validate.answer import Refused, read_answer


@pytest.mark.parametrize("typed", [17.5, Decimal("15.5"), 15.999])
def test_an_age_in_fractions_is_refused_not_rounded_up(typed: object) -> None:
    """17.5 rounded to 18 would lift the rule for 16 and 17 year olds."""
    age = load(rules_folder()).vocabulary.findings["age_years"]
    with pytest.raises(Refused) as caught:
        read_answer(typed, age, Spellings())
    assert "whole" in caught.value.why


@pytest.mark.parametrize("typed", [17, 17.0, Decimal("17.0")])
def test_a_whole_age_is_taken_however_it_is_written(typed: object) -> None:
    age = load(rules_folder()).vocabulary.findings["age_years"]
    assert read_answer(typed, age, Spellings()) == 17
