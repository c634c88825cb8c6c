"""A visit in a browser: filled by hand, by keyboard, without script; reloaded, cut off, opened twice."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.web.browser.conftest import let_in
from tests.web.browser.hand import Hand
from tests.web.visiting import FIRST_VOICE, Visiting, voice

PHONE = {"width": 390, "height": 844}


def test_the_first_voice_is_done_in_at_most_40_taps_and_8_numbers(page: Page, visits: Visiting) -> None:
    page.goto(visits.start("first voice"))
    hand = Hand(page, visits.knowledge)
    hand.fill(voice(FIRST_VOICE, visits.knowledge))
    hand.settled()
    expect(page.locator("#panel .disposition")).to_contain_text("Treat")
    expect(page.locator("#panel .option").first).to_contain_text("Banded mobilisation with movement, talus back")
    assert len(hand.taps) <= 40
    assert len(hand.numbers) <= 8


def test_the_form_is_filled_by_keyboard_alone(page: Page, visits: Visiting) -> None:
    """Tab leads from question to question, an arrow chooses, a space ticks; the answer follows."""
    page.goto(visits.start("keyboard"))
    page.locator('[name="age_years"]').focus()
    page.keyboard.type("29")
    for _ in range(30):
        page.keyboard.press("Tab")
        if focused(page) == "sex":
            break
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(page.locator('[name="sex"][value="male"]')).to_be_checked()
    reach(page, "left.symptomatic")
    page.keyboard.press("Space")
    expect(page.locator('[name="left.symptomatic"][value="present"]')).to_be_checked()
    expect(page.locator("#panel .about")).to_have_text("left ankle")
    reach(page, "none::emergency_signs")
    page.keyboard.press("Space")
    expect(page.locator('[name="bilateral_leg_neurology"][value="absent"]')).to_be_checked()
    Hand(page, visits.knowledge).settled()
    expect(page.locator("#saved")).to_have_text("saved")


def test_the_arrow_keys_choose_between_yes_no_and_not_examined(page: Page, visits: Visiting) -> None:
    page.goto(visits.start("arrows"))
    yes = page.locator('[name="left.symptomatic"][value="present"]')
    yes.focus()
    for value in ("absent", "unknown", "present"):
        page.keyboard.press("ArrowRight")
        expect(page.locator(f'[name="left.symptomatic"][value="{value}"]')).to_be_checked()


def test_without_script_the_button_saves_and_the_answer_is_there(browser: Browser, visits: Visiting) -> None:
    context = browser.new_context(base_url=visits.address, java_script_enabled=False, viewport=PHONE)
    let_in(context)
    page = context.new_page()
    page.goto("/")
    page.fill("#label", "no script")
    page.click("text=Start")
    page.fill('[name="age_years"]', "29")
    page.check('[name="left.symptomatic"][value="present"]')
    page.check('[name="none::emergency_signs"]')
    page.click("text=Save and update")
    expect(page.locator("#panel .about")).to_have_text("left ankle")
    page.click("text=Close the answer")
    expect(page.locator("#answer")).to_be_hidden()
    expect(page.locator('[name="age_years"]')).to_have_value("29")
    expect(page.locator('[name="bilateral_leg_neurology"][value="absent"]')).to_be_checked()
    page.click("#bar")
    first = page.locator("#panel .asking a").first
    target = first.get_attribute("href")
    first.click()
    expect(page.locator(str(target))).to_be_in_viewport()
    context.close()


def test_nothing_is_lost_by_a_reload_or_by_going_back(page: Page, visits: Visiting) -> None:
    page.goto(visits.start("reload"))
    page.fill('[name="age_years"]', "41")
    page.reload()
    expect(page.locator('[name="age_years"]')).to_have_value("41")
    page.check('[name="left.symptomatic"][value="present"]')
    page.goto("/")
    page.go_back()
    expect(page.locator('[name="left.symptomatic"][value="present"]')).to_be_checked()
    expect(page.locator('[name="age_years"]')).to_have_value("41")
    Hand(page, visits.knowledge).settled()


def test_what_changed_after_the_last_save_left_is_no_conflict_with_that_save(page: Page, visits: Visiting) -> None:
    """A save arrives but its answer is never heard, one more thing is changed, and the page is left."""
    path = visits.start("left in between")
    page.goto(path)

    def arrive_unheard(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/panel", arrive_unheard)
    page.fill('[name="age_years"]', "41")
    expect(page.locator("#saved")).to_have_text("not saved yet: no connection")
    page.unroute("**/panel")
    page.route("**/panel", lambda route: route.abort())
    page.check('[name="left.symptomatic"][value="present"]')
    page.goto("/")
    page.unroute("**/panel")
    page.goto(path)
    expect(page.locator("#saved")).to_have_text("saved")
    expect(page.locator(".clash")).to_have_count(0)
    expect(page.locator('[name="left.symptomatic"][value="present"]')).to_be_checked()
    expect(page.locator('[name="age_years"]')).to_have_value("41")


def test_an_answer_that_was_never_heard_is_no_conflict_with_the_next_change(page: Page, visits: Visiting) -> None:
    path = visits.start("never heard")
    page.goto(path)

    def arrive_unheard(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/panel", arrive_unheard, times=1)
    page.fill('[name="age_years"]', "41")
    expect(page.locator("#saved")).to_have_text("not saved yet: no connection")
    page.check('[name="left.symptomatic"][value="present"]')
    expect(page.locator("#saved")).to_have_text("saved")
    expect(page.locator(".clash")).to_have_count(0)


def test_without_a_connection_the_page_says_so_keeps_everything_and_sends_it_later(
    page: Page, context: BrowserContext, visits: Visiting
) -> None:
    path = visits.start("network")
    page.goto(path)
    context.set_offline(True)
    page.fill('[name="age_years"]', "52")
    expect(page.locator("#saved")).to_have_text("not saved yet: no connection")
    expect(page.locator("#said")).to_have_text("not saved yet: no connection")
    expect(page.locator("#panel")).to_have_attribute("data-behind", "yes")
    page.check('[name="left.symptomatic"][value="present"]')
    context.set_offline(False)
    expect(page.locator("#saved")).to_have_text("saved")
    expect(page.locator("#panel .about")).to_have_text("left ankle")
    standing = visits.store.draft(path.rpartition("/")[2])
    assert standing is not None
    assert standing.answers == {"age_years": "52", "left.symptomatic": "present"}


def test_a_reload_brings_back_what_could_not_be_saved(page: Page, visits: Visiting) -> None:
    page.goto(visits.start("cut and reloaded"))
    page.route("**/panel", lambda route: route.abort())
    page.fill('[name="age_years"]', "63")
    expect(page.locator("#saved")).to_have_text("not saved yet: no connection")
    page.unroute("**/panel")
    page.reload()
    expect(page.locator('[name="age_years"]')).to_have_value("63")
    expect(page.locator("#saved")).to_have_text("saved")


def test_of_two_tabs_the_later_is_shown_the_difference_and_chooses(
    page: Page, context: BrowserContext, visits: Visiting
) -> None:
    path = visits.start("two tabs")
    page.goto(path)
    other = context.new_page()
    other.goto(path)
    other.fill('[name="age_years"]', "30")
    Hand(other, visits.knowledge).settled()
    page.fill('[name="age_years"]', "31")
    clash = page.locator(".clash")
    expect(clash).to_contain_text("How old is the person")
    expect(clash).to_contain_text("Here: 31 years")
    expect(clash).to_contain_text("Other tab: 30 years")
    clash.get_by_label("Other tab: 30 years").check()
    clash.get_by_text("Keep these").click()
    expect(page.locator('[name="age_years"]')).to_have_value("30")
    expect(page.locator(".clash")).to_have_count(0)


def test_a_question_of_the_panel_leads_to_its_place_and_opens_it(page: Page, visits: Visiting) -> None:
    page.goto(visits.holding({"left.symptomatic": "present"}, "jump"))
    link = page.locator("#panel .asking a").first
    place = str(link.get_attribute("href"))
    link.click()
    expect(page.locator(place)).to_be_in_viewport()
    assert page.locator(place).evaluate("place => place.contains(document.activeElement)")


def test_on_a_phone_a_question_of_the_panel_closes_it_and_is_ready_to_be_answered(
    browser: Browser, visits: Visiting
) -> None:
    """The panel lies over the form; the question is seen below the bar, in reach, with the focus in it."""
    context = browser.new_context(base_url=visits.address, viewport=PHONE, has_touch=True)
    let_in(context)
    page = context.new_page()
    page.goto(visits.holding({"left.symptomatic": "present"}, "jump on a phone"))
    count = page.locator("#panel .asking a").count()
    assert count > 4
    for number in (0, count - 1):
        page.tap("#bar")
        page.evaluate("document.querySelectorAll('#panel .asking details').forEach(each => each.open = true)")
        link = page.locator("#panel .asking a").nth(number)
        place = page.locator(str(link.get_attribute("href")))
        link.tap()
        expect(page.locator("#answer")).to_be_hidden()
        expect(place).to_be_in_viewport()
        assert place.evaluate("place => place.contains(document.activeElement)")
        box = place.bounding_box()
        assert box is not None and box["y"] > 56
    context.close()


def test_a_folded_question_opens_when_the_panel_leads_to_it(page: Page, visits: Visiting) -> None:
    """However it came to be folded: the link opens every fold around the question."""
    page.goto(visits.holding({"left.symptomatic": "present"}, "folded"))
    folded = page.locator('.more [data-stem="left.plantar_bruising"]')
    expect(folded).to_be_hidden()
    page.evaluate(
        """() => document.querySelector("#panel .asking ul").insertAdjacentHTML(
            "beforeend", '<li><a href="#at-left-plantar_bruising" id="led">led</a></li>')"""
    )
    page.click("#led")
    expect(folded).to_be_in_viewport()
    expect(folded.locator("input").first).to_be_focused()


def test_none_of_these_in_a_group_that_was_opened_by_hand_denies_what_is_seen_there(
    page: Page, visits: Visiting
) -> None:
    path = visits.holding({"left.symptomatic": "present", "right.symptomatic": "absent"}, "opened by hand")
    page.goto(path)
    page.locator("#section-injury .more > summary").click()
    page.locator('.more [name="none:left:fracture_signs"]').check()
    Hand(page, visits.knowledge).settled()
    draft = visits.store.draft(path.rpartition("/")[2])
    assert draft is not None
    signs = visits.knowledge.vocabulary.groups["fracture_signs"].findings
    assert {name for name, typed in draft.answers.items() if typed == "absent" and name.startswith("left.")} == {
        f"left.{name}" for name in signs
    }
    expect(page.locator('[name="none:left:fracture_signs"]')).to_be_checked()


def test_the_answer_is_told_once_and_politely_to_who_cannot_see_it(page: Page, visits: Visiting) -> None:
    """One live region, no alert: the disposition, of whom, and what there is, and only when that changed."""
    page.goto(visits.start("told"))
    assert page.locator("[aria-live], [role=status], [role=alert]").count() == 1
    said = page.locator("#said")
    expect(said).to_have_attribute("role", "status")
    page.evaluate(
        """() => { window.told = []; new MutationObserver(() => window.told.push(said.textContent))
            .observe(said, {childList: true, characterData: true, subtree: true}); }"""
    )
    page.check('[name="left.symptomatic"][value="present"]')
    Hand(page, visits.knowledge).settled()
    expect(said).to_contain_text("left ankle")
    expect(said).to_contain_text("to ask")
    page.check('[name="main_goal"][value="running"]')
    Hand(page, visits.knowledge).settled()
    assert len(page.evaluate("window.told")) == 1


def test_typing_is_never_interrupted_by_an_answer(page: Page, visits: Visiting) -> None:
    """Each key is a change; the focus stays and no letter is lost while the answers come."""
    page.goto(visits.start("typing"))
    field = page.locator('[name="left.lunge_cm"]')
    field.evaluate("field => field.closest('details.section').open = true")
    field.press_sequentially("12.5", delay=150)
    Hand(page, visits.knowledge).settled()
    expect(field).to_have_value("12.5")
    expect(field).to_be_focused()


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.name ?? ''"))


def reach(page: Page, name: str) -> None:
    """Tab until a field has the focus."""
    for _ in range(150):
        if focused(page) == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by tab")


def test_what_is_typed_right_before_finishing_is_in_what_is_finished(page: Page, visits: Visiting) -> None:
    """The link waits until the answer is saved; nothing older is shown, or kept for good."""
    path = visits.start("finished at once")
    page.goto(path)
    page.fill('[name="age_years"]', "41")
    page.get_by_role("link", name="Finish").click()
    page.wait_for_url(f"**{path}/finish")
    standing = visits.store.draft(path.rpartition("/")[2])
    assert standing is not None
    assert standing.answers == {"age_years": "41"}
    expect(page.locator("main")).to_contain_text("41 years")


def test_without_a_connection_finishing_stays_on_the_page_with_what_was_typed(page: Page, visits: Visiting) -> None:
    path = visits.start("cut and finished")
    page.goto(path)
    page.route("**/panel", lambda route: route.abort())
    page.fill('[name="age_years"]', "42")
    page.get_by_role("link", name="Finish").click()
    expect(page.locator("#saved")).to_have_text("not saved yet: no connection")
    assert page.url.endswith(path)


def test_a_question_answered_in_the_drawer_stays_under_the_hand_that_answered(page: Page, visits: Visiting) -> None:
    page.goto(visits.holding({"age_years": "29"}, "answered in the drawer"))
    more = page.locator("#section-about .more")
    more.locator("> summary").click()
    answer = more.locator('[name="clinician_confirms"][value="absent"]')
    answer.check()
    Hand(page, visits.knowledge).settled()
    expect(page.locator('[name="clinician_confirms"][value="absent"]')).to_be_visible()
    expect(page.locator('[name="clinician_confirms"][value="absent"]')).to_be_focused()


def test_what_is_not_asked_of_the_other_side_stays_folded_when_its_group_comes_into_the_form(
    page: Page, visits: Visiting
) -> None:
    page.goto(visits.start("one side only"))
    hand = Hand(page, visits.knowledge)
    answers = {"right.symptomatic": "absent", "left.symptomatic": "present", "left.acute_injury": "present"}
    for stem, value in (answers | {"left.calf_pain": "present", "left.weak_plantarflexion": "present"}).items():
        box = page.locator(f'[name="{stem}"][value="{value}"]')
        box.evaluate("box => { for (let e = box; e; e = e.parentElement) if (e.tagName === 'DETAILS') e.open = true; }")
        box.check()
        hand.settled()
    stand_open = page.locator(".blocks .cell[data-folded][open]").evaluate_all(
        "cells => cells.filter(cell => !cell.closest('.more')).map(cell => cell.dataset.stem)"
    )
    assert stand_open == []


def test_an_answer_that_cannot_be_so_is_cleared_on_the_spot(page: Page, visits: Visiting) -> None:
    path = visits.holding({"left.cast_or_boot_history": "absent", "left.still_immobilised": "present"}, "clear")
    page.goto(path)
    clear = page.locator('[name="clear"][value="left.still_immobilised"]')
    clear.click()
    Hand(page, visits.knowledge).settled()
    draft = visits.store.draft(path.rpartition("/")[2])
    assert draft is not None and "left.still_immobilised" not in draft.answers
    expect(page.locator('[name="left.still_immobilised"]:checked')).to_have_count(0)
    expect(page.locator("#troubles h2")).to_have_count(0)


def test_without_script_a_tick_shown_already_denies_nothing_that_comes_later(
    browser: Browser, visits: Visiting
) -> None:
    context = browser.new_context(base_url=visits.address, java_script_enabled=False)
    let_in(context)
    page = context.new_page()
    path = visits.holding({"left.symptomatic": "present", "right.symptomatic": "absent"}, "later")
    page.goto(path)
    for change in ('[name="none:right:past_events"]', '[name="right.symptomatic"][value="present"]'):
        page.locator(change).check(force=True)
        page.click("text=Save and update")
        page.goto(path)
    draft = visits.store.draft(path.rpartition("/")[2])
    assert draft is not None
    denied = {name for name, typed in draft.answers.items() if typed == "absent"}
    assert denied == {"right.surgery_history", "right.achilles_rupture_history"}
    context.close()
