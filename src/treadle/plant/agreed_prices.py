"""Prices that people agreed to lower, as rows of the table price_plan: what the next plan and the shop are told."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from treadle.errors import InputError
from treadle.plant.drafts import tables_of
from treadle.plant.serving import ServedBrand
from treadle.plant.today import Today, today_of
from treadle.plant.uploads import new_upload
from treadle.terms.product import Catalogue

#: The columns of price_plan that a person fills.
COLUMNS = ("sku", "from_day", "to_day", "price", "is_promotion")
LAST_DAY_OF_WEEK = timedelta(days=6)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreedPrice:
    """A lower price of a SKU over a span of days, both ends included."""

    sku: str
    from_day: date
    to_day: date
    price_cents: int


def agreed_options(today: Today) -> tuple[str, ...]:
    """Options whose markdown was agreed to."""
    return tuple(
        one.action.option_id for one in today.decided
        if one.action.action == "mark_down" and one.answer is not None and one.answer.answer == "done"
    )  # fmt: skip


def price_rows(
    markdowns: Iterable[Mapping[str, Any]], catalogue: Catalogue, option_ids: Iterable[str]
) -> tuple[AgreedPrice, ...]:
    """The weeks of the plan's markdowns of some options as prices of their SKUs; weeks of one price are one span."""
    wanted = set(option_ids)
    spans: dict[str, list[list[Any]]] = {}
    for row in markdowns:
        if row["option_id"] not in wanted or not row["discount_share"] > 0:
            continue
        first, cents = row["week_start"], round(row["price_cents"])
        begun = spans.setdefault(row["option_id"], [])
        if begun and begun[-1][2] == cents and begun[-1][1] + timedelta(days=1) == first:
            begun[-1][1] = first + LAST_DAY_OF_WEEK
        else:
            begun.append([first, first + LAST_DAY_OF_WEEK, cents])
    return tuple(
        AgreedPrice(sku=sku.sku, from_day=first, to_day=last, price_cents=cents)
        for sku in catalogue.skus
        for first, last, cents in spans.get(sku.option_id, ())
    )


def agreed_prices(brand: ServedBrand) -> tuple[AgreedPrice, ...]:
    """Every price that was agreed on of the newest plan. Raises `NotFoundError` where nothing was planned yet."""
    today = today_of(brand)
    tables = tables_of(today.view)
    rows = tables["markdowns"].to_pylist() if "markdowns" in tables else []
    return price_rows(rows, today.view.plan.catalogue, agreed_options(today))


def prices_text(prices: Iterable[AgreedPrice]) -> str:
    """Prices as a CSV of the table price_plan, which a shop system can read too."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(
        [one.sku, one.from_day.isoformat(), one.to_day.isoformat(), f"{one.price_cents / 100:.2f}", "yes"]
        for one in prices
    )
    return text.getvalue()


def prices_file(brand: ServedBrand) -> str:
    """Keep the agreed prices as a file to be taken in, and give the id of the upload.

    Raises `InputError` where none was agreed on.
    """
    prices = agreed_prices(brand)
    if not prices:
        raise InputError.single("today", "no lower price was agreed on", "Press Lower price on Today first")
    with new_upload(brand, "agreed prices.csv") as (upload_id, file):
        file.write(prices_text(prices).encode("utf-8"))
    return upload_id
