"""What each kind of job does: use cases with the progress of their job, then what is to be read of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from treadle.api.long_answers import LONG_DOERS
from treadle.plant import arrivals
from treadle.plant.drafts import plan_place, release_approved
from treadle.plant.import_ import Said, import_files
from treadle.plant.jobs import ask_job
from treadle.plant.plan import plan_folder
from treadle.plant.presell.caretaker import PRODUCE, produce
from treadle.plant.presell.desk import campaign_books
from treadle.plant.presell.proposals import FILE_NAME as PROPOSALS_FILE
from treadle.plant.presell.proposals import PROPOSE, keep_proposals
from treadle.plant.promises import move_unkept
from treadle.plant.rush_place import place_rush
from treadle.plant.serving import ServedBrand
from treadle.plant.shopify import never_told
from treadle.plant.source.desk import sourcing_books
from treadle.plant.source.unanswered import ASK_AGAIN, ask_again
from treadle.plant.standing import remember_plan
from treadle.plant.uploads import upload_of
from treadle.plant.webhooks import send_webhook
from treadle.plant.working import Doer, Doing
from treadle.terms.budget import stoppable
from treadle.terms.job import JobEnded
from treadle.words import say


def make_plan(brand: ServedBrand, doing: Doing) -> JobEnded:
    """Plan the brand, and write the plan where the command line writes it."""
    from treadle.report.write import take_first_away, write_first, write_plan

    told = doing.job.arguments
    as_of = date.fromisoformat(told["as_of"]) if told.get("as_of") else None
    seed = int(told["seed"]) if told.get("seed") else None
    place = plan_place(brand)
    try:
        planned = plan_folder(
            brand.folder, as_of=as_of, seed=seed, progress=doing, left=doing.left,
            first=lambda early: write_first(place, early),
        )  # fmt: skip
        write_plan(place, planned, doing)
    finally:
        take_first_away(place)
    remember_plan(brand.folder, planned, place, author=doing.job.asked_by)
    plan = planned.plan
    units = sum(line.units for line in plan.buy.lines)
    cost = sum(line.cost_cents for line in plan.buy.lines) / 100
    return JobEnded(
        state="done", told=f"Planned as of {plan.as_of}: {units:,} units, {cost:,.2f} {plan.currency}.",
        result={"plan_id": plan.plan_id, "as_of": plan.as_of.isoformat()},
    )  # fmt: skip


def take_in(brand: ServedBrand, doing: Doing) -> JobEnded:
    """Import a file that was sent; the same file twice changes nothing."""
    told = doing.job.arguments
    path = upload_of(brand, told["upload_id"])
    said = Said(not_read=tuple(filter(None, told.get("not_read", "").split(","))), day_order=told.get("day_order", ""),
                equal_rows=told.get("equal_rows", ""), name=told.get("name", ""))  # fmt: skip
    found = import_files(
        brand.folder,
        [path],
        table=told.get("table") or None,
        mapping=Path(told["layout"]) if told.get("layout") else None,
        said=said,
        progress=doing,
        left=doing.left,
    )
    kept, aside = sum(one.kept_rows for one in found.entries), sum(one.set_aside_rows for one in found.entries)
    read = sum(one.read_rows for one in found.entries)
    numbers = ",".join(str(one.number) for one in found.entries)
    return JobEnded(
        state="done", told=f"{read:,} rows read, {kept:,} new, {aside:,} set aside.",
        result={"import_numbers": numbers, "read_rows": str(read), "kept_rows": str(kept),
                "set_aside_rows": str(aside), "assumptions": "\n".join(found.assumptions)},
    )  # fmt: skip


def release(brand: ServedBrand, doing: Doing) -> JobEnded:
    """Release a plan as it was approved."""
    job = doing.job
    found = release_approved(
        brand, job.arguments["plan_id"], author=job.asked_by, progress=doing, left=doing.left
    )  # fmt: skip
    if not found.is_new:
        return JobEnded(state="done", told="This was released before; nothing was changed.",
                        result={"release_id": found.release_id})  # fmt: skip
    units = sum(sum(order.units.values()) for order in found.orders)
    return JobEnded(
        state="done", told=f"Released {len(found.orders)} orders, {units:,} units.",
        result={"release_id": found.release_id, "order_ids": ",".join(one.work_order_id for one in found.orders)},
    )  # fmt: skip


def collect(brand: ServedBrand, doing: Doing) -> JobEnded:
    """Bring what storefronts and shop systems told into the lake."""
    came = arrivals.take_in(brand.folder, brand.settings, progress=doing, left=doing.left)
    rows = 0 if came.orders is None else came.orders.kept_rows + came.orders.replaced_rows
    return JobEnded(
        state="done", told=f"{came.messages.messages:,} messages and {rows:,} rows of shops' orders were moved.",
        result={"messages": str(came.messages.messages), "order_rows": str(rows)},
    )  # fmt: skip


def reconcile(brand: ServedBrand, doing: Doing) -> JobEnded:
    """Hold a list of a shop's orders beside what was told."""
    told = doing.job.arguments
    doing.step("reconciling", 0, 1)
    found = never_told(brand.folder, brand.settings, upload_of(brand, told["upload_id"]), told["shop"])
    names = {"missing": found.missing, "stale": found.stale, "unlisted": found.unlisted}
    said = f"{found.orders:,} orders listed: {len(found.missing):,} never told of, {len(found.stale):,} told less of"
    return JobEnded(
        state="done", told=f"{said}, {len(found.unlisted):,} told of and not listed.",
        result={"orders": str(found.orders), **{name: ",".join(one) for name, one in names.items()}},
    )  # fmt: skip


