"""What waits for a decision, the one worth most first; each with its reason, one press, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from treadle.api.long_questions import MEDIA_TYPES
from treadle.api.request_id import request_id
from treadle.errors import InputError, NotFoundError
from treadle.plant import drafts, jobs
from treadle.plant import today as use
from treadle.plant.agreed_prices import agreed_options, agreed_prices, prices_file, prices_text
from treadle.plant.buy_cash import approve_within
from treadle.plant.people import Caller
from treadle.plant.source.desk import sourcing_books
from treadle.plant.source.factories_seen import offers_waiting
from treadle.report.write import FIRST_PAGE
from treadle.terms.job import Job
from treadle.terms.reason import Reason
from treadle.terms.schedule import KEPT
from treadle.web.asking import form_key, is_part, visiting
from treadle.web.drawn import page
from treadle.web.given_out import file_answer
from treadle.web.shown_rows import shown_rows

router = APIRouter(include_in_schema=False)
Reader = Annotated[Caller, Depends(visiting("read"))]
Editor = Annotated[Caller, Depends(visiting("edit buy"))]
Approver = Annotated[Caller, Depends(visiting("approve"))]
Releaser = Annotated[Caller, Depends(visiting("release"))]
Planner = Annotated[Caller, Depends(visiting("plan"))]
Importer = Annotated[Caller, Depends(visiting("import"))]
Text = Annotated[str, Form(max_length=500)]
#: Decisions that are shown before somebody asks for all; those worth most are first. Not tuned: an hour's work.
MOST_DECISIONS = 50
#: Work that changes what this page shows.
_KINDS = ("plan", "release", "import")


@router.get("/today")
def today(request: Request, caller: Reader) -> Response:
    """The page."""
    return _page(request, caller)


@router.get("/today/first-page")
def first_page(caller: Reader) -> Response:
    """The page of a plan whose markers are still drawn, as a file."""
    path = drafts.plan_place(caller.brand) / FIRST_PAGE
    try:
        return file_answer(path.read_bytes(), MEDIA_TYPES["html"], FIRST_PAGE)
    except FileNotFoundError:
        raise NotFoundError("There is nothing under this address.") from None


@router.get("/today/changed")
def changed(request: Request, caller: Reader, version: int, plan_id: str) -> Response:
    """Nothing while the plan is as it is shown; else the notice that somebody changed it."""
    view = drafts.draft_of(caller.brand, "current")
    if (view.version, view.plan.plan_id) == (version, plan_id):
        return Response(status_code=204)
    return page(request, "changed.html", by=drafts.newest_author(caller.brand, view), href="/today")


@router.get("/today/facts")
def facts(request: Request, caller: Reader, plan_id: str) -> Response:
    """Nothing while the newest plan stands on the facts of the folder; else the notice that they have changed. Also
    nothing of a plan that another has followed: that is told as a change of the page."""
    view = drafts.draft_of(caller.brand, "current")
    if view.plan.plan_id != plan_id or drafts.release_of(caller.brand, plan_id):
        return Response(status_code=204)
    try:
        stands = drafts.stands_on_facts(caller.brand, view)
    except InputError:  # facts that cannot be read are told on Today, each with its remedy
        return Response(status_code=204)
    return Response(status_code=204) if stands else page(request, "facts_told.html")


@router.post("/today/answers")
def answer(
    request: Request, caller: Editor, plan_id: Text, action_id: Text, said: Text = "", was: Text = "", key: Text = ""
) -> Response:
    """Answer an action, or take the answer back."""
    use.answer(
        caller.brand, plan_id, action_id, said, was=was, author=caller.name, key=form_key(caller, key)
    )  # fmt: skip
    return _shown_again(request, caller)


@router.post("/today/approval")
def approve(request: Request, caller: Approver, plan_id: Text, version: Annotated[int, Form()], key: Text = "",
            said: Text = "approve") -> Response:  # fmt: skip
    """Approve the plan as it is shown, or take the approval back."""
    if said == "approve":
        broken = approve_within(
            caller.brand, plan_id, version=version or None, author=caller.name, key=form_key(caller, key)
        )
        if broken:
            return _page(request, caller, broken=broken, status=422)
    else:
        drafts.end_approval(caller.brand, plan_id, author=caller.name, key=form_key(caller, key))
    return _shown_again(request, caller)


@router.post("/today/release")
def release(request: Request, caller: Releaser, plan_id: Text, key: Text = "") -> Response:
    """Place the orders of an approved plan, in the background."""
    view = drafts.draft_of(caller.brand, plan_id)
    drafts.check_approved(view)
    _ask(caller, "release", {"plan_id": view.plan.plan_id}, key)
    return _shown_again(request, caller)


@router.post("/today/plan")
def plan(request: Request, caller: Planner, key: Text = "") -> Response:
    """Have a plan made of what is known now, in the background."""
    _ask(caller, "plan", {}, key)
    return _shown_again(request, caller)


@router.post("/today/prices")
def set_prices(request: Request, caller: Importer, key: Text = "") -> Response:
    """Write the prices that were agreed on into the price plan, in the background."""
    _ask(caller, "import", {"upload_id": prices_file(caller.brand), "table": "price_plan"}, key)
    return _shown_again(request, caller)


@router.get("/today/prices.csv")
def prices(caller: Reader) -> Response:
    """The prices that were agreed on, for the shop's own system."""
    headers = {"Content-Disposition": 'attachment; filename="prices.csv"'}
    text = prices_text(agreed_prices(caller.brand))
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


