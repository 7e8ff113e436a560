"""Which bundles an order has: those of its lays, shared between its parts, and kept as they are once begun."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from treadle.terms.floor import TiedBundle


def shared_bundles(
    bundles: Sequence[TiedBundle], units: Mapping[str, Mapping[str, int]]
) -> dict[str, tuple[TiedBundle, ...]]:
    """Bundles of a cut order given to its work orders, `units` of each by SKU: in the order of their ids, the bottom
    plies first.

    A bundle that two orders need is cut in two, with a letter behind its id; what no order needs belongs to the last
    one that has the SKU. Of a cut order with one work order everything is its own.
    """
    found: dict[str, list[TiedBundle]] = {order_id: [] for order_id in units}
    by_sku: dict[str, list[TiedBundle]] = defaultdict(list)
    for one in bundles:
        by_sku[one.sku].append(one)
    for sku, members in by_sku.items():
        owners = [order_id for order_id in units if units[order_id].get(sku)] or list(units)[-1:]
        left = [units[order_id].get(sku, 0) for order_id in owners]
        at = 0
        for one in members:
            rest, letter = one, 0
            while rest.units:
                while at < len(owners) - 1 and left[at] <= 0:
                    at += 1
                part = rest.units if at == len(owners) - 1 else min(rest.units, left[at])
                left[at] -= part
                is_whole = part == one.units
                name = one.bundle_id if is_whole else f"{one.bundle_id}{chr(ord('a') + letter)}"
                given = replace(
                    rest, bundle_id=name, order_id=owners[at], units=part, most_units=part,
                    last_ply=rest.first_ply + part - 1,
                )  # fmt: skip
                found[owners[at]].append(given)
                rest = replace(rest, units=rest.units - part, first_ply=rest.first_ply + part)
                letter += 1
    return {order_id: tuple(members) for order_id, members in found.items()}


def bundles_to_tie(
    order_id: str, bulletin_id: str, wanted: Mapping[str, int], base: Sequence[TiedBundle],
    tied: Sequence[TiedBundle], begun: AbstractSet[str], *, most_units: int,
) -> tuple[TiedBundle, ...]:  # fmt: skip
    """Bundles of an order that are new or changed, so that all together hold what is `wanted` of each SKU.

    `base` are those of its lays, read where none of them is tied yet; `tied` those that stand, `begun` the ids that
    somebody scanned: these never change. More is wanted: bundles of the lays grow up to their plies, then bundles of no
    lay are added (cut apart, at most `most_units` pieces). Less is wanted: the latest ones that are not begun get
    smaller, down to 0. Nothing is wanted otherwise: nothing changes, whatever `most_units` is. Raises `ValueError`
    for bundles of less than one piece.
    """
    if most_units < 1:
        raise ValueError("a bundle holds at least one garment")
    # Plies are parted once: bundles of the lays that nobody wants now are told with 0 pieces, and may grow later.
    is_first = not any(one.lay_id for one in tied)
    changed = {one.bundle_id: replace(one, units=0) for one in base} if is_first else {}
    now = changed | {one.bundle_id: one for one in tied}
    count = sum(one.lay_id == "" for one in tied)
    skus = dict.fromkeys((*wanted, *(one.sku for one in now.values())))
    for sku in skus:
        # In the order of the plies: ids hold the numbers of lay and bundle.
        own = sorted((one for one in now.values() if one.sku == sku), key=lambda one: (one.lay_id == "", one.bundle_id))
        there = sum(one.units for one in own)
        more = wanted.get(sku, 0) - there
        for one in own if more > 0 else reversed(own):
            units = one.units
            if one.bundle_id in begun or not more:
                continue
            new = min(units + more, max(one.most_units, units)) if more > 0 else max(units + more, 0)
            if new != units:
                changed[one.bundle_id] = replace(one, units=new)
                more -= new - units
        while more > 0:
            count += 1
            units = min(more, most_units)
            name = f"{order_id}/apart/b{count:03d}"
            like = next((one for one in own), None)
            changed[name] = TiedBundle(
                bundle_id=name, order_id=order_id, units=units, bulletin_id=bulletin_id, sku=sku,
                size=like.size if like else "", option_id=like.option_id if like else "",
            )  # fmt: skip
            more -= units
    return tuple(changed.values())
