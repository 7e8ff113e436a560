"""A brand's folder from Python: open it, import, plan, look, explain, edit, release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from treadle.errors import NotFoundError
from treadle.library.results import Tabular

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from treadle.errors import Problem
    from treadle.plant.import_ import Imported
    from treadle.plant.plan import Planned
    from treadle.plant.release import Released
    from treadle.terms.budget import Progress
    from treadle.terms.plan import Plan


def open_brand(folder: str | Path) -> Brand:
    """The brand of a folder that `treadle init` or `demo_brand` made. Raises `NotFoundError` where there is none."""
    from treadle.settings import read_settings

    place = Path(folder)
    read_settings(place)
    return Brand(folder=place)


def demo_brand(folder: str | Path, *, seed: int = 0) -> Brand:
    """The demo brand (60 options, 40 weeks, three factories, shops), made in `folder`.

    Raises `InputError` where the folder is a brand of its own.
    """
    from treadle.plant.demo import make_demo

    place = Path(folder)
    return Brand(folder=place, as_of=make_demo(place, seed=seed))


def example_brand(folder: str | Path) -> Brand:
    """A small brand that plans in seconds, as `treadle init` makes it in `folder`, to try things and to type over.

    Raises `InputError` where a brand's folder is there already.
    """
    from treadle.plant.init import init_folder

    place = Path(folder)
    init_folder(place)
    return Brand(folder=place)


@dataclass(frozen=True, slots=True)
class Brand:
    """A brand's folder; `as_of` is the first day not yet known, None for the day after its newest fact."""

    folder: Path
    as_of: date | None = None

    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong with its settings, tables and imports, with file, row, column and remedy."""
        from treadle.plant.check import check

        return check(self.folder).problems

    def import_files(self, *files: str | Path, table: str | None = None, mapping: str | None = None) -> Imported:
        """Take files into the folder, as `treadle import` does. Raises `InputError` with what is wrong."""
        from treadle.plant.import_ import import_files

        return import_files(
            self.folder, [Path(one) for one in files], table=table, mapping=None if mapping is None else Path(mapping)
        )

    def plan(
        self, *, as_of: date | None = None, seed: int | None = None, out: str | Path | None = None,
        progress: Progress | None = None,
    ) -> BrandPlan:  # fmt: skip
        """Plan the brand, and write the plan into `out` (default: the folder `plan` in the brand's folder).

        Raises `InputError` with all problems that stop a plan.
        """
        from treadle.plant.plan import plan_folder
        from treadle.plant.standing import remember_plan
        from treadle.report.write import write_plan
        from treadle.terms.budget import Silence

        target = self.folder / "plan" if out is None else Path(out)
        planned = plan_folder(self.folder, as_of=as_of or self.as_of, seed=seed, progress=progress)
        write_plan(target, planned, progress or Silence())
        remember_plan(self.folder, planned, target)
        return BrandPlan(brand=self, out=target, planned=planned)


@dataclass(frozen=True, slots=True, repr=False)
class BrandPlan(Tabular):
    """A plan of a brand, written in `out`; `edits` are a planner's own numbers, not yet released."""

    brand: Brand
    out: Path
    planned: Planned
    edits: Mapping[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def noun(self) -> Plan:
        """The plan itself, as a record."""
        return self.planned.plan

    @property
    def names(self) -> tuple[str, ...]:
        """Names of its tables: buy, options, work_orders, lays, promises …"""
        return tuple(self.planned.tables)

    def table(self, name: str) -> pa.Table:
        """One of its tables as Arrow. Raises `NotFoundError` for a name that is none."""
        if name not in self.planned.tables:
            raise NotFoundError(f"A plan has no table {name}. It has: {', '.join(self.names)}")
        return self.planned.tables[name]

    def to_arrow(self, name: str = "buy") -> pa.Table:
        """A table as Arrow."""
        return self.table(name)

    def to_pandas(self, name: str = "buy") -> pd.DataFrame:
        """A table as a pandas frame."""
        return _Table(self.table(name)).to_pandas()

    def to_polars(self, name: str = "buy") -> pl.DataFrame:
        """A table as a polars frame."""
        return _Table(self.table(name)).to_polars()

    def summary(self) -> str:
        """Units, cost, expected profit, orders and how many of them are kept, at risk and late."""
        from treadle.words import count_states

        values = {row["name"]: row["value"] for row in self.table("plan").to_pylist()}
        orders = self.table("work_orders").to_pylist()
        states = count_states(row["status"] for row in orders)
        cost, profit = (int(values[name]) / 100 for name in ("buy_cost_cents", "expected_profit_cents"))
        return (
            f"Plan of {values['as_of']}: {int(values['buy_units']):,} units in {values['buy_lines']} lines, cost "
            f"{cost:,.2f} {values['currency']}, expected profit {profit:,.2f} {values['currency']}; "
            f"{len(orders)} work orders ({states})"
        )

    def explain(self, line_id: str, language: str = "") -> str:
        """The way back of one buy line, from the signals to the promise.

        Raises `NotFoundError`, with the nearest ids, where the plan has no such line.
        """
        from treadle.report.way_back import way_back

        lines: list[str] = []
        for step in way_back(self.planned.tables, line_id, language or self.planned.settings.language):
            lines += [step.title, *(f"  {one}" for one in step.lines)]
            lines += [f"  {'  '.join(row)}" for row in (step.headings, *step.rows) if row]
        return "\n".join(lines)

    def edit(self, line_id: str, *, units: int, note: str = "") -> BrandPlan:
        """This plan with another number for a line (0 rejects it); nothing is fixed before `release`.

        Raises `NotFoundError` where the plan has no such line.
        """
        known = [line.line_id for line in self.noun.buy.lines]
        if line_id not in known:
            raise NotFoundError(f"The plan has no line {line_id}. It has: {', '.join(known[:10])} …")
        return replace(self, edits={**self.edits, line_id: (units, note)})

    def release(self, *, author: str = "") -> Released:
        """Fix the plan with its edits: its units are on order from now on, its work orders stand.

        Raises `ReleaseError` with every reason not to release.
        """
        from treadle.plant.release import release_plan
        from treadle.terms.release import Edit

        edits = [
            Edit(line_id=name, units=units, is_rejected=units == 0, note=note)
            for name, (units, note) in sorted(self.edits.items())
        ]
        return release_plan(self.brand.folder, self.out, edits, author=author)


@dataclass(frozen=True, slots=True, repr=False)
class _Table(Tabular):
    """Any table of a plan."""

    table: pa.Table

    def to_arrow(self) -> pa.Table:
        return self.table

    def summary(self) -> str:
        return f"{self.table.num_rows} rows: {', '.join(self.table.column_names)}"
