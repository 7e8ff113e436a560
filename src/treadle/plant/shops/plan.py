"""What goes to which shop: first allocation and weekly refill, moves between shops, packs worth having made.

Anticipate shares the plan's forecast out over shops, replenish fills them; nothing is written before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from treadle.anticipate.shop_shares import shop_means
from treadle.errors import InputError
from treadle.plant.books import ledger_if_any
from treadle.plant.written_plan import read_plan
from treadle.replenish.moves import position, stores_uncounted
from treadle.replenish.prepacks import PackCosts, best_pack
from treadle.replenish.shops import (
    ENDLESS,
    Filled,
    Moved,
    OptionShops,
    ShopsGiven,
    ShopsPolicy,
    fill_shops,
    move_between,
)
from treadle.settings import Settings, read_settings
from treadle.storage.shop_rows import ShopRows, shop_rows
from treadle.terms.outlook import Outlook, outlooks
from treadle.terms.plan import Plan
from treadle.terms.shop import WHYS, Move, PackPlan, ShopRule, StoreOrder

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Weeks of sales from which shops' shares are taken, and after how many one counts half. Not tuned.
PAST_WEEKS, HALF_LIFE_WEEKS = 26, 8.0
#: Weeks before a shop closes in which it gets nothing more. Not tuned.
CLOSING_WEEKS = 2
WORKERS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Shops:
    """What moves: a row per SKU, from and to (see `MOVE_COLUMNS`), with the facts of its reason. `packs` by option;
    `room_prices` are what a piece must add more at shops whose room is short."""

    as_of: date
    rows: pa.Table
    warehouse: str
    options: int
    shops: int
    packs: dict[str, PackPlan]
    room_prices: dict[str, float]
    lead_days: dict[str, int]

    @property
    def units(self) -> int:
        """Pieces of all rows."""
        return int(sum(self.rows["units"].to_pylist()))


MOVE_COLUMNS = (
    "sku", "option_id", "size", "from_place_id", "to_place_id", "units", "extra_units", "there_units", "wanted_units",
    "warehouse_units", "why",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ShopCase:
    """The folder as arrays: shops in their order, options with their cases."""

    shop_ids: tuple[str, ...]
    rules: tuple[ShopRule, ...]
    cases: list[OptionShops]
    given: ShopsGiven
    is_closing: NDArray[np.bool_]
    warehouse: str
    day: date


def shops_policy(settings: Settings) -> ShopsPolicy:
    """The room's own numbers, as the settings say."""
    told = settings.shops
    return ShopsPolicy(
        least_gain=told.shop_least_gain, key_share=told.shop_key_share, move_gain=told.move_gain,
        parcel_gain=told.parcel_gain,
    )  # fmt: skip


def plan_shops(
    folder: Path, out: Path, *, as_of: date | None = None, with_moves: bool = True, workers: int = WORKERS
) -> Shops:
    """What goes to each shop on the plan's day (or a later one): from counts, and what moved since.

    Raises `NotFoundError` where there is no plan, `InputError` where the folder has no warehouse or no shop.
    """
    settings, plan = read_settings(folder), read_plan(out)
    day = as_of or plan.as_of
    case = shop_case(folder, settings, plan, day)
    policy, seed = shops_policy(settings), plan.policy.plan.seed
    filled = fill_shops(case.cases, case.given, policy, seed=seed, workers=workers)
    moved = None
    if with_moves:
        after = _after(case, filled)
        moved = move_between(after, case.given, policy, seed=seed, workers=workers, gives_all=case.is_closing)
    costs = PackCosts(pack_cents=settings.shops.pack_cents, piece_cents=settings.shops.piece_cents,
                      misfit_cents=settings.shops.misfit_cents)  # fmt: skip
    return Shops(
        as_of=day, rows=_rows(case, filled, moved), warehouse=case.warehouse, options=len(case.cases),
        shops=len(case.shop_ids), packs=_packs(case, filled, costs),
        room_prices={case.shop_ids[at]: float(one) for at, one in enumerate(filled.prices) if one > 0},
        lead_days={one.place_id: one.lead_days for one in case.rules},
    )  # fmt: skip


