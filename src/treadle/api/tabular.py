"""Tables by what the caller takes: JSON in pages, CSV, Parquet or Arrow whole; filtered, with an ETag.

`?COLUMN=VALUE` keeps the rows whose column is that (repeated: one of them), `?limit=` and `?cursor=` page through JSON.
"""

from __future__ import annotations

import base64
import binascii
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pv
import pyarrow.parquet as pq
from fastapi import HTTPException, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from treadle.api.versions import is_known, tag
from treadle.errors import InputError, Problem
from treadle.terms.fingerprint import table_digest
from treadle.terms.formula_tables import guarded_table

JSON, CSV = "application/json", "text/csv"
PARQUET, ARROW = "application/vnd.apache.parquet", "application/vnd.apache.arrow.stream"
MEDIA_TYPES = (JSON, CSV, PARQUET, ARROW)
#: Rows of a page where the caller does not say, and the most.
PAGE_ROWS, MOST_ROWS = 100, 10_000
_OURS = ("limit", "cursor", "language")


class Rows(BaseModel):
    """A page of a table; `next_cursor` is None on the last. `row_count` counts all rows that the filters leave."""

    columns: list[str]
    rows: list[dict[str, Any]]
    row_count: int
    next_cursor: str | None


#: What the OpenAPI document says of an answer that is a table.
RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "model": Rows,
        "content": {one: {"schema": {"type": "string", "format": "binary"}} for one in MEDIA_TYPES[1:]},
        "description": "The rows, as JSON in pages, or whole as CSV, Parquet or Arrow by the header Accept.",
    },
    304: {"description": "The caller has this version (If-None-Match)."},
    406: {"description": "None of the forms in which a table is told."},
}


def told_table(request: Request, table: pa.Table, *, extra: Mapping[str, str] | None = None) -> Response:
    """The answer to a request for a table. Raises `InputError` for filters that are none, HTTPException 406 for a form
    that is none."""
    media_type = wanted_type(request)
    table = _filtered(request, table)
    version = table_digest(table)[:32]
    headers = {"ETag": tag(version), "Vary": "Accept", **(extra or {})}
    if is_known(request, version):
        return Response(status_code=304, headers=headers)
    if media_type == JSON:
        return _page(request, table, headers)
    return Response(_whole(table, media_type), media_type=media_type, headers=headers)


def wanted_type(request: Request) -> str:
    """The form that a caller takes and we have, best first by its weights. Raises HTTPException 406 for none."""
    asked = []
    for at, part in enumerate(request.headers.get("accept", "*/*").split(",")):
        name, *told = (one.strip() for one in part.split(";"))
        try:
            weight = next((float(one[2:]) for one in told if one.startswith("q=")), 1.0)
        except ValueError:
            weight = 0.0
        asked.append((-weight, at, name.casefold()))
    for weight, _, name in sorted(asked):
        for one in MEDIA_TYPES:
            if weight < 0 and name in (one, "*/*", one.partition("/")[0] + "/*"):
                return one
    raise HTTPException(406, f"This is told as {', '.join(MEDIA_TYPES)}.")


def page_of(request: Request, rows: Sequence[Any]) -> tuple[Sequence[Any], str | None]:
    """The page of a list that a request asks for, and the cursor of the next. Raises `InputError`."""
    start, limit = _asked_page(request)
    end = start + limit
    return rows[start:end], _cursor(end) if end < len(rows) else None


def _page(request: Request, table: pa.Table, headers: Mapping[str, str]) -> Response:
    start, limit = _asked_page(request)
    rows = [{name: _cell(value) for name, value in row.items()} for row in table.slice(start, limit).to_pylist()]
    end = start + limit
    body = Rows(columns=table.column_names, rows=rows, row_count=table.num_rows,
                next_cursor=_cursor(end) if end < table.num_rows else None)  # fmt: skip
    return JSONResponse(body.model_dump(), headers=dict(headers))


def _cell(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return None
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, list):
        return [_cell(one) for one in value]
    if isinstance(value, dict):
        return {name: _cell(one) for name, one in value.items()}
    return value


def _whole(table: pa.Table, media_type: str) -> bytes:
    out = io.BytesIO()
    if media_type == CSV:
        pv.write_csv(guarded_table(table), out, pv.WriteOptions(quoting_style="needed", quoting_header="none"))
    elif media_type == PARQUET:
        pq.write_table(table, out)
    else:
        with pa.ipc.new_stream(out, table.schema) as writer:
            writer.write_table(table)
    return out.getvalue()


def _asked_page(request: Request) -> tuple[int, int]:
    limit, cursor = request.query_params.get("limit", ""), request.query_params.get("cursor", "")
    rows = int(limit) if limit.isascii() and limit.isdigit() else PAGE_ROWS
    if (limit and not (limit.isascii() and limit.isdigit())) or not 1 <= rows <= MOST_ROWS:
        raise InputError.single("limit", f"'{limit[:40]}' rows cannot be told", f"Say 1 to {MOST_ROWS:,}")
    if not cursor:
        return 0, rows
    try:
        text = base64.urlsafe_b64decode(cursor.encode()).decode("ascii")
        if not text.startswith("row ") or not text[4:].isdigit() or len(text) > 16:
            raise ValueError
    except (ValueError, binascii.Error):
        raise InputError.single("cursor", "it is none of ours", "Send next_cursor of the page before") from None
    return int(text[4:]), rows


def _cursor(start: int) -> str:
    return base64.urlsafe_b64encode(f"row {start}".encode()).decode()


def _filtered(request: Request, table: pa.Table) -> pa.Table:
    problems = []
    for name in dict.fromkeys(request.query_params.keys()):
        if name in _OURS:
            continue
        if name not in table.column_names:
            remedy = f"Filter by one of: {', '.join(table.column_names)}"
            problems.append(
                Problem(file="query", what=f"there is no column {name[:60]}", remedy=remedy, column=name[:60])
            )
            continue
        wanted = request.query_params.getlist(name)
        told = pc.cast(table[name], pa.string(), safe=False) if not _is_nested(table[name].type) else None
        if told is None:
            problems.append(Problem(file="query", what=f"{name} cannot be filtered by", remedy="Leave it out"))
            continue
        table = table.filter(pc.fill_null(pc.is_in(told, pa.array(wanted, pa.string())), False))
    if problems:
        raise InputError(problems)
    return table


def _is_nested(kind: pa.DataType) -> bool:
    return bool(pa.types.is_nested(kind) or pa.types.is_binary(kind))
