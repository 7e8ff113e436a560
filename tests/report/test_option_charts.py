"""Charts of an option and of a line: what is drawn is where its value says, in both languages, and ticks are round."""

from __future__ import annotations

import xml.etree.ElementTree as xml
from datetime import date, timedelta

import numpy as np
import pytest

from treadle.report.option_charts import balance_chart, fan_chart, size_chart, ticks

SVG = "{http://www.w3.org/2000/svg}"
NAMES = ("mean", "q05", "q10", "q25", "q50", "q75", "q90", "q95")


def weeks(first: date, count: int) -> list[date]:
    return [first + timedelta(weeks=week) for week in range(count)]


def fan(past: int = 30, ahead: int = 8, language: str = "en") -> xml.Element:
    first = date(2025, 9, 1)
    bands = {name: np.full(ahead, 10.0 * (1 + place)) for place, name in enumerate(NAMES)}
    units = np.arange(past, dtype=float)
    return xml.fromstring(fan_chart(weeks(first, past), units, weeks(first, past + ahead)[past:], bands, language))


def texts(drawn: xml.Element) -> list[str]:
    return [one.text or "" for one in drawn.iter(f"{SVG}text")]


def test_stations_stand_as_high_as_their_minutes_and_the_bottleneck_stands_out() -> None:
    drawn = xml.fromstring(balance_chart(["S01", "S<2>", "S03"], np.array([1.0, 2.0, 1.5]), 1.5, "S<2>"))
    bars = drawn.findall(f"{SVG}rect")
    tall = [float(one.attrib["height"]) for one in bars]
    assert tall[1] == pytest.approx(2 * tall[0], abs=0.2)
    assert [one.attrib["fill"] == bars[0].attrib["fill"] for one in bars] == [True, False, True]
    (pitch,) = [one for one in drawn.findall(f"{SVG}path") if "stroke-dasharray" in one.attrib]
    across = float(pitch.attrib["d"].split()[1].partition("H")[0])
    assert across == pytest.approx(float(bars[2].attrib["y"]), abs=0.11)
    assert {"S01", "S<2>", "S03"} <= set(texts(drawn))


def test_bars_and_fan_stand_as_high_as_their_values() -> None:
    drawn = fan()
    bars = drawn.findall(f"{SVG}rect")
    assert len(bars) == 30
    tall = [float(one.attrib["height"]) for one in bars]
    assert tall[20] == pytest.approx(2 * tall[10], abs=0.2) and tall[0] == 0.0
    base = float(bars[20].attrib["y"]) + tall[20]
    lines = drawn.findall(f"{SVG}polyline")
    median = [base - float(point.split(",")[1]) for point in lines[0].attrib["points"].split()]
    assert len(median) == 8
    # The median is 50 a week; a bar of 20 units is two fifths as tall.
    assert median == pytest.approx([2.5 * tall[20]] * 8, abs=0.3)
    outer = drawn.findall(f"{SVG}polygon")[0].attrib["points"].split()
    down = [base - float(point.split(",")[1]) for point in outer]
    assert min(down) == pytest.approx(tall[20], abs=0.3) and max(down) == pytest.approx(4 * tall[20], abs=0.4)
    inside = [float(point.split(",")[0]) for point in outer]
    assert min(inside) > float(bars[-1].attrib["x"]) and max(inside) < 389


def test_both_languages_name_what_is_drawn_months_and_the_year_that_begins() -> None:
    english, chinese = texts(fan()), texts(fan(language="zh"))
    assert {"median", "mean", "demand seen", "units a week"} <= set(english)
    assert {"Oct 2025", "Dec", "Feb 2026", "Apr"} <= set(english)
    assert "中位数" in chinese and any(text.endswith("月") for text in chinese)
    assert "8 weeks" in fan().attrib["aria-label"]


def test_a_short_span_is_told_in_days_and_nothing_to_draw_is_an_empty_field() -> None:
    short = texts(fan(past=4, ahead=2))
    assert any("Sep" in text for text in short)
    bands = {name: np.zeros(0) for name in NAMES}
    drawn = xml.fromstring(fan_chart([], np.zeros(0), [], bands))
    assert drawn.findall(f"{SVG}rect") == [] and drawn.findall(f"{SVG}polyline") == []


def test_sizes_stand_beside_what_was_seen_and_names_are_letters_only() -> None:
    drawn = xml.fromstring(size_chart(["S", "M<L"], np.array([0.2, 0.8]), np.array([0.5, 0.5]), "category"))
    tall = [float(one.attrib["height"]) for one in drawn.findall(f"{SVG}rect")]
    assert tall[2] == pytest.approx(4 * tall[0], abs=0.3) and tall[1] == tall[3]
    assert "M<L" in texts(drawn)
    assert "M<L 80%" in drawn.attrib["aria-label"]


@pytest.mark.parametrize(
    ("top", "wanted"),
    [(1.0, [0, 0.2, 0.4, 0.6, 0.8, 1.0]), (7.0, [0, 2, 4, 6]), (52.5, [0, 20, 40]), (1300.0, [0, 500, 1000])],
)
def test_ticks_are_round_and_few(top: float, wanted: list[float]) -> None:
    assert ticks(top) == wanted
