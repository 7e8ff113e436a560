"""What is owed for orders: accepted pieces once, whatever is amended, moved, closed and stated in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from treadle.settle.batches import owed_lines
from treadle.settle.fold import next_account, unbalanced_accounts
from treadle.settle.statements import draw_up, payment
from treadle.terms.entry import BODIES, Amended, Body, Closed, Entry, Ordered, Received, ReceivedLine
from treadle.terms.offer import ACCEPTED, COUNTERED, WITHDRAWN, Offer, OfferAnswered, OrderOffered, makers_of
from treadle.terms.reason import Reason
from treadle.terms.release import ReleasedOrder
from treadle.terms.settlement import Account, OwedLine, TermsSet

KIND_OF = {body: kind for kind, body in BODIES.items()}
DAY = date(2026, 3, 2)
SKUS = ("S", "M", "L")


def entry(subject: str, body: Body, number: int, day: date = DAY) -> Entry:
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return Entry(kind=KIND_OF[type(body)], subject=subject, happened_at=at, known_at=at, author="t", body=body,
                 key=f"{subject}:{number}", number=number, currency="EUR")  # fmt: skip


def order(units: dict[str, int], cost_cents: int, factory: str = "F1", name: str = "W1") -> ReleasedOrder:
    return ReleasedOrder(work_order_id=name, style_id="TEE", units=units, due_day=DAY, promise_day=DAY, origin_day=DAY,
                         factory_id=factory, cost_cents=cost_cents)  # fmt: skip


def ordered(units: dict[str, int], cost_cents: int, **more: Any) -> Ordered:
    return Ordered(release_id="R1", plan_id="P1", order=order(units, cost_cents, **more))


def came(units: dict[str, int], rejected: int = 0, *, is_last: bool = False, day: date = DAY) -> Received:
    lines = tuple(ReceivedLine(sku=sku, units=count, rejected_units=rejected) for sku, count in units.items())
    return Received(day=day, lines=lines, is_last=is_last)


def account(partner: str = "F1", **terms: Any) -> Account:
    return Account(partner_id=partner, terms=(TermsSet(kind="factory", from_day=DAY, **terms),))


def lines_of(bodies: list[Body], *accounts: Account) -> dict[str, list[tuple[str, int, int]]]:
    entries = [entry("W1", body, at) for at, body in enumerate(bodies, 1)]
    owed = owed_lines(entries, {one.partner_id: one for one in accounts})
    return {name: [(one.kind, one.units, one.cents) for one in lines] for name, lines in owed.items()}


def test_by_hand_two_batches_with_a_deposit_and_pieces_sent_back() -> None:
    bodies = [ordered({"S": 60, "M": 40}, 100_000), came({"S": 30}, 5), came({"S": 30, "M": 50})]
    found = lines_of(bodies, account(deposit_share=0.3))
    assert found["F1"] == [
        ("deposit", 0, 30_000), ("batch", 30, 30_000), ("used", 0, -9_000),
        ("batch", 70, 70_000), ("used", 0, -21_000),
    ], "ten pieces beyond the order and five that were sent back are owed to nobody"  # fmt: skip


def test_an_agreed_rate_stands_instead_of_the_orders_cost() -> None:
    bodies = [ordered({"S": 10}, 9_999), came({"S": 10})]
    assert lines_of(bodies, account(piece_cents={"TEE": 420}))["F1"] == [("batch", 10, 4_200)]
    assert lines_of(bodies, account(piece_cents={"DRESS": 420}))["F1"] == [("batch", 10, 9_999)]


def test_whole_cents_add_up_to_the_orders_cost() -> None:
    bodies: list[Body] = [ordered({"S": 7}, 1_000), *(came({"S": 1}) for _ in range(7))]
    assert sum(cents for _, _, cents in lines_of(bodies, account())["F1"]) == 1_000


def test_what_is_bought_in_is_owed_to_whoever_accepted_it_at_the_agreed_price() -> None:
    asked = OrderOffered(order_id="W1", factory_id="F9", style_id="TEE", units={"S": 10}, due_day=DAY, answer_by=DAY,
                         piece_cents=450, setup_cents=500)  # fmt: skip
    counter = OfferAnswered(answer="counter", piece_cents=400)
    offer = Offer(offer_id="W1 F9", terms=asked, state=COUNTERED, answer=counter)
    entries = [
        entry("W1", body, at) for at, body in enumerate([ordered({"S": 10}, 9_999, factory=""), came({"S": 10})])
    ]
    assert makers_of([offer]) == {} and list(owed_lines(entries, {})) == ["supplier"]
    makers = makers_of([replace(offer, state=ACCEPTED)])
    owed = owed_lines(entries, {"F9": account("F9", deposit_share=0.5)}, makers=makers)
    assert [(one.kind, one.cents) for one in owed["F9"]] == [("deposit", 2_250), ("batch", 4_500), ("used", -2_250)]
    assert list(owed) == ["F9"]


def test_what_came_before_a_factory_was_left_stays_owed_to_it() -> None:
    """F9 accepts ten at 4.50 and 5.00 once, half of it before: 25.00. Four come (20.00, of it 10.00 paid), it is left,
    15.00 go back; the six that come later are owed to F8, which accepts them at 6.00, or to nobody's name."""
    asked = OrderOffered(order_id="W1", factory_id="F9", style_id="TEE", units={"S": 10}, due_day=DAY, answer_by=DAY,
                         piece_cents=450, setup_cents=500)  # fmt: skip
    days = [DAY + timedelta(days=at) for at in range(5)]
    first = Offer(offer_id="W1 F9", terms=asked, state=WITHDRAWN, answer=OfferAnswered(answer="accept"),
                  left_at=datetime(2026, 3, 4, tzinfo=UTC), left_entry=3)  # fmt: skip
    second = Offer(offer_id="W1 F8", state=ACCEPTED, answer=OfferAnswered(answer="accept"),
                   terms=replace(asked, factory_id="F8", units={"S": 6}, piece_cents=600, setup_cents=0))  # fmt: skip
    bodies = [ordered({"S": 10}, 9_990, factory=""), came({"S": 4}, day=days[1]), came({"S": 6}, day=days[3])]
    entries = [entry("W1", body, number, days[number - 1]) for number, body in zip((1, 2, 4), bodies, strict=True)]
    terms = {"F9": account("F9", deposit_share=0.5)}

    def told(entries: list[Entry], *offers: Offer) -> dict[str, list[tuple[str, int]]]:
        owed = owed_lines(entries, terms, makers=makers_of(offers))
        return {name: [(one.kind, one.cents) for one in lines] for name, lines in owed.items()}

    left = [("deposit", 2_500), ("batch", 2_000), ("used", -1_000), ("deposit back", -1_500)]
    assert told(entries[:2], first) == {"F9": left}
    assert told(entries, first) == {"F9": left, "supplier": [("batch", 5_994)]}
    assert told(entries, first, second) == {"F9": left, "F8": [("batch", 3_600)]}
    again = replace(second, offer_id="W1 F9", terms=replace(second.terms, factory_id="F9"), earlier=(first,))
    assert sum(cents for _, cents in told(entries, again)["F9"]) == 2_000 + 3_600


