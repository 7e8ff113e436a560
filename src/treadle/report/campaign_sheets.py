"""Tables of campaigns as CSV and as a workbook: the list with its money, buyers of one, and what is proposed."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import BytesIO, StringIO

from treadle.plant.presell.overview import CampaignRow, CampaignSeen
from treadle.plant.presell.proposals import KeptProposals
from treadle.terms.formulas import guarded
from treadle.words import label, say

Cell = str | int | float | None
Rows = list[list[Cell]]


def campaign_rows(rows: Sequence[CampaignRow], language: str) -> Rows:
    """The list: a row for each campaign, whose money adds up."""
    heads = ("camp.campaign", "camp.goods", "camp.option", "camp.state", "camp.count", "camp.needed", "camp.likely",
             "camp.low", "camp.high", "camp.chance", "camp.ends", "camp.shipped_by", "camp.paid_in", "camp.held",
             "camp.owed_back", "camp.paid_back", "camp.earned")  # fmt: skip
    found: Rows = [[label(one, language) for one in heads]]
    for row in rows:
        one, money, fill = row.campaign, row.money, row.fill
        found.append([
            one.campaign_id, one.terms.title, one.terms.option_id, label(f"campaign.{one.stage}", language),
            one.count_units, one.terms.threshold_units or None,
            *((fill.quantile(0.5), fill.quantile(0.1), fill.quantile(0.9)) if fill else (None, None, None)),
            round(fill.fill_chance, 3) if fill and one.terms.threshold_units else None,
            one.terms.closes_at.isoformat(timespec="minutes"), one.promise_day.isoformat(),
            *_money(money.paid_cents, money.held_cents, money.due_back_cents, money.refunded_cents, money.earned_cents),
        ])  # fmt: skip
    return found


def buyer_rows(seen: CampaignSeen, language: str, addresses: dict[str, str] | None = None) -> Rows:
    """The buyers of a campaign, with where their goods go where that is asked for."""
    heads = ["camp.order", "camp.pieces", "camp.state", "camp.asked", "camp.paid_in", "camp.held", "camp.owed_back",
             "camp.paid_back", "camp.earned", "camp.note"]  # fmt: skip
    found: Rows = [[label(one, language) for one in (*heads, *(("camp.address",) if addresses is not None else ()))]]
    for row in seen.buyers:
        one = row.order
        note = label(f"camp.pay_{row.note}", language) if row.note else ""
        where = [addresses.get(one.order_id, "").replace("\n", ", ")] if addresses is not None else []
        found.append([
            one.order_id, row.pieces, label(f"campaign.{one.state}", language), *_money(one.asked_cents),
            *_money(one.paid_cents, one.held_cents, one.due_back_cents, one.refunded_cents, one.earned_cents), note,
            *where,
        ])  # fmt: skip
    return found


def size_rows(seen: CampaignSeen, language: str) -> Rows:
    """Pieces by size."""
    found: Rows = [[label("camp.size", language), label("camp.pieces", language)]]
    for size, units in seen.sizes:
        found.append([size, units])
    return found


def proposal_rows(kept: KeptProposals, language: str) -> Rows:
    """What is worth opening and what is not, with its reason."""
    heads = ("camp.option", "camp.worth", "camp.gain", "camp.chance", "camp.likely", "camp.low", "camp.high",
             "camp.price", "camp.needed", "camp.days", "camp.deposit", "camp.kept", "camp.shipped_by", "camp.kept_day",
             "camp.why_so")  # fmt: skip
    found: Rows = [[label(one, language) for one in heads]]
    for one in kept.proposals:
        worth, offer = one.worth, one.offer
        found.append([
            one.option_id, label("presell.worth" if one.is_worth else "presell.not_worth", language),
            *(
                (round(worth.worth_cents / 100, 2), round(worth.fill_chance, 3), round(worth.units), worth.units_low,
                 worth.units_high) if worth else (None,) * 5
            ),
            *((offer.tiers[0].price_cents / 100, offer.threshold_units, offer.days, offer.deposit_cents / 100)
              if offer else (None,) * 4),
            round(worth.margin_share, 3) if worth else None,
            one.promise_day.isoformat() if one.promise_day else None, one.promise_probability or None,
            say(one.reason, language),
        ])  # fmt: skip
    return found


def as_csv(rows: Rows) -> str:
    """Rows as CSV; cells that begin like a formula are guarded."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([guarded(one) if isinstance(one, str) else one for one in row])
    return text.getvalue()


def as_book(rows: Rows, title: str) -> bytes:
    """Rows as a workbook of one sheet, its heads frozen; cells that begin like a formula are guarded."""
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.title = title[:31]
    for row in rows:
        sheet.append([guarded(one) if isinstance(one, str) else one for one in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "B2"
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def _money(*cents: int) -> list[Cell]:
    return [one / 100 for one in cents]
