"""Headings as people write them to the columns of a table: other spellings, other words, other languages.

One vocabulary for every way in: a brand's folder, an import with or without a mapping, a guess at a foreign file.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

#: Other words for a column, folded as `folded` does. A word stands for one column only within a table.
WORDS: Mapping[str, tuple[str, ...]] = {
    "signal_id": ("transactionid", "lineid", "orderlineid", "eventid"),
    "happened_at": (
        "date", "day", "datetime", "timestamp", "orderdate", "ordereddate", "orderedat", "createdat",
        "purchasedate", "salesdate",
        "saledate", "solddate", "transactiondate", "datum", "bestelldatum", "fecha", "data", "datecommande", "日期",
        "下单时间",
        "销售日期", "订单日期",
    ),
    "kind": ("eventtype", "acttype", "signalkind"),
    "sku": (
        "variantsku", "lineitemsku", "sellersku", "productsku", "itemsku", "skucode", "skuid", "artikelnummer",
        "articlenumber", "货号", "商家编码", "sku编码", "商品编码", "规格编码",
    ),
    "option_id": ("option", "optioncode", "styleandcolour", "colourway", "colorway"),
    "query": ("searchterm", "searchquery", "keyword", "searchwords", "suchbegriff", "搜索词"),
    "customer_id": ("customer", "customeremail", "email", "buyer", "buyerid", "userid", "kunde", "买家"),
    "channel": ("saleschannel", "source", "kanal", "渠道"),
    "shop": ("store", "storename", "shopname", "filiale", "magasin", "tienda", "店铺"),
    "units": (
        "quantity", "qty", "pieces", "pcs", "unitssold", "soldunits", "itemssold", "quantitysold", "soldquantity",
        "netquantity", "netitemssold", "orderedunits", "quantityordered", "qtyordered", "menge", "stuck", "anzahl",
        "quantite",
        "cantidad", "quantidade", "quantita", "onhand", "qtyonhand", "quantityonhand", "available", "stock", "数量",
        "件数",
        "销量", "购买数量", "库存",
    ),
    "price": (
        "unitprice", "pricepaid", "itemprice", "priceeach", "sellingprice", "salesprice", "retailprice",
        "listprice", "rrp", "msrp",
        "variantprice", "preis", "verkaufspreis", "vk", "stuckpreis", "prix", "prixunitaire", "precio", "preco",
        "prezzo", "单价",
        "价格", "售价", "吊牌价",
    ),
    "unit_cost": (
        "cost", "costprice", "costperitem", "costperpiece", "purchaseprice", "buyingprice", "landedcost",
        "einkaufspreis", "ek",
        "coute", "coste", "costo", "cogs", "成本", "成本价", "进价",
    ),
    "style_id": ("style", "styleno", "stylenumber", "stylecode", "stylename", "model", "design", "handle", "款号",
        "款式"),
    "colour": ("color", "colourname", "colorname", "farbe", "couleur", "cor", "colore", "kleur", "颜色"),
    "size": ("sizename", "grosse", "groesse", "taille", "talla", "tamanho", "taglia", "maat", "尺码", "尺寸"),
    "size_scale_id": ("sizescale", "sizerange", "sizerun"),
    "category": ("producttype", "type", "productcategory", "garment", "warengruppe", "categorie", "categoria",
        "类目", "品类"),
    "place_id": ("place", "warehouse", "location", "locationname", "site", "lager", "lagerort", "entrepot", "仓库"),
    "order_id": ("order", "orderno", "ordernumber", "purchaseorder", "ponumber", "po", "bestellnummer", "订单号"),
    "due_day": ("due", "duedate", "eta", "expectedon", "deliverydate", "arrivalday", "liefertermin", "交期"),
    "day": ("date", "datum", "fecha", "日期"),
    "season_start": ("startofseason", "seasonfrom"),
    "season_end": ("endofseason", "seasonto"),
    "launch_day": ("launchdate", "launch", "firstsaleday"),
    "pattern_id": ("pattern", "patternname", "schnitt"),
    "bulletin_id": ("bulletin", "operationbulletin"),
    "fabric_id": ("fabric", "cloth", "面料"),
    "machine": ("machinetype", "machinecode"),
    "smv_minutes": ("smv", "sam", "standardminutes"),
    "operation_id": ("operation", "operationno", "opno", "op"),
}  # fmt: skip
#: What a column that nobody read may hold, by whole words of its heading.
MEASURES: Mapping[str, tuple[str, ...]] = {
    "units": ("units", "unit sold", "quantity", "qty", "pieces", "pcs", "menge", "anzahl", "stuck", "quantite",
        "cantidad",
              "quantidade", "sold", "on hand", "数量", "件数", "销量"),
    "price": ("price", "prices", "amount", "revenue", "gross sales", "net sales", "total", "subtotal", "preis",
        "betrag", "umsatz",
              "prix", "montant", "precio", "importe", "preco", "prezzo", "金额", "单价", "价格"),
    "size": ("size", "sizes", "grosse", "groesse", "taille", "talla", "tamanho", "taglia", "尺码"),
    "day": ("date", "day", "datum", "fecha", "created at", "ordered at", "日期", "时间"),
}  # fmt: skip
#: Which columns of a table hold each of the measures: one of them read is enough.
HOLDERS: Mapping[str, tuple[str, ...]] = {
    "units": ("units", "quantity", "in_stock_hours"),
    "price": ("price", "unit_cost", "cost_per_piece", "price_per_m", "amount"),
    "size": ("size", "sku"),
    "day": ("happened_at", "day", "due_day", "from_day", "first_day", "said_on"),
}


def folded(heading: str) -> str:
    """A heading without case, accents, brackets, blanks and signs: 'Units (pcs)' as 'units'."""
    return spaced(heading).replace(" ", "")


@lru_cache(maxsize=4096)
def spaced(heading: str) -> str:
    """A heading as plain words apart by blanks: what stands in brackets is left out unless nothing else is there."""
    bare = re.sub(r"[(\[（【].*?[)\]）】]", " ", heading)
    text = bare if re.search(r"\w", bare) else heading
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    letters = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    plain = "".join(one for one in letters if not unicodedata.combining(one))
    return " ".join(re.sub(r"[\W_]+", " ", plain).split())


def looks_like(heading: str) -> str:
    """Which measure a heading speaks of (units, price, size, day), or nothing."""
    words = f" {spaced(heading)} "
    for measure, names in MEASURES.items():
        if any(f" {one} " in words or (not one.isascii() and one in words) for one in names):
            return measure
    return ""


def column_of(heading: str, columns: Sequence[str]) -> str:
    """The column of a table that a heading means: by its name in any spelling, else by another word; empty if none."""
    if heading in columns:
        return heading
    plain = folded(heading)
    if not plain:
        return ""
    with_unit = folded(re.sub(r"[()\[\]（）【】]", " ", heading))  # Width (mm) is width_mm
    for name in columns:
        if folded(name) in (plain, with_unit):
            return name
    for name in columns:
        if plain in WORDS.get(name, ()) or plain == folded(name.removesuffix("_id")) == folded(name):
            return name
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """Columns of a table by heading, headings of no column, and columns that two headings claim."""

    read: Mapping[str, str]
    unread: tuple[str, ...]
    claimed_twice: Mapping[str, tuple[str, ...]]

    @property
    def renamed(self) -> tuple[str, ...]:
        """What was read under another name, as sentences."""
        return tuple(f'column "{theirs}" was read as {ours}' for theirs, ours in self.read.items() if theirs != ours)


def match_columns(headings: Sequence[str], columns: Sequence[str]) -> Matched:
    """Headings of a file to columns of a table.

    Two headings that are one but for their spelling (`Units`, `units`) claim the column twice. A heading in other words
    (`Quantity`) gives way to the column's own name.
    """
    by_name: dict[str, list[str]] = {}
    by_word: dict[str, list[str]] = {}
    for heading in headings:
        name = column_of(heading, columns)
        if name:
            (by_name if folded(heading) == folded(name) else by_word).setdefault(name, []).append(heading)
    claims = {name: by_name.get(name) or by_word[name] for name in {**by_name, **by_word}}
    read = {found[0]: name for name, found in claims.items() if len(found) == 1}
    return Matched(
        read={heading: read[heading] for heading in headings if heading in read},
        unread=tuple(heading for heading in headings if heading and heading not in read),
        claimed_twice={name: tuple(found) for name, found in claims.items() if len(found) > 1},
    )


def nearest(name: str, known: Sequence[str]) -> str:
    """The known name that is most like one that is not known; empty where none is."""
    close = difflib.get_close_matches(folded(name), [folded(one) for one in known], n=1, cutoff=0.6)
    return next((one for one in known if close and folded(one) == close[0]), "")


def misunderstood(unread: Sequence[str], filled: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    """Headings that nobody read and that look like a measure which the table has and no column of the file fills.

    A default (one piece, no price) would stand in for them. Returns the measure by heading.
    """
    found = {}
    for heading in unread:
        measure = looks_like(heading)
        holders = [one for one in HOLDERS.get(measure, ()) if one in columns]
        if holders and not set(holders) & set(filled):
            found[heading] = measure
    return found
