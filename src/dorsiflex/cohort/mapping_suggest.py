"""Which finding could each column of a table be? A mapping to be read and confirmed by a person, never used as it is.

What is not the very name of a finding is marked with `?`, and a mapping with a `?` in it is refused.
"""

from __future__ import annotations

import csv
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from dorsiflex.cohort.alike import SAME_PAIRS, Alike
from dorsiflex.cohort.header import ID, column_of
from dorsiflex.cohort.mapping_file import DELIMITERS
from dorsiflex.language.program import Program
from dorsiflex.language.vocabulary import Finding, Kind

WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
# Who denies something says the opposite of its finding; only a person can tell what such a column holds.
DENYING = frozenset(("no", "not", "never", "none", "without", "denies", "denied", "excluded", "ruled", "absent"))
# Words this alike are one word misspelt; names less alike than the second are not proposed.
SAME_WORD = 0.85
LEAST = 0.55
SHORTEST = 3
# A short name must be nearly that of the finding: of so few letters half are the same by chance.
SHORT = 6
NOT_TELLING = frozenset(("the", "and", "for", "was", "has", "had", "with", "how", "which", "what", "this", "any"))


@dataclass(frozen=True)
class Proposal:
    """What a column could be, why, and whether that is in doubt."""

    column: str
    to: str
    unit: str
    why: str
    doubt: bool


class Proposer:
    """Compares columns with the findings of a program."""

    def __init__(self, program: Program) -> None:
        self.units = program.units
        self.findings = {column_of(stem): finding for stem, finding in program.findings.items()}
        self.sides = {
            column: stem.partition(".")[0] if "." in stem else ""
            for stem, column in ((stem, column_of(stem)) for stem in program.findings)
        }
        self.ids = {column: whole_and_bare(finding) for column, finding in self.findings.items()}
        self.letters = {column: finding.id.replace("_", "") for column, finding in self.findings.items()}
        self.titles = {column: frozenset(telling(finding.title)) for column, finding in self.findings.items()}
        self.called, self.asking = defaultdict(set), defaultdict(set)
        for column, finding in self.findings.items():
            self.called[self.letters[column]].add(column)
            for word in telling(f"{finding.title} {finding.ask}"):
                self.asking[word].add(column)
        self.near_ids = Alike(self.called, LEAST, SAME_PAIRS)
        self.near_words = Alike(self.asking, SAME_WORD, SAME_PAIRS)

    def propose(self, names: Sequence[str]) -> list[Proposal]:
        """One proposal for each column that is like a finding, each finding once: for the column most like it."""
        scored = sorted(
            (
                (score, -place, proposal)
                for place, name in enumerate(names)
                for score, proposal in self.candidates(name)
            ),
            key=lambda item: (-item[0], -item[1], item[2].to),
        )
        chosen: dict[str, Proposal] = {}
        taken: set[str] = set()
        for _, _, proposal in scored:
            if proposal.column not in chosen and proposal.to not in taken:
                chosen[proposal.column] = proposal
                taken.add(proposal.to)
        return [chosen[name] for name in names if name in chosen]

    def candidates(self, name: str) -> Iterator[tuple[float, Proposal]]:
        """Every finding that is like a name, with how much."""
        if name in self.findings:
            yield 3.0, Proposal(name, name, "", "its name", False)
            return
        bare, side = self.without_side(words_of(name))
        if DENYING.intersection(bare):
            return
        long = [word for word in bare if len(word) >= SHORTEST and word not in NOT_TELLING]
        for column in self.compared(bare, long, side):
            finding = self.findings[column]
            told, unit = without_unit(bare, finding)
            if told in self.ids[column] or bare in self.ids[column]:
                yield 2.0, Proposal(name, column, unit, "the same words as its id", True)
                continue
            score, why = self.likeness(told, long, column)
            if score >= LEAST:
                yield score, Proposal(name, column, unit, why, True)

    def compared(self, bare: list[str], long: list[str], side: str) -> list[str]:
        """The columns of a side worth a closer look: near as a whole, or with a word of their question."""
        wholes = {"".join(bare[:end]) for end in (len(bare), len(bare) - 1)}
        near = {column for whole in wholes for other in self.near_ids.near(whole) for column in self.called[other]}
        asked = {column for word in long for other in self.near_words.near(word) for column in self.asking[other]}
        return sorted(column for column in near | asked if self.sides[column] == side)

    def without_side(self, words: list[str]) -> tuple[list[str], str]:
        """A name without the word, or first letter, of a side; and the side."""
        for unit in self.units:
            for sign in (unit, unit[0]):
                if sign in words and len(words) > 1:
                    return [word for word in words if word != sign], unit
        return words, ""

    def likeness(self, told: list[str], long: list[str], column: str) -> tuple[float, str]:
        """How like a finding a name is: its id as a whole, or the words of its question."""
        letters, title = "".join(told), self.titles[column]
        if title and title == set(long):
            return 1.9, "the words of its title"
        if self.ids[column][0][: len(told)] == told and long:
            return 1.0, "the beginning of its id"
        whole = self.near_ids.near(letters).get(self.letters[column], 0.0)
        near = {word: self.near_words.near(word).keys() for word in long}
        asked = [word for word in long if any(column in self.asking[other] for other in near[word])]
        share = len(asked) / len(long) if long else 0.0
        # A name that is not the id but for a letter or two must not bring a word that the question does not have.
        if whole < SAME_WORD and (len(letters) < SHORT or share < 1 or len(long) < 2):
            whole = 0.0
        # A word of the question says less than the name, as many questions share their words: so the title counts too.
        told_title = len(title & set().union(*near.values())) / len(title) if title else 0.0
        alone = bool(asked) and all(self.only(near[word]) for word in asked)
        words = (share + (1.0 if alone else told_title)) / 2 * 0.8
        if words > whole:
            return words, "words of its question: " + ", ".join(asked)
        return whole, f"near its id ({whole:.2f})"

    def only(self, words: Iterable[str]) -> bool:
        """Whether a single finding asks in these words."""
        return len({self.findings[column].id for word in words for column in self.asking[word]}) == 1


