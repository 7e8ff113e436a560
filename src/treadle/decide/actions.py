"""What to do today: orders to place or to leave, prices to lower, overdue orders to chase, questions to answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from treadle.decide.standing import stock_worth_cents
from treadle.terms.action import Action
from treadle.terms.buy import BuyCase, BuyLine, BuyPlan
from treadle.terms.course import Course
from treadle.terms.order import OpenOrder
from treadle.terms.policy import Policy
from treadle.terms.product import Catalogue
from treadle.terms.reason import Reason
from treadle.terms.snapshot import Snapshot

#: An option is held by name where so many pieces are missing of what is expected. One piece, not tuned.
MISSING_UNITS = 1.0


def actions(
    snapshot: Snapshot, policy: Policy, cases: Sequence[BuyCase], buy: BuyPlan, courses: Iterable[Course],
    on_order: Iterable[OpenOrder],
) -> tuple[Action, ...]:  # fmt: skip
    """Every action of a day, the one worth most first.

    An order is told with all of its style, as it is placed; `done` less `undone` is the expected profit of its lines.
    Where nothing is ordered though pieces are missing, the least order is told that would lose. What comes late or is
    asked about is worth what its pieces bring.
    """
    goods = _Goods(snapshot=snapshot, policy=policy, cases={case.option_id: case for case in cases})
    found = [
        *_orders(goods, buy),
        *_holds(goods, buy),
        *(_mark_down(goods, one) for one in courses if one.course == "stop" and one.exit_plan.is_markdown_now),
        *_late(goods, on_order),
    ]
    return tuple(sorted(found, key=lambda one: (-one.worth_cents, one.style_id, one.option_id, one.order_id)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Goods:
    """The options of a day and what they are worth as they stand."""

    snapshot: Snapshot
    policy: Policy
    cases: Mapping[str, BuyCase]

    @property
    def catalogue(self) -> Catalogue:
        return self.snapshot.catalogue

    def stock(self, option_id: str) -> dict[str, int]:
        """Units on hand and on the way by SKU."""
        return {size.sku: size.on_hand_units + size.on_order_units for size in self.cases[option_id].sizes}

    def worth(self, option_ids: Iterable[str], more: Mapping[str, int] | None = None) -> dict[str, int]:
        """What the stock of options brings, with further (or fewer) units of SKUs, in cents by option."""
        chosen = [self.cases[one] for one in dict.fromkeys(option_ids)]
        units = {
            sku: max(held + (more or {}).get(sku, 0), 0)
            for case in chosen
            for sku, held in self.stock(case.option_id).items()
        }
        return stock_worth_cents(chosen, units, self.policy.buy, self.policy.plan.seed)

    def colours(self, units: Mapping[str, int]) -> str:
        """Units by option as 'navy 400, black 161'."""
        return ", ".join(f"{self.catalogue.option[one].colour or one} {count:,}" for one, count in units.items())


def _orders(goods: _Goods, buy: BuyPlan) -> list[Action]:
    """An action for each style of which something is bought."""
    lines: dict[str, list[BuyLine]] = defaultdict(list)
    for line in buy.lines:
        if line.units:
            lines[line.style_id].append(line)
    worth = goods.worth(line.option_id for group in lines.values() for line in group)
    found = []
    for style_id, group in sorted(lines.items()):
        units: dict[str, int] = defaultdict(int)
        for line in group:
            units[line.option_id] += line.units
        units = dict(sorted(units.items(), key=lambda one: (-one[1], one[0])))
        one_option = next(iter(units)) if len(units) == 1 else ""
        cost, gain = sum(line.cost_cents for line in group), sum(line.expected_profit_cents for line in group)
        stands = sum(worth[one] for one in units)
        reason = Reason.of(
            "action.order", units=sum(units.values()), split=goods.colours(units), cost_cents=cost, gain_cents=gain,
            due_on=min(line.due_day for line in group).isoformat(),
        )  # fmt: skip
        name = goods.catalogue.option_name(one_option) if one_option else goods.catalogue.style_name(style_id)
        found.append(
            Action(
                action="order", style_id=style_id, option_id=one_option, order_id="", name=name,
                units=sum(units.values()), cost_cents=cost, done_cents=stands + gain, undone_cents=stands,
                reason=reason,
            )
        )  # fmt: skip
    return found


def _holds(goods: _Goods, buy: BuyPlan) -> list[Action]:
    """An action for each option of which pieces are missing and whose least order would lose."""
    least = {name: points[0] for name, points in buy.curves.items() if points and points[0].point == "least"}
    short = {name: _missing(goods.cases[name]) for name in least}
    losing = [name for name in sorted(least) if short[name] >= MISSING_UNITS and least[name].expected_profit_cents < 0]
    worth = goods.worth(losing)
    found = []
    for name in losing:
        point, case = least[name], goods.cases[name]
        reason = Reason.of(
            "action.hold", missing_units=round(short[name], 1), units=point.units, cost_cents=point.cost_cents,
            loss_cents=-point.expected_profit_cents,
        )  # fmt: skip
        found.append(
            Action(
                action="hold", style_id=case.style_id, option_id=name, order_id="",
                name=goods.catalogue.option_name(name), units=point.units, cost_cents=0, done_cents=worth[name],
                undone_cents=worth[name] + point.expected_profit_cents, reason=reason,
            )
        )  # fmt: skip
    return found


def _missing(case: BuyCase) -> float:
    """Units missing of what is expected to be served, as the bridge tells the gap."""
    on_hand = sum(size.on_hand_units for size in case.sizes) - case.sold_before_units
    return case.demand_mean_units - on_hand - sum(size.on_order_units for size in case.sizes)


def _mark_down(goods: _Goods, one: Course) -> Action:
    """The first markdown of an option that is to stop."""
    exit_plan, option = one.exit_plan, goods.catalogue.option[one.option_id]
    reason = Reason.of(
        "action.mark_down", discount=exit_plan.weeks[0].discount, new_price_cents=exit_plan.weeks[0].price_cents,
        available_units=one.available_units, left_units=round(one.left_units, 1), weeks_left=one.weeks_left,
    )  # fmt: skip
    return Action(
        action="mark_down", style_id=option.style_id, option_id=one.option_id, order_id="",
        name=goods.catalogue.option_name(one.option_id), units=one.available_units, cost_cents=0,
        done_cents=round(exit_plan.value_cents), undone_cents=round(exit_plan.keep_cents), reason=reason,
    )  # fmt: skip


def _late(goods: _Goods, on_order: Iterable[OpenOrder]) -> list[Action]:
    """Overdue orders to chase, and those to be asked about: worth what the open pieces bring."""
    lines = {order.order_id: order.lines for order in goods.snapshot.orders}
    found = []
    for one in on_order:
        if one.status not in ("overdue", "asked"):
            continue
        still = {line.sku: line.open_units for line in lines[one.order_id] if line.open_units}
        options = [
            name for name in dict.fromkeys(goods.catalogue.sku[sku].option_id for sku in still if sku in
                                           goods.catalogue.sku)
            if name in goods.cases
        ]  # fmt: skip
        # What is overdue is counted as stock to come, what is asked about is not: the shelf holds it already.
        is_asked = one.status == "asked"
        more = goods.worth(options, still) if is_asked else goods.worth(options)
        less = goods.worth(options) if is_asked else goods.worth(options, {sku: -count for sku, count in still.items()})
        facts = dict(one.reason.facts)
        code = "action.answer" if is_asked else "action.chase"
        names = {"order", "open_units", "promise_day", "late_days", "risen_units", "counted_day"}
        found.append(
            Action(
                action="answer" if is_asked else "chase", style_id=one.style_id,
                option_id=options[0] if len(options) == 1 else "", order_id=one.order_id,
                name=_called(goods.catalogue, one.style_id, options), units=one.open_units, cost_cents=0,
                done_cents=sum(more.values()), undone_cents=sum(less.values()),
                reason=Reason(code=code, facts=tuple((name, fact) for name, fact in facts.items() if name in names)),
            )
        )  # fmt: skip
    return found


def _called(catalogue: Catalogue, style_id: str, options: Sequence[str]) -> str:
    if len(options) == 1:
        return catalogue.option_name(options[0])
    return catalogue.style_name(style_id) if style_id in catalogue.style else style_id
