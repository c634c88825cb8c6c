"""A visit in a browser: filled by hand, by keyboard, without script; reloaded, cut off, opened twice."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.web.browser.hand import Hand
from tests.web.visiting import FIRST_VOICE, Visiting, voice


def test_the_first_voice_is_done_in_at_most_40_taps_and_8_numbers(page: Page, visits: Visiting) -> None:
    page.goto(visits.start("first voice"))
    hand = Hand(page, visits.knowledge)
    hand.fill(voice(FIRST_VOICE, visits.knowledge))
    hand.settled()
    print(len(hand.taps), len(hand.numbers), hand.taps)
    expect(page.locator("#panel .disposition")).to_contain_text("Treat")
    expect(page.locator("#panel .option").first).to_contain_text("Banded mobilisation with movement, talus back")
    assert len(hand.taps) <= 40
    assert len(hand.numbers) <= 8
