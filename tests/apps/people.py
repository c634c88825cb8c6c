"""The wrist of tests/foreign, and people whose wrists are assessed."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
WRIST = ROOT / "tests" / "foreign" / "wrist"
SLEEP = ROOT / "tests" / "foreign" / "sleep"

SCREENED: dict[str, Any] = {
    "id": "screened",
    "person": {
        "age_years": 45,
        "sex": "male",
        "chest_pain": "absent",
        "fever": "absent",
        "active_cancer": "absent",
        "other_diagnosis": "absent",
        "equipment": ["band"],
    },
    "left": {
        "symptomatic": "present",
        "injury_history": "absent",
        "surgery_history": "absent",
        "swelling": "absent",
        "forearm_girth_cm": 25,
        "extension_deg": 40,
        "end_feel": "firm",
        "pain_where": ["back"],
        "grip_kg": 20,
    },
    "right": {"symptomatic": "absent", "surgery_history": "absent", "forearm_girth_cm": 25, "extension_deg": 70},
}


def person(**changes: Any) -> dict[str, Any]:
    """The screened person with other answers: `left__swelling="present"`; None takes an answer away."""
    made = copy.deepcopy(SCREENED)
    for name, value in changes.items():
        place, _, finding = name.partition("__")
        if value is None:
            made[place].pop(finding)
        else:
            made.setdefault(place, {})[finding] = value
    return made
