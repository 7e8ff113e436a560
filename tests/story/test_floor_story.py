"""From a released order to its last stitch: bundles, scans doubled and out of order, pay, and the next plan."""

from __future__ import annotations

import csv
import json
import random
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from small_brand import write_small_brand
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.storage.brand import load_brand
from treadle.storage.ledger.open import open_ledger
from treadle.terms.entry import Entry, Ordered
from treadle.terms.order import Order
from treadle.terms.release import ReleasedOrder


def treadle(*words: object, code: int = 0) -> str:
    run = CliRunner().invoke(build_app(), [str(one) for one in words])
    assert run.exit_code == code, f"{run.output} {run.exception!r}"
    return run.output


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def order_of(folder: Path, order_id: str) -> Order:
    snapshot = load_brand(folder, None, currency="EUR", time_zone="UTC")
    return next(one for one in snapshot.orders if one.order_id == order_id)


@pytest.fixture(scope="module")
def sewn(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Order, list[dict[str, Any]], list[dict[str, Any]]]:
    """A brand with a released order, its bundles, and a scan of each bundle at each operation."""
    folder = write_small_brand(tmp_path_factory.mktemp("floor") / "brand")
    snapshot = load_brand(folder, None, currency="EUR", time_zone="UTC")
    style = next(one for one in snapshot.catalogue.styles if one.bulletin_id in snapshot.bulletins)
    skus = [
        one.sku
        for one in snapshot.catalogue.skus
        if snapshot.catalogue.option[one.option_id].style_id == style.style_id
    ]
    terms = ReleasedOrder(
        work_order_id="WO-1", style_id=style.style_id, units={sku: 20 + at for at, sku in enumerate(skus[:4])},
        due_day=snapshot.as_of + timedelta(days=20), promise_day=snapshot.as_of + timedelta(days=18),
        origin_day=snapshot.as_of, factory_id=next(iter(snapshot.factories)).factory_id, line_id="L1",
    )  # fmt: skip
    moment = datetime.combine(snapshot.as_of - timedelta(days=1), time(), UTC)
    placed = Entry(kind="order", subject="WO-1", happened_at=moment, known_at=moment, author="Mira", key="order:WO-1",
                   body=Ordered(release_id="R", plan_id="p", order=terms))  # fmt: skip
    open_ledger(folder, currency="EUR", time_zone="UTC").add([placed])
    order = order_of(folder, "WO-1")
    bulletin = snapshot.bulletins[str(style.bulletin_id)]
    bundles = [
        {"bundle_id": f"{order.order_id}/b{at}", "order_id": order.order_id, "units": line.wanted_units,
         "bulletin_id": bulletin.bulletin_id, "sku": line.sku}
        for at, line in enumerate(order.lines) if line.wanted_units
    ]  # fmt: skip
    scans = [
        {"scan_id": f"{at}-{step}", "bundle_id": bundle["bundle_id"], "operation_id": one.operation_id,
        "kind": "finish",
         "operator_id": f"P{step % 3}", "units": "",
         "happened_at": f"{snapshot.as_of}T{8 + step % 9:02d}:{at % 60:02d}:00",
         "known_at": f"{snapshot.as_of}T20:00:00"}
        for at, bundle in enumerate(bundles) for step, one in enumerate(bulletin.operations)
    ]  # fmt: skip
    return folder, order, bundles, scans


def test_an_order_is_followed_to_its_last_stitch(
    sewn: tuple[Path, Order, list[dict[str, Any]], list[dict[str, Any]]], tmp_path: Path
) -> None:
    folder, order, bundles, scans = sewn
    pieces = sum(one["units"] for one in bundles)
    most, last = scans[:-1], scans[-1:]
    told = treadle("scan", folder, write(tmp_path / "a.csv", most), "--bundles", write(tmp_path / "b.csv", bundles))
    assert f"{len(most)} new scans, 0 known already, 0 rows refused" in told
    doubled = [*most, *most]
    random.Random(1).shuffle(doubled)
    assert f"0 new scans, {len(doubled)} known already" in treadle("scan", folder, write(tmp_path / "c.csv", doubled))
    assert "sew" not in order_of(folder, order.order_id).finished_stages

    lines = tmp_path / "last.jsonl"
    lines.write_text("\n".join(json.dumps(one) for one in last), encoding="utf-8")
    assert f"{order.order_id} is sewn: the next plan sees it" in treadle("scan", folder, lines)
    assert "sew" in order_of(folder, order.order_id).finished_stages

    floor = json.loads(treadle("floor", folder, "--json", "--hours", tmp_path / "hours.csv"))
    assert [(one["tied_units"], one["sewn_units"]) for one in floor["orders"]] == [(pieces, pieces)]
    assert (floor["contradictions"], floor["bottleneck"]) == ([], None)
    assert f"{order.order_id}: {pieces:,} of {pieces:,} sewn" in treadle("floor", folder)

    operations = {one["operation_id"] for one in scans}
    rates = write(tmp_path / "rates.csv", [{"operation_id": one, "rate": "0.05"} for one in sorted(operations)])
    treadle("pay", folder, "--rates", rates, "--out", tmp_path / "pay.csv")
    paid = list(csv.DictReader((tmp_path / "pay.csv").open(encoding="utf-8")))
    assert sum(int(one["pay_cents"]) for one in paid) == 5 * pieces * len(operations)
    assert sorted(scan for one in paid for scan in one["scan_ids"].split()) == sorted(one["scan_id"] for one in scans)


def test_rows_that_cannot_be_read_are_refused_and_the_others_taken(
    sewn: tuple[Path, Order, list[dict[str, Any]], list[dict[str, Any]]], tmp_path: Path
) -> None:
    folder, _, _, scans = sewn
    good = {**scans[0], "scan_id": "late-1", "bundle_id": "nobody/b1"}
    rows = [good, {**good, "scan_id": "late-2", "kind": "finnish"}, {**good, "scan_id": "late-3", "units": "-4"}]
    told = treadle("scan", folder, write(tmp_path / "late.csv", rows), code=1)
    assert "1 new scans, 0 known already, 2 rows refused" in told
    assert "row 3, column kind" in told
    assert "row 4, column units" in told
    assert "names bundle nobody/b1, which was never tied" in treadle("floor", folder)
