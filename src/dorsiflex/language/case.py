"""What is known of one person? The recorded findings by flat name, and what follows for questions that do not arise.

A flat name is a finding's id for the person (`hours`) and `side.id` for a side (`left.hours`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from dorsiflex.language.meaning import Value


@dataclass(frozen=True)
class Case:
    """`recorded`: as answered. `settled`: the same with every dependent of an absent parent filled in.

    Numbers are whole steps, yes/no are booleans, several-of are frozen sets; what is not there is not known.
    """

    recorded: Mapping[str, Value] = field(default_factory=dict)
    settled: Mapping[str, Value] = field(default_factory=dict)
    id: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "recorded", MappingProxyType(dict(self.recorded)))
        object.__setattr__(self, "settled", MappingProxyType(dict(self.settled)))

    def settled_copy(self) -> dict[str, Value]:
        """What is settled, to be written on."""
        assert isinstance(self.settled, MappingProxyType)
        return self.settled.copy()  # ten times as fast as dict(…) of a proxy

    @cached_property
    def recorded_units(self) -> frozenset[str]:
        """The sides of which anything is recorded."""
        return frozenset(stem.partition(".")[0] for stem in self.recorded if "." in stem)


def flat(unit: str | None, finding: str) -> str:
    """The flat name of a finding; `unit` is None for the person's own."""
    return finding if unit is None else f"{unit}.{finding}"
