"""Rows of a file that has no column of SKUs: an identity from the style's name, its colour and its size.

It is the identity that a wide sheet gives (`STYLE-COLOUR-SIZE`), so that a list of products, a count of the stock and
an export of orders, each without SKUs, speak of the same things.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from treadle.connectors.mapping import Condition, FieldRule
from treadle.terms.column_names import column_of, folded
from treadle.terms.table_spec import TableSpec

#: Words for the name of a style where no column is called after it, folded.
NAMES = (
    "productname", "producttitle", "product", "itemname", "itemtitle", "item", "title", "name", "articlename",
    "article", "artikel", "artikelbezeichnung", "bezeichnung", "produkt", "produktname", "produit", "nomduproduit",
    "producto", "nombre", "produto", "prodotto", "description", "商品名称", "商品标题", "宝贝标题", "品名", "款名",
    "货品名称", "商品",
)  # fmt: skip


def identity_rules(
    headings: Sequence[str], read: Mapping[str, str], spec: TableSpec
) -> tuple[dict[str, FieldRule], str]:
    """Rules for the columns of products that a file without SKUs lacks, and a sentence about them; none where the file
    has SKUs or options, or does not name both style and size (or colour).

    `read` are the columns of the table by heading.
    """
    filled = set(read.values())
    if "sku" not in spec.names or filled & {"sku", "query"} or (spec.is_signal and "option_id" in filled):
        return {}, ""
    style = _first(headings, ("style_id",)) or _named(headings)
    colour, size = _first(headings, ("colour",)), _first(headings, ("size",))
    if not style or not (size or colour):
        return {}, ""
    option = FieldRule(join=(style, *_behind(colour)))
    rules = {"sku": FieldRule(join=(style, *_behind(colour), *_behind(size)))}
    if spec.name == "products":
        known = {
            "style_id": FieldRule(source=style), "option_id": option,
            "size": FieldRule(source=size, empty="one size") if size else FieldRule(constant="one size"),
            "size_scale_id": FieldRule(join=("=of ", style)),
            "category": FieldRule(constant="garment", assumption="the file names no category: all styles are of one"),
        }  # fmt: skip
        rules |= {name: rule for name, rule in known.items() if name not in filled or name == "size"}
    parts = ", ".join(one for one in (style, colour, size) if one)
    return rules, f"no column holds SKUs; {parts} make one (STYLE-COLOUR-SIZE)"


def scale_rules(headings: Sequence[str], read: Mapping[str, str]) -> dict[str, FieldRule]:
    """Rules for the size scales of a list of products that names none: a scale for each style, its sizes in order."""
    style = next((theirs for theirs, ours in read.items() if ours == "style_id"), "")
    style = style or _first(headings, ("style_id",)) or _named(headings)
    size = _first(headings, ("size",))
    if not style or not size:
        return {}
    return {
        "size_scale_id": FieldRule(join=("=of ", style)), "size": FieldRule(source=size, empty="one size"),
        "place": FieldRule(source=size, is_size_rank=True, empty="0"),
    }  # fmt: skip


def _behind(heading: str) -> tuple[FieldRule, ...]:
    """A part of an identity behind a stroke, where it is filled."""
    if not heading:
        return ()
    filled = Condition(column=heading, is_filled=True)
    return (FieldRule(join=("=-", heading), when=(filled,)),)


def _first(headings: Sequence[str], names: tuple[str, ...]) -> str:
    return next((one for one in headings if column_of(one, names)), "")


def _named(headings: Sequence[str]) -> str:
    by_word = {folded(one): one for one in reversed(headings)}
    return next((by_word[word] for word in NAMES if word in by_word), "")
