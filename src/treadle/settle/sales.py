"""What platforms owe: sales less returns and their fee, week by week, each cent once however late it is told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from treadle.terms.calendar import week_start
from treadle.terms.settlement import Account, OwedLine, due_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldWeek:
    """Sales of a week through a channel: pieces sold less those that came back, and what buyers paid for them."""

    channel: str
    week: date
    units: int
    cents: int


def sales_lines(account: Account, weeks: Iterable[SoldWeek], day: date) -> tuple[OwedLine, ...]:
    """What a platform owes for weeks that were over when `day` began, beyond what its statements hold of them.

    A return that is told after its week was stated takes its money off the next statement.
    """
    stated: dict[str, tuple[int, int, int]] = {}
    for one in account.stated():
        count, units, cents = stated.get(one.subject, (0, 0, 0))
        stated[one.subject] = count + 1, units + one.units, cents + one.cents
    found = []
    for sold in sorted(weeks, key=lambda one: one.week):
        if sold.channel != account.partner_id or sold.week + timedelta(days=7) > day:
            continue
        terms = account.terms_on(sold.week)
        subject = f"week of {sold.week.isoformat()}"
        count, units, cents = stated.get(subject, (0, 0, 0))
        net = round(sold.cents * (1.0 - terms.fee_share))
        if net == cents and sold.units == units:
            continue
        since = sold.week + timedelta(days=6) if not count else day - timedelta(days=1)
        found.append(
            OwedLine(
                line_id=f"sales:{account.partner_id}:{sold.week.isoformat()}:{count}", kind="sales", subject=subject,
                day=since, due_day=due_of(terms, "sales", since), cents=net - cents, units=sold.units - units,
                rate_cents=0.0,
            )
        )  # fmt: skip
    return tuple(found)


def weeks_sold(
    rows: Iterable[tuple[str, date, str, str, float, int | None]], price_cents: Mapping[str, int]
) -> tuple[SoldWeek, ...]:
    """Weeks from rows of (channel, day, kind, SKU, units, cents of a piece or None): orders count, returns and
    cancellations take away, a piece without a price counts at its option's."""
    units: dict[tuple[str, date], float] = {}
    cents: dict[tuple[str, date], float] = {}
    for channel, day, kind, sku, count, price in rows:
        sign = {"order": 1, "return": -1, "cancel": -1}.get(kind, 0)
        if sign and channel:
            key = channel, week_start(day)
            each = price if price is not None else price_cents.get(sku, 0)
            units[key] = units.get(key, 0.0) + sign * count
            cents[key] = cents.get(key, 0.0) + sign * count * each
    return tuple(
        SoldWeek(channel=channel, week=week, units=round(units[channel, week]), cents=round(cents[channel, week]))
        for channel, week in sorted(units)
    )
