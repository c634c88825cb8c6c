"""How is a kept intake printed? A row for whatever there is, both sides beside each other; then what was denied."""

from __future__ import annotations

from dataclasses import dataclass

from dorsiflex.apps.web.conflict import WORDS
from dorsiflex.apps.web.kept import PERSON, Kept
from dorsiflex.present.values import parted
from dorsiflex.store.records import Json

NO = WORDS["absent"]
NOT_KNOWN = "not known"


def recorded(found: Kept) -> Json:
    """The intake as the sheet shows it."""
    told = Recorded.of(found)
    units = [unit for unit in found.knowledge.settings.sides if unit in found.sides]
    return {
        "heads": [found.heading(unit) for unit in units],
        "rows": told.rows(units),
        "person": told.rows([PERSON]),
        "absent": [
            {"heading": found.heading(unit), "titles": titles}
            for beside in (units, [PERSON])
            for unit in beside
            if (titles := told.denied(unit, beside))
        ],
    }


@dataclass(frozen=True)
class Recorded:
    """What was answered: by unit and finding, in words."""

    texts: dict[str, dict[str, str]]
    titles: dict[str, str]

    @staticmethod
    def of(found: Kept) -> Recorded:
        """In the order of the vocabulary; a finding that it lost comes last."""
        lines = {part.unit: {parted(line.stem)[1]: line for line in part.lines} for part in found.recorded}
        titles = {name: line.title for unit in lines.values() for name, line in unit.items()}
        order = [name for name in found.knowledge.vocabulary.findings if name in titles]
        order += sorted(titles.keys() - set(order))
        texts = {unit: {name: line.text for name, line in named.items()} for unit, named in lines.items()}
        return Recorded(texts, {name: titles[name] for name in order})

    def is_there(self, unit: str, name: str) -> bool:
        """Whether it was answered with anything but no."""
        return self.texts.get(unit, {}).get(name, NO) != NO

    def rows(self, units: list[str]) -> list[list[str]]:
        """Whatever is there on any of some units; where it was not asked on another, it is not known there."""
        return [
            [title, *(self.texts.get(unit, {}).get(name, NOT_KNOWN) for unit in units)]
            for name, title in self.titles.items()
            if any(self.is_there(unit, name) for unit in units)
        ]

    def denied(self, unit: str, beside: list[str]) -> list[str]:
        """What is absent, where no row says so already."""
        texts = self.texts.get(unit, {})
        return [
            title
            for name, title in self.titles.items()
            if texts.get(name) == NO and not any(self.is_there(each, name) for each in beside)
        ]
