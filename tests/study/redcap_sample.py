"""How was the sample of docs/from-redcap made? From `dorsiflex synth`, with the names and codes of another project.

dorsiflex synth 120 --seed 4 -o cohort.csv
python -m tests.study.redcap_sample cohort.csv docs/from-redcap
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path
from typing import Any

import dorsiflex
from dorsiflex.cohort.header import column_of
from dorsiflex.language.grounding import build_program
from dorsiflex.language.vocabulary import Finding, Kind

ABOUT = "Constructed with dorsiflex synth: no row is a person. The names and codes are those of an invented project."
SAME_DAY = "# In this project the person was asked and the sides were examined on one day, so all of it still holds."
NAMES = {"age_years": "alter", "sex": "geschlecht", "equipment": "hilfsmittel"}
ENDS = {"left": "li", "right": "re"}
YES_NO = {"present": "1", "absent": "2", "": ""}
BASE, VISIT = "aufnahme_arm_1", "untersuchung_arm_1"


class Column:
    """A finding of theirs: what its columns are called, and what stands in them."""

    def __init__(self, stem: str, finding: Finding) -> None:
        self.ours, self.finding = column_of(stem), finding
        side, _, name = stem.rpartition(".")
        self.side = bool(side)
        self.name = f"{name}_{ENDS[side]}" if side else NAMES.get(name, name)
        self.unit = "mm" if "mm" in dict(finding.other_units) else ""
        if self.unit:
            self.name = self.name.replace("_cm", "_mm")
        self.codes = {option: str(place) for place, option in enumerate(finding.option_ids, 1)}

    @property
    def heads(self) -> list[str]:
        several = self.finding.kind is Kind.SEVERAL_OF
        return [f"{self.name}___{code}" for code in self.codes.values()] if several else [self.name]

    def cells(self, value: str) -> list[str]:
        match self.finding.kind:
            case Kind.SEVERAL_OF:
                ticked = value.split(";")
                return [str(int(option in ticked)) for option in self.codes]
            case Kind.CHOICE:
                return [self.codes.get(value, "")]
            case Kind.YES_NO:
                return [YES_NO[value]]
            case _:
                return [f"{float(value) * 10:g}" if self.unit and value else value]

    def lines(self) -> list[str]:
        match self.finding.kind:
            case Kind.SEVERAL_OF:
                return [
                    f"  {head}: {{is: {self.ours}, option: {option}}}"
                    for head, option in zip(self.heads, self.codes, strict=True)
                ]
            case Kind.CHOICE:
                values = json.dumps({code: option for option, code in self.codes.items()})
                return [f"  {self.name}: {{is: {self.ours}, values: {values}}}"]
            case _:
                unit = f"{{is: {self.ours}, unit: {self.unit}}}" if self.unit else self.ours
                return [f"  {self.name}: {unit}"]


def main(cohort: Path, folder: Path) -> None:
    """Write the export and its mapping."""
    with cohort.open(encoding="utf-8") as file:
        people = list(csv.DictReader(file))
    program = build_program(dorsiflex.load(None))
    columns = [Column(stem, finding) for stem, finding in program.findings.items()]
    columns = [one for one in columns if any(person[one.ours] for person in people)]
    spoil(people)
    rows = [row for number, person in enumerate(people, 1) for row in rows_of(number, person, columns)]
    with (folder / "export.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        heads = [head for one in columns for head in one.heads]
        writer.writerow(["pat_id", "redcap_event_name", "hinweis", *heads, "untersuchung_complete"])
        writer.writerows(rows)
    lines = [
        f"about: {json.dumps(ABOUT)}",
        "spellings: {present: ['1'], absent: ['2']}",
        "missing: {'-99': not_asked}",
        "columns:",
    ]
    lines += [line for one in columns for line in one.lines()]
    lines += [SAME_DAY, f"carry: [{', '.join(one.ours for one in columns if not one.side)}]"]
    (folder / "mapping.yaml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def spoil(people: list[dict[str, Any]]) -> None:
    """What happens in every study: a question not asked, a measure in another unit, a slip of the pen."""
    people[2]["fever"], people[7]["left_lunge_cm"], people[11]["age_years"] = "-99", "90", "4o"


def rows_of(number: int, person: dict[str, str], columns: list[Column]) -> list[list[str]]:
    """The base row holds what was asked of the person, the visit what was found at the sides."""
    rows = []
    for event, side in ((BASE, False), (VISIT, True)):
        cells = [cell for one in columns for cell in told(one, person, here=one.side is side)]
        rows.append([f"P{number:03}", event, "constructed", *cells, "2"])
    return rows


def told(one: Column, person: dict[str, str], *, here: bool) -> list[str]:
    value = person[one.ours] if here else ""
    return [value] if value in ("-99", "4o") else one.cells(value)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