def shop_case(folder: Path, settings: Settings, plan: Plan, day: date) -> ShopCase:
    """Everything that decides what goes where. Raises `InputError` without a warehouse or a shop."""
    told = shop_rows(folder, day, time_zone=settings.time_zone, weeks=PAST_WEEKS, half_life_weeks=HALF_LIFE_WEEKS)
    warehouse = next((one.place_id for one in told.places if one.kind == "warehouse"), "")
    rules = tuple(told.rules.values())
    if not warehouse or not rules:
        what = "there is no warehouse" if not warehouse else "there is no shop"
        raise InputError.single("tables/places.csv", what, "Add a row of kind warehouse, and one of kind shop for each")
    ledger = ledger_if_any(folder, settings)
    moves = [] if ledger is None else [held.state for held in ledger.states(Move)]
    stores = [] if ledger is None else [held.state for held in ledger.states(StoreOrder)]
    there, coming = _stock(told, moves, day)
    for sku, units in stores_uncounted(stores, told.counted, warehouse, day).items():
        there[warehouse, sku] = there.get((warehouse, sku), 0) + units
    reserved = reserved_units(stores)
    horizon = settings.shops.refill_days
    cover = shops_policy(settings).cover * horizon / 7.0
    seen = outlooks(plan.seen.forecast)
    sizes = _sizes(plan)
    options = [name for name in sorted(seen) if name in sizes]
    outlets = [one.place_id for one in rules]
    opened = np.array([_is_open(one, day, horizon) for one in rules], dtype=np.bool_)
    closing = np.array([_is_closing(one, day) for one in rules], dtype=np.bool_)
    ahead = max(one.lead_days for one in rules) / 7.0
    means = _means(plan, told, seen, options, sizes, outlets, opened, day, ahead, cover)
    cases = []
    for at, name in enumerate(options):
        skus = tuple(sku for sku, _ in sizes[name])
        held = np.array([[there.get((shop, sku), 0) + coming.get((shop, sku), 0) for sku in skus] for shop in outlets],
                        dtype=np.int64)  # fmt: skip
        stock = np.maximum(held, 0)
        in_house = np.array([max(there.get((warehouse, sku), 0), 0) for sku in skus], dtype=np.int64)
        kept = np.ceil(in_house * settings.shops.online_reserve_share).astype(np.int64)
        kept += np.array([reserved.get(sku, 0) for sku in skus], dtype=np.int64)
        cases.append(
            OptionShops(
                option_id=name, skus=skus, stock=stock, mean=means[at, : len(outlets), : len(skus)],
                deviation=_deviation(seen[name], ahead + cover), warehouse=in_house, reserve=np.minimum(kept, in_house),
                online=means[at, len(outlets), : len(skus)], pack=np.ones(len(skus), dtype=np.int64),
                life=_life(seen[name], ahead, cover),
            )
        )  # fmt: skip
    room = np.array([ENDLESS if one.capacity_units is None else one.capacity_units for one in rules], dtype=np.int64)
    display = np.array([one.display_units for one in rules], dtype=np.int64)
    given = ShopsGiven(room=room, display=display, is_open=opened & ~closing)
    return ShopCase(shop_ids=tuple(outlets), rules=rules, cases=cases, given=given, is_closing=closing,
                    warehouse=warehouse, day=day)  # fmt: skip


def reserved_units(stores: list[StoreOrder]) -> dict[str, int]:
    """Pieces by SKU that stores' orders still wait for: the warehouse keeps them."""
    found: dict[str, int] = {}
    for one in stores:
        for sku in one.skus:
            if one.open_units(sku):
                found[sku] = found.get(sku, 0) + one.open_units(sku)
    return found


