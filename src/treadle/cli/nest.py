"""`treadle nest`: draw a marker from a plain problem file or an example pattern."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from treadle.cli.language import language_of
from treadle.cli.output import check_output, write_output
from treadle.errors import InputError, Problem

if TYPE_CHECKING:
    from treadle.terms.cutting import Fabric, Marker

ENDINGS = (".json", ".svg", ".pdf", ".plt", ".hpgl", ".cut", ".iso")
EXAMPLE = "Example: treadle nest tshirt --ratio S:1,M:2,L:1 --width 1600 --out marker.svg"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("nest", epilog=EXAMPLE)
    def nest_command(
        source: Annotated[
            str, typer.Argument(help="A problem (.json), a pattern (.dxf, .json, .svg), or an example such as tshirt.")
        ],
        ratio: Annotated[str, typer.Option(help="Garments per size of a pattern, as S:1,M:2.")] = "S:1,M:2,L:1",
        width: Annotated[int, typer.Option(min=1, max=20_000, help="Fabric width in mm, selvedges included.")] = 1600,
        selvedge: Annotated[int, typer.Option(min=0, max=5_000, help="Unusable edge on each side, mm.")] = 0,
        spacing: Annotated[float, typer.Option(help="Least distance of pieces: mm, or the file's unit.")] = 0.0,
        one_way: Annotated[bool, typer.Option("--one-way", help="Napped or printed cloth: no turning by 180.")] = False,
        garment_way: Annotated[
            bool, typer.Option("--garment-way", help="Nap: pieces of a garment face the same way, either one.")
        ] = False,
        spread: Annotated[str, typer.Option(help="How the cloth lies: open, folded or tubular.")] = "open",
        shade: Annotated[
            int, typer.Option(min=0, help="Most length (mm) that a garment's pieces may take; 0: any.")
        ] = 0,
        repeat: Annotated[str, typer.Option(help="Repeat of stripes or plaids in mm, along and across: 80,0.")] = "0,0",
        defect: Annotated[
            list[str] | None, typer.Option(help="A fault of the cloth, mm from its start and lower edge: x0,y0,x1,y1.")
        ] = None,
        rules: Annotated[Path | None, typer.Option(help="Grade rules (.rul) of a .dxf; default: beside it.")] = None,
        material: Annotated[str, typer.Option(help="Only pieces of this material: self, lining, fusing.")] = "",
        moves: Annotated[int, typer.Option(min=1, help="Counted work of treadle's own nester.")] = 1500,
        seconds: Annotated[float, typer.Option(help="Seconds for sparrow to draw it instead; 0: none.")] = 0.0,
        seed: Annotated[int, typer.Option(min=0, help="Seed of every random choice.")] = 0,
        out: Annotated[Path | None, typer.Option(help="Where to write: .json, .svg, .pdf, .plt or .cut.")] = None,
        scale: Annotated[float, typer.Option(help="Scale of a PDF, 1.0 is life size.")] = 0.1,
    ) -> None:
        """Place pieces on fabric with grain, pairs, spacing and selvedge; every marker is checked independently."""
        from treadle.cli.pieces import chosen, read_told
        from treadle.cli.progress import seconds_left
        from treadle.plant.nest import cloth_doubts, is_packing_problem, nest_pattern, nest_problem, unmatched

        _refuse_odd(out, spacing, seconds, scale)
        answer: Mapping[str, Any] | None = None
        if is_packing_problem(Path(source)):
            packed = nest_problem(Path(source), spacing=spacing, seed=seed, moves=moves, left=seconds_left(seconds))
            marker, answer = packed.marker, packed.answer
        else:
            cloth = _cloth(
                width, selvedge, spacing, one_way, garment_way, spread, shade, _numbers("--repeat", repeat, 2)
            )
            faults = [_fault(_numbers("--defect", one, 4)) for one in defect or ()]
            wanted = _ratio(ratio)
            pattern = chosen(read_told(source, list(wanted), rules).pattern, material, "")
            _tell(source, [*cloth_doubts(cloth), *unmatched(pattern, wanted, cloth)])
            marker = nest_pattern(
                pattern, wanted, cloth, faults=faults, seed=seed, moves=moves, left=seconds_left(seconds)
            )
        _say(marker, answer, language_of(Path(source)))
        if out is not None:
            _write(out, marker, answer, scale, language_of(Path(source)))


def _cloth(
    width: int,
    selvedge: int,
    spacing: float,
    one_way: bool,
    garment_way: bool,
    spread: str,
    shade: int,
    repeat: tuple[float, ...],
) -> Fabric:
    """The cloth that the options describe."""
    from treadle.terms.cutting import SPREADS, Fabric

    if spread not in SPREADS:
        raise InputError.single("--spread", f"{spread!r} is not known", f"Use one of {', '.join(SPREADS)}")
    if 2 * selvedge >= width:
        raise InputError.single("--selvedge", f"{selvedge} mm on each side leave nothing of {width}", "Give less")
    return Fabric(
        fabric_id="fabric", width_mm=width, price_per_m_cents=0, selvedge_mm=selvedge, spacing_mm=spacing,
        is_one_way=one_way, is_garment_way=garment_way, spread=spread, shade_mm=shade,
        repeat_along_mm=repeat[0], repeat_across_mm=repeat[1],
    )  # fmt: skip


def _numbers(option: str, text: str, count: int) -> tuple[float, ...]:
    """So many numbers separated by commas."""
    try:
        found = tuple(float(one) for one in text.split(","))
    except ValueError:
        found = ()
    if len(found) != count or not all(0 <= one < 1e7 for one in found):
        raise InputError.single(option, f"{text!r} is not {count} numbers of 0 or more", "Separate them with commas")
    return found


def _fault(numbers: tuple[float, ...]) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = numbers
    return x0, y0, x1, y1


def _say(marker: Marker, answer: Mapping[str, Any] | None, language: str) -> None:
    """Say how long and how good the marker is, and who drew it."""
    from treadle.words import label

    long = label("nest.metres", language, metres=marker.length_mm / 1000)
    if answer:
        long = f"{answer['length']:.6g}"
    by = "treadle" if marker.made_by == "own" else marker.made_by
    facts = {"pieces": len(marker.placements), "efficiency": marker.efficiency, "length": long, "by": by}
    typer.echo(label("nest.sum", language, **facts))


def _tell(source: str, doubts: Sequence[Problem | str]) -> None:
    from treadle.words.spoken import spoken, told_problem

    language = language_of(Path(source))
    for one in doubts:
        said = spoken(one, language) if isinstance(one, str) else told_problem(one, language)
        typer.echo(said, err=True)


def _refuse_odd(out: Path | None, spacing: float, seconds: float, scale: float) -> None:
    """Raise for a place that cannot be written and for numbers that no option takes: negative, endless, or none."""
    check_output(out, ENDINGS)
    for option, value, least, most in (
        ("--spacing", spacing, 0.0, 1_000.0), ("--seconds", seconds, 0.0, 1e6), ("--scale", scale, 0.01, 1.0),
    ):  # fmt: skip
        if not least <= value <= most:
            raise InputError.single(option, f"it is {value:g}", f"Give a number from {least:g} to {most:g}")


def _ratio(text: str) -> dict[str, int]:
    """Garments by size from S:1,M:2."""
    wanted: dict[str, int] = {}
    for part in text.split(","):
        size, _, garments = part.rpartition(":")
        number = garments.strip()
        if not (size.strip() and number.isascii() and number.isdigit() and len(number) < 5):
            raise InputError.single("--ratio", f"{part!r} is not SIZE:GARMENTS", "Write it as S:1,M:2,L:1")
        wanted[size.strip()] = wanted.get(size.strip(), 0) + int(number)
    if not any(wanted.values()):
        raise InputError.single("--ratio", f"{text!r} asks for no garment", "Ask for one at least")
    return wanted


def _write(out: Path, marker: Marker, answer: Mapping[str, Any] | None, scale: float, language: str) -> None:
    from treadle.plant.nest import CUTTER_FORMS
    from treadle.terms.codec import json_text, to_values
    from treadle.words import label

    ending = out.suffix.lower()
    if ending == ".svg":
        from treadle.report.marker_picture import marker_svg

        write_output(out, marker_svg(marker, language=language))
    elif ending == ".pdf":
        from treadle.report.marker_pdf import marker_pdf

        write_output(out, marker_pdf(marker, scale, language=language))
    elif ending == ".json":
        write_output(out, json_text(answer or to_values(marker), indent=1) + "\n")
    else:
        write_output(out, CUTTER_FORMS[ending](marker))
    typer.echo(label("said.written", language, place=out))
