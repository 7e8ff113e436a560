"""`treadle postpone`: how much cloth to hold undyed, when to colour it and when cutting must start."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from treadle.cli.output import TABLE_ENDINGS, check_output

EXAMPLE = "Example: treadle postpone mybrand mybrand/plan --greige-share 0.5 --dye-days 5 --out cloth.csv"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command("postpone", epilog=EXAMPLE)
    def postpone_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        plan: Annotated[Path, typer.Argument(metavar="OUT", help="Where its plan was written.")],
        greige_share: Annotated[
            float, typer.Option(min=0.05, max=1.0, help="Price of undyed cloth, as a share of the dyed.")
        ] = 0.55,
        late_premium: Annotated[
            float, typer.Option(min=0.0, help="How much dearer dyeing later is (0.4: 40 %).")
        ] = 0.4,
        dyed_left: Annotated[
            float, typer.Option(min=0.0, max=1.0, help="What dyed cloth left over brings of its price.")
        ] = 0.2,
        greige_left: Annotated[
            float, typer.Option(min=0.0, max=1.0, help="What undyed cloth left over brings of its price.")
        ] = 0.8,
        lot_metres: Annotated[float, typer.Option(min=0.0, help="Least that is dyed of a colour now.")] = 0.0,
        dye_days: Annotated[int, typer.Option(min=0, help="Days from the order to dye to the cutting table.")] = 4,
        told: Annotated[
            float, typer.Option(min=0.0, max=1.0, help="How much the signals until then tell of demand (0 to 1).")
        ] = 0.7,
        out: Annotated[Path | None, typer.Option(help="Where to write the table, .csv or .parquet.")] = None,
    ) -> None:
        """Metres to dye now, metres to hold as greige, and the latest days to colour and to cut, cloth by cloth."""
        from treadle.cli.language import language_of
        from treadle.plant.export import write_table
        from treadle.plant.postpone import postpone
        from treadle.words import label, say

        language = language_of(folder)
        check_output(out, TABLE_ENDINGS, makes_folders=True)
        found = postpone(
            folder, plan, greige_share=greige_share, late_premium=late_premium, dyed_left_share=dyed_left,
            greige_left_share=greige_left, lot_metres=lot_metres, dye_days=dye_days, told=told,
        )  # fmt: skip
        for one in found.plans:
            typer.echo(f"{one.postponement.fabric_id}: {say(one.postponement.reason, language)}")
        if not found.plans:
            typer.echo(label("postpone.no_cloth", language))
            return
        _print(found.table.to_pylist(), language)
        typer.echo(label("postpone.worth", language, gain=found.gain_cents / 100))
        if out is not None:
            write_table(out, found.table)
            typer.echo(label("said.written", language, place=out))


def _print(rows: list[dict[str, object]], language: str) -> None:
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from treadle.words import label

    table = Table(box=None, pad_edge=False)
    for name in ("cloth", "option", "now", "later", "colour_by", "cut_by"):
        heading = label(f"postpone.{name}", language)
        table.add_column(heading, justify="right" if name in ("now", "later") else "left", overflow="fold")
    for row in rows:
        days = [str(row[name] or "–") for name in ("colour_by", "cut_by")]
        metres = [f"{row[name]:,.1f}" for name in ("dye_now_metres", "colour_later_metres")]
        table.add_row(escape(str(row["fabric_id"])), escape(str(row["option_id"])), *metres, *days)
    Console().print(table)
