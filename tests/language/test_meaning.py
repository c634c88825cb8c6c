"""Word by word: each test is one sentence of docs/language.md."""

from __future__ import annotations

import pytest

from tests.language.conditions import NOT_APPLICABLE, Interval, Truth, truth_of

BELT_AND_BAND = frozenset({"belt", "band"})


# yes/no findings


@pytest.mark.parametrize(("said", "truth"), [(True, "true"), (False, "false"), (None, "unknown")])
def test_present_holds_where_a_finding_is_answered_yes(said: bool | None, truth: str):
    assert truth_of("{swelling: present}", {} if said is None else {"swelling": said}) == truth


@pytest.mark.parametrize(("said", "truth"), [(True, "false"), (False, "true"), (None, "unknown")])
def test_absent_holds_where_a_finding_is_answered_no_and_not_where_nobody_asked(said: bool | None, truth: str):
    assert truth_of("{swelling: absent}", {} if said is None else {"swelling": said}) == truth


# choices


@pytest.mark.parametrize(("said", "truth"), [("fracture", "true"), ("normal", "false"), (None, "unknown")])
def test_a_choice_is_the_option_that_was_chosen(said: str | None, truth: str):
    assert truth_of("{imaging: fracture}", {"imaging": said} if said else {}) == truth


@pytest.mark.parametrize(
    ("said", "truth"), [("fracture", "true"), ("normal", "true"), ("not_done", "false"), (None, "unknown")]
)
def test_one_of_holds_for_each_of_its_options(said: str | None, truth: str):
    assert truth_of("{imaging: {one_of: [normal, fracture]}}", {"imaging": said} if said else {}) == truth


def test_a_choice_nobody_asked_is_unknown_even_where_every_option_is_named():
    assert truth_of("{imaging: {one_of: [not_done, normal, fracture]}}") == "unknown"


def test_a_choice_whose_question_does_not_arise_is_none_of_its_options():
    assert truth_of("{imaging: {one_of: [not_done, normal, fracture]}}", {"imaging": NOT_APPLICABLE}) == "false"


# several-of findings


def test_includes_holds_where_the_option_is_among_those_named():
    assert truth_of("{equipment: {includes: belt}}", {"equipment": BELT_AND_BAND}) == "true"
    assert truth_of("{equipment: {includes: step}}", {"equipment": BELT_AND_BAND}) == "false"


def test_an_empty_list_is_an_answer_and_includes_nothing():
    assert truth_of("{equipment: {includes: belt}}", {"equipment": frozenset()}) == "false"


def test_includes_is_unknown_where_nobody_asked():
    assert truth_of("{equipment: {includes: belt}}") == "unknown"


@pytest.mark.parametrize(
    ("said", "truth"), [({"belt"}, "true"), ({"band"}, "true"), (BELT_AND_BAND, "true"), ({"step"}, "false")]
)
def test_a_list_under_includes_means_any_of_them(said: set[str], truth: str):
    assert truth_of("{equipment: {includes: [belt, band]}}", {"equipment": frozenset(said)}) == truth


# numbers


@pytest.mark.parametrize(
    ("word", "truths"),
    [
        ("below", ("true", "false", "false")),
        ("at_most", ("true", "true", "false")),
        ("above", ("false", "false", "true")),
        ("at_least", ("false", "true", "true")),
    ],
)
def test_a_number_is_compared_just_below_on_and_just_above_its_limit(word: str, truths: tuple[str, ...]):
    assert tuple(truth_of(f"{{extension_deg: {{{word}: 40}}}}", {"extension_deg": n}) for n in (39, 40, 41)) == truths


def test_between_includes_both_ends():
    text = "{extension_deg: {between: [40, 60]}}"
    found = [truth_of(text, {"extension_deg": number}) for number in (39, 40, 60, 61)]
    assert found == ["false", "true", "true", "false"]


def test_two_comparisons_of_one_number_both_have_to_hold():
    text = "{extension_deg: {above: 40, below: 60}}"
    assert [truth_of(text, {"extension_deg": n}) for n in (40, 41, 59, 60)] == ["false", "true", "true", "false"]


def test_limits_with_decimals_are_met_exactly():
    text = "{girth_cm: {at_least: 1.5}}"
    assert truth_of(text, {"girth_cm": 15}) == "true"
    assert truth_of(text, {"girth_cm": 14}) == "false"


@pytest.mark.parametrize("word", ["below", "at_most", "above", "at_least"])
def test_a_comparison_with_an_unknown_number_is_unknown(word: str):
    assert truth_of(f"{{extension_deg: {{{word}: 40}}}}") == "unknown"


@pytest.mark.parametrize("word", ["below", "at_most", "above", "at_least"])
def test_every_comparison_with_a_number_that_is_not_applicable_is_false(word: str):
    assert truth_of(f"{{extension_deg: {{{word}: 40}}}}", {"extension_deg": NOT_APPLICABLE}) == "false"


@pytest.mark.parametrize(
    ("word", "whole_below", "astride", "whole_above"),
    [
        ("below", "true", "unknown", "false"),
        ("at_most", "true", "unknown", "false"),
        ("above", "false", "unknown", "true"),
        ("at_least", "false", "unknown", "true"),
    ],
)
def test_a_score_is_compared_only_where_its_whole_interval_agrees(
    word: str, whole_below: str, astride: str, whole_above: str
):
    spans = (Interval(-1, 1), Interval(1, 3), Interval(3, 5))
    found = tuple(truth_of(f"{{clot_score: {{{word}: 2}}}}", {"clot_score": span}) for span in spans)
    assert found == (whole_below, astride, whole_above)


