"""Promises of released orders as callers see them: what was told at the release, and where it was moved to since."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from treadle.errors import InputError
from treadle.plant.books import ledger_of
from treadle.plant.expect import move_promises
from treadle.plant.orders import order_of, orders_of
from treadle.plant.serving import ServedBrand
from treadle.terms.expectation import PromiseMoved
from treadle.terms.order import Order
from treadle.terms.reason import Reason
from treadle.terms.told_promise import OrderPromise, PromiseMove

Said = Callable[[Reason], str]
#: Years in which promises are judged.
FIRST_YEAR, LAST_YEAR = 2000, 2099


def promises_of(brand: ServedBrand, say: Said, *, factory_id: str | None = None) -> tuple[OrderPromise, ...]:
    """The promise of every order, in the order of their release; of one factory alone where one is said. `say` tells
    a reason."""
    moves = _moves(brand, say)
    return tuple(_told(one, moves.get(one.order_id, ())) for one in orders_of(brand, factory_id=factory_id))


def promise_of(brand: ServedBrand, order_id: str, say: Said, *, factory_id: str | None = None) -> OrderPromise:
    """The promise of one order. Raises `NotFoundError` where there is none, or it is another factory's."""
    return _told(order_of(brand, order_id, factory_id=factory_id), _moves(brand, say).get(order_id, ()))


def move_unkept(brand: ServedBrand, say: Said, *, author: str, at: datetime | None = None) -> tuple[PromiseMove, ...]:
    """Move every promise that the floor shows to be kept less surely than is asked for; those that were moved.

    `at` is an aware moment. Raises `InputError` for one of another century, else as `move_promises`.
    """
    if at is not None and not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise InputError.single("at", f"{at.year} is no year to judge promises in", "Say a moment of these days")
    own = None if at is None else at.astimezone(ZoneInfo(brand.settings.time_zone))
    found = move_promises(brand.folder, author=author, at=own)
    return tuple(_move(order_id, body, say, author, None) for order_id, body in found)


def _moves(brand: ServedBrand, say: Said) -> dict[str, tuple[PromiseMove, ...]]:
    found: dict[str, tuple[PromiseMove, ...]] = {}
    for entry in ledger_of(brand.folder, brand.settings).entries(kinds=["promise moved"]):
        assert isinstance(entry.body, PromiseMoved)
        move = _move(entry.subject, entry.body, say, entry.author, entry.known_at)
        found[entry.subject] = (*found.get(entry.subject, ()), move)
    return found


def _move(order_id: str, body: PromiseMoved, say: Said, author: str, moment: datetime | None) -> PromiseMove:
    return PromiseMove(
        order_id=order_id, before_day=body.before_day, day=body.day, probability=body.probability,
        reason=say(body.reason), author=author, moved_at=moment,
    )  # fmt: skip


def _told(order: Order, moves: tuple[PromiseMove, ...]) -> OrderPromise:
    terms = order.terms
    days = {} if terms.promise is None else {f"{level:g}": day for level, day in terms.promise.days}
    told = [level for level, day in days.items() if day == terms.promise_day]
    return OrderPromise(
        order_id=order.order_id, state=order.state, style_id=terms.style_id, factory_id=terms.factory_id,
        line_id=terms.line_id, due_day=terms.due_day, promise_day=terms.promise_day, told_day=order.told_day,
        status=order.promise_status, open_units=order.open_units,
        probability=moves[-1].probability if moves else (float(told[0]) if told else None), days=days, moves=moves,
    )  # fmt: skip
