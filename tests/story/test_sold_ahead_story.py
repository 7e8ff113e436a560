"""A campaign of a brand's folder: sold ahead, planned, released, made once, shipped."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from treadle.decide.sold_ahead import net_of_sold
from treadle.plant.books import ledger_of
from treadle.plant.plan import plan_folder
from treadle.plant.presell.campaigns import open_campaign, reach_stage
from treadle.plant.presell.money import take_payment
from treadle.plant.presell.seats import reserve_seat
from treadle.plant.release import release_plan
from treadle.plant.standing import remember_plan
from treadle.presell.seats import SeatAsked
from treadle.report.write import write_plan
from treadle.settings import read_settings
from treadle.storage.brand import load_brand
from treadle.terms.budget import Silence
from treadle.terms.campaign import MADE_TO_ORDER, CampaignTerms, PaymentTaken, Tier
from treadle.terms.snapshot import Snapshot
from treadle.terms.stock import StockView


def test_what_is_sold_ahead_is_planned_once_and_owed_until_it_is_shipped(planned_brand: Path, tmp_path: Path) -> None:
    folder = tmp_path / "brand"
    shutil.copytree(planned_brand, folder)
    settings = read_settings(folder)
    ledger = ledger_of(folder, settings)

    def seen(as_of: date | None = None) -> Snapshot:
        return load_brand(folder, as_of, currency=settings.currency, time_zone=settings.time_zone)

    before = seen()
    option = before.catalogue.options[0]
    sku = before.catalogue.skus_of_option[option.option_id][0]
    now = datetime(before.as_of.year, before.as_of.month, before.as_of.day, tzinfo=UTC) - timedelta(hours=5)
    terms = CampaignTerms(
        kind=MADE_TO_ORDER, option_id=option.option_id, title="ahead", sizes={sku.sku: sku.size},
        tiers=(Tier(from_units=1, price_cents=option.price_cents),), opens_at=now, closes_at=now + timedelta(days=5),
        promise_day=before.as_of + timedelta(days=30), ships_by=now + timedelta(days=40),
    )  # fmt: skip
    assert open_campaign(ledger, "ahead", terms, author="Mira", clock=lambda: now).is_new
    held = sum(one.units for one in (*before.on_hand, *before.receipts) if one.sku == sku.sku)
    asked = SeatAsked(order_id="b1", units={sku.sku: held + 300})
    reserve_seat(ledger, "ahead", asked, author="b1", clock=lambda: now)
    assert seen().sold_ahead == (), "a reservation is no sale"
    paid = PaymentTaken(payment_id="1", order_id="b1", amount_cents=(held + 300) * option.price_cents, paid_at=now,
                        via="till")  # fmt: skip
    take_payment(ledger, "ahead", paid, author="till", clock=lambda: now)
    assert [(one.sku, one.units) for one in seen().sold_ahead] == [(sku.sku, held + 300)]
    assert seen().facts_fingerprint() != before.facts_fingerprint()

    planned = plan_folder(folder)
    write_plan(folder / "plan", planned, Silence())
    remember_plan(folder, planned, folder / "plan")
    line = next(one for one in planned.plan.buy.lines if one.sku == sku.sku)
    assert line.units >= 300 and line.reason.code.startswith("buy.sold_ahead")
    bridge = {row["option_id"]: row for row in planned.tables["bridge"].to_pylist()}
    assert bridge[option.option_id]["sold_ahead_units"] == 300
    assert planned.plan.buy.check() == ()

    release_plan(folder, folder / "plan", author="Mira")
    after = seen()
    there = StockView.of(after.on_hand, after.receipts).split(sku.sku, after.as_of)
    assert net_of_sold(there, held + 300)[2] == 0, "what is ordered is not ordered again"

    # The release moved it on when the plan's day began; what that day brings is known to the next.
    for stage in ("made", "shipped"):
        reach_stage(ledger, "ahead", stage, author="Mira", clock=lambda: now + timedelta(hours=5))
    assert seen(before.as_of + timedelta(days=1)).sold_ahead == ()
    assert ledger.audit() == ()
