"""Days of the year that move by the calendar and move the shops: the one calendar of feasts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.datetime64]

_THURSDAY, _SUNDAY = 3, 6
#: Days before Black Friday and after Christmas Eve that belong to the season of presents.
_EARLY_DAYS, _LATE_DAYS = 4, 2


def feast_days(years: range) -> dict[str, Days]:
    """Days that move apparel sales, by name, over some years.

    Christmas Eve, Thanksgiving's Friday, singles' day, mother's day (the second Sunday of May), Easter (the anonymous
    Gregorian rule; Meeus, *Astronomical Algorithms*, ch. 8), and the lunar new year for 2015 to 2035 (tables of the
    Hong Kong Observatory).
    """
    named: dict[str, list[np.datetime64]] = {
        name: [] for name in ("christmas", "black_friday", "singles", "easter", "mothers_day", "lunar")
    }
    for year in years:
        named["christmas"].append(np.datetime64(f"{year}-12-24"))
        named["black_friday"].append(_on_or_after(np.datetime64(f"{year}-11-22"), _THURSDAY) + 1)
        named["singles"].append(np.datetime64(f"{year}-11-11"))
        named["easter"].append(_easter(year))
        named["mothers_day"].append(_on_or_after(np.datetime64(f"{year}-05-08"), _SUNDAY))
        if year in _LUNAR_NEW_YEAR:
            named["lunar"].append(np.datetime64(f"{year}-{_LUNAR_NEW_YEAR[year]}"))
    return {name: np.array(days, dtype="datetime64[D]") for name, days in named.items()}


def holds_presents(starts: Days, length_days: int) -> npt.NDArray[np.bool_]:
    """Which periods (T,), each `length_days` long from its start, hold a day from Black Friday to Christmas."""
    found = np.zeros(len(starts), dtype=bool)
    if not len(starts):
        return found
    days = feast_days(range(int(str(starts[0])[:4]), int(str(starts[-1])[:4]) + 1))
    for friday, eve in zip(days["black_friday"], days["christmas"], strict=True):
        found |= (starts + (length_days - 1) >= friday - _EARLY_DAYS) & (starts <= eve + _LATE_DAYS)
    return found


def _on_or_after(day: np.datetime64, weekday: int) -> np.datetime64:
    """The first day with a weekday (Monday is 0) that is not before `day`."""
    at = (int(day.astype("datetime64[D]").astype(int)) + 3) % 7
    return day + np.timedelta64((weekday - at) % 7, "D")


_LUNAR_NEW_YEAR = {
    2015: "02-19", 2016: "02-08", 2017: "01-28", 2018: "02-16", 2019: "02-05", 2020: "01-25", 2021: "02-12",
    2022: "02-01", 2023: "01-22", 2024: "02-10", 2025: "01-29", 2026: "02-17", 2027: "02-06", 2028: "01-26",
    2029: "02-13", 2030: "02-03", 2031: "01-23", 2032: "02-11", 2033: "01-31", 2034: "02-19", 2035: "02-08",
}  # fmt: skip


def _easter(year: int) -> np.datetime64:
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return np.datetime64(f"{year}-{month:02d}-{day + 1:02d}")