def move_promises(brand: ServedBrand, doing: Doing) -> JobEnded:
    """Move the promises that the floor shows to break."""
    told, language = doing.job.arguments, brand.settings.language
    doing.step("judging promises", 0, 1)
    at = datetime.fromisoformat(told["at"]) if told.get("at") else None
    moved = move_unkept(brand, lambda reason: say(reason, language), author=doing.job.asked_by, at=at)
    return JobEnded(state="done", told=f"{len(moved):,} promises were moved.",
                    result={"order_ids": ",".join(one.order_id for one in moved)})  # fmt: skip


def send(brand: ServedBrand, doing: Doing) -> JobEnded:
    """Tell somebody of one thing that happened."""
    return send_webhook(brand, doing.job)


def produce_sold_ahead(brand: ServedBrand, doing: Doing) -> JobEnded:
    """Put what campaigns have sold into production."""
    books = campaign_books(brand.folder, author=doing.job.asked_by)
    return JobEnded(state="done", told=produce(books, brand))


def propose_campaigns(brand: ServedBrand, doing: Doing) -> JobEnded:
    """Work out which campaigns are worth opening, and keep that."""
    kept = keep_proposals(brand, doing)
    worth = sum(one.is_worth for one in kept.proposals)
    return JobEnded(state="done", told=f"{worth:,} campaigns of {len(kept.proposals):,} are worth opening.",
                    result={"files": PROPOSALS_FILE, "plan_id": kept.plan_id})  # fmt: skip


def ask_factories_again(brand: ServedBrand, doing: Doing) -> JobEnded:
    """Ask again what factories did not answer, then offer it elsewhere."""
    doing.step("asking factories", 0, 1)
    found = ask_again(sourcing_books(brand.folder, author=doing.job.asked_by))
    again, moved = len(found.asked_again), len(found.elsewhere)
    told = f"{again:,} offers were asked again, {moved:,} offered elsewhere"
    return JobEnded(
        state="done", told=f"{told}, {len(found.nobody_else):,} that nobody else can take.",
        result={"asked_again": ",".join(one.terms.order_id for one in found.asked_again),
                "elsewhere": ",".join(one.terms.order_id for one, _ in found.elsewhere)},
    )  # fmt: skip


def put_rush(brand: ServedBrand, doing: Doing) -> JobEnded:
    """Place a rush order, and have the plan made anew around it."""
    job = doing.job
    told = job.arguments
    units = dict(part.split("=", 1) for part in told["units"].split(","))
    found = place_rush(
        brand.folder, {sku: int(count) for sku, count in units.items()}, date.fromisoformat(told["due_day"]),
        worth_cents=int(told["worth_cents"]) if told.get("worth_cents") else None, seen=told.get("seen", ""),
        author=job.asked_by, key=told.get("key", ""), progress=stoppable(doing, doing.left),
    )  # fmt: skip
    order = found.order
    ask_job(brand, "plan", {}, author=job.asked_by, key=f"plan:after rush {found.release_id}")
    if not found.is_new:
        return JobEnded(state="done", told="This was released before; nothing was changed.",
                        result={"order_id": order.work_order_id})  # fmt: skip
    pieces = sum(order.units.values())
    return JobEnded(
        state="done", told=f"{order.work_order_id}: {pieces:,} units, promised for {order.promise_day}.",
        result={"order_id": order.work_order_id, "promise_day": order.promise_day.isoformat()},
    )  # fmt: skip


DOERS: Mapping[str, Doer] = {
    "plan": make_plan, "import": take_in, "release": release, "collect": collect, "reconcile": reconcile,
    "promises": move_promises, "rush": put_rush,
    "webhook": send, PRODUCE: produce_sold_ahead, PROPOSE: propose_campaigns,
    ASK_AGAIN: ask_factories_again, **LONG_DOERS,
}  # fmt: skip
