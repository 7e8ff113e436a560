"""From shop to shop: what lies in one and would sell in another, where the move pays."""

from __future__ import annotations

import numpy as np

from treadle.replenish.display import Floats, expected_sales
from treadle.replenish.refill import Ints, OptionAtShops
from treadle.terms.reason import Reason
from treadle.terms.shipment import Shipment


def transfers(
    case: OptionAtShops, *, least_extra_units: float, least_extra_per_unit: float = 0.3
) -> tuple[Shipment, ...]:
    """Moves between shops worth their handling.

    Between two shops goes a set of units of all sizes at once (one parcel). A parcel is sent when it is expected to
    add at least `least_extra_units` sales to both shops together, and `least_extra_per_unit` for each unit in it.
    The parcel that adds most goes first, then the rest is judged anew. A broken display may send all it has.
    Raises `InputError` where the case contradicts itself.
    """
    case.check()
    stock = case.stock.copy()
    shops = len(stock)
    sales = np.array([_sales(case, shop, stock[shop]) for shop in range(shops)])
    open_pairs = {(a, b): _parcel(case, stock, sales, a, b, least_extra_per_unit)
                  for a in range(shops) for b in range(shops) if a != b}  # fmt: skip
    found: list[Shipment] = []
    while open_pairs:
        pair = min(open_pairs, key=lambda key: (-open_pairs[key][1], key))
        units, extra = open_pairs[pair]
        if extra < least_extra_units or not units.any():
            break
        giver, taker = pair
        found.extend(_shipments(case, pair, units, extra))
        stock[giver] -= units
        stock[taker] += units
        for shop in pair:
            sales[shop] = _sales(case, shop, stock[shop])
        # A shop that has given takes no more, and the other way round: goods do not travel in circles.
        open_pairs = {
            (a, b): _parcel(case, stock, sales, a, b, least_extra_per_unit) if {a, b} & set(pair) else held
            for (a, b), held in open_pairs.items()
            if (a, b) != pair and b != giver and a != taker
        }
    return tuple(found)


def _sales(case: OptionAtShops, shop: int, stock: Ints) -> float:
    return float(expected_sales(stock[None, :].astype(np.float64), case.wanted[shop], case.is_key)[0])


def _parcel(
    case: OptionAtShops, stock: Ints, sales: Floats, giver: int, taker: int, least_per_unit: float
) -> tuple[Ints, float]:
    """Units (Z,) that best go from one shop to another, and what they add: unit by unit as long as each pays, or
    all the giver has."""
    moved = np.zeros(stock.shape[1], dtype=np.int64)
    added = 0.0
    eye = np.eye(stock.shape[1], dtype=np.int64)
    while True:
        held = stock[giver] - moved
        sizes = np.flatnonzero(held > 0)
        if not len(sizes):
            break
        steps = eye[sizes]
        # A display that lacks several key sizes gains nothing from one of them alone: they may also go together.
        missing = case.is_key & (stock[taker] + moved == 0)
        if missing.sum() > 1 and (held[missing] > 0).all():
            steps = np.vstack([steps, missing.astype(np.int64)])
        trial = moved + steps
        worth = _added(case, stock, sales, giver, taker, trial)
        gain = (worth - added) / steps.sum(axis=1)
        at = int(np.argmax(gain))
        if gain[at] < least_per_unit:
            break
        moved, added = trial[at], float(worth[at])
    whole = stock[giver][None, :].copy()
    if whole.sum():
        worth_all = float(_added(case, stock, sales, giver, taker, whole)[0])
        if worth_all > added + 1e-9 and worth_all >= least_per_unit * whole.sum():
            return whole[0], worth_all
    return moved, added


def _added(case: OptionAtShops, stock: Ints, sales: Floats, giver: int, taker: int, moved: Ints) -> Floats:
    """Expected sales (C,) that parcels (C, Z) add to both shops."""
    gives = expected_sales((stock[giver] - moved).astype(np.float64), case.wanted[giver], case.is_key)
    takes = expected_sales((stock[taker] + moved).astype(np.float64), case.wanted[taker], case.is_key)
    return np.asarray(gives + takes - sales[giver] - sales[taker])


def _shipments(case: OptionAtShops, pair: tuple[int, int], units: Ints, extra: float) -> list[Shipment]:
    giver, taker = pair
    found = []
    for size in np.flatnonzero(units).tolist():
        share = extra * float(units[size]) / float(units.sum())
        reason = Reason.of(
            "transfer.sells",
            units=int(units[size]),
            extra_units=round(share, 2),
            parcel_units=int(units.sum()),
            parcel_extra_units=round(extra, 2),
        )
        shipment = Shipment(
            sku=case.skus[size],
            from_place_id=case.shop_ids[giver],
            to_place_id=case.shop_ids[taker],
            units=int(units[size]),
            extra_units=round(share, 4),
            reason=reason,
        )
        found.append(shipment)
    return found
