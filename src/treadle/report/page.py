"""The page a planner reads: one file that opens without a network, decisions first, each with its way back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape

import numpy as np
import pyarrow as pa

from treadle.plant.pictures import Pictures
from treadle.report.bridge import bridge_part
from treadle.report.charts import balance_chart
from treadle.report.cloth import cloth_part
from treadle.report.expected import options_part, order_link
from treadle.report.forecasts import forecasts_part
from treadle.report.gantt import schedule_picture
from treadle.report.goods import Goods
from treadle.report.heads import heads
from treadle.report.load import load_part
from treadle.report.materials import materials_part
from treadle.report.orders import orders_part
from treadle.report.own_settings import own_settings
from treadle.report.signals import signals_part
from treadle.report.style_sheet import STYLE
from treadle.report.styles import styles_part
from treadle.report.today import cards_part, today_part
from treadle.terms.calendar import ShiftCalendar
from treadle.terms.schedule import AT_RISK, INFEASIBLE, KEPT
from treadle.words import count_states, label, say, say_text, told

Row = Mapping[str, object]

#: Options with a chart of their own on the page: those that would lose most if they were dropped.
CHARTED_OPTIONS = 40
LISTED_OPTIONS = 200
#: So many late orders are shown unfolded.
SHOWN_LATE = 12
DRAWN_MARKERS = 12
#: Tables that are too long to be read row by row here, or are shown elsewhere.
UNREAD = ("history", "placements", "traffic", "left_out")


def build_page(
    tables: Mapping[str, pa.Table], marker_pictures: Mapping[str, str], language: str = "en",
    calendars: Mapping[str, ShiftCalendar] | None = None, pictures: Pictures | None = None,
) -> str:  # fmt: skip
    """The page as HTML text from a plan's tables, its markers' SVG elements, when each factory works, and pictures of
    options."""
    pictures = pictures or Pictures()
    rows = {name: table.to_pylist() for name, table in tables.items() if name not in UNREAD}
    signals = signals_part(tables, language)
    values = {row["name"]: row["value"] for row in rows["plan"]}
    goods = Goods.of(rows["options"], pictures.by_option)
    currency = values["currency"]
    parts = [
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(label('page.title', language, as_of=values['as_of']))}</title><style>{STYLE}</style></head>"
        "<body><main>",
        _head(values, rows, bool(signals), language),
        today_part(rows["actions"], goods, currency, language),
        cards_part(values, language),
        _notes(values, [say(one, language) for one in pictures.problems]),
        styles_part(rows, goods, currency, language, set(_charted(rows))),
        _lateness(rows["work_orders"], goods, language),
        *_folded(rows, tables, values, goods, language, calendars, marker_pictures, signals),
        "</main></body></html>",
    ]
    page = "\n".join(part for part in parts if part)
    return page.replace("<th", '<th scope="col"')  # every name is escaped, so this can only be a header's tag


def _folded(
    rows: Mapping[str, Sequence[Row]], tables: Mapping[str, pa.Table], values: Mapping[str, str], goods: Goods,
    language: str, calendars: Mapping[str, ShiftCalendar] | None, marker_pictures: Mapping[str, str], signals: str,
) -> list[str]:  # fmt: skip
    """The parts that are read when one asks why, each folded."""
    currency = values["currency"]
    schedule = f"<div class=wide>{schedule_picture(rows, calendars, language)}</div>{_orders(rows, goods, language)}"
    schedule += load_part(rows["load"], language)
    forecasts = forecasts_part(
        rows["league"], *(rows.get(name, []) for name in ("calibration", "totals", "together", "cannibalisation")),
        language=language,
    )  # fmt: skip
    return [
        _decisions(rows, goods, currency, language),
        orders_part(rows, goods, language),
        _bridge(rows, goods, currency, language),
        _section("schedule", label("title.schedule", language), schedule),
        _section("options", label("title.options", language), options_part(rows, goods, _charted(rows), language)),
        _section("signals", label("title.signals", language), signals) if signals else "",
        _cutting(rows, marker_pictures, language),
        _balances(rows, language),
        _section("league", label("title.league", language), forecasts),
        _way_back(values, language),
    ]


def _section(anchor: str, title: str, body: str, is_open: bool = False) -> str:
    """A part with its title, folded unless `is_open`."""
    state = " open" if is_open else ""
    return f'<details class="fold" id="{anchor}"{state}><summary><h2>{title}</h2></summary>{body}</details>'


def _whole(value: object) -> int:
    """A whole number from a cell of a plan's table."""
    assert isinstance(value, int | float | str)
    return int(value)


