"""Irregular strip packing: `solve` nests one public instance; `row` compares with spyrrow alone at the same time."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

TASK = "nest"
HERE = Path(__file__).resolve().parents[1]
SECONDS = 60.0


def solve(instance: Path, seconds: float, seed: int, options: dict[str, str]) -> dict[str, Any]:
    """Nest an instance as `treadle nest FILE --seconds S` does. Option `nester=own`: by counted work (`moves`)."""
    end = time.monotonic() + seconds
    from treadle.plant.nest import nest_problem

    if options.get("nester") == "own":
        return dict(nest_problem(instance, seed=seed, moves=int(options.get("moves", "1500"))).answer)
    return dict(nest_problem(instance, seed=seed, left=lambda: end - time.monotonic()).answer)


def alone(instance: Path, seconds: float, seed: int) -> float:
    """Length by spyrrow alone with its own defaults: the last corner of what it placed."""
    import spyrrow
    from shapely.affinity import rotate, translate
    from shapely.geometry import Polygon

    told = json.loads(instance.read_text(encoding="utf-8"))
    items = [
        spyrrow.Item(str(i["id"]), [(x, y) for x, y in i["shape"]["data"]], i["demand"], i.get("allowed_orientations"))
        for i in told["items"]
    ]
    config = spyrrow.StripPackingConfig(early_termination=False, total_computation_time=int(seconds), seed=seed)
    answer = spyrrow.StripPackingInstance("", told["strip_height"], items).solve(config)
    shapes = {str(i["id"]): Polygon(i["shape"]["data"]) for i in told["items"]}
    ends = [
        translate(rotate(shapes[put.id], put.rotation, origin=(0, 0)), *put.translation).bounds[2]
        for put in answer.placed_items
    ]
    return float(max(ends))


def records(folder: Path) -> dict[str, float]:
    """Best published length by instance."""
    lines = (folder / "best_known.csv").read_text(encoding="utf-8").splitlines()[1:]
    return {line.split(",")[0]: float(line.split(",")[2]) for line in lines}


def row(
    seed: int,
    progress: Callable[[str, int, int], None],
    seconds: float = SECONDS,
    seeds: int = 3,
    names: tuple[str, ...] = (),
) -> dict[str, Any]:
    """The row of the table: gap to the records, ours and spyrrow's, over the fixed list (median of `seeds` seeds).

    The list is every fourth of the twelve instances by name: with three seeds and the peer that is 18 minutes.
    """
    import os

    from benchmarks.checks.nest import check

    default = Path(__file__).resolve().parents[3] / "shared" / "data"
    folder = Path(os.environ.get("TREADLE_SHARED", str(default))) / "factory" / "nesting"
    best = records(folder)
    chosen = list(names) or (HERE / "sets" / "nest.txt").read_text(encoding="utf-8").split()
    ours: dict[str, float] = {}
    theirs: dict[str, float] = {}
    overlaps = 0
    for done, name in enumerate(chosen):
        path = folder / f"{name}.json"
        gaps: list[list[float]] = [[], []]
        for number in range(seeds):
            solution = solve(path, seconds, seed + number, {})
            overlaps += len(check(path, solution))
            gaps[0].append(solution["length"] / best[name] - 1)
            gaps[1].append(alone(path, seconds, seed + number) / best[name] - 1)
        ours[name], theirs[name] = (round(statistics.median(one), 5) for one in gaps)
        progress(f"{name}: {ours[name]:.2%} (spyrrow alone {theirs[name]:.2%})", done + 1, len(chosen))
    mean = (statistics.fmean(ours.values()), statistics.fmean(theirs.values()))
    return {
        "task": TASK,
        "data": ", ".join(chosen),
        "metric": "mean gap to the best published length",
        "seed": seed,
        "seconds": seconds,
        "treadle": {"mean_gap": round(mean[0], 5), "gaps": ours, "violations": overlaps},
        "peers": {"spyrrow alone": {"mean_gap": round(mean[1], 5), "gaps": theirs}},
        "aim": "mean gap at most 75 % of spyrrow's in the same run, no overlap",
        "met": overlaps == 0 and mean[0] <= 0.75 * mean[1],
        "note": f"median of {seeds} seeds; {mean[0] / mean[1]:.0%} of spyrrow's gap" if mean[1] > 0 else "",
    }
