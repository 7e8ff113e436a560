"""A campaign told to its end: who is in, who is not, and whose every cent is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from campaign_cases import BEGAN, CLOSES, NAME, PLAIN, Desk, with_terms

from treadle.errors import InputError
from treadle.plant.presell.campaigns import cancel_campaign, change_campaign, notify_delay, open_campaign, reach_stage
from treadle.plant.presell.money import grant_refund, take_payment
from treadle.plant.presell.seats import answer_delay, leave_campaign
from treadle.presell.obligations import overdue_refunds
from treadle.presell.time_passes import DAY_PASSED, NO_BALANCE, NO_FRIEND, NOT_FILLED, NOT_PAID, SILENT
from treadle.terms.campaign import PAIR, CampaignChanged, DelayTold, PaymentTaken, Tier
from treadle.terms.campaign_end import CampaignMoney
from treadle.terms.reason import Reason
from treadle.words import say


def money(desk: Desk) -> tuple[int, int, int, int, int]:
    found: CampaignMoney = desk.campaign.money()
    return found.paid_cents, found.held_cents, found.due_back_cents, found.refunded_cents, found.earned_cents


def stage(desk: Desk, name: str) -> Reason | None:
    return reach_stage(desk.ledger, NAME, name, author="Mira", clock=desk.clock).refused


def delay(desk: Desk, day: date) -> Reason | None:
    ships_by = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)
    told = DelayTold(day=day, ships_by=ships_by, reason="cloth is late")
    return notify_delay(desk.ledger, NAME, told, author="Mira", clock=desk.clock).refused


def test_it_fills_is_made_shipped_and_settled_and_the_lower_tier_is_given_back() -> None:
    desk = Desk()
    for number in range(8):
        desk.join(f"b{number}")
    assert desk.campaign.is_sure and desk.campaign.firm_units() == {"TEE-S": 8}
    assert money(desk) == (24_000, 24_000, 0, 0, 0)
    desk.now = CLOSES
    assert (desk.campaign.state, desk.campaign.price_cents) == ("filled", 2500)
    assert money(desk) == (24_000, 20_000, 4_000, 0, 0)
    for number in range(8):
        assert desk.pay_back(f"b{number}", 500).is_new
    for name in ("released", "made", "shipped"):
        assert stage(desk, name) is None and desk.campaign.stage == name
    assert money(desk) == (24_000, 0, 0, 4_000, 20_000)
    assert desk.campaign.firm_units() == {}
    granted = grant_refund(desk.ledger, NAME, "b0", 2500, "came back", key="1", author="Mira", clock=desk.clock)
    assert granted.is_new and money(desk) == (24_000, 0, 2_500, 4_000, 17_500)
    assert stage(desk, "settled") is None
    assert desk.ledger.audit() == ()


def test_one_that_does_not_fill_owes_everything_back() -> None:
    desk = Desk()
    desk.join("b1", 3)
    desk.now = CLOSES
    assert desk.campaign.state == "failed" and desk.order("b1").ended_by == NOT_FILLED
    assert money(desk) == (9_000, 0, 9_000, 0, 0)
    assert desk.pay_back("b1", 9_000).is_new
    assert money(desk) == (9_000, 0, 0, 9_000, 0)
    refused = desk.pay_back("b1", 1)
    assert refused.refused is not None and refused.refused.code == "presell.not_owed"


def test_a_reservation_ends_and_a_payment_after_it_has_the_seat_only_while_it_is_free() -> None:
    desk = with_terms(most_units=4)
    desk.reserve("slow", 2)
    desk.join("quick", 2)
    assert desk.reserve("third", 1).refused is not None
    desk.wait(minutes=61)
    assert desk.order("slow").ended_by == NOT_PAID
    assert desk.reserve("third", 1).refused is None
    desk.pay("slow")  # 2 pieces, and one seat is left
    assert desk.order("slow").due_back_cents == 6_000 and not desk.order("slow").is_in
    desk.pay("third")
    other = with_terms(most_units=4)
    other.reserve("slow", 2)
    other.wait(minutes=61)
    other.pay("slow")
    assert other.order("slow").is_in and other.order("slow").due_back_cents == 0


def test_money_is_paid_back_within_seven_working_days_or_is_overdue() -> None:
    desk = Desk()
    desk.join("b1", 3)
    desk.now = CLOSES  # Thursday, 5 March
    assert desk.campaign.state == "failed"

    def overdue(day: int) -> list[str]:
        return [one.order_id for one in overdue_refunds(desk.campaign, datetime(2026, 3, day, 12, tzinfo=UTC))]

    assert (overdue(15), overdue(16), overdue(17)) == ([], [], ["b1"])
    desk.pay_back("b1", 9_000)
    assert overdue(31) == []


def test_a_payment_after_the_deadline_is_owed_back_unasked() -> None:
    desk = with_terms(grace_hours=48, hold_minutes=10_000)
    desk.join("b1", 4)
    desk.reserve("in time")
    desk.reserve("too late")
    desk.now = CLOSES + timedelta(hours=20)
    desk.pay("in time", paid_at=CLOSES - timedelta(hours=1))
    desk.pay("too late", paid_at=CLOSES + timedelta(hours=1))
    assert desk.order("in time").is_in and desk.order("too late").due_back_cents == 3_000
    desk.now = CLOSES + timedelta(days=3)
    desk.pay("too late", 100)
    assert desk.order("too late").due_back_cents == 3_100
    assert desk.campaign.count_units == 5


def test_a_friend_makes_a_pair_whole_and_nobody_a_refund() -> None:
    desk = with_terms(kind=PAIR, threshold_units=0, tiers=(Tier(from_units=1, price_cents=2500),),
                      solo_price_cents=3000, most_units=0, hold_minutes=3_000)  # fmt: skip
    desk.join("alone", is_solo=True)
    desk.join("starter")
    assert desk.campaign.firm_units() == {"TEE-S": 1}
    desk.join("friend", team_id="starter")
    assert desk.campaign.firm_units() == {"TEE-S": 3}
    full = desk.reserve("third", team_id="starter").refused
    assert full is not None and full.code == "presell.team_full"
    leave_campaign(desk.ledger, NAME, "friend", "changed my mind", author="friend", clock=desk.clock)
    assert desk.campaign.firm_units() == {"TEE-S": 2}, "who stays keeps the price of the pair"
    desk.join("lonely")
    desk.wait(hours=25)
    assert desk.order("lonely").ended_by == NO_FRIEND and desk.order("starter").is_in
    desk.now = CLOSES
    assert money(desk) == (3000 + 3 * 2500, 3000 + 2500, 5000, 0, 0)


def test_a_deposit_and_a_balance() -> None:
    desk = with_terms(deposit_cents=1000)
    for number in range(4):
        desk.join(f"b{number}")
    desk.now = CLOSES
    desk.pay("b0", 2000)
    desk.pay("b1", 2100)
    for name in ("released", "made", "shipped"):
        assert stage(desk, name) is None
    assert [desk.order(f"b{number}").state for number in range(4)] == ["shipped", "shipped", "made", "made"]
    assert desk.order("b1").due_back_cents == 100
    desk.wait(days=8)
    assert desk.order("b2").ended_by == NO_BALANCE and desk.order("b2").due_back_cents == 1000


def test_who_leaves_lowers_the_count_and_goods_in_the_making_keep_it_alive() -> None:
    desk = Desk()
    desk.join("b1", 2)
    desk.join("b2", 2)
    leave_campaign(desk.ledger, NAME, "b2", "changed my mind", author="b2", clock=desk.clock)
    assert desk.campaign.count_units == 2 and not desk.campaign.is_sure
    desk.join("b3", 2)
    assert stage(desk, "released") is None
    leave_campaign(desk.ledger, NAME, "b3", "changed my mind", author="b3", clock=desk.clock)
    assert desk.campaign.is_sure
    desk.now = CLOSES
    assert desk.campaign.state == "filled" and desk.campaign.count_units == 2


@pytest.mark.parametrize("answer", [None, True, False])
def test_silence_agrees_to_a_first_delay_of_thirty_days_and_to_no_other(answer: bool | None) -> None:
    desk = Desk()
    desk.join("b1", 4)
    desk.now = CLOSES
    assert delay(desk, date(2026, 4, 10)) is None
    desk.now = datetime(2026, 4, 1, tzinfo=UTC)
    assert desk.order("b1").is_in, "silence agrees once"
    assert delay(desk, date(2026, 4, 20)) is None
    if answer is not None:
        answer_delay(desk.ledger, NAME, "b1", stays=answer, author="b1", clock=desk.clock)
    desk.now = datetime(2026, 4, 11, tzinfo=UTC)
    assert desk.order("b1").is_in == (answer is True)
    assert desk.order("b1").due_back_cents == (0 if answer else 12_000)
    if answer is None:
        assert desk.order("b1").ended_by == SILENT


def test_a_long_first_delay_needs_a_yes_within_thirty_days_of_the_day() -> None:
    desk = Desk()
    desk.join("yes", 2)
    desk.join("silent", 2)
    desk.now = CLOSES
    assert delay(desk, date(2026, 5, 20)) is None
    answer_delay(desk.ledger, NAME, "yes", stays=True, author="yes", clock=desk.clock)
    desk.now = datetime(2026, 4, 24, tzinfo=UTC)
    assert desk.order("silent").is_in
    desk.now = datetime(2026, 4, 25, tzinfo=UTC)  # 26 March, the end of the promised day, and 30 days
    assert desk.order("silent").ended_by == SILENT and desk.order("yes").is_in


def test_a_day_that_passes_without_a_word_is_a_refund() -> None:
    desk = Desk()
    desk.join("b1", 4)
    desk.now = datetime(2026, 3, 26, tzinfo=UTC)
    assert desk.order("b1").ended_by == DAY_PASSED and money(desk) == (12_000, 0, 12_000, 0, 0)
    told = delay(desk, date(2026, 4, 1))
    assert told is not None and told.code == "presell.nothing_owed"


def test_a_campaign_that_is_called_off_owes_everything_back_once() -> None:
    desk = Desk()
    desk.join("b1", 4)
    assert cancel_campaign(desk.ledger, NAME, "no cloth", author="Mira", clock=desk.clock).is_new
    assert money(desk) == (12_000, 0, 12_000, 0, 0)
    desk.pay("b1", 50)
    assert money(desk) == (12_050, 0, 12_050, 0, 0)


def test_prices_only_fall_and_a_campaign_is_longer_or_shorter() -> None:
    desk = Desk()

    def changed(**told: object) -> Reason | None:
        wanted = CampaignChanged(reason="advised", **told)  # type: ignore[arg-type]
        return change_campaign(desk.ledger, NAME, wanted, author="Mira", clock=desk.clock).refused

    dearer = changed(tiers=(Tier(from_units=1, price_cents=3000), Tier(from_units=9, price_cents=2500)))
    assert dearer is not None and dearer.code == "presell.dearer"
    assert changed(tiers=(*PLAIN.tiers, Tier(from_units=9, price_cents=2400))) is None
    few, late = changed(most_units=3), changed(closes_at=PLAIN.ships_by)
    assert few is not None and few.code == "presell.seats_taken"
    assert late is not None and late.code == "presell.bad_end"
    assert changed(most_units=9) is None
    assert changed(closes_at=CLOSES + timedelta(days=1)) is None
    desk.join("b1", 9)
    desk.now = CLOSES
    assert desk.campaign.state == "open"
    desk.wait(days=1)
    assert desk.campaign.price_cents == 2400
    closed = changed(closes_at=desk.now)
    assert closed is not None and closed.code == "presell.closed"


def test_offers_that_cannot_be_are_refused_with_every_rule_they_break() -> None:
    desk = Desk()
    bad = with_terms().terms
    tiers = (Tier(from_units=2, price_cents=10), Tier(from_units=1, price_cents=20))
    with pytest.raises(InputError) as caught:
        open_campaign(desk.ledger, "bad", _replace(bad, tiers=tiers, closes_at=BEGAN), author="Mira")
    assert len(caught.value.problems) == 4
    with pytest.raises(InputError, match="there is a campaign of this name"):
        open_campaign(desk.ledger, NAME, _replace(bad, text="another"), author="Mira")


#: A refusal, and what takes its cause away.
PRESELL_CAUSES: dict[str, tuple[str, str]] = {
    "presell.no_seats": ("eleven", "ten"),
    "presell.no_pieces": ("none", "one"),
    "presell.no_size": ("other", "one"),
    "presell.no_team": ("no team", "one"),
    "presell.closed": ("after", "one"),
    "presell.not_begun": ("before", "one"),
}


@pytest.mark.parametrize("code", PRESELL_CAUSES)
def test_a_refusal_without_its_cause_is_none(code: str) -> None:
    def tried(case: str) -> Reason | None:
        pair = {"kind": PAIR, "threshold_units": 0, "tiers": (Tier(from_units=1, price_cents=2500),),
                "solo_price_cents": 3000}  # fmt: skip
        desk = with_terms(**(pair if code == "presell.no_team" else {}))
        desk.now = {"after": CLOSES, "before": BEGAN - timedelta(hours=1)}.get(case, BEGAN)
        if case == "before":
            desk = with_terms(opens_at=BEGAN + timedelta(hours=2))
        units = {"eleven": 11, "ten": 10, "none": 0}.get(case, 1)
        if case == "other":
            from treadle.plant.presell.seats import reserve_seat
            from treadle.presell.seats import SeatAsked

            asked = SeatAsked(order_id="b", units={"TEE-X": 1})
            return reserve_seat(desk.ledger, NAME, asked, author="b", clock=desk.clock).refused
        return desk.reserve("b", units, team_id="none such" if case == "no team" else "").refused

    with_cause, without = PRESELL_CAUSES[code]
    refused = tried(with_cause)
    assert refused is not None and refused.code == code
    assert say(refused) and say(refused, "zh")
    assert tried(without) is None


def test_a_refusal_about_an_order_goes_with_its_cause() -> None:
    desk = Desk()
    desk.join("b1", 4)

    def code(refused: Reason | None) -> str:
        return "" if refused is None else refused.code

    def payment(order_id: str, cents: int) -> str:
        told = PaymentTaken(payment_id=f"{order_id}{cents}", order_id=order_id, amount_cents=cents, paid_at=desk.now,
                            via="till")  # fmt: skip
        return code(take_payment(desk.ledger, NAME, told, author="till", clock=desk.clock).refused)

    def answer() -> str:
        return code(answer_delay(desk.ledger, NAME, "b1", stays=True, author="b1", clock=desk.clock).refused)

    def grant() -> str:
        told = grant_refund(desk.ledger, NAME, "b1", 100, "spot", key="1", author="Mira", clock=desk.clock)
        return code(told.refused)

    assert [payment("b2", 5), payment("b1", 0), payment("b1", 5)] == ["presell.no_order", "presell.no_money", ""]
    desk.now = CLOSES
    assert code(delay(desk, PLAIN.promise_day)) == "presell.not_later"
    assert answer() == "presell.not_asked"
    assert code(delay(desk, date(2026, 4, 1))) == "" and answer() == ""
    assert grant() == "presell.not_earned"
    assert [code(stage(desk, one)) for one in ("shipped", "shipped")] == ["", "presell.none_to_move"]
    assert grant() == ""
    left = leave_campaign(desk.ledger, NAME, "b1", "no", author="b1", clock=desk.clock)
    assert code(left.refused) == "presell.not_in"


def _replace(terms: object, **changes: object) -> object:
    from dataclasses import replace

    return replace(terms, **changes)  # type: ignore[type-var]
