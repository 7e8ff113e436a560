"""How numbers, sums, days and moments are written on a page; docs/design.md says why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

#: A true minus: as wide as a digit, and no hyphen that a line breaks at.
MINUS = "−"
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = (("Mon", "周一"), ("Tue", "周二"), ("Wed", "周三"), ("Thu", "周四"), ("Fri", "周五"), ("Sat", "周六"),
             ("Sun", "周日"))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Forms:
    """The forms of a reader: a language of `words.LANGUAGES`, the brand's currency and time zone."""

    language: str
    currency: str = ""
    time_zone: str = "UTC"

    def money(self, cents: float) -> str:
        """A sum to the cent: 1,780.92."""
        return f"{cents / 100:,.2f}".replace("-", MINUS)

    def money_short(self, cents: float) -> str:
        """A sum in whole units of the currency, for whoever compares sums: 1,781."""
        return f"{round(cents / 100):,}".replace("-", MINUS)

    def gain(self, cents: float) -> str:
        """A difference of sums, with its sign: +1,781."""
        return f"{round(cents / 100):+,}".replace("-", MINUS)

    def signed_money(self, cents: float) -> str:
        """A difference of sums to the cent: +1,780.92."""
        return f"{cents / 100:+,.2f}".replace("-", MINUS)

    def exact(self, number: float, digits: int | None = None) -> str:
        """A number as it is held, or to so many digits: 1,547.25."""
        return (f"{number:,}" if digits is None else f"{number:,.{digits}f}").replace("-", MINUS)

    def share_to(self, share: float, digits: int = 1) -> str:
        """A share where whole percentages are too coarse: 14.2%."""
        return f"{share:.{digits}%}".replace("-", MINUS)

    def pieces(self, units: float) -> str:
        """A count: 1,547."""
        return f"{round(units):,}".replace("-", MINUS)

    def share(self, share: float) -> str:
        """A share as a percentage: 14%."""
        return f"{share:.0%}".replace("-", MINUS)

    def signed_share(self, share: float) -> str:
        """A share that may be below nothing: +3%, −12%."""
        return f"{round(share * 100) or 0:+d}%".replace("-", MINUS).replace("+0%", "0%")

    def change(self, factor: float) -> str:
        """What became of something, as a factor: ×1.8 where it is more than twice or less than half, else +14%."""
        return f"×{factor:.1f}" if factor >= 2 else self.signed_share(factor - 1)

    def month(self, day: date | str) -> str:
        """A month below an axis: Aug, 8月."""
        one = _day(day)
        return f"{one.month}月" if self.language == "zh" else _MONTHS[one.month - 1]

    def day(self, day: date | str) -> str:
        """A day with its year: 24 Aug 2026, 2026年8月24日."""
        one = _day(day)
        if self.language == "zh":
            return f"{one.year}年{one.month}月{one.day}日"
        return f"{one.day} {_MONTHS[one.month - 1]} {one.year}"

    def day_short(self, day: date | str) -> str:
        """A day of this season: Mon 24 Aug, 8月24日 周一."""
        one = _day(day)
        if self.language == "zh":
            return f"{one.month}月{one.day}日 {_WEEKDAYS[one.weekday()][1]}"
        return f"{_WEEKDAYS[one.weekday()][0]} {one.day} {_MONTHS[one.month - 1]}"

    def moment(self, moment: datetime) -> str:
        """A moment in the brand's zone: Mon 24 Aug 14:05."""
        here = moment.astimezone(ZoneInfo(self.time_zone))
        return f"{self.day_short(here.date())} {here:%H:%M}"


def _day(day: date | str) -> date:
    return date.fromisoformat(day[:10]) if isinstance(day, str) else day
