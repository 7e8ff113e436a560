"""Which entries change which state, and how: the only list of nouns that the table `states` holds.

A new noun of the ledger is a row of `FOLDS`: the kinds of entries that change it (the subject of each is the noun's
id), and a pure function from the state before and one entry to the state after. Orders have a table of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from treadle.presell.fold import next_campaign
from treadle.replenish.moves import next_move, next_store_order
from treadle.settle.fold import next_account
from treadle.source.fold import next_offer, next_pair
from treadle.terms.board import BoardSet, OnBoard
from treadle.terms.campaign import Campaign, CampaignOrder
from treadle.terms.cash import CashCounted
from treadle.terms.draft import ActionAnswered, Answered, ApprovalEnded, Approved, Draft, LineEdited
from treadle.terms.entry import Entry
from treadle.terms.job import Routine, RoutineSet
from treadle.terms.kept_buy import BuyKept, BuyLetGo, Column, KeptBuys
from treadle.terms.offer import Offer
from treadle.terms.people import (
    Invitation,
    InvitationUsed,
    Invited,
    Key,
    KeyEnded,
    KeyLimited,
    KeyMade,
    Session,
    SessionBegan,
    SessionEnded,
    User,
    UserSet,
)
from treadle.terms.roll_told import RollHeld, RollInspected, RollIssued, RollReceived, RollReturned
from treadle.terms.settlement import Account
from treadle.terms.shop import Move, StoreOrder
from treadle.terms.shop_order import ShopOrder, ShopOrderTold
from treadle.terms.sign_on import SignOn, SignOnSet
from treadle.terms.supplier import Pair
from treadle.terms.webhook import Webhook, WebhookSet

State = TypeVar("State")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """A noun whose state is folded from entries. `after` gives the state after one more entry; it raises ValueError
    for an entry that cannot follow. `parted` names a mapping of the state whose records, frozen ones of class `part`
    that keep their order and are never taken out, are kept in parts."""

    noun: str
    state: type
    kinds: tuple[str, ...]
    after: Callable[[Any, Entry], Any]
    parted: str = ""
    part: type = object


def fold(one: Fold, entries: Iterable[Entry], before: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """States by id, in the order of their first entry, as the entries (oldest first) leave them."""
    states = dict(before or {})
    for entry in entries:
        if entry.kind in one.kinds:
            states[entry.subject] = one.after(states.get(entry.subject), entry)
    return states


def _there(state: State | None, entry: Entry) -> State:
    if state is None:
        raise ValueError(f"entry {entry.number}: there is no {entry.subject} that {entry.kind!r} could be about")
    return state


def next_user(user: User | None, entry: Entry) -> User:
    """A user after one more entry."""
    body = entry.body
    assert isinstance(body, UserSet)
    return User(user_id=entry.subject, name=body.name, role=body.role, factory_id=body.factory_id,
                is_active=body.is_active)  # fmt: skip


def next_invitation(invitation: Invitation | None, entry: Entry) -> Invitation:
    """A one-time link after one more entry."""
    body = entry.body
    if isinstance(body, Invited):
        return Invitation(invitation_id=entry.subject, role=body.role, until=body.until, factory_id=body.factory_id,
                          user_id=body.user_id)  # fmt: skip
    assert isinstance(body, InvitationUsed)
    return replace(_there(invitation, entry), is_used=True)


def next_session(session: Session | None, entry: Entry) -> Session:
    """A login after one more entry."""
    body = entry.body
    if isinstance(body, SessionBegan):
        return Session(session_id=entry.subject, user_id=body.user_id, until=body.until)
    assert isinstance(body, SessionEnded)
    return replace(_there(session, entry), is_ended=True)


def next_key(key: Key | None, entry: Entry) -> Key:
    """A program's key after one more entry."""
    body = entry.body
    if isinstance(body, KeyMade):
        return Key(key_id=entry.subject, name=body.name, role=body.role, made_by=entry.author,
                   made_at=entry.happened_at, scopes=body.scopes, factory_id=body.factory_id,
                   until=body.until)  # fmt: skip
    if isinstance(body, KeyLimited):
        before = _there(key, entry)
        return replace(before, until=body.until if before.until is None else min(before.until, body.until))
    assert isinstance(body, KeyEnded)
    return replace(_there(key, entry), is_ended=True)


