"""A hand that fills the form as a clinician would, and counts its taps and numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

from playwright.sync_api import Locator, Page, expect

from dorsiflex.apps.web.fields import Fields, none_name
from dorsiflex.language.case import flat
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.vocabulary import Kind, QuestionGroup
from dorsiflex.present.values import parted


@dataclass
class Hand:
    """Taps what is to be seen; what is folded away costs the tap that opens it."""

    page: Page
    knowledge: KnowledgeBase
    taps: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)

    def tap(self, what: Locator, name: str) -> None:
        self.taps.append(name)
        what.click()

    def fill(self, fields: Fields) -> None:
        """Answer everything that is given, from the top of the form to its end, until nothing is left."""
        left = dict(fields)
        while left:
            before = len(left)
            for stem in self.order():
                if stem in left:
                    self.answer(stem, left)
                    self.settled()
            assert len(left) < before, f"the form never asked for {sorted(left)}"

    def order(self) -> list[str]:
        """The questions as they stand on the page, those folded away left out."""
        return self.page.locator(".blocks .cell:not([data-folded])").evaluate_all(
            "cells => cells.filter(cell => !cell.closest('.more')).map(cell => cell.dataset.stem)"
        )

    def answer(self, stem: str, left: Fields) -> None:
        unit, name = parted(stem)
        finding = self.knowledge.vocabulary.findings[name]
        group = next((g for g in self.knowledge.vocabulary.groups.values() if name in g.findings), None)
        if group:
            self.answer_group(group, unit, left)
        elif finding.kind is Kind.NUMBER:
            self.type(stem, str(left.pop(stem)))
        else:
            typed = left.pop(stem)
            for value in typed if isinstance(typed, list) else [typed]:
                self.choose(stem, value)

    def answer_group(self, group: QuestionGroup, unit: str | None, left: Fields) -> None:
        """Each yes by a tap of its own; the rest by one tap on “none of these”, or by one where it is the only no."""
        stems = [flat(unit, name) for name in group.findings]
        given = {stem: left.pop(stem) for stem in stems if stem in left}
        for stem, typed in given.items():
            if typed == "present":
                self.choose(stem, "present")
        if "absent" in given.values():
            self.settled()
            box = self.page.locator(f'[name="{none_name(group, unit)}"]')
            self.open(box)
            self.tap(box, none_name(group, unit))

    def choose(self, stem: str, value: str) -> None:
        box = self.page.locator(f'[name="{stem}"][value="{value}"]')
        self.open(box)
        self.tap(box, f"{stem}: {value}")

    def type(self, stem: str, text: str) -> None:
        box = self.page.locator(f'[name="{stem}"]')
        self.open(box)
        self.numbers.append(stem)
        box.fill(text)

    def open(self, box: Locator) -> None:
        """Open the section of a field where it is folded."""
        section = box.locator("xpath=ancestor::details[contains(concat(' ', @class, ' '), ' section ')]")
        if section.get_attribute("open") is None:
            self.tap(section.locator("> summary"), "section")

    def settled(self) -> None:
        """Wait until everything is saved and answered."""
        expect(self.page.locator("body")).to_have_attribute("data-waiting", "0")
