"""What leaves the screen on paper: is everything on it that somebody needs who kept nothing else, and does it fit?"""

from __future__ import annotations

import copy
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
import typst
from matplotlib.image import imread

from dorsiflex.apps.web import papers
from dorsiflex.apps.web.fields import Fields
from dorsiflex.apps.web.kept import kept
from dorsiflex.apps.web.sheet import sheet
from dorsiflex.store.records import Json
from tests.web.ending import STIFF, case_of, keep, post
from tests.web.visiting import FIRST_VOICE, ROOT, Visiting, voice, words

KEY = "left:belt-glide"
LONG = "W" * 80


def printed(visits: Visiting, identity: str) -> str:
    return words(visits.client.get(f"/assessments/{identity}/print").text)


def data(visits: Visiting, identity: str) -> Json:
    return sheet(kept(visits.store, visits.knowledge, identity))


def drawn(values: Json) -> list[Any]:
    """The pages of the sheet as pictures."""
    inputs = {"sheet": json.dumps(values)}
    made = typst.compile(papers.SHEET.read_bytes(), sys_inputs=inputs, ignore_system_fonts=True, format="png", ppi=40)
    return [imread(io.BytesIO(page)) for page in (made if isinstance(made, list) else [made])]


def decided(visits: Visiting, label: str = "room 3") -> str:
    item = keep(visits, visits.holding(STIFF, label))
    more = {f"choice:{KEY}": "declined", f"reason:{KEY}": "time", f"text:{KEY}": "the session was over"}
    assert post(visits, f"/assessments/{item.id}", more).status_code == 303
    return item.id


def test_the_paper_has_its_parts_in_the_order_of_every_answer(wrists: Visiting) -> None:
    identity = decided(wrists)
    said, told = printed(wrists, identity), data(wrists, identity)
    order = [
        "Left wrist: Treat",
        "Right wrist: Not assessed",
        "Ask next",
        "Glide with a belt – Declined: lack of time; the session was over",
        "Because: ",
        "Dose, as reported: an invented dose [constructed-rule]",
        "Stop where: Pain.",
        "Withheld Nothing is withheld.",
        "Patterns that hold",
        "Recorded",
        "Sources constructed-rule Constructed for the tests. (certainty none (none), corroborated)",
        told["intended_use"],
        wrists.knowledge.digest,
    ]
    places = [said.index(part) for part in order]
    assert places == sorted(places)
    assert told["sides"][0]["shape"] == "●"


def test_both_sides_stand_beside_each_other_and_what_was_not_asked_is_not_known(wrists: Visiting) -> None:
    said = printed(wrists, decided(wrists))
    assert "Left wrist Right wrist" in said
    assert "Wrist extension 50 deg 80 deg" in said
    assert "firm not known" in said
    assert "Absent, left wrist: " in said and "an earlier injury" in said.partition("Absent, left wrist: ")[2]


def test_what_is_withheld_is_named_with_its_gate_and_the_gate_says_why(wrists: Visiting) -> None:
    item = keep(wrists, wrists.holding({**STIFF, "age_years": "85"}))
    said = printed(wrists, item.id)
    title = wrists.knowledge.rules["thin-skin"].title
    assert "age 85 years, above 80 years (thin-skin); withholds Glide with a belt" in said
    assert f"1 technique: Glide with a belt. By: {title} (thin-skin)." in said


def test_a_gate_that_cannot_tell_says_what_it_waits_for(wrists: Visiting) -> None:
    fields = {name: typed for name, typed in STIFF.items() if name != "fever"}
    said = printed(wrists, keep(wrists, wrists.holding(fields)).id)
    assert "Ask next Fever." in said
    assert "stops everything (chest-pain): not known: fever" in said.partition("Cannot tell yet")[2]


def test_a_side_that_only_serves_for_comparison_has_a_page_where_a_gate_fires_on_it(ankles: Visiting) -> None:
    path = ROOT / "cases" / "comparator" / "comparator-with-a-cold-foot.yaml"
    told = data(ankles, keep(ankles, ankles.holding(voice(path, ankles.knowledge))).id)
    assert [side["heading"] for side in told["sides"]] == ["left ankle", "right ankle"]
    assert all(side["gates"] and side["title"] == "Emergency" for side in told["sides"])


