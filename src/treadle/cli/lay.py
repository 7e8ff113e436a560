"""`treadle lay`: plan the lays of a cut order file, or show those of a brand's plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from treadle.terms.cutting import Lay

EXAMPLE = "Example:  treadle lay order.json --out lays.svg"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(
        "lay", help=f"Plan the lays of a cut order file, or show those of the plan in a brand's folder.\n\n{EXAMPLE}"
    )
    def lay(
        source: Annotated[Path, typer.Argument(help="A cut order (.json), a brand's folder, or a plan's folder.")],
        order: Annotated[str, typer.Option(help="Of a brand's plan: the work order to show; default: all.")] = "",
        seconds: Annotated[
            float,
            typer.Option(min=0.0, help="Of a file: search so long; 0: briefly, by counted work, the same each run."),
        ] = 10.0,
        seed: Annotated[int, typer.Option(min=0, help="Seed of every random choice.")] = 0,
        out: Annotated[Path | None, typer.Option(help="Where to write: .json or .svg (by its ending).")] = None,
        tickets: Annotated[Path | None, typer.Option(help="Where to write bundle tickets (.pdf).")] = None,
        bundle_units: Annotated[int, typer.Option(min=1, help="Garments in a bundle, at most.")] = 20,
        components: Annotated[
            str, typer.Option(help="What a bundle is tied into, one ticket each: front,back,sleeve.")
        ] = "garment",
    ) -> None:
        answer, lays, title = _planned(source, order) if source.is_dir() else _file(source, seconds, seed)
        for one in lays:
            plies = ", ".join(f"{option} {count}".strip() for option, count in one.plies.items())
            ratio = " ".join(f"{size}:{count}" for size, count in one.ratio.items() if count)
            typer.echo(f"{one.lay_id:<28} {one.length_mm / 1000:8.3f} m  {ratio:<28} plies {plies}")
        typer.echo(title)
        if out is not None:
            _write(out, answer, lays, title)
            typer.echo(f"Written to {out}")
        if tickets is not None:
            from treadle.cut.bundles import bundles_of
            from treadle.report.tickets_pdf import tickets_pdf

            names = [name.strip() for name in components.split(",") if name.strip()] or ["garment"]
            shades = _shades(source) if source.is_dir() else None
            bundles = bundles_of(lays, most_units=bundle_units, components=names, shades=shades)
            tickets.write_bytes(tickets_pdf(bundles))
            typer.echo(f"{len(bundles)} bundles, {len(bundles) * len(names)} tickets, written to {tickets}")


def _file(path: Path, seconds: float, seed: int) -> tuple[dict[str, Any], list[Lay], str]:
    """The plan of a cut order file, its lays and a line about it."""
    import json
    import time

    from treadle.errors import InputError, NotFoundError
    from treadle.problems.cut_order import YARD_MM, MarkerBook, read_cut_order, solve_cut_order
    from treadle.terms.budget import Budget
    from treadle.terms.cutting import Lay

    if not path.is_file():
        raise NotFoundError(f"There is no file or folder {path}.")
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError.single(path.name, f"it is no JSON ({error})", "Give a cut order file") from None
    if not isinstance(told, dict):
        raise InputError.single(path.name, "it holds no object", "Give sizes, demand_pieces and lengths or pieces")
    order = read_cut_order(told, path.name)
    end = time.monotonic() + seconds
    budget = Budget(work=5_000, left=lambda: end - time.monotonic()) if seconds > 0 else Budget(work=200)
    book = MarkerBook(order=order, seed=seed)
    answer = solve_cut_order(order, budget, seed, book, most_drawn=1_000 if seconds > 0 else 10)
    lays = [
        Lay(
            lay_id=f"lay-{at + 1:02d}",
            marker_id="/".join(f"{size}x{count}" for size, count in one["ratio"].items() if count),
            ratio=one["ratio"],
            plies=one["plies"] if isinstance(one["plies"], dict) else {"": one["plies"]},
            length_mm=round(one["length"] * YARD_MM),
        )
        for at, one in enumerate(answer["lays"])
    ]
    if not lays:
        return answer, lays, f"{path.name}: no lays meet the order within its limits"
    cut = sum(lay.total_plies * sum(lay.ratio.values()) for lay in lays)
    proof = "proved best" if answer["status"] == "optimal" else f"at most {answer['gap_share']:.2%} above the bound"
    if order.pattern is not None and answer["status"] != "optimal":
        proof += " (markers not drawn are estimated)"
    title = (
        f"{path.name}: {answer['total_length']:,.2f} yd ({answer['total_length'] * YARD_MM / 1000:,.1f} m), "
        f"{len(lays)} lays, {sum(lay.total_plies for lay in lays)} plies, {cut} garments, "
        f"{cut - int(order.demand.sum())} spare, {proof}"
    )
    return answer, lays, title


def _planned(folder: Path, wanted: str) -> tuple[dict[str, Any], list[Lay], str]:
    """Lays of the plan that was written in a folder, of one work order or of all."""
    from treadle.errors import InputError
    from treadle.storage.results import read_results
    from treadle.terms.cutting import Lay

    tables = read_results(folder if (folder / "parquet").is_dir() else folder / "plan")
    rows = tables["lays"].to_pylist()
    known = sorted({row["work_order_id"] for row in rows})
    if wanted and wanted not in known:
        raise InputError.single("--order", f"there is no work order {wanted!r} with lays", f"Known: {', '.join(known)}")
    rows = [row for row in rows if wanted in ("", row["work_order_id"])]
    plies: dict[str, dict[str, int]] = {}
    for row in rows:
        plies.setdefault(row["lay_id"], {})[row["option_id"]] = row["plies"]
    first = {row["lay_id"]: row for row in reversed(rows)}
    lays = [
        Lay(
            lay_id=lay_id,
            marker_id=first[lay_id]["marker_id"],
            ratio={
                size: int(count) for size, _, count in (one.partition(":") for one in first[lay_id]["ratio"].split())
            },
            plies=by_option,
            length_mm=first[lay_id]["length_mm"],
        )
        for lay_id, by_option in plies.items()
    ]
    plans = [row for row in tables["cut_plans"].to_pylist() if wanted in ("", row["work_order_id"])]
    metres, units = sum(row["fabric_m"] for row in plans), sum(row["units_cut"] for row in plans)
    name = wanted or f"{len(plans)} work orders"
    title = f"{name}: {metres:,.1f} m of fabric, {len(lays)} lays, {units} garments"
    told = [
        {
            "lay_id": lay.lay_id,
            "marker_id": lay.marker_id,
            "ratio": dict(lay.ratio),
            "plies": dict(lay.plies),
            "length_mm": lay.length_mm,
        }
        for lay in lays
    ]
    return {"lays": told, "fabric_m": metres, "units_cut": units}, lays, title


def _shades(folder: Path) -> dict[tuple[str, str], list[str]]:
    """Shade of each ply by lay and option, from the plan in a folder."""
    from treadle.storage.results import read_results

    found: dict[tuple[str, str], list[str]] = {}
    tables = read_results(folder if (folder / "parquet").is_dir() else folder / "plan")
    for row in tables["spreading"].to_pylist():
        plies = found.setdefault((row["lay_id"], row["option_id"]), [])
        plies += [row["shade"]] * (row["last_ply"] - len(plies))
    return found


def _write(out: Path, answer: dict[str, Any], lays: list[Lay], title: str) -> None:
    import json

    from treadle.errors import InputError

    if out.suffix.lower() == ".json":
        out.write_text(json.dumps(answer, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    elif out.suffix.lower() == ".svg":
        from treadle.report.lays_picture import lays_svg

        out.write_text(lays_svg(lays, title), encoding="utf-8")
    else:
        raise InputError.single(str(out), "the ending is not known", "Use .json or .svg")
