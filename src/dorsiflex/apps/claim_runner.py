"""Do the claims hold for every intake? Each is proved, refuted or left undecided, and told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, assert_never

from rich.console import Console
from rich.text import Text

from dorsiflex.apps.exits import print_json
from dorsiflex.apps.proving import lacking, with_bar
from dorsiflex.catalogue.nearest import did_you_mean
from dorsiflex.errors import BadInput, Problem
from dorsiflex.language.knowledge import KnowledgeBase


def run(names: Sequence[str], knowledge: KnowledgeBase, *, as_json: bool, anew: bool) -> bool:
    """Prove the named claims, or all, and tell; whether all are proved. Raises `BadInput`.

    `anew`: without what was proved before of the very same rules.
    """
    claims = wanted(names, knowledge)
    found = proved(claims, knowledge, quiet=as_json, anew=anew)
    told = sorted(found, key=lambda one: claims.index(one["id"]))
    if as_json:
        tag = {"name": knowledge.settings.name, "version": knowledge.settings.version, "digest": knowledge.digest}
        print_json({"claims": told, "knowledge": tag})
    else:
        show(told, knowledge, Console(highlight=False))
    return all(one["verdict"] == "proved" for one in told)


def wanted(names: Sequence[str], knowledge: KnowledgeBase) -> list[str]:
    """The claims to prove, in the order they are named."""
    problems = lacking("prove")
    if not knowledge.claims:
        why = "There is nothing to prove in these rules."
        problems.append(Problem("claims/", "no claim", why, "Write one; docs/proofs.md shows the form."))
    for name in names:
        if name not in knowledge.claims and knowledge.claims:
            mend = did_you_mean(name, knowledge.claims)
            problems.append(Problem("dorsiflex prove", f"`{name[:80]}`", "No claim has this id.", mend))
    if problems:
        raise BadInput(problems)
    return list(dict.fromkeys(names or knowledge.claims))


def proved(claims: list[str], knowledge: KnowledgeBase, *, quiet: bool, anew: bool) -> Iterator[dict[str, Any]]:
    """Each verdict as data, with a bar on a terminal while they come in; those proved before come first."""
    from dorsiflex.prove.depends import Dependencies, keep, proved_before
    from dorsiflex.prove.together import verdicts
    from dorsiflex.prove.verdict import Proved

    depends = Dependencies(knowledge)
    digests = {name: depends.digest(knowledge.claims[name]) for name in claims}
    known = set() if anew else set(proved_before().digests)
    before = [name for name in claims if digests[name] in known]
    left = [name for name in claims if name not in before]
    everything = chain(map(Proved, before), verdicts(knowledge, left))
    for verdict in with_bar(everything, len(claims), "proving", quiet=quiet):
        if isinstance(verdict, Proved) and verdict.claim in left:
            keep([digests[verdict.claim]])
        yield as_data(verdict, knowledge)


def as_data(verdict: Any, knowledge: KnowledgeBase) -> dict[str, Any]:
    """One verdict, as it stands in JSON."""
    from dorsiflex.prove.pasted import case_file
    from dorsiflex.prove.verdict import Proved, Refuted, Undecided, Verdict

    one: Verdict = verdict
    match one:
        case Proved(claim):
            return {"id": claim, "verdict": "proved"}
        case Undecided(claim, because):
            return {"id": claim, "verdict": "undecided", "because": because}
        case Refuted(claim, about, unit, case, fewer):
            data = {"id": claim, "verdict": "refuted", "about": about}
            if case is not None:
                data["case"] = case_file(knowledge.claims[claim], case, knowledge, unit)
            if case is not None and fewer is not None:
                taken = sorted(case.recorded.keys() - fewer.recorded.keys())
                return {**data, "taken_away": taken}
            return data
        case _:
            assert_never(one)


MARKS = {"proved": ("✓", "green"), "refuted": ("✗", "bold red"), "undecided": ("?", "yellow")}


def show(told: list[dict[str, Any]], knowledge: KnowledgeBase, console: Console) -> None:
    """Each verdict with its sentence; what breaks a claim stands below it, ready to paste."""
    for one in told:
        sentence = knowledge.claims[one["id"]].title
        console.print(Text.assemble(MARKS[one["verdict"]], f" {one['id']}: {sentence}"))
        for line in explained(one):
            console.print(Text(f"    {line}"), soft_wrap=True)
    counts = [f"{sum(one['verdict'] == verdict for one in told)} {verdict}" for verdict in MARKS]
    console.print(f"{len(told)} claims: {', '.join(counts)} ({knowledge.digest})")


def explained(one: dict[str, Any]) -> Iterator[str]:
    """What stands below a verdict."""
    if one["verdict"] == "undecided":
        yield f"Undecided: {one['because']}"
    elif one["verdict"] == "refuted" and "case" not in one:
        yield f"No such intake – {one['about']}"
    elif one["verdict"] == "refuted":
        yield f"Broken for {one['about']}, in every engine, by this intake:"
        yield from one["case"].splitlines()
        if "taken_away" in one:
            yield f"More is suggested once this is taken away: {', '.join(one['taken_away'])}"
