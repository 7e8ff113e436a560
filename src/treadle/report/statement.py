"""A partner's statement as PDF and as a table. The same statement gives the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from treadle.report.pdf_text import draw_text, pdf_canvas, shortened
from treadle.terms.settlement import Account, Statement
from treadle.words import label

_POINT = 72.0 / 25.4
#: A4 in mm; columns from the left edge; lines of the first sheet and of the others.
_SHEET, _COLUMNS, _FIRST, _NEXT = (210.0, 297.0), (15.0, 37.0, 92.0, 124.0, 143.0, 165.0), 36, 44
HEADS = (
    "settle.day", "settle.of", "settle.what", "settle.pieces", "settle.rate", "settle.amount",
)  # fmt: skip


def statement_rows(statement: Statement, language: str = "en") -> list[tuple[str, str, str, int, str, str]]:
    """Day, what it is of, kind, pieces, cents of a piece and amount of each line, as text where they are money."""
    return [
        (
            one.day.isoformat(), one.subject, label(f"owed.{one.kind.replace(' ', '_')}", language), one.units,
            f"{one.rate_cents / 100:,.4f}" if one.kind == "batch" else "", f"{one.cents / 100:,.2f}",
        )
        for one in statement.made.lines
    ]  # fmt: skip


def statement_pdf(statement: Statement, account: Account, *, brand: str, currency: str, language: str = "en") -> bytes:
    """The statement on sheets of A4: who, when due, every line, what is taken off, paid and still open."""
    file = BytesIO()
    made = statement.made
    canvas = pdf_canvas(file, label("settle.title", language, statement=made.statement_id))
    rows = statement_rows(statement, language)
    sheets = [rows[:_FIRST], *(rows[at : at + _NEXT] for at in range(_FIRST, len(rows), _NEXT))]
    for number, part in enumerate(sheets):
        canvas.setPageSize((_SHEET[0] * _POINT, _SHEET[1] * _POINT))
        canvas.scale(_POINT, _POINT)
        top = _SHEET[1] - 20.0
        if not number:
            top = _head(canvas, top, statement, account, brand, currency, language)
        top = _table(canvas, top, part, language)
        if number == len(sheets) - 1:
            _sums(canvas, top - 4.0, statement, account, currency, language)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def _head(
    canvas: Any, top: float, one: Statement, account: Account, brand: str, currency: str, language: str
) -> float:  # fmt: skip
    made = one.made
    draw_text(canvas, 15.0, top, label("settle.title", language, statement=made.statement_id), 6.0, is_bold=True)
    lines = [
        label("settle.between", language, brand=brand, partner=account.name),
        label("settle.due", language, day=made.day.isoformat(), due=made.due_day.isoformat(), currency=currency),
    ]
    if made.discount_day is not None:
        off = {"day": made.discount_day.isoformat(), "amount": made.discount_cents / 100}
        lines.append(label("settle.cheaper", language, **off))
    for line in lines:
        top -= 7.0
        draw_text(canvas, 15.0, top, shortened(line, 100), 4.0)
    return top - 10.0


def _table(canvas: Any, top: float, rows: Sequence[Sequence[object]], language: str) -> float:
    for at, key in zip(_COLUMNS, HEADS, strict=True):
        draw_text(canvas, at, top, label(key, language), 3.4, is_bold=True)
    for row in rows:
        top -= 5.5
        for at, cell, wide in zip(_COLUMNS, row, (11, 30, 18, 10, 12, 16), strict=True):
            draw_text(canvas, at, top, shortened(str(cell), wide), 3.4)
    return top - 6.0


def _sums(canvas: Any, top: float, one: Statement, account: Account, currency: str, language: str) -> None:
    sums = {
        "total": one.made.cents / 100, "paid": one.paid_cents / 100, "off": one.discount_cents / 100,
        "open": one.open_cents / 100, "currency": currency,
    }  # fmt: skip
    draw_text(canvas, 15.0, top, label("settle.sums", language, **sums), 4.0, is_bold=True)
    terms = account.terms_on(one.made.day)
    if terms.currency and terms.currency != currency:
        other = {"amount": one.open_cents / 100 / terms.rate, "currency": terms.currency, "rate": terms.rate}
        draw_text(canvas, 15.0, top - 7.0, label("settle.in_theirs", language, **other), 4.0)
