"""Each stage alone, on plain frames: a forecast, stock orders, a marker, lays, a line, a factory's plan, promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from treadle.errors import InputError
from treadle.library.frames import Frame, files_of, object_file, table_of
from treadle.library.results import (
    BalancedLine,
    DrawnMarker,
    FactoryPlan,
    Forecast,
    LayPlan,
    Promises,
    StockOrders,
)

if TYPE_CHECKING:
    from treadle.plant.schedule import MadeWork

#: Quantiles of a forecast unless others are asked for.
LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


def forecast(
    history: Frame, *, horizon: int, every: str = "week", products: Frame | None = None, known: Frame | None = None,
    quantiles: Sequence[float] = LEVELS, seed: int = 0,
) -> Forecast:  # fmt: skip
    """What will be wanted of every SKU, with its doubt, for `horizon` periods after the history.

    `history`: sku, date (start of the period), units; may have site, in_stock (0 to 1), price, views, searches, carts.
    `products`: attributes by sku, and launch_day. `known`: columns known ahead by sku and date. `every`: day, week or
    month. Raises `InputError` with all problems of all tables.
    """
    from treadle.plant.forecast import forecast as told

    with files_of(".parquet", {"history": history, "products": products, "known": known}) as files:
        found = told(
            _given(files["history"]), horizon=horizon, every=every, products=files["products"], known=files["known"],
            quantiles=quantiles, seed=seed,
        )  # fmt: skip
    past = None if isinstance(history, str | Path) else table_of(history, "history")
    return Forecast(table=found.forecast, league=found.league, history=past, every=every)


def order_stock(
    history: Frame, stock: Frame, *, lead_weeks: int, shortage_cost: float, holding_cost: float, review_weeks: int = 1,
    products: Frame | None = None, seed: int = 0,
) -> StockOrders:  # fmt: skip
    """Units to order now of every SKU and site of the stock table.

    An order placed now is on the shelf in week 1 + `lead_weeks`; the next chance comes in `review_weeks`. Costs are of
    a unit that finds an empty shelf, and of a unit left at the end of a week. `history` and `products` as `forecast`
    takes them, by weeks; `stock`: sku, [site,] on_hand and receipts due. Raises `InputError` with all problems.
    """
    from treadle.plant.replenish import replenish

    with files_of(".parquet", {"history": history, "stock": stock, "products": products}) as files:
        found = replenish(
            _given(files["history"]), _given(files["stock"]), lead_weeks=lead_weeks, review_weeks=review_weeks,
            shortage_cost=shortage_cost, holding_cost=holding_cost, products=files["products"], seed=seed,
        )  # fmt: skip
    return StockOrders(table=found.table())


def draw_marker(
    pattern: str | Path, ratio: Mapping[str, int], *, width_mm: int, selvedge_mm: int = 0, spacing_mm: float = 0.0,
    is_one_way: bool = False, moves: int = 1500, seed: int = 0,
) -> DrawnMarker:  # fmt: skip
    """A marker of so many garments of each size on cloth of `width_mm`.

    `pattern`: a .dxf, .json or .svg, or an example such as 'tshirt'. `is_one_way`: napped or printed cloth. `moves` is
    counted work: more is denser and slower, and the same every time. Raises `InputError` with all that is wrong.
    """
    from treadle.plant.nest import nest_pattern
    from treadle.plant.pieces import read_pattern
    from treadle.terms.cutting import Fabric

    fabric = Fabric(
        fabric_id="fabric", width_mm=width_mm, price_per_m_cents=0, selvedge_mm=selvedge_mm, spacing_mm=spacing_mm,
        is_one_way=is_one_way,
    )  # fmt: skip
    drawn = read_pattern(str(pattern), list(ratio)).pattern
    return DrawnMarker(marker=nest_pattern(drawn, ratio, fabric, seed=seed, moves=moves))


def plan_lays(order: Mapping[str, Any] | str | Path, *, seed: int = 0) -> LayPlan:
    """Lays that cut an order with little cloth and few set-ups.

    `order` is a dict or a JSON file in the form of docs/how-to/plan-the-lays.md. Raises `InputError` with all problems.
    """
    from treadle.plant.lays import lays_of_file

    with object_file(order, "order") as path:
        found = lays_of_file(path, seed=seed)
    return LayPlan(lays=found.lays, answer=found.answer, demand_units=found.demand_units)


def balance_line(
    bulletin: Frame, *, people: int = 0, pitch_minutes: float = 0.0, moves: int = 1500, seed: int = 0
) -> BalancedLine:
    """Operations on the stations of a line of standard people: so many, or as many as the pitch needs.

    `bulletin`: name, machine, smv_minutes, and perhaps operation_id, skill, predecessors; a frame, or a .csv or .xlsx.
    Raises `InputError` with every row that is wrong, or where neither people nor a pitch is given.
    """
    from treadle.plant.balance import balance, work_of_file

    with files_of(".csv", {"bulletin": bulletin}) as files:
        work = work_of_file(
            _given(files["bulletin"]), people=people, pitch_minutes=pitch_minutes, moves=moves, seed=seed
        )
    return BalancedLine(bulletin=work.bulletin, balance=balance(work.bulletin, work.line(), moves=moves, seed=seed))


def plan_factory(
    factory: Mapping[str, Any] | str | Path, *, work: float = 4.0, most_parts: int = 1, seed: int = 0
) -> FactoryPlan:
    """When every order of a factory is cut, sewn and there.

    `factory` is a dict or a JSON file in the form of docs/how-to/schedule.md: factories, orders, minutes per unit.
    `work` is counted work of the search, some three seconds each. Raises `InputError` with all problems.
    """
    made = _made(factory, work=work, most_parts=most_parts, seed=seed)
    return FactoryPlan(schedule=made.schedule, calendars=made.calendars())


def promise(
    factory: Mapping[str, Any] | str | Path, work_order_id: str | None = None, *, work: float = 4.0, seed: int = 0
) -> Promises:
    """By which day each order of a factory (or one) is there, and how surely; `factory` as `plan_factory` takes it.

    Raises `InputError` with all problems, `NotFoundError` where there is no such order.
    """
    from treadle.plant.promise import promise as promised
    from treadle.words import say

    lines = promised(_made(factory, work=work, most_parts=1, seed=seed), work_order_id)
    return Promises(
        rows=tuple(
            {
                "work_order_id": one.work_order_id,
                "due_day": one.due_day,
                "probability": probability,
                "promise_day": day,
                "reason": "" if one.reason is None else say(one.reason),
            }
            for one in lines
            for probability, day in sorted(one.days.items())
        )
    )


def _made(factory: Mapping[str, Any] | str | Path, *, work: float, most_parts: int, seed: int) -> MadeWork:
    from treadle.plant.schedule import schedule_file

    with object_file(factory, "factory") as path:
        return schedule_file(path, work=work, most_parts=most_parts, seed=seed)


def _given(path: Path | None) -> Path:
    """A file that a stage cannot do without. Raises `InputError` where it was left out."""
    if path is None:
        raise InputError.single("history, stock or bulletin", "is None", "Give a frame or the path of a file")
    return path
