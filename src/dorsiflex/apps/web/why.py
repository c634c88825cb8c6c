"""Why did it say so? The reasons as they were kept, the intake and the rules of then, and what today's rules say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from dorsiflex.apps.web.desk import Desk
from dorsiflex.apps.web.differing import Change, conclusions_changed
from dorsiflex.apps.web.kept import Kept, kept
from dorsiflex.apps.web.pages import Here
from dorsiflex.errors import DorsiflexError, Problem
from dorsiflex.present.as_json import as_json
from dorsiflex.present.problems import problems_of
from dorsiflex.store.records import Json

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
TRUTHS = {"true": "fires", "unknown": "cannot tell", "false": "silent"}
HELD = {"true": "holds", "unknown": "cannot tell", "false": "does not hold"}


@dataclass(frozen=True)
class Branch:
    """A conclusion, and what it rests on."""

    id: str
    title: str
    truth: str
    text: str
    findings: tuple[tuple[str, str], ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    parts: tuple[Branch, ...] = ()


@dataclass(frozen=True)
class Limb:
    """The conclusions of one kind on one side; those that say most stand open."""

    title: str
    branches: tuple[Branch, ...]
    opens: bool


@dataclass(frozen=True)
class Today:
    """What today's rules make of the same intake: an answer that differs so, or why there is none."""

    same_rules: bool
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()


@router.get("/why/{assessment_id}")
def why(request: Request, desk: Here, assessment_id: str) -> Response:
    """The page of one answer; its address holds for as long as the visits are kept."""
    found = kept(desk.store, desk.knowledge, assessment_id)
    trees = {unit: tuple(limbs(side, found)) for unit, side in found.sides.items()}
    return desk.page(request, "why.html", kept=found, trees=trees, today=today(found, desk))


def limbs(side: Json, found: Kept) -> Iterator[Limb]:
    """The tree of one side: what fires, what cannot tell, what holds, what is suggested, what is withheld."""
    for truth, title in (("true", "Gates that fire"), ("unknown", "Gates that cannot tell"), ("false", "Silent gates")):
        yield Limb(
            title,
            tuple(ruled(each, TRUTHS, found) for each in side["gates"] if each["truth"] == truth),
            truth == "true",
        )
    yield Limb("Patterns", tuple(ruled(each, HELD, found) for each in side["patterns"]), False)
    yield Limb("Suggested", tuple(suggested(each, found) for each in side["suggestions"]), True)
    yield Limb("Withheld", tuple(withheld(each, side, found) for each in side["withheld"]), False)


def ruled(rule: Json, words: dict[str, str], found: Kept) -> Branch:
    """A gate or a pattern."""
    reason = rule["reason"]
    said = rule["say"] or rule["title"]
    return Branch(rule["id"], said, words[rule["truth"]], reason["text"], findings(reason, found), sources(rule))


def suggested(item: Json, found: Kept) -> Branch:
    """A suggestion, by the rules that made it."""
    parts = tuple(
        Branch(rule, rule, "fires", reason["text"], findings(reason, found))
        for rule, reason in zip(item["rules"], item["reasons"], strict=True)
    )
    return Branch(item["technique"], item["title"], "", item["say"], (), sources(item), parts)


def withheld(item: Json, side: Json, found: Kept) -> Branch:
    """A technique that gates hold back."""
    by = [ruled(gate, TRUTHS, found) for gate in side["gates"] if gate["id"] in item["because"]]
    text = "A rule suggests it all the same." if item["indicated"] else ""
    return Branch(item["technique"], item["title"], f"by {', '.join(item['because'])}", text, parts=tuple(by))


def findings(reason: Json, found: Kept) -> tuple[tuple[str, str], ...]:
    """The answers that settled it, in words."""
    return tuple((found.named(stem), text or "not known") for stem, text in reason["findings"].items())


def sources(holder: Json) -> tuple[tuple[str, str], ...]:
    """What each source supports."""
    return tuple((each["ref"], each["supports"]) for each in holder.get("evidence", ()))


def today(found: Kept, desk: Desk) -> Today:
    """The same intake, answered by the rules of today."""
    same = found.item.knowledge.get("digest") == desk.knowledge.digest
    try:
        now = as_json(desk.assessor.assess(found.item.intake), desk.knowledge)
    except DorsiflexError as fault:
        return Today(same, problems=tuple(problems_of(fault)))
    return Today(same, conclusions_changed(found.item.answer, now, desk.knowledge))
