"""What acts are worth, recovered from simulated shoppers whose worth and delays are known."""

import datetime as dt

import numpy as np
import pytest
from sense_cases import MONDAY, catalogue, signals

from treadle.sense.intent import Daily, intent, traced_delays, worth
from treadle.terms.history import INTENT


def ordered(rng, acts, share, mean_days):
    """Orders that a share of the acts bring, after geometric days with that mean."""
    found = np.zeros_like(acts)
    for option, day in zip(*np.nonzero(acts), strict=True):
        for wait in rng.geometric(1 / (1 + mean_days), rng.binomial(acts[option, day], share)) - 1:
            if day + wait < acts.shape[1]:
                found[option, day + wait] += 1
    return found


@pytest.fixture(scope="module")
def shoppers():
    """A view brings 0.03 units after 3 days; one in ten also carts, and a cart brings 0.4 more after 1 day."""
    rng = np.random.default_rng(5)
    shape = (30, 150)
    views = rng.poisson(rng.uniform(2, 40, shape[0])[:, None] * np.exp(rng.normal(0, 0.4, shape)))
    carts = rng.binomial(views, 0.1)
    share = np.ones(shape)
    share[::3, 60:100] = rng.uniform(0, 1, (10, 1))
    sold = rng.binomial(ordered(rng, views, 0.03, 3.0) + ordered(rng, carts, 0.4, 1.0), share)
    acts = np.zeros((4, *shape))
    acts[0], acts[2] = views, carts
    return Daily(acts=acts, sold=sold.astype(float), share=share)


def test_worth_and_lead_are_recovered_behind_empty_shelves(shoppers):
    rows = {row["kind"]: row for row in worth(shoppers)}
    assert set(rows) == {"view", "cart"}
    view, cart = rows["view"], rows["cart"]
    assert view["units_each"] == pytest.approx(0.03 + 0.1 * 0.4, rel=0.05)
    assert view["units_beside"] == pytest.approx(0.03, rel=0.2)
    assert cart["units_beside"] == pytest.approx(0.4, rel=0.1)
    assert view["lead_days"] == pytest.approx((0.03 * 3 + 0.04 * 1) / 0.07, abs=0.6)
    assert view["units_low"] < view["units_each"] < view["units_high"] < 1.1 * view["units_low"]
    assert worth(shoppers) == worth(shoppers)


def test_the_share_on_the_shelf_matters(shoppers):
    blind = worth(Daily(acts=shoppers.acts, sold=shoppers.sold, share=np.ones_like(shoppers.share)))
    assert next(row for row in blind if row["kind"] == "view")["units_each"] < 0.067


def test_orders_are_traced_to_the_first_act_of_their_customer():
    def act(days, kind, customer, **more):
        at = dt.datetime.combine(MONDAY, dt.time()) + dt.timedelta(days=days)
        return {"at": at, "kind": kind, "sku": "TEE-red-M", "customer_id": customer, **more}

    table = signals(
        act(0, "view", "a"), act(1.5, "view", "a"), act(3, "order", "a"), act(0, "view", "b"), act(30, "order", "b"),
        act(2, "order", "c"), act(4, "view", "c"), act(1, "view", None), act(2, "order", None),
        act(0, "view", "d", period_days=1), act(1, "order", "d"),
    )  # fmt: skip
    assert traced_delays(table, np.zeros(table.num_rows, dtype=np.int64), ["view"])["view"].tolist() == [3.0]


def test_intent_by_category_and_silence_where_there_is_little():
    rows = []
    for day in range(60):
        for place in range(4):
            at = dt.datetime.combine(MONDAY, dt.time(9)) + dt.timedelta(days=day)
            who = f"{day}-{place}"
            rows.append({"at": at, "kind": "view", "option_id": "TEE-red", "customer_id": who})
            if place == 0:
                later = at + dt.timedelta(days=2)
                rows.append({"at": later, "kind": "order", "sku": "TEE-red-M", "customer_id": who})
    end = MONDAY + dt.timedelta(days=62)
    found = intent(signals(*rows), catalogue=catalogue(), as_of=end, time_zone="UTC")
    assert found.schema == INTENT
    (row,) = found.to_pylist()
    assert (row["category"], row["kind"], row["lead_days"], row["traced_orders"]) == ("t-shirts", "view", 2.0, 60)
    assert row["units_each"] == pytest.approx(0.25, rel=0.1)
    assert intent(signals(*rows[:40]), catalogue=catalogue(), as_of=end, time_zone="UTC").num_rows == 0
    assert intent(signals(), catalogue=catalogue(), as_of=end, time_zone="UTC").num_rows == 0
