import math
import random
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from floors import MONDAY, made_plant

from treadle.schedule.learning import learn_levels, learn_promises
from treadle.schedule.plan import plan_schedule
from treadle.terms.budget import Budget
from treadle.terms.order import Arrived, Order, OrderLine
from treadle.terms.policy import PromisePolicy
from treadle.terms.reason import Reason
from treadle.terms.release import ReleasedOrder
from treadle.terms.schedule import Promise

TOLD = PromisePolicy()
DAY = timedelta(days=1)


def order(name, told_on, arrivals, came, factory="F1", units=100):
    """An order promised on a day with plays (days from then, share there by then); `came`: (day, units)."""
    plays = tuple((told_on + days * DAY, share) for days, share in arrivals)
    promise = Promise(
        work_order_id=name, days=((0.9, plays[-1][0]),), planned_day=plays[0][0], arrivals=plays, from_day=told_on,
        why_not_earlier=Reason.of("promise.lead_time"),
    )  # fmt: skip
    terms = ReleasedOrder(
        work_order_id=name, style_id="TEE", units={"S": units}, due_day=plays[-1][0], promise_day=plays[-1][0],
        origin_day=told_on, factory_id=factory, promise=promise,
    )  # fmt: skip
    there = sum(count for _, count in came)
    return Order(
        terms=terms, lines=(OrderLine(sku="S", ordered_units=units, received_units=there),),
        arrived=tuple(Arrived(sku="S", units=count, day=day) for day, count in came),
    )  # fmt: skip


def world(count, factor=1.2, sd=0.1, seed=1, factory="F1", until=None):
    """Orders of a factory, two a day, whose plays lie around 20 days and that take `factor` times as long; those that
    have not come `until` a day are out."""
    rng = np.random.default_rng(seed)
    found = []
    for i in range(count):
        told_on = MONDAY + i // 2 * DAY
        middle = int(rng.integers(12, 30))
        arrivals = ((middle - 1, 0.25), (middle, 0.75), (middle + 1, 1.0))
        play = middle + int(rng.choice([-1, 0, 0, 1]))
        came = told_on + round(play * factor * math.exp(sd * rng.standard_normal())) * DAY
        is_there = until is None or came < until
        if until is None or told_on < until:
            found.append(order(f"{factory}-{i}", told_on, arrivals, [(came, 100)] if is_there else [], factory))
    return found


LATER = date(2026, 12, 1)


def test_nothing_seen_leaves_what_was_told():
    assert learn_promises(TOLD, [], LATER) is TOLD
    assert learn_levels([], (0.5, 0.9)) == ((0.5, 0.5), (0.9, 0.9))
    still_young = order("W", MONDAY, ((20, 0.5), (21, 1.0)), [])
    assert learn_promises(TOLD, [still_young], MONDAY + 5 * DAY) is TOLD


def test_what_is_switched_off_or_long_ago_teaches_nothing():
    seen = world(40)
    off = replace(TOLD, is_learned=False)
    assert learn_promises(off, seen, LATER) is off
    assert learn_promises(TOLD, seen, MONDAY + 500 * DAY) is TOLD
    assert learn_promises(TOLD, seen, LATER).paces


def test_many_orders_show_the_world_as_it_is_each_factory_alone():
    found = learn_promises(TOLD, [*world(300), *world(300, factor=0.9, sd=0.0, factory="F2")], LATER)
    slow, quick = found.paces
    assert (slow.factory_id, slow.orders, quick.factory_id) == ("F1", 300, "F2")
    assert slow.factor == pytest.approx(1.2, abs=0.02) and slow.sd == pytest.approx(0.1, abs=0.015)
    assert quick.factor == pytest.approx(0.9, abs=0.02) and quick.sd < 0.02
    assert found.check() == ()


def test_one_order_counts_an_eleventh_part_by_hand():
    one = order("W", MONDAY, ((10, 1.0),), [(MONDAY + 20 * DAY, 100)])
    (pace,) = learn_promises(TOLD, [one], LATER).paces
    assert pace.factor == pytest.approx(2 ** (1 / 11))


def test_orders_still_out_are_not_left_aside():
    # Forty days in, of the youngest orders only the quick ones have come; without the others the factory would look
    # quicker than it is.
    told = replace(TOLD, told_orders=0.5)
    now = MONDAY + 40 * DAY
    seen = world(80, factor=1.4, sd=0.15, until=now)
    came = [one for one in seen if one.there_day]
    (with_all,) = learn_promises(told, seen, now).paces
    (quick_only,) = learn_promises(told, came, now).paces
    (in_the_end,) = learn_promises(told, world(80, factor=1.4, sd=0.15), LATER).paces
    assert len(came) < len(seen)
    assert abs(with_all.factor - in_the_end.factor) < 0.06 < in_the_end.factor - quick_only.factor


def test_an_order_that_is_overdue_and_out_makes_its_factory_slower():
    out = [order(f"W{i}", MONDAY, ((10, 0.5), (12, 1.0)), []) for i in range(5)]
    first, later = (learn_promises(TOLD, out, MONDAY + days * DAY).paces[0].factor for days in (14, 30))
    assert 1.0 < first < later


