"""How factories kept their word: known cases, what shrinking does, and days that are late on average."""

from datetime import date, timedelta

import numpy as np
import pytest

from treadle.source.score import expected_late_days, in_time_share, score_factories
from treadle.terms.sourcing import KeptOrder, LateDays

DAY = date(2026, 1, 5)


def kept(factory: str, late: list[int], **told: int) -> list[KeptOrder]:
    """Orders of 100 pieces that came so many days after their promise."""
    own = {"ordered_units": 100, "accepted_units": 100} | told
    return [
        KeptOrder(factory_id=factory, order_id=f"{factory}{at}", promised_day=DAY,
                  received_day=DAY + timedelta(days=days), **own)
        for at, days in enumerate(late)
    ]  # fmt: skip


def test_few_orders_are_drawn_towards_all_and_many_are_not() -> None:
    record = kept("FEW", [0]) + kept("MANY", [0] * 40) + kept("LATE", [6] * 40) + kept("MIXED", [0, 6] * 20)
    scores = score_factories(record, ["FEW", "MANY", "LATE", "MIXED", "NEW"])
    share = {name: one.on_time_share.mean for name, one in scores.items()}
    assert share["MANY"] > 0.9 and share["LATE"] < 0.1
    assert share["LATE"] < share["NEW"] < share["FEW"] < share["MANY"]
    wide = {name: one.on_time_share.high - one.on_time_share.low for name, one in scores.items()}
    assert wide["NEW"] >= wide["FEW"] > 2 * wide["MANY"]
    assert scores["LATE"].late_days.centre_days == pytest.approx(6, abs=0.7)
    assert scores["MANY"].late_days.centre_days == pytest.approx(0, abs=0.7)


def test_in_full_means_95_of_100_pieces() -> None:
    record = kept("FULL", [0] * 20, accepted_units=95) + kept("SHORT", [0] * 20, accepted_units=94)
    scores = score_factories(record, ["FULL", "SHORT"])
    assert scores["FULL"].on_time_share.mean > 0.8 > 0.2 > scores["SHORT"].on_time_share.mean
    assert scores["SHORT"].short_share.mean == pytest.approx(0.06, abs=0.02)


def test_intervals_hold_as_often_as_they_say() -> None:
    rng = np.random.default_rng(4)
    held = tried = 0
    for _ in range(12):
        true = rng.beta(6, 2, 30)
        record = [
            one for at, share in enumerate(true)
            for one in kept(f"F{at}", [0 if rng.random() < share else 3 for _ in range(int(rng.integers(1, 15)))])
        ]  # fmt: skip
        scores = score_factories(record, [f"F{at}" for at in range(30)])
        for at, share in enumerate(true):
            told = scores[f"F{at}"].on_time_share
            held, tried = held + (told.low <= share <= told.high), tried + 1
    assert 0.74 <= held / tried <= 0.86


def test_defects_are_counted_on_what_was_inspected_and_prices_against_quotes() -> None:
    record = kept("A", [0] * 10, inspected_units=50, defects=10, quoted_cents=1000, paid_cents=1100)
    record += kept("B", [0] * 10, inspected_units=50, defects=1, quoted_cents=1000, paid_cents=1000)
    record += kept("C", [0] * 10)
    scores = score_factories(record, ["A", "B", "C"])
    assert scores["A"].defects_share.mean == pytest.approx(0.2, abs=0.03)
    assert scores["B"].defects_share.mean < 0.05 < scores["C"].defects_share.mean < 0.15
    assert scores["A"].price_share.mean == pytest.approx(0.1, abs=0.02)
    assert scores["B"].price_share.mean == pytest.approx(0.0, abs=0.02)


@pytest.mark.parametrize("slack", [-8.0, 0.0, 3.0, 20.0])
def test_expected_lateness_is_the_mean_of_many_draws(slack: float) -> None:
    days = LateDays(centre_days=1.5, scale_days=4.0, freedom=6.0)
    drawn = 1.5 + 4.0 * np.random.default_rng(1).standard_t(6.0, 400_000)
    assert expected_late_days(days, slack) == pytest.approx(np.maximum(drawn - slack, 0).mean(), abs=0.03)
    assert in_time_share(days, slack) == pytest.approx((drawn < slack + 0.5).mean(), abs=0.005)
    with pytest.raises(ValueError, match="no mean"):
        expected_late_days(LateDays(centre_days=0, scale_days=1, freedom=1.0), 0.0)