def next_draft(draft: Draft | None, entry: Entry) -> Draft:
    """A plan on its way to release after one more entry; an edit ends an approval."""
    body, before = entry.body, draft or Draft(plan_id=entry.subject)
    if isinstance(body, Approved):
        return replace(before, approved_by=entry.author, approved_at=entry.happened_at)
    if isinstance(body, ApprovalEnded):
        return replace(before, approved_by="", approved_at=None)
    if isinstance(body, ActionAnswered):
        answers = {one.action_id: one for one in before.answers if one.action_id != body.action_id}
        if body.answer:
            answers[body.action_id] = Answered(
                action_id=body.action_id, answer=body.answer, answered_by=entry.author, answered_at=entry.happened_at,
                before=body.before,
            )  # fmt: skip
        return replace(before, answers=tuple(answers.values()))
    assert isinstance(body, LineEdited)
    edits = {one.line_id: one for one in before.edits}
    if body.is_undone:
        edits.pop(body.line_id, None)
    else:
        edits[body.line_id] = body
    return replace(before, edits=tuple(edits.values()), approved_by="", approved_at=None)


def next_routine(routine: Routine | None, entry: Entry) -> Routine:
    """Work that is asked for by itself, after one more entry."""
    body = entry.body
    assert isinstance(body, RoutineSet)
    return Routine(routine_id=entry.subject, kind=body.kind, at=body.at, set_at=entry.happened_at, set_by=entry.author,
                   arguments=body.arguments, weekdays=body.weekdays, is_active=body.is_active)  # fmt: skip


def next_shop_order(order: ShopOrder | None, entry: Entry) -> ShopOrder:
    """A customer order of a shop system after one more telling; they come in any order."""
    body = entry.body
    assert isinstance(body, ShopOrderTold)
    return (order or ShopOrder(order_id=body.order_id, shop=body.shop)).joined(body, entry.known_at)


def next_webhook(webhook: Webhook | None, entry: Entry) -> Webhook:
    """An address that is told what happens, after one more entry."""
    body = entry.body
    assert isinstance(body, WebhookSet)
    before = webhook or Webhook(
        webhook_id=entry.subject, url=body.url, types=body.types, set_at=entry.happened_at, set_by=entry.author,
        since=entry.number,
    )  # fmt: skip
    return replace(before, is_active=body.is_active, reason=body.reason)


def next_on_board(before: OnBoard | None, entry: Entry) -> OnBoard:
    """A change of the planning board after one more entry: the newest takes the place of the one before."""
    body = entry.body
    assert isinstance(body, BoardSet)
    return OnBoard(change=body.change, reason=body.reason, set_on=body.set_on, author=entry.author,
                   is_lifted=body.is_lifted, number=entry.number)  # fmt: skip


def next_roll(before: RollHeld | None, entry: Entry) -> RollHeld:
    """A roll of cloth after one more entry; what comes back is on the shelf again."""
    body, roll = entry.body, before or RollHeld(roll_id=entry.subject)
    if isinstance(body, RollReceived):
        return replace(roll, received=body)
    if isinstance(body, RollInspected):
        return replace(roll, inspected=body)
    if isinstance(body, RollIssued):
        return replace(roll, issued_to=body.to)
    assert isinstance(body, RollReturned)
    return replace(roll, issued_to="", left_mm=body.left_mm, left_on=body.day)


def next_cash(before: CashCounted | None, entry: Entry) -> CashCounted:
    """What lay in the account after one more count: that of the latest day, the newest of a day."""
    body = entry.body
    assert isinstance(body, CashCounted)
    return before if before is not None and before.day > body.day else body


