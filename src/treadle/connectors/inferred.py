"""What a plain file says without a column for it: who its rows are, what was done, in which order sizes stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from treadle.connectors.mapping import FieldRule
from treadle.connectors.plain_orders import order_rules
from treadle.connectors.without_sku import identity_rules, scale_rules
from treadle.terms.column_names import column_of
from treadle.terms.table_spec import TableSpec


def inferred_rules(
    headings: Sequence[str], read: Mapping[str, str], spec: TableSpec, *, is_scale: bool = False
) -> tuple[dict[str, FieldRule], list[str]]:
    """Rules for columns of a table that no heading is, and a sentence about each; `read` are its columns by heading.
    `is_scale`: the sizes of a list of products are meant."""
    if is_scale:
        return scale_rules(headings, read), []
    rules, said = identity_rules(headings, read, spec)
    notes = [said] if said else []
    if spec.name == "products" and "size_scale_id" not in {*read.values(), *rules}:
        scale = scale_rules(headings, read).get("size_scale_id")
        if scale is not None:
            rules["size_scale_id"] = scale
            notes.append("no column names size scales; each style has one of its own, its sizes put in order")
    orders, told = order_rules(headings, read, spec)
    return {**rules, **orders}, [*notes, *([told] if told else [])]


def lacks_scales(headings: Sequence[str]) -> bool:
    """Whether a list of products names sizes and no size scales."""
    has_scale = any(column_of(one, ("size_scale_id",)) for one in headings)
    return not has_scale and any(column_of(one, ("size",)) for one in headings)
