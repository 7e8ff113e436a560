"""Days of a brand as moments in UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def midnight(day: date, time_zone: str) -> datetime:
    """The moment at which a day of the brand begins."""
    return datetime.combine(day, time(), ZoneInfo(time_zone)).astimezone(UTC)


def after(day: date, time_zone: str) -> datetime:
    """The moment at which a day of the brand is over."""
    return midnight(day + timedelta(days=1), time_zone)


def day_of(moment: datetime, time_zone: str) -> date:
    """The brand's day that holds a moment."""
    return moment.astimezone(ZoneInfo(time_zone)).date()
