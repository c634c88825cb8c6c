"""Is each claim one that can fail? Each is broken on purpose, and refuted by an intake that anyone can replay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from dorsiflex.errors import EnginesDisagree
from dorsiflex.infer.engines import ENGINES, reference_engine
from dorsiflex.intake.form import read_intake
from dorsiflex.language.case import Case
from dorsiflex.language.claim import Never, Where
from dorsiflex.language.expression import AllOf, Answered, Compared, Concluded, Known, Op
from dorsiflex.language.knowledge import KnowledgeBase
from dorsiflex.language.program import Program
from dorsiflex.language.rule import Reach
from dorsiflex.language.truth import Truth
from dorsiflex.prove.pasted import case_file
from dorsiflex.prove.replay import Replay, replays
from dorsiflex.prove.verdict import Proved, Prover, Refuted, Undecided, prove
from dorsiflex.validate.case import validate
from tests.rules.ankle import ROOT, ankle

Break = Callable[[KnowledgeBase], KnowledgeBase]


def gate(name: str, **changes: Any) -> Break:
    def broken(knowledge: KnowledgeBase) -> KnowledgeBase:
        return replace(knowledge, gates={**knowledge.gates, name: replace(knowledge.gates[name], **changes)})

    return broken


def suggestion(name: str, **changes: Any) -> Break:
    def broken(knowledge: KnowledgeBase) -> KnowledgeBase:
        changed = replace(knowledge.suggestions[name], **changes)
        return replace(knowledge, suggestions={**knowledge.suggestions, name: changed})

    return broken


def pattern(name: str, **changes: Any) -> Break:
    def broken(knowledge: KnowledgeBase) -> KnowledgeBase:
        return replace(knowledge, patterns={**knowledge.patterns, name: replace(knowledge.patterns[name], **changes)})

    return broken


def harmless(*names: str) -> Break:
    """Gates that still speak, but no longer hold anything."""
    return both(*(gate(name, disposition="refer_routinely", withholds=()) for name in names))


def dispositions(**changes: Any) -> Break:
    """Every disposition changed alike."""

    def broken(knowledge: KnowledgeBase) -> KnowledgeBase:
        changed = tuple(replace(item, **changes) for item in knowledge.settings.dispositions)
        return replace(knowledge, settings=replace(knowledge.settings, dispositions=changed))

    return broken


def undeclared_default(knowledge: KnowledgeBase) -> KnowledgeBase:
    return replace(knowledge, settings=replace(knowledge.settings, default_disposition="nowhere"))


def both(*breaks: Break) -> Break:
    def broken(knowledge: KnowledgeBase) -> KnowledgeBase:
        for one in breaks:
            knowledge = one(knowledge)
        return knowledge

    return broken


ASKED_ONLY_ONCE_ANSWERED = gate("pe-signs", applies_to=Known("chest_pain_or_breathlessness"))
MOBILISED_WHATEVER_IS_MEASURED = both(
    gate("no-measured-restriction", withholds=()),
    suggestion("banded-talus-back-for-joint-pattern", when=Concluded("joint-pattern", True)),
)
NEVER_TRUE = AllOf((Answered("clonus_or_spasticity", True), Answered("clonus_or_spasticity", False)))

BROKEN: dict[str, Break] = {
    "urgent-suggests-no-technique": both(dispositions(withholds_all=False), gate("foot-drop", withholds=())),
    "emergency-stops-both-ankles": both(dispositions(reach=Reach.OWN), gate("limb-ischaemia", reach=Reach.OWN)),
    "emergency-signs-are-emergencies": gate("limb-ischaemia", disposition="refer_routinely"),
    "emergency-questions-come-first": ASKED_ONLY_ONCE_ANSWERED,
    "withheld-is-never-suggested": gate("foot-drop", withholds=("refer",)),
    "less-known-never-offers-more": ASKED_ONLY_ONCE_ANSWERED,
    "fused-ankle-nothing-for-range": gate("fusion", withholds=()),
    "under-16-no-technique": gate("age-under-16", when=Compared("age_years", Op.BELOW, 15)),
    "clot-not-excluded-no-soft-tissue-work": gate("clot-unexplained-sign", withholds=()),
    "no-restriction-nothing-for-range": MOBILISED_WHATEVER_IS_MEASURED,
    "nothing-measured-nothing-for-range": MOBILISED_WHATEVER_IS_MEASURED,
    "one-disposition": undeclared_default,
    "every-rule-can-speak": gate("clonus", when=NEVER_TRUE),
    "wound-is-left-alone": gate("open-wound", withholds=()),
    "nerve-lesion-no-technique": gate("clonus", disposition="screen_first", withholds=()),
    "fragile-tissue-is-not-pressed": gate("tissue-fragility", withholds=()),
    "special-surgery-needs-clearance": gate("ankle-replacement", withholds=()),
    "bleeding-disorder-needs-clearance": gate("bleeding-disorder", withholds=()),
    "no-opposed-suggestions": gate("too-early-to-examine", withholds=()),
    "unsafe-end-feel-is-not-forced": gate("end-feel-hard", withholds=()),
    "pinch-in-front-is-not-worked-through": gate("front-pinch", withholds=()),
    "calf-pop-is-not-stretched": gate("calf-tear", withholds=()),
    "achilles-signs-no-technique": harmless("achilles-rupture", "achilles-rupture-to-confirm"),
    "damaged-cartilage-is-not-compressed": gate("osteochondral-lesion", withholds=()),
    "charcot-foot-no-technique": harmless("charcot-foot"),
    "rigid-young-hindfoot-is-not-mobilised": gate("tarsal-coalition", withholds=()),
    "weakened-tendon-no-technique": harmless("fluoroquinolone"),
    "flare-no-technique": harmless("inflammatory-flare"),
    "growth-plate-is-imaged-first": harmless("growth-plate"),
    "no-gain-is-reconsidered": gate("no-change-over-six-sessions", disposition=None),
    "numb-skin-is-not-strapped": both(
        gate("sensation", withholds=()),
        gate("numb-foot-unexplained", withholds=()),
    ),
    "replaced-ankle-by-hand-only": gate("ankle-replacement-hands-on-only", withholds=()),
    "long-tendon-is-not-stretched": gate("elongated-achilles", withholds=()),
    "lax-ankle-nothing-for-range": gate("lax-ankle", withholds=()),
    "high-fibula-and-midfoot-come-first": harmless("maisonneuve-fracture"),
    "late-fracture-is-imaged-first": harmless("late-fracture-check"),
    "warning-signs-of-serious-disease-no-technique": harmless("serious-disease"),
    "what-hurt-is-not-tried-again": gate("stop-hip-hinge", withholds=()),
    "unnamed-pain-stops-work-on-range": gate("stop-unnamed-technique", withholds=()),
    "regional-pain-is-not-worked-hard": both(gate("crps", withholds=()), gate("crps-partial", withholds=())),
    "healing-tendon-is-not-loaded": gate("achilles-repair-early", withholds=()),
    "tender-bone-is-not-loaded": gate("stress-fracture", withholds=()),
    "syndesmosis-is-examined-first": harmless("syndesmosis"),
    "no-weight-nothing-standing": both(
        gate("lunge-not-possible", withholds=()),
        gate("loaded-work-not-cleared", withholds=()),
        suggestion("manual-mwm-for-joint-pattern", when=Answered("symptomatic", True)),
    ),
    "poor-comparator-makes-no-deficit": pattern("valid-comparator", when=Answered("symptomatic", True)),
}


def test_every_claim_is_broken_here() -> None:
    assert sorted(BROKEN) == sorted(ankle().claims)


@pytest.fixture(scope="module")
def prover() -> Prover:
    return Prover(ankle())


@pytest.mark.parametrize("name", BROKEN)
def test_a_claim_holds_for_every_intake(name: str, prover: Prover) -> None:
    assert prover.prove(ankle().claims[name]) == Proved(name)


@pytest.mark.parametrize("name", [name for name in BROKEN if name != "every-rule-can-speak"])
def test_a_claim_broken_on_purpose_is_refuted_by_an_intake_that_every_engine_confirms(name: str) -> None:
    claim, knowledge = ankle().claims[name], BROKEN[name](ankle())
    verdict = prove(claim, knowledge)
    assert isinstance(verdict, Refuted) and verdict.case is not None
    # As it is printed, typed in again by somebody else.
    text = case_file(claim, verdict.case, knowledge, verdict.unit)
    case = validate(read_intake(text.encode(), knowledge.units), knowledge)
    assert case.recorded == verdict.case.recorded
    # Every engine has confirmed it, or there would be no verdict; here the meaning itself does once more.
    assert Replay(knowledge, "reference").breaks(claim, verdict.unit, case, verdict.fewer)
    assert not Replay(ankle(), "reference").breaks(claim, verdict.unit, case, verdict.fewer)


def test_an_intake_that_one_engine_does_not_confirm_is_no_verdict(monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot_tell(knowledge: KnowledgeBase, program: Program) -> Callable[[Case], dict[str, Truth]]:
        told = reference_engine(knowledge, program)
        return lambda case: dict.fromkeys(told(case), Truth.UNKNOWN)

    name = "wound-is-left-alone"
    monkeypatch.setitem(ENGINES, "generated", cannot_tell)
    with pytest.raises(EnginesDisagree, match="generated does not confirm"):
        prove(ankle().claims[name], BROKEN[name](ankle()))


def test_a_rule_that_can_never_fire_is_named() -> None:
    name = "every-rule-can-speak"
    verdict = prove(ankle().claims[name], BROKEN[name](ankle()))
    assert verdict == Refuted(name, "clonus: fires")


def test_the_intake_that_refutes_needs_each_of_its_answers() -> None:
    """At 15 years everything else that is safe must be answered; not one answer can go."""
    name = "under-16-no-technique"
    knowledge = BROKEN[name](ankle())
    verdict = prove(ankle().claims[name], knowledge)
    assert isinstance(verdict, Refuted) and verdict.case is not None
    assert verdict.case.recorded["age_years"] == 15
    replay = Replay(knowledge, "generated")
    for stem in verdict.case.recorded:
        rest = {other: value for other, value in verdict.case.recorded.items() if other != stem}
        assert not replay.breaks(ankle().claims[name], verdict.unit, replay.settled(rest))


def test_an_engine_whose_library_is_not_installed_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> None:
        raise ModuleNotFoundError("No module named 'elsewhere'", name="elsewhere")

    monkeypatch.setitem(ENGINES, "generated", missing)
    assert sorted(replays(ankle())) == sorted(ENGINES.keys() - {"generated"})


def test_a_claim_about_no_intake_is_not_proved() -> None:
    claim = ankle().claims["under-16-no-technique"]
    nobody = replace(claim, body=Never(Where(when=NEVER_TRUE), ("all",)))
    assert isinstance(prove(nobody, ankle()), Refuted)


def test_a_claim_about_no_technique_is_not_proved() -> None:
    claim = ankle().claims["under-16-no-technique"]
    nothing = replace(claim, body=Never(Where(), ("no-such-technique",)))
    assert isinstance(prove(nothing, ankle()), Undecided)


def test_a_claim_for_which_the_time_ran_out_is_undecided() -> None:
    verdict = Prover(ankle(), patience_seconds=0.001).prove(ankle().claims["one-disposition"])
    assert isinstance(verdict, Undecided) and verdict.because


def test_the_page_on_proofs_lists_every_claim_in_its_own_words() -> None:
    page = (ROOT / "docs" / "proofs.md").read_text(encoding="utf-8")
    rows = [f"| [{claim.id}](../rules/claims/{claim.id}.yaml) | {claim.title} |" for claim in ankle().claims.values()]
    assert [line for line in page.splitlines() if line.startswith("| [")] == rows
