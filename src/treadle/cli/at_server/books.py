"""The books of a served brand: who asks, jobs, entries, the audit, a backup."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from treadle.cli.at_server.reached import reached


def register(app: typer.Typer) -> None:
    """Add the commands."""
    _add_looking(app)
    _add_keeping(app)


def _add_looking(app: typer.Typer) -> None:
    @app.command("me")
    def me(context: typer.Context) -> None:
        """Say who the key is, and of which brand."""
        with reached(context) as brand:
            found = brand.me()
        typer.echo(f"{found.name}, {found.role} of {found.brand_name}")

    @app.command("jobs")
    def jobs(
        context: typer.Context,
        state: Annotated[str, typer.Option(help="waiting, doing, done, failed or cancelled; default: all.")] = "",
    ) -> None:
        """List work in the background, newest first."""
        with reached(context) as brand:
            found = brand.jobs(state=state)
        for one in found:
            typer.echo(f"{one.job_id}  {one.kind}  {one.state}  {one.share:.0%}  by {one.asked_by}: {one.told}")

    @app.command("cancel")
    def cancel(context: typer.Context, job: Annotated[str, typer.Argument(metavar="JOB", help="Its id.")]) -> None:
        """Cancel a job: at once where it waits, else between two steps."""
        with reached(context) as brand:
            found = brand.cancel_job(job)
        typer.echo(f"{job} is {'to be cancelled' if found.is_cancel_asked and not found.is_ended else found.state}.")

    @app.command("again")
    def again(context: typer.Context, job: Annotated[str, typer.Argument(metavar="JOB", help="Its id.")]) -> None:
        """Ask once more for a job that failed or was cancelled, and wait for it."""
        with reached(context) as brand:
            found = brand.repeat_job(job)
        typer.echo(f"{found.job_id}: {found.told}")

    @app.command("ledger")
    def ledger(
        context: typer.Context,
        subject: Annotated[str, typer.Option(help="Of an order, a plan, a user …; default: all.")] = "",
    ) -> None:
        """List the entries of the ledger: every change, by whom and when."""
        with reached(context) as brand:
            for one in brand.entries(subject=subject):
                typer.echo(
                    f"{one.number}  {one.happened_at:%Y-%m-%d %H:%M}  {one.kind}  {one.subject}  by {one.author}"
                )


def _add_keeping(app: typer.Typer) -> None:
    @app.command("audit")
    def audit(context: typer.Context) -> None:
        """Fold every state again from its entries, compare, and balance the books."""
        from treadle.cli.audit import print_audit

        with reached(context) as brand:
            found = brand.audit()
        raise typer.Exit(print_audit(found.violations, found.entries, found.orders, found.fingerprint))

    @app.command("backup")
    def backup(
        context: typer.Context,
        file: Annotated[Path, typer.Argument(metavar="FILE", help="Where the backup is written.")],
    ) -> None:
        """Fetch a backup of the brand and its ledger, while others work on."""
        from treadle.cli.output import check_output

        check_output(file, (".gz", ".tgz"))
        with reached(context) as brand:
            brand.backup(file)
        typer.echo(f"{file.stat().st_size:,} bytes, written to {file}. treadle restore {file} DIR --check looks at it.")
