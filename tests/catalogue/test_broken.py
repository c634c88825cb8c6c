"""One small fault at a time in a sound knowledge base: is it told with its place and a way to mend it?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from tests.catalogue.conftest import Copy

STIFF, FIRM, CLOT, FRACTURE = (
    "patterns/stiff.yaml",
    "patterns/firm-joint.yaml",
    "gates/clot.yaml",
    "gates/fracture-after-injury.yaml",
)
WRIST, PERSON, COMPUTED, KNOWLEDGE = (
    "vocabulary/wrist.yaml",
    "vocabulary/person.yaml",
    "vocabulary/computed.yaml",
    "knowledge.yaml",
)
GLIDE, BELT = "suggestions/glide-for-stiff-wrist.yaml", "techniques/belt-glide.yaml"
EVIDENCE, RETIRED = "evidence/constructed.yaml", "retired/glide-for-everyone.yaml"
LEGEND = "# yaml-language-server: $schema=../schema/rule.schema.json"


@dataclass(frozen=True)
class Broken:
    """In file `name`, `new` in place of `old`; what is said then, and how to mend it.

    The problem is told on a line of `new`, or `at` a line of some file that reads so.
    """

    name: str
    old: str
    new: str
    says: str
    mend: str
    at: tuple[str, str] | None = None

    def lines(self, wrist: Copy) -> set[str]:
        """Where the problem may be told, as file:line."""
        name, text = self.at or (self.name, self.new)
        whole = (wrist.folder / name).read_text(encoding="utf-8")
        start = whole.index(text)
        first, last = whole.count("\n", 0, start) + 1, whole.count("\n", 0, start + len(text)) + 1
        return {f"{name}:{line}" for line in range(first, last + 1)}


OWN_ERROR = "error: {detectable_change: 7, ref: constructed-error"
ONE_LINE = [
    Broken(
        COMPUTED,
        OWN_ERROR,
        OWN_ERROR.replace("7", "7.5"),
        says="7.5 in `error`",
        mend="Round it.",
    ),
    Broken(
        COMPUTED,
        OWN_ERROR,
        OWN_ERROR.replace("constructed-error", "constructed-memory"),
        says="`ref: constructed-memory`",
        mend="Name a source that was seen",
    ),
    Broken(
        STIFF,
        "- extension_deg: {below: 40}",
        "- extention_deg: {below: 40}",
        says="`extention_deg`",
        mend="Did you mean `extension_deg`?",
    ),
    Broken(
        STIFF,
        "valid-comparator: fires, ext",
        "valid-comparater: fires, ext",
        says="`valid-comparater`",
        mend="Did you mean `valid-comparator`?",
    ),
    Broken(CLOT, "{clot_score: {at", "{clot_scores: {at", says="`clot_scores`", mend="Did you mean `clot_score`?"),
    Broken(
        GLIDE, "technique: belt-glide", "technique: belt-glid", says="`belt-glid`", mend="Did you mean `belt-glide`?"
    ),
    Broken(
        BELT,
        "category: mobilisation",
        "category: mobilization",
        says="`mobilization`",
        mend="Did you mean `mobilisation`?",
    ),
    Broken(
        FRACTURE,
        "disposition: refer_urgently",
        "disposition: refer_urgent",
        says="`refer_urgent`",
        mend="Did you mean `refer_urgently`?",
    ),
    Broken(
        FRACTURE,
        "[mobilisation, str",
        "[mobilisations, str",
        says="`mobilisations`",
        mend="Did you mean `mobilisation`?",
    ),
    Broken(FRACTURE, "[mobilisation, str", "[advice, str", says="`advice` under `withholds`", mend="Delete it."),
    Broken(
        FRACTURE,
        "[mobilisation, str",
        "[relative-rest, str",
        says="`relative-rest` under `withholds`",
        mend="Delete it.",
    ),
    Broken(
        FRACTURE,
        "rows: [gate-fracture]",
        "rows: [gate-fractur]",
        says="`gate-fractur`",
        mend="Did you mean `gate-fracture`?",
    ),
    Broken(
        FRACTURE,
        "{ref: constructed-rule, s",
        "{ref: constructed-rul, s",
        says="`constructed-rul`",
        mend="Did you mean `constructed-rule`?",
    ),
    Broken(
        FRACTURE,
        "{ref: constructed-rule, s",
        "{ref: constructed-memory, s",
        says="status is `memory` (evidence/constructed.yaml:19)",
        mend="Name a source that was seen",
    ),
    Broken(
        FRACTURE,
        "{ref: constructed-rule, s",
        "{ref: constructed-design, s",
        says="status is `design`",
        mend="Name a source that was seen",
    ),
    Broken(
        BELT,
        "{ref: constructed-rule, s",
        "{ref: constructed-memory, s",
        says="status is `memory`",
        mend="Name a source that was seen",
    ),
    Broken(
        WRIST,
        "ref: constructed-error, note",
        "ref: constructed-eror, note",
        says="`constructed-eror`",
        mend="Did you mean `constructed-error`?",
    ),
    Broken(
        CLOT,
        "{who: constructed-memory",
        "{who: constructed-memori",
        says="`constructed-memori`",
        mend="Did you mean `constructed-memory`?",
    ),
    Broken(
        KNOWLEDGE,
        "assessed_by: symptomatic",
        "assessed_by: symptomtic",
        says="`symptomtic`",
        mend="Did you mean `symptomatic`?",
    ),
    Broken(
        KNOWLEDGE,
        "assessed_by: symptomatic",
        "assessed_by: extension_deg",
        says="It is not a yes/no finding of the side.",
        mend=".",
    ),
    Broken(KNOWLEDGE, "[surgery_history]", "[fever]", says="It is not a finding of a side.", mend="."),
    Broken(
        KNOWLEDGE,
        "default_disposition: treat",
        "default_disposition: treet",
        says="`treet`",
        mend="Did you mean `treat`?",
    ),
    Broken(
        KNOWLEDGE,
        "retest: retest_extension_deg",
        "retest: grip_kg",
        says="It is not a number in the unit and step of the measure.",
        mend=".",
    ),
    Broken(
        KNOWLEDGE,
        "ranking: [needs_met, place",
        "ranking: [need_met, place",
        says="`need_met`",
        mend="Write one of these.",
    ),
    Broken(
        PERSON,
        "findings: [chest_pain, fever]",
        "findings: [chest_pain, fevr]",
        says="`fevr`",
        mend="Did you mean `fever`?",
    ),
    Broken(
        PERSON,
        "findings: [chest_pain, fever]",
        "findings: [chest_pain, swelling]",
        says="Some belong to the person and some to a side",
        mend="Split it in two.",
    ),
    Broken(PERSON, "negative: [none]", "negative: [nothing]", says="`negative: nothing`", mend="Known here:"),
    Broken(
        WRIST,
        "unanswered_means: not_done",
        "unanswered_means: notdone",
        says="`unanswered_means: notdone`",
        mend="Did you mean `not_done`?",
    ),
    Broken(
        RETIRED,
        "[glide-for-stiff-wrist]",
        "[glide-for-stif-wrist]",
        says="`replaced_by: glide-for-stif-wrist`",
        mend="Did you mean `glide-for-stiff-wrist`?",
    ),
    Broken(
        STIFF,
        "- extension_deg: {below: 40}",
        "- extension_deg: present",
        says="`extension_deg` is a number",
        mend="`extension_deg: {at_least: ..}`",
    ),
    Broken(
        STIFF, "- extension_deg: {below: 40}", "- extension_deg: {under: 40}", says="`under` is no comparison", mend="."
    ),
    Broken(
        STIFF,
        "- extension_deg: {below: 40}",
        "- extension_deg: {at_mots: 40}",
        says="`at_mots` is no comparison",
        mend="Did you mean `at_most`?",
    ),
    Broken(
        STIFF,
        "- extension_deg: {below: 40}",
        "- extension_deg: {below: 40.5}",
        says="is only told to 1",
        mend="Round the limit",
    ),
    Broken(
        STIFF,
        "- extension_deg: {below: 40}",
        "- extension_deg: {below: forty}",
        says="A limit is a number.",
        mend="Write a number.",
    ),
    Broken(
        STIFF,
        "- extension_deg: {below: 40}",
        "- extension_deg: {below: 91}",
        says="`extension_deg: {below: 91}` can never be false",
        mend="widen `range` in vocabulary/wrist.yaml:56",
    ),
    Broken(
        STIFF,
        "- extension_deg: {below: 40}",
        "- extension_deg: {above: 90}",
        says="`extension_deg: {above: 90}` can never be true",
        mend="Lower the limit",
    ),
    Broken(STIFF, "{at_least: 10}}", "{at_least: 91}}", says="can never be true", mend="what it is computed from"),
    Broken(CLOT, "{at_least: 2}", "{at_least: 4}", says="`clot_score` lies between -2 and 3.", mend="Lower the limit"),
    Broken(
        STIFF,
        "- extension_deg: {below: 40}",
        "- extension_deg: {between: [40, 30]}",
        says="The first limit is not below the second.",
        mend=".",
    ),
    Broken(
        STIFF,
        "- extension_deg: {below: 40}",
        "- extension_deg: {between: [10, 91]}",
        says="`extension_deg` lies between 0 and 90 deg.",
        mend="widen the range.",
    ),
    Broken(
        STIFF,
        "- extension_deg: {below: 40}",
        "- all_of: [{extension_deg: {below: 40}}, {extension_deg: {above: 50}}]",
        says="can never be true",
        mend="Delete what says nothing",
    ),
    Broken(
        STIFF,
        "- extension_deg: {below: 40}",
        "- any_of: [{extension_deg: {below: 50}}, {extension_deg: {at_least: 50}}]",
        says="can never be false",
        mend="Delete what says nothing",
    ),
    Broken(
        STIFF,
        "- extension_deg: {below: 40}",
        "- all_of: [{extension_deg: {below: 40}}, {none_of: [{extension_deg: {below: 45}}]}]",
        says="can never be true",
        mend="Delete what says nothing",
    ),
    Broken(
        STIFF,
        "- extension_deg: {below: 40}",
        "- all_of: [{swelling: present}, {fever: present, swelling: absent}]",
        says="No answer to `swelling` makes it true.",
        mend=".",
    ),
    Broken(
        STIFF,
        "- extension_deg: {below: 40}",
        "- at_least: 2\n      of: [{swelling: present}, {swelling: absent}]",
        says="No answer to `swelling` makes it true.",
        mend=".",
    ),
    Broken(
        FIRM,
        "- end_feel: {one_of: [firm, hard]}",
        "- end_feel: {one_of: [firm, hard, elastic]}",
        says="can never be false",
        mend=".",
    ),
    Broken(
        FIRM,
        "- end_feel: {one_of: [firm, hard]}",
        "- {all_of: [{end_feel: firm}, {end_feel: hard}]}",
        says="No answer to `end_feel` makes it true.",
        mend=".",
    ),
    Broken(
        FIRM,
        "- end_feel: {one_of: [firm, hard]}",
        "- end_feel: {one_of: [firm, hrd]}",
        says="`hrd` is no option of `end_feel`",
        mend="Did you mean `hard`?",
    ),
    Broken(
        FIRM,
        "- end_feel: {one_of: [firm, hard]}",
        "- end_feel: {includes: firm}",
        says="`end_feel` is a choice",
        mend="Write it so.",
    ),
    Broken(
        FIRM,
        "- pain_where: {includes: back}",
        "- pain_where: back",
        says="`pain_where` is a several_of",
        mend="Write it so.",
    ),
    Broken(
        FIRM,
        "- pain_where: {includes: back}",
        "- pain_where: {includes: bak}",
        says="`bak` is no option",
        mend="Did you mean `back`?",
    ),
    Broken(
        FIRM,
        "  at_least: 2",
        "  at_least: 4",
        says="from 1 to the number of parts",
        mend="Correct the number.",
        at=(FIRM, "when:"),
    ),
    Broken(
        FRACTURE,
        "- snuffbox_tender: present",
        "- snuffbox_tender: yes",
        says="compared with `present`, `absent`",
        mend="Write one of",
    ),
    Broken(
        FRACTURE,
        "- snuffbox_tender: present",
        "- snuffbox_tender: true",
        says="compared with `present`, `absent`",
        mend="Write one of",
    ),
    Broken(
        FRACTURE,
        "- none_of: [{imaging: normal}]",
        "- none_of: []",
        says="A group holds a list of conditions.",
        mend=".",
    ),
    Broken(
        FRACTURE,
        "applies_to: {acute_injury: present}",
        "applies_to: {snuffbox_tender: absent}",
        says="`applies_to` and `when` of `fracture-after-injury` together can never be true",
        mend="Correct one",
        at=(FRACTURE, "id: fracture-after-injury"),
    ),
    Broken(
        GLIDE,
        "when: {stiff: fires, firm",
        "when: {stiff: present, firm",
        says="A rule is compared with `fires`, `silent`",
        mend="Write one of",
    ),
    Broken(
        GLIDE,
        "when: {stiff: fires, firm-joint: fires}",
        "when: {}",
        says="an empty condition",
        mend="Name at least one finding.",
    ),
    Broken(
        "patterns/measured.yaml",
        "known: [extension_deg, grip_kg]",
        "known: [extension_deg, grip]",
        says="`grip`",
        mend="Did you mean `grip_kg`?",
    ),
    Broken(
        "patterns/valid-comparator.yaml",
        "other: {symptomatic: absent, surgery_history: absent}\nr",
        "other: {symptomatic: absent, fever: absent}\nr",
        says="`fever` below `other:`",
        mend="Move it out of `other:`",
    ),
    Broken(
        "patterns/valid-comparator.yaml",
        "other: {symptomatic: absent, surgery_history: absent}\nr",
        "other: {other: {surgery_history: absent}}\nr",
        says="`other:` below `other:`",
        mend="write `this:`",
    ),
    Broken(
        COMPUTED,
        "[other.extension_deg, ext",
        "[other.age_years, ext",
        says="`age_years` has no other side.",
        mend="Write `age_years`.",
    ),
    Broken(
        COMPUTED,
        "[other.extension_deg, ext",
        "[other.grip_kg, ext",
        says="a difference of `kg` and `deg` in `deg`",
        mend="Make the units agree.",
    ),
    Broken(COMPUTED, "[other.extension_deg, ext", "[other.swelling, ext", says="`swelling` is no number.", mend="."),
    Broken(
        COMPUTED,
        "[other.extension_deg, ext",
        "[other.extention_deg, ext",
        says="No number has this name.",
        mend="Did you mean `extension_deg`?",
    ),
    Broken(COMPUTED, "value: 40}", "value: 40.5}", says="has 0 decimals", mend="Round it"),
    Broken(
        WRIST,
        "kind: yes_no\n    parent: {acute_injury: present}",
        "kind: yes_no\n    parent: {stiff: fires}",
        says="`stiff` is computed or concluded",
        mend="Name findings in it.",
        at=(WRIST, "snuffbox_tender:"),
    ),
    Broken(
        PERSON,
        "ask: Is there a fever?\n",
        "ask: Is there a fever?\n    parent: {swelling: present}\n",
        says="It belongs to the person, and `swelling` to a side",
        mend="Name findings of the person.",
        at=(PERSON, "fever:"),
    ),
    Broken(KNOWLEDGE, "sides: [left, right]", "sides: [left]", says="A side is one of two.", mend="Name two sides"),
    Broken(
        WRIST,
        "ask: Was this wrist ever injured?\n",
        "ask: Was this wrist ever injured?\n    parent: {acute_injury: present}\n",
        says="a circle: acute_injury → injury_history → acute_injury",
        mend="Take one out.",
        at=(WRIST, "  acute_injury:\n    title"),
    ),
    Broken(
        FIRM,
        "- pain_where: {includes: back}",
        "- glide-for-stiff-wrist: fires",
        says="a circle: firm-joint → glide-for-stiff-wrist → firm-joint",
        mend="Take one out.",
        at=(FIRM, "id: firm-joint"),
    ),
    Broken(
        COMPUTED,
        "difference: [expected_grip_kg, grip_kg]",
        "difference: [grip_shortfall_kg, grip_kg]",
        says="a circle: grip_shortfall_kg → grip_shortfall_kg",
        mend="Take one out.",
        at=(COMPUTED, "grip_shortfall_kg:"),
    ),
    Broken(
        GLIDE,
        "when: {stiff: fires, firm-joint: fires}\ntechnique: belt-glide",
        "when: {stiff: fires, firm-joint: fires}\ntechnique: hand-glide",
        says="the technique `belt-glide`",
        mend="Add a suggestion",
        at=(BELT, "id: belt-glide"),
    ),
    Broken(
        "suggestions/squeeze-for-weak-grip.yaml",
        "when: {weak-grip: fires, measured: fires}",
        "when: {weak-grip: fires}",
        says="the pattern `measured`",
        mend="Read it in a rule",
        at=("patterns/measured.yaml", "id: measured"),
    ),
    Broken(
        PERSON,
        "    record_only: shown in the record\n",
        "",
        says="the finding `main_goal`",
        mend="say under `record_only` why it is asked",
        at=(PERSON, "main_goal:"),
    ),
    Broken(
        PERSON,
        "ask: Is there a fever?\n",
        "ask: Is there a fever?\n    record_only: for the record\n",
        says="`chest-pain` does",
        mend="Delete `record_only`.",
        at=(PERSON, "fever:"),
    ),
    Broken(STIFF, "id: stiff\n", "id: stif\n", says="`id: stif`", mend="Make them the same."),
    Broken(STIFF, "id: stiff\n", "id: Stiff\n", says="does not have the form `kebab-case`", mend="Correct it."),
    Broken(
        STIFF, "kind: pattern", "kind: gate", says="The folder says what kind a rule is of.", mend="Write `pattern`"
    ),
    Broken(
        COMPUTED,
        "  clot_score:",
        "  swelling:",
        says="the id `swelling` again",
        mend="Rename one of them.",
        at=(WRIST, "swelling:"),
    ),
    Broken(
        EVIDENCE,
        "- id: constructed-memory",
        "- id: constructed-rule",
        says="the id `constructed-rule` again",
        mend="Rename one of them.",
        at=(EVIDENCE, "- id: constructed-rule\n  type: personal_communication\n  title: Constructed for the tests, as"),
    ),
    Broken(
        RETIRED,
        "id: glide-for-everyone",
        "id: stiff",
        says="a retired id is never used again",
        mend="Choose a new id.",
        at=(STIFF, "id: stiff"),
    ),
    Broken(
        KNOWLEDGE,
        "{id: strengthening,",
        "{id: mobilisation,",
        says="`mobilisation` twice in `categories`",
        mend="Delete one.",
        at=(KNOWLEDGE, "{id: mobilisation, title: Strength"),
    ),
    Broken(
        STIFF,
        "status: draft",
        "status: final",
        says="Expected here: `draft` or `reviewed`.",
        mend="Write one of these.",
    ),
    Broken(STIFF, "status: draft", "stauts: draft", says="the key `stauts`", mend="Did you mean `status`?"),
    Broken(STIFF, "version: 1", 'version: "1"', says="A whole number is expected here.", mend="."),
    Broken(
        STIFF,
        "rationale: Constructed for the tests.\n",
        "",
        says="This file has no `rationale`",
        mend="Add `rationale:`.",
        at=(STIFF, "id: stiff"),
    ),
    Broken(
        STIFF,
        "supports: nothing but",
        "supports: nothing, but",
        says="the key `but the tests`",
        mend="a comma ends a text",
    ),
    Broken(STIFF, "version: 1", "version: 1\nversion: 2", says="the key `version` twice", mend="Keep one."),
    Broken(
        STIFF,
        "# yaml-language-server: $schema=../schema/rule.schema.json",
        "# a pattern",
        says="the first line names no schema",
        mend="Write `# yaml-language-server: $schema=../schema/rule.schema.json`.",
    ),
    Broken(
        WRIST,
        "scope: side\n",
        "",
        says="has no `scope`",
        mend="Add it.",
        at=(WRIST, "section: {id: wrist, title: The wrist, help: Each side by itself.}"),
    ),
    Broken(
        WRIST,
        "ask: How strong is the grip?\n    kind: number",
        "ask: How strong is the grip?\n    kind: yes_no",
        says="says nothing of a `yes_no`",
        mend="correct `kind`.",
        at=(WRIST, "grip_kg:"),
    ),
    Broken(
        WRIST,
        "range: [10, 60]",
        "range: [60, 10]",
        says="The first is not below the second.",
        mend="Put the smaller one first.",
    ),
    Broken(WRIST, "range: [10, 60]", "range: [10, 60.25]", says="is only told to 0.5", mend="Round it"),
    Broken(
        COMPUTED, "    decimals: 0\n", "", says="has no `decimals`", mend="Add it.", at=(COMPUTED, "expected_grip_kg:")
    ),
    Broken(
        CLOT,
        "    expect: fires",
        "    expect: silent",
        says="no example where `clot` fires",
        mend="Add a row with `expect: fires`.",
        at=(CLOT, "tests:"),
    ),
    Broken(
        CLOT,
        "    expect: silent",
        "    expect: fires",
        says="no example where `clot` is silent",
        mend="Add a row",
        at=(CLOT, "tests:"),
    ),
    Broken(
        CLOT,
        "    expect: cannot-tell",
        "    expect: silent",
        says="no example where `clot` cannot tell",
        mend="leaves an answer out",
        at=(CLOT, "tests:"),
    ),
    Broken(CLOT, "expect: fires", "expect: fire", says="Expected here:", mend="Write one of these."),
    Broken(
        CLOT, "asks_for: [swelling]", "asks_for: [sweling]", says="`asks_for: sweling`", mend="Did you mean `swelling`?"
    ),
    Broken(
        CLOT,
        "- name: cancer alone",
        "- name: cancer and swelling",
        says="two examples named `cancer and swelling`",
        mend="Rename one.",
        at=(CLOT, "tests:"),
    ),
    Broken(
        CLOT,
        "given: {active_cancer: present, swelling: present,",
        "given: {active_cancr: present, swelling: present,",
        says="`active_cancr`",
        mend="Did you mean `active_cancer`?",
    ),
    Broken(
        CLOT,
        "given: {active_cancer: present, swelling: present,",
        "given: {active_cancer: positive, swelling: present,",
        says="`active_cancer` is a yes/no finding.",
        mend="Write `present`, `absent`",
    ),
    Broken(
        CLOT,
        "forearm_girth_cm: 22.5,",
        "forearm_girth_cm: 61,",
        says="`forearm_girth_cm` lies between 10 and 60 cm (vocabulary/wrist.yaml:49).",
        mend="Give a value inside.",
    ),
    Broken(
        CLOT,
        "forearm_girth_cm: 22.5,",
        "forearm_girth_cm: 22.55,",
        says="`forearm_girth_cm` is told to 0.1.",
        mend="Round it.",
    ),
    Broken(
        CLOT,
        "22.5, other: {forearm_girth_cm: 20}",
        "22.5, other: {fever: absent}",
        says="below `other`",
        mend="Move it out of `other`.",
    ),
    Broken(
        FIRM,
        "given: {end_feel: firm, pain_where: [back]}",
        "given: {end_feel: fim, pain_where: [back]}",
        says="It is no option of `end_feel`.",
        mend="Did you mean `firm`?",
    ),
    Broken(
        FIRM,
        "given: {end_feel: firm, pain_where: [back]}",
        "given: {end_feel: firm, pain_where: back}",
        says="`pain_where` holds a list of its options.",
        mend="Choose among",
    ),
    Broken(
        "gates/thin-skin.yaml",
        "age_years: 81}",
        "age_years: 95}",
        says="no example of `thin-skin` where `age_years` is 81",
        mend="Add a row with 81.",
        at=("gates/thin-skin.yaml", "tests:"),
    ),
    Broken(
        "gates/thin-skin.yaml",
        "age_years: 80}",
        "age_years: 70}",
        says="no example of `thin-skin` where `age_years` is 80",
        mend="Add a row with 80.",
        at=("gates/thin-skin.yaml", "tests:"),
    ),
    Broken(
        "gates/thin-skin.yaml",
        "withholds: [belt-glide]\n",
        "",
        says="a gate that does nothing",
        mend="Add one.",
        at=("gates/thin-skin.yaml", "kind: gate"),
    ),
]


@pytest.mark.parametrize("broken", ONE_LINE, ids=[f"{broken.name}: {broken.says}"[:90] for broken in ONE_LINE])
def test_a_fault_is_told_with_its_place_and_a_way_to_mend_it(wrist: Copy, broken: Broken) -> None:
    found = wrist.edit(broken.name, broken.old, broken.new).problem(broken.says)
    assert found.where in broken.lines(wrist)
    assert broken.mend in found.mend


@pytest.mark.parametrize("name", ["wrist", "sleep"])
def test_the_foreign_bases_have_no_fault(copy_of: Callable[[str], Copy], name: str) -> None:
    from dorsiflex.catalogue.load import load

    assert load(copy_of(name).folder, remember=False).settings.name == name


def test_all_faults_come_at_once_in_the_order_of_their_places(wrist: Copy) -> None:
    wrist.edit(STIFF, "{below: 40}\n", "{below: 400}\n").edit(STIFF, "status: draft", "status: final")
    wrist.edit(CLOT, "disposition: emergency", "disposition: emergncy").edit(
        GLIDE, "technique: belt", "technique: bolt"
    )
    found = wrist.problems()
    assert [problem.where for problem in found] == [
        "gates/clot.yaml:11",
        "patterns/stiff.yaml:5",
        "suggestions/glide-for-stiff-wrist.yaml:12",
    ]


def test_a_name_from_a_faulty_file_is_not_called_unknown_as_well(wrist: Copy) -> None:
    wrist.edit(WRIST, "title: swelling\n", "titel: swelling\n")
    assert {problem.where.rpartition(":")[0] for problem in wrist.problems()} == {WRIST}


def test_an_unreadable_file_is_told_once(wrist: Copy) -> None:
    wrist.write(WRIST, "a: [")
    assert [problem.where for problem in wrist.problems()] == [f"{WRIST}:1"]


def test_every_problem_is_in_plain_words(wrist: Copy) -> None:
    edited: set[str] = set()
    for broken in ONE_LINE:
        if broken.name not in edited:
            wrist.edit(broken.name, broken.old, broken.new)
        edited.add(broken.name)
    problems = wrist.problems()
    assert len(problems) > len(edited) / 2
    for problem in problems:
        said = str(problem)
        assert not any(word in said for word in ("Traceback", "pydantic", "dict", "None", "Error", "object at 0x"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("gates/extra.yml", "a file named .yml"),
        ("gate/extra.yaml", "a file where none is read"),
        ("extra.yaml", "a file where none is read"),
        ("gates/deep/extra.yaml", "a file where none is read"),
    ],
)
def test_a_file_that_would_silently_not_count_is_told(wrist: Copy, name: str, said: str) -> None:
    assert wrist.write(name, "a: 1\n").problem(said).where == name


def test_without_knowledge_yaml_nothing_loads(wrist: Copy) -> None:
    (wrist.folder / KNOWLEDGE).unlink()
    assert "no such file" in str(wrist.problem("knowledge.yaml"))


def test_a_finding_of_a_side_needs_sides(copy_of: Callable[[str], Copy]) -> None:
    sleep = copy_of("sleep").edit("vocabulary/sleep.yaml", "scope: person", "scope: side")
    assert {problem.where for problem in sleep.problems()} == {
        "vocabulary/sleep.yaml:5",
        "vocabulary/sleep.yaml:9",
        "vocabulary/sleep.yaml:16",
    }


def test_the_other_side_needs_sides(copy_of: Callable[[str], Copy]) -> None:
    sleep = copy_of("sleep").edit(
        "gates/pauses.yaml", "when: {stops_breathing: present}", "when: {other: {stops_breathing: present}}"
    )
    assert sleep.problem("declares no two sides").where == "gates/pauses.yaml:10"


def test_a_choice_that_must_be_answered_may_name_all_its_options(wrist: Copy) -> None:
    """`none_of` of every option: false for every answer, and not known until there is one."""
    from dorsiflex.catalogue.load import load

    wrist.edit(
        FIRM,
        "- pain_where: {includes: back}",
        "- pain_where: {includes: back}\n    - none_of: [{end_feel: {one_of: [elastic, firm, hard]}}]",
    )
    assert load(wrist.folder, remember=False)


def test_a_rule_that_only_reads_what_is_known_need_not_show_that_it_cannot_tell(wrist: Copy) -> None:
    example = "  - {name: grip not measured, given: {extension_deg: 50}, expect: silent}"
    wrist.edit("patterns/measured.yaml", example, "")
    assert "is silent" in str(wrist.problem("no example where"))