def next_kept_buys(before: KeptBuys | None, entry: Entry) -> KeptBuys:
    """What is kept beside a plan after one more entry; a name that is kept again is the newest."""
    body, kept = entry.body, before or KeptBuys(plan_id=entry.subject)
    assert isinstance(body, BuyKept | BuyLetGo)
    columns = tuple(one for one in kept.columns if one.kept.name != body.name)
    if isinstance(body, BuyKept):
        columns = (*columns, Column(kept=body, author=entry.author, kept_at=entry.happened_at))
    return replace(kept, columns=columns)


def next_sign_on(before: SignOn | None, entry: Entry) -> SignOn:
    """The sign-on of another system after one more entry: the newest takes the place of the one before."""
    body = entry.body
    assert isinstance(body, SignOnSet)
    return SignOn(issuer=body.issuer, client_id=body.client_id, rules=body.rules, name_claim=body.name_claim,
                  is_active=body.is_active, set_by=entry.author)  # fmt: skip


FOLDS: tuple[Fold, ...] = (
    Fold(noun="user", state=User, kinds=("user",), after=next_user),
    Fold(noun="invitation", state=Invitation, kinds=("invitation", "invitation used"), after=next_invitation),
    Fold(noun="session", state=Session, kinds=("session", "session ended"), after=next_session),
    Fold(noun="key", state=Key, kinds=("key", "key ended", "key limited"), after=next_key),
    Fold(noun="draft", state=Draft, kinds=("edit", "approval", "approval ended", "action answered"), after=next_draft),
    Fold(noun="routine", state=Routine, kinds=("routine",), after=next_routine),
    Fold(noun="shop order", state=ShopOrder, kinds=("shop order",), after=next_shop_order),
    Fold(noun="webhook", state=Webhook, kinds=("webhook",), after=next_webhook),
    Fold(
        noun="roll",
        state=RollHeld,
        after=next_roll,
        kinds=("roll received", "roll inspected", "roll issued", "roll returned"),
    ),
    Fold(noun="sign-on", state=SignOn, kinds=("sign-on",), after=next_sign_on),
    Fold(noun="board", state=OnBoard, kinds=("board",), after=next_on_board),
    Fold(noun="move", state=Move, kinds=("goods moved", "move arrived", "move taken back"), after=next_move),
    Fold(
        noun="store order",
        state=StoreOrder,
        kinds=("store order", "store delivery", "store refusal"),
        after=next_store_order,
    ),
    Fold(noun="cash", state=CashCounted, kinds=("cash counted",), after=next_cash),
    Fold(
        noun="account",
        state=Account,
        after=next_account,
        kinds=("payment terms", "partner statement", "early payment", "partner payment"),
    ),
    Fold(
        noun="campaign",
        state=Campaign,
        after=next_campaign,
        parted="orders",
        part=CampaignOrder,
        kinds=(
            "campaign",
            "campaign changed",
            "campaign cancelled",
            "campaign looked",
            "campaign filled",
            "campaign failed",
            "campaign stage",
            "seat",
            "seat left",
            "payment",
            "refund",
            "refund granted",
            "delay",
            "delay answer",
        ),
    ),
    Fold(noun="kept buy", state=KeptBuys, kinds=("kept buy", "kept buy ended"), after=next_kept_buys),
    Fold(noun="pair", state=Pair, kinds=("quote", "sample", "pair judged"), after=next_pair),
    Fold(
        noun="offer",
        state=Offer,
        after=next_offer,
        kinds=(
            "offer",
            "offer answer",
            "offer judged",
            "offer progress",
            "offer said",
            "offer asked again",
            "offer ended",
            "offer link ended",
        ),
    ),
)
#: The fold of each kind of entry, and of each noun's class.
BY_KIND: Mapping[str, Fold] = {kind: one for one in FOLDS for kind in one.kinds}
BY_STATE: Mapping[type, Fold] = {one.state: one for one in FOLDS}