def _real(value: object) -> float:
    """A number from a cell of a plan's table."""
    assert isinstance(value, int | float | str)
    return float(value)


def _money(cents: object) -> str:
    return f"{_whole(cents) / 100:,.2f}"


def _bridge(rows: Mapping[str, Sequence[Row]], goods: Goods, currency: str, language: str) -> str:
    if not rows["bridge"]:
        return ""
    return _section("bridge", label("title.bridge", language), bridge_part(rows, goods, currency, language))


def _head(values: Mapping[str, str], rows: Mapping[str, Sequence[Row]], has_signals: bool, language: str) -> str:
    """Title, and links to the parts that this plan has."""
    has = {"signals": has_signals, "cutting": bool(rows["cut_plans"]), "sewing": _sewn(rows)}
    parts = ("styles", "decisions", "late", "schedule", "options", "signals", "cutting", "sewing", "league", "back")
    nav = "".join(f'<a href="#{one}">{label(f"nav.{one}", language)}</a>' for one in parts if has.get(one, True))
    title = escape(label("page.title", language, as_of=values["as_of"]))
    return f"<h1>{title}</h1><nav>{nav}</nav>"


def _notes(values: Mapping[str, str], more: Sequence[str]) -> str:
    """What was assumed for the whole plan, and what the page cannot show."""
    assumed = [text for name, text in values.items() if name.startswith("note_")]
    notes = "".join(f"<li>{escape(text)}</li>" for text in (*assumed, *more))
    return f"<ul class='assumed'>{notes}</ul>" if notes else ""


def _charted(rows: Mapping[str, Sequence[Row]]) -> list[str]:
    """Options with charts of their own: those that would lose most if they were dropped."""
    stake: dict[str, int] = defaultdict(int)
    for line in rows["buy"]:
        stake[str(line["option_id"])] += _whole(line["at_stake_cents"])
    ids = sorted((str(row["option_id"]) for row in rows["options"]), key=lambda one: (-stake[one], one))
    return ids[:CHARTED_OPTIONS]


def _decisions(rows: Mapping[str, Sequence[Row]], goods: Goods, currency: str, language: str) -> str:
    """Options with their sizes and the reason, those first that would lose most if they were dropped."""
    sizes: dict[str, list[Row]] = defaultdict(list)
    for line in rows["buy"]:
        sizes[str(line["option_id"])].append(line)
    order = {str(row["sku"]): at for at, row in enumerate(rows["size_curves"])}
    ranked = sorted(rows["options"], key=lambda row: (-_at_stake(sizes[str(row["option_id"])]), str(row["option_id"])))
    charted = set(_charted(rows))
    made: list[str] = []
    none: list[str] = []
    for row in ranked[:LISTED_OPTIONS]:
        option = str(row["option_id"])
        lines = sorted(sizes[option], key=lambda line: order.get(str(line["sku"]), 0))
        per_size = " ".join(f"{escape(str(line['size']))}&nbsp;<b>{line['units']}</b>" for line in lines)
        assumed = label("page.assumed", language, text=row["assumptions"]) if row["assumptions"] else ""
        assumed = f' <span class="assumed">{escape(assumed)}</span>' if assumed else ""
        (made if _whole(row["units"]) else none).append(
            f"<tr><td>{_option_name(option, goods, charted)}<br><span class=muted>{escape(option)}</span></td>"
            f"<td class=n>{row['units']:,}</td><td>{per_size}</td>"
            f"<td class=n>{_money(row['cost_cents'])}</td><td class=n>{_money(row['expected_profit_cents'])}</td>"
            f"<td class=n>{_money(_at_stake(lines))}</td>"
            f"<td>{escape(say_text(str(row['reason']), language))}{assumed}</td></tr>"
        )
    columns = ("cost_cents", "expected_profit_cents", "at_stake_cents", "reason")
    head = heads("buy", "option_id", "units", ("head.by_size", False), *columns, language=language, currency=currency)
    limits = "".join(f"<li>{escape(say_text(str(row['reason']), language))}</li>" for row in rows["limits"])
    rest = len(ranked) - LISTED_OPTIONS
    more = f"<p class=muted>{label('page.further_options', language, rest=rest)}</p>" if rest > 0 else ""
    table = f'<div class="wide"><table>{head}{"".join(made)}</table></div>'
    if not made:
        table = f"<p>{label('page.nothing_to_make', language)}</p>"
    if none:
        why = label("page.none_made", language, count=len(none))
        hidden = f'<div class="wide"><table>{head}{"".join(none)}</table></div>'
        table += f"<details><summary>{why}</summary>{hidden}</details>"
    table += more
    title = label("title.decisions", language)
    return _section("decisions", title, (f"<ul>{limits}</ul>" if limits else "") + table)


