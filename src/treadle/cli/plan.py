"""`treadle plan`: the main job."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from treadle.cli.output import check_folder

EXAMPLE = "Example:  treadle plan mybrand --as-of 2026-03-02 --out mybrand/plan"


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(help=f"What to make, in which sizes, how to cut it, who sews it, and when it is done.\n\n{EXAMPLE}")
    def plan(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        as_of: Annotated[
            datetime | None,
            typer.Option(formats=["%Y-%m-%d"], help="First day not yet known; default: the day after the newest fact."),
        ] = None,
        seed: Annotated[
            int | None, typer.Option(min=0, help="Seed of every random choice; default: that of treadle.toml.")
        ] = None,
        out: Annotated[
            Path | None, typer.Option(help="Where the plan is written; default: the folder plan in DIR.")
        ] = None,
    ) -> None:
        from treadle.cli.progress import Bars
        from treadle.cli.summary import print_summary
        from treadle.plant.plan import Planned, plan_folder
        from treadle.plant.standing import remember_plan
        from treadle.report.write import take_first_away, write_first, write_plan
        from treadle.settings import whoami
        from treadle.words import label

        target = out or folder / "plan"
        check_folder(target)

        def first(early: Planned) -> None:
            place = write_first(target, early)
            typer.echo(label("sum.first", early.settings.language, page=place), err=True)

        try:
            with Bars() as bars:
                planned = plan_folder(
                    folder, as_of=as_of.date() if as_of else None, seed=seed, progress=bars, first=first
                )
                kept = write_plan(target, planned, bars)
        finally:
            take_first_away(target)
        remember_plan(folder, planned, target, author=whoami())
        print_summary(planned, target)
        for path in kept:
            typer.echo(label("plan.kept_file", planned.settings.language, place=path))
