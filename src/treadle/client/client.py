"""A served brand in Python: what the API offers, with types, waiting for jobs, and errors that list all problems."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote

from treadle.client.connection import Connection
from treadle.client.partners import PartnerCalls
from treadle.client.told import read
from treadle.errors import ConflictError, InputError, Problem
from treadle.terms.answers import (
    Amendment,
    Answers,
    Audit,
    EntryTold,
    HeldTable,
    ImportTold,
    Line,
    Me,
    OrderTold,
    PlanDetail,
    PlanTold,
    Receipt,
    RushTold,
    Step,
)
from treadle.terms.draft import Draft
from treadle.terms.job import Job
from treadle.terms.told_promise import OrderPromise, PromiseMove

if TYPE_CHECKING:
    import httpx
    import pyarrow as pa

Told = TypeVar("Told")
#: Rows of a page that is asked for, the most that the server tells at once.
PAGE_ROWS = 1000
_ARROW = "application/vnd.apache.arrow.stream"


class Client(PartnerCalls):
    """A brand on a server; use it in a `with` block, or `close()` it.

        with treadle.Client("http://127.0.0.1:8600", key) as brand:
            brand.import_file("sales.csv", table="signals")
            brand.plan()
            brand.table("buy").to_pandas()
            brand.approve(note="as agreed")
            brand.release()

    `key` is one that an owner made (`POST /v1/keys`); what it may do is a matter of its role. What takes long is a job:
    its method waits until it has ended, telling `progress(sentence, share)`. A job that failed is an `InputError` with
    all its problems; a change that somebody else was quicker with is a `ConflictError`; a key that may not do
    something is an `AccessError`; no server is a `ServerError`.
    """

    def __init__(
        self, url: str, key: str, *, timeout: float = 120.0, progress: Callable[[str, float], None] | None = None,
        connection: Connection | None = None,
    ) -> None:  # fmt: skip
        self._at = connection or Connection(url, key, timeout=timeout)
        self._progress = progress or (lambda told, share: None)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connections that are kept open."""
        self._at.close()

    def me(self) -> Me:
        """Who the key is, and of which brand."""
        return self._read(Me, self._at.send("GET", "/v1/me"))

    # Facts

    def import_file(
        self, path: str | Path, *, table: str = "", name: str = "", day_order: str = "", not_read: Sequence[str] = ()
    ) -> Job:
        """Send a file in; the job's result counts its rows. `table` where the file does not say what its rows are,
        `name` keeps a second shop's numbers apart."""
        place = Path(path)
        if not place.is_file():
            raise InputError.single(str(place), "there is no such file", "Name a file that can be read")
        form = {"table": table, "name": name, "day_order": day_order, "not_read": ",".join(not_read)}
        answer = self._at.send(
            "POST", "/v1/imports", form={key: value for key, value in form.items() if value},
            files=lambda: {"file": (place.name, place.open("rb"))},
        )  # fmt: skip
        return self._ended(answer)

    def imports(self) -> list[ImportTold]:
        """What was taken in and taken back, newest first."""
        return list(self._pages(ImportTold, "/v1/imports", "imports"))

    def undo_import(self, number: int) -> ImportTold:
        """Take an import back by its number, and return it; one that took another back has `undoes`."""
        return self._read(ImportTold, self._at.send("DELETE", f"/v1/imports/{number}"))

    def set_aside(self, number: int) -> str:
        """The rows of an import that were set aside, each with its reason, as CSV."""
        return self._at.send("GET", f"/v1/imports/{number}/set-aside").text

    def held_tables(self) -> list[HeldTable]:
        """The tables of facts, and what each is."""
        return self._reads(HeldTable, self._at.send("GET", "/v1/tables").json())

    def held_table(self, table: str) -> pa.Table:
        """A table of facts as a plan reads it now."""
        return self._arrow(f"/v1/tables/{quote(table, safe='')}")

    def edit_rows(self, table: str, rows: Sequence[Mapping[str, Any]]) -> Job:
        """Add rows to a table of facts, or replace those with the same key; up to 1,000 at once."""
        body = {"rows": [dict(row) for row in rows]}
        return self._ended(self._at.send("POST", f"/v1/tables/{quote(table, safe='')}/rows", body=body))

    # Plans

    def plan(self, *, as_of: date | None = None, seed: int | None = None) -> Job:
        """Have a plan made; the job's result names it."""
        body = {"as_of": as_of.isoformat() if as_of else None, "seed": seed}
        return self._ended(self._at.send("POST", "/v1/plans", body=body))

    def plans(self) -> list[PlanTold]:
        """Every plan that was made, newest first."""
        return list(self._pages(PlanTold, "/v1/plans", "plans"))

    def current_plan(self) -> PlanDetail:
        """The newest plan as people left it. Raises `NotFoundError` before the first."""
        answer = self._at.send("GET", "/v1/plans/current")
        version = answer.headers.get("ETag", "").strip('"')
        return self._of(PlanDetail, {**answer.json(), "version": int(version) if version.isdigit() else 0})

    def table(self, name: str, *, plan_id: str = "current", **filters: str) -> pa.Table:
        """A table of the plan (buy, options, work_orders, lays, promises …); `size="M"` keeps those rows alone."""
        return self._arrow(f"/v1/plans/{quote(plan_id, safe='')}/tables/{quote(name, safe='')}", filters)

    def lines(self, *, plan_id: str = "current", language: str = "") -> list[Line]:
        """The buy line by line: what is proposed, and what stands."""
        return list(self._pages(Line, f"/v1/plans/{quote(plan_id, safe='')}/lines", "lines", language=language))

    def why(self, line_id: str, *, plan_id: str = "current", language: str = "") -> list[Step]:
        """The way back of a line, from the signals to the promise."""
        place = f"/v1/plans/{quote(plan_id, safe='')}/lines/{quote(line_id)}/why"
        return self._reads(Step, self._at.send("GET", place, params=_said(language=language)).json())

    def change_line(
        self, line_id: str, units: int | None, *, note: str = "", plan_id: str = "current", version: int | None = None
    ) -> Line:
        """Another number for a line: 0 rejects it, None is as proposed again. With the `version` of `current_plan`
        only while nobody else changed the plan: else `ConflictError`."""
        place = f"/v1/plans/{quote(plan_id, safe='')}/lines/{quote(line_id)}"
        body = {"units": units, "note": note}
        return self._read(Line, self._at.send("PATCH", place, body=body, headers=_based_on(version)))

    def approve(self, *, note: str = "", plan_id: str = "current", version: int | None = None) -> Draft:
        """Approve a plan as it stands; any edit afterwards ends that."""
        place = f"/v1/plans/{quote(plan_id, safe='')}/approval"
        return self._read(Draft, self._at.send("PUT", place, body={"note": note}, headers=_based_on(version)))

    def end_approval(self, *, plan_id: str = "current") -> Draft:
        """Take an approval back."""
        return self._read(Draft, self._at.send("DELETE", f"/v1/plans/{quote(plan_id, safe='')}/approval"))

    def release(self, *, plan_id: str = "current") -> Job:
        """Release an approved plan; the job's result names the orders."""
        return self._ended(self._at.send("POST", "/v1/releases", body={"plan_id": plan_id}))

    def what_if(self, *scenarios: str) -> Answers:
        """What other buys would come to ("half=scale 0.5", "poor=budget 20000"), the plan's first. Nothing is
        written."""
        return self._read(Answers, self._at.send("POST", "/v1/what-if", body={"scenarios": list(scenarios)}))

    def rush(self, style_id: str, units: int, due_day: date, *, worth_cents: int | None = None) -> RushTold:
        """Whether one more order should be taken, and how. Nothing is written."""
        body = {"style_id": style_id, "units": units, "due_day": due_day.isoformat(), "worth_cents": worth_cents}
        return self._read(RushTold, self._at.send("POST", "/v1/rush", body=body))

    # Long questions: the job's result names its tables and files

    def forecast(
        self, history: str | Path, *, horizon: int, every: str, products: str | Path | None = None,
        known: str | Path | None = None, planner: str | Path | None = None, by: Sequence[str] = (),
        quantiles: Sequence[float] = (), is_cumulative: bool = False, seed: int = 0,
    ) -> Job:  # fmt: skip
        """Have files forecast, as `treadle anticipate`; read `job_table(job.job_id, "forecast")`."""
        files = {"history": history, "products": products, "known": known, "planner": planner}
        form = {"horizon": str(horizon), "every": every, "by": ",".join(by), "seed": str(seed),
                "quantiles": ",".join(f"{one:g}" for one in quantiles),
                "is_cumulative": str(is_cumulative).lower()}  # fmt: skip
        return self._asked_with("/v1/forecasts", form, files)

    def nest(
        self, file: str | Path, *, ratio: str = "", rules: str | Path | None = None, **options: float | str
    ) -> Job:
        """Have a marker drawn of a pattern ("S:1,M:2") or of a packing problem; read `job_file(…, "marker.svg")`. Other
        options are those of the route: width_mm, selvedge_mm, spacing, moves, seconds, seed, material, is_one_way."""
        form = {"ratio": ratio, **{name: str(value) for name, value in options.items()}}
        return self._asked_with("/v1/nests", form, {"file": file, "rules": rules})

    def simulate(self, what: str, *, seeds: int = 10, has_signals: bool = False, is_like_real: bool = False) -> Job:
        """Have seasons lived under several policies ("value", "curves", "rules", "speed")."""
        body = {"what": what, "seeds": seeds, "has_signals": has_signals, "is_like_real": is_like_real}
        return self._ended(self._at.send("POST", "/v1/simulations", body=body))

    def export(self, table: str, *, form: str = "csv", has_history: bool = False) -> Job:
        """Have a table of facts written; read `job_file(job.job_id, "TABLE.csv")`."""
        body = {"table": table, "form": form, "has_history": has_history}
        return self._ended(self._at.send("POST", "/v1/exports", body=body))

    def job_table(self, job_id: str, table: str) -> pa.Table:
        """A table that a job made."""
        return self._arrow(f"/v1/jobs/{quote(job_id, safe='')}/tables/{quote(table, safe='')}")

    def job_file(self, job_id: str, name: str) -> bytes:
        """A file that a job made."""
        return self._at.send("GET", f"/v1/jobs/{quote(job_id, safe='')}/files/{quote(name, safe='')}").content

    # Promises

    def promises(self, *, state: str = "open", status: str = "") -> list[OrderPromise]:
        """What was promised of orders of a state, or 'all'."""
        found = self._pages(OrderPromise, "/v1/promises", "promises", state=state, status=status)
        return list(found)

    def move_promises(self, *, at: datetime | None = None) -> list[PromiseMove]:
        """Judge promises by the floor, and move those that would break."""
        body = {"at": at.isoformat() if at else None}
        job = self._ended(self._at.send("POST", "/v1/promises", body=body))
        ids = job.result.get("order_ids", "").split(",")
        return [one.moves[-1] for one in self.promises(state="all") if one.order_id in ids]

    # Orders

    def orders(self, *, state: str = "", style_id: str = "", factory_id: str = "") -> list[OrderTold]:
        """Orders of a state (open, received, closed, cancelled), a style, a factory."""
        return list(self._pages(OrderTold, "/v1/orders", "orders", state=state, style_id=style_id,
                                factory_id=factory_id))  # fmt: skip

    def order(self, order_id: str) -> OrderTold:
        """One order, SKU by SKU."""
        return self._read(OrderTold, self._at.send("GET", f"/v1/orders/{quote(order_id, safe='')}"))

    def receive(
        self, order_id: str, *, units: Mapping[str, int] | None = None, rejected: Mapping[str, int] | None = None,
        day: date | None = None, is_last: bool = False, is_counted: bool | None = None, note: str = "",
        note_id: str = "",
    ) -> Receipt:  # fmt: skip
        """Book what came of an order, by SKU, size or colour/size; without `units` all that is open. Each call is
        another delivery, unless `note_id` names one that was booked."""
        body = {
            "units": None if units is None else dict(units), "rejected": dict(rejected or {}),
            "day": day.isoformat() if day else None, "is_last": is_last, "is_counted": is_counted, "note": note,
            "note_id": note_id or f"client {uuid.uuid4().hex}",
        }  # fmt: skip
        return self._read(Receipt, self._at.send("POST", f"/v1/orders/{quote(order_id, safe='')}/receipts", body=body))

    def amend(
        self, order_id: str, *, reason: str, units: Mapping[str, int] | None = None, due_day: date | None = None,
        factory_id: str | None = None, line_id: str | None = None, is_cancelled: bool = False,
        is_wanted_anew: bool = False, is_trial: bool = False,
    ) -> Amendment:  # fmt: skip
        """Change an order; with `is_trial` only say what that costs."""
        body = {
            "reason": reason, "units": dict(units or {}), "due_day": due_day.isoformat() if due_day else None,
            "factory_id": factory_id, "line_id": line_id, "is_cancelled": is_cancelled,
            "is_wanted_anew": is_wanted_anew, "is_trial": is_trial,
        }  # fmt: skip
        return self._read(
            Amendment, self._at.send("POST", f"/v1/orders/{quote(order_id, safe='')}/amendments", body=body)
        )

    def close_order(self, order_id: str, *, reason: str) -> OrderTold:
        """Say that nothing more will come of an order."""
        place = f"/v1/orders/{quote(order_id, safe='')}/closure"
        return self._read(OrderTold, self._at.send("POST", place, body={"reason": reason}))

    def finish_stage(self, order_id: str, stage: str, *, day: date | None = None) -> OrderTold:
        """Report a stage of an order (cut, sew) finished."""
        body = {"stage": stage, "day": day.isoformat() if day else None}
        return self._read(OrderTold, self._at.send("POST", f"/v1/orders/{quote(order_id, safe='')}/stages", body=body))

    # Books and jobs

    def entries(self, *, subject: str = "", kind: str = "") -> Iterator[EntryTold]:
        """Every change, by whom and when, oldest first; fetched page by page."""
        after: int | None = 0
        while after is not None:
            params = _said(subject=subject, kind=kind, after=str(after), limit=str(PAGE_ROWS))
            page = self._at.send("GET", "/v1/entries", params=params).json()
            yield from self._reads(EntryTold, page["entries"])
            after = page["next_after"]

    def audit(self) -> Audit:
        """Fold every state anew and balance the books."""
        return self._read(Audit, self._at.send("GET", "/v1/audit"))

    def backup(self, path: str | Path) -> Path:
        """Write a backup to a file, whole or not at all, and return its place."""
        place = Path(path)
        part = place.with_name(f".{place.name}.{uuid.uuid4().hex[:8]}")
        try:
            with self._at.stream("/v1/backup") as parts, part.open("wb") as file:
                for chunk in parts:
                    file.write(chunk)
            part.replace(place)
        finally:
            part.unlink(missing_ok=True)
        return place

    def jobs(self, *, state: str = "", kind: str = "") -> list[Job]:
        """Jobs, newest first."""
        return list(self._pages(Job, "/v1/jobs", "jobs", state=state, kind=kind))

    def job(self, job_id: str) -> Job:
        """How far a job is."""
        return self._read(Job, self._at.send("GET", f"/v1/jobs/{quote(job_id, safe='')}"))

    def cancel_job(self, job_id: str) -> Job:
        """Cancel a job: at once where it waits, else between two steps."""
        return self._read(Job, self._at.send("DELETE", f"/v1/jobs/{quote(job_id, safe='')}"))

    def repeat_job(self, job_id: str) -> Job:
        """Ask again for a job that failed or was cancelled, and wait for it."""
        return self._ended(self._at.send("POST", f"/v1/jobs/{quote(job_id, safe='')}/again"))

    def _asked_with(self, path: str, form: Mapping[str, str], files: Mapping[str, str | Path | None]) -> Job:
        places = {name: Path(one) for name, one in files.items() if one is not None}
        missing = [Problem(file=str(one), what="there is no such file", remedy="Name a file that can be read")
                   for one in places.values() if not one.is_file()]  # fmt: skip
        if missing:
            raise InputError(missing)
        return self._ended(self._at.send(
            "POST", path, form={name: value for name, value in form.items() if value},
            files=lambda: {name: (one.name, one.open("rb")) for name, one in places.items()},
        ))  # fmt: skip

    def _ended(self, answer: httpx.Response) -> Job:
        """The job of an answer, once it has ended."""
        job = self._read(Job, answer)
        wait = 0.1
        while not job.is_ended:
            self._progress(job.told or "waiting for a worker", job.share)
            time.sleep(wait)
            wait = min(wait * 1.5, 1.0)
            job = self.job(job.job_id)
        self._progress(job.told, job.share)
        if job.state == "cancelled":
            raise ConflictError(f"The job {job.kind} was cancelled: {job.told or 'somebody asked for that'}")
        if job.state == "failed":
            told = [Problem(file=one.file or job.kind, what=one.what, remedy=one.remedy, row=one.row, column=one.column)
                    for one in job.problems]  # fmt: skip
            raise InputError(told or [Problem(file=job.kind, what=job.told, remedy="Look at the server's log")])
        return job

    def _arrow(self, path: str, filters: Mapping[str, str] | None = None) -> pa.Table:
        import pyarrow as pa

        answer = self._at.send("GET", path, params=filters, headers={"Accept": _ARROW})
        return pa.ipc.open_stream(answer.content).read_all()

    def _pages(self, of: type[Told], path: str, name: str, /, **params: str) -> Iterator[Told]:
        cursor = ""
        while True:
            said = _said(**params, cursor=cursor, limit=str(PAGE_ROWS))
            page = self._at.send("GET", path, params=said).json()
            yield from self._reads(of, page[name])
            cursor = page["next_cursor"] or ""
            if not cursor:
                return

    def _reads(self, kind: type[Told], values: Sequence[Any]) -> list[Told]:
        return [self._of(kind, one) for one in values]

    def _read(self, kind: type[Told], answer: httpx.Response) -> Told:
        return self._of(kind, answer.json())

    def _of(self, kind: type[Told], values: Any) -> Told:
        return read(kind, values, f"{self._at.url} {kind.__name__}")


def _said(**params: str) -> dict[str, str]:
    return {name: value for name, value in params.items() if value}


def _based_on(version: int | None) -> dict[str, str]:
    return {} if version is None else {"If-Match": f'"{version}"'}