def _option_name(option: str, goods: Goods, charted: set[str]) -> str:
    """The option's name, as a link where it has charts further down."""
    name = goods.option(option)
    return f'<a href="#option-{escape(option)}">{name}</a>' if option in charted else name


def _at_stake(lines: Sequence[Row]) -> int:
    return sum(_whole(line["at_stake_cents"]) for line in lines)


def _lateness(orders: Sequence[Row], goods: Goods, language: str) -> str:
    """Orders that are late, at risk or impossible, each with its cause; those at risk last."""
    late = sorted((row for row in orders if row["status"] != KEPT), key=lambda row: row["status"] == AT_RISK)
    if not late:
        none = f"<p>{label('page.nothing_late', language)}</p>"
        return _section("late", label("title.none_late", language), none)
    items = "".join(
        f"<li><b>{goods.style(str(row['style_id']))}</b>, {order_link(str(row['cut_order_id']))} "
        f"({label('page.late_order', language, units=row['units'], due_day=row['due_day'])}): "
        f"<span class=late>{_how_late(row, language)}</span> {escape(say_text(str(row['late_reason']), language))}</li>"
        for row in late
    )
    states = count_states((str(row["status"]) for row in orders), language)
    all_told = f"<p>{label('page.states', language, orders=len(orders), states=states)}</p><ul>{items}</ul>"
    return _section("late", label("title.late", language), all_told, is_open=len(late) <= SHOWN_LATE)


def _how_late(row: Row, language: str) -> str:
    if row["status"] == INFEASIBLE:
        return label("page.impossible_order", language)
    facts = {name: row[name] for name in ("late_days", "planned_day", "promise_day")}
    return label("page.at_risk" if row["status"] == AT_RISK else "page.how_late", language, **facts)


def _orders(rows: Mapping[str, Sequence[Row]], goods: Goods, language: str) -> str:
    """Work orders with their promise and why this factory."""
    if not rows["work_orders"]:
        return ""
    # Lines lead to the whole order: of one that is split, to its first part.
    first: dict[str, str] = {}
    for row in rows["work_orders"]:
        first.setdefault(str(row["cut_order_id"]), str(row["work_order_id"]))
    anchor = {str(row["work_order_id"]): str(row["work_order_id"]) for row in rows["work_orders"]}
    anchor |= {part: whole for whole, part in first.items()}
    body = "".join(
        f'<tr id="order-{escape(anchor[str(row["work_order_id"])])}"><td>{goods.style(str(row["style_id"]))}<br>'
        f"<span class=muted>{escape(str(row['work_order_id']))}</span></td>"
        f"<td>{escape(str(row['factory_id']))}</td>"
        f"<td class=n>{row['units']:,}</td><td class=d>{row['due_day']}</td>"
        f"<td class=d>{row['promise_day'] or '–'}</td><td class=d>{escape(told(row['status'], language))}</td>"
        f"<td>{escape(say_text(str(row['factory_reason']), language))}</td>"
        f"<td>{escape(say_text(str(row['line_reason']), language))}</td>"
        f"<td>{escape(say_text(str(row['promise_reason']), language))}</td></tr>"
        for row in rows["work_orders"]
    )
    days = ("due_day", "promise_day", "status")
    names = ("work_order_id", "factory_id", "units", *days, "factory_reason", "line_reason", "promise_reason")
    head = heads("work_orders", *names, language=language)
    return f'<div class="wide"><table>{head}{body}</table></div>'


