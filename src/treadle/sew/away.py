"""A line of which people are away for some days: what it makes over all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from treadle.terms.calendar import ShiftCalendar
from treadle.terms.reason import Reason
from treadle.terms.sewing import LineBalance, SewingLine


def away_shares(line: SewingLine, calendar: ShiftCalendar, first_day: date, days: int) -> dict[tuple[str, ...], float]:
    """The share of the working days of so many days from `first_day` on which these people of a line are away; those
    on which nobody is are left out."""
    span = [first_day + timedelta(days=at) for at in range(days)]
    worked = [day for day in span if calendar.spans(day)]
    shares: dict[tuple[str, ...], float] = {}
    for day in worked:
        people = line.people_away(day)
        if people:
            shares[people] = shares.get(people, 0.0) + 1.0 / len(worked)
    return shares


def mixed_balance(whole: LineBalance, shorts: Sequence[tuple[float, int, LineBalance]]) -> LineBalance:
    """A line that for a share of the time works with fewer people: it makes as many pieces as both together do.

    `shorts` are (share, people away, balance with the others). A balance that cannot be with fewer people makes nothing
    in its share.
    """
    left = 1.0 - sum(share for share, _, _ in shorts)
    if whole.status != "balanced":
        return whole
    rate = left / whole.minutes_per_unit
    rate += sum(share / one.minutes_per_unit for share, _, one in shorts if one.status == "balanced")
    if rate <= 0:
        return shorts[-1][2]
    minutes = 1.0 / rate
    facts = {
        "people": max(people for _, people, _ in shorts), "share": round(1.0 - left, 4), "minutes": round(minutes, 3),
        "minutes_with_all": round(whole.minutes_per_unit, 3),
    }  # fmt: skip
    return replace(
        whole, minutes_per_unit=minutes, line_efficiency=whole.line_efficiency * whole.minutes_per_unit / minutes,
        reason=Reason.of("sew.away", **facts),
    )  # fmt: skip
