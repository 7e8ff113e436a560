"""The buy by style: its picture, who makes it, and its options with their sizes across."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from html import escape
from typing import Any

from treadle.report.bridge import curve_sentence
from treadle.report.goods import Goods
from treadle.report.heads import heads
from treadle.words import label

Row = Mapping[str, Any]
#: Styles that are shown at once, those that cost most; the others are folded.
SHOWN_STYLES = 10
#: Styles that are on the page at all; the tables and the workbook have every one.
LISTED_STYLES = 200


def styles_part(
    rows: Mapping[str, Sequence[Row]], goods: Goods, currency: str, language: str, charted: Collection[str]
) -> str:
    """A section for each style of which something is bought, the dearest first; then the others, folded. `charted` are
    options that have charts further down."""
    by_style: dict[str, list[Row]] = defaultdict(list)
    for row in rows["options"]:
        by_style[str(row["style_id"])].append(row)
    cost = {style_id: sum(row["cost_cents"] for row in group) for style_id, group in by_style.items()}
    made = [one for one, group in by_style.items() if any(row["units"] for row in group)]
    made.sort(key=lambda one: (-cost[one], one))
    none = sorted(set(by_style) - set(made), key=lambda one: (goods.style(one), one))
    told = _Told.of(rows, goods, currency, language, charted)
    parts = [told.section(one, by_style[one]) for one in made[:SHOWN_STYLES]]
    for key, group in (("others", made[SHOWN_STYLES:]), ("rest", none)):
        if group:
            inner = "".join(told.section(one, by_style[one]) for one in group[:LISTED_STYLES])
            summary = escape(label(f"style.{key}", language, count=len(group)))
            parts.append(f"<details><summary>{summary}</summary>{inner}</details>")
    return f'<h2 id="styles">{escape(label("title.styles", language))}</h2>{"".join(parts)}'


class _Told:
    """What all sections need: lines by option, sizes by style, orders by style."""

    def __init__(self, goods: Goods, currency: str, language: str, charted: Collection[str]) -> None:
        self.goods, self.currency, self.language, self.charted = goods, currency, language, charted
        self.units: dict[str, dict[str, int]] = defaultdict(dict)
        self.sizes: dict[str, dict[str, None]] = defaultdict(dict)
        self.orders: dict[str, list[Row]] = defaultdict(list)
        self.curves: dict[str, list[Row]] = defaultdict(list)
        self.due: dict[str, Any] = {}
        self.is_made: dict[str, bool] = {}

    @classmethod
    def of(
        cls, rows: Mapping[str, Sequence[Row]], goods: Goods, currency: str, language: str, charted: Collection[str]
    ) -> _Told:  # fmt: skip
        """Gathered from a plan's tables."""
        told = cls(goods, currency, language, charted)
        for row in rows["size_curves"]:
            told.sizes[goods.style_of.get(str(row["option_id"]), "")].setdefault(str(row["size"]))
        for line in rows["buy"]:
            option_id, style_id = str(line["option_id"]), str(line["style_id"])
            told.units[option_id][str(line["size"])] = line["units"]
            told.sizes[style_id].setdefault(str(line["size"]))
            told.is_made[style_id] = bool(line["is_made"])
            if line["units"]:
                told.due[style_id] = min(line["due_day"], told.due.get(style_id, line["due_day"]))
        for order in rows["work_orders"]:
            if not order.get("is_released"):
                told.orders[str(order["style_id"])].append(order)
        for point in rows["curves"]:
            told.curves[str(point["option_id"])].append(point)
        return told

    def section(self, style_id: str, options: Sequence[Row]) -> str:
        """One style: picture, name, who makes it until when, its options."""
        options = sorted(options, key=lambda row: (-row["units"], str(row["option_id"])))
        picture = self.goods.picture((str(row["option_id"]) for row in options), self.language)
        sizes = list(self.sizes[style_id])
        head = self._head(sizes)
        body = "".join(self._option(row, sizes) for row in options)
        if len(options) > 1:
            body += self._total(options, sizes)
        points = "".join(
            f"<li>{escape(str(row['colour'] or row['option_id']))}: {told}</li>"
            for row in options
            if row["units"] and (told := escape(curve_sentence(self.curves[str(row["option_id"])], self.language)))
        )
        curves = f'<ul class="curve">{points}</ul>' if points else ""
        return (
            f'<section class="style" id="style-{escape(style_id)}">{picture}<div class="grow">'
            f"<h3>{self.goods.style(style_id)}</h3>{self._making(style_id, options)}"
            f'<div class="wide"><table class="sizes">{head}{body}</table></div>{curves}</div></section>'
        )

    def _head(self, sizes: Sequence[str]) -> str:
        """The head of a style's table: its sizes across between what is asked of every option."""
        names = ("units", "cost_cents", "expected_profit_cents")
        money = heads("options", *names, language=self.language, currency=self.currency)
        across = "".join(f"<th class=n>{escape(size)}</th>" for size in sizes)
        first = heads("options", "colour", language=self.language).removesuffix("</tr>")
        return f"{first}{across}{money.removeprefix('<tr>')}"

    def _making(self, style_id: str, options: Sequence[Row]) -> str:
        """Who makes it, and the day promised; what is bought in, and its day."""
        units = sum(row["units"] for row in options)
        if not units:
            return ""
        told = [
            label("style.promise", self.language, units=one["units"], factory=one["factory_id"], day=one["promise_day"])
            for one in self.orders[style_id]
            if one["promise_day"] is not None
        ]
        if not self.is_made.get(style_id):
            told = [label("style.bought", self.language, units=units, day=self.due[style_id])]
        return f"<p class=muted>{escape('; '.join(told))}</p>" if told else ""

    def _option(self, row: Row, sizes: Sequence[str]) -> str:
        option_id = str(row["option_id"])
        mine = self.units[option_id]
        cells = "".join(f"<td class=n>{mine[size] or '·' if size in mine else ''}</td>" for size in sizes)
        name = escape(str(row["colour"] or option_id))
        if option_id in self.charted:
            name = f'<a href="#option-{escape(option_id)}">{name}</a>'
        css = "" if row["units"] else " class=muted"
        return (
            f"<tr{css}><td>{name}</td>{cells}"
            f"<td class=n><b>{row['units']:,}</b></td><td class=n>{row['cost_cents'] / 100:,.2f}</td>"
            f"<td class=n>{row['expected_profit_cents'] / 100:,.2f}</td></tr>"
        )

    def _total(self, options: Sequence[Row], sizes: Sequence[str]) -> str:
        ids = [str(row["option_id"]) for row in options]
        cells = "".join(f"<td class=n>{sum(self.units[one].get(size, 0) for one in ids):,}</td>" for size in sizes)
        sums = {name: sum(row[name] for row in options) for name in ("units", "cost_cents", "expected_profit_cents")}
        return (
            f"<tr class=total><td>{escape(label('style.total', self.language))}</td>{cells}"
            f"<td class=n><b>{sums['units']:,}</b></td><td class=n>{sums['cost_cents'] / 100:,.2f}</td>"
            f"<td class=n>{sums['expected_profit_cents'] / 100:,.2f}</td></tr>"
        )
