"""The stock file: what is on the shelf, and what is under way, by pair of SKU and site."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from treadle.errors import InputError, Problem

Floats = npt.NDArray[np.float64]

#: Most problems of one kind that are spelled out; the rest is counted. Not tuned: how much is shown.
_SHOWN = 200
_RECEIPT = re.compile(r"receipt_in_(\d+)_weeks?")
_FILL = "Fill it or leave the row out"


@dataclass(frozen=True, slots=True, kw_only=True)
class StockState:
    """Stock of S pairs at the end of a week.

    `skus`, `sites` (None where the file has no site) name the pairs in the order of the file. `on_hand` (S,) units on
    the shelf; `receipts` (S, K) units on the shelf at the start of week 1 … K from now.
    """

    skus: list[str]
    sites: list[str] | None
    on_hand: Floats
    receipts: Floats

    def receipts_until(self, weeks: int) -> Floats:
        """Receipts of the next `weeks` weeks (S, weeks), 0 where nothing is under way."""
        whole = np.zeros((len(self.on_hand), weeks))
        held = min(weeks, self.receipts.shape[1])
        whole[:, :held] = self.receipts[:, :held]
        return whole


def read_stock(table: pa.Table, has_site: bool, found: list[Problem]) -> StockState | None:
    """The stock table `sku, [site,] on_hand, receipt_in_1_week, receipt_in_2_weeks, …` as a state.

    Cells may be numbers or text; an empty receipt is 0. Every problem is added to `found`; None where columns are
    missing, so that nothing more can be said.
    """
    names = ("sku", "site", "on_hand") if has_site else ("sku", "on_hand")
    missing = [name for name in names if name not in table.column_names]
    have = ", ".join(table.column_names) or "none"
    found.extend(
        Problem(file="stock", column=name, what=f"the column is missing (found: {have})", remedy="Add it")
        for name in missing
    )
    weeks = _receipt_weeks(table, found)
    if missing:
        return None
    if table.num_rows == 0:
        found.append(Problem(file="stock", what="has no rows", remedy="Give one row per SKU and site"))
        return None
    skus = _texts(table, "sku", found)
    sites = _texts(table, "site", found) if has_site else None
    _no_repeats(skus, sites, found)
    on_hand = _units(table, "on_hand", found, is_needed=True)
    receipts = np.zeros((table.num_rows, max(weeks, default=0)))
    for week, header in weeks.items():
        receipts[:, week - 1] = _units(table, header, found, is_needed=False)
    return StockState(skus=skus, sites=sites, on_hand=on_hand, receipts=receipts)


def _receipt_weeks(table: pa.Table, found: list[Problem]) -> dict[int, str]:
    """Header of each receipt column by its week."""
    weeks: dict[int, str] = {}
    for header in table.column_names:
        match = _RECEIPT.fullmatch(header)
        if match is None:
            if header.startswith("receipt"):
                remedy = "Name it receipt_in_1_week, receipt_in_2_weeks, …"
                found.append(Problem(file="stock", column=header, what="does not name a week", remedy=remedy))
            continue
        week = int(match.group(1))
        if not 1 <= week <= 520 or week in weeks:
            what = "names a week twice" if week in weeks else "is out of range"
            found.append(Problem(file="stock", column=header, what=what, remedy="Count weeks from 1, each once"))
            continue
        weeks[week] = header
    return weeks


def _texts(table: pa.Table, header: str, found: list[Problem]) -> list[str]:
    values = table.column(header).cast(pa.string()).to_pylist()
    bad = [row for row, text in enumerate(values) if text is None or text == ""]
    _tell(found, bad, header, "is missing", _FILL)
    return [text or "" for text in values]


def _units(table: pa.Table, header: str, found: list[Problem], *, is_needed: bool) -> Floats:
    """A column of units as numbers (S,); what is no number of units is told and read as 0."""
    values = np.zeros(table.num_rows)
    unreadable, gaps = [], []
    for row, cell in enumerate(table.column(header).to_pylist()):
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            gaps.append(row)
            continue
        try:
            values[row] = float(cell)
        except (TypeError, ValueError):
            unreadable.append(row)
    _tell(found, unreadable, header, "is not a number", "Write 12")
    if is_needed:
        _tell(found, gaps, header, "is missing", _FILL)
    _tell(found, np.flatnonzero(~np.isfinite(values)).tolist(), header, "is not finite", "Write 12")
    _tell(found, np.flatnonzero(values < 0).tolist(), header, "is negative", "Write 0 where nothing is there")
    return np.where(np.isfinite(values), np.maximum(values, 0.0), 0.0)


def _no_repeats(skus: list[str], sites: list[str] | None, found: list[Problem]) -> None:
    rows: dict[tuple[str, str], list[int]] = {}
    for row, pair in enumerate(zip(skus, sites or [""] * len(skus))):
        rows.setdefault(pair, []).append(row + 2)
    for (sku, site), at in rows.items():
        if len(at) > 1:
            said = f"sku {sku!r}" + (f", site {site!r}" if sites is not None else "")
            what = f"{said} comes {len(at)} times (rows {', '.join(str(row) for row in at)})"
            found.append(Problem(file="stock", row=at[0], what=what, remedy="Keep one row"))


def _tell(found: list[Problem], rows: list[int], header: str, what: str, remedy: str) -> None:
    """Add one problem per row (as an editor numbers them), and one that counts what is beyond the first 200."""
    found.extend(Problem(file="stock", row=row + 2, column=header, what=what, remedy=remedy) for row in rows[:_SHOWN])
    if len(rows) > _SHOWN:
        found.append(Problem(file="stock", column=header, what=f"{what} in {len(rows)} rows in all", remedy=remedy))


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How stock is ordered and what it costs.

    An order placed now is on the shelf at the start of week 1 + `lead_weeks`; the next can be placed `review_weeks`
    later. `shortage_cost` per unit of demand that finds an empty shelf (it is lost), `holding_cost` per unit left on
    the shelf at the end of a week, in the same money; either may be given pair by pair (S,).
    """

    lead_weeks: int
    review_weeks: int
    shortage_cost: float | Floats
    holding_cost: float | Floats

    def of(self, pairs: npt.NDArray[np.int64]) -> Terms:
        """The terms of some pairs."""
        short, hold = (
            cost if isinstance(cost, (int, float)) else np.asarray(cost)[pairs]
            for cost in (self.shortage_cost, self.holding_cost)
        )
        return replace(self, shortage_cost=short, holding_cost=hold)

    def problems(self) -> list[Problem]:
        """What is out of range, in the words of the command's options."""
        told: list[tuple[str, object, str]] = []
        if not 0 <= self.lead_weeks <= 104:
            told.append(("lead-weeks", self.lead_weeks, "Give 0 to 104 whole weeks"))
        if not 1 <= self.review_weeks <= 52:
            told.append(("review-weeks", self.review_weeks, "Give 1 to 52 whole weeks"))
        if not np.all(np.isfinite(self.shortage_cost) & np.greater_equal(self.shortage_cost, 0)):
            told.append(("shortage-cost", self.shortage_cost, "Give a cost of at least 0"))
        if not np.all(np.isfinite(self.holding_cost) & np.greater(self.holding_cost, 0)):
            told.append(("holding-cost", self.holding_cost, "Give a cost above 0, or any order would be free"))
        return [Problem(file="options", what=f"{name} is {value}", remedy=remedy) for name, value, remedy in told]

    def check(self) -> None:
        """Raises `InputError` with all that is out of range."""
        problems = self.problems()
        if problems:
            raise InputError(problems)
