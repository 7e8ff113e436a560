"""Three weeks of a small brand: planned, edited, released, late, short, asked about, amended, closed, planned again.

Orders that left the shop by hand are counted here in plain dictionaries, apart from the ledger: what lies on the shelf,
and what was really sent. At every step the books and the plan must say the same, and each option's reason is true of
the plan itself: without what it names the number is another.
"""

from __future__ import annotations

import csv
import shutil
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from perturbed import unmoved_reasons
from small_brand import QUICK, small_tables

from treadle.errors import ReleaseError
from treadle.plant.amend import close_order, work_out_amendment, write_amendment
from treadle.plant.books import ledger_of
from treadle.plant.plan import Planned, plan_folder
from treadle.plant.plan_tables.bridge import PARTS
from treadle.plant.receive import Delivery, receive
from treadle.plant.release import release_plan
from treadle.plant.standing import remember_plan
from treadle.report.workbook import write_workbook
from treadle.settings import read_settings, settings_template
from treadle.storage.folder_writing import write_folder
from treadle.storage.plan_folder import new_plan_folder
from treadle.terms.budget import Silence
from treadle.terms.order import Order
from treadle.terms.reason import Reason
from treadle.track.orders import fold_orders

FIRST = date(2026, 9, 28)
WEEK = timedelta(days=7)
STEPS = (
    "risk_units", "least_return_units", "break_units", "minimum_units", "style_minimum_units", "budget_units",
    "minutes_units", "own_units",
)  # fmt: skip
TEE1, TEE2 = "WO-TEE1-2026W42", "WO-TEE2-2026W42"