def test_an_order_that_is_moved_owes_each_what_it_made_and_gives_the_deposit_back() -> None:
    moved = Amended(reason="late", terms=order({"S": 100}, 50_000, "F2"))
    bodies = [ordered({"S": 100}, 100_000), came({"S": 20}), moved, came({"S": 80})]
    found = lines_of(bodies, account(deposit_share=0.5), account("F2"))
    assert found["F1"] == [
        ("deposit", 0, 50_000), ("batch", 20, 20_000), ("used", 0, -10_000), ("deposit back", 0, -40_000),
    ]  # fmt: skip
    assert found["F2"] == [("batch", 80, 40_000)]


def test_a_cancelled_order_owes_nothing_and_its_deposit_back() -> None:
    cancelled = Amended(reason="no cloth", terms=order({"S": 0}, 0), is_cancelled=True)
    found = lines_of([ordered({"S": 100}, 100_000), cancelled], account(deposit_share=0.2))
    assert found["F1"] == [("deposit", 0, 20_000), ("deposit back", 0, -20_000)]
    assert sum(cents for _, _, cents in found["F1"]) == 0


def test_a_closed_order_owes_what_came() -> None:
    found = lines_of([ordered({"S": 100}, 100_000), came({"S": 40}), Closed(reason="enough")], account())
    assert found["F1"] == [("batch", 40, 40_000)]


