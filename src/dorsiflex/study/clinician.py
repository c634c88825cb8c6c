"""Do the rules and a clinician agree? Kappa, sensitivity and specificity, and the disagreements with their reasons."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import polars as pl
from sklearn.metrics import confusion_matrix
from statsmodels.stats.inter_rater import cohens_kappa

from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.study.answered import DISPOSITION, SUGGESTED, Answered, answered
from dorsiflex.study.basis import Basis, count
from dorsiflex.study.reasons import Reasons
from dorsiflex.study.result import Result
from dorsiflex.study.shares import wilson

if TYPE_CHECKING:
    from dorsiflex.study.picture import Picture

NEITHER = "neither"
LISTED = 20
WEIGHTS = {"none": "unweighted"}


@dataclass(frozen=True)
class Agreement(Result):
    """Rules and clinician beside each other. In every table the clinician is what the rules are held against."""

    title: str
    notes: tuple[str, ...]
    basis: Basis
    kappa: pd.DataFrame
    accuracy: pd.DataFrame
    confusion: pd.DataFrame
    disagreements: pd.DataFrame
    words: dict[str, str]

    def drawn(self) -> Picture:
        """The confusion table as a picture."""
        from dorsiflex.study.picture_grid import grid

        counts = self.confusion.pivot(index="clinician", columns="rules", values="n")
        labels = list(self.words)
        told = (self.title, counts.loc[labels, labels], "the clinician", "the rules")
        return grid(*told, self.words, self.kappa_in_words(), self.basis.noun)

    def kappa_in_words(self) -> str:
        """How many were compared, and kappa with its interval."""
        rows = list(self.kappa.itertuples(index=False))
        shown = [row for row in rows if not math.isnan(row.kappa)]
        told = "; ".join(
            f"{WEIGHTS.get(row.weights, row.weights)} {row.kappa:.2f} ({row.low:.2f} to {row.high:.2f})"
            for row in shown
        )
        return f"n = {rows[0].n:,}. " + (f"Kappa, 95 %: {told}." if told else "Kappa cannot be told.")


def agreement(
    frame: Any, clinician: str, *, of: str = DISPOSITION, listed: int = LISTED, knowledge: KnowledgeBase | None = None
) -> Agreement:
    """The agreement of a clinician's column with a column of the answers, the disposition if nothing else is said.

    Rows where the clinician's column is empty are left out and counted. Raises `BadInput`.
    """
    cohort = answered(frame, knowledge)
    known = columns_of(cohort, clinician, of)
    labels, ordered = labels_of(cohort, of)
    theirs = [spelt(value, known, labels) for value in cohort.cohort[clinician].cast(pl.String).to_list()]
    refuse_others(clinician, theirs, labels)
    ours = cohort.answers[of].cast(pl.String).fill_null(NEITHER).to_list()
    both = [(place, a, b) for place, (a, b) in enumerate(zip(theirs, ours, strict=True)) if a is not None]
    if not both:
        why = "It is empty in every row that was answered."
        raise BadInput([Problem("the table", f"the column `{clinician}`", why, "Name the column with the decisions.")])
    left_out = len(ours) - len(both)
    matrix = confusion_matrix([a for _, a, _ in both], [b for *_, b in both], labels=labels)
    titles = {item.id: item.title for item in cohort.knowledge.settings.dispositions}
    differing = [item for item in both if item[1] != item[2]]
    notes = (
        f"{count(len(both), cohort.basis.noun)} compared; {left_out} without a decision left out.",
        "Intervals are 95 %: Wilson's for shares, the large-sample one for kappa.",
        f"{len(differing)} disagreements, {min(listed, len(differing))} listed, first those where the rules say less.",
    )
    return Agreement(
        f"Agreement of the rules with “{clinician}” on “{of}”",
        notes,
        cohort.basis,
        kappas(matrix, ordered=ordered),
        accuracies(matrix, labels, ordered=ordered),
        pd.DataFrame(
            {"clinician": a, "rules": b, "n": int(matrix[row, column])}
            for row, a in enumerate(labels)
            for column, b in enumerate(labels)
        ),
        disagreements(cohort, differing, labels, listed),
        {label: titles.get(label, label) for label in labels},
    )


def columns_of(cohort: Answered, clinician: str, of: str) -> dict[str, str]:
    """Other spellings of the labels: the titles of dispositions. Refuses columns that are not there."""
    for name, frame, what in ((clinician, cohort.cohort, "table"), (of, cohort.answers, "answers")):
        if name not in frame.columns:
            shown = "`disposition`, or a column of `dorsiflex batch`" if what == "answers" else "a column of the table"
            raise BadInput([Problem(f"the {what}", f"`{name}`", "There is no such column.", f"Name {shown}.")])
    return {item.title.lower(): item.id for item in cohort.knowledge.settings.dispositions}


def labels_of(cohort: Answered, of: str) -> tuple[list[str], bool]:
    """What may stand in a column of the answers, and whether it is ordered."""
    if of == DISPOSITION or of.endswith(f"_{DISPOSITION}"):
        return [item.id for item in cohort.knowledge.settings.dispositions], True
    if of in {column for *_, column in cohort.techniques}:
        return [SUGGESTED, "withheld", NEITHER], False
    return sorted({value for value in cohort.answers[of].cast(pl.String).to_list() if value} | {"true", "false"}), False


def spelt(value: str | None, titles: dict[str, str], labels: list[str]) -> str | None:
    """A clinician's word as a label; None where there is none."""
    if value is None or not value.strip():
        return None
    word = value.strip().lower()
    return titles.get(word, word) if titles.get(word, word) in labels else word.replace(" ", "_").replace("-", "_")


