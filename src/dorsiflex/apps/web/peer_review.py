"""How is a rule reviewed by peers? What they write on a version is kept, and leaves as a patch; no file changes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import cast

from fastapi import APIRouter, Request
from fastapi.exceptions import HTTPException
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from dorsiflex.apps.review_patch import MOST_WORDS, patch
from dorsiflex.apps.web.desk import Desk
from dorsiflex.apps.web.pages import Here, Posted
from dorsiflex.apps.web.practice import rules_of
from dorsiflex.errors import BadInput, Problem
from dorsiflex.explain.sentence import Teller
from dorsiflex.language.rule import Rule
from dorsiflex.present.citation import short
from dorsiflex.store.reviewing import RuleReview, Verdict, add_review, reviews

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
VERDICTS = {"comment": "Comment", "reviewed": "Reviewed", "disputed": "Disputed"}
FIELDS = ("verdict", "reasons", "source", "name", "may_be_named", "review_by")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def rule_of(desk: Desk, rule_id: str) -> Rule:
    rule = desk.knowledge.rules.get(rule_id)
    if rule is None:
        raise HTTPException(404)
    return rule


def written_on(desk: Desk, rule: Rule) -> tuple[RuleReview, ...]:
    return tuple(each for each in reviews(desk.store) if each.rule_id == rule.id)


@router.get("/review")
def index(request: Request, desk: Here) -> Response:
    """Every rule, with what was written on it here."""
    every = reviews(desk.store)
    counts = {rule: [each.verdict for each in every if each.rule_id == rule] for rule in {e.rule_id for e in every}}
    made = patch(every, desk.knowledge, rules_of(desk))
    return desk.page(request, "reviews.html", counts=counts, made=made, verdicts=VERDICTS)


@router.get("/review.patch")
def whole_patch(desk: Here) -> Response:
    """Everything that can be exported, as one patch."""
    return sent(patch(reviews(desk.store), desk.knowledge, rules_of(desk)).text, "reviews")


@router.get("/review/{rule_id}")
def show(request: Request, desk: Here, rule_id: str) -> Response:
    return page(request, desk, rule_of(desk, rule_id))


@router.get("/review/{rule_id}/patch")
def one_patch(desk: Here, rule_id: str) -> Response:
    """What was written on one rule, as a patch to its file."""
    rule = rule_of(desk, rule_id)
    return sent(patch(written_on(desk, rule), desk.knowledge, rules_of(desk)).text, rule.id)


@router.post("/review/{rule_id}")
def write(request: Request, desk: Here, form: Posted, rule_id: str) -> Response:
    """Keep what was written on the version that stood on the page."""
    rule = rule_of(desk, rule_id)
    typed = {name: str(form.get(name) or "").strip() for name in FIELDS}
    problems = [*missing(typed, desk), *moved(form, rule)]
    if not problems:
        try:
            add_review(
                desk.store,
                rule.id,
                rule.version,
                cast(Verdict, typed["verdict"]),
                typed["reasons"],
                source=typed["source"],
                name=typed["name"],
                may_be_named=bool(typed["may_be_named"]),
                review_by=typed["review_by"],
            )
        except BadInput as bad:
            problems += bad.problems
    if problems:
        return page(request, desk, rule, 422, typed, tuple(problems))
    return RedirectResponse(f"/review/{rule.id}#written", 303)


def moved(form: FormData, rule: Rule) -> Iterator[Problem]:
    if form.get("version") != str(rule.version):
        why = "What was written may not be meant for it."
        yield Problem("version", f"The rule is at version {rule.version} now.", why, "Read it again, then send.")


def missing(typed: dict[str, str], desk: Desk) -> Iterator[Problem]:
    """What a review lacks, all of it."""
    if typed["verdict"] not in VERDICTS:
        yield Problem("verdict", "No verdict is chosen.", "A comment is one, too.", "Choose one.")
    if not typed["reasons"]:
        yield Problem("reasons", "No reasons are given.", "A verdict without them helps nobody.", "Write a sentence.")
    if typed["verdict"] == "disputed" and len(typed["reasons"].split()) > MOST_WORDS:
        why = f"A dispute stands in the rule file in at most {MOST_WORDS} words."
        yield Problem("reasons", "This is too long for a dispute.", why, "Shorten it; comment on the rest.")
    if typed["source"] and typed["source"] not in desk.knowledge.sources:
        why = "No source of the bibliography has this id."
        yield Problem("source", f"“{typed['source'][:80]}” is not known.", why, "Choose one of the list, or none.")
    if typed["may_be_named"] and not typed["name"]:
        yield Problem("name", "No name is given.", "You agreed to be named.", "Write your name, or untick the box.")
    if typed["review_by"] and not is_date(typed["review_by"]):
        yield Problem("review_by", "This is not a date.", "Dates are as 2026-11-22.", "Correct it, or leave it empty.")


def is_date(text: str) -> bool:
    try:
        return bool(DATE.fullmatch(text)) and bool(date.fromisoformat(text))
    except ValueError:
        return False


def page(
    request: Request,
    desk: Desk,
    rule: Rule,
    status: int = 200,
    typed: dict[str, str] | None = None,
    problems: tuple[Problem, ...] = (),
) -> Response:
    teller = Teller(desk.knowledge)
    written = written_on(desk, rule)
    return desk.page(
        request,
        "review.html",
        status,
        rule=rule,
        logic="\n".join(teller.lines(rule.condition)),
        sources=[(source.id, short(source)) for source in desk.knowledge.sources.values()],
        written=written,
        made=patch(written, desk.knowledge, rules_of(desk)),
        verdicts=VERDICTS,
        typed=typed or {},
        problems=problems,
        wrong={problem.where: problem for problem in problems},
    )


def sent(text: str, name: str) -> Response:
    """A patch to be saved."""
    if not text:
        raise HTTPException(404)
    headers = {"Content-Disposition": f'attachment; filename="{name}.patch"'}
    return Response(text, media_type="text/x-diff; charset=utf-8", headers=headers)
