"""The buy by style: its picture, who makes it, and its options with their sizes across."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from treadle.look.number_forms import Forms
from treadle.report.bridge import curve_sentence
from treadle.report.goods import Goods
from treadle.words import label

Row = Mapping[str, Any]
#: Styles that are shown at once, those that cost most; the others are folded.
SHOWN_STYLES = 10
#: Styles that are on the page at all; the tables and the workbook have every one.
LISTED_STYLES = 200
_SUMMED = ("units", "cost_cents", "expected_profit_cents")


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleTold:
    """One style: the option whose picture stands for it, who makes it until when, its options with the units of each
    size (None where an option has no such size), the sum of several, and what other quantities would earn."""

    style_id: str
    pictured: str
    making: str
    sizes: Sequence[str]
    options: Sequence[tuple[Row, Sequence[int | None]]]
    total: Mapping[str, int] | None
    total_by_size: Sequence[int]
    curves: Sequence[tuple[str, str]]


def styles_told(rows: Mapping[str, Sequence[Row]], goods: Goods, forms: Forms) -> dict[str, Any]:
    """The styles of which something is bought, the dearest first: those shown at once and those that are folded; then
    those of which nothing is; and how many there are of the last two."""
    by_style: dict[str, list[Row]] = defaultdict(list)
    for row in rows["options"]:
        by_style[str(row["style_id"])].append(row)
    cost = {style_id: sum(row["cost_cents"] for row in group) for style_id, group in by_style.items()}
    made = [one for one, group in by_style.items() if any(row["units"] for row in group)]
    made.sort(key=lambda one: (-cost[one], one))
    none = sorted(set(by_style) - set(made), key=lambda one: (goods.style(one), one))
    lines = _Lines(rows, goods, forms)
    folded = [("style.others", made[SHOWN_STYLES:]), ("style.rest", none)]
    return {
        "styles": [lines.told(one, by_style[one]) for one in made[:SHOWN_STYLES]],
        "folded_styles": [
            (label(key, forms.language, count=len(group)), [lines.told(one, by_style[one]) for one in
                                                            group[:LISTED_STYLES]])
            for key, group in folded if group
        ],
    }  # fmt: skip


class _Lines:
    """What all styles need: lines by option, sizes by style, orders by style."""

    def __init__(self, rows: Mapping[str, Sequence[Row]], goods: Goods, forms: Forms) -> None:
        self.goods, self.forms = goods, forms
        self.units: dict[str, dict[str, int]] = defaultdict(dict)
        self.sizes: dict[str, dict[str, None]] = defaultdict(dict)
        self.orders: dict[str, list[Row]] = defaultdict(list)
        self.curves: dict[str, list[Row]] = defaultdict(list)
        self.due: dict[str, Any] = {}
        self.is_made: dict[str, bool] = {}
        for row in rows["size_curves"]:
            self.sizes[goods.style_of.get(str(row["option_id"]), "")].setdefault(str(row["size"]))
        for line in rows["buy"]:
            option_id, style_id = str(line["option_id"]), str(line["style_id"])
            self.units[option_id][str(line["size"])] = line["units"]
            self.sizes[style_id].setdefault(str(line["size"]))
            self.is_made[style_id] = bool(line["is_made"])
            if line["units"]:
                self.due[style_id] = min(line["due_day"], self.due.get(style_id, line["due_day"]))
        for order in rows["work_orders"]:
            if not order.get("is_released"):
                self.orders[str(order["style_id"])].append(order)
        for point in rows["curves"]:
            self.curves[str(point["option_id"])].append(point)

    def told(self, style_id: str, options: Sequence[Row]) -> StyleTold:
        """One style."""
        options = sorted(options, key=lambda row: (-row["units"], str(row["option_id"])))
        ids = [str(row["option_id"]) for row in options]
        sizes = list(self.sizes[style_id])
        curves = [
            (str(row["colour"] or row["option_id"]), said)
            for row in options
            if row["units"] and (said := curve_sentence(self.curves[str(row["option_id"])], self.forms.language))
        ]
        return StyleTold(
            style_id=style_id,
            pictured=self.goods.pictured(ids),
            making=self._making(style_id, sum(row["units"] for row in options)),
            sizes=sizes,
            options=[(row, [self.units[one].get(size) for size in sizes]) for row, one in zip(options, ids)],
            total={name: sum(row[name] for row in options) for name in _SUMMED} if len(options) > 1 else None,
            total_by_size=[sum(self.units[one].get(size, 0) for one in ids) for size in sizes],
            curves=curves,
        )

    def _making(self, style_id: str, units: int) -> str:
        """Who makes it, and the day promised; what is bought in, and its day."""
        if not units:
            return ""
        language, day = self.forms.language, self.forms.day
        if not self.is_made.get(style_id):
            return label("style.bought", language, units=units, day=day(self.due[style_id]))
        return "; ".join(
            label("style.promise", language, units=one["units"], factory=one["factory_id"], day=day(one["promise_day"]))
            for one in self.orders[style_id]
            if one["promise_day"] is not None
        )
