"""Markers as a plan draws them: the default nester's density against spyrrow's in 60 s, on the demo and on garments."""

from __future__ import annotations

import json
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TASK = "markers"
SECONDS = 60.0
MARKERS = 20
#: The garments among the given strip packing instances.
GARMENTS = ("albano", "dagli", "mao", "shirts")


def alone(request: Any, seconds: float, seed: int) -> float:
    """Length in mm by spyrrow alone with its own defaults: the last corner of what it placed."""
    import spyrrow
    from shapely.affinity import rotate, translate
    from shapely.geometry import Polygon

    rings = [[(x, -y) if piece.is_mirrored else (x, y) for x, y in piece.outline] for piece in request.pieces]
    items = [
        spyrrow.Item(str(number), ring, piece.copies, list(piece.rotations_deg))
        for number, (ring, piece) in enumerate(zip(rings, request.pieces, strict=True))
    ]
    config = spyrrow.StripPackingConfig(early_termination=False, total_computation_time=int(seconds), seed=seed)
    answer = spyrrow.StripPackingInstance("", request.width_mm, items).solve(config)
    return max(
        float(translate(rotate(Polygon(rings[int(put.id)]), put.rotation, origin=(0, 0)), *put.translation).bounds[2])
        for put in answer.placed_items
    )


def requests(seed: int) -> tuple[list[tuple[str, Any, Any]], float]:
    """Name, request and placements in the plan of the demo's first markers by key, and the counted work of each."""
    from treadle.plant.demo import make_demo
    from treadle.plant.plan import plan_folder

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "demo"
        as_of = make_demo(folder, seed=seed)
        plan = plan_folder(folder, as_of=as_of, seed=seed).plan
    markers = {marker.marker_id: marker for marker in plan.markers.values()}
    chosen = [(key, markers[key].request, markers[key].placements) for key in sorted(markers)[:MARKERS]]
    return chosen, float(plan.policy.nest.nest_moves)


def garments(seed: int) -> list[tuple[str, Any, Any]]:
    """(name, request, None) of the given instances that are garments."""
    from treadle.problems.strip_packing import plain_request

    default = Path(__file__).resolve().parents[3] / "shared" / "data"
    folder = Path(os.environ.get("TREADLE_SHARED", str(default))) / "factory" / "nesting"
    told = [(name, json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))) for name in GARMENTS]
    return [(name, plain_request(one, name, seed, "own")[0], None) for name, one in told]


def row(
    seed: int, progress: Callable[[str, int, int], None], seconds: float = SECONDS, most: int | None = None
) -> dict[str, Any]:
    """The row of the table: points of density that the default nester is behind spyrrow alone, with the time of both.

    A demo marker is drawn again: its placements must be the plan's, bit for bit. `most` cuts the list short.
    """
    from treadle.cut.nest import nest
    from treadle.cut.verify_marker import verify_marker
    from treadle.terms.budget import Budget

    demo, work = requests(seed)
    lost: dict[str, float] = {}
    used: list[tuple[float, float]] = []
    broken = 0
    chosen = (demo + garments(seed))[:most]
    for done, (name, request, planned) in enumerate(chosen):
        began = time.process_time()
        marker = nest(request, Budget(work=work))
        drawn = time.process_time()
        broken += len(verify_marker(marker)) + (planned is not None and marker.placements != planned)
        peer = marker.efficiency * marker.length_mm / alone(request, seconds, seed)
        used.append((drawn - began, time.process_time() - drawn))
        lost[name[:8]] = round(100.0 * (peer - marker.efficiency), 3)
        progress(f"{name[:8]}: {lost[name[:8]]:+.2f} points behind spyrrow", done + 1, len(chosen))
    mean = statistics.fmean(lost.values())
    return {
        "task": TASK,
        "data": f"{MARKERS} of the demo's markers, {', '.join(GARMENTS)}",
        "metric": "points of density behind spyrrow alone, mean",
        "seed": seed,
        "seconds": seconds,
        "treadle": {
            "points_behind": round(mean, 3),
            "worst": max(lost.values()),
            "points": lost,
            "cpu_seconds_per_marker": round(statistics.fmean(one for one, _ in used), 3),
            "violations": broken,
        },
        "peers": {"spyrrow alone": {"cpu_seconds_per_marker": round(statistics.fmean(two for _, two in used), 1)}},
        "aim": "at most 1 point behind on the mean (goal 0.5), the plan's markers again bit for bit",
        "met": broken == 0 and mean <= 1.0,
        "note": "a busy machine leaves spyrrow, which stops on the clock, less than its 60 s on every core",
    }
