"""Days of the year that move by the calendar and move the shops."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.datetime64]

_SUNDAY = 6


def feast_days(years: range) -> dict[str, Days]:
    """Easter, mother's day (the second Sunday of May), Black Friday and Christmas Eve of some years, by name.

    Easter by the anonymous Gregorian rule (Meeus, *Astronomical Algorithms*, ch. 8).
    """
    found: dict[str, list[np.datetime64]] = {"easter": [], "mothers_day": [], "black_friday": [], "christmas": []}
    for year in years:
        found["easter"].append(_easter(year))
        found["mothers_day"].append(_on_or_after(np.datetime64(f"{year}-05-08"), _SUNDAY))
        found["black_friday"].append(_on_or_after(np.datetime64(f"{year}-11-22"), 3) + 1)
        found["christmas"].append(np.datetime64(f"{year}-12-24"))
    return {name: np.array(days, dtype="datetime64[D]") for name, days in found.items()}


def _on_or_after(day: np.datetime64, weekday: int) -> np.datetime64:
    """The first day with a weekday (Monday is 0) that is not before `day`."""
    at = (int(day.astype("datetime64[D]").astype(int)) + 3) % 7
    return day + np.timedelta64((weekday - at) % 7, "D")


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
