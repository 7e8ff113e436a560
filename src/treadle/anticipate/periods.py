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

    def starts(self) -> Days:
        """First day of every period, shape (seen + ahead,)."""
        count = np.arange(self.seen + self.ahead)
        if self.every == "month":
            months = self.first_day.astype("datetime64[M]") + count
            return np.asarray(months.astype("datetime64[D]"))
        return np.asarray(self.first_day + count * (7 if self.every == "week" else 1))

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


def holiday_days(years: range) -> dict[str, Days]:
    """Days that move apparel sales, by name, over some years.

    Fixed feasts, Thanksgiving's Friday, Easter (Gauss's rule as in Meeus, *Astronomical Algorithms*, ch. 8), singles'
    day, and the lunar new year for 2015 to 2035 (tables of the Hong Kong Observatory).
    """
    named: dict[str, list[str]] = {name: [] for name in ("christmas", "black_friday", "singles", "easter", "lunar")}
    for year in years:
        named["christmas"].append(f"{year}-12-24")
        november = np.datetime64(f"{year}-11-01")
        weekday = int((november - np.datetime64("1970-01-01")).astype(int) + 3) % 7
        named["black_friday"].append(str(november + (3 - weekday) % 7 + 22))
        named["singles"].append(f"{year}-11-11")
        named["easter"].append(_easter(year))
        if year in _LUNAR_NEW_YEAR:
            named["lunar"].append(f"{year}-{_LUNAR_NEW_YEAR[year]}")
    return {name: np.array(days, dtype="datetime64[D]") for name, days in named.items()}


_LUNAR_NEW_YEAR = {
    2015: "02-19", 2016: "02-08", 2017: "01-28", 2018: "02-16", 2019: "02-05", 2020: "01-25", 2021: "02-12",
    2022: "02-01", 2023: "01-22", 2024: "02-10", 2025: "01-29", 2026: "02-17", 2027: "02-06", 2028: "01-26",
    2029: "02-13", 2030: "02-03", 2031: "01-23", 2032: "02-11", 2033: "01-31", 2034: "02-19", 2035: "02-08",
}  # fmt: skip


def _easter(year: int) -> str:
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return f"{year}-{month:02d}-{day + 1:02d}"
