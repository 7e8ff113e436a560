"""The small brand with one released order and its lays, placed in the ledger without a plan: cheap to follow."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from small_brand import QUICK, small_tables
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.settings import settings_template
from treadle.storage.brand import load_brand
from treadle.storage.folder_writing import write_folder
from treadle.storage.ledger.open import open_ledger
from treadle.terms.cut_told import LaysReleased, MarkerTold
from treadle.terms.cutting import Lay
from treadle.terms.entry import Entry, Ordered
from treadle.terms.order import Order
from treadle.terms.release import ReleasedOrder
from treadle.terms.rolls import Stretch

ORDER = "WO-TEE1"
OPTION = "TEE1-navy"


def treadle(*words: object, code: int = 0) -> str:
    """What a command prints, as its user sees it."""
    run = CliRunner().invoke(build_app(), [str(one) for one in words])
    assert run.exit_code == code, f"{run.output} {run.exception!r}"
    return run.output


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    """A CSV file."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def order_of(folder: Path, order_id: str = ORDER) -> Order:
    """An order as it stands."""
    snapshot = load_brand(folder, None, currency="EUR", time_zone="UTC")
    return next(one for one in snapshot.orders if one.order_id == order_id)


def write_floor_brand(folder: Path, **settings: str | int | float) -> Path:
    """The small brand with the signals of its last days alone, and an order of 24 S and 48 M in two bundles a size:
    one lay of 12 + 12 plies of two rolls, the ratio S 1, M 2."""
    tables = small_tables()
    tables["signals"] = tables["signals"].slice(tables["signals"].num_rows - 2000)
    told = {**QUICK, **{name.replace("__", "."): value for name, value in settings.items()}}
    write_folder(folder, settings_template(told), tables, has_workbook=False)
    snapshot = load_brand(folder, None, currency="EUR", time_zone="UTC")
    factory = snapshot.factories[0]
    units = {f"{OPTION}-S": 24, f"{OPTION}-M": 48}
    terms = ReleasedOrder(
        work_order_id=ORDER, style_id="TEE1", units=units, due_day=snapshot.as_of + timedelta(days=20),
        promise_day=snapshot.as_of + timedelta(days=18), origin_day=snapshot.as_of, factory_id=factory.factory_id,
        line_id=factory.sewing_lines[0].line_id, cut_start_minute=480, cut_end_minute=600, sew_start_minute=660,
        sew_end_minute=1020, spread_and_cut_minutes=60.0, cost_cents=72_000,
    )  # fmt: skip
    lay = f"{ORDER}/lay-01"
    laid = LaysReleased(
        style_id="TEE1", fabric_id="jersey", units={ORDER: units},
        lays=(Lay(lay_id=lay, marker_id="tee/Sx1-Mx2", ratio={"S": 1, "M": 2}, plies={OPTION: 24}, length_mm=3100),),
        markers=(
            MarkerTold(marker_id="tee/Sx1-Mx2", length_mm=3100.0, width_mm=1500.0, efficiency=0.84, made_by="own"),
        ),
        stretches=tuple(
            Stretch(lay_id=lay, option_id=OPTION, first_ply=first, last_ply=first + 11, roll_id=roll, shade=shade,
                    from_mm=0, to_mm=12 * 3120, at_mm=0, until_mm=3100)
            for first, roll, shade in ((1, "R-1", "A"), (13, "R-2", "B"))
        ),
    )  # fmt: skip
    moment = datetime.combine(snapshot.as_of - timedelta(days=1), time(), UTC)
    bodies = (("order", Ordered(release_id="R", plan_id="p", order=terms)), ("lays", laid))
    entries = [
        Entry(kind=kind, subject=ORDER, happened_at=moment, known_at=moment, author="Mira", key=f"{kind}:{ORDER}",
              body=body)
        for kind, body in bodies
    ]  # fmt: skip
    open_ledger(folder, currency="EUR", time_zone="UTC").add(entries)
    return folder
