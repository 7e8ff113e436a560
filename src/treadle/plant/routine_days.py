"""When something that is done at a time of the brand's day is due, on days whose clock jumps too."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from treadle.terms.job import Routine

#: What was missed while nobody worked is made up for within so long.
MADE_UP = timedelta(hours=20)


def due_moment(day: date, at: str, zone: ZoneInfo) -> datetime:
    """The moment in UTC at which a day has come to a time 'HH:MM': the first after it where the clock jumps over it,
    the first of the two where the clock has it twice."""
    local = datetime.combine(day, time.fromisoformat(at))
    found = local.replace(tzinfo=zone).astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == local:
        return found
    # The clock jumps over it: the jump is what both readings of the time lie beside.
    moment = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    while moment.astimezone(zone).replace(tzinfo=None) < local:
        moment += timedelta(minutes=1)
    return moment


def due_day(routine: Routine, now: datetime, zone: ZoneInfo) -> date | None:
    """The brand's day of which a routine is due at a moment; None where it is not. One of before it was set, or missed
    longer than `MADE_UP`, is not."""
    if not routine.is_active:
        return None
    today = now.astimezone(zone).date()
    for day in (today, today - timedelta(days=1)):
        due = due_moment(day, routine.at, zone)
        is_day = not routine.weekdays or day.weekday() in routine.weekdays
        if is_day and routine.set_at < due <= now < due + MADE_UP:
            return day
    return None
