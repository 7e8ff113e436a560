"""The head of a table on a page, from what its columns are called."""

from __future__ import annotations

from html import escape

from treadle.terms.schema import OUT_KINDS, OUTPUTS
from treadle.words import heading, label

_TEXT_UNITS = {"id", "ids", "text", "reason", "flag", "day", "moment", "instant"}

#: A heading of the page's own, which is no column of a table, by the key of its label; whether numbers stand below it.
Own = tuple[str, bool]


def heads(table: str, *names: str | Own, language: str = "en", currency: str = "") -> str:
    """A row of headings: columns of an output table by name (of another: 'its name.column'), and the
    page's own. Money names `currency` where given."""
    cells = []
    for name in names:
        if isinstance(name, str):
            other, _, own = name.rpartition(".")
            column = OUTPUTS[other or table].column(own)
            is_number = column.kind not in _TEXT_UNITS
            text = heading(column.heading, language)
            text += label("head.money", language, currency=currency) if currency and _is_money(column.kind) else ""
        else:
            text, is_number = label(name[0], language), name[1]
        cells.append(f"<th{' class=n' if is_number else ''}>{escape(text)}</th>")
    return f"<tr>{''.join(cells)}</tr>"


def _is_money(kind: str) -> bool:
    return OUT_KINDS[kind][1] == "cents"
