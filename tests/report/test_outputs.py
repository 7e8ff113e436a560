"""Every column that is given out is described once: unit, heading, one sentence; and nothing else is given out."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pyarrow as pa
import pytest

from treadle.anticipate.answer import tell
from treadle.report.sheets import SHEETS
from treadle.report.shipments import shipment_table
from treadle.terms.schema import OUT_KINDS, OUTPUTS, OutTable

#: Units that a name must say, by its ending.
ENDINGS = {
    "_cents": "cents", "_units": "units", "_mm": "mm", "_m": "m", "_minutes": "minutes", "_minute": "minutes",
    "_share": "share, 0 to 1", "_days": "days", "_deg": "degrees", "_day": "day", "_id": "id", "_ids": "ids",
    "_reason": "reason",
}  # fmt: skip


@pytest.mark.parametrize("table", OUTPUTS.values(), ids=lambda table: table.name)
def test_a_column_has_a_unit_a_heading_and_a_sentence(table: OutTable) -> None:
    assert table.doc.endswith(".")
    names = [one.name for one in table.columns]
    assert len(set(names)) == len(names)
    for one in table.columns:
        assert one.kind in OUT_KINDS and one.unit and one.heading, f"{table.name}.{one.name}"
        assert one.doc.endswith(".") and len(one.doc) > 8, f"{table.name}.{one.name}"
        for ending, unit in ENDINGS.items():
            if one.name.endswith(ending) and not (ending == "_m" and one.name.endswith("_mm")):
                assert one.unit.startswith(unit) or one.kind == "metres", f"{table.name}.{one.name} is in {one.unit}"


@pytest.mark.parametrize("table", OUTPUTS.values(), ids=lambda table: table.name)
def test_patterns_stand_for_their_own_columns_only(table: OutTable) -> None:
    for one in table.columns:
        if one.pattern:
            assert not any(re.fullmatch(one.pattern, other.name) for other in table.columns if other is not one)


def test_what_a_cut_order_is_called_is_a_cut_order() -> None:
    assert "work_order_id" not in {one.name for name in ("buy", "cut_plans", "lays", "spreading", "cloth_short")
                                   for one in OUTPUTS[name].columns}  # fmt: skip


def test_every_sheet_shows_columns_of_its_table() -> None:
    for sheet in SHEETS:
        own = {"decision", "until", "note"} if sheet.table == "buy" else set()
        for name in sheet.columns:
            assert name in own or OUTPUTS[sheet.table].column(name).heading


def test_an_unknown_column_is_told_by_name() -> None:
    with pytest.raises(KeyError, match="table buy has no column colour_of_hope"):
        OUTPUTS["buy"].column("colour_of_hope")


def test_empty_tables_hold_every_column() -> None:
    assert shipment_table([]).schema == OUTPUTS["shipments"].arrow
    assert isinstance(OUTPUTS["forecast"].arrow, pa.Schema) and len(OUTPUTS["forecast"].arrow) == 45


def _described(table: pa.Table, name: str) -> None:
    """Every column is one of the described table, and holds what its kind says."""
    for field in table.schema:
        column = OUTPUTS[name].column(field.name)
        assert field.type == OUT_KINDS[column.kind][0], f"{name}.{field.name} is {field.type}"


def test_what_single_commands_write_is_described() -> None:
    weeks = [date(2024, 1, 1) + timedelta(days=7 * at) for at in range(40)]
    cells = [
        (sku, site, week, float(at % 5)) for sku in ("A", "B") for site in ("x", "y") for at, week in enumerate(weeks)
    ]
    history = pa.table(dict(zip(("sku", "site", "date", "units"), map(list, zip(*cells, strict=True)), strict=True)))
    told = tell(history, by=["sku"], horizon=3, every="week", quantiles=[0.1, 0.5, 0.975], cumulative=True)
    assert told.totals is not None
    _described(told.forecast, "plain_forecast")
    _described(told.totals, "plain_totals")
    _described(told.league, "plain_league")
