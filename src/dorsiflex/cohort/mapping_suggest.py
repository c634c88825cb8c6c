"""Which finding could each column of a table be? A mapping to be read and confirmed by a person, never used as it is.

What is not the very name of a finding is marked with `?`, and a mapping with a `?` in it is refused.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from dorsiflex.cohort.header import ID, column_of
from dorsiflex.language.program import Program
from dorsiflex.language.vocabulary import Finding, Kind

WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
# Words this alike are one word misspelt; names less alike than the second are not proposed.
SAME_WORD = 0.85
LEAST = 0.55
SHORTEST = 3
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
        self.questions = {
            column: frozenset(telling(f"{finding.title} {finding.ask}")) for column, finding in self.findings.items()
        }

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
        words = words_of(name)
        if name in self.findings:
            yield 3.0, Proposal(name, name, "", "its name", False)
            return
        bare, side = self.without_side(words)
        for column, finding in self.findings.items():
            if self.sides[column] != side:
                continue
            told, unit = without_unit(bare, finding)
            wanted = words_of(finding.id)
            if told in (wanted, without_unit(wanted, finding)[0]) or bare == wanted:
                yield 2.0, Proposal(name, column, unit, "the same words as its id", True)
                continue
            score, why = self.likeness(told, finding, column)
            if score >= LEAST:
                yield score, Proposal(name, column, unit, why, True)

    def without_side(self, words: list[str]) -> tuple[list[str], str]:
        """A name without the word, or first letter, of a side; and the side."""
        for unit in self.units:
            for sign in (unit, unit[0]):
                if sign in words and len(words) > 1:
                    return [word for word in words if word != sign], unit
        return words, ""

    def likeness(self, words: list[str], finding: Finding, column: str) -> tuple[float, str]:
        """How like a finding some words are: its id as a whole, or the words of its question."""
        whole = SequenceMatcher(None, "".join(words), finding.id.replace("_", "")).ratio()
        long = [word for word in words if len(word) >= SHORTEST and word not in NOT_TELLING]
        asked = [word for word in long if any(alike(word, other) for other in self.questions[column])]
        share = len(asked) / len(long) if long else 0.0
        # A word of the question says less than the name: many questions share their words.
        if share * 0.8 > whole:
            return share * 0.8, "words of its question: " + ", ".join(asked)
        return whole, f"near its id ({whole:.2f})"


def words_of(name: str) -> list[str]:
    return [word.lower() for word in WORDS.findall(name)]


def telling(text: str) -> Iterator[str]:
    return (word for word in words_of(text) if len(word) >= SHORTEST and word not in NOT_TELLING)


def alike(word: str, other: str) -> bool:
    return word == other or SequenceMatcher(None, word, other).ratio() >= SAME_WORD


def without_unit(words: list[str], finding: Finding) -> tuple[list[str], str]:
    """The words without a unit at their end; the unit, where it is not ours."""
    if finding.kind is Kind.NUMBER and len(words) > 1:
        if words[-1] == finding.quantity.unit.lower():
            return words[:-1], ""
        for unit, _ in finding.other_units:
            if words[-1] == unit.lower():
                return words[:-1], unit
    return words, ""


def mapping_text(names: Sequence[str], table: str, program: Program) -> str:
    """A mapping with a line for each column: a proposal with its reason, or a comment."""
    proposals = {proposal.column: proposal for proposal in Proposer(program).propose([n for n in names if n != ID])}
    lines = [
        f"# Proposed for {one_line(table)}. Take the ? away where a line is right; correct or delete the others.",
        "# A column that is not listed is carried through. Codes and units: docs/cohorts.md.",
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
