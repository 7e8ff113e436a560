"""Tables to the catalogue: size scales, styles, options, SKUs and what they cost."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from treadle.storage.folder_rows import FolderRows
from treadle.storage.noun_rows import NounRow, grouped, noun_rows
from treadle.terms.gs1 import key_problem
from treadle.terms.product import Catalogue, CostBreak, Option, SizeScale, Sku, Style

#: Columns that must be the same on all rows of a style, and of an option.
OF_STYLE = ("category", "size_scale_id", "pattern_id", "bulletin_id", "fabric_id", "style_minimum_units")
OF_OPTION = (
    "style_id", "colour", "price_cents", "unit_cost_cents", "season_start", "season_end", "launch_day", "minimum_units",
    "salvage_share",
)  # fmt: skip

#: The free column of products that is no attribute of an option.
PICTURE = "picture"


def build_catalogue(rows: FolderRows) -> Catalogue:
    """The catalogue in the order of its ids; what is wrong is added to the problems of `rows`."""
    products = noun_rows(rows, "products")
    scales = _size_scales(noun_rows(rows, "size_scales"))
    by_style, by_option = grouped(products, "style_id"), grouped(products, "option_id")
    breaks = _cost_breaks(noun_rows(rows, "cost_breaks"))
    styles = [_style(rows, style_id, members) for style_id, members in by_style.items()]
    notes = _stock_notes(rows)
    options = [_option(rows, option_id, members, breaks, notes) for option_id, members in by_option.items()]
    _check_sizes(rows, products, {scale.size_scale_id: set(scale.sizes) for scale in scales})
    skus = sorted(
        (Sku(sku=row.text("sku"), option_id=row.text("option_id"), size=row.text("size"), gtin=_gtin(rows, row))
         for row in products),
        key=lambda sku: sku.sku,
    )  # fmt: skip
    return Catalogue(size_scales=scales, styles=tuple(styles), options=tuple(options), skus=tuple(skus))


def _gtin(rows: FolderRows, row: NounRow) -> str:
    """The GTIN of a SKU; one that is wrong is a problem, and stands on no label."""
    told = row.text("gtin").replace(" ", "")
    wrong = key_problem("GTIN", told) if told else ""
    if wrong:
        rows.problems.append(
            row.problem("gtin", f"{told} is no GTIN: {wrong}", "Copy it from its label", stops_plan=False)
        )
    return "" if wrong else told


def _size_scales(rows: list[NounRow]) -> tuple[SizeScale, ...]:
    scales = []
    for scale_id, members in grouped(rows, "size_scale_id").items():
        ordered = sorted(members, key=lambda row: (row.number("place"), row.text("size")))
        sizes = tuple(row.text("size") for row in ordered)
        scales.append(SizeScale(size_scale_id=scale_id, sizes=sizes))
    return tuple(scales)


def _cost_breaks(rows: list[NounRow]) -> Mapping[tuple[str, str], tuple[CostBreak, ...]]:
    """Cost breaks by ('option', id) and ('style', id)."""
    found: dict[tuple[str, str], list[CostBreak]] = {}
    for row in rows:
        option_id = row.name("option_id")
        key = ("option", option_id) if option_id else ("style", row.text("style_id"))
        found.setdefault(key, []).append(
            CostBreak(from_units=row.whole("from_units"), setup_cents=row.whole("setup_cost_cents"),
                      cost_per_piece_cents=row.whole("cost_per_piece_cents"))
        )  # fmt: skip
    return {key: tuple(sorted(breaks, key=lambda one: one.from_units)) for key, breaks in found.items()}


def _style(rows: FolderRows, style_id: str, members: list[NounRow]) -> Style:
    _check_agreement(rows, members, "style_id", OF_STYLE)
    first = members[0]
    return Style(
        style_id=style_id, category=first.text("category"), size_scale_id=first.text("size_scale_id"),
        pattern_id=first.name("pattern_id"), bulletin_id=first.name("bulletin_id"),
        fabric_id=first.name("fabric_id"), minimum_units=first.whole("style_minimum_units"),
    )  # fmt: skip


def _option(
    rows: FolderRows, option_id: str, members: list[NounRow],
    breaks: Mapping[tuple[str, str], tuple[CostBreak, ...]], stock_notes: Mapping[str, Sequence[str]],
) -> Option:  # fmt: skip
    _check_agreement(rows, members, "option_id", OF_OPTION)
    first = members[0]
    own = breaks.get(("option", option_id)) or breaks.get(("style", first.text("style_id")), ())
    cost = first.values["unit_cost_cents"]
    if not own and cost is not None:
        own = (CostBreak(from_units=0, setup_cents=0, cost_per_piece_cents=int(cost)),)
    if not own:
        rows.problems.append(
            first.problem("unit_cost", f"option {option_id} has no cost",
                          "Fill in unit_cost, or add rows to table cost_breaks")
        )  # fmt: skip
    start, end = first.day("season_start"), first.day("season_end")
    if start is not None and end is not None and end < start:
        rows.problems.append(
            first.problem("season_end", f"the season ends on {end}, before it starts on {start}",
                          "Swap or correct the two days")
        )  # fmt: skip
    notes: dict[str, None] = {}
    for row in members:
        said = [*row.text("assumption").split(";"), *stock_notes.get(row.text("sku"), ())]
        notes |= dict.fromkeys(one.strip() for one in said if one.strip())
    attributes = json.loads(first.text("attributes") or "{}")
    attributes.pop(PICTURE, None)
    share = first.values["salvage_share"]
    return Option(
        option_id=option_id, style_id=first.text("style_id"), colour=first.text("colour"),
        price_cents=first.whole("price_cents"), cost_breaks=own, launch_day=first.day("launch_day"),
        season_start=start, season_end=end, minimum_units=first.whole("minimum_units"),
        attributes={key: str(value) for key, value in sorted(attributes.items()) if value is not None},
        assumptions=tuple(notes), salvage_share=None if share is None else float(share),
        picture=next(filter(None, (_picture(row) for row in members)), ""),
    )  # fmt: skip


def _picture(row: NounRow) -> str:
    """The picture that a row names; '' where it names none."""
    return str(json.loads(row.text("attributes") or "{}").get(PICTURE) or "").strip()


def _stock_notes(rows: FolderRows) -> Mapping[str, Sequence[str]]:
    """What was assumed about the stock of each SKU."""
    notes: dict[str, list[str]] = {}
    for row in noun_rows(rows, "stock"):
        notes.setdefault(row.text("sku"), []).extend(row.text("assumption").split(";"))
    return notes


def _check_agreement(rows: FolderRows, members: list[NounRow], key: str, names: tuple[str, ...]) -> None:
    """Every row of a style or option must say the same about it."""
    first = members[0]
    for row in members[1:]:
        for name in names:
            if row.values[name] != first.values[name]:
                column = name.removesuffix("_cents")
                what = (
                    f"{_said(row, name)} here, {_said(first, name)} in row {first.line} of the same "
                    f"{key.removesuffix('_id')} {row.text(key)}"
                )
                rows.problems.append(row.problem(column, what, "Write the same on all its rows"))


def _said(row: NounRow, name: str) -> str:
    value = row.values[name]
    if value is None:
        return "nothing"
    return f'"{value / 100:.2f}"' if name.endswith("_cents") else f'"{value}"'


def _check_sizes(rows: FolderRows, products: list[NounRow], sizes: Mapping[str, set[str]]) -> None:
    seen: dict[tuple[str, str], NounRow] = {}
    for row in products:
        scale = row.text("size_scale_id")
        size = row.text("size")
        if scale in sizes and size not in sizes[scale]:
            rows.problems.append(
                row.problem("size", f'size "{size}" is not on size scale {scale}',
                            "Write a size of the scale, or add it to table size_scales")
            )  # fmt: skip
        before = seen.setdefault((row.text("option_id"), size), row)
        if before is not row:
            what = f'size "{size}" of option {row.text("option_id")} has SKU {before.text("sku")} already'
            rows.problems.append(row.problem("size", what, "One SKU per option and size: remove or rename one"))
