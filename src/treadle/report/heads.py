"""The head of a table on a page, from what its columns are called."""

from __future__ import annotations

from html import escape

from treadle.terms.schema import OUT_KINDS, OUTPUTS

_TEXT_UNITS = {"id", "ids", "text", "reason", "flag", "day", "moment", "instant"}

#: A heading of the page's own, which is no column of a table, and whether numbers stand below it.
Own = tuple[str, bool]


def heads(table: str, *names: str | Own, currency: str = "") -> str:
    """A row of headings: columns of an output table by name, and the page's own. Money names `currency` where given."""
    cells = []
    for name in names:
        if isinstance(name, str):
            column = OUTPUTS[table].column(name)
            is_number = column.kind not in _TEXT_UNITS
            heading = column.heading + (f", {currency}" if currency and OUT_KINDS[column.kind][1] == "cents" else "")
        else:
            heading, is_number = name
        cells.append(f"<th{' class=n' if is_number else ''}>{escape(heading)}</th>")
    return f"<tr>{''.join(cells)}</tr>"
