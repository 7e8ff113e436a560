"""Words of wide sheets: what range and order sheets call their columns, totals, marks, and the pieces they hold."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from treadle.connectors.size_order import ONE_SIZE, is_size_heading, size_place
from treadle.terms.column_names import column_of, folded, spaced

#: Columns of a row of such a sheet that are not left as they are: the surest first for what a style is called.
ROLES = ("style_id", "option_id", "sku", "colour", "place_id", "order_id", "customer_id", "happened_at", "due_day")
_STYLE_WORDS = frozenset((
    "article", "articleno", "articlecode", "art", "artno", "artikel", "artikelnr", "product", "productname",
    "productcode", "item", "itemno", "itemcode", "reference", "ref", "refno", "modell", "modele", "modelo", "articulo",
    "产品", "产品编号",
))  # fmt: skip
_TOTAL = re.compile(
    r"(?:grand |sub ?)?total(?:s|e|es|en)?\b|gesamt\w*|summe\b|sum\b|somme\b|suma\b|合计|总计|小计|总数"
)
#: What the pieces of a sheet are, by words in its title, its name and the heading above its sizes; the surest first.
_MEANINGS: Mapping[str, tuple[str, ...]] = {
    "on_order": ("purchase order", "purchase orders", "production order", "on order", "incoming", "to arrive", "采购"),
    "stock": ("stock", "on hand", "inventory", "bestand", "lagerbestand", "existencias", "库存"),
    "signals": ("order form", "orders", "order", "ordered", "order sheet", "sold", "sales", "bookings", "pre order",
                "auftrag", "bestellung", "commande", "pedido", "订单", "销售", "销量"),
}  # fmt: skip
#: A cell that says that a size is made, without a number; and one that says that it is not.
MADE = frozenset(("x", "✓", "✔", "✗", "yes", "y", "ja", "oui", "si", "•", "●", "v", "ok", "有", "是"))
NOT_MADE = frozenset(("-", "–", "—", "n/a", "na", "no", "none", "nein", "无"))


def role_of(heading: str) -> str:
    """Which of `ROLES` a heading names; empty for another column."""
    found = column_of(heading, ROLES)
    return found or ("style_id" if folded(heading) in _STYLE_WORDS else "")


def is_total(text: str) -> bool:
    """Whether a cell calls its row or column a total."""
    return len(text) < 60 and bool(_TOTAL.match(spaced(text)))


def is_total_heading(text: str) -> bool:
    """Whether a heading is that of a column in which the sizes of a row are added up."""
    return is_total(text) or column_of(text, ("units",)) == "units"


def size_columns(cells: Sequence[str]) -> dict[int, str]:
    """Places of the cells that are sizes, left to right; none where there are fewer than two and not one-size."""
    found = {at: cell for at, cell in enumerate(cells) if is_size_heading(cell)}
    is_enough = len(found) > 1 or any(cell.casefold() in ONE_SIZE for cell in found.values())
    return found if is_enough else {}


def in_order(sizes: Sequence[str]) -> list[str]:
    """Sizes smallest first; where the order of one is not known they stay as they stand."""
    if any(size_place(one) is None for one in sizes):
        return list(sizes)
    return sorted(sizes, key=lambda one: size_place(one) or 0.0)


def meaning_of(texts: Sequence[str]) -> str:
    """Which table the pieces of a sheet belong to, by what is written about them; empty where nothing says it."""
    said = " ".join(f" {spaced(text)} " for text in texts)
    for table, words in _MEANINGS.items():
        if any(f" {one} " in said or (not one.isascii() and one in said) for one in words):
            return table
    return ""