def _stock(
    told: ShopRows, moves: list[Move], day: date
) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
    found = position(told.counted, moves, day)
    return dict(found.there), dict(found.coming)


def _sizes(plan: Plan) -> dict[str, list[tuple[str, float]]]:
    """SKUs of each option with their shares, in the plan's order."""
    found: dict[str, list[tuple[str, float]]] = {}
    table = plan.seen.size_curves
    for option_id, sku, share in zip(*(table[one].to_pylist() for one in ("option_id", "sku", "share")), strict=True):
        found.setdefault(option_id, []).append((sku, share))
    return found


def _is_open(rule: ShopRule, day: date, refill_days: int) -> bool:
    """Whether a shop takes goods: open when they arrive or until the next refill."""
    last = day + timedelta(days=rule.lead_days + refill_days)
    return (rule.opens_on is None or rule.opens_on <= last) and (rule.closes_on is None or rule.closes_on >= day)


def _is_closing(rule: ShopRule, day: date) -> bool:
    return rule.closes_on is not None and rule.closes_on <= day + timedelta(days=7 * CLOSING_WEEKS)


def _means(
    plan: Plan, told: ShopRows, seen: dict[str, Outlook], options: list[str], sizes: dict[str, list[tuple[str, float]]],
    outlets: list[str], opened: NDArray[np.bool_], day: date, ahead: float, cover: float,
) -> Floats:  # fmt: skip
    """What is wanted of each option at each shop, and online (last), by size, in the weeks that one must last."""
    widest = max((len(one) for one in sizes.values()), default=1)
    begin = max((day - plan.as_of).days / 7.0, 0.0) + ahead
    units = np.array([seen[one].mean_until(begin + cover) - seen[one].mean_until(begin) for one in options])
    curve = np.zeros((len(options), widest))
    sold = np.zeros((len(options), len(outlets) + 1, widest))
    place = {name: at for at, name in enumerate(outlets)}
    for at, name in enumerate(options):
        for size, (sku, share) in enumerate(sizes[name]):
            curve[at, size] = share
            sold[at, len(outlets), size] = told.sold.get((sku, ""), 0.0)
            for shop, where in place.items():
                sold[at, where, size] = told.sold.get((sku, shop), 0.0)
    names = [plan.catalogue.style[plan.catalogue.option[one].style_id].category for one in options]
    codes = {name: at for at, name in enumerate(sorted(set(names)))}
    like = [place.get(told.rules[shop].like_place_id) for shop in outlets]
    return shop_means(units, curve, sold, np.array([codes[one] for one in names], dtype=np.int64), [*like, None],
                      np.r_[opened, sold[:, -1].sum() > 0])  # fmt: skip


def _deviation(outlook: Outlook, weeks: float) -> float:
    """How far an option's level strays, from the forecast's own quantiles."""
    mean = outlook.mean_until(weeks)
    told = outlook.quantiles_until(weeks)
    return float(np.clip((told[-2] - told[1]) / 2.56 / max(mean, 1e-9), 0.1, 1.5)) if mean > 0 else 0.5


def _life(outlook: Outlook, ahead: float, cover: float) -> float:
    """How many times what a shipment serves is wanted in all the weeks that are forecast."""
    served = outlook.mean_until(ahead + cover) - outlook.mean_until(ahead)
    rest = outlook.mean_until(len(outlook.mean)) - outlook.mean_until(ahead)
    return max(rest / served, 1.0) if served > 1e-9 else 1.0


def _after(case: ShopCase, filled: Filled) -> list[OptionShops]:
    """The shops as the refill leaves them, from which moves between them are judged."""
    sent: dict[int, Ints] = {}
    for option, shop, size, units in zip(filled.option, filled.shop, filled.size, filled.units, strict=True):
        table = sent.setdefault(int(option), np.zeros_like(case.cases[int(option)].stock))
        table[shop, size] += units
    return [
        OptionShops(
            option_id=one.option_id, skus=one.skus, stock=one.stock + sent[at] if at in sent else one.stock,
            mean=one.mean * one.life, deviation=one.deviation, warehouse=one.warehouse, reserve=one.reserve,
            online=one.online, pack=one.pack,
        )
        for at, one in enumerate(case.cases)
    ]  # fmt: skip


