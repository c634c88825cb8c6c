"""How does a peer review become a change of a rule file? As a patch to who owns it and who reads it otherwise.

Nothing here writes a file: a person reads the patch, and applies it or not. Only `owners`, `status`, `review_by` and
`dissent.found` are touched; where a file is written in a way that is not foreseen, the review is left out and says why.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from typing import Any

from dorsiflex.catalogue.document import Document
from dorsiflex.catalogue.faults import read_as
from dorsiflex.catalogue.reader import KNOWLEDGE_BYTES, Unreadable, parse_document
from dorsiflex.catalogue.schema import RULE_FILES
from dorsiflex.errors import Problem
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.store.reviewing import RuleReview

NOBODY = "none yet"
NO_ANSWER = "not answered yet"
MOST_WORDS = 30
REVIEWER = re.compile(r"""(\breviewer:\s*)("(?:[^"\\]|\\.)*"|'[^']*'|[^,}#\n]*?)(?=\s*(?:[,}]|$))""")


class LeftOut(Exception):
    """A review that cannot stand in a rule file; carries why."""


@dataclass(frozen=True)
class Patch:
    """A unified diff, and each review that is not in it with the reason."""

    text: str
    left_out: dict[int, str]


def patch(reviews: Iterable[RuleReview], knowledge: KnowledgeBase, rules: Path) -> Patch:
    """What the reviews would change in the rule files below a folder."""
    before: dict[str, str] = {}
    after: dict[str, str] = {}
    left_out: dict[int, str] = {}
    for review in reviews:
        try:
            name = file_of(review, knowledge)
            text = after.get(name) or (rules / name).read_text(encoding="utf-8")
            changed = edited(text, name, review, knowledge)
        except LeftOut as reason:
            left_out[review.place] = str(reason)
        else:
            before.setdefault(name, text)
            after[name] = changed
    return Patch("".join(diff(f"{rules.name}/{name}", before[name], after[name]) for name in sorted(after)), left_out)


def file_of(review: RuleReview, knowledge: KnowledgeBase) -> str:
    """The rule's file, where its version is still the one that was reviewed."""
    rule = knowledge.rules.get(review.rule_id)
    if rule is None:
        raise LeftOut("The rules of today have no such rule.")
    if rule.version != review.version:
        raise LeftOut(f"It speaks of version {review.version}; today's is {rule.version}.")
    return rule.defined_at.rpartition(":")[0]


def edited(text: str, name: str, review: RuleReview, knowledge: KnowledgeBase) -> str:
    """The file with the review in it, read again to see that nothing else changed."""
    document = parse_document(text.encode("utf-8"), name, KNOWLEDGE_BYTES)
    match review.verdict:
        case "reviewed":
            changed = marked_reviewed(document, review)
        case "disputed":
            changed = with_dissent(document, review, knowledge)
        case _:
            raise LeftOut("A comment changes nothing in a rule file.")
    refuse_more(document, changed, review)
    return changed


def marked_reviewed(document: Document, review: RuleReview) -> str:
    """The reviewer's name, the status, and the date of the next review where one was given."""
    if not (review.name and review.may_be_named):
        raise LeftOut("A reviewer is a person who agreed to be named.")
    lines = document.text.split("\n")
    replace(lines, document, ("owners", "reviewer"), REVIEWER, named(document.value["owners"]["reviewer"], review.name))
    replace(lines, document, ("status",), re.compile(r"^(status:\s*)(\w+)"), "reviewed")
    if review.review_by:
        date = f'"{review.review_by}"'
        if document.line(("review_by",)) is None:
            lines.insert(line_of(document, ("status",)) + 1, f"review_by: {date}")
        else:
            replace(lines, document, ("review_by",), re.compile(r"^(review_by:\s*)(\S+)"), date)
    return "\n".join(lines)


def named(standing: str, name: str) -> str:
    """The name as YAML, beside those who reviewed before."""
    names = [] if standing == NOBODY else [part.strip() for part in standing.split(",")]
    return quoted(", ".join(dict.fromkeys([*names, name])))


