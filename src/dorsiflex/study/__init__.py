"""What can be learnt from a cohort and its answers? Agreement, stability, subgroups and pictures.

    from dorsiflex import study

    study.agreement(frame, clinician="decided")     # pandas, Polars or Arrow
    study.dispositions(frame).save("dispositions.svg")

Each study gives a result with tidy pandas tables, a view for notebooks, and `figure()`.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

# Where a name lives; what it needs (statsmodels, scikit-learn, matplotlib) is imported when it is first used.
HOMES = {
    "agreement": "dorsiflex.study.clinician",
    "asymmetry": "dorsiflex.study.picture_asymmetry",
    "compare": "dorsiflex.study.rule_change",
    "dispositions": "dorsiflex.study.picture_bars",
    "error": "dorsiflex.study.remeasured",
    "flow": "dorsiflex.study.picture_flow",
    "groups": "dorsiflex.study.subgroups",
    "missing": "dorsiflex.study.blanks",
    "the_limit": "dorsiflex.study.limits",
    "moved": "dorsiflex.study.limits",
    "patterns": "dorsiflex.study.picture_upset",
    "read_table": "dorsiflex.study.table",
    "sweep": "dorsiflex.study.moves",
    "tornado": "dorsiflex.study.moves",
}
__all__ = [
    "agreement",
    "asymmetry",
    "compare",
    "dispositions",
    "error",
    "flow",
    "groups",
    "missing",
    "moved",
    "patterns",
    "read_table",
    "sweep",
    "tornado",
]


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