@router.post("/today/cancel")
def cancel(request: Request, caller: Planner, job_id: Text) -> Response:
    """Cancel work that is being done; nothing half-written stays."""
    jobs.cancel_job(caller.brand, job_id, author=caller.name)
    return _shown_again(request, caller)


def _ask(caller: Caller, kind: str, arguments: dict[str, str], key: str) -> Job:
    return jobs.ask_job(
        caller.brand, kind, arguments, author=caller.name, key=f"{kind}:{form_key(caller, key)}",
        request_id=request_id(),
    )  # fmt: skip


def _shown_again(request: Request, caller: Caller) -> Response:
    """The page after a write: at once for htmx, by a new request for a browser without scripts."""
    return _page(request, caller) if is_part(request) else RedirectResponse("/today", status_code=303)


def _page(request: Request, caller: Caller, *, broken: Sequence[Reason] = (), status: int = 200) -> Response:
    newest = [next(iter(jobs.list_jobs(caller.brand, kind=kind)), None) for kind in _KINDS]
    job = max((one for one in newest if one is not None), key=lambda one: one.asked_at, default=None)
    try:
        found = use.today_of(caller.brand)
    except NotFoundError:
        return page(request, "today_empty.html", at="today", job=job, problems=())
    except InputError as unread:
        return page(request, "today_empty.html", at="today", job=job, problems=unread.problems)
    orders = drafts.tables_of(found.view)["work_orders"].to_pylist()
    late = [one for one in orders if one["status"] != KEPT]
    return page(
        request, "today.html", at="today", status=status, broken=broken, today=found,
        plan=found.view.plan, draft=found.view.draft,
        asked=offers_waiting(sourcing_books(caller.brand.folder, author=caller.name)),
        is_overtaken=not found.released_by and not drafts.stands_on_facts(caller.brand, found.view),
        waiting=shown_rows(request, found.waiting, most=MOST_DECISIONS),
        decided=shown_rows(request, found.decided, most=MOST_DECISIONS),
        late_rows=shown_rows(request, late, most=MOST_DECISIONS),
        version=found.view.version, late=late, orders=len(orders), agreed=len(agreed_options(found)), job=job,
        best=max((abs(one.action.worth_cents) for one in found.decisions), default=1) or 1,
    )  # fmt: skip
