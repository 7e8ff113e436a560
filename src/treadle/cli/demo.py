"""`treadle demo`: a small believable brand, made offline, planned at once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from treadle.cli.output import check_folder

EXAMPLE = "Example:  treadle demo mydemo --seed 7"
#: Where the demo is made when nothing else is said.
DEMO = Path("treadle-demo")


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(help=f"Make a small brand (60 options, 40 weeks, two factories) and plan its next weeks.\n\n{EXAMPLE}")
    def demo(
        folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where the demo brand is written.")] = DEMO,
        seed: Annotated[int, typer.Option(min=0, help="Another seed is another brand.")] = 0,
        floor: Annotated[
            bool,
            typer.Option("--floor", help="Then release the plan and let two weeks of its floor happen, scan by scan."),
        ] = False,
        serve: Annotated[bool, typer.Option("--serve", help="Then serve it, as treadle serve does.")] = False,
        port: Annotated[int, typer.Option(min=0, max=65535, help="With --serve: port to listen on.")] = 8600,
    ) -> None:
        from treadle.cli.progress import Bars
        from treadle.cli.serve import need_extra
        from treadle.cli.summary import print_summary
        from treadle.plant.demo import agree_demo_terms, make_demo
        from treadle.plant.plan import plan_folder
        from treadle.plant.standing import remember_plan
        from treadle.report.write import write_plan
        from treadle.settings import whoami

        if serve:
            need_extra("treadle demo --serve")
        check_folder(folder)
        with Bars() as bars:
            as_of = make_demo(folder, seed=seed, progress=bars)
            planned = plan_folder(folder, as_of=as_of, seed=seed, progress=bars)
            write_plan(folder / "plan", planned, bars)
        remember_plan(folder, planned, folder / "plan", author=whoami())
        agree_demo_terms(folder, as_of, author=whoami())
        print_summary(planned, folder / "plan")
        if floor:
            _bring_to_life(folder, seed)
        if serve:
            from treadle.api import serve as service
            from treadle.cli.serve import gather_pages
            from treadle.web.site import create_site

            gather_pages(typer.echo)
            service.serve(service.Asked(folders=(folder,), port=port), make=create_site, say=typer.echo)


def _bring_to_life(folder: Path, seed: int) -> None:
    """Two weeks of scans, and where they and their truth lie."""
    from treadle.plant.demo import bring_floor_to_life
    from treadle.settings import whoami
    from treadle.words import label

    lived = bring_floor_to_life(folder, folder / "plan", seed=seed, author=whoami())
    days = {"first": lived.played.first_day, "last": lived.played.last_day}
    typer.echo(label("demo.floor", "en", orders=lived.orders, bundles=lived.bundles, scans=lived.played.sent, **days))
    counts = {"new": lived.taken.new, "known": lived.taken.known, "refused": len(lived.taken.refused)}
    typer.echo(label("scan.taken", "en", **counts))
    typer.echo(label("demo.floor_next", "en", folder=folder, rates=lived.played.rates))
