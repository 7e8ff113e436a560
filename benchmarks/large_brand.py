"""A brand of the size that the pages are measured at: 20,000 SKUs, 500 orders at work, their bundles, a plan.

How it is made. The demo brand is planned and released once, with few nesting moves and little searching. Then the
demo's range is taken as often as gives the SKUs, each copy with styles of its own (TEE01c7 for TEE01) and with what
its customers did of the last weeks as weekly totals; patterns, bulletins, fabrics and shops serve all, factories stand
four times. What was released of the demo is placed for every copy, and again for the weeks after, until there are the
orders; bundles are tied of their lays, and some of them are scanned. Last the whole is planned by the planner itself,
on the day after the scans, with the same little searching: nothing of that plan is copied.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from treadle.plant.plan import Planned
from treadle.terms.release import ReleasedOrder

SKUS, ORDERS = 20_000, 500
#: Weeks of signals, copies of the two factories and their four lines, bundles that hold fifteen pieces at most: all
#: chosen so that the brand is made in some minutes and has the size that is asked for.
WEEKS, FACTORIES, BUNDLE_UNITS = 12, 4, 15
#: Every which bundle is scanned, and at how many operations.
SCANNED, SCANS = 5, 4
STYLE, WEEK = r"\b(TEE|SHI|TRO|DRE)(\d\d)\b", r"(-\d{4}W)(\d\d)\b"
OF_RANGE = ("products", "cost_breaks", "signals", "stock", "on_order", "in_stock", "price_plan")
OF_FACTORY = ("factories", "cutting_tables", "sewing_lines", "operators", "shifts", "closed_days")
LITTLE: dict[str, str | int | float] = {
    "nest.nest_moves": 5, "schedule.schedule_work": 0.2, "cut.max_garments_per_marker": 3, "brand.time_zone": "UTC",
    "floor.bundle_units": BUNDLE_UNITS, "brand.name": "Large brand", "plan.bought_in_lead_days": 34,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeBrand:
    """What there is of it, counted in the folder that was made; `seconds` by step."""

    skus: int
    options: int
    factories: int
    lines: int
    signals: int
    orders: int
    bundles: int
    scans: int
    planned_orders: int
    seconds: Mapping[str, float]

    def told(self) -> str:
        """What there is, and how it was made, in words."""
        return (
            f"made: the demo's range again and again, {self.skus:,} SKUs of {self.options:,} options, {WEEKS} weeks of "
            f"their signals as {self.signals:,} weekly totals; {self.factories} factories with {self.lines} lines; "
            f"{self.orders} orders placed (those of the demo's own release for every copy, and for the weeks after), "
            f"{self.bundles:,} bundles of their lays, {self.scans:,} scans; a plan of the whole by the planner itself, "
            f"with little searching (5 nesting moves) and the demo's budget, so that it adds {self.planned_orders} "
            f"orders; quotes, terms of payment, three shops, a campaign with its buyers; made in "
            f"{sum(self.seconds.values()):.0f} s"
        )


def make_large_brand(
    folder: Path, seed: int, progress: Callable[[str, int, int], None], *, skus: int = SKUS, orders: int = ORDERS
) -> LargeBrand:
    """Write the brand into `folder` (its plan into `folder/plan`), its small sister beside it."""
    from treadle.plant.bundles import tie_bundles
    from treadle.plant.demo_network import agree_demo_terms, meet_new_factory
    from treadle.plant.floor import take_scans
    from treadle.plant.plan import plan_folder
    from treadle.settings import settings_template
    from treadle.simulate.demo import generate_brand
    from treadle.storage.ledger.moments import midnight

    took, begun = {}, time.perf_counter()

    def done(name: str) -> None:
        nonlocal begun
        now = time.perf_counter()
        took[name], begun = round(now - begun, 1), now
        progress(f"{name}: {took[name]} s", len(took), 6)

    brand = generate_brand(seed)
    day = brand.as_of
    tables = {**brand.tables, "signals": weekly(brand.tables["signals"], day)}
    released = released_of(folder.with_name("sister"), tables, day)
    done("the sister is planned and released")
    copies = -(-skus // tables["products"].num_rows)
    signals = write_tables(folder, tables, copies)
    (folder / "treadle.toml").write_text(settings_template(LITTLE), encoding="utf-8")
    meet_new_factory(folder, day)
    done("tables are written")
    placed = place_orders(folder, released, orders, copies, day)
    tied = tie_bundles(folder, author="the row", now=midnight(day, "UTC"))
    done("orders are placed, bundles tied")
    scanned = write_scans(folder, [one for order in tied for one in order.bundles], day)
    take_scans(folder, folder / "scans.csv", author="the row", now=midnight(day + timedelta(days=1), "UTC"))
    done("bundles are scanned")
    agree_demo_terms(folder, day + timedelta(days=2), author="the row")
    open_one_campaign(folder, day + timedelta(days=2), seed)
    planned = plan_folder(folder, as_of=day + timedelta(days=2))
    done("terms are agreed, a campaign opened, the whole is planned")
    keep_plan(folder, planned)
    done("the plan is written")
    own = {one.work_order_id for one in planned.snapshot.released}
    return LargeBrand(
        skus=len(planned.snapshot.catalogue.skus), options=len(planned.snapshot.catalogue.options),
        factories=len(planned.snapshot.factories),
        lines=sum(len(one.sewing_lines) for one in planned.snapshot.factories), signals=signals, orders=placed,
        bundles=sum(len(one.bundles) for one in tied), scans=scanned,
        planned_orders=sum(one.work_order_id not in own for one in planned.plan.demands), seconds=took,
    )  # fmt: skip


def weekly(signals: pa.Table, day: date) -> pa.Table:
    """Views, carts, wishes, orders and returns of the last weeks before `day` as totals of weeks that begin on its
    weekday, by channel; who it was is left out."""
    first = (day - timedelta(days=7 * WEEKS)).isoformat()
    kept = signals.filter(
        pc.and_(
            pc.and_(pc.greater_equal(signals["happened_at"], first), pc.less(signals["happened_at"], day.isoformat())),
            pc.and_(
                pc.is_in(signals["kind"], pa.array(["view", "cart", "wish", "order", "return"])),
                pc.or_(pc.is_valid(signals["sku"]), pc.is_valid(signals["option_id"])),
            ),
        )
    )
    begin = day - timedelta(days=7 * WEEKS)
    days = [(date.fromisoformat(one[:10]) - begin).days for one in kept["happened_at"].to_pylist()]
    weeks = [(begin + timedelta(days=one // 7 * 7)).isoformat() for one in days]
    keys = ["happened_at", "kind", "sku", "option_id", "channel"]
    table = kept.set_column(kept.column_names.index("happened_at"), "happened_at", pa.array(weeks))
    found = table.group_by(keys).aggregate([("units", "sum"), ("price", "max")])
    found = found.sort_by([(name, "ascending") for name in keys])
    count = found.num_rows
    return pa.table(
        {
            "signal_id": [f"w{at:06d}" for at in range(count)], **{name: found[name] for name in keys},
            "units": found["units_sum"], "price": found["price_max"], "period_days": pa.array([7] * count),
        }
    )  # fmt: skip


def released_of(folder: Path, tables: Mapping[str, pa.Table], day: date) -> list[tuple[str, str, Any]]:
    """What the release of a plan of the demo itself says: kind, subject and body of each entry."""
    from treadle.plant.books import ledger_of
    from treadle.plant.plan import plan_folder
    from treadle.plant.release import release_plan
    from treadle.settings import read_settings, settings_template
    from treadle.terms.entry import Ordered

    written(folder, tables)
    (folder / "treadle.toml").write_text(settings_template(LITTLE), encoding="utf-8")
    planned = plan_folder(folder, as_of=day)
    keep_plan(folder, planned)
    release_plan(folder, folder / "plan", author="the row")
    told = ledger_of(folder, read_settings(folder)).entries(kinds=["order", "lays"])
    made = {one.subject for one in told if isinstance(one.body, Ordered) and one.body.order.is_made}
    return [(one.kind, one.subject, one.body) for one in told if one.kind == "lays" or one.subject in made]


def keep_plan(folder: Path, planned: Planned) -> None:
    """Write a plan and its tables where they are looked for; no page needs its workbook and its report."""
    from treadle.plant.standing import remember_plan
    from treadle.plant.written_plan import rewritten_plan

    with rewritten_plan(folder / "plan", planned.plan, planned.tables, {}):
        pass
    remember_plan(folder, planned, folder / "plan", author="the row")


def open_one_campaign(folder: Path, day: date, seed: int) -> None:
    """A campaign of one option at its usual price, opened six days ago, with the made buyers who came since."""
    from treadle.plant.presell.campaigns import open_campaign
    from treadle.plant.presell.desk import campaign_books
    from treadle.plant.presell.market import let_buy
    from treadle.plant.presell.offer import Wanted, catalogue_of, terms_of

    books = campaign_books(folder, author="the row", at=f"{(day - timedelta(days=6)).isoformat()}T09:00")
    wanted = Wanted(option_id="TRO02-black", threshold_units=60, days=14, promise_day=day + timedelta(days=28))
    terms = terms_of(wanted, catalogue_of(folder, books.settings), books.settings, books.clock())
    open_campaign(books.ledger, "large", terms, author="the row", clock=books.clock, currency=books.settings.currency)
    let_buy(books, "large", buyers=110.0, seed=seed, until=books.clock() + timedelta(days=5))


def renamed(text: str, copy: int, later: int = 0) -> str:
    """Text in which every style is that of a copy, and orders are of a week so many later."""
    text = re.sub(WEEK, lambda one: f"{one[1]}{int(one[2]) + later:02d}", text)
    return re.sub(STYLE, rf"\1\2c{copy}", text) if copy else text


def of_copy(table: pa.Table, copy: int) -> pa.Table:
    """A table with the styles of a copy, and rows that are its own."""
    for at, name in enumerate(table.column_names):
        if copy and pa.types.is_string(table.schema.field(name).type):
            column = table[name]
            if name in ("signal_id", "order_id"):
                column = pc.binary_join_element_wise(column, f"c{copy}", "-")
            else:
                column = pc.replace_substring_regex(column, STYLE, rf"\1\2c{copy}")
            table = table.set_column(at, name, column)
    return table


def of_factory(table: pa.Table, copy: int) -> pa.Table:
    """A table with the factories, lines, tables and people of a copy."""
    for at, name in enumerate(table.column_names):
        if copy and name in ("factory_id", "line_id", "table_id", "operator_id"):
            table = table.set_column(at, name, pc.binary_join_element_wise(table[name], str(copy), "-"))
    return table


def write_tables(folder: Path, tables: Mapping[str, pa.Table], copies: int) -> int:
    """Write the range so many times and the factories eight times; the number of signals."""
    whole = dict(tables)
    for name in OF_RANGE:
        whole[name] = pa.concat_tables([of_copy(tables[name], copy) for copy in range(copies)])
    for name in OF_FACTORY:
        whole[name] = pa.concat_tables([of_factory(tables[name], copy) for copy in range(FACTORIES)])
    written(folder, whole)
    return whole["signals"].num_rows


def written(folder: Path, tables: Mapping[str, pa.Table]) -> None:
    """Write tables as a brand's folder holds them."""
    from treadle.terms.formula_tables import guarded_table

    (folder / "tables").mkdir(parents=True, exist_ok=True)
    for name, table in tables.items():
        pa_csv.write_csv(
            guarded_table(table), folder / "tables" / f"{name}.csv", pa_csv.WriteOptions(quoting_style="needed")
        )


