"""The section on forecasts: value added over naive, and the share of held-out values in the middle."""

from __future__ import annotations

from treadle.report.forecasts import forecasts_part

LEAGUE = [
    {"stage": "young", "model": "naive", "rows": 200, "deviance": 4.0, "wape": 0.50, "bias": 0.1, "weight": 0.0},
    {"stage": "young", "model": "<b>trees", "rows": 200, "deviance": 2.0, "wape": 0.40, "bias": -0.02, "weight": 1.0},
]


def calibration(of: str, shares: tuple[float, float]) -> list[dict[str, object]]:
    return [
        {"stage": "young", "of": of, "rows": 300, "level": level, "share_below": share}
        for level, share in zip((0.1, 0.9), shares, strict=True)
    ]


def test_value_added_is_told_against_naive_and_names_are_escaped() -> None:
    page = forecasts_part(LEAGUE, [])
    assert "+20%" in page
    assert "&lt;b&gt;trees" in page
    assert "<b>trees" not in page


def test_the_middle_is_what_lies_between_the_outer_quantiles() -> None:
    page = forecasts_part(LEAGUE, calibration("weeks", (0.12, 0.91)) + calibration("sums", (0.2, 0.85)))
    assert "79.0%" in page
    assert "65.0%" in page
    assert page.count("<svg") == 2


def test_too_little_history_is_said() -> None:
    assert "Too little history" in forecasts_part([], [])
