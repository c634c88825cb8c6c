"""Does a printed figure follow from others? Against figures whose answer is known by hand."""

import math
import re
from pathlib import Path

import pytest

from dorsiflex.errors import BadInput
from dorsiflex.ready import packaged
from dorsiflex.study.formulas import (
    detectable_change,
    middle_of_ratio,
    negative_ratio,
    p_of_change,
    p_of_correlation,
    p_of_interval,
    p_of_means,
    p_of_ratio,
    positive_ratio,
    probability_after,
    standardised_difference,
)
from dorsiflex.study.printed import (
    DOES_NOT_FOLLOW,
    TO_THE_DIGIT,
    WITHIN_ROUNDING,
    Printed,
    counts_printed_as,
    follow,
    follow_each,
    told_rows,
)


def twice(value):
    return 2 * value


@pytest.mark.parametrize(
    ("printed", "given", "verdict"),
    [
        ("2.4", "1.2", TO_THE_DIGIT),
        ("2.5", "1.2", WITHIN_ROUNDING),  # 1.25 would be printed 1.2 or 1.3, and makes 2.5
        ("2.6", "1.2", DOES_NOT_FOLLOW),
        ("2.5", 1.2, DOES_NOT_FOLLOW),  # a number, not a text, is exact
        ("2", "1.2", TO_THE_DIGIT),  # 2.4 is printed 2
        ("3", "1.2", WITHIN_ROUNDING),
    ],
)
def test_a_figure_follows_to_its_digits_within_rounding_or_not(printed, given, verdict):
    assert follow("any", "double", printed, twice, given).verdict == verdict


def test_a_printed_figure_stands_for_all_that_rounds_to_it():
    assert Printed("0.60").ends == pytest.approx((0.595, 0.605))
    assert Printed("-6").ends == pytest.approx((-6.5, -5.5))
    assert Printed("12").decimals == 0 and Printed("1.50").decimals == 2


def test_a_table_written_as_text_is_followed_line_by_line():
    one, other = follow_each(
        positive_ratio,
        """
        any  | the ratio of what was printed | 0.50 0.75   | 2.0
        any  | the ratio of the counts       | 10/20 15/20 | 2
    """,
    )
    assert (one.verdict, other.verdict) == (TO_THE_DIGIT, TO_THE_DIGIT)
    assert one.least < 2 < one.most and other.least == other.most == 2


def test_a_share_of_few_people_has_few_counts_or_none():
    assert counts_printed_as("0.5", 4, percent=False) == (2,)
    assert counts_printed_as("33", 3) == (1,)
    assert counts_printed_as("40", 3) == ()
    assert counts_printed_as("50", 200) == (99, 100, 101)  # 49.5 and 50.5 may be printed 50


def test_a_test_that_tells_nothing_changes_no_probability():
    assert positive_ratio(0.3, 0.7) == pytest.approx(1) and negative_ratio(0.3, 0.7) == pytest.approx(1)
    assert probability_after(0.15, 1) == pytest.approx(0.15)
    assert probability_after(0.5, 3) == pytest.approx(0.75)  # odds 1 become odds 3


def test_the_formulas_give_what_tables_give():
    assert detectable_change(1) == pytest.approx(2.7719, abs=1e-4)
    assert middle_of_ratio(0.5, 8) == pytest.approx(2)
    assert p_of_interval(1.96, 0.0, 3.92) == pytest.approx(0.05, abs=1e-4)
    assert p_of_ratio(math.e, 1.0, math.e**2) == pytest.approx(0.05, abs=1e-4)
    assert p_of_change(2.262, math.sqrt(10), 10) == pytest.approx(0.05, abs=1e-4)  # t of 9 degrees at 5 %
    assert p_of_correlation(0.632, 10) == pytest.approx(0.05, abs=1e-3)  # the table's r for 10 pairs at 5 %
    assert p_of_means(1, 1, 10, 1, 1, 10) == pytest.approx(1)
    assert standardised_difference(3, 1, 1, 1) == pytest.approx(2)


def test_a_figure_without_a_source_that_was_seen_is_refused():
    knowledge = packaged()
    known = next(iter(knowledge.sources))
    [row] = told_rows([follow(known, "double", "2.4", twice, "1.2")], knowledge)
    assert row["source"] == known and row["follows"] == TO_THE_DIGIT
    with pytest.raises(BadInput) as refused:
        told_rows([follow("nobody-2099", "double", "2.4", twice, "1.2")], knowledge)
    assert [problem.where for problem in refused.value.problems] == ["nobody-2099"]


def test_the_page_on_studies_shows_what_it_says():
    page = (Path(__file__).parents[2] / "docs" / "study.md").read_text(encoding="utf-8")
    [code] = re.findall(r"<!-- printed: begin -->\n```python\n(.*?)```", page, re.DOTALL)
    told: dict = {}
    exec(code, told)
    assert told["row"].verdict == TO_THE_DIGIT and "'to the digit'" in code
    assert told["counts_printed_as"]("0.85", 28, percent=False) == ()
