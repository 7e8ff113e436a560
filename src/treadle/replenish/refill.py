"""First allocation and weekly refill: an option's warehouse stock to its shops, pack by pack, where it sells most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from treadle.errors import InputError, Problem
from treadle.replenish.display import Flags, Floats, expected_sales
from treadle.terms.reason import Reason
from treadle.terms.shipment import Shipment

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionAtShops:
    """One option with Z sizes at S shops and one warehouse, as it stands on the day of the refill.

    `stock` (S, Z) units in or on the way to the shops; `wanted` (S, K, W + 1, Z) demand paths from the day the
    shipment arrives to the end of each week it must last (`draw_wanted`); `warehouse` (Z,) units; `online`
    (K, Z) demand from the same warehouse on K paths, None where it serves shops only. `is_key` (Z,) marks key sizes.
    `pack_units` (Z,) units move in whole packs. `display_units` (Z,) is the least a shop shows: a shop that has
    less gets it whole or nothing at all. `reserve_units` (Z,) never leave the warehouse.
    """

    option_id: str
    warehouse_id: str
    shop_ids: tuple[str, ...]
    skus: tuple[str, ...]
    stock: Ints
    wanted: Floats
    warehouse: Ints
    is_key: Flags
    pack_units: Ints
    display_units: Ints
    reserve_units: Ints
    online: Floats | None = None

    def check(self) -> None:
        """Raises `InputError` with all shapes and amounts that are wrong."""
        shops, sizes = len(self.shop_ids), len(self.skus)
        found = []
        if self.stock.shape != (shops, sizes):
            found.append(f"stock has the shape {self.stock.shape}, not {(shops, sizes)}")
        if self.wanted.ndim != 4 or self.wanted.shape[0] != shops or self.wanted.shape[3] != sizes:
            found.append(f"wanted has the shape {self.wanted.shape}, not ({shops}, paths, weeks + 1, {sizes})")
        for name in ("warehouse", "is_key", "pack_units", "display_units", "reserve_units"):
            values = getattr(self, name)
            if values.shape != (sizes,):
                found.append(f"{name} has the shape {values.shape}, not ({sizes},)")
            elif name != "is_key" and (values < (1 if name == "pack_units" else 0)).any():
                found.append(f"{name} holds a number that is too small")
        if (self.stock < 0).any():
            found.append("stock is negative")
        if self.online is not None and (self.online.ndim != 2 or self.online.shape[1] != sizes):
            found.append(f"online has the shape {self.online.shape}, not (paths, {sizes})")
        if found:
            remedy = "Give one column per size and one line per shop"
            raise InputError(Problem(file=f"option {self.option_id}", what=one, remedy=remedy) for one in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefillPolicy:
    """When a unit is sent: it must add at least `least_gain` units of expected sales beyond what it would sell from
    the warehouse online; what stays can still be sent next time, where it will be known better who needs it."""

    least_gain: float = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class _Move:
    """A set of packs (Z,) units for a shop, and what it adds."""

    shop: int
    units: Ints
    extra: float
    why: str

    @property
    def gain(self) -> float:
        return self.extra / float(self.units.sum())


def refill(case: OptionAtShops, policy: RefillPolicy | None = None) -> tuple[Shipment, ...]:
    """Shipments from the warehouse to the shops, by shop and size.

    Packs go one by one to where a unit adds most expected sales; besides single packs, each shop may ask for what
    makes its display whole (its key sizes and least display together), because a key size alone adds nothing
    where another is missing. Ties go to the earlier shop. Raises `InputError` where the case contradicts itself.
    """
    policy = policy or RefillPolicy()
    case.check()
    stock = case.stock.copy()
    left = np.maximum(case.warehouse - case.reserve_units, 0)
    sales = np.array([_sales(case, shop, stock[shop : shop + 1])[0] for shop in range(len(stock))])
    best = [_best_move(case, shop, stock, left, sales[shop]) for shop in range(len(stock))]
    sent: dict[tuple[int, int], tuple[int, float, str]] = {}
    while True:
        choice: _Move | None = None
        for shop, held in enumerate(best):
            if held is not None and (held.units > left).any():
                held = best[shop] = _best_move(case, shop, stock, left, sales[shop])
            if held is not None and (choice is None or held.gain > choice.gain + 1e-12):
                choice = held
        if choice is None or choice.gain < policy.least_gain:
            break
        online = _online_loss(case, stock, choice.units)
        if (choice.extra - online) / float(choice.units.sum()) < policy.least_gain:
            best[choice.shop] = None
            continue
        stock[choice.shop] += choice.units
        left = left - choice.units
        sales[choice.shop] += choice.extra
        for size in np.flatnonzero(choice.units).tolist():
            units, extra, why = sent.get((choice.shop, size), (0, 0.0, choice.why))
            share = choice.extra * float(choice.units[size]) / float(choice.units.sum())
            sent[choice.shop, size] = (units + int(choice.units[size]), extra + share, why)
        best[choice.shop] = _best_move(case, choice.shop, stock, left, sales[choice.shop])
    return tuple(_shipment(case, key, sent[key]) for key in sorted(sent))


def _sales(case: OptionAtShops, shop: int, stock: Ints) -> Floats:
    """Expected sales (C,) of a shop at candidate stocks (C, Z); nothing is shown below the least display."""
    sold = expected_sales(stock.astype(np.float64), case.wanted[shop], case.is_key)
    below = (case.display_units[None, :] > 0) & (stock < case.display_units[None, :]) & (case.stock[shop] == 0)
    return np.where(below.any(axis=1) & (stock.sum(axis=1) > 0), 0.0, sold)


def _best_move(case: OptionAtShops, shop: int, stock: Ints, left: Ints, sales: float) -> _Move | None:
    """The set of packs that adds most per unit at a shop, of those the warehouse still holds."""
    packs = case.pack_units
    asked: list[tuple[Ints, str]] = []
    for size in range(len(packs)):
        one = np.zeros(len(packs), dtype=np.int64)
        one[size] = packs[size]
        asked.append((one, "refill.sells"))
    need = np.maximum(case.display_units, case.is_key.astype(np.int64)) - stock[shop]
    whole = np.where(need > 0, -(-need // packs) * packs, 0)
    if whole.sum() > 0:
        asked.append((whole, "refill.display"))
        # A display that lasts: one more pack of every key size.
        asked.append((whole + np.where(case.is_key, packs, 0), "refill.display"))
    elif case.is_key.any():
        asked.append((np.where(case.is_key, packs, 0), "refill.key_sizes"))
    asked = [(units, why) for units, why in asked if (units <= left).all()]
    if not asked:
        return None
    candidates = np.array([units for units, _ in asked])
    extra = _sales(case, shop, stock[shop] + candidates) - sales
    at = int(np.argmax(extra / candidates.sum(axis=1)))
    return _Move(shop=shop, units=candidates[at], extra=float(extra[at]), why=asked[at][1])


def _online_loss(case: OptionAtShops, stock: Ints, units: Ints) -> float:
    """Expected online sales lost when `units` (Z,) leave the warehouse after what was sent so far."""
    if case.online is None:
        return 0.0
    kept = case.warehouse - (stock - case.stock).sum(axis=0)
    now = np.minimum(case.online, kept).sum(axis=1).mean()
    then = np.minimum(case.online, kept - units).sum(axis=1).mean()
    return float(now - then)


def _shipment(case: OptionAtShops, key: tuple[int, int], told: tuple[int, float, str]) -> Shipment:
    (shop, size), (units, extra, why) = key, told
    reason = Reason.of(
        why,
        units=units,
        extra_units=round(extra, 2),
        stock_units=int(case.stock[shop, size]),
        warehouse_units=int(case.warehouse[size]),
    )
    return Shipment(
        sku=case.skus[size],
        from_place_id=case.warehouse_id,
        to_place_id=case.shop_ids[shop],
        units=units,
        extra_units=round(extra, 4),
        reason=reason,
    )
