"""The independent check of a roll plan: every piece of every ply from the marker's outlines, nothing shared with the
search or its splice places."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from shapely.geometry import Polygon, box

from treadle.cut.verify_marker import placed_polygon
from treadle.terms.cutting import Marker
from treadle.terms.quantity import Violation
from treadle.terms.rolls import ClothNeed, Roll, RollPlan, Stretch

#: Millimetres that a piece may reach beyond a cloth's end (extents are rounded). Not tuned: rounding of floats.
EXACT_MM = 1.0


def verify_rolls(
    plan: RollPlan, needs: Sequence[ClothNeed], markers: Mapping[str, Marker], rolls: Sequence[Roll], *,
    end_mm: int, edge_mm: int = 0,
) -> tuple[Violation, ...]:  # fmt: skip
    """All broken rules of a roll plan, empty when it may be spread.

    Every ply is laid or short; its pieces each lie within one cloth, on its width, off its faults; one shade to a ply;
    no millimetre of a roll is cut twice; every stretch holds what it covers and its ends.
    """
    shelf = {roll.roll_id: roll for roll in rolls}
    found = [*plan.check()]
    by_ply: dict[tuple[str, str, int], list[Stretch]] = defaultdict(list)
    by_roll: dict[str, list[Stretch]] = defaultdict(list)
    for one in plan.stretches:
        if one.roll_id not in shelf:
            found.append(Violation(rule="cloth comes off the shelf", where=one.roll_id, found="no such roll"))
            continue
        by_roll[one.roll_id].append(one)
        for ply in range(one.first_ply, one.last_ply + 1):
            by_ply[one.lay_id, one.option_id, ply].append(one)
    for roll_id, stretches in sorted(by_roll.items()):
        found += _roll(shelf[roll_id], stretches, end_mm)
    short = {(one.lay_id, one.option_id): one.plies for one in plan.shortages}
    for need in needs:
        key = need.lay_id, need.option_id
        laid = need.plies - short.get(key, 0)
        plies = {ply for lay_id, option_id, ply in by_ply if (lay_id, option_id) == key}
        if plies != set(range(1, laid + 1)):
            told = f"plies {sorted(plies)}, {laid} said"
            found.append(Violation(rule="every ply is laid or short", where=f"{key[0]} {key[1]}", found=told))
        pieces = markers[need.marker_id].request.pieces
        polygons = [placed_polygon(pieces[put.piece_index], put) for put in markers[need.marker_id].placements]
        for ply in sorted(plies):
            found += _ply(by_ply[*key, ply], ply, polygons, shelf, end_mm, edge_mm)
    return tuple(found)


def _roll(roll: Roll, stretches: list[Stretch], end_mm: int) -> list[Violation]:
    found = []
    last = 0
    for one in sorted(stretches, key=lambda stretch: stretch.from_mm):
        if one.from_mm < last or one.to_mm > roll.length_mm:
            told = f"{one.from_mm} to {one.to_mm} mm of {roll.length_mm}, cut before up to {last}"
            found.append(Violation(rule="cloth is cut once", where=roll.roll_id, found=told))
        last = max(last, one.to_mm)
        plies = one.last_ply - one.first_ply + 1
        if one.to_mm - one.from_mm != plies * (one.until_mm - one.at_mm + end_mm):
            told = f"{one.to_mm - one.from_mm} mm for {plies} plies of {one.at_mm} to {one.until_mm}"
            found.append(Violation(rule="a stretch holds what it covers and its ends", where=roll.roll_id, found=told))
        if one.shade != roll.shade:
            found.append(Violation(rule="a stretch has its roll's shade", where=roll.roll_id, found=one.shade))
    return found


def _ply(
    stretches: list[Stretch], ply: int, polygons: list[Polygon], shelf: Mapping[str, Roll], end_mm: int, edge_mm: int
) -> list[Violation]:
    """Rules of one ply: its pieces, its shade, its width and its faults."""
    first = stretches[0]
    where = f"{first.lay_id} {first.option_id} ply {ply}"
    found = []
    if len({one.shade for one in stretches}) > 1:
        shades = ", ".join(sorted({one.shade for one in stretches}))
        found.append(Violation(rule="a ply has one shade", where=where, found=shades))
    inner = sorted(stretches, key=lambda one: one.at_mm)
    if any(one.at_mm >= after.at_mm or one.until_mm >= after.until_mm for one, after in pairwise(inner)):
        found.append(Violation(rule="a ply is laid once", where=where, found=f"{len(stretches)} stretches over it"))
    holders: list[list[Stretch]] = []
    for polygon in polygons:
        x0, _, x1, y1 = polygon.bounds
        mine = [one for one in stretches if one.at_mm - EXACT_MM <= x0 and x1 <= one.until_mm + EXACT_MM]
        wide = [one for one in mine if y1 + 2 * edge_mm <= shelf[one.roll_id].width_mm + EXACT_MM]
        holders.append(mine)
        if not mine:
            found.append(
                Violation(rule="a piece lies in one cloth", where=where, found=f"a piece from {x0:.0f} to {x1:.0f} mm")
            )
        elif not wide:
            found.append(Violation(rule="cloth is wide enough", where=where, found=f"a piece up to {y1:.0f} mm"))
    for one in stretches:
        roll = shelf[one.roll_id]
        begin = one.from_mm + (ply - one.first_ply) * (one.until_mm - one.at_mm + end_mm) + end_mm // 2
        for fault in roll.faults:
            low = -1e6 if fault.across_from_mm is None else fault.across_from_mm - edge_mm
            high = 1e6 if fault.across_to_mm is None else fault.across_to_mm - edge_mm
            bad = box(fault.from_mm - begin + one.at_mm, low, fault.to_mm - begin + one.at_mm, high)
            for polygon, mine in zip(polygons, holders, strict=True):
                # A piece in two cloths' overlap may be cut from the other one.
                if mine == [one] and polygon.intersection(bad).area > EXACT_MM:
                    told = f"fault at {fault.from_mm} mm of {roll.roll_id}"
                    found.append(Violation(rule="no piece has a fault", where=where, found=told))
                    break
    return found
