"""Whatever buyers, the bank and the clock do in whatever order: no seat is sold twice, and every cent has one owner."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from campaign_cases import BEGAN, NAME, PLAIN, Desk, with_terms
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, multiple, rule

from treadle.errors import ConflictError
from treadle.plant.presell.campaigns import cancel_campaign, change_campaign, notify_delay, reach_stage
from treadle.plant.presell.seats import answer_delay, leave_campaign
from treadle.plant.presell.told import campaign_held, entry_about
from treadle.presell.fold import next_campaign
from treadle.presell.seats import SeatAsked, reserve
from treadle.storage.ledger.folds import BY_STATE, fold
from treadle.storage.ledger.protocol import Held, Seen
from treadle.terms.campaign import (
    CANCELLED,
    ENDED,
    FAILED,
    MADE_TO_ORDER,
    PAIR,
    RESERVED,
    STAGES,
    Campaign,
    CampaignChanged,
    DelayTold,
    Tier,
)
from treadle.terms.reason import Reason

OFFERS = (
    {},
    {"most_units": 5, "threshold_units": 3, "grace_hours": 24, "hold_minutes": 3_000},
    {"deposit_cents": 700, "balance_days": 2},
    {"kind": MADE_TO_ORDER, "threshold_units": 0, "most_units": 6},
    {"kind": PAIR, "threshold_units": 0, "tiers": (Tier(from_units=1, price_cents=2500),), "solo_price_cents": 3000,
     "most_units": 6},
)  # fmt: skip


class Races(RuleBasedStateMachine):
    """`came` and `went` are kept beside the ledger: money by order, as the bank saw it."""

    orders = Bundle("orders")
    glances = Bundle("glances")
    payments = Bundle("payments")

    @initialize(offer=st.sampled_from(OFFERS))
    def begin(self, offer: dict[str, object]) -> None:
        self.desk: Desk = with_terms(**offer)
        self.came: dict[str, int] = {}
        self.went: dict[str, int] = {}
        self.late: dict[str, int] = {}
        self.turn = 0

    def name(self) -> str:
        self.turn += 1
        return f"o{self.turn}"

    @rule(hours=st.sampled_from([0.2, 1.1, 30.0, 80.0]))
    def time_passes(self, hours: float) -> None:
        self.desk.wait(hours=hours)

    @rule(minutes=st.integers(1, 200))
    def clock_steps_back(self, minutes: int) -> None:
        self.desk.wait(minutes=-minutes)

    @rule(target=orders, units=st.integers(1, 3), team=st.booleans(), solo=st.booleans())
    def reserves(self, units: int, team: bool, solo: bool) -> object:
        order_id, teams = self.name(), [one.team_id for one in self.desk.campaign.orders.values() if one.team_id]
        told = self.desk.reserve(order_id, units, team_id=teams[-1] if team and teams else "", is_solo=solo)
        return order_id if told.refused is None else multiple()

    @rule(target=glances)
    def looks_at_the_page(self) -> Held[Campaign]:
        return campaign_held(self.desk.ledger, NAME)

    @rule(target=orders, glance=consumes(glances), units=st.integers(1, 4))
    def reserves_by_an_old_page(self, glance: Held[Campaign], units: int) -> object:
        """Two buyers see the last seat; the second finds that it is gone."""
        order_id, now = self.name(), self.desk.now
        body = reserve(glance.state, SeatAsked(order_id=order_id, units={"TEE-M": units}), now)
        if isinstance(body, Reason):
            return multiple()
        entry = entry_about(NAME, body, key=f"seat:{NAME}:{order_id}", author="b", now=now, currency="EUR")
        is_old = campaign_held(self.desk.ledger, NAME).version != glance.version
        try:
            self.desk.ledger.add([entry], seen=[Seen(kind=Campaign, state_id=NAME, version=glance.version)])
        except ConflictError:
            assert is_old
            return multiple()
        assert not is_old
        return order_id

    @rule(target=payments, order_id=orders, part=st.sampled_from([0.5, 1.0, 1.0, 1.0, 1.5, 4.0]),
          before=st.sampled_from([0, 0, 5, 40]))  # fmt: skip
    def pays(self, order_id: str, part: float, before: int) -> tuple[str, str, int, datetime]:
        self.turn += 1
        cents = max(round(self.desk.order(order_id).asked_cents * part), 1)
        told = (f"x{self.turn}", order_id, cents, self.desk.now - timedelta(hours=before))
        self.pay(told)
        return told

    @rule(told=payments)
    def is_told_of_a_payment_again(self, told: tuple[str, str, int, datetime]) -> None:
        payment, order_id, cents, at = told
        assert not self.desk.pay(order_id, cents, paid_at=at, payment=payment).is_new

    def pay(self, told: tuple[str, str, int, datetime]) -> None:
        payment, order_id, cents, at = told
        before = self.desk.campaign
        was = before.orders[order_id]
        assert self.desk.pay(order_id, cents, paid_at=at, payment=payment).is_new
        self.came[order_id] = self.came.get(order_id, 0) + cents
        if not was.is_in and (at > before.terms.closes_at or before.state != "open"):
            self.late[order_id] = self.late.get(order_id, 0) + cents
            assert self.desk.order(order_id).due_back_cents == was.due_back_cents + cents, "refunded unasked"

    @rule(order_id=orders, part=st.sampled_from([0.5, 1.0, 2.0]))
    def is_paid_back(self, order_id: str, part: float) -> None:
        owed = self.desk.order(order_id).due_back_cents
        cents = max(round(owed * part), 1)
        told = self.desk.pay_back(order_id, cents)
        assert (told.refused is None) == (cents <= owed)
        if told.refused is None:
            self.went[order_id] = self.went.get(order_id, 0) + cents

    @rule(order_id=orders)
    def leaves(self, order_id: str) -> None:
        count, order = self.desk.campaign.count_units, self.desk.order(order_id)
        told = leave_campaign(self.desk.ledger, NAME, order_id, "no", author="b", clock=self.desk.clock)
        if told.refused is None and order.is_in:
            assert self.desk.campaign.count_units == count - order.pieces

    @rule(stage=st.sampled_from(STAGES[1:]))
    def moves_on(self, stage: str) -> None:
        reach_stage(self.desk.ledger, NAME, stage, author="Mira", clock=self.desk.clock)

    @rule(days=st.sampled_from([3, 45]))
    def is_late(self, days: int) -> None:
        day = self.desk.campaign.promise_day + timedelta(days=days)
        ships_by = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
        told = DelayTold(day=day, ships_by=ships_by, reason="cloth")
        notify_delay(self.desk.ledger, NAME, told, author="Mira", clock=self.desk.clock)

    @rule(order_id=orders, stays=st.booleans())
    def answers(self, order_id: str, stays: bool) -> None:
        answer_delay(self.desk.ledger, NAME, order_id, stays=stays, author="b", clock=self.desk.clock)

    @rule(hours=st.integers(-40, 40))
    def is_changed(self, hours: int) -> None:
        wanted = CampaignChanged(reason="advised", closes_at=PLAIN.closes_at + timedelta(hours=hours))
        change_campaign(self.desk.ledger, NAME, wanted, author="Mira", clock=self.desk.clock)

    @rule(is_meant=st.sampled_from([False, False, False, False, True]))
    def is_called_off(self, is_meant: bool) -> None:
        if is_meant:
            cancel_campaign(self.desk.ledger, NAME, "no cloth", author="Mira", clock=self.desk.clock)

    @invariant()
    def every_cent_has_one_owner_and_no_seat_two(self) -> None:
        campaign = self.desk.campaign
        money = campaign.money()
        assert money.paid_cents == sum(self.came.values())
        assert money.refunded_cents == sum(self.went.values())
        assert money.paid_cents == money.held_cents + money.due_back_cents + money.refunded_cents + money.earned_cents
        assert min(money.held_cents, money.due_back_cents, money.earned_cents) >= 0
        taken = sum(one.pieces for one in campaign.orders.values() if one.is_in or one.state == RESERVED)
        assert not campaign.terms.most_units or taken <= campaign.terms.most_units
        for name, one in campaign.orders.items():
            assert one.paid_cents == self.came.get(name, 0) and one.refunded_cents == self.went.get(name, 0)
            assert not one.is_in or one.paid_cents - self.late.get(name, 0) >= one.asked_cents
            assert one.state != ENDED or one.held_cents == one.earned_cents == 0
        if campaign.state in (FAILED, CANCELLED):
            assert money.held_cents == 0

    def teardown(self) -> None:
        if not hasattr(self, "desk"):
            return
        assert self.desk.ledger.audit() == ()
        entries = self.desk.ledger.entries()
        state: Campaign | None = None
        for entry in entries:
            state = next_campaign(state, entry)
            assert sum(self_money(state)) == state.money().paid_cents, "at every entry"
        assert fold(BY_STATE[Campaign], entries)[NAME] == state
        self.desk.ledger.engine.dispose()


def self_money(campaign: Campaign) -> tuple[int, int, int, int]:
    money = campaign.money()
    return money.held_cents, money.due_back_cents, money.refunded_cents, money.earned_cents


TestRaces = Races.TestCase
TestRaces.settings = settings(max_examples=60, stateful_step_count=30)
assert BEGAN
