import math
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from floors import MONDAY, made_plant

from treadle.schedule.learning import learn_levels, learn_uncertainty
from treadle.schedule.plan import plan_schedule
from treadle.terms.budget import Budget
from treadle.terms.policy import PromisePolicy
from treadle.terms.schedule import MadeOrder

TOLD = PromisePolicy()


def made(count, seed=1, sew=1.2, line_sd=0.08, own_sd=0.12):
    """Orders of a world that is slower and stray further than was told; seven share a line and week."""
    rng = np.random.default_rng(seed)
    groups = np.exp(line_sd * rng.standard_normal(count // 7 + 1))
    return [
        MadeOrder(
            work_order_id=f"W{i}",
            group_id=f"L{i // 7}",
            sew_ratio=float(sew * groups[i // 7] * np.exp(own_sd * rng.standard_normal())),
            cut_ratio=float(1.1 * np.exp(0.2 * rng.standard_normal())),
            rework_share=0.03,
            fabric_late_days=int(np.ceil(rng.exponential(3.0))) if rng.random() < 0.3 else 0,
            transport_late_days=0,
        )
        for i in range(count)
    ]


def test_nothing_seen_leaves_what_was_told():
    assert learn_uncertainty(TOLD, []) == TOLD
    assert learn_levels([], (0.5, 0.9)) == ((0.5, 0.5), (0.9, 0.9))


def test_many_orders_show_the_world_as_it_is():
    found = learn_uncertainty(TOLD, made(2000))
    assert found.sew_factor == pytest.approx(1.2, abs=0.02)
    assert found.line_sd == pytest.approx(0.08, abs=0.012)
    assert found.sew_sd == pytest.approx(0.12, abs=0.01)
    assert (found.cut_factor, found.cut_sd) == (pytest.approx(1.1, abs=0.02), pytest.approx(0.2, abs=0.02))
    assert found.fabric_late_share == pytest.approx(0.3, abs=0.03)
    assert found.fabric_late_days == pytest.approx(3.0, abs=0.3)
    assert found.transport_late_share < 0.002
    assert found.changeover_sd == TOLD.changeover_sd
    assert found.check() == ()


def test_one_order_counts_a_twentyfirst_part_by_hand():
    found = learn_uncertainty(TOLD, [MadeOrder(work_order_id="W", group_id="L", sew_ratio=2.0)])
    assert found.sew_factor == pytest.approx(math.exp(math.log(2.0) / 21))
    assert found.line_sd == TOLD.line_sd


def test_the_order_of_the_orders_does_not_matter():
    seen = made(60)
    assert learn_uncertainty(TOLD, seen) == learn_uncertainty(TOLD, seen[::-1])


def test_levels_by_hand():
    # Of 80 promises, as many were there at each of four shares; with 20 that were as sure as they said.
    shares = [0.1] * 20 + [0.3] * 20 + [0.6] * 20 + [0.7] * 20
    ((asked, used), *_) = learn_levels(shares, (0.5,))
    assert asked == 0.5 and used == pytest.approx(0.2 * 0.5 + 0.8 * 0.3, abs=1e-5)


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
