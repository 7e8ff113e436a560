"""The first part of the page: what is on order, late or to be asked about, what was decided before, what changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from treadle.report.goods import Goods
from treadle.report.heads import heads
from treadle.words import label, say_text, told

Row = Mapping[str, Any]
#: Options that are listed as changed.
LISTED = 200


def orders_part(rows: Mapping[str, Sequence[Row]], goods: Goods, language: str) -> str:
    """HTML of open orders, late ones first, of remembered decisions, and of what changed since the last plan; each is
    left out where there is none."""
    option_of = {str(row["sku"]): str(row["option_id"]) for row in rows["size_curves"]}
    parts = (_open(rows["on_order"], goods, language), _decided(rows["decisions"], option_of, goods, language))
    return "".join(parts) + _changes(rows["changes"], goods, language)


def _open(rows: Sequence[Row], goods: Goods, language: str) -> str:
    if not rows:
        return ""
    body = "".join(
        f"<tr><td>{goods.named_order(row['order_id'], row['style_id'])}</td>"
        f"<td{' class=late' if row['status'] != 'in time' else ''}>{escape(told(row['status'], language))}</td>"
        f"<td class=n>{row['open_units']:,}</td><td class=d>{row['promise_day']}</td>"
        f"<td class=d>{row['comes_q50_day']}</td><td class=d>{row['comes_q90_day']}</td>"
        f"<td>{escape(say_text(row['reason'], language))}</td></tr>"
        for row in rows
    )
    columns = ("order_id", "status", "open_units", "promise_day", "comes_q50_day", "comes_q90_day", "reason")
    table = f"<table>{heads('on_order', *columns, language=language)}{body}</table>"
    return f'<h2 id="on-order">{label("title.on_order", language)}</h2><div class="wide">{table}</div>'


def _decided(rows: Sequence[Row], option_of: Mapping[str, str], goods: Goods, language: str) -> str:
    if not rows:
        return ""
    body = "".join(
        f"<tr><td>{_line(row, option_of, goods)}</td><td>{escape(told(row['status'], language))}</td>"
        f"<td>{escape(say_text(row['reason'], language))}</td></tr>"
        for row in rows
    )
    table = f"<table>{heads('decisions', 'line_id', 'status', 'reason', language=language)}{body}</table>"
    title = f'<h2 id="remembered">{label("title.decided", language)}</h2>'
    return (
        f"{title}<details><summary>{label('page.earlier_lines', language, count=len(rows))}</summary>{table}</details>"
    )


def _line(row: Row, option_of: Mapping[str, str], goods: Goods) -> str:
    """A line that was decided on: what people call its option, then the line's id."""
    name = goods.option(option_of[row["sku"]]) + "<br>" if row["sku"] in option_of else ""
    return f"{name}<span class=muted>{escape(row['line_id'])}</span>"


def _changes(rows: Sequence[Row], goods: Goods, language: str) -> str:
    """What differs from the last plan; nothing where there was none."""
    if not rows:
        return ""
    body = "".join(
        f"<tr><td>{goods.named(str(row['option_id']))}</td><td class=n>{row['units_before']:,}</td>"
        f"<td class=n>{row['units_now']:,}</td><td>{escape(say_text(str(row['reason']), language))}</td></tr>"
        for row in rows[:LISTED]
    )
    head = heads("changes", "option_id", "units_before", "units_now", "reason", language=language)
    return f'<h2 id="changes">{label("title.changes", language)}</h2><table>{head}{body}</table>'
