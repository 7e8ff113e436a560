"""Change an order, close it, or report a stage of it finished."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from treadle.errors import InputError, Problem
from treadle.plant.books import entry_of
from treadle.plant.order_of import Books, open_books
from treadle.plant.proposal import Change, Proposal, propose
from treadle.plant.receive import names_of
from treadle.terms.budget import Progress
from treadle.terms.entry import Amended, Closed, Decided, Entry, PlanMade, StageFinished
from treadle.terms.fingerprint import fingerprint
from treadle.terms.order import REPORTED_STAGES, Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Amendment:
    """A change that is worked out and not written: its price is said before `write_amendment`."""

    books: Books
    proposal: Proposal
    change: Change


def work_out_amendment(
    folder: Path, order_id: str, *, units: Mapping[str, int] | None = None, due_day: date | None = None,
    factory_id: str | None = None, line_id: str | None = None, is_cancelled: bool = False, day: date | None = None,
    progress: Progress,
) -> Amendment:  # fmt: skip
    """What a change of an order comes to; `units` are by SKU, size, or colour/size.

    Raises `NotFoundError` for an order that is not there and `InputError` with everything that cannot be.
    """
    books = open_books(folder, day)
    order = books.order(order_id)
    names, found, problems = names_of(books, order), {}, []
    for name, count in (units or {}).items():
        skus = names.get(name.casefold(), ())
        if len(skus) == 1:
            found[skus[0]] = count
        else:
            what = f"'{name}' could be {', '.join(skus)}" if skus else f"it has no '{name}'"
            remedy = f"Name one of: {', '.join(line.sku for line in order.lines)}"
            problems.append(Problem(file=order_id, what=what, remedy=remedy))
    if problems:
        raise InputError(problems)
    change = Change(
        units=found, due_day=due_day, factory_id=factory_id, line_id=line_id, is_cancelled=is_cancelled
    )  # fmt: skip
    if change == Change():
        raise InputError.single(order_id, "nothing is changed", "Say --units, --due, --factory, --line or --cancel")
    proposal = propose(books.snapshot, books.settings.policy, order, change, progress=progress)
    return Amendment(books=books, proposal=proposal, change=change)


def write_amendment(amendment: Amendment, *, reason: str, author: str, is_wanted_anew: bool = False) -> bool:
    """Add a change to the ledger, with the decision that it is: what was cut down is not proposed again at once, unless
    `is_wanted_anew`.

    False where the order stands so already. Raises `ConflictError` where somebody else changed the ledger meanwhile.
    """
    books, proposal = amendment.books, amendment.proposal
    order, terms, day = proposal.before, proposal.terms, books.snapshot.as_of
    if terms == order.terms:
        return False
    body = Amended(
        reason=reason, terms=terms, price_cents=proposal.price_cents, is_cancelled=amendment.change.is_cancelled
    )  # fmt: skip
    key = f"amendment:{order.order_id}:{fingerprint(order, terms, reason)}"
    told = entry_of("amendment", order.order_id, body, key=key, known=day, author=author, settings=books.settings)
    decisions = [] if is_wanted_anew else _decisions(books, proposal, reason, key, author)
    added = books.ledger.add([told, *decisions], seen_head=books.head)
    return added.is_new


def _decisions(books: Books, proposal: Proposal, reason: str, key: str, author: str) -> list[Entry]:
    """A decision for each line of which less is wanted now."""
    snapshot = books.snapshot
    plans = [one.body for one in books.ledger.entries(kinds=["plan"]) if isinstance(one.body, PlanMade)]
    expected = {one.option_id: one.serve_mean_units + one.before_units for one in plans[-1].options} if plans else {}
    found = []
    for line in proposal.before.lines:
        sku = snapshot.catalogue.sku.get(line.sku)
        units = proposal.terms.units.get(line.sku, 0)
        if sku is None or units >= line.wanted_units:
            continue
        style_id = proposal.terms.style_id
        body = Decided(
            line_id=f"{style_id}/{sku.option_id}/{sku.size}", sku=sku.sku, option_id=sku.option_id,
            planned_units=line.wanted_units, units=units, decided_on=snapshot.as_of, due_day=proposal.terms.due_day,
            note=reason, demand_units=expected.get(sku.option_id, 0.0),
        )  # fmt: skip
        found.append(
            entry_of("decision", body.line_id, body, key=f"{key}:{sku.sku}", known=snapshot.as_of, author=author,
                     settings=books.settings)
        )  # fmt: skip
    return found


def close_order(
    folder: Path, order_id: str, *, reason: str, day: date | None = None, author: str
) -> tuple[Order, bool]:
    """Nothing more will come of an order: what is open of it is cancelled. The order as it was, and whether it was
    open.

    Raises `NotFoundError` for an order that is not there, `ConflictError` where the ledger changed meanwhile.
    """
    books = open_books(folder, day)
    order = books.order(order_id)
    if not order.open_units:
        return order, False
    entry = entry_of(
        "closure", order_id, Closed(reason=reason), key=f"closure:{order_id}:{fingerprint(order)}",
        known=books.snapshot.as_of, author=author, settings=books.settings,
    )  # fmt: skip
    return order, books.ledger.add([entry], seen_head=books.head).is_new


def finish_stage(folder: Path, order_id: str, stage: str, *, day: date | None = None, author: str) -> bool:
    """Report a stage of an order finished; False where it was reported before.

    Raises `InputError` for a stage or an order of which none can be reported, `NotFoundError` for no such order.
    """
    books = open_books(folder, day)
    order = books.order(order_id)
    if stage not in REPORTED_STAGES:
        raise InputError.single(order_id, f"'{stage}' is not a stage", f"Say one of: {', '.join(REPORTED_STAGES)}")
    if not order.terms.is_made:
        raise InputError.single(order_id, "it is bought in, so its stages are not ours", "Book it with treadle receive")
    if stage in order.finished_stages:
        return False
    entry = entry_of(
        "stage finished", order_id, StageFinished(stage=stage), key=f"stage finished:{order_id}:{stage}{_again(order)}",
        known=books.snapshot.as_of, happened=day, author=author, settings=books.settings,
    )  # fmt: skip
    return books.ledger.add([entry], seen_head=books.head).is_new


def _again(order: Order) -> str:
    """What tells a stage that is finished once more, after pieces were lent, from the first time."""
    lent = sum(order.lent.values())
    return f":{lent} lent" if lent else ""
