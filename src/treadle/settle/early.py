"""Paid earlier where both gain: the partner's money costs more than the brand's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from treadle.terms.settlement import Account, EarlyOffer

#: Days of a year of interest. By definition (actual/365).
YEAR_DAYS = 365


def early_offers(
    accounts: Iterable[Account], day: date, *, brand_cost_share: float, brand_gain_share: float, least_gain_cents: int,
    spare_cents: int | None = None,
) -> tuple[EarlyOffer, ...]:  # fmt: skip
    """Statements worth paying on `day` instead of their due day, those first that save most for each cent laid out.

    Money costs the brand `brand_cost_share` a year, a partner what its terms say. Of what the earlier payment saves the
    partner beyond what it costs the brand, the brand keeps `brand_gain_share` as a discount. `spare_cents` is what may
    be laid out at most (None: no limit); a discount that the terms give anyway is not offered again.
    """
    found = []
    for account in accounts:
        for one in account.statements.values():
            days = (one.made.due_day - day).days
            cost = account.terms_on(one.made.day).money_cost_share
            if not account.is_paid or one.open_cents <= 0 or one.payments or days <= 0 or one.early is not None:
                continue
            years = days / YEAR_DAYS
            spread = cost - brand_cost_share
            usual = one.made.discount_cents if one.made.discount_day and day <= one.made.discount_day else 0
            discount = round(one.open_cents * years * (brand_cost_share + brand_gain_share * spread))
            theirs = round(one.open_cents * years * cost) - discount
            ours = discount - round(one.open_cents * years * brand_cost_share)
            if spread <= 0 or discount <= usual or min(theirs, ours) < least_gain_cents:
                continue
            found.append(
                EarlyOffer(
                    partner_id=account.partner_id, statement_id=one.made.statement_id, open_cents=one.open_cents,
                    pay_day=day, days=days, discount_cents=discount, partner_gain_cents=theirs, brand_gain_cents=ours,
                )
            )  # fmt: skip
    found.sort(key=lambda one: (-one.brand_gain_cents / (one.open_cents - one.discount_cents), one.statement_id))
    left, kept = spare_cents, []
    for offer in found:
        asked = offer.open_cents - offer.discount_cents
        if left is None or asked <= left:
            kept.append(offer)
            left = None if left is None else left - asked
    return tuple(kept)
