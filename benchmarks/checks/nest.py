"""Recomputes a nesting solution from the public instance alone: demand, angle, inside, overlap. Imports
nothing of treadle."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from shapely import STRtree
from shapely.affinity import rotate, translate
from shapely.geometry import Polygon

OVERLAP = 1e-6
#: Rounding of positions that is not counted, as a share of the strip's height.
ROUNDING = 1e-9


def placed(instance: Path, solution: dict[str, Any]) -> list[tuple[str, Polygon]]:
    """Item id and polygon of every placement: rotated counter-clockwise about (0, 0), then moved."""
    items = {str(item["id"]): item for item in json.loads(instance.read_text(encoding="utf-8"))["items"]}
    result = []
    for put in solution["placements"]:
        shape = Polygon(items[str(put["item"])]["shape"]["data"])
        turned = rotate(shape, put["rotation_deg"], origin=(0, 0))
        result.append((str(put["item"]), translate(turned, put["x"], put["y"])))
    return result


def check(instance: Path, solution: dict[str, Any]) -> list[str]:
    """All violations, empty when the layout is valid."""
    told = json.loads(instance.read_text(encoding="utf-8"))
    items = {str(item["id"]): item for item in told["items"]}
    found = [
        f"item {put['item']} is not in the instance" for put in solution["placements"] if str(put["item"]) not in items
    ]
    if found:
        return found
    height, slack = told["strip_height"], ROUNDING * told["strip_height"]
    if abs(solution["strip_height"] - height) > slack:
        found.append(f"strip height {solution['strip_height']}, the instance says {height}")
    given = Counter(str(put["item"]) for put in solution["placements"])
    for name, item in items.items():
        if given[name] != item["demand"]:
            found.append(f"item {name}: {given[name]} placed, {item['demand']} asked")
    for put in solution["placements"]:
        allowed = items[str(put["item"])].get("allowed_orientations")
        off = min((abs((put["rotation_deg"] - a + 180) % 360 - 180) for a in allowed), default=0.0) if allowed else 0.0
        if off > 1e-6:
            found.append(f"item {put['item']}: {put['rotation_deg']} degrees are not allowed")
    polygons = placed(instance, solution)
    for name, polygon in polygons:
        low_x, low_y, high_x, high_y = polygon.bounds
        if low_x < -slack or low_y < -slack or high_y > height + slack or high_x > solution["length"] + slack:
            found.append(f"item {name}: outside the strip")
    shapes = [polygon for _, polygon in polygons]
    tree = STRtree(shapes)
    for number, (name, polygon) in enumerate(polygons):
        for other in sorted(int(one) for one in tree.query(polygon, predicate="intersects")):
            if other <= number:
                continue
            shared = polygon.intersection(shapes[other]).area
            if shared > OVERLAP * min(polygon.area, shapes[other].area):
                found.append(f"items {name} and {polygons[other][0]} overlap by {shared:.6g}")
    if shapes and solution["length"] < max(shape.bounds[2] for shape in shapes) - slack:
        found.append("the length is shorter than the pieces reach")
    return found


def value(solution: dict[str, Any]) -> float:
    """What is minimised: the length of strip used."""
    return float(solution["length"])
