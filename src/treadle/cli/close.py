"""`treadle close` and `treadle finish`: nothing more comes of an order; a stage of it is done."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

CLOSE = 'Example: treadle close mybrand WO-TEE-2026W12 --reason "the rest is not worth a delivery"'
FINISH = "Example: treadle finish mybrand WO-TEE-2026W12 --stage sew"


def register(app: typer.Typer) -> None:
    """Add the commands."""

    @app.command("close", epilog=CLOSE)
    def close_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        order: Annotated[str, typer.Argument(metavar="ORDER", help="The order.")],
        reason: Annotated[str, typer.Option(help="Why; it is kept with the order.")],
        on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Default: the folder's day.")] = None,
    ) -> None:
        """Say that nothing more will come of an order: what is open of it is cancelled, and may be planned again."""
        from treadle.cli.language import language_of
        from treadle.plant.amend import close_order
        from treadle.settings import whoami
        from treadle.words import label, told

        found, is_new = close_order(folder, order, reason=reason, day=on.date() if on else None, author=whoami())
        language = language_of(folder)
        if is_new:
            facts = {"came": found.received_units, "open": found.open_units}
            typer.echo(label("close.done", language, order=order, **facts))
        else:
            typer.echo(label("close.before", language, order=order, state=told(found.state, language)))

    @app.command("finish", epilog=FINISH)
    def finish_command(
        folder: Annotated[Path, typer.Argument(metavar="DIR", help="The brand's folder.")],
        order: Annotated[str, typer.Argument(metavar="ORDER", help="The order.")],
        stage: Annotated[str, typer.Option(help="What is finished: cut, or sew.")],
        on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Default: the folder's day.")] = None,
    ) -> None:
        """Report a stage of an order finished: until then its work stays in the schedule."""
        from treadle.cli.language import language_of
        from treadle.plant.amend import finish_stage
        from treadle.settings import whoami
        from treadle.words import label, told

        done = finish_stage(folder, order, stage, day=on.date() if on else None, author=whoami())
        language = language_of(folder)
        key = "finish.done" if done else "finish.before"
        typer.echo(label(key, language, order=order, stage=told(stage, language)))
