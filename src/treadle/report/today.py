"""The head of the page: what to do today, with money both ways; then what is tied up, what is left, and the load."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from treadle.report.goods import Goods
from treadle.words import label, say_text

Row = Mapping[str, Any]
#: Actions that are shown at once; the others are folded.
SHOWN_ACTIONS = 10
#: Actions that are listed at all; the table has every one.
LISTED_ACTIONS = 200


def today_part(rows: Sequence[Row], goods: Goods, currency: str, language: str) -> str:
    """At most ten actions, then the others folded away, as HTML."""
    title = f'<h2 id="today">{escape(label("title.today", language))}</h2>'
    if not rows:
        return f"{title}<p>{escape(label('today.none', language))}</p>"
    intro = f"<p class=muted>{escape(label('today.intro', language, currency=currency))}</p>"
    shown, others = rows[:SHOWN_ACTIONS], rows[SHOWN_ACTIONS:LISTED_ACTIONS]
    told = f"{title}{intro}{_table(shown, goods, language)}"
    if others:
        more = escape(label("today.more", language, count=len(rows) - len(shown)))
        told += f"<details><summary>{more}</summary>{_table(others, goods, language)}</details>"
    return told


def _table(rows: Sequence[Row], goods: Goods, language: str) -> str:
    names = ("action", "goods", "why", "done", "undone", "worth")
    said = {name: escape(label(f"today.{name}", language)) for name in names}
    numbers = ("done", "undone", "worth")
    head = "".join(f"<th{' class=n' if name in numbers else ''}>{said[name]}</th>" for name in names)
    body = "".join(_row(row, goods, said, language) for row in rows)
    return f'<table class="today"><tr>{head}</tr>{body}</table>'


def _row(row: Row, goods: Goods, said: Mapping[str, str], language: str) -> str:
    action = str(row["action"])
    money = "".join(
        f'<td class=n data-label="{said[name]}">{row[f"{name}_cents"] / 100:,.2f}</td>' for name in ("done", "undone")
    )
    style = escape(str(row["style_id"]))
    name = escape(str(row["name"]))
    goods_cell = f'<a href="#style-{style}">{name}</a>' if row["style_id"] in goods.style_names else name
    return (
        f'<tr><td><span class="kind {escape(action)}">{escape(label(f"action.{action}", language))}</span></td>'
        f"<td>{goods_cell}</td><td>{escape(say_text(str(row['reason']), language))}</td>{money}"
        f'<td class=n data-label="{said["worth"]}"><b>{row["worth_cents"] / 100:+,.2f}</b></td></tr>'
    )


def cards_part(values: Mapping[str, str], language: str) -> str:
    """Money tied up, budget left, load, and what is late, as HTML."""

    def cents(name: str) -> float:
        return int(values.get(name) or 0) / 100

    currency = values["currency"]
    can_follow = values.get("next_order_days", "0") != "0"
    beyond = label("card.beyond", language) if can_follow else ""
    found = [
        ("buy", f"{cents('buy_cost_cents'):,.2f}",
         {"units": int(values["buy_units"]), "profit": cents("expected_profit_cents"), "beyond": beyond}),
        ("coming", f"{cents('coming_cost_cents'):,.2f}", {}),
        ("stock", f"{cents('stock_cost_cents'):,.2f}", {}),
        _budget(values),
    ]  # fmt: skip
    free = int(values.get("sewing_minutes_free") or 0)
    if free:
        minutes = int(values["sewing_minutes"])
        found.append(("load", f"{minutes / free:.0%}", {"minutes": minutes, "free": free}))
    late: dict[str, object] = {"orders": int(values["work_orders"]), "metres": float(values["fabric_m"])}
    late["risky"] = int(values["work_orders_at_risk"])
    found.append(("late", values["work_orders_late"], late))
    boxes = "".join(_card(name, number, {"currency": currency, **facts}, language) for name, number, facts in found)
    if int(values["work_orders_infeasible"]):
        impossible = escape(label("card.impossible", language))
        boxes += f'<div class="card late"><b>{escape(values["work_orders_infeasible"])}</b>{impossible}</div>'
    return f'<div class="cards">{boxes}</div>'


def _budget(values: Mapping[str, str]) -> tuple[str, str, dict[str, object]]:
    if not values.get("budget_cents"):
        return "no_budget", "–", {}
    left = int(values.get("budget_left_cents") or 0) / 100
    return "budget", f"{left:,.2f}", {"budget": int(values["budget_cents"]) / 100}


def _card(name: str, number: str, facts: Mapping[str, object], language: str) -> str:
    title = escape(label(f"card.{name}", language, **facts))
    more = escape(label(f"card.{name}_more", language, **facts))
    return f'<div class="card"><b>{escape(number)}</b>{title}<br><span class=muted>{more}</span></div>'