class Brand:
    """A folder that is lived with: a shelf that really holds pieces, sales that take them, and a count each week."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with (folder / "tables" / "stock.csv").open() as file:
            self.shelf = {row["sku"]: int(row["units"]) for row in csv.DictReader(file)}
        with (folder / "tables" / "signals.csv").open() as file:
            rows = [row for row in csv.DictReader(file) if row["kind"] == "order"]
        orders = [row for row in rows if row["happened_at"] > "2026-08-31"]
        self.weekly: dict[str, int] = defaultdict(int)
        for row in orders:
            self.weekly[row["sku"]] += int(float(row["units"]))
        self.weekly = {sku: round(units / 4) for sku, units in self.weekly.items()}

    def live(self, week: date) -> None:
        """A week of sales as they were before, as far as there is stock; signals, then a count of the shelf."""
        rows = []
        for sku, units in sorted(self.weekly.items()):
            sold = min(units, self.shelf[sku])
            self.shelf[sku] -= sold
            for at in range(sold):
                moment = f"{week + timedelta(days=at % 7)}T{9 + at % 10:02d}:15:00"
                rows.append([f"W{week}-{sku}-{at}", moment, "order", sku, "", "", "web", 1, "19.90", 0])
        with (self.folder / "tables" / "signals.csv").open("a", newline="") as file:
            csv.writer(file).writerows(rows)
        self.count()

    def count(self) -> None:
        with (self.folder / "tables" / "stock.csv").open("w", newline="") as file:
            out = csv.writer(file)
            out.writerow(["sku", "place_id", "units"])
            out.writerows([sku, "warehouse", units] for sku, units in self.shelf.items())

    def plan(self) -> Planned:
        planned = plan_folder(self.folder, progress=Silence())
        remember_plan(self.folder, planned, self.folder / "plan", author="Mira")
        self.add_up(planned)
        assert unmoved_reasons(planned.snapshot, planned.plan) == []
        return planned

    def orders(self) -> dict[str, Order]:
        return {one.order_id: one for one in ledger_of(self.folder, read_settings(self.folder)).orders()}

    def add_up(self, planned: Planned) -> None:
        """Ordered = received + open + cancelled; what the plan counts is what lies there and what is open, once."""
        ledger = ledger_of(self.folder, read_settings(self.folder))
        assert ledger.audit() == ()
        orders = ledger.orders()
        assert orders == tuple(fold_orders(ledger.entries()).values())
        for order in orders:
            over = sum(line.over_units for line in order.lines)
            assert order.ordered_units == order.received_units - over + order.open_units + order.cancelled_units
        came = sum(one.risen_units for one in self.asked(planned))
        tables_add_up(planned)
        counted = sum(row["on_hand_units"] + row["on_order_units"] for row in planned.tables["options"].to_pylist())
        held = sum(one.units for one in planned.snapshot.on_hand)
        assert counted == held + sum(order.open_units for order in orders) - came

    def asked(self, planned: Planned) -> list[_Asked]:
        return [
            _Asked(one.order_id, int(str(one.reason.fact("risen_units"))))
            for one in planned.plan.on_order
            if one.status == "asked"
        ]


def tables_add_up(planned: Planned) -> None:
    """Forecast to need, need to gap, gap to order; money is what it is for; what is told of a line binds it."""
    tables = {name: planned.tables[name].to_pylist() for name in ("bridge", "costs", "options", "buy")}
    for row in tables["bridge"]:
        at = {name: 0.0 if name == "option_id" else value for name, value in row.items()}
        taken = at["after_season_units"] + at["returned_units"] + at["before_units"]
        assert at["forecast_units"] - taken + at["siblings_units"] == pytest.approx(at["need_units"], abs=0.01)
        gap = at["need_units"] - at["stock_left_units"] - at["on_order_units"]
        assert gap == pytest.approx(at["gap_units"], abs=0.01)
        assert gap + sum(at[name] for name in STEPS) == pytest.approx(at["buy_units"], abs=0.01)
        assert at["buy_units"] + at["spare_units"] == pytest.approx(at["order_units"], abs=0.01)
    for row in tables["costs"]:
        assert sum(row[part] for part in PARTS) == row["cost_cents"]
    units = {row["option_id"]: row["units"] for row in tables["options"]}
    assert tables["bridge"][-1]["buy_units"] == sum(units.values()) == sum(row["units"] for row in tables["buy"])
    for row in tables["options"]:
        reason = Reason.from_text(row["reason"])
        most, needed = reason.fact("demand_q90"), reason.fact("needed_chance")
        if row["units"] and isinstance(most, float) and row["units"] > most:
            forced = reason.code.startswith(
                ("buy.raised", "buy.whole", "buy.begun", "buy.shelf", "buy.edited", "kept.")
            )
            assert forced or (isinstance(needed, float) and needed < 0.1), f"above nine in ten: {reason}"


class _Asked:
    def __init__(self, order_id: str, risen_units: int) -> None:
        self.order_id, self.risen_units = order_id, risen_units


def bought(planned: Planned) -> dict[str, int]:
    """Units proposed by option."""
    return {row["option_id"]: row["units"] for row in planned.tables["options"].to_pylist()}


def write(planned: Planned, out: Path) -> Path:
    with new_plan_folder(out, planned.plan, planned.tables, {}) as fresh:
        write_workbook(fresh / "plan.xlsx", planned.tables)
    return out


def edit(book: Path, to: Path, option_id: str, **cells: object) -> Path:
    """Change cells of an option; units 'half' halves each of its sizes."""
    work = load_workbook(book)
    sheet = work["Buy"]
    heads = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        if row[heads.index("option")].value == option_id:
            for name, value in cells.items():
                if value == "half":
                    for cell in row[heads.index("colour") + 1 : heads.index("units")]:
                        cell.value = None if cell.value is None else cell.value // 2
                else:
                    row[heads.index(name)].value = value
    work.save(to)
    return to


def small_brand(folder: Path) -> Path:
    """The small brand with nothing on order but what it releases itself, planned as quickly as may be."""
    tables = small_tables()
    tables["on_order"] = tables["on_order"].slice(0, 0)
    settings = settings_template(
        {
            **QUICK,
            "nest.nest_moves": 5,
            "schedule.schedule_work": 0.1,
            "cut.max_garments_per_marker": 3,
            "buy.least_return": 0.0,
        }
    )
    write_folder(folder, settings, tables, has_workbook=False)
    return folder


@pytest.fixture(scope="module")
def planned_first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The brand on its first Monday with its plan written, and edited: an option rejected, another halved."""
    folder = small_brand(tmp_path_factory.mktemp("weeks") / "brand")
    planned = Brand(folder).plan()
    assert planned.plan.as_of == FIRST
    out = write(planned, folder / "plan")
    book = edit(out / "plan.xlsx", folder / "edited.xlsx", "TEE1-white", decision="reject", note="not this season")
    edit(book, book, "TEE2-red", units="half", note="too dear")
    return folder


