"""The CSV files of `tables/`, written by hand: every line that cannot be read is a problem with its number."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from treadle.errors import Problem
from treadle.storage.cells import RECORD, split_problems, type_rows
from treadle.terms.formulas import unguarded
from treadle.terms.table_spec import TableSpec


def table_path(folder: Path, table: str) -> Path:
    """Where a table's CSV lies in a brand's folder."""
    return folder / "tables" / f"{table}.csv"


def read_table(connection: duckdb.DuckDBPyConnection, folder: Path, spec: TableSpec) -> tuple[pa.Table, list[Problem]]:
    """All rows of a table's CSV, typed, with `line` and `problems`, and all problems of the file.

    A row with problems stays, so that its names still count where other tables refer to them; `good_rows` drops it.
    Without a required column no row is good, and only the column is a problem.
    An absent file has no rows.
    """
    path = table_path(folder, spec.name)
    shown = f"tables/{spec.name}.csv"
    if path.is_file():
        text, problems = text_rows(path.read_bytes(), shown, spec)
    else:
        text, problems = _no_rows(spec.names), []
    typed = type_rows(connection, spec, text)
    bad = typed.filter(pc.not_equal(typed["problems"], ""))
    for line, said in zip(bad["line"].to_pylist(), bad["problems"].to_pylist()):
        for column, what, remedy in split_problems(said):
            problems.append(
                Problem(file=shown, row=line, column=column, what=what, remedy=remedy,
                        stops_plan=not spec.is_signal)
            )  # fmt: skip
    if any(name not in text.column_names for name in spec.required):
        place = typed.schema.get_field_index("problems")
        typed = typed.set_column(place, "problems", pa.array([RECORD] * typed.num_rows, pa.string()))
    return typed.drop_columns(["part"]), problems


def good_rows(rows: pa.Table) -> pa.Table:
    """The rows without problems, and without the column that says so."""
    return rows.filter(pc.equal(rows["problems"], "")).drop_columns(["problems"])


def text_rows(
    raw: bytes, shown: str, spec: TableSpec, called: Mapping[str, str] | None = None
) -> tuple[pa.Table, list[Problem]]:
    """The rows of a CSV as text, with `line` and `part`, and all problems of its lines and heading.

    `called`: headings in lower case that stand for columns of the table. `shown` is said in problems.
    """
    problems: list[Problem] = []
    text = _decode(raw, shown, problems)
    delimiter = _delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    try:
        header = _known([unguarded(cell.strip()) for cell in next(reader)], called or {})
    except StopIteration:
        header = []
    if not any(header):
        problems.append(
            Problem(file=shown, what="the file is empty", stops_plan=spec.is_needed,
                    remedy=f"Write the columns {', '.join(spec.names)} into its first line, or delete the file")
        )  # fmt: skip
        return _no_rows(spec.names), problems
    problems += _header_problems(header, shown, spec)
    places = _places(header)
    clean = _read_clean(text, delimiter, header)
    if clean is not None:
        return clean, problems
    rows: list[list[str]] = []
    lines: list[int] = []
    before = 1
    try:
        for row in reader:
            line, before = before + 1, reader.line_num
            if not any(cell.strip() for cell in row):
                continue
            if len(row) != len(header):
                problems.append(
                    Problem(file=shown, row=line, what=f"{len(row)} cells under {len(header)} columns",
                            remedy="Put values that hold the separator in double quotes",
                            stops_plan=not spec.is_signal)
                )  # fmt: skip
                continue
            rows.append(row)
            lines.append(line)
    except csv.Error as error:
        problems.append(
            Problem(file=shown, row=before + 1, what=f"not readable as CSV ({error})",
                    remedy="Close the double quote, or save the sheet as CSV again")
        )  # fmt: skip
    columns = {one: pa.array([row[place] for row in rows], pa.string()) for one, place in places.items()}
    columns["line"] = pa.array(lines, pa.int64())
    columns["part"] = pa.array([0] * len(lines), pa.int64())
    return pa.table(columns), problems


def _read_clean(text: str, delimiter: str, header: list[str]) -> pa.Table | None:
    """The rows by Arrow, which is fast; None where a quote, a blank line or an odd line asks for a closer look."""
    body = text.partition("\n")[2].replace("\r\n", "\n")
    if '"' in text or "\n\n" in body or body.startswith("\n") or not body.strip() or len(set(header)) < len(header):
        return None
    if not all(header) or {"line", "part"} & set(header):
        return None
    try:
        rows = pa_csv.read_csv(
            pa.BufferReader(body.encode("utf-8")),
            read_options=pa_csv.ReadOptions(column_names=header),
            parse_options=pa_csv.ParseOptions(delimiter=delimiter, quote_char=False, ignore_empty_lines=False),
            convert_options=pa_csv.ConvertOptions(
                column_types={one: pa.string() for one in header}, strings_can_be_null=False
            ),
        )
    except (pa.ArrowInvalid, UnicodeEncodeError):
        return None
    lines = pa.array(range(2, rows.num_rows + 2), pa.int64())
    parts = pa.array([0] * rows.num_rows, pa.int64())
    return rows.append_column("line", lines).append_column("part", parts)


def _known(header: list[str], called: Mapping[str, str]) -> list[str]:
    """The heading with columns by the table's own names; of several that mean the same the first is read."""
    found: list[str] = []
    for cell in header:
        name = called.get(cell.lower(), cell)
        found.append(cell if name in found else name)
    return found


def _decode(raw: bytes, shown: str, problems: list[Problem]) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        problems.append(
            Problem(file=shown, row=line, what="the text is not UTF-8",
                    remedy="Save the file as 'CSV UTF-8', or import it with a mapping that says its encoding")
        )  # fmt: skip
        return raw.decode("utf-8-sig", errors="replace")


def _delimiter(text: str) -> str:
    """The separator of the first line: the commonest of comma, semicolon, tab and bar."""
    first = text.split("\n", 1)[0]
    return max((",", ";", "\t", "|"), key=lambda mark: (first.count(mark), mark == ","))


def _places(header: list[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, one in enumerate(header):
        if one and one not in ("line", "part"):
            places.setdefault(one, place)
    return places


def _header_problems(header: list[str], shown: str, spec: TableSpec) -> list[Problem]:
    problems = [
        Problem(file=shown, row=1, column=one, what="the column is missing",
                remedy=f"Add it: {spec.column(one).doc}")
        for one in spec.required
        if one not in header
    ]  # fmt: skip
    for one in sorted({one for one in header if one and header.count(one) > 1}):
        problems.append(
            Problem(file=shown, row=1, column=one, what="the column appears twice", remedy="Keep one of them")
        )
    unknown = [one for one in header if one and one not in spec.names]
    if not spec.keeps_extra:
        for one in unknown:
            problems.append(
                Problem(file=shown, row=1, column=one, what="the column is not known and not read",
                        remedy=f"Rename or remove it; known are {', '.join(spec.names)}", stops_plan=False)
            )  # fmt: skip
    return problems


def _no_rows(names: tuple[str, ...]) -> pa.Table:
    columns = {one: pa.array([], pa.string()) for one in names}
    columns["line"] = pa.array([], pa.int64())
    columns["part"] = pa.array([], pa.int64())
    return pa.table(columns)
