"""What buying cloth does to an option's cost: whole rolls, a least order of metres, and cloth already on the shelf."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from treadle.cut.lay_lengths import FIRST_EFFICIENCY
from treadle.day.cutting import outline_area_mm2
from treadle.day.snapshot import Snapshot
from treadle.day.spreading import rolls_left
from treadle.terms.policy import Policy
from treadle.terms.product import CostBreak, Option, Style

#: Rolls up to which each further one is a cost of its own; beyond, half a roll is left over on average.
MOST_ROLLS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class ClothTerms:
    """An option's cost and least order as its cloth makes them.

    `roll_units` garments come of a roll (0: cloth is bought by the metre), `shelf_units` of cloth that is there.
    """

    cost_breaks: tuple[CostBreak, ...]
    minimum_units: int
    roll_units: int = 0
    shelf_units: int = 0


def cloth_terms(
    snapshot: Snapshot, policy: Policy, option: Option, style: Style, share_of: Mapping[str, float], shelf_mm: float
) -> ClothTerms:
    """The terms of an option, its size shares by SKU; as they stand in the products where its cloth has none.

    Metres per garment are its pieces' area over width and the usual efficiency of a marker. A least order of cloth
    counts where the shelf does not hold a garment's worth of it.
    """
    plain = ClothTerms(cost_breaks=option.cost_breaks, minimum_units=option.minimum_units)
    fabric = snapshot.fabrics.get(style.fabric_id or "")
    garment_mm = _garment_mm(snapshot, option, style, share_of)
    if fabric is None or garment_mm <= 0:
        return plain
    shelf_units = int(shelf_mm / garment_mm)
    least = 0 if shelf_units else -int(-fabric.minimum_m * 1000 // garment_mm)
    roll_units = int(fabric.roll_m * 1000 / garment_mm)
    minimum = max(option.minimum_units, least)
    if roll_units < 1:
        return ClothTerms(cost_breaks=option.cost_breaks, minimum_units=minimum)
    breaks = roll_breaks(
        option.cost_breaks, roll_units=roll_units, shelf_units=shelf_units,
        left_cents=fabric.roll_m * fabric.price_per_m_cents * (1.0 - policy.cloth.cloth_left_share),
    )  # fmt: skip
    return ClothTerms(cost_breaks=breaks, minimum_units=minimum, roll_units=roll_units, shelf_units=shelf_units)


def roll_breaks(
    breaks: Sequence[CostBreak], *, roll_units: int, shelf_units: int, left_cents: float
) -> tuple[CostBreak, ...]:
    """Cost breaks that charge what is left on the last roll.

    Each roll serves `roll_units` pieces; one bought and left whole loses `left_cents`. The pieces' own costs hold the
    cloth they use, so a roll costs `left_cents` when it is begun and every piece cut from it takes its part of that
    off again. The first `shelf_units` pieces begin no roll.
    """
    ordered = sorted(breaks, key=lambda one: one.from_units)
    off = left_cents / roll_units
    found: dict[int, CostBreak] = {}
    for at, one in enumerate(ordered):
        end = ordered[at + 1].from_units if at + 1 < len(ordered) else None
        if one.from_units <= shelf_units:
            found[one.from_units] = one
        for roll in range(1, MOST_ROLLS + 1):
            begins = max(one.from_units, shelf_units + (roll - 1) * roll_units + 1)
            if begins > shelf_units + roll * roll_units or (end is not None and begins >= end):
                continue
            found[begins] = CostBreak(
                from_units=begins, setup_cents=one.setup_cents + round(roll * left_cents + shelf_units * off),
                cost_per_piece_cents=max(0, round(one.cost_per_piece_cents - off)),
            )  # fmt: skip
        beyond = max(one.from_units, shelf_units + MOST_ROLLS * roll_units + 1)
        if end is None or beyond < end:
            found[beyond] = CostBreak(
                from_units=beyond, setup_cents=one.setup_cents + round(left_cents / 2),
                cost_per_piece_cents=one.cost_per_piece_cents,
            )  # fmt: skip
    return tuple(found[begins] for begins in sorted(found))


def shelf_mm(snapshot: Snapshot, policy: Policy, demand: Mapping[str, float]) -> dict[str, float]:
    """Cloth on the shelf for each option, in mm: what lies there of its cloth and colour, shared by expected demand
    (units by option) with the other options of both."""
    there: dict[tuple[str, str], float] = defaultdict(float)
    for roll in rolls_left(snapshot.rolls, snapshot.released, policy.cloth.least_remnant_mm):
        there[roll.fabric_id, roll.colour] += roll.length_mm
    wanted: dict[tuple[str, str], float] = defaultdict(float)
    key_of = {}
    for option_id in demand:
        option = snapshot.catalogue.option[option_id]
        key_of[option_id] = snapshot.catalogue.style[option.style_id].fabric_id or "", option.colour
        wanted[key_of[option_id]] += demand[option_id]
    return {
        option_id: there.get(key, 0.0) * demand[option_id] / wanted[key] if wanted[key] > 0 else 0.0
        for option_id, key in key_of.items()
    }


def _garment_mm(snapshot: Snapshot, option: Option, style: Style, share_of: Mapping[str, float]) -> float:
    """Length of cloth that a garment takes, sizes mixed as they are expected; 0 where it is not made."""
    fabric, pattern = snapshot.fabrics.get(style.fabric_id or ""), snapshot.patterns.get(style.pattern_id or "")
    if fabric is None or pattern is None or not style.is_made:
        return 0.0
    width = max(fabric.usable_mm * fabric.layers, 1.0)
    area = {
        sku.size: sum(outline_area_mm2(piece.outline) * piece.quantity for piece in pattern.of_size(sku.size))
        for sku in snapshot.catalogue.skus_of_option[option.option_id]
    }
    shares = {sku.size: share_of.get(sku.sku, 0.0) for sku in snapshot.catalogue.skus_of_option[option.option_id]}
    total = sum(shares.values())
    if total <= 0:
        return sum(area.values()) / max(len(area), 1) / (width * FIRST_EFFICIENCY)
    return sum(area[size] * share for size, share in shares.items()) / total / (width * FIRST_EFFICIENCY)
