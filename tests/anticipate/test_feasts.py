"""Feasts of known years."""

from __future__ import annotations

import numpy as np

from treadle.terms.feasts import feast_days, holds_presents


def test_feasts_of_known_years() -> None:
    told = {name: [str(day) for day in days] for name, days in feast_days(range(2022, 2025)).items()}
    assert told == {
        "easter": ["2022-04-17", "2023-04-09", "2024-03-31"],
        "mothers_day": ["2022-05-08", "2023-05-14", "2024-05-12"],
        "black_friday": ["2022-11-25", "2023-11-24", "2024-11-29"],
        "christmas": ["2022-12-24", "2023-12-24", "2024-12-24"],
        "singles": ["2022-11-11", "2023-11-11", "2024-11-11"],
        "lunar": ["2022-02-01", "2023-01-22", "2024-02-10"],
    }


def test_weeks_of_presents_run_from_black_friday_to_christmas() -> None:
    mondays = np.datetime64("2024-11-04") + 7 * np.arange(10)
    held = [str(day) for day in mondays[holds_presents(mondays, 7)]]
    assert held == ["2024-11-25", "2024-12-02", "2024-12-09", "2024-12-16", "2024-12-23"]
