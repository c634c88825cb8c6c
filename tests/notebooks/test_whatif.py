"""The what-if widget: its Python side through its traits, and its own module in a real browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

import dorsiflex
from dorsiflex.errors import BadInput
from dorsiflex.whatif import WhatIf, style, what_if
from tests.apps.people import SLEEP, WRIST

ROOT = Path(__file__).resolve().parents[2]
VOICE = ROOT / "cases" / "voices" / "voice-1-band-after-an-old-sprain.yaml"
LUNGE, OTHER, END_FEEL = "left.lunge_cm", "right.lunge_cm", "left.end_feel"
# A model as a front end has it: what is saved goes to Python, what Python tells comes back as a change.
MODEL = """async ([code, state]) => {
    const module = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
    const heard = {};
    const model = {
        get: (name) => state[name],
        set: (name, value) => { state[name] = value; },
        on: (event, act) => { (heard[event] ??= []).push(act); },
        off: (event, act) => { heard[event] = (heard[event] ?? []).filter((one) => one !== act); },
        save_changes: async () => {
            state.told = JSON.parse(await window.toPython(JSON.stringify(state.values)));
            (heard["change:told"] ?? []).forEach((act) => act());
            window.answered = (window.answered ?? 0) + 1;
        },
    };
    window.unload = module.default.render({ model, el: document.querySelector("main") });
    window.heard = heard;
}"""


@pytest.fixture
def widget() -> WhatIf:
    return what_if(VOICE, LUNGE, OTHER, END_FEEL, "left.symptomatic")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1000, "height": 900})
    faults: list[str] = []
    opened.on("pageerror", lambda fault: faults.append(str(fault)))
    asked: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    yield opened
    opened.close()
    assert faults == []
    assert all(address.startswith(("blob:", "data:", "about:")) for address in asked)  # nothing from anywhere else


def shown(widget: WhatIf, page: Page) -> Page:
    """The widget on a page, its model answered by the real one."""

    def to_python(values: str) -> str:
        widget.values = json.loads(values)
        return json.dumps(widget.told)

    page.set_content(
        '<!doctype html><html lang="en"><title>What if?</title><body><main><h1>A notebook</h1></main></body></html>'
    )
    page.add_style_tag(content=style())
    page.expose_function("toPython", to_python)
    page.evaluate(
        MODEL, [widget._esm, {name: getattr(widget, name) for name in ("controls", "values", "recorded", "told")}]
    )
    return page


def moved(widget: WhatIf, **values: Any) -> dict[str, Any]:
    widget.values = {**widget.values, **values}
    return dict(widget.told)


def test_moving_a_number_over_its_limit_turns_the_answer_and_back_again(widget: WhatIf) -> None:
    assert widget.told["disposition"] == "Treat"
    over = moved(widget, **{LUNGE: 9.6})
    assert over["disposition"] == "No restriction"
    assert over["sides"][0]["suggested"] == [{"title": "Monitor and re-measure", "new": True}]
    assert "Banded mobilisation with movement, talus back" in over["sides"][0]["gone"]
    back = moved(widget, **{LUNGE: 6.5})
    assert back["disposition"] == "Treat" and not back["sides"][0]["gone"]


def test_it_says_what_the_engine_says() -> None:
    intake = {"person": {}, "left": {"symptomatic": "present"}, "right": {}}
    free = what_if(intake, LUNGE)
    for lunge in (None, 4.0, 12.5):
        now = dorsiflex.assess({**intake, "left": {"symptomatic": "present", "lunge_cm": lunge}})
        told = moved(free, **{LUNGE: lunge})
        assert told["disposition"] == dorsiflex.load().settings.disposition[now.disposition].title


def test_an_answer_that_is_not_known_is_not_a_no(widget: WhatIf) -> None:
    told = moved(widget, **{END_FEEL: None})
    assert told["disposition"] == "Screen first"
    assert any("How does passive dorsiflexion end" in question for question in told["ask"])
    assert any("cannot tell" in gate for gate in told["sides"][0]["gates"])


def test_answers_that_contradict_each_other_are_told_and_suggest_nothing(widget: WhatIf) -> None:
    told = moved(widget, **{LUNGE: 65})
    assert told["problems"] and "outside the range" in told["problems"][0] and "sides" not in told
    assert "outside the range" in " ".join(repr(widget).split())
    assert moved(widget, **{LUNGE: 6.5})["problems"] == []


def test_where_no_front_end_runs_it_is_a_text(widget: WhatIf) -> None:
    made = widget._repr_mimebundle_()
    text = (made[0] if isinstance(made, tuple) else made)["text/plain"]
    assert text == repr(widget)
    flat = " ".join(text.split())
    assert "left, knee-to-wall distance: 6.5 cm" in flat and "Treat." in flat and "suggested: Banded" in flat
    assert max(map(len, text.splitlines())) <= 100


def test_without_names_it_offers_what_was_measured_then_what_is_asked() -> None:
    offered = [one["stem"] for one in what_if(VOICE).controls]
    assert LUNGE in offered and OTHER in offered
    nothing = what_if({"left": {"symptomatic": "present"}}).controls
    assert nothing and all(one["stem"] for one in nothing)


def test_a_name_that_is_no_question_is_refused() -> None:
    with pytest.raises(BadInput) as refused:
        what_if(VOICE, "left.lunge", LUNGE)
    assert [problem.found for problem in refused.value.problems] == ["`left.lunge`"]


@pytest.mark.parametrize("folder", [WRIST, SLEEP], ids=["wrist", "sleep, without sides"])
def test_it_serves_any_knowledge_base(folder: Path, page: Page) -> None:
    knowledge = dorsiflex.load(folder)
    every = [
        name if finding.scope.value == "person" else f"{knowledge.settings.sides[0]}.{name}"
        for name, finding in knowledge.vocabulary.findings.items()
    ]
    widget = what_if({}, *every, knowledge=knowledge)
    shown(widget, page)
    assert page.locator(".field").count() == len(every)
    assert widget.told["disposition"] in page.get_by_role("status").inner_text()


def test_a_slider_is_moved_by_keyboard_and_keeps_the_focus(widget: WhatIf, page: Page) -> None:
    shown(widget, page)
    slider = page.get_by_role("slider", name="knee-to-wall distance").first
    assert slider.get_attribute("aria-valuetext") == "6.5 cm"
    kept = page.locator(":is(input, select)[data-lm-suppress-shortcuts]")  # else JupyterLab takes the arrow keys
    assert kept.count() == page.locator("input, select").count()
    slider.focus()
    for _ in range(31):  # 6.5 to 9.6 cm, a tenth each
        page.keyboard.press("ArrowRight")
    page.get_by_text("No restriction: 1 suggested").wait_for()
    assert widget.values[LUNGE] == 9.6 and slider.get_attribute("aria-valuetext") == "9.6 cm"
    assert slider.evaluate("one => one === document.activeElement")
    assert page.get_by_text("(gone)").count() > 0


def test_not_known_and_as_recorded_are_one_tap_each(widget: WhatIf, page: Page) -> None:
    shown(widget, page)
    page.get_by_label("not known: knee-to-wall distance").first.check()
    page.get_by_text("Screen first: 0 suggested").wait_for()
    assert widget.values[LUNGE] is None
    page.get_by_label("end-feel").select_option("")
    page.wait_for_function("window.answered >= 2")
    assert widget.values[END_FEEL] is None
    page.get_by_role("button", name="As recorded").click()
    page.get_by_text("Treat: 6 suggested").wait_for()
    assert (
        widget.values == widget.recorded
        and not page.get_by_label("not known: knee-to-wall distance").first.is_checked()
    )


def test_a_pulled_slider_asks_once_it_rests(widget: WhatIf, page: Page) -> None:
    shown(widget, page)
    slider = page.get_by_role("slider", name="knee-to-wall distance").first
    slider.evaluate(
        "one => { for (const v of [7, 8, 9, 10]) { one.value = v; one.dispatchEvent(new Event('input')); } }"
    )
    page.get_by_text("No restriction: 1 suggested").wait_for()
    assert page.evaluate("window.answered") == 1 and widget.values[LUNGE] == 10


def test_everyone_can_use_it(widget: WhatIf, page: Page) -> None:
    shown(widget, page)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page)["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []


def test_closed_it_hears_nothing_more(widget: WhatIf, page: Page) -> None:
    shown(widget, page)
    page.evaluate("window.unload()")
    assert page.evaluate("Object.values(window.heard).flat().length") == 0
