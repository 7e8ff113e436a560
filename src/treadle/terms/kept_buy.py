"""Buys that are kept beside a plan, so that they can be compared: each with what it comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from treadle.terms.what_if import Consequences, Scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyKept:
    """A buy was kept by its name. `units` are lines that differ from the plan's; `low_cents` is where the account then
    stands lowest with a chance of one in ten, in the week that begins with `low_week` (None: nobody could say)."""

    scenario: Scenario
    consequences: Consequences
    units: Mapping[str, int] = field(default_factory=dict)
    low_cents: int | None = None
    low_week: date | None = None

    @property
    def name(self) -> str:
        """What it is called."""
        return self.scenario.name


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyLetGo:
    """A kept buy is not compared any more."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A kept buy, with who kept it and when."""

    kept: BuyKept
    author: str
    kept_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBuys:
    """All that is kept beside a plan, in the order in which it was."""

    plan_id: str
    columns: tuple[Column, ...] = ()

    def column(self, name: str) -> Column | None:
        """The buy of a name; None where none is kept."""
        return next((one for one in self.columns if one.kept.name == name), None)
