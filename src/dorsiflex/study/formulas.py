"""Which figures follow from which? The usual formulas, each of plain numbers; shares are from 0 to 1."""

from __future__ import annotations

import math

from scipy.stats import norm, t, ttest_ind_from_stats

from dorsiflex.study.remeasured import ERRORS_IN_A_CHANGE


def detectable_change(error: float) -> float:
    """The smallest change that is not error, at 95 %, from the standard error of one measurement."""
    return ERRORS_IN_A_CHANGE * error


def positive_ratio(sensitivity: float, specificity: float) -> float:
    """The likelihood ratio of a positive test."""
    return sensitivity / (1 - specificity)


def negative_ratio(sensitivity: float, specificity: float) -> float:
    """The likelihood ratio of a negative test."""
    return (1 - sensitivity) / specificity


def probability_after(before: float, ratio: float) -> float:
    """The probability after a test, from that before it and its likelihood ratio."""
    odds = before / (1 - before) * ratio
    return odds / (1 + odds)


def middle(low: float, high: float) -> float:
    """The estimate of which an interval is built on both sides alike."""
    return (low + high) / 2


def middle_of_ratio(low: float, high: float) -> float:
    """The same of a ratio, whose interval is alike on both sides of its logarithm."""
    return math.sqrt(low * high)


def p_of_interval(estimate: float, low: float, high: float) -> float:
    """The two-sided p value of a normal estimate that has this 95 % interval."""
    error = (high - low) / (2 * 1.96)
    return float(2 * norm.sf(abs(estimate) / error))


def p_of_ratio(ratio: float, low: float, high: float) -> float:
    """The same of a ratio, through its logarithm."""
    return p_of_interval(math.log(ratio), math.log(low), math.log(high))


def p_of_means(mean: float, sd: float, n: int, other_mean: float, other_sd: float, other_n: int) -> float:
    """The p value of Student's test for the means of two groups."""
    return float(ttest_ind_from_stats(mean, sd, n, other_mean, other_sd, other_n).pvalue)


def p_of_change(mean: float, sd: float, n: int) -> float:
    """The p value of Student's test for a mean change, from the spread of the changes."""
    return float(2 * t.sf(abs(mean) / (sd / math.sqrt(n)), n - 1))


def p_of_correlation(r: float, n: int) -> float:
    """The p value of a correlation of `n` pairs."""
    return float(2 * t.sf(abs(r) * math.sqrt((n - 2) / (1 - r * r)), n - 2))


def standardised_difference(mean: float, sd: float, other_mean: float, other_sd: float) -> float:
    """Cohen's d of two groups of one size."""
    return (mean - other_mean) / math.sqrt((sd * sd + other_sd * other_sd) / 2)
