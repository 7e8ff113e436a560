"""Recomputes a cut order plan from the public instance alone: demand, plies, lengths, drawings. Imports nothing of
treadle.

Value: yards of cloth, with the lay and marker costs that the instance states.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from shapely import STRtree
from shapely.affinity import rotate, scale, translate
from shapely.geometry import Polygon

YARD_MM = 914.4
OVERLAP, EXACT_MM, EXACT_YARDS = 1e-6, 1e-2, 1e-6


def demand(told: dict[str, Any]) -> dict[tuple[str, str], int]:
    """Units by colour and size; one colour called '' where the file names none."""
    by_colour = told["demand_pieces"] if isinstance(told["demand_pieces"], dict) else {"": told["demand_pieces"]}
    return {
        (str(colour), str(size)): units
        for colour, row in by_colour.items()
        for size, units in zip(told["sizes"], row, strict=True)
    }


def pieces(told: dict[str, Any]) -> list[dict[str, Any]]:
    """Pieces of an instance, each with its size."""
    if isinstance(told["pieces"], dict):
        return [{"size": size, **one} for size, ones in told["pieces"].items() for one in ones]
    return list(told["pieces"])


def check(instance: Path, solution: dict[str, Any]) -> list[str]:
    """Every broken rule."""
    told = json.loads(instance.read_text(encoding="utf-8"))
    wanted, plies = demand(told), told.get("plies_per_lay", {})
    low, high = plies.get("min", 1), plies.get("max", 10**9)
    found: list[str] = []
    cut = dict.fromkeys(wanted, 0)
    for number, lay in enumerate(solution["lays"]):
        by_colour = lay["plies"] if isinstance(lay["plies"], dict) else {"": lay["plies"]}
        height = sum(by_colour.values())
        if not low <= height <= high:
            found.append(f"lay {number}: {height} plies, allowed {low} to {high}")
        numbers = [*by_colour.values(), *lay["ratio"].values()]
        if any(not isinstance(one, int) or one < 0 for one in numbers):
            found.append(f"lay {number}: plies or garments are no whole numbers")
        if lay["length"] > told["lay_length_max_yards"] + EXACT_YARDS:
            found.append(f"lay {number}: {lay['length']} yd, allowed {told['lay_length_max_yards']}")
        for colour, layers in by_colour.items():
            for size, garments in lay["ratio"].items():
                if (colour, size) not in cut:
                    found.append(f"lay {number}: nobody ordered {colour} {size}")
                else:
                    cut[colour, size] += layers * garments
        found += _length(told, lay, number, solution)
    for key, units in cut.items():
        if units < wanted[key]:
            found.append(f"{key}: {units} cut of {wanted[key]}")
        if "max_over_share" in told:
            most = wanted[key] + (max(1, math.floor(wanted[key] * told["max_over_share"] + 1e-9)) if wanted[key] else 0)
            if units > most:
                found.append(f"{key}: {units} cut, at most {most}")
    total = sum(_height(lay) * lay["length"] for lay in solution["lays"])
    if abs(total - solution["total_length"]) > 1e-3:
        found.append(f"total_length is {solution['total_length']}, the lays sum to {total}")
    return found


def _height(lay: dict[str, Any]) -> int:
    return sum(lay["plies"].values()) if isinstance(lay["plies"], dict) else int(lay["plies"])


def _length(told: dict[str, Any], lay: dict[str, Any], number: int, solution: dict[str, Any]) -> list[str]:
    """A lay is as long as its garments' yards, or as its drawing."""
    if "pieces" not in told:
        yards = dict(zip(map(str, told["sizes"]), told["yards_per_garment"], strict=True))
        length = sum(yards[size] * garments for size, garments in lay["ratio"].items())
        if abs(length - lay["length"]) > EXACT_YARDS:
            return [f"lay {number}: {lay['length']} yd said, {length} by its garments"]
        return []
    ratio = {size: garments for size, garments in lay["ratio"].items() if garments}
    for marker in solution.get("markers", ()):
        if {size: garments for size, garments in marker["ratio"].items() if garments} == ratio:
            return [f"lay {number}: {one}" for one in _drawing(told, ratio, marker, lay["length"] * YARD_MM)]
    return [f"lay {number}: its marker is not drawn"]


def _drawing(told: dict[str, Any], ratio: dict[str, int], marker: dict[str, Any], length_mm: float) -> list[str]:
    """Demand, angle, inside, overlap of a drawing."""
    width = told.get("fabric_width_mm", told.get("width_mm"))
    shapes, left, angles = {}, {}, {}
    for piece in pieces(told):
        key = (str(piece["piece_id"]), str(piece["size"]))
        shapes[key] = Polygon(piece["outline"])
        angles[key] = piece.get("rotations_deg", [0.0, 180.0])
        count = piece.get("quantity", 1) * ratio.get(key[1], 0)
        mirrored = count // 2 if piece.get("is_pair") else 0
        left[(*key, False)], left[(*key, True)] = count - mirrored, mirrored
    found, placed = [], []
    for put in marker["placements"]:
        key = (put["piece_id"], put["size"])
        left[(*key, put["is_mirrored"])] -= 1
        if min(abs((put["rotation_deg"] - one + 180) % 360 - 180) for one in angles[key]) > 1e-6:
            found.append(f"{key} is turned by {put['rotation_deg']}")
        shape = scale(shapes[key], 1.0, -1.0, origin=(0, 0)) if put["is_mirrored"] else shapes[key]
        placed.append(translate(rotate(shape, put["rotation_deg"], origin=(0, 0)), put["x"], put["y"]))
    found += [
        f"{key}: {-count} too many" if count < 0 else f"{key}: {count} missing" for key, count in left.items() if count
    ]
    for shape in placed:
        if (
            min(shape.bounds[:2]) < -EXACT_MM
            or shape.bounds[2] > length_mm + EXACT_MM
            or shape.bounds[3] > width + EXACT_MM
        ):
            found.append(f"a piece lies outside: {shape.bounds}")
    for first, second in zip(*STRtree(placed).query(placed, "intersects")):
        if first < second:
            shared = placed[first].intersection(placed[second]).area
            if shared > OVERLAP * min(placed[first].area, placed[second].area):
                found.append(f"pieces {first} and {second} share {shared:.3f} mm²")
    return found


def value(solution: dict[str, Any]) -> str:
    """Yards, lays, markers and plies."""
    lays = solution["lays"]
    markers = {tuple(sorted((size, count) for size, count in lay["ratio"].items() if count)) for lay in lays}
    plies = sum(_height(lay) for lay in lays)
    return f"{solution['total_length']:.2f} yd, {len(lays)} lays, {len(markers)} markers, {plies} plies"
