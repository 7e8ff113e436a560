"""The page a planner reads: one file that opens without a network, decisions first, each with its way back.

It is drawn from templates of its own beside those that the pages share (`treadle.look`): what is found in a plan's
tables is put in order here, and said there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from markupsafe import Markup

from treadle.look.number_forms import Forms
from treadle.look.sheet import reader, style_sheet, templates
from treadle.plant.pictures import Pictures
from treadle.report.bridge import bridge_told
from treadle.report.cloth import ROLLS_SHOWN, cloth_told, rolls_picture
from treadle.report.expected import options_told
from treadle.report.forecasts import forecasts_told
from treadle.report.gantt import schedule_picture
from treadle.report.goods import Goods
from treadle.report.heads import heads
from treadle.report.load import load_told
from treadle.report.option_charts import balance_chart
from treadle.report.own_settings import own_settings
from treadle.report.signals import signals_told
from treadle.report.styles import styles_told
from treadle.report.today import actions_told, figures
from treadle.terms.calendar import ShiftCalendar
from treadle.terms.schedule import AT_RISK, INFEASIBLE, KEPT
from treadle.words import count_states, label, say

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]

TEMPLATES = Path(__file__).resolve().parent / "templates"
#: Options with a chart of their own on the page: those that would lose most if they were dropped.
CHARTED_OPTIONS = 40
LISTED_OPTIONS = 200
#: Options that are listed as changed.
LISTED_CHANGES = 200
#: So many late orders are shown unfolded.
SHOWN_LATE = 12
DRAWN_MARKERS = 12
#: Balances with a picture of their own: all where they are no more, else those that are the furthest from even.
SHOWN_BALANCES = 60
#: Tables that are too long to be read row by row: only options with charts of their own are.
OF_CHARTED = ("option_history", "forecast")


def build_page(
    tables: Mapping[str, pa.Table], marker_pictures: Mapping[str, str], language: str = "en",
    calendars: Mapping[str, ShiftCalendar] | None = None, pictures: Pictures | None = None, *, is_first: bool = False,
) -> str:  # fmt: skip
    """The page as HTML text from a plan's tables, its markers' SVG elements, when each factory works, and pictures of
    options. `is_first`: its markers are still drawn, and it says so."""
    pictures = pictures or Pictures()
    rows = _Asked(tables)
    values = {row["name"]: row["value"] for row in rows["plan"]}
    goods = Goods.of(rows["options"], pictures.by_option)
    forms = Forms(language=language, currency=values["currency"])
    charted = _charted(rows)
    for name in OF_CHARTED:
        rows.only(name, charted)
    # What was assumed for the whole plan, and what the page cannot show.
    assumed = [text for name, text in values.items() if name.startswith("note_")]
    facts: dict[str, Any] = {
        "theme": "light",  # pictures of cloth and of the schedule are drawn for paper
        "style_sheet": Markup(style_sheet()),
        "heads": partial(heads, language=language),
        "is_first": is_first, "values": values, "rows": rows, "goods": goods, "charted": frozenset(charted),
        "notes": assumed + [say(one, language) for one in pictures.problems],
        "figures": figures(values, forms),
        "bridge": bridge_told(rows),
        "options": options_told(rows, charted, language),
        "signals": signals_told(tables, forms),
        "forecasts": forecasts_told(rows, language),
        **_sewn(rows, language),
        "own_settings": own_settings(values["policy"]),
    }  # fmt: skip
    facts["has_signals"] = any(facts["signals"][one] for one in ("records", "unmet", "intent", "left_out"))
    facts |= actions_told(rows["actions"]) | styles_told(rows, goods, forms) | _decisions(rows)
    facts |= _ordered(rows) | _made(rows, calendars, forms) | _cut(rows, marker_pictures, language)
    return templates(TEMPLATES).get_template("plan.html").render(reader(forms), **facts)


class _Asked(Mapping[str, Sequence[Row]]):
    """Rows of tables, each table read once it is asked for: most of a large plan's never are."""

    def __init__(self, tables: Mapping[str, pa.Table]) -> None:
        self._tables, self._read = dict(tables), dict[str, Sequence[Row]]()

    def only(self, name: str, options: Sequence[str]) -> None:
        """Of a table only rows of these options are asked for."""
        table = self._tables[name]
        if table.num_rows:
            self._tables[name] = table.filter(pc.is_in(table["option_id"], value_set=pa.array(options, pa.string())))

    def __getitem__(self, name: str) -> Sequence[Row]:
        if name not in self._read:
            self._read[name] = self._tables[name].to_pylist()
        return self._read[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


def _charted(rows: Rows) -> list[str]:
    """Options with charts of their own: those that would lose most if they were dropped."""
    stake: dict[str, int] = defaultdict(int)
    for line in rows["buy"]:
        stake[str(line["option_id"])] += int(line["at_stake_cents"])
    ids = sorted((str(row["option_id"]) for row in rows["options"]), key=lambda one: (-stake[one], one))
    return ids[:CHARTED_OPTIONS]


def _decisions(rows: Rows) -> dict[str, Any]:
    """Options with their sizes and what they would lose, those first that would lose most if they were dropped; and
    how many are not listed."""
    lines: dict[str, list[Row]] = defaultdict(list)
    for line in rows["buy"]:
        lines[str(line["option_id"])].append(line)
    stake = {option: sum(int(line["at_stake_cents"]) for line in mine) for option, mine in lines.items()}
    order = {str(row["sku"]): at for at, row in enumerate(rows["size_curves"])}
    ranked = sorted(rows["options"], key=lambda row: (-stake.get(row["option_id"], 0), str(row["option_id"])))
    told = [
        (
            row,
            sorted(lines[row["option_id"]], key=lambda line: order.get(str(line["sku"]), 0)),
            stake.get(row["option_id"], 0),
        )
        for row in ranked[:LISTED_OPTIONS]
    ]
    return {
        "made": [one for one in told if one[0]["units"]],
        "unmade": [one for one in told if not one[0]["units"]],
        "unlisted": max(0, len(ranked) - LISTED_OPTIONS),
    }


def _ordered(rows: Rows) -> dict[str, Any]:
    """What was decided before, with the option of each line where it is known, and what changed."""
    option_of = {str(row["sku"]): str(row["option_id"]) for row in rows["size_curves"]}
    return {
        "decided": [(row, option_of.get(row["sku"], "")) for row in rows["decisions"]],
        "changes": rows["changes"][:LISTED_CHANGES],
    }


def _made(rows: Rows, calendars: Mapping[str, ShiftCalendar] | None, forms: Forms) -> dict[str, Any]:
    """Orders that are late, at risk or impossible, each with how late it is, those at risk last; all orders with the
    anchor that lines lead to; the schedule; the load."""
    orders = rows["work_orders"]
    late = sorted((row for row in orders if row["status"] != KEPT), key=lambda row: row["status"] == AT_RISK)
    # Lines lead to the whole order: of one that is split, to its first part.
    first: dict[str, str] = {}
    for row in orders:
        first.setdefault(str(row["cut_order_id"]), str(row["work_order_id"]))
    anchor = {str(row["work_order_id"]): str(row["work_order_id"]) for row in orders}
    anchor |= {part: whole for whole, part in first.items()}
    return {
        "late": [(row, _how_late(row, forms)) for row in late],
        "is_late_open": len(late) <= SHOWN_LATE,
        "states": count_states((str(row["status"]) for row in orders), forms.language),
        "orders": [(row, anchor[str(row["work_order_id"])]) for row in orders],
        "schedule": Markup(schedule_picture(rows, calendars, forms.language)),
        "load": load_told(rows["load"], forms),
    }


def _how_late(row: Row, forms: Forms) -> str:
    if row["status"] == INFEASIBLE:
        return label("page.impossible_order", forms.language)
    days = {name: forms.day(row[name]) if row[name] else "–" for name in ("planned_day", "promise_day")}
    key = "page.at_risk" if row["status"] == AT_RISK else "page.how_late"
    return label(key, forms.language, late_days=row["late_days"], **days)


def _cut(rows: Rows, pictures: Mapping[str, str], language: str) -> dict[str, Any]:
    """Drawings of the markers that use most fabric, cloth by colour with a picture of the rolls, and orders that lack
    something or take something in its place."""
    fabric: dict[str, float] = defaultdict(float)
    for lay in rows["lays"]:
        fabric[str(lay["marker_id"])] += float(lay["plies"]) * float(lay["length_mm"])
    drawn = sorted((one for one in fabric if one in pictures), key=lambda one: (-fabric[one], one))[:DRAWN_MARKERS]
    used = rows["rolls_used"]
    return {
        "markers": [Markup(pictures[one]) for one in drawn],
        "cloth": cloth_told(rows),
        "rolls": Markup(rolls_picture(used, rows["spreading"], language)) if used else "",
        "further_rolls": max(0, len(used) - ROLLS_SHOWN),
        "lacking": [row for row in rows["materials"] if row["short"] or row["late"] or row["replaced"]],
    }


def _sewn(rows: Rows, language: str) -> dict[str, Any]:
    """Each line that sews something in this plan: what it sews, its station times as a picture, and the reason; and how
    many are not shown."""
    used = {str(row["line_id"]) for row in rows["work_orders"]}
    stations: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows["stations"]:
        stations[str(row["bulletin_id"]), str(row["line_id"])].append(row)
    there = [
        row for row in rows["balances"]
        if str(row["line_id"]) in used and stations[str(row["bulletin_id"]), str(row["line_id"])]
    ]  # fmt: skip
    shown = there
    if len(there) > SHOWN_BALANCES:
        uneven = sorted(there, key=lambda row: (row["line_efficiency"], row["bulletin_id"], row["line_id"]))
        shown = uneven[:SHOWN_BALANCES]
    found = []
    for row in shown:
        key = str(row["bulletin_id"]), str(row["line_id"])
        picture = balance_chart(
            [str(one["station_id"]) for one in stations[key]],
            np.array([float(one["minutes_per_unit"]) for one in stations[key]]),
            float(row["pitch_minutes"]),
            str(row["bottleneck_station_id"]),
            language,
        )
        title = label("page.efficient", language, bulletin=key[0], line=key[1], efficiency=row["line_efficiency"])
        found.append((title, Markup(picture), str(row["reason"])))
    return {"sewn": found, "further_sewn": len(there) - len(shown)}