@pytest.mark.parametrize(
    ("word", "span", "truth"),
    [
        ("below", (0, 1), "true"),
        ("below", (0, 2), "unknown"),
        ("below", (2, 3), "false"),
        ("at_most", (0, 2), "true"),
        ("at_most", (0, 3), "unknown"),
        ("at_most", (3, 4), "false"),
        ("above", (3, 4), "true"),
        ("above", (2, 3), "unknown"),
        ("above", (0, 2), "false"),
        ("at_least", (2, 3), "true"),
        ("at_least", (1, 2), "unknown"),
        ("at_least", (0, 1), "false"),
    ],
)
def test_an_interval_that_ends_on_the_limit_counts_as_its_word_says(word: str, span: tuple[int, int], truth: str):
    assert truth_of(f"{{clot_score: {{{word}: 2}}}}", {"clot_score": Interval(*span)}) == truth


# other rules


@pytest.mark.parametrize(
    ("concluded", "fires", "silent"),
    [(Truth.TRUE, "true", "false"), (Truth.FALSE, "false", "true"), (Truth.UNKNOWN, "unknown", "unknown")],
)
def test_a_rule_fires_is_silent_or_cannot_tell(concluded: Truth, fires: str, silent: str):
    assert truth_of("{firm-joint: fires}", {"firm-joint": concluded}) == fires
    assert truth_of("{firm-joint: silent}", {"firm-joint": concluded}) == silent


# known


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("swelling", False),
        ("imaging", "not_done"),
        ("equipment", frozenset()),
        ("extension_deg", 0),
        ("imaging", NOT_APPLICABLE),
        ("clot_score", Interval(2, 2)),
        ("firm-joint", Truth.FALSE),
    ],
)
def test_known_holds_for_any_answer_and_any_settled_rule(name: str, told: object):
    assert truth_of(f"{{known: {name}}}", {name: told}) == "true"


@pytest.mark.parametrize("name", ["swelling", "imaging", "equipment", "extension_deg", "clot_score", "firm-joint"])
def test_known_is_never_unknown_itself(name: str):
    assert truth_of(f"{{known: {name}}}") == "false"


def test_a_score_is_known_only_when_its_interval_is_one_number():
    assert truth_of("{known: clot_score}", {"clot_score": Interval(1, 2)}) == "false"


def test_known_with_a_list_wants_all_of_it():
    assert truth_of("{known: [swelling, lump]}", {"swelling": True, "lump": False}) == "true"
    assert truth_of("{known: [swelling, lump]}", {"swelling": True}) == "false"


# groups

SEVERAL = "[{swelling: present}, {night_pain: present}, {lump: present}]"


@pytest.mark.parametrize(
    ("text", "told", "truth"),
    [
        (f"{{all_of: {SEVERAL}}}", {"swelling": True, "night_pain": True, "lump": True}, "true"),
        (f"{{all_of: {SEVERAL}}}", {"swelling": True, "night_pain": True}, "unknown"),
        (f"{{all_of: {SEVERAL}}}", {"lump": False}, "false"),
        (f"{{any_of: {SEVERAL}}}", {"lump": True}, "true"),
        (f"{{any_of: {SEVERAL}}}", {"lump": False, "swelling": False}, "unknown"),
        (f"{{any_of: {SEVERAL}}}", {"swelling": False, "night_pain": False, "lump": False}, "false"),
        (f"{{none_of: {SEVERAL}}}", {"swelling": False, "night_pain": False, "lump": False}, "true"),
        (f"{{none_of: {SEVERAL}}}", {"swelling": False}, "unknown"),
        (f"{{none_of: {SEVERAL}}}", {"lump": True}, "false"),
    ],
)
def test_a_group_settles_as_soon_as_its_parts_do(text: str, told: dict[str, bool], truth: str):
    assert truth_of(text, told) == truth


@pytest.mark.parametrize(
    ("told", "truth"),
    [
        ({"swelling": True, "lump": True}, "true"),
        ({"swelling": True}, "unknown"),
        ({"swelling": False, "lump": False}, "false"),
        ({"swelling": False}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_at_least_two_of_three_settles_once_two_hold_or_two_fail(told: dict[str, bool], truth: str):
    assert truth_of(f"{{at_least: 2, of: {SEVERAL}}}", told) == truth


def test_a_map_with_several_keys_means_all_of_them():
    text = "{swelling: present, diabetes: absent}"
    assert truth_of(text, {"swelling": True, "diabetes": False}) == "true"
    assert truth_of(text, {"swelling": True}) == "unknown"
    assert truth_of(text, {"diabetes": True}) == "false"


# sides


def test_other_judges_the_condition_on_the_other_side():
    text = "{other: {swelling: present, extension_deg: {below: 40}}}"
    assert truth_of(text, {"swelling": False}, {"swelling": True, "extension_deg": 39}) == "true"
    assert truth_of(text, {"swelling": True, "extension_deg": 39}, {}) == "unknown"


def test_other_turns_rules_choices_and_what_is_known_alike():
    told = {"firm-joint": Truth.TRUE, "imaging": "normal", "equipment": BELT_AND_BAND, "lump": False}
    for part in ("firm-joint: fires", "imaging: normal", "equipment: {includes: belt}", "known: lump"):
        assert truth_of(f"{{other: {{{part}}}}}", {}, told) == "true"


def test_this_inside_other_turns_back():
    text = "{other: {swelling: present, this: {lump: present}}}"
    assert truth_of(text, {"lump": True}, {"swelling": True}) == "true"
    assert truth_of(text, {"lump": False}, {"swelling": True, "lump": True}) == "false"
