"""What comes back: tables that become pandas, polars or Arrow, pictures that a notebook shows, sentences."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from treadle.errors import TreadleError

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from treadle.terms.calendar import ShiftCalendar
    from treadle.terms.cutting import Lay, Marker
    from treadle.terms.schedule import Schedule
    from treadle.terms.sewing import Bulletin, LineBalance


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as SVG text; a notebook shows it by itself."""

    svg: str

    def save(self, path: str | Path) -> Path:
        """Write the SVG to a file and return its path."""
        target = Path(path)
        target.write_text(self.svg, encoding="utf-8")
        return target

    def _repr_svg_(self) -> str:
        return self.svg


class Tabular(ABC):
    """A result that is a table first of all."""

    __slots__ = ()

    @abstractmethod
    def to_arrow(self) -> pa.Table:
        """The table as Arrow."""

    def to_pandas(self) -> pd.DataFrame:
        """The table as a pandas frame. Raises `TreadleError` where pandas is not installed."""
        try:
            import pandas  # noqa: F401
        except ImportError:
            raise TreadleError("pandas is not installed. Install it with: pip install pandas") from None
        return self.to_arrow().to_pandas()

    def to_polars(self) -> pl.DataFrame:
        """The table as a polars frame. Raises `TreadleError` where polars is not installed."""
        try:
            import polars
        except ImportError:
            raise TreadleError("polars is not installed. Install it with: pip install polars") from None
        frame = polars.from_arrow(self.to_arrow())
        assert isinstance(frame, polars.DataFrame)
        return frame

    @abstractmethod
    def summary(self) -> str:
        """One or a few sentences for a person."""

    def __repr__(self) -> str:
        return self.summary()


@dataclass(frozen=True, slots=True, repr=False)
class Forecast(Tabular):
    """Quantiles of units by SKU (and site) and period; `league` says how each model did in the past."""

    table: pa.Table
    league: pa.Table
    history: pa.Table | None
    every: str

    def to_arrow(self) -> pa.Table:
        """Columns sku, [site,] date, mean and a quantile each."""
        return self.table

    def summary(self) -> str:
        """How many SKUs and periods, and what is expected of all."""
        days = self.table["date"].unique()
        units = float(sum(self.table["mean"].to_pylist()))
        skus = len(self.table["sku"].unique())
        first, last = min(days.to_pylist()), max(days.to_pylist())
        return f"{skus} SKUs, {len(days)} {self.every}s from {first} to {last}: {units:,.0f} units expected"

    def plot(self, sku: str | None = None) -> Picture:
        """Past units as bars and the periods ahead as a fan, of one SKU or of the one expected to sell most.

        Raises `TreadleError` for a SKU that was not forecast.
        """
        from treadle.report.forecast_picture import forecast_picture

        known = self.table["sku"].unique().to_pylist()
        if sku is not None and sku not in known:
            raise TreadleError(f"There is no forecast of {sku}. There is one of: {', '.join(sorted(known)[:10])}")
        if not {"q05", "q10", "q25", "q50", "q75", "q90", "q95"} <= set(self.table.column_names):
            raise TreadleError("A fan wants the usual quantiles: forecast without naming any")
        return Picture(forecast_picture(self.table, self.history, sku))


@dataclass(frozen=True, slots=True, repr=False)
class StockOrders(Tabular):
    """What to order now, in the order of the stock table."""

    table: pa.Table

    def to_arrow(self) -> pa.Table:
        """Columns sku, [site,] units."""
        return self.table

    def summary(self) -> str:
        """How many lines want how many units."""
        units = self.table["units"].to_pylist()
        return f"{sum(1 for one in units if one)} of {len(units)} lines to order, {sum(units):,} units"


@dataclass(frozen=True, slots=True, repr=False)
class DrawnMarker(Tabular):
    """A marker: pieces on cloth, checked by rules of their own."""

    marker: Marker

    def to_arrow(self) -> pa.Table:
        """A row per placed piece: piece, size, x_mm, y_mm, rotation_deg, is_mirrored."""
        rows = [
            {
                "piece": self.marker.request.pieces[one.piece_index].piece_id,
                "size": self.marker.request.pieces[one.piece_index].size,
                "x_mm": one.x_mm,
                "y_mm": one.y_mm,
                "rotation_deg": one.rotation_deg,
                "is_mirrored": self.marker.request.pieces[one.piece_index].is_mirrored,
            }
            for one in self.marker.placements
        ]
        return pa.Table.from_pylist(rows)

    @property
    def length_mm(self) -> float:
        """Length of cloth that the marker takes."""
        return self.marker.length_mm

    @property
    def efficiency(self) -> float:
        """Piece area over the area of the cloth, 0 to 1."""
        return self.marker.efficiency

    def summary(self) -> str:
        """Pieces, length and how much of the cloth is used."""
        length = self.marker.length_mm / 1000
        return f"{len(self.marker.placements)} pieces on {length:.3f} m, {self.marker.efficiency:.1%} of the cloth used"

    def plot(self) -> Picture:
        """The marker as drawn, a colour per size."""
        from treadle.report.marker_picture import marker_svg

        return Picture(marker_svg(self.marker))


