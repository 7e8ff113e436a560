"""Where something comes from and where it went, step by step, each with the entries that say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from treadle.terms.reason import Fact

#: What can be traced.
TRACED = ("garment", "bundle", "roll", "order", "carton")


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a trace: what it is, its facts, and numbers of the ledger's entries that they come from (none where a
    fact of the lake says it)."""

    kind: str
    own_id: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    entries: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """A thing with its steps back to cloth, people and demand, and forward to carton, place and sale."""

    kind: str
    own_id: str
    back: tuple[Step, ...]
    forward: tuple[Step, ...]