def with_dissent(document: Document, review: RuleReview, knowledge: KnowledgeBase) -> str:
    """One more entry under `dissent.found`, without an answer yet."""
    if review.source not in knowledge.sources:
        raise LeftOut("A dispute in a rule file names a source of the bibliography; this one names none.")
    says = " ".join(review.reasons.split())
    if len(says.split()) > MOST_WORDS:
        raise LeftOut(f"What is said in a rule file has at most {MOST_WORDS} words; these are {len(says.split())}.")
    entry = f"{{who: {review.source}, says: {quoted(says)}, we_answer: {quoted(NO_ANSWER)}}}"
    lines = document.text.split("\n")
    at = line_of(document, ("dissent", "found"))
    key, rest = lines[at].split("found:", 1) if lines[at].count("found:") == 1 else ("", "")
    inside = "{" in key
    if (nothing := re.match(r"\s*\[\s*\]", rest)) and not inside:
        lines[at] = f"{key}found:{rest[nothing.end() :]}"
        lines.insert(at + 1, f"{key}  - {entry}")
    elif found := re.match(r"(\s*\[)(\s*\])?", rest):
        lines[at] = f"{key}found:{found[1]}{entry}{found[2] or ', '}{rest[found.end() :]}"
    elif key and not rest.split("#")[0].strip():
        lines.insert(at + 1, f"{key}  - {entry}")
    else:
        raise LeftOut("The file writes `dissent` in a way that is not foreseen; enter it by hand.")
    return "\n".join(lines)


def replace(lines: list[str], document: Document, path: tuple[str, ...], form: re.Pattern[str], value: str) -> None:
    """Put a value in the place of the one that stands on the line of a key."""
    at = line_of(document, path)
    lines[at], count = form.subn(lambda found: found[1] + value, lines[at], count=1)
    if not count:
        raise LeftOut(f"The file writes `{'.'.join(path)}` in a way that is not foreseen; enter it by hand.")


def line_of(document: Document, path: tuple[str, ...]) -> int:
    """The index of a key's line."""
    line = document.line(path)
    if line is None:
        raise LeftOut(f"The file has no `{'.'.join(path)}`; enter it by hand.")
    return line - 1


def quoted(text: str) -> str:
    """The text in quotes that YAML and JSON share."""
    return json.dumps(text, ensure_ascii=False)


def refuse_more(document: Document, changed: str, review: RuleReview) -> None:
    """The changed file has the form of a rule, and differs in nothing but what a review may change."""
    try:
        after = parse_document(changed.encode("utf-8"), document.name, KNOWLEDGE_BYTES)
    except Unreadable as unreadable:
        raise LeftOut(unreadable.problems[0].found) from None
    problems: list[Problem] = []
    read_as(RULE_FILES[after.value["kind"]], after, problems)
    expected = wanted(document.value, review)
    if problems or after.value != expected:
        raise LeftOut("The file is written in a way that is not foreseen; enter the review by hand.")


def wanted(value: dict[str, Any], review: RuleReview) -> dict[str, Any]:
    """What the file should say afterwards."""
    if review.verdict == "reviewed":
        reviewer = json.loads(named(value["owners"]["reviewer"], review.name))
        dated = {"review_by": review.review_by} if review.review_by else {}
        return {**value, "owners": {**value["owners"], "reviewer": reviewer}, "status": "reviewed", **dated}
    entry = {"who": review.source, "says": " ".join(review.reasons.split()), "we_answer": NO_ANSWER}
    return {**value, "dissent": {**value["dissent"], "found": [entry, *value["dissent"]["found"]]}}


def diff(path: str, before: str, after: str) -> str:
    """A unified diff as `git apply` and `patch -p1` take it."""
    lines = unified_diff(before.splitlines(True), after.splitlines(True), f"a/{path}", f"b/{path}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
