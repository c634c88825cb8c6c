"""What may go wrong, and what stands against it? One entry of the hazard log."""

from __future__ import annotations

from dataclasses import dataclass

from dorsiflex.language.rule import Owners


@dataclass(frozen=True)
class Hazard:
    """A hazard with its cause, the harm that may come of it, its controls, and what remains.

    `controls` are gates; `safeguards` are controls that are no gate. `cases` and `tests` show that they work.
    """

    id: str
    hazard: str
    cause: str
    harm: str
    status: str
    owners: Owners
    residual: str
    controls: tuple[str, ...] = ()
    safeguards: tuple[str, ...] = ()
    cases: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    created: str = ""
    review_by: str = ""
    defined_at: str = ""