@dataclass(frozen=True, slots=True, repr=False)
class LayPlan(Tabular):
    """Lays that cut an order; lengths in mm."""

    lays: tuple[Lay, ...]
    answer: Mapping[str, Any]
    demand_units: int

    def to_arrow(self) -> pa.Table:
        """A row per lay and colour: lay_id, ratio, colour, plies, length_mm."""
        rows = [
            {
                "lay_id": lay.lay_id,
                "ratio": " ".join(f"{size}:{count}" for size, count in lay.ratio.items() if count),
                "colour": colour,
                "plies": plies,
                "length_mm": float(lay.length_mm),
            }
            for lay in self.lays
            for colour, plies in lay.plies.items()
        ]
        return pa.Table.from_pylist(rows)

    def summary(self) -> str:
        """Lays, plies, garments and how good the plan is known to be."""
        if not self.lays:
            return "No lays meet the order within its limits"
        cut = sum(lay.total_plies * sum(lay.ratio.values()) for lay in self.lays)
        cloth = sum(lay.total_plies * lay.length_mm for lay in self.lays) / 1000
        best = "proved best" if self.answer["status"] == "optimal" else f"within {self.answer['gap_share']:.2%} of best"
        return (
            f"{len(self.lays)} lays, {sum(lay.total_plies for lay in self.lays)} plies, {cloth:,.1f} m of cloth: "
            f"{cut} garments, {cut - self.demand_units} spare; {best}"
        )

    def plot(self) -> Picture:
        """The lays, length to the right and plies upwards."""
        from treadle.report.lays_picture import lays_svg

        return Picture(lays_svg(self.lays, self.summary()))


@dataclass(frozen=True, slots=True, repr=False)
class BalancedLine(Tabular):
    """Who does what at which station of a sewing line."""

    bulletin: Bulletin
    balance: LineBalance

    def to_arrow(self) -> pa.Table:
        """A row per station: station_id, operators, operations, minutes_per_unit."""
        rows = [
            {
                "station_id": one.station_id,
                "operators": " ".join(one.operator_ids),
                "operations": " ".join(one.operation_ids),
                "minutes_per_unit": one.minutes_per_unit,
            }
            for one in self.balance.stations
        ]
        return pa.Table.from_pylist(rows)

    def units_per_day(self, minutes: float = 480.0) -> float:
        """Garments in a day of so many working minutes."""
        return self.balance.units_per_day(minutes)

    def summary(self) -> str:
        """Stations, garments a day, efficiency, and what holds the line back."""
        from treadle.words import say

        return (
            f"{len(self.balance.stations)} stations, {self.balance.units_per_day(480):.0f} garments in 8 hours, "
            f"line efficiency {self.balance.line_efficiency:.0%}. {say(self.balance.reason)}"
        )

    def plot(self) -> Picture:
        """Minutes per garment of each station, by operation (a yamazumi chart)."""
        from treadle.report.yamazumi import yamazumi_svg

        return Picture(yamazumi_svg(self.balance, self.bulletin))


@dataclass(frozen=True, slots=True, repr=False)
class FactoryPlan(Tabular):
    """When every order is cut, sewn and there."""

    schedule: Schedule
    calendars: Mapping[str, ShiftCalendar]

    def to_arrow(self) -> pa.Table:
        """A row per order: its style, units, factory and line; the day it is due, planned and promised; its status."""
        rows = [
            {
                "work_order_id": one.work_order_id,
                "style_id": one.style_id,
                "units": sum(one.units.values()),
                "factory_id": one.factory_id,
                "line_id": one.line_id,
                "due_day": one.due_day,
                "planned_day": one.planned_day,
                "promise_day": one.promise_day,
                "status": one.status,
            }
            for one in self.schedule.work_orders
        ]
        return pa.Table.from_pylist(rows)

    def why_late(self) -> dict[str, str]:
        """The cause by order, for every order that is at risk, late or impossible."""
        from treadle.words import say

        return {one.work_order_id: say(one.late_reason) for one in self.schedule.work_orders if one.late_reason}

    def summary(self) -> str:
        """Orders, how many of them are kept, at risk and late, and the cost."""
        orders = self.schedule.work_orders
        from treadle.words import count_states

        states = count_states(one.status for one in orders)
        cost = sum(self.schedule.cost_cents.values()) / 100
        return f"{len(orders)} orders ({states}), cost {cost:,.2f} ({self.schedule.status})"

    def plot(self) -> Picture:
        """Orders on tables and lines over the days, nights and days off left blank."""
        from treadle.report.gantt import days_of, gantt, slot_rows
        from treadle.terms.schedule import LATE

        late = frozenset(one.work_order_id for one in self.schedule.work_orders if one.status == LATE)
        return Picture(gantt(slot_rows(self.schedule), late, self.calendars, days=days_of(self.schedule)))


@dataclass(frozen=True, slots=True, repr=False)
class Promises(Tabular):
    """The day of each order by how sure it is."""

    rows: Sequence[Mapping[str, Any]]

    def to_arrow(self) -> pa.Table:
        """A row per order and probability: work_order_id, due_day, probability, promise_day, reason."""
        return pa.Table.from_pylist(list(self.rows))

    def summary(self) -> str:
        """The surest day of each order."""
        surest = {row["work_order_id"]: row for row in self.rows}
        return "; ".join(
            f"{name} by {row['promise_day']} with {row['probability']:.0%}" for name, row in sorted(surest.items())
        )
