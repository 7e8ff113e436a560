"""What a buy does to the account while it is being typed: the lowest point of the cash curve, against the plan's."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from treadle.day.cash_ahead import cash_case, deposit_cents, planned_arriving
from treadle.day.cash_tried import tried_orders
from treadle.plant import buy_grid
from treadle.plant.books import ledger_of
from treadle.plant.buy_grid import MOST_PLANS, kept
from treadle.plant.drafts import DraftView, draft_of
from treadle.plant.serving import ServedBrand
from treadle.plant.settle.cash import WEEKS, CashSeen, cash_seen
from treadle.settle.cash_curve import cash_curve
from treadle.settle.cash_tried import Rehearsal, Tried
from treadle.terms.cash import CashCurve
from treadle.terms.entry import BODIES
from treadle.terms.plan import Plan
from treadle.terms.policy.settle import SettlePolicy
from treadle.terms.reason import Reason

#: Entries that move no money: all others make what is kept of a plan's account old.
_ASIDE = frozenset({
    "plan", "decision", "edit", "approval", "approval ended", "action answered", "user", "invitation",
    "invitation used", "session", "session ended", "key", "key ended", "key limited", "job", "job ended", "routine",
    "webhook", "sign-on", "scans", "bundles", "lays", "board", "first piece", "campaign looked",
    "campaign filled", "campaign failed", "kept buy", "kept buy ended",
})  # fmt: skip
MONEY_KINDS = tuple(kind for kind in BODIES if kind not in _ASIDE)
_KEPT: dict[tuple[str, str], _Account] = {}
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyCash:
    """The account with a buy. `low_cents` is where it stands lowest with a chance of one in ten, in the week that
    begins with `week`; `proposed_low_cents` with the buy as proposed, `none_low_cents` without any. `furthest_cents` is
    the largest difference against the buy as proposed, in the week of `furthest_week`.

    `counted_on` is the day on which the account was counted (None: never, it begins at nothing); `over` says where a
    credit line is passed.
    """

    week: date
    low_cents: int
    proposed_low_cents: int
    none_low_cents: int
    furthest_week: date
    furthest_cents: int
    weeks: tuple[date, ...]
    low_by_week: tuple[int, ...]
    proposed_by_week: tuple[int, ...]
    limit_cents: int
    counted_on: date | None
    over: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Account:
    """A plan's account, drawn once: its curve as proposed, and what tries of it are measured against."""

    plan: Plan
    head: int
    policy: SettlePolicy
    seen: CashSeen
    curve: CashCurve
    rehearsal: Rehearsal
    proposed: Tried
    none: Tried

    def told(self, units: Mapping[str, int]) -> Tried:
        """The account with units by line."""
        held, seen = kept(self.plan), self.seen
        changed = {line.option_id for line in self.plan.buy.lines if units.get(line.line_id, line.units) != line.units}
        before = [line for name in held.order if name in changed for line in held.by_option[name]]
        lines = [line for name in held.order if name in changed for line in held.lines(name, units)[0]]
        orders = tried_orders(seen.planned, before, lines, as_of=self.plan.as_of)
        return self.rehearsal.told(
            [planned_arriving(one, seen.money, seen.comes) for one in orders],
            {one.work_order_id: deposit_cents(one, seen.money) for one in orders},
        )


def cash_of(brand: ServedBrand, plan_id: str, units: Mapping[str, int] | None = None) -> BuyCash:
    """The account with the buy as it stands, or with `units` of some lines instead of those.

    Raises `NotFoundError` for a plan that is not there, `ReleaseError` where orders of it cannot be made.
    """
    view = draft_of(brand, plan_id)
    standing = {one.line_id: one.units for one in view.draft.edits}
    return cash_at(brand, view, standing | dict(units or {}))


def cash_at(brand: ServedBrand, view: DraftView, units: Mapping[str, int]) -> BuyCash:
    """The account with units of a plan's lines; those not named are as proposed. Raises as `cash_of`."""
    account = _account(brand, view.plan)
    curve, tried = account.curve, account.told(units)
    proposed = curve.at(0.1)
    low = tuple(was + now - then for was, now, then in
                zip(proposed, tried.low_cents, account.proposed.low_cents, strict=True))  # fmt: skip
    none = tuple(was + now - then for was, now, then in
                 zip(proposed, account.none.low_cents, account.proposed.low_cents, strict=True))  # fmt: skip
    at = low.index(min(low))
    apart = [now - was for now, was in zip(low, proposed, strict=True)]
    furthest = max(range(len(apart)), key=lambda one: abs(apart[one]))
    limit = account.seen.limit_cents
    over: tuple[Reason, ...] = ()
    if limit and low[at] < -limit:
        week_on = curve.week_starts[at].isoformat()
        facts = (("week_on", week_on), ("low_cents", low[at]), ("limit_cents", limit))
        over = (Reason(code="over.credit_line", facts=facts),)
    return BuyCash(
        week=curve.week_starts[at], low_cents=low[at], proposed_low_cents=min(proposed), none_low_cents=min(none),
        furthest_week=curve.week_starts[furthest], furthest_cents=apart[furthest], weeks=curve.week_starts,
        low_by_week=low, proposed_by_week=proposed, limit_cents=limit, counted_on=account.seen.counted_on, over=over,
    )  # fmt: skip


def approve_within(
    brand: ServedBrand, plan_id: str, *, note: str = "", version: int | None, author: str, key: str
) -> tuple[Reason, ...]:
    """As `buy_grid.approve_within`, and the credit line is a limit too where the buy is what passes it.

    Raises as `drafts.approve`.
    """
    if brand.settings.settle.working_capital_cents:
        found = cash_of(brand, plan_id)
        if found.over and found.none_low_cents >= -found.limit_cents:
            return found.over
    return buy_grid.approve_within(brand, plan_id, note=note, version=version, author=author, key=key)


def _account(brand: ServedBrand, plan: Plan) -> _Account:
    head = ledger_of(brand.folder, brand.settings).newest(MONEY_KINDS)
    key, policy = (str(brand.folder), plan.plan_id), brand.settings.settle
    with _ONE_AT_A_TIME:
        found = _KEPT.get(key)
        if found is None or found.plan is not plan or (found.head, found.policy) != (head, policy):
            found = _KEPT[key] = _drawn(brand, plan, head)
        while len(_KEPT) > MOST_PLANS:
            _KEPT.pop(next(iter(_KEPT)))
    return found


def _drawn(brand: ServedBrand, plan: Plan, head: int) -> _Account:
    seen, seed = cash_seen(brand.folder, plan), plan.policy.plan.seed
    whole = cash_case(seen.snapshot, plan.seen, seen.money, seen.comes, weeks=WEEKS, planned=seen.planned)
    rest = cash_case(seen.snapshot, plan.seen, seen.money, seen.comes, weeks=WEEKS)
    orders = [planned_arriving(one, seen.money, seen.comes) for one in seen.planned]
    rehearsal = Rehearsal.of(rest, orders, seed=seed)
    deposits = {one.work_order_id: deposit_cents(one, seen.money) for one in seen.planned}
    return _Account(
        plan=plan, head=head, policy=brand.settings.settle, seen=seen, curve=cash_curve(whole, seed=seed),
        rehearsal=rehearsal,
        proposed=rehearsal.told(orders, deposits), none=rehearsal.told([], {}),
    )  # fmt: skip
