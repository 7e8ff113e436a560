"""Cartons: how what is made is put into them, what may not, and where they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from treadle.terms.packing import Carton, CartonLine, OrderAtEnd, Packed, Shipped

#: A carton entry: its id, and what was said of it. A shipment's id with what left.
Told = tuple[str, Packed | Shipped]


def fold_cartons(told: Iterable[Told]) -> dict[str, Carton]:
    """Cartons by their SSCC, in the order in which they were packed, as packing and shipping leave them."""
    found: dict[str, Carton] = {}
    for name, body in told:
        if isinstance(body, Packed):
            found.setdefault(name, Carton(carton_id=name, packed=body))
            continue
        for carton_id in body.carton_ids:
            if carton_id in found and not found[carton_id].shipment_id:
                found[carton_id] = replace(
                    found[carton_id], shipment_id=name, place_id=body.place_id, shipped_on=body.day
                )
    return found


def packed_units(cartons: Iterable[Carton]) -> tuple[dict[str, dict[str, int]], dict[str, dict[str, int]]]:
    """Pieces by order and SKU: those made for it and packed for it, and those that it lent to others' cartons."""
    packed: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    lent: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for carton in cartons:
        for line in carton.packed.lines:
            if line.from_order_id and line.from_order_id != carton.packed.order_id:
                lent[line.from_order_id][line.sku] += line.units
            else:
                packed[carton.packed.order_id][line.sku] += line.units
    return packed, lent


def fill_cartons(
    available: Mapping[str, int], kind: str, carton_units: int, ratio: Mapping[str, int] | None = None
) -> tuple[tuple[CartonLine, ...], ...]:
    """Cartons of what is available by SKU, at most `carton_units` pieces each.

    'solid': one SKU in a carton. 'ratio': as many whole ratios as fit and are there; what does not make a whole ratio
    stays. 'assorted': SKU after SKU. Raises `ValueError` for a ratio that is empty or larger than a carton.
    """
    if kind == "solid":
        return tuple(
            (CartonLine(sku=sku, units=min(carton_units, units - first)),)
            for sku, units in available.items()
            for first in range(0, units, carton_units)
        )
    if kind == "ratio":
        return _by_ratio(available, carton_units, {sku: count for sku, count in (ratio or {}).items() if count})
    found: list[list[CartonLine]] = []
    room = 0
    for sku, units in available.items():
        left = units
        while left:
            if not room:
                found.append([])
                room = carton_units
            part = min(left, room)
            found[-1].append(CartonLine(sku=sku, units=part))
            left, room = left - part, room - part
    return tuple(tuple(one) for one in found)


def _by_ratio(
    available: Mapping[str, int], carton_units: int, ratio: Mapping[str, int]
) -> tuple[tuple[CartonLine, ...], ...]:
    pieces = sum(ratio.values())
    if not pieces or pieces > carton_units:
        raise ValueError(f"a ratio of {pieces} pieces does not fit a carton of {carton_units}")
    whole = min(available.get(sku, 0) // count for sku, count in ratio.items())
    most = carton_units // pieces
    times = [min(most, whole - first) for first in range(0, whole, most)]
    return tuple(tuple(CartonLine(sku=sku, units=count * n) for sku, count in ratio.items()) for n in times)


def refusals(
    lines: Sequence[CartonLine], kind: str, orders: Mapping[str, OrderAtEnd], order_id: str, wanted: Mapping[str, int]
) -> tuple[str, ...]:
    """Why a carton may not be packed for an order: a SKU that it does not want, more than is there or wanted, two SKUs
    in a solid carton, a lot that was not accepted. Empty where it may."""
    found = []
    here = orders[order_id]
    if kind == "solid" and len({one.sku for one in lines}) > 1:
        found.append(f"a solid carton holds one SKU, not {', '.join(sorted({one.sku for one in lines}))}")
    for one in lines:
        if one.sku not in wanted:
            found.append(f"{one.sku} is not of order {order_id}; it wants {', '.join(wanted)}")
            continue
        source = orders.get(one.from_order_id or order_id)
        there = source.open.get(one.sku, 0) if source else 0
        if one.units > there:
            name = one.from_order_id or order_id
            found.append(f"{one.units} {one.sku} are more than the {there} that are there of {name}")
        if one.units + here.packed.get(one.sku, 0) > wanted[one.sku]:
            found.append(f"{one.units} {one.sku} more are beyond the {wanted[one.sku]} that {order_id} wants")
    for name in dict.fromkeys(one.from_order_id or order_id for one in lines):
        source = orders.get(name)
        allowed = source.allowed_units if source else None
        units = sum(one.units for one in lines if (one.from_order_id or order_id) == name)
        if source is not None and source.is_rejected and source.accepted_units is not None:
            found.append(f"the newest lot of {name} was not accepted: sort it out and inspect it again")
        elif allowed is not None and units > allowed:
            found.append(f"{units} pieces are more than the {allowed} of accepted lots of {name}: inspect first")
    return tuple(found)
