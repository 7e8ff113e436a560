"""What jobs do whose answer is files: forecasts, markers, simulations, exports.

Each writes its files under its job's id, whole or not at all: done again, after a worker was lost, it leaves the same.
What was sent in stays until it is old, so that a job which failed can be asked for again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from treadle.errors import InputError, Stopped
from treadle.plant.export import export_table, write_table
from treadle.plant.forecast import forecast
from treadle.plant.job_results import result_names, result_place
from treadle.plant.nest import CUTTER_FORMS, is_packing_problem, nest_pattern, nest_problem
from treadle.plant.pieces import pieces_of, read_pattern
from treadle.plant.replay import replay_folder
from treadle.plant.serving import ServedBrand
from treadle.plant.simulate import STRENGTHS, simulate_curves, simulate_rules, simulate_speed, simulate_value
from treadle.plant.uploads import upload_of
from treadle.plant.working import Doer, Doing
from treadle.report.marker_pdf import marker_pdf
from treadle.report.marker_picture import marker_svg
from treadle.report.value_page import curves_svg, profit_bars, value_page
from treadle.terms.codec import json_text, to_values
from treadle.terms.cutting import Fabric, Marker
from treadle.terms.job import JobEnded
from treadle.terms.quantity import QUANTILE_LEVELS

#: Files that a forecast is made of, by the names of its arguments.
FORECAST_FILES = ("history", "products", "known", "planner")


def make_forecast(brand: ServedBrand, doing: Doing) -> JobEnded:
    """Forecast the files that were sent."""
    told = doing.job.arguments
    files = {name: upload_of(brand, told[name]) if told.get(name) else None for name in FORECAST_FILES}
    assert files["history"] is not None
    found = forecast(
        files["history"], products=files["products"], known=files["known"], planner=files["planner"],
        horizon=int(told["horizon"]), every=told["every"], by=_listed(told, "by"), quantiles=_levels(told),
        cumulative=told.get("cumulative") == "yes", seed=int(told.get("seed", "0")), progress=doing, left=doing.left,
    )  # fmt: skip
    tables = {"forecast": found.forecast, "totals": found.totals, "league": found.league}
    return _ended(brand, doing, f"{found.forecast.num_rows:,} rows of a forecast.", tables)


def draw_marker(brand: ServedBrand, doing: Doing) -> JobEnded:
    """Nest the pattern or the packing problem that was sent: by treadle's nester, or by sparrow for some seconds."""
    told, place = doing.job.arguments, result_place(brand, doing.job.job_id)
    path, language = upload_of(brand, told["file"]), brand.settings.language
    seconds = float(told.get("seconds", "0"))
    options: dict[str, Any] = {
        "seed": int(told.get("seed", "0")), "moves": int(told.get("moves", "1500")),
        "left": _seconds_left(seconds, doing), "until": doing.left,
    }  # fmt: skip
    doing.step("nesting", 0, 1)
    if is_packing_problem(path):
        packed = nest_problem(path, spacing=float(told.get("spacing", "0")), **options)
        marker, answer = packed.marker, packed.answer
    else:
        ratio = _ratio(told["ratio"])
        rules = upload_of(brand, told["rules"]) if told.get("rules") else None
        pattern = pieces_of(read_pattern(str(path), list(ratio), rules).pattern, told.get("material", ""))[0]
        marker, answer = nest_pattern(pattern, ratio, _cloth(told), **options), {}
    if doing.left() <= 0:
        raise Stopped("nesting", 0, 1)
    _write_marker(place, marker, answer, language)
    length = answer["length"] if answer else marker.length_mm
    efficiency = f"{marker.efficiency:.2%}"
    return JobEnded(
        state="done", told=f"{len(marker.placements)} pieces, {efficiency} of the cloth used.",
        result={"files": ",".join(result_names(place)), "length": f"{length:.6g}", "efficiency": efficiency},
    )  # fmt: skip


def live_seasons(brand: ServedBrand, doing: Doing) -> JobEnded:
    """Live seasons under several policies. Seasons that were lived stay, so that a job which is begun again goes on."""
    told, place = doing.job.arguments, result_place(brand, doing.job.job_id)
    seeds = int(told.get("seeds", "10"))
    if told["what"] == "value":
        strengths = STRENGTHS if told.get("signals") == "yes" else ()
        tables = dict(simulate_value(place, seeds=seeds, processes=1, strengths=strengths, progress=doing,
                                     like_real=told.get("like_real") == "yes", left=doing.left))  # fmt: skip
        _write(place / "value.html", value_page(tables, seeds))
        _write(place / "value.svg", profit_bars(tables) + "\n")
    elif told["what"] == "curves":
        tables = {"curves": simulate_curves(place, seeds=seeds, processes=1, progress=doing, left=doing.left)}
        _write(place / "curves.svg", curves_svg(tables["curves"]) + "\n")
    elif told["what"] == "rules":
        options = int(told.get("options", "60"))
        tables = {"rules": simulate_rules(place, seeds=seeds, options=options, processes=1, progress=doing,
                                          left=doing.left)}  # fmt: skip
    else:
        tables = {"speed": simulate_speed(place, seeds=seeds, progress=doing, left=doing.left)}
    return _ended(brand, doing, f"{seeds} seasons were lived.", tables)