def _cutting(rows: Mapping[str, Sequence[Row]], pictures: Mapping[str, str], language: str) -> str:
    """Cut plans with their lays, and the drawings of the markers that use most fabric."""
    if not rows["cut_plans"]:
        return ""
    body = "".join(
        f"<tr><td>{escape(str(row['cut_order_id']))}</td><td class=n>{row['lays']}</td>"
        f"<td class=n>{row['units_wanted']:,}</td><td class=n>{row['units_cut']:,}</td>"
        f"<td class=n>{row['fabric_m']:,.1f}</td><td>{escape(told(row['status'], language))}</td>"
        f"<td>{escape(say_text(str(row['reason']), language))}</td></tr>"
        for row in rows["cut_plans"]
    )
    columns = ("cut_order_id", "lays", "units_wanted", "units_cut", "fabric_m", "status", "reason")
    head = heads("cut_plans", *columns, language=language)
    fabric: dict[str, float] = defaultdict(float)
    for lay in rows["lays"]:
        fabric[str(lay["marker_id"])] += _real(lay["plies"]) * _real(lay["length_mm"])
    drawn = sorted((one for one in fabric if one in pictures), key=lambda one: (-fabric[one], one))[:DRAWN_MARKERS]
    drawings = "".join(f'<div class="wide">{pictures[one]}</div>' for one in drawn)
    table = f'<div class="wide"><table>{head}{body}</table></div>{cloth_part(rows, language)}'
    short = materials_part(rows, language)
    title = f"<h3>{label('title.markers', language)}</h3>" if drawn else ""
    return _section("cutting", label("title.cutting", language), f"{table}{short}{title}{drawings}")


def _sewn(rows: Mapping[str, Sequence[Row]]) -> bool:
    """Whether any line with a balance sews something in this plan."""
    used = {row["line_id"] for row in rows["work_orders"]}
    return any(row["line_id"] in used for row in rows["stations"])


def _balances(rows: Mapping[str, Sequence[Row]], language: str) -> str:
    """Station times of each line that sews something in this plan."""
    used = {str(row["line_id"]) for row in rows["work_orders"]}
    stations: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows["stations"]:
        stations[str(row["bulletin_id"]), str(row["line_id"])].append(row)
    parts = []
    for row in rows["balances"]:
        key = str(row["bulletin_id"]), str(row["line_id"])
        if key[1] not in used or not stations[key]:
            continue
        picture = balance_chart(
            f"balance-{key[0]}-{key[1]}",
            [str(one["station_id"]) for one in stations[key]],
            np.array([_real(one["minutes_per_unit"]) for one in stations[key]]),
            _real(row["pitch_minutes"]),
            str(row["bottleneck_station_id"]),
            language,
        )
        title = label("page.efficient", language, bulletin=key[0], line=key[1], efficiency=row["line_efficiency"])
        parts.append(
            f"<section class=option><h3>{escape(title)}</h3>{picture}"
            f"<p class=muted>{escape(say_text(str(row['reason']), language))}</p></section>"
        )
    return _section("sewing", label("title.sewing", language), "".join(parts)) if parts else ""


def _way_back(values: Mapping[str, str], language: str) -> str:
    """How a number leads back to what was seen, and which settings are the brand's own."""
    seen = {"facts": values["seen_fingerprint"], "seed": values["seed"], "nester": told(values["nester"], language)}
    own = "".join(
        f"<tr><td><code>{escape(name)}</code></td><td>{escape(value)}</td></tr>"
        for name, value in own_settings(values["policy"])
    )
    if own:
        settings = f"<details><summary>{label('page.settings', language)}</summary><table>{own}</table></details>"
    else:
        settings = f"<p class=muted>{label('page.defaults', language)}</p>"
    body = (
        f"<p>{label('page.back', language, command='<code>treadle explain OUT LINE_ID</code>')}</p>"
        f"<p class=muted>{escape(label('page.seen', language, **seen))}</p>{settings}"
    )
    return _section("back", label("title.back", language), body)
