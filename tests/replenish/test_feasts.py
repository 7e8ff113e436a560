from __future__ import annotations

from treadle.replenish.feasts import feast_days


def test_feasts_of_known_years() -> None:
    told = {name: [str(day) for day in days] for name, days in feast_days(range(2022, 2025)).items()}
    assert told == {
        "easter": ["2022-04-17", "2023-04-09", "2024-03-31"],
        "mothers_day": ["2022-05-08", "2023-05-14", "2024-05-12"],
        "black_friday": ["2022-11-25", "2023-11-24", "2024-11-29"],
        "christmas": ["2022-12-24", "2023-12-24", "2024-12-24"],
    }
