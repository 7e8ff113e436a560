"""`treadle demo`: a small believable brand, made offline, planned at once, and served where that is wished."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from treadle.cli.output import check_folder

if TYPE_CHECKING:
    from treadle.plant.plan import Planned

EXAMPLE = "Example:  treadle demo mydemo --seed 7"
HELP = "Make a small brand (60 options, 40 weeks, three factories, shops) and plan its next weeks."
#: Where the demo is made when nothing else is said.
DEMO = Path("treadle-demo")


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command(help=f"{HELP}\n\n{EXAMPLE}")
    def demo(
        folder: Annotated[Path, typer.Argument(metavar="[DIR]", help="Where the demo brand is written.")] = DEMO,
        seed: Annotated[int, typer.Option(min=0, help="Another seed is another brand.")] = 0,
        floor: Annotated[
            bool,
            typer.Option("--floor", help="Then release the plan and let two weeks of its floor happen, scan by scan."),
        ] = False,
        serve: Annotated[
            bool,
            typer.Option("--serve", help="Then serve it with a floor that lives and a campaign that is bought from."),
        ] = False,
        port: Annotated[int, typer.Option(min=0, max=65535, help="With --serve: port to listen on.")] = 8600,
    ) -> None:
        from treadle.cli.serve import need_extra
        from treadle.cli.summary import print_summary
        from treadle.plant.demo_network import agree_demo_terms
        from treadle.settings import whoami

        if serve:
            need_extra("treadle demo --serve")
        check_folder(folder)
        planned = _planned(folder, seed, is_new=True)
        agree_demo_terms(folder, planned.plan.as_of, author=whoami())
        _sell_ahead(folder, planned.plan.as_of, seed)
        print_summary(planned, folder / "plan")
        if floor or serve:
            _bring_to_life(folder, seed, is_half=serve)
        if serve:
            _serve(folder, seed, port)


def _planned(folder: Path, seed: int, *, is_new: bool) -> Planned:
    """The demo planned into its folder `plan`, made anew before that where it is new."""
    from treadle.cli.progress import Bars
    from treadle.plant.demo import make_demo
    from treadle.plant.plan import plan_folder
    from treadle.plant.standing import remember_plan
    from treadle.report.write import write_plan
    from treadle.settings import whoami

    with Bars() as bars:
        as_of = make_demo(folder, seed=seed, progress=bars) if is_new else None
        planned = plan_folder(folder, as_of=as_of, seed=seed, progress=bars)
        write_plan(folder / "plan", planned, bars)
    remember_plan(folder, planned, folder / "plan", author=whoami())
    return planned


def _sell_ahead(folder: Path, as_of: date, seed: int) -> None:
    """A campaign that runs, and how far it is."""
    from treadle.plant.demo_network import open_demo_campaign
    from treadle.settings import whoami
    from treadle.words import label

    told = open_demo_campaign(folder, folder / "plan", as_of, seed=seed, author=whoami())
    until = told.terms.closes_at.date()
    typer.echo(
        label("demo.campaign", "en", title=told.terms.title, count=told.count_units, until=until, folder=folder,
              threshold=told.terms.threshold_units)
    )  # fmt: skip


def _serve(folder: Path, seed: int, port: int) -> None:
    """Plan what is left to decide, then serve, saying where to look."""
    from treadle.api import serve as service
    from treadle.cli.serve import gather_pages
    from treadle.web.site import create_site
    from treadle.words import label

    _planned(folder, seed, is_new=False)
    gather_pages(typer.echo)
    typer.echo(label("demo.served", "en"))
    service.serve(service.Asked(folders=(folder,), port=port), make=create_site, say=typer.echo)


def _bring_to_life(folder: Path, seed: int, *, is_half: bool) -> None:
    """Two weeks of scans (where it is served two days, so that there is work on it), where they and their truth lie."""
    from treadle.plant.demo import bring_floor_to_life
    from treadle.settings import whoami
    from treadle.words import label

    lived = bring_floor_to_life(folder, folder / "plan", seed=seed, author=whoami(), is_half=is_half,
                                days=2 if is_half else 14)  # fmt: skip
    days = {"first": lived.played.first_day, "last": lived.played.last_day}
    typer.echo(label("demo.floor", "en", orders=lived.orders, bundles=lived.bundles, scans=lived.played.sent, **days))
    counts = {"new": lived.taken.new, "known": lived.taken.known, "refused": len(lived.taken.refused)}
    typer.echo(label("scan.taken", "en", **counts))
    typer.echo(label("demo.floor_next", "en", folder=folder, rates=lived.played.rates))