def place_orders(folder: Path, released: list[tuple[str, str, Any]], wanted: int, copies: int, day: date) -> int:
    """Place what was released of the demo for one copy after the other, then again for the week after, until there are
    so many orders; how many there are.
    """
    from treadle.plant.books import entry_of, ledger_of
    from treadle.settings import read_settings
    from treadle.terms.codec import from_text, to_text
    from treadle.terms.cut_told import LaysReleased
    from treadle.terms.entry import Ordered, Release

    kinds = {"order": Ordered, "lays": LaysReleased}
    settings, placed, at = read_settings(folder), 0, 0
    ledger = ledger_of(folder, settings)
    while placed < wanted:
        later, copy = divmod(at, copies)
        bodies = []
        for kind, subject, body in released:
            text = renamed(to_text(body), copy, later)
            own = from_text(kinds[kind], text, file=subject, remedy="Make the brand anew")
            if isinstance(own, Ordered):
                own = replace(own, release_id=f"large-{at}", order=_moved(own.order, at % FACTORIES, 7 * later))
            bodies.append((kind, renamed(subject, copy, later), own))
        ids = tuple(subject for kind, subject, _ in bodies if kind == "order")
        placed, at = placed + len(ids), at + 1
        release = Release(plan_id=f"sister-{at}", facts="", as_of=day, order_ids=ids)
        ledger.add([
            entry_of(kind, subject, own, key=f"release:large-{at}:{kind}:{subject}", known=day, author="the row",
                     settings=settings)
            for kind, subject, own in [("release", f"large-{at - 1}", release), *bodies]
        ])  # fmt: skip
    return placed


