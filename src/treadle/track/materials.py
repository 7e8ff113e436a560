"""Trims and thread by bill of material: given to orders in the order of their cutting, and what is short before it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from treadle.terms.materials import BillLine, Material, MaterialUse, ToMake

#: Quantities below this are nothing. Not tuned: rounding of floats.
_NOTHING = 1e-9


def quantities(order: ToMake, bill: Sequence[BillLine]) -> dict[str, float]:
    """What an order takes of each material, waste included, in the order of the bill."""
    own = [one for one in bill if one.style_id == order.style_id]
    found: dict[str, float] = {}
    for material_id in dict.fromkeys(one.material_id for one in own):
        for (option_id, size), units in order.units.items():
            fits = [
                one
                for one in own
                if one.material_id == material_id and one.size in ("", size) and one.option_id in ("", option_id)
            ]
            if fits:
                line = max(fits, key=lambda one: one.rank)
                found[material_id] = found.get(material_id, 0.0) + units * line.quantity * (1.0 + line.waste_share)
    return {name: quantity for name, quantity in found.items() if quantity > _NOTHING}


def material_uses(
    orders: Iterable[ToMake], bill: Sequence[BillLine], materials: Mapping[str, Material]
) -> tuple[MaterialUse, ...]:
    """Every material of every order, those that are cut first served first (equal days by their ids).

    What is on the shelf or comes by the day of cutting is taken; then substitutes, in the order in which the material
    names them, by the same rule; what is missing then is short. A material that nobody counted is short whole.
    """
    shelf = {name: one.on_hand for name, one in materials.items()}
    coming = {name: one.coming for name, one in materials.items()}
    found = []
    for order in sorted(orders, key=lambda one: (one.cut_day, one.order_id)):
        for material_id, needed in quantities(order, bill).items():
            taken = _take(material_id, needed, order, materials, shelf, coming)
            left = needed - taken
            replaced = []
            one = materials.get(material_id)
            for other in one.substitutes if one else ():
                if left <= _NOTHING:
                    break
                got = _take(other, left, order, materials, shelf, coming)
                if got > _NOTHING:
                    replaced.append((other, got))
                    left -= got
            late = min(max(left, 0.0), coming.get(material_id, 0.0)) if left > _NOTHING else 0.0
            if late:
                coming[material_id] -= late
            found.append(
                MaterialUse(
                    order_id=order.order_id, material_id=material_id, unit=one.unit if one else "",
                    cut_day=order.cut_day, needed=round(needed, 6), taken=round(taken, 6),
                    replaced=tuple((name, round(got, 6)) for name, got in replaced),
                    short=round(max(left - late, 0.0), 6), late=round(late, 6),
                )
            )  # fmt: skip
    return tuple(found)


def _take(
    material_id: str, wanted: float, order: ToMake, materials: Mapping[str, Material], shelf: dict[str, float],
    coming: dict[str, float],
) -> float:  # fmt: skip
    """Take of the shelf, then of what comes in time; how much was there."""
    got = min(wanted, shelf.get(material_id, 0.0))
    if got:
        shelf[material_id] -= got
    one = materials.get(material_id)
    if one is not None and one.coming_day is not None and one.coming_day <= order.cut_day:
        more = min(wanted - got, coming[material_id])
        coming[material_id] -= more
        got += more
    return got
