"""An open rules engine for clinical decision support: answers go in, options with reasons come out.

    import dorsiflex

    answer = dorsiflex.assess(intake)        # a mapping, a file's path, or a file's bytes
    answer.disposition

For qualified professionals, who decide. Unknown is not no, and safety fails closed.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from dorsiflex.errors import BadInput, EngineFault, EnginesDisagree, FaultyKnowledge, Problem
    from dorsiflex.explain.answer import Answer
    from dorsiflex.explain.compose import WhyNot
    from dorsiflex.explain.counterfactual import Change
    from dorsiflex.language.knowledge import KnowledgeBase

__version__ = "0.1.0"
__all__ = [
    "Answer",
    "BadInput",
    "EngineFault",
    "EnginesDisagree",
    "FaultyKnowledge",
    "KnowledgeBase",
    "Problem",
    "__version__",
    "as_json",
    "assess",
    "assess_frame",
    "load",
    "what_would_change",
    "why_not",
]

# Where a name lives; it is imported when it is first used, so that `import dorsiflex` stays light.
HOMES = {
    "Answer": "dorsiflex.explain.answer",
    "BadInput": "dorsiflex.errors",
    "EngineFault": "dorsiflex.errors",
    "EnginesDisagree": "dorsiflex.errors",
    "FaultyKnowledge": "dorsiflex.errors",
    "KnowledgeBase": "dorsiflex.language.knowledge",
    "Problem": "dorsiflex.errors",
}


def assess(intake: Mapping[str, Any] | Path | str | bytes, knowledge: KnowledgeBase | None = None) -> Answer:
    """The answer to an intake: a mapping, the path of a file, or a file's bytes.

    Without `knowledge`, the rules that come with the package answer. Raises `BadInput` with every problem of the
    intake; `EnginesDisagree` or `EngineFault` where the engines cannot vouch for an answer: then nothing is suggested.
    """
    from dorsiflex.ready import assessor_for, packaged

    return assessor_for(knowledge if knowledge is not None else packaged()).assess(intake)


def assess_frame(frame: Any, knowledge: KnowledgeBase | None = None, *, rejects: bool = False) -> Any:
    """The answers to a frame of pandas, Polars or Arrow: one row for each of its rows, in a frame of the same library.

    Its columns are findings, a side's as `side_id`. Raises `BadInput` with what is wrong with any row; with `rejects`
    the rows that can be answered are, and a pair comes back: the answers, and what is wrong with the other rows.
    """
    from dorsiflex.cohort.assess import assess_frame as assessed
    from dorsiflex.ready import packaged

    return assessed(frame, knowledge if knowledge is not None else packaged(), rejects=rejects)


def load(path: Path | str | None = None) -> KnowledgeBase:
    """The checked knowledge base in a folder; without `path`, the one that comes with the package.

    Raises `FaultyKnowledge` with every problem of its files.
    """
    from dorsiflex.catalogue.load import load as load_folder
    from dorsiflex.ready import packaged

    return packaged() if path is None else load_folder(path)


def as_json(answer: Answer, knowledge: KnowledgeBase | None = None) -> dict[str, Any]:
    """The answer as plain values, as `dorsiflex assess --format json` prints it.

    `knowledge` is the one that answered; without it, the packaged one.
    """
    from dorsiflex.present.as_json import as_json as written
    from dorsiflex.ready import packaged

    return written(answer, knowledge if knowledge is not None else packaged())


def why_not(
    intake: Mapping[str, Any] | Path | str | bytes, technique: str, side: str, knowledge: KnowledgeBase | None = None
) -> WhyNot:
    """Why `technique` is not suggested on `side`: the gates that withhold it, and what the rules that name it lack.

    `side` is one of the knowledge's sides, or `person` where it has none. Raises as `assess` does; `BadInput` too
    where there is no such technique or side.
    """
    from dorsiflex.ready import assessor_for, named, packaged

    assessor = assessor_for(knowledge if knowledge is not None else packaged())
    named(assessor.knowledge, technique, side)
    return assessor.why_not(assessor.case(intake), technique, side)


def what_would_change(
    intake: Mapping[str, Any] | Path | str | bytes, technique: str, side: str, knowledge: KnowledgeBase | None = None
) -> tuple[tuple[Change, ...], ...]:
    """The smallest changes of re-measurable findings that turn whether `technique` is suggested on `side`.

    Each change is one finding, or a pair where no single one does, moved to the nearest answer that turns it.
    Raises as `why_not` does.
    """
    from dorsiflex.ready import assessor_for, named, packaged

    assessor = assessor_for(knowledge if knowledge is not None else packaged())
    named(assessor.knowledge, technique, side)
    return assessor.what_would_change(assessor.case(intake), technique, side)


def __getattr__(name: str) -> Any:
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)


if "IPython" in sys.modules:  # in a notebook: answers, rules and results display themselves
    from dorsiflex.notebook import register

    register()
    del register