def words_of(name: str) -> list[str]:
    return [word.lower() for word in WORDS.findall(name)]


def telling(text: str) -> Iterator[str]:
    return (word for word in words_of(text) if len(word) >= SHORTEST and word not in NOT_TELLING)


def whole_and_bare(finding: Finding) -> tuple[list[str], list[str]]:
    """The words of an id, and these without the unit."""
    words = words_of(finding.id)
    return words, without_unit(words, finding)[0]


def without_unit(words: list[str], finding: Finding) -> tuple[list[str], str]:
    """The words without a unit at their end; the unit, where it is not ours."""
    if finding.kind is Kind.NUMBER and len(words) > 1:
        if words[-1] == finding.quantity.unit.lower():
            return words[:-1], ""
        for unit, _ in finding.other_units:
            if words[-1] == unit.lower():
                return words[:-1], unit
    return words, ""


def delimiter_of(header: str) -> str:
    """What most likely stands between the names of a header of CSV, by its word; commas where nothing says more."""
    widths = {word: len(next(csv.reader([header], delimiter=sign), [])) for word, sign in DELIMITERS.items()}
    return max(widths, key=lambda word: widths[word])


def mapping_text(names: Sequence[str], table: str, program: Program, delimiter: str = "comma") -> str:
    """A mapping with a line for each column: a proposal with its reason, or a comment."""
    proposals = {proposal.column: proposal for proposal in Proposer(program).propose([n for n in names if n != ID])}
    lines = [
        f"# Proposed for {one_line(table)}. Take the ? away where a line is right; correct or delete the others.",
        "# A column that is not listed is carried through. Codes and units: docs/cohorts.md.",
        *([f"delimiter: {delimiter}", "# decimal: comma  # where numbers are written 6,5"] * (delimiter != "comma")),
        "columns:",
    ]
    for name in names:
        if name in proposals:
            lines.append(line_of(proposals[name]))
    if not proposals:
        lines.append("  # no column looks like a finding; write them as `column: finding`")
    left = [name for name in names if name not in proposals]
    lines += ["", "# nothing proposed, carried through:", *(f"#   {one_line(name)}" for name in left)] if left else []
    return "\n".join(lines) + "\n"


def line_of(proposal: Proposal) -> str:
    meant = json.dumps(f"? {proposal.to}") if proposal.doubt else proposal.to
    if proposal.unit:
        meant = f"{{is: {meant}, unit: {proposal.unit}}}"
    return f"  {key(proposal.column)}: {meant}  # {proposal.why}"


def key(name: str) -> str:
    """A name as the key of a map; in quotes where YAML could take it for something else."""
    plain = PLAIN.fullmatch(name) and name.lower() not in ("true", "false", "null")
    return name if plain else json.dumps(one_line(name), ensure_ascii=False)


def one_line(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)