def test_the_order_of_the_orders_does_not_matter():
    seen = world(60)
    mixed = seen[:]
    random.Random(4).shuffle(mixed)
    assert learn_promises(TOLD, seen, LATER) == learn_promises(TOLD, mixed, LATER)


def test_an_order_is_there_with_nearly_all_that_is_wanted_of_it():
    parts = order("W", MONDAY, ((10, 1.0),), [(MONDAY + 11 * DAY, 60), (MONDAY + 14 * DAY, 36)])
    assert parts.there_day == MONDAY + 14 * DAY
    assert order("W", MONDAY, ((10, 1.0),), [(MONDAY + 11 * DAY, 60)]).there_day is None
    cancelled = replace(parts, arrived=(), lines=(OrderLine(sku="S", ordered_units=100, cancelled_units=100),))
    assert cancelled.there_day is None and learn_promises(TOLD, [cancelled], LATER) is TOLD


def test_levels_by_hand():
    # Of 80 promises, as many were there at each of four shares; with 20 that were as sure as they said.
    shares = [0.1] * 20 + [0.3] * 20 + [0.6] * 20 + [0.7] * 20
    ((asked, used), *_) = learn_levels(shares, (0.5,), weight=20)
    assert asked == 0.5 and used == pytest.approx(0.2 * 0.5 + 0.8 * 0.3, abs=1e-5)


def test_levels_with_orders_still_out_by_hand():
    # Came at 0.2 and 0.6; out beyond 0.4: of the two that are left after 0.2 one is out, so 0.6 takes all the rest.
    shares, out = [0.2, 0.4, 0.6], [False, True, False]
    ((_, third), (_, half)) = learn_levels(shares, (0.3, 0.5), is_open=out, weight=1e-9)
    assert (third, half) == (pytest.approx(0.2, abs=1e-5), pytest.approx(0.6, abs=1e-5))


def test_promises_that_were_too_bold_are_quoted_later_and_then_kept():
    rng = np.random.default_rng(3)
    bold = np.sqrt(rng.random(4000))  # the plays were too early: most orders came after most plays
    levels = dict(learn_levels(bold[:2000].tolist(), (0.5, 0.8, 0.95)))
    for asked, used in levels.items():
        assert used > asked
        assert np.mean(bold[2000:] < used) == pytest.approx(asked, abs=0.03)


def test_levels_between_those_learned_are_interpolated_and_bad_ones_refused():
    told = replace(TOLD, used_levels=((0.5, 0.6), (0.9, 0.95)))
    assert [told.level(p) for p in (0.5, 0.7, 0.9)] == pytest.approx([0.6, 0.775, 0.95])
    assert TOLD.level(0.8) == pytest.approx(0.8)
    assert told.check() == ()
    for wrong in (((0.9, 0.5), (0.5, 0.9)), ((0.5, 1.0),), ((0.5, 0.6), (0.8, 0.4))):
        assert [one.rule for one in replace(TOLD, used_levels=wrong).check()] == ["used_levels rise between 0 and 1"]


def test_a_plan_quotes_from_the_levels_and_shows_its_plays():
    demands, factories, balances = made_plant(20, 4)

    def planned(uncertainty):
        return plan_schedule(
            demands,
            factories,
            balances,
            origin_day=MONDAY,
            budget=Budget(work=0.0),
            promise=uncertainty,
        )

    plain = planned(TOLD)
    later = planned(replace(TOLD, used_levels=((0.5, 0.8), (0.8, 0.9), (0.9, 0.99))))
    for one, other in zip(plain.promises, later.promises, strict=True):
        assert other.day(0.5) == one.day(0.8)
        assert one.arrivals[-1][1] == pytest.approx(1.0)
        assert one.early_share(one.day(0.8)) < 0.8 <= one.early_share(one.day(0.8) + timedelta(days=1))
        assert one.early_share(one.arrivals[0][0]) == 0.0


def test_a_plan_promises_at_the_pace_of_each_factory_and_says_so():
    demands, factories, balances = made_plant(20, 4)
    name = factories[0].factory_id
    learned = learn_promises(TOLD, world(200, factor=1.5, sd=0.0, factory=name), LATER)

    def planned(promise):
        return plan_schedule(demands, factories, balances, origin_day=MONDAY, budget=Budget(work=0.0), promise=promise)

    plain, paced = planned(TOLD), planned(replace(learned, used_levels=()))
    assert plain.slots == paced.slots and {one.code for one in paced.reasons} == {"pace.slower"}
    factor = learned.paces[0].factor
    for order, one, other in zip(plain.work_orders, plain.promises, paced.promises, strict=True):
        assert one.arrivals == other.arrivals
        if order.factory_id == name:
            told, learned_days = ((each.day(0.5) - one.from_day).days for each in (one, other))
            assert learned_days == pytest.approx(told * factor, abs=2)
        else:
            assert one == other