def test_terms_are_those_of_the_day_on_which_an_order_was_placed() -> None:
    later = TermsSet(kind="factory", from_day=DAY + timedelta(days=1), deposit_share=0.9)
    held = replace(account(), terms=(*account().terms, later))
    assert lines_of([ordered({"S": 1}, 100)], held) == {}
    early = Ordered(release_id="R", plan_id="P", order=replace(order({"S": 1}, 100), origin_day=later.from_day))
    assert lines_of([early], held)["F1"] == [("deposit", 0, 90)]


def test_nothing_is_stated_twice() -> None:
    made = draw_up(account(), [line("a", 500), line("b", 700)], DAY)[0]
    once = next_account(account(), entry("F1", made, 1))
    assert draw_up(once, [line("a", 500), line("b", 700)], DAY) == ()
    assert [one.made.cents for one in once.statements.values()] == [1_200]
    with pytest.raises(ValueError, match="states again"):
        next_account(once, entry("F1", replace(made, statement_id="F1-0002"), 2))


def line(name: str, cents: int) -> OwedLine:
    return OwedLine(line_id=name, kind="batch", subject="W1", day=DAY, due_day=DAY + timedelta(days=30), cents=cents)


pieces = st.fixed_dictionaries({sku: st.integers(0, 40) for sku in SKUS})
acts = st.one_of(
    st.tuples(st.just("came"), pieces, st.integers(0, 3), st.booleans()),
    st.tuples(st.just("amend"), pieces, st.integers(0, 90_000), st.sampled_from(["F1", "F2", ""])),
    st.tuples(st.just("close")), st.tuples(st.just("state")), st.tuples(st.just("pay"), st.integers(1, 40_000)),
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(["W1", "W2"]), acts), max_size=25), st.floats(0, 1))
def test_books_balance_whatever_is_amended_moved_stated_and_paid(
    told: list[tuple[str, tuple[Any, ...]]], deposit: float
) -> None:
    """Units owed are those accepted within what is wanted; nothing is stated twice; paid = owed - open."""
    names = ("F1", "F2", "supplier")
    accounts = {name: account(name, deposit_share=round(deposit, 2), discount_share=0.02, discount_days=5)
                for name in names}  # fmt: skip
    entries = [
        entry("W1", ordered({"S": 20, "M": 20}, 40_000), 1),
        entry("W2", ordered({"L": 33}, 9_999, name="W2"), 2),
    ]
    wanted: dict[str, dict[str, int]] = {"W1": {"S": 20, "M": 20}, "W2": {"L": 33}}
    received: dict[str, dict[str, int]] = {"W1": {}, "W2": {}}
    for subject, act in told:
        number = len(entries) + 1
        if act[0] == "came":
            for sku, count in act[1].items():
                received[subject][sku] = received[subject].get(sku, 0) + count
            entries.append(entry(subject, came(act[1], act[2], is_last=act[3]), number))
        elif act[0] == "amend":
            wanted[subject] = act[1]
            terms = order(act[1], act[2], act[3], name=subject)
            entries.append(entry(subject, Amended(reason="r", terms=terms), number))
        elif act[0] == "close":
            entries.append(entry(subject, Closed(reason="r"), number))
        else:
            owed = owed_lines(entries, accounts)
            for name in names:
                accounts[name] = _settle(accounts[name], owed.get(name, ()), act, number)
    owed = owed_lines(entries, accounts)
    units = sum(one.units for lines in owed.values() for one in lines)
    kept = sum(
        min(received[name].get(sku, 0), count) for name, skus in wanted.items() for sku, count in skus.items()
    )  # fmt: skip
    assert units == kept
    ids = [one.line_id for lines in owed.values() for one in lines]
    assert len(ids) == len(set(ids))
    assert unbalanced_accounts(list(accounts.values()), entries, {}) == ()


def _settle(held: Account, owed: tuple[OwedLine, ...], act: tuple[Any, ...], number: int) -> Account:
    if act[0] == "state":
        for made in draw_up(held, owed, DAY):
            held = next_account(held, entry(held.partner_id, made, number))
        return held
    for one in held.statements.values():
        sign = 1 if one.open_cents > 0 else -1
        paid = payment(one, sign * min(act[1], abs(one.open_cents)), DAY, f"m{number}", "hand")
        if not isinstance(paid, Reason):
            held = next_account(held, entry(held.partner_id, paid, number))
    return held