def _moved(order: ReleasedOrder, place: int, days: int) -> ReleasedOrder:
    """An order at the factory of a copy, so many days later."""
    at = {name: f"{getattr(order, name)}-{place}" for name in ("factory_id", "line_id", "cut_table_id") if place}
    return replace(order, **at, due_day=order.due_day + timedelta(days=days), promise=None if days else order.promise,
                   promise_day=order.promise_day + timedelta(days=days), origin_day=order.origin_day)  # fmt: skip


def write_scans(folder: Path, bundles: list[Any], day: date) -> int:
    """Write `scans.csv`, every fifth bundle finished at its first operations; how many scans there are."""
    steps: dict[str, list[str]] = {}
    for one in pa_csv.read_csv(folder / "tables" / "bulletins.csv").select(["bulletin_id", "operation_id"]).to_pylist():
        steps.setdefault(one["bulletin_id"], []).append(one["operation_id"])
    rows = []
    for at, bundle in enumerate(bundles[::SCANNED]):
        for place, operation in enumerate(steps[bundle.bulletin_id][:SCANS]):
            moment = datetime(day.year, day.month, day.day, 8) + timedelta(minutes=(at % 60) * 6 + 60 * place)
            rows.append({"scan_id": f"scan-{at}-{place}", "bundle_id": bundle.bundle_id, "operation_id": operation,
                         "kind": "finish", "units": str(bundle.units), "happened_at": f"{moment.isoformat()}+00:00",
                         "known_at": f"{moment.isoformat()}+00:00"})  # fmt: skip
    pa_csv.write_csv(pa.Table.from_pylist(rows), folder / "scans.csv", pa_csv.WriteOptions(quoting_style="needed"))
    return len(rows)