def decide_again(brand: ServedBrand, doing: Doing) -> JobEnded:
    """Decide the last weeks of the brand's past anew."""
    told = doing.job.arguments
    weeks = int(told.get("weeks", "8"))
    seed = int(told["seed"]) if told.get("seed") else None
    table, _ = replay_folder(brand.folder, weeks=weeks, seed=seed, progress=doing, left=doing.left)
    return _ended(brand, doing, f"{weeks} weeks of the past were decided anew.", {"replay": table})


def export(brand: ServedBrand, doing: Doing) -> JobEnded:
    """Write a table of facts as it is held, or every version of its rows."""
    told, place = doing.job.arguments, result_place(brand, doing.job.job_id)
    table = told["table"]
    doing.step(f"writing {table}", 0, 1)
    found = export_table(brand.folder, table, place / f"{table}.{told['form']}", history=told.get("history") == "yes")
    left_out = f", {len(found.problems)} cannot be read and were left out" if found.problems else ""
    return JobEnded(
        state="done", told=f"{found.rows:,} rows of {table}{left_out}.",
        result={"files": ",".join(result_names(place)), "rows": str(found.rows)},
    )  # fmt: skip


LONG_DOERS: Mapping[str, Doer] = {
    "forecast": make_forecast, "nest": draw_marker, "simulate": live_seasons, "replay": decide_again,
    "export": export,
}  # fmt: skip


def _ended(brand: ServedBrand, doing: Doing, told: str, tables: Mapping[str, pa.Table | None]) -> JobEnded:
    place = result_place(brand, doing.job.job_id)
    made = {name: table for name, table in tables.items() if table is not None}
    for name, table in made.items():
        write_table(place / f"{name}.parquet", table)
    result = {"tables": ",".join(made), "files": ",".join(result_names(place))}
    return JobEnded(state="done", told=told, result=result)


def _write(path: Path, text: str | bytes) -> None:
    half = path.with_name(f".{path.name}.half")
    half.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    half.replace(path)


def _write_marker(place: Path, marker: Marker, answer: Mapping[str, Any], language: str) -> None:
    """A marker in every form; of a packing problem the answer in its own unit and a picture."""
    _write(place / "marker.json", json_text(answer or to_values(marker), indent=1) + "\n")
    _write(place / "marker.svg", marker_svg(marker, language=language))
    if not answer:
        _write(place / "marker.pdf", marker_pdf(marker, 0.1, language=language))
        for ending in (".plt", ".cut"):
            _write(place / f"marker{ending}", CUTTER_FORMS[ending](marker))


def _seconds_left(seconds: float, doing: Doing) -> Callable[[], float] | None:
    """Seconds for sparrow, fewer once the job is cancelled; None where treadle's own nester counts its moves."""
    if not seconds:
        return None
    end = time.monotonic() + seconds
    return lambda: min(end - time.monotonic(), doing.left())


def _cloth(told: Mapping[str, str]) -> Fabric:
    width, selvedge = int(told.get("width_mm", "1600")), int(told.get("selvedge_mm", "0"))
    if 2 * selvedge >= width:
        raise InputError.single("selvedge_mm", f"{selvedge} mm on each side leave nothing of {width}", "Give less")
    return Fabric(
        fabric_id="fabric", width_mm=width, price_per_m_cents=0, selvedge_mm=selvedge,
        spacing_mm=float(told.get("spacing", "0")), is_one_way=told.get("is_one_way") == "yes",
    )  # fmt: skip


def _ratio(text: str) -> dict[str, int]:
    """Garments by size from S:1,M:2, as the door took it."""
    return {size: int(garments) for size, _, garments in (part.rpartition(":") for part in text.split(","))}


def _listed(told: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in told.get(name, "").split(",") if one.strip())


def _levels(told: Mapping[str, str]) -> tuple[float, ...]:
    return tuple(float(one) for one in _listed(told, "quantiles")) or tuple(QUANTILE_LEVELS)