@pytest.fixture(scope="module")
def first(planned_first: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, released as edited."""
    folder = Path(shutil.copytree(planned_first, tmp_path_factory.mktemp("released") / "brand"))
    released = release_plan(folder, folder / "plan", folder / "edited.xlsx", author="Mira")
    assert {order.work_order_id for order in released.orders} == {TEE1, TEE2}
    return folder


def test_what_is_late_short_or_amended_is_never_bought_twice(first: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(first, tmp_path / "brand"))
    brand = Brand(folder)
    ordered = {name: dict(order.terms.units) for name, order in brand.orders().items()}

    # Week 1: both promise days are over, nobody booked anything, and nothing has come.
    brand.live(FIRST)
    second = brand.plan()
    assert second.plan.as_of == FIRST + WEEK
    assert [(one.order_id, one.status) for one in second.plan.on_order] == [(TEE2, "overdue"), (TEE1, "overdue")]
    assert sum(bought(second).values()) == 0, "what is overdue was bought again"
    kept = {one.decided.line_id: one for one in second.plan.remembered}
    assert {one.state for one in kept.values()} == {"stands"}
    reasons = {row["line_id"]: row["reason"] for row in second.tables["buy"].to_pylist()}
    assert reasons["TEE1/TEE1-white/M"].startswith("kept.rejected")
    assert reasons["TEE2/TEE2-red/M"].startswith("kept.halved")

    # TEE2 comes late and short: of blue all but five M, two S are sent back; red as ordered.
    short = dict(ordered[TEE2])
    short["TEE2-blue-M"] -= 5
    short["TEE2-blue-S"] -= 2
    delivery = Delivery(
        order_id=TEE2, units=short, rejected={"TEE2-blue-S": 2}, day=FIRST + timedelta(days=8), note_id="DN-1"
    )  # fmt: skip
    (booked,) = receive(folder, [delivery], author="Jonas")
    assert booked.is_new and booked.after.open_units == 7
    assert not receive(folder, [delivery], author="Jonas")[0].is_new, "a delivery note was booked twice"
    for sku, units in short.items():
        brand.shelf[sku] += units

    # Week 2: TEE1 lies on the shelf, is counted, and nobody has booked it.
    for sku, units in ordered[TEE1].items():
        brand.shelf[sku] += units
    brand.live(FIRST + WEEK)
    third = brand.plan()
    (question,) = brand.asked(third)
    assert question.order_id == TEE1
    assert third.plan.on_order[0].order_id in (TEE1, TEE2)
    assert sum(bought(third).values()) == 0
    (booked,) = receive(folder, [Delivery(order_id=TEE1)], author="Jonas")
    assert booked.after.state == "received"
    assert all(line.mark == "" for line in booked.body.lines), "the count holds it already"
    fourth = brand.plan()
    assert brand.asked(fourth) == []
    assert bought(fourth) == bought(third), "a booking of what was counted changed what there is"

    # The rest of TEE2 is wanted no more in S; what is open of M is closed. The books keep all of it.
    change = work_out_amendment(folder, TEE2, units={"TEE2-blue-S": short["TEE2-blue-S"]}, progress=Silence())
    assert change.proposal.price_cents > 0, "it is sewn, so it is paid"
    assert write_amendment(change, reason="the fair is over", author="Mira")
    order, was_open = close_order(folder, TEE2, reason="the mill has no cloth", author="Mira")
    assert was_open and order.open_units == 5
    assert brand.orders()[TEE2].state == "closed"

    # Week 3: what is bought now is what is missing by now, and no more than what was ever thought worth having.
    brand.live(FIRST + 2 * WEEK)
    fifth = brand.plan()
    assert fifth.plan.on_order == ()
    assert bought(fifth)["TEE1-white"] == 0, "rejected on the first Monday, for four weeks"
    assert {one.decided.sku for one in fifth.plan.remembered} >= {"TEE1-white-M", "TEE2-red-M", "TEE2-blue-S"}


def test_a_workbook_of_another_plan_and_changes_of_what_cannot_be_changed_are_refused(first: Path) -> None:
    """The released plan's workbook again, one of nobody's plan, and a due day written over."""
    with pytest.raises(ReleaseError, match="changed since the plan"):
        release_plan(first, first / "plan", first / "plan" / "plan.xlsx")
    strange = load_workbook(first / "plan" / "plan.xlsx")
    strange["treadle"]["C1"].value = "0123456789abcdef"
    strange.save(first / "strange.xlsx")
    with pytest.raises(ReleaseError, match="not made in this folder"):
        release_plan(first, first / "plan", first / "strange.xlsx")


def test_edits_of_an_older_plan_are_carried_over_as_far_as_they_fit(planned_first: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(planned_first, tmp_path / "brand"))
    brand, book = Brand(folder), folder / "edited.xlsx"
    brand.live(FIRST)
    new = write(brand.plan(), folder / "plan")
    with pytest.raises(ReleaseError) as raised:
        release_plan(folder, new, book, author="Mira")
    told = raised.value.violations
    assert told[-1].endswith("--yes to release the plan with these alone.")
    assert all(one.startswith("TEE2/TEE2-red/") and "you wrote" in one for one in told[:-1])
    assert len(told) > 1
    found = release_plan(folder, new, book, author="Mira", is_agreed=True)
    assert found.unfit == told[:-1]
    skus = {sku for order in found.orders for sku in order.units}
    assert not any(sku.startswith("TEE1-white") for sku in skus)
    again = edit(new / "plan.xlsx", folder / "again.xlsx", "TEE2-red", units="half")
    with pytest.raises(ReleaseError, match="changed since the plan"):
        release_plan(folder, new, again)
    brand.live(FIRST + WEEK)
    third = write(brand.plan(), folder / "third")
    with pytest.raises(ReleaseError, match="Mira has released"):
        release_plan(folder, third, again)
