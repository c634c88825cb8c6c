"""A few people with a wrist, whose answers can be thought out by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from dorsiflex.catalogue.load import load

FOREIGN = Path(__file__).parents[1] / "foreign"
WRIST = load(FOREIGN / "wrist")

# A firm left wrist that hurts behind, and nothing else. `stiff` asks for less than 40 degrees, or for 10 degrees less
# than a sound right wrist; so with 30 degrees the belt glide is suggested, and with 60 it is not.
FIRM: dict[str, Any] = {
    "age_years": 40,
    "sex": "female",
    "chest_pain": "absent",
    "fever": "absent",
    "active_cancer": "absent",
    "other_diagnosis": "absent",
    "left_symptomatic": "present",
    "left_injury_history": "absent",
    "left_surgery_history": "absent",
    "left_swelling": "absent",
    "left_forearm_girth_cm": 20.0,
    "left_extension_deg": 30,
    "left_end_feel": "firm",
    "left_pain_where": "back",
    "right_symptomatic": "absent",
    "right_injury_history": "absent",
    "right_surgery_history": "absent",
    "right_swelling": "absent",
    "right_forearm_girth_cm": 20.0,
    "right_extension_deg": 62,
}


def people(*changes: dict[str, Any]) -> pl.DataFrame:
    """One person for each change of that one."""
    rows = [{"id": f"p{number}", **FIRM, **change} for number, change in enumerate(changes, 1)]
    return pl.DataFrame(rows, infer_schema_length=None)