def test_where_no_side_is_assessed_the_paper_is_about_the_person(wrists: Visiting) -> None:
    told = data(wrists, keep(wrists, wrists.holding({"chest_pain": "present"})).id)
    [only] = told["sides"]
    assert (only["heading"], only["title"]) == ("person", "Emergency")
    assert [gate["id"] for gate in only["gates"]] == ["chest-pain"]


def test_reasons_that_several_suggestions_share_are_told_once(ankles: Visiting) -> None:
    told = data(ankles, keep(ankles, ankles.holding(voice(FIRST_VOICE, ankles.knowledge))).id)
    joint = told["sides"][0]["shelves"][0]["options"]
    assert len(joint) > 2
    assert {option["because"] for option in joint[1:]} == {
        "the same facts as banded mobilisation with movement, talus back"
    }
    assert "knee-to-wall distance 6.5 cm" in joint[0]["because"]


def test_an_assessment_kept_without_doses_says_so_and_not_that_there_are_none(wrists: Visiting) -> None:
    path = wrists.holding(STIFF)
    first = keep(wrists, path)
    answer = copy.deepcopy(first.answer)
    for item in answer["left"]["suggestions"]:
        del item["dose"], item["stop_rules"]
    old = wrists.store.add_assessment(case_of(path), first.intake, answer, first.knowledge, None, 1, "visit")
    assert "Dose and stop rules were not kept with this assessment." in printed(wrists, old.id)
    assert wrists.client.get(f"/assessments/{old.id}/pdf").status_code == 200


@pytest.mark.parametrize(
    ("case", "most"),
    [
        ("voices/voice-1-band-after-an-old-sprain", 2),
        ("unknown/measured-but-nothing-screened", 2),
        ("unknown/nothing-recorded", 1),
        ("bilateral/one-cleared-one-not", 3),
    ],
)
def test_a_paper_is_one_or_two_pages_and_a_page_more_where_both_sides_are_assessed(
    ankles: Visiting, case: str, most: int
) -> None:
    fields: Fields = voice(ROOT / "cases" / f"{case}.yaml", ankles.knowledge) | {"age_years": "40"}
    assert len(drawn(data(ankles, keep(ankles, ankles.holding(fields)).id))) <= most


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where the texts of some data are."""
    if isinstance(value, str):
        yield path
    elif isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(part, (*path, key))


def test_every_text_of_the_sheet_reaches_the_pdf(wrists: Visiting) -> None:
    """Each one is changed in turn: a PDF that stays the same leaves it out."""
    told = data(wrists, decided(wrists))
    one_of_each = {tuple("*" if isinstance(key, int) else key for key in path): path for path in leaves(told)}
    before = papers.pdf(told)
    for shape, path in one_of_each.items():
        changed = copy.deepcopy(told)
        holder = changed
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] += " changed"
        if shape[-1] not in ("tone",):  # a colour, which a paper in black and white has none of
            assert papers.pdf(changed) != before, f"{shape} is left out"


@pytest.mark.parametrize("case", ["voices/voice-1-band-after-an-old-sprain", "unknown/measured-but-nothing-screened"])
def test_nothing_runs_over_the_edge_of_the_paper(ankles: Visiting, case: str) -> None:
    """Not even a label and a reason without a space in them: the margins stay white, 10 of their 14 mm."""
    fields: Fields = voice(ROOT / "cases" / f"{case}.yaml", ankles.knowledge)
    item = keep(ankles, ankles.holding(fields, LONG))
    sent: dict[str, str] = {}
    for each in item.answer["left"]["suggestions"]:
        key = f"left:{each['technique']}"
        sent |= {f"choice:{key}": "declined", f"reason:{key}": "other", f"text:{key}": LONG * 3}
    post(ankles, f"/assessments/{item.id}", sent)
    for page in drawn(data(ankles, item.id)):
        ink = page[:, :, :3].min(axis=(0, 2)) < 1
        margin = len(ink) * 10 // 210
        assert ink.any() and not ink[:margin].any() and not ink[-margin:].any()