def _rows(case: ShopCase, filled: Filled, moved: Moved | None) -> pa.Table:
    """Every line with the facts behind it."""
    columns: dict[str, list[object]] = {name: [] for name in MOVE_COLUMNS}

    def add(option: int, giver: str, shop: int, size: int, units: int, extra: float, why: str) -> None:
        one, is_back = case.cases[option], shop == len(case.shop_ids)
        values = (
            one.skus[size], one.option_id, size, giver, case.warehouse if is_back else case.shop_ids[shop], units,
            round(extra, 3), int(one.warehouse[size] if is_back else one.stock[shop, size]),
            0.0 if is_back else round(float(one.mean[shop, size]), 2), int(one.warehouse[size]), why,
        )  # fmt: skip
        for name, value in zip(MOVE_COLUMNS, values, strict=True):
            columns[name].append(value)

    lines = zip(filled.option.tolist(), filled.shop.tolist(), filled.size.tolist(), filled.units.tolist(),
                filled.extra.tolist(), filled.why.tolist(), strict=True)  # fmt: skip
    for option, shop, size, units, extra, why in lines:
        add(option, case.warehouse, shop, size, units, extra, WHYS[why])
    if moved is not None:
        closing = moved.is_closing.tolist()
        for at, (option, giver, taker, size, units) in enumerate(
            zip(moved.option.tolist(), moved.giver.tolist(), moved.taker.tolist(), moved.size.tolist(),
                moved.units.tolist(), strict=True)
        ):  # fmt: skip
            why = WHYS[4] if closing[at] else WHYS[3]
            add(option, case.shop_ids[giver], taker, size, units, float(moved.extra[at]), why)
        for option, shop, size, units in _left(case, moved):
            add(option, case.shop_ids[shop], len(case.shop_ids), size, units, 0.0, WHYS[4])
    kinds = {"size": pa.int64(), "units": pa.int64(), "extra_units": pa.float64(), "there_units": pa.int64(),
             "wanted_units": pa.float64(), "warehouse_units": pa.int64()}  # fmt: skip
    return pa.table({name: pa.array(values, kinds.get(name, pa.string())) for name, values in columns.items()})


def _left(case: ShopCase, moved: Moved) -> list[tuple[int, int, int, int]]:
    """What shops that are over still hold after what goes elsewhere: it comes back to the warehouse."""
    over = [at for at, rule in enumerate(case.rules) if rule.closes_on is not None and rule.closes_on <= case.day]
    gone: dict[tuple[int, int, int], int] = {}
    lines = (one.tolist() for one in (moved.option, moved.giver, moved.size, moved.units))
    for option, giver, size, units in zip(*lines, strict=True):
        gone[option, giver, size] = gone.get((option, giver, size), 0) + units
    return [
        (number, shop, size, units)
        for shop in over
        for number, one in enumerate(case.cases)
        for size, held in enumerate(one.stock[shop].tolist())
        if (units := held - gone.get((number, shop, size), 0)) > 0
    ]


def _packs(case: ShopCase, filled: Filled, costs: PackCosts) -> dict[str, PackPlan]:
    """Packs that would pay for what goes out now, by option."""
    need: dict[int, Ints] = {}
    for option, shop, size, units in zip(filled.option, filled.shop, filled.size, filled.units, strict=True):
        table = need.setdefault(int(option), np.zeros_like(case.cases[int(option)].stock))
        table[shop, size] += units
    found = {case.cases[at].option_id: best_pack(table, costs) for at, table in sorted(need.items())}
    return {name: one for name, one in found.items() if sum(one.ratio)}
