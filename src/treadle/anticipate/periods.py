"""The grid of periods a forecast stands on: days, weeks (of any weekday) or months."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.datetime64]
Ints = npt.NDArray[np.int64]

EVERY = ("day", "week", "month")


@dataclass(frozen=True, slots=True, kw_only=True)
class Periods:
    """`seen` periods from the one that starts on `first_day`, then `ahead` periods to forecast."""

    every: str
    first_day: np.datetime64
    seen: int
    ahead: int

    @property
    def season(self) -> int:
        """Periods after which the pattern of the shop repeats: 7 days, 52 weeks, 12 months."""
        return {"day": 7, "week": 52, "month": 12}[self.every]

    @property
    def year(self) -> int:
        """Periods of a year, whole weeks for days so that weekdays meet."""
        return {"day": 364, "week": 52, "month": 12}[self.every]

    @property
    def month(self) -> int:
        """Periods of about a month: the unit in which windows and half-lives are told."""
        return {"day": 28, "week": 4, "month": 1}[self.every]

    @property
    def is_short(self) -> bool:
        """True where the periods seen are too few for a year's pattern to be learnt."""
        return self.seen < {"day": 200, "week": 60, "month": 14}[self.every]

    @property
    def is_next_month(self) -> bool:
        """True where nothing but the next month is asked: what is wanted then is an order."""
        return self.every == "month" and self.ahead == 1

    def starts(self) -> Days:
        """First day of every period, shape (seen + ahead,)."""
        count = np.arange(self.seen + self.ahead)
        if self.every == "month":
            months = self.first_day.astype("datetime64[M]") + count
            return np.asarray(months.astype("datetime64[D]"))
        return np.asarray(self.first_day + count * (7 if self.every == "week" else 1))

    def after(self) -> np.datetime64:
        """First day after the last period."""
        last = self.starts()[-1]
        if self.every == "month":
            return np.datetime64((last.astype("datetime64[M]") + 1).astype("datetime64[D]"))
        return np.datetime64(last + (7 if self.every == "week" else 1))

    def index_of(self, days: Days) -> Ints:
        """Number of the period that holds each day; negative before the first."""
        if self.every == "month":
            return np.asarray((days.astype("datetime64[M]") - self.first_day.astype("datetime64[M]")).astype(int))
        distance = (days.astype("datetime64[D]") - self.first_day).astype(int)
        return np.asarray(distance // (7 if self.every == "week" else 1))

    def off_grid(self, days: Days) -> npt.NDArray[np.bool_]:
        """True for days that start no period: a week's day with another weekday than the grid's."""
        if self.every != "week":
            return np.zeros(len(days), dtype=bool)
        return np.asarray((days.astype("datetime64[D]") - self.first_day).astype(int) % 7 != 0)
