"""A visit brought to its end and beyond, as a browser without script would; for the tests of what follows a visit."""

from __future__ import annotations

from typing import Any

import httpx

from dorsiflex.apps.web.fields import Fields
from dorsiflex.store.records import Assessment
from tests.web.running import TOKEN
from tests.web.visiting import Visiting, hidden

STIFF: Fields = {
    "age_years": "30",
    "chest_pain": "absent",
    "fever": "absent",
    "active_cancer": "absent",
    "equipment": ["band"],
    "left.symptomatic": "present",
    "left.injury_history": "absent",
    "left.surgery_history": "absent",
    "left.swelling": "absent",
    "left.extension_deg": "50",
    "left.end_feel": "firm",
    "left.pain_where": ["back"],
    "right.symptomatic": "absent",
    "right.surgery_history": "absent",
    "right.extension_deg": "80",
}


def case_of(path: str) -> str:
    return path.rpartition("/")[2]


def post(visits: Visiting, page: str, more: dict[str, Any]) -> httpx.Response:
    """The form of a page, sent with what was chosen in it."""
    text = visits.client.get(page).text
    names = [name for name in ("csrf", "revision", "follows") if f'name="{name}"' in text]
    return visits.client.post(page, data={name: hidden(text, name) for name in names} | more)


def keep(visits: Visiting, path: str, **more: str) -> Assessment:
    """The visit finished and kept."""
    answered = post(visits, f"{path}/finish", more)
    assert answered.status_code == 303, answered.text
    return visits.store.assessment(case_of(answered.headers["location"]))


def retest(visits: Visiting, path: str, fields: dict[str, Any]) -> Assessment:
    answered = post(visits, f"{path}/retest", fields)
    assert answered.status_code == 303, answered.text
    return visits.store.assessment(case_of(answered.headers["location"]))


def sent_by_a_program(visits: Visiting, path: str, intake: dict[str, Any], follows: int) -> Assessment:
    """A re-test that is kept over HTTP."""
    address = f"{visits.address}/api/v1/cases/{case_of(path)}/assessments"
    body = {"intake": intake, "kind": "retest", "follows": follows}
    made = httpx.post(address, json=body, headers={"Authorization": f"Bearer {TOKEN}"})
    assert made.status_code == 201, made.text
    item = visits.store.assessment(made.json()["id"])
    assert made.json()["answer"] == item.answer
    return item


def treated(visits: Visiting, label: str = "room 3") -> tuple[str, Assessment, Assessment]:
    """A stiff wrist: kept, a suggestion accepted, measured again. The path of the visit and both assessments."""
    path = visits.holding(STIFF, label)
    first = keep(visits, path)
    post(visits, f"/assessments/{first.id}", {f"choice:left:{suggested(first)[0]}": "accepted"})
    return path, first, retest(visits, path, {"left.retest_extension_deg": "58"})


def suggested(item: Assessment, unit: str = "left") -> list[str]:
    return [each["technique"] for each in item.answer[unit]["suggestions"]]