def refuse_others(clinician: str, theirs: list[str | None], labels: list[str]) -> None:
    known = ", ".join(f"`{label}`" for label in labels)
    others = sorted({value for value in theirs if value is not None and value not in labels})
    if others:
        raise BadInput(
            Problem(f"the column `{clinician}`", f"`{value}`", "The rules have no such answer.", f"Known are {known}.")
            for value in others
        )


def kappas(matrix: Any, *, ordered: bool) -> pd.DataFrame:
    """Cohen's kappa; where the answers are ordered, weighted by how far apart they are too."""
    rows = []
    for weights in ("none", "linear", "quadratic") if ordered else ("none",):
        value = low = high = math.nan
        if len(set(matrix.nonzero()[0]) | set(matrix.nonzero()[1])) > 1:
            # Where one of them gave a single answer its test statistic, which is not shown, is none.
            with np.errstate(invalid="ignore", divide="ignore"):
                found = cohens_kappa(matrix, wt=None if weights == "none" else weights)
            value, low, high = float(found.kappa), float(found.kappa_low), float(found.kappa_upp)
        rows.append({"weights": weights, "kappa": value, "low": low, "high": high, "n": int(matrix.sum())})
    return pd.DataFrame(rows)


def accuracies(matrix: Any, labels: list[str], *, ordered: bool) -> pd.DataFrame:
    """Sensitivity and specificity for each answer, and for each or worse."""
    rows = []
    for place, label in enumerate(labels):
        rows.append(accuracy(matrix, [place], label))
        if ordered and 0 < place < len(labels) - 1:
            rows.append(accuracy(matrix, list(range(place + 1)), f"{label} or worse"))
    return pd.DataFrame(rows)


def accuracy(matrix: Any, places: list[int], answer: str) -> dict[str, Any]:
    """The rules as a test for what the clinician said."""
    of_them = matrix[places].sum()
    hit = matrix[places][:, places].sum()
    called = matrix[:, places].sum()
    right = matrix.sum() - of_them - called + hit
    told: dict[str, Any] = {"answer": answer, "clinician": int(of_them), "rules": int(called), "both": int(hit)}
    for name, right_ones, of in (("sensitivity", hit, of_them), ("specificity", right, matrix.sum() - of_them)):
        told[name], told[f"{name}_low"], told[f"{name}_high"] = wilson(int(right_ones), int(of))
    return told


def disagreements(cohort: Answered, differing: list[Any], labels: list[str], listed: int) -> pd.DataFrame:
    """The first of the disagreements, those where the rules say less before the others, with the rules' reasons."""
    place = {label: at for at, label in enumerate(labels)}
    ranked = sorted(differing, key=lambda item: (place[item[1]] - place[item[2]], item[0]))
    reasons = Reasons(cohort)
    rows = [
        {"row": cohort.answers["row"][at], "id": reasons.name(at), "clinician": a, "rules": b, "why": reasons.why(at)}
        for at, a, b in ranked[:listed]
    ]
    return pd.DataFrame(rows, columns=["row", "id", "clinician", "rules", "why"])
