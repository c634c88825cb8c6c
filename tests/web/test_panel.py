"""What does the answer panel say, in which order, and what does it keep to itself?"""

from __future__ import annotations

import re

import pytest

from dorsiflex.apps.web.fields import Fields
from tests.web.visiting import FIRST_VOICE, Visiting, voice, words

WRIST: Fields = {
    "age_years": "30",
    "chest_pain": "absent",
    "fever": "absent",
    "active_cancer": "absent",
    "left.symptomatic": "present",
    "left.injury_history": "absent",
    "left.surgery_history": "absent",
    "left.swelling": "absent",
    "left.extension_deg": "50",
    "left.end_feel": "elastic",
    "left.pain_where": ["front"],
    "right.symptomatic": "absent",
    "right.surgery_history": "absent",
    "right.extension_deg": "80",
}


def panel(visits: Visiting, path: str) -> str:
    """The panel as it stands on the page."""
    page = visits.client.get(path).text
    return page[page.index('<div id="panel">') : page.index("</aside>")]


def test_the_order_is_that_of_the_terminal(ankles: Visiting) -> None:
    shown = panel(ankles, ankles.holding(voice(FIRST_VOICE, ankles.knowledge)))
    parts = ["disposition", "asking", "shelf", "withheld", "patterns", "sources"]
    places = [shown.index(f'class="{part}"') for part in parts]
    assert places == sorted(places)


def test_the_disposition_is_told_by_words_a_shape_and_a_tone(ankles: Visiting) -> None:
    shown = panel(ankles, ankles.holding({"chest_pain_or_breathlessness": "present", "left.calf_swelling": "present"}))
    head = shown[: shown.index("</div>")]
    assert "tone-emergency" in head
    assert 'class="shape"' in head
    assert "Emergency" in words(head)


def test_at_most_three_suggestions_of_a_category_are_open_and_the_rest_folded(ankles: Visiting) -> None:
    shown = panel(ankles, ankles.holding(voice(FIRST_VOICE, ankles.knowledge)))
    first = shown[shown.index('class="shelf"') :]
    first = first[: first.index("</section>")]
    assert first.count('class="option"') == 3
    assert "2 more: joint mobilisation" in words(first)
    assert "Mobilisation with movement with a non-elastic belt" in words(first)


def test_each_question_of_the_panel_leads_to_a_place_of_the_form(ankles: Visiting) -> None:
    page = ankles.client.get(ankles.holding({"left.symptomatic": "present"})).text
    links = re.findall(r'<li><a href="#([^"]+)"><span>', page)
    assert links
    for place in links:
        assert f'id="{place}"' in page


@pytest.mark.parametrize("faulty", [{"age_years": "abc"}, {"left.extension_deg": "700"}, {"equipment": ["-", "band"]}])
def test_a_faulty_form_is_given_no_suggestion_and_no_disposition(wrists: Visiting, faulty: Fields) -> None:
    """Not even that of the answers beside the faulty one: what is left out may be what speaks against it."""
    sound = panel(wrists, wrists.holding(WRIST))
    shown = panel(wrists, wrists.holding({**WRIST, **faulty}))
    assert 'class="option"' in sound
    assert 'class="option"' not in shown
    assert "No answer" in words(shown)
    for disposition in wrists.knowledge.settings.dispositions:
        assert disposition.title not in words(shown)


def test_what_is_withheld_names_its_gate(wrists: Visiting) -> None:
    shown = words(panel(wrists, wrists.holding({**WRIST, "fever": "present"})))
    firing = [gate for gate in wrists.knowledge.gates if gate in shown]
    assert "withholds" in shown
    assert firing


def test_behind_a_suggestion_stand_dose_drawing_evidence_dissent_and_what_would_change_it(ankles: Visiting) -> None:
    path = ankles.holding(voice(FIRST_VOICE, ankles.knowledge))
    page = ankles.client.get(f"{path}/suggestions/left/manual-mwm").text
    said = words(page)
    technique = ankles.knowledge.techniques["manual-mwm"]
    for part in ("Dose, as reported", "Why here", "Would change if", "Evidence", "Read otherwise", "Stop where"):
        assert part in said
    assert "<svg" in page
    assert technique.dose[0].supports[1:] in said
    assert technique.dissent.found[0].we_answer in said
    assert "knee-to-wall distance on the left" in said.lower()


def test_the_same_drawing_of_two_sides_shares_no_name(ankles: Visiting) -> None:
    path = ankles.holding(voice(FIRST_VOICE, ankles.knowledge))
    part = ankles.client.get(f"{path}/suggestions/left/manual-mwm", params={"part": True}).text
    assert "<html" not in part
    assert 'id="left-manual-mwm-title"' in part
    assert 'aria-labelledby="left-manual-mwm-title left-manual-mwm-desc"' in part
    assert 'id="manual-mwm' not in part
    assert "url(#manual-mwm" not in part


def test_what_is_not_suggested_has_no_page(ankles: Visiting) -> None:
    path = ankles.start()
    for place in ("left/manual-mwm", "left/nothing", "nowhere/manual-mwm"):
        assert ankles.client.get(f"{path}/suggestions/{place}").status_code == 404
