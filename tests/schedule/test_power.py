"""Power by the hour in a schedule's price: by hand, on made plants with every rule checked, and with its risk told."""

from dataclasses import replace
from datetime import date

import pytest
from floors import MONDAY, balance, demand, factory, made_plant

from treadle.schedule.checks import check_schedule
from treadle.schedule.plan import plan_schedule
from treadle.schedule.power import with_power
from treadle.terms.budget import Budget
from treadle.terms.energy import Process, TariffSpan, cents_at
from treadle.terms.policy import SchedulePolicy
from treadle.terms.sewing import Bulletin, Operation


def spans(factory_id="F1", dear=40.0, cheap=5.0, solar_kw=0.0):
    """Dear until one o'clock, cheap from then on; sun, where there is some, from ten to twelve."""
    told = [
        TariffSpan(factory_id=factory_id, start_minute=0, end_minute=780, cents_per_kwh=dear),
        TariffSpan(factory_id=factory_id, start_minute=780, end_minute=1440, cents_per_kwh=cheap),
    ]
    if solar_kw:
        told[:1] = [replace(told[0], end_minute=600), replace(told[0], start_minute=600, end_minute=720,
                    solar_kw=solar_kw), replace(told[0], start_minute=720)]  # fmt: skip
    return tuple(told)


def planned(demands, factories, balances, work=0.1, **more):
    schedule = plan_schedule(demands, factories, balances, origin_day=MONDAY, budget=Budget(work=work), **more)
    assert check_schedule(schedule, demands, factories, balances) == ()
    return schedule


def begins(schedule, name="W1"):
    return next(one.start_minute for one in schedule.slots if (one.work_order_id, one.stage) == (name, "sew"))


def power_reason(schedule):
    return next(one for one in schedule.reasons if one.code.startswith("schedule.power"))


def test_what_waits_for_cheap_power_saves_what_is_said_and_without_a_tariff_begins_at_once():
    """240 minutes of sewing after 60 of cutting: from 9:00 it takes 180 minutes at 40 cents and 60 at 5, from 13:00
    all of it at 5: 24 kWh x (180/240 x 40 + 60/240 x 5) = 750 cents against 120."""
    order = demand(units=240, due=4, unit_kwh={"sew": 0.1})
    dear = planned([order], [factory(tariff=spans())], [balance()])
    plain = planned([order], [factory()], [balance()])
    assert (begins(plain), begins(dear)) == (9 * 60, 13 * 60)
    assert "power" not in plain.cost_cents and plain.reasons == ()
    reason = power_reason(dear)
    assert (reason.code, dear.cost_cents["power"]) == ("schedule.power", 120)
    assert (reason.fact("power_cents"), reason.fact("saved_cents"), reason.fact("orders")) == (120, 750 - 120, 1)
    assert reason.fact("order") == "W1" and reason.fact("chance") >= reason.fact("chance_after")
    even = planned([order], [factory(tariff=spans(dear=5.0))], [balance()])
    assert (power_reason(even).code, begins(even)) == ("schedule.power_at_once", 9 * 60)


def test_an_order_that_would_come_too_close_to_its_due_day_does_not_wait_for_the_next_day():
    tariff = (
        TariffSpan(factory_id="F1", start_minute=0, end_minute=1440, cents_per_kwh=40.0, weekday=0),
        TariffSpan(factory_id="F1", start_minute=0, end_minute=1440, cents_per_kwh=5.0),
    )
    order = demand(units=240, due=2, unit_kwh={"sew": 1.0}, late_cents_per_day=100)
    assert begins(planned([order], [factory(tariff=tariff)], [balance()])) > 1440, "Tuesday leaves a day"
    tight = replace(order, due_day=date(2026, 3, 3))
    held = planned([tight], [factory(tariff=tariff)], [balance()])
    assert begins(held) == 9 * 60
    bold = planned([tight], [factory(tariff=tariff)], [balance()], rules=SchedulePolicy(power_slack_days=0))
    assert begins(bold) > 1440
    assert power_reason(bold).fact("chance_after") < 1.0, "and what that risks is said"


def test_the_own_sun_makes_its_hours_cheap():
    """Four people draw 6.96 kW when all sew; 3.48 kW of sun halve the price."""
    half, whole = spans(solar_kw=3.48), spans(solar_kw=99.0)
    assert cents_at(half, 0, 660, 6.96) == pytest.approx(20.0)
    assert (cents_at(whole, 0, 660, 6.96), cents_at(whole, 0, 599, 6.96)) == (0.0, 40.0)
    order = demand(units=120, due=0, cut=0.0, unit_kwh={"sew": 0.1})
    sunny = planned([order], [factory(tariff=spans(solar_kw=99.0, cheap=40.0))], [balance()])
    assert begins(sunny) == 10 * 60 and sunny.cost_cents["power"] == 0


@pytest.mark.parametrize("seed", range(3))
def test_made_plants_with_a_tariff_keep_every_rule_and_pay_less_than_blind_ones(seed):
    demands, factories, balances = made_plant(20, seed)
    paying = [replace(one, tariff=spans(one.factory_id)) for one in factories]
    demands = [replace(one, unit_kwh={"sew": 0.6}) for one in demands]
    found = planned(demands, paying, balances, work=0.4)
    blind = planned(demands, paying, balances, work=0.0)
    assert sum(found.cost_cents.values()) < sum(blind.cost_cents.values())
    reason = power_reason(found)
    assert reason.fact("saved_cents") > 0 and reason.fact("power_cents") == found.cost_cents["power"]
    assert planned(demands, paying, balances, work=0.4) == found, "the same again"


def test_power_of_a_piece_is_told_where_somebody_pays_by_the_hour_alone():
    bulletin = Bulletin(bulletin_id="B", operations=(
        Operation(operation_id="a", name="a", smv_minutes=10.0, machine="plain", skill="plain"),
    ))  # fmt: skip
    wash = Process(style_id="S1", stage="wash", kwh=0.5)
    told = with_power([demand()], [factory(tariff=spans())], {"B": bulletin}, [wash], 0.03)
    assert told[0].unit_kwh == {"wash": 0.5, "sew": pytest.approx(0.3)}
    assert with_power([demand()], [factory()], {"B": bulletin}, [wash], 0.03) == (demand(),)
