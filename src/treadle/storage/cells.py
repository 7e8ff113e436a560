"""Text cells to typed columns: one SQL text per table, run by DuckDB over any number of rows.

A row that cannot be read keeps its place: it leaves with the column, what is wrong and what to do.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from treadle.reading.sql_text import quoted, text_literal
from treadle.terms.table_spec import CELL_TYPES, Column, TableSpec

#: Between the parts of one problem and between problems, in the text column `problems`.
UNIT, RECORD = "\x1f", "\x1e"
YES = ("yes", "y", "true", "t", "1", "ja", "oui", "si", "是")
NO = ("no", "n", "false", "f", "0", "nein", "non", "否")
#: Signs of currencies, by their codes; a dollar is the brand's own dollar.
SIGNS: Mapping[str, tuple[str, ...]] = {
    "EUR": ("€",), "USD": ("US$", "$"), "GBP": ("£",), "CNY": ("CN¥", "¥", "￥", "元"), "JPY": ("¥", "￥", "円"),
    "CAD": ("CA$", "C$", "$"), "AUD": ("AU$", "A$", "$"), "NZD": ("NZ$", "$"), "HKD": ("HK$", "$"), "SGD": ("S$", "$"),
    "MXN": ("MX$", "$"), "INR": ("₹",
        "Rs."), "KRW": ("₩",), "BRL": ("R$",), "PLN": ("zł",), "SEK": ("kr",), "DKK": ("kr.", "kr"),
    "NOK": ("kr",), "CHF": ("Fr.",), "TRY": ("₺",), "VND": ("₫",), "THB": ("฿",), "RUB": ("₽",),
    "ILS": ("₪",), "TWD": ("NT$",),
}  # fmt: skip
#: From so many rows on, cells that are repeated are read once, in columns where at most one in so many of the first
#: cells is another. Not tuned: changes no result.
MANY_ROWS, SAMPLE_ROWS, FEW = 50_000, 50_000, 8
#: Years that a day or an act may lie in.
FIRST_YEARS: Mapping[str, int] = {"day": 1950, "moment": 2000}
LAST_YEAR = 2100
#: A cell that begins like a formula, guarded by an apostrophe; group 1 is the cell itself.
GUARDED = r"^'((?s:'*[=+\-@\t\r].*))$"
#: A text that a system wrote as a formula, so that a spreadsheet leaves its zeros alone; group 1 is the text.
AS_FORMULA = r"^=\"([^\"]*)\"$"
_NUMBER = r"[+-]?([0-9]{1,300}(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?"
_BROKEN = r"#(REF!|N/A|VALUE!|DIV/0!|NAME\?|NULL!|NUM!|SPILL!|CALC!|ÜBERLAUF!|BEZUG!|WERT!|NV|####+)|\(merged cell\)"
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
_ROUNDED = r"[0-9]([.,][0-9]+)?[eE]\+[0-9]{1,3}"
_MONTH_WORDS = "(jan|feb|mar|mär|mrz|apr|may|mai|jun|jul|aug|sept?|oct|okt|nov|dec|dez)\\.?"
_DATED_SIZE = (
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}([ t]00:00:00)?|[0-9]{1,2}[./][0-9]{1,2}[./](20)?[0-9]{2}|4[0-9]{4}|"
    rf"([0-9]{{4}}年)?[0-9]{{1,2}}月[0-9]{{1,2}}日|[0-9]{{1,2}}[-. ]+{_MONTH_WORDS}|{_MONTH_WORDS}[-. ]+[0-9]{{1,2}}"
)
_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_TOTAL = (
    rf"((grand|sub|order|page|sheet|report)[- ]?)?totals?( g[eé]n[eé]ral| ({_MONTHS})[a-z]*| q[1-4]| 20\d\d)?:?|"
    r"sum|summe:?|gesamt(summe)?:?|zwischensumme:?|insgesamt:?|somme:?|suma:?|totale:?|totaal:?|"
    r"合计|合計|总计|總計|小计|小計|总数"
)
_POINT = r"-?[0-9]+(\.[0-9]+)?"
_PATTERNS = {
    "counts": r"\S+:[0-9]+(\s+\S+:[0-9]+)*",
    "numbers": rf"{_POINT}(\s+{_POINT})*",
    "outline": rf"{_POINT},{_POINT}(\s+{_POINT},{_POINT})*",
    "clock": r"([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00",
    "whole": r"[+-]?[0-9]+(\.0+)?",
    "money": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)",
}


def type_rows(connection: duckdb.DuckDBPyConnection, spec: TableSpec, text: pa.Table, currency: str = "") -> pa.Table:
    """Read text columns as the table's types.

    `text` has `line` and `part` (int64) and string columns; absent columns count as empty. Returns `line`,
    `part`, `problems` (empty text where the row is good), then every stored column of `spec`, then `attributes`
    (JSON text) where it keeps extra columns. Days and moments without an offset are read in the connection's time
    zone; an amount may bear the sign of `currency`, and of no other.
    """
    if text.num_rows < MANY_ROWS:
        return _typed_rows(connection, spec, text, currency, {})
    ready = _repeated(connection, spec, text, currency)
    kept = text.drop_columns(list(ready))
    for name, typed in ready.items():
        kept = kept.append_column(f"typed {name}", typed)
    return _typed_rows(connection, spec, kept, currency, ready)


def _repeated(
    connection: duckdb.DuckDBPyConnection, spec: TableSpec, text: pa.Table, currency: str
) -> dict[str, pa.ChunkedArray]:
    """Columns of few different cells, all of them good, typed by those: most of a large table's."""
    found = {}
    for column in spec.columns:
        # A floored number is told with its own value, in the note.
        if column.name not in text.column_names or column.is_floored or column.name == "assumption":
            continue
        sample = pc.unique(text[column.name].slice(0, SAMPLE_ROWS))
        if len(sample) * FEW > min(SAMPLE_ROWS, text.num_rows):
            continue
        told = text[column.name].combine_chunks().dictionary_encode(null_encoding="encode")
        cells = told.dictionary
        line = pa.array(range(len(cells)), pa.int64())
        alone = replace(spec, columns=(column,), in_order=(), one_of=(), keeps_extra=False)
        typed = _typed_rows(connection, alone, pa.table({"line": line, "part": line, column.name: cells}), currency, {})
        if pc.all(pc.equal(typed["problems"], "")).as_py():
            values = typed[column.stored_name].combine_chunks()
            found[column.name] = pa.chunked_array([values.take(told.indices)])
    return found


def _typed_rows(
    connection: duckdb.DuckDBPyConnection, spec: TableSpec, text: pa.Table, currency: str, ready: Collection[str]
) -> pa.Table:
    """Text columns as the table's types; those that are `ready` stand in `text` as their types already, all good."""
    given = {*text.column_names, *ready}
    cells = [
        f"CAST({quoted('typed ' + column.name)} AS VARCHAR) AS {quoted(column.name)}, {quoted('typed ' + column.name)}"
        if column.name in ready else f"{_cell(column, given, currency)} AS {quoted(column.name)}"
        for column in spec.columns
    ]  # fmt: skip
    typed = [
        f"{_typed(column)} AS {quoted('typed ' + column.name)}" for column in spec.columns if column.name not in ready
    ]
    typed = typed or ["line AS every_column_is_ready"]
    chosen = [f"{_chosen(column, spec)} AS {quoted(column.stored_name)}" for column in spec.columns]
    extra = sorted(given - set(spec.names) - {"line", "part", *(f"typed {one}" for one in ready)})
    if spec.keeps_extra:
        pairs = ", ".join(f"{text_literal(one)}, NULLIF(TRIM({quoted(one)}), '')" for one in extra)
        cells.append(f"CAST(json_object({pairs}) AS VARCHAR) AS attributes" if extra else "'{}' AS attributes")
        chosen.append("attributes")
    query = f"""
        WITH cells AS (SELECT line, part, {", ".join(cells)} FROM text),
        typed AS (SELECT *, {", ".join(typed)} FROM cells)
        SELECT line, part, {_problems(spec, given, ready)} AS problems, {", ".join(chosen)} FROM typed
    """
    connection.register("text", text)
    try:
        return connection.sql(query).to_arrow_table()
    finally:
        connection.unregister("text")


def split_problems(problems: str) -> list[tuple[str, str, str]]:
    """The column, what is wrong and the remedy of each problem of a row."""
    found = []
    for record in problems.split(RECORD):
        if record:
            column, what, remedy = record.split(UNIT)
            found.append((column, what, remedy))
    return found


def _cell(column: Column, given: set[str], currency: str) -> str:
    """SQL of a cell as it will be read: trimmed, plain again where it was guarded against formulas, by its default."""
    if column.name not in given:
        return "CAST(NULL AS VARCHAR)" if column.default is None else text_literal(column.default)
    trimmed = f"NULLIF(TRIM({unguarded_sql(quoted(column.name))}), '')"
    if column.kind == "money" and currency:
        trimmed = f"NULLIF(TRIM(regexp_replace({trimmed}, {text_literal(_sign_pattern(currency))}, '\\1')), '')"
    if column.kind == "moment":
        trimmed = f"regexp_replace({trimmed}, '(:[0-9.]+) ?([+-][0-9]{{2}})([0-9]{{2}})$', '\\1\\2:\\3')"
    return trimmed if column.default is None else f"COALESCE({trimmed}, {text_literal(column.default)})"


def unguarded_sql(cell: str) -> str:
    """SQL of a cell without the apostrophe that keeps a spreadsheet from taking it for a formula, and of a text that
    was written as one to stay a text: ="00123" is 00123."""
    told = f"regexp_replace({cell}, {text_literal(AS_FORMULA)}, '\\1')"
    return f"regexp_replace({told}, {text_literal(GUARDED)}, '\\1')"


def _sign_pattern(currency: str) -> str:
    """The sign or code of a currency before or after an amount."""
    signs = [re.escape(one) for one in (currency, *SIGNS.get(currency, ()))]
    return rf"^(-?)\s*(?:{'|'.join(signs)})\s*|\s*(?:{'|'.join(signs)})$"


def _chosen(column: Column, spec: TableSpec) -> str:
    """SQL of what is kept of a column: a floored number at its least, and the note that it was."""
    typed = quoted("typed " + column.name)
    if column.is_floored:
        return f"CASE WHEN {typed} < {column.least:g} THEN {column.least:g} ELSE {typed} END"
    floored = [one for one in spec.columns if one.is_floored]
    if column.name != "assumption" or not floored:
        return typed
    notes = [
        f"CASE WHEN {quoted('typed ' + one.name)} < {one.least:g} THEN 'sold below zero (' || {quoted(one.name)} || "
        f"'): counted as {one.least:g}' END"
        for one in floored
    ]
    return f"concat_ws('; ', NULLIF({typed}, ''), {', '.join(notes)})"


def _typed(column: Column) -> str:
    cell = quoted(column.name)
    exact = f"regexp_full_match({cell}, {text_literal(_PATTERNS.get(column.kind, ''))})"
    year_first = f"regexp_matches({cell}, '^[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}}([ T]|$)')"
    kind = column.kind
    if kind == "whole":
        return f"CASE WHEN {exact} THEN TRY_CAST(TRY_CAST({cell} AS DECIMAL(38, 6)) AS BIGINT) END"
    if kind == "money":
        cents = f"TRY_CAST(round_even(TRY_CAST({cell} AS DECIMAL(30, 6)) * 100, 0) AS BIGINT)"
        return f"CASE WHEN {exact} THEN {cents} END"
    if kind in ("number", "share"):
        number = f"TRY_CAST(CASE WHEN regexp_full_match({cell}, {text_literal(_NUMBER)}) THEN {cell} END AS DOUBLE)"
        return f"CASE WHEN isfinite({number}) THEN {number} END"
    if kind == "day":
        return f"CASE WHEN {year_first} THEN CAST(TRY_CAST({cell} AS TIMESTAMP) AS DATE) END"
    if kind == "moment":
        return f"CASE WHEN {year_first} THEN TRY_CAST({cell} AS TIMESTAMPTZ) END"
    if kind == "flag":
        yes, no = (", ".join(text_literal(one) for one in words) for words in (YES, NO))
        return f"CASE WHEN lower({cell}) IN ({yes}) THEN TRUE WHEN lower({cell}) IN ({no}) THEN FALSE END"
    if kind == "clock":
        minutes = f"60 * CAST(split_part({cell}, ':', 1) AS INTEGER) + CAST(split_part({cell}, ':', 2) AS INTEGER)"
        return f"CASE WHEN {exact} THEN {minutes} END"
    if column.allowed:
        cases = " ".join(f"WHEN {text_literal(one.lower())} THEN {text_literal(one)}" for one in column.allowed)
        return f"CASE lower({cell}) {cases} END"
    return f"CASE WHEN {exact} THEN {cell} END" if kind in _PATTERNS else cell


def _problems(spec: TableSpec, given: set[str], ready: Collection[str]) -> str:
    """SQL of one text per row with all its problems; empty where there are none. Columns that are `ready` have none by
    themselves."""
    cases = [
        case for column in spec.columns if column.name not in ready
        for case in _column_problems(column, column.name in given)
    ]  # fmt: skip
    for rule in spec.in_order:
        if rule.is_rule and {rule.lower, rule.upper} <= given:
            off = f"{quoted('typed ' + rule.lower)} > {quoted('typed ' + rule.upper)}"
            cases.append(_case(off, rule.upper, rule.said, rule.advice))
    for names in spec.one_of:
        empty = " AND ".join(f"{quoted(one)} IS NULL" for one in names)
        cases.append(_case(empty, names[0], f"none of {', '.join(names)} is filled", "Fill one of them"))
    return f"concat_ws({text_literal(RECORD)}, {', '.join(cases)})" if cases else "''"


def _column_problems(column: Column, is_given: bool) -> list[str]:
    cell, typed = quoted(column.name), quoted("typed " + column.name)
    called, example = CELL_TYPES[column.kind]
    cases = []
    if column.is_required and is_given:
        cases.append(_case(f"{cell} IS NULL", column.name, "the cell is empty", f"Fill in: {column.doc}"))
    wrong = f"{cell} IS NOT NULL AND {typed} IS NULL"
    if column.allowed and column.kind in ("text", "id"):
        what = f" is not one of: {', '.join(column.allowed)}"
        cases.append(_case(wrong, column.name, what, "Write one of them", quoted=cell))
    elif column.kind not in ("text", "id", "ids"):
        article = "not an" if called[0] in "aeiou" else "not a"
        cases.append(_case(wrong, column.name, f" is {article} {called}", f"Write it like {example}", quoted=cell))
    if column.allowed and column.kind == "whole":
        values = ", ".join(column.allowed)
        off = f"{typed} IS NOT NULL AND {typed} NOT IN ({values})"
        cases.append(_case(off, column.name, f" is not one of: {values}", "Write one of them", quoted=cell))
    cases += _range_problems(column, cell, typed)
    cases += _damage(column, cell)
    if column.kind == "share":
        off = f"({typed} < 0 OR {typed} > 1)"
        cases.append(_case(off, column.name, " is not from 0 to 1", "Write a share such as 0.25", quoted=cell))
    return cases


def _range_problems(column: Column, cell: str, typed: str) -> list[str]:
    """Numbers out of the range of their column, fractions of pieces, years beyond living memory."""
    cases = []
    low, high = ends_sql(column, typed)
    if column.least is not None and not column.is_floored:
        beyond, rule = ("<=", "is not above") if column.is_above_least else ("<", "is below")
        off = f"{low} {beyond} {column.least!r}"
        cases.append(_case(off, column.name, f" {rule} {column.least:,g}", column.remedy, quoted=cell))
    if column.largest is not None and not column.allowed:
        off = f"{high} > {column.largest!r}"
        cases.append(_case(off, column.name, f" is above {column.largest:,.15g}", column.remedy, quoted=cell))
    if column.is_whole:
        broken = f"{typed} <> floor({typed})"
        cases.append(_case(broken, column.name, " is not a whole number", "Write whole pieces", quoted=cell))
    if column.kind in ("day", "moment"):
        first = FIRST_YEARS[column.kind]
        off = f"year({typed}) NOT BETWEEN {first} AND {LAST_YEAR}"
        what, remedy = (
            f" is not in the years {first} to {LAST_YEAR}",
            "Write the year with four digits, such as 2026-03-31",
        )
        cases.append(_case(off, column.name, what, remedy, quoted=cell))
    return cases


def ends_sql(column: Column, typed: str) -> tuple[str, str]:
    """SQL of the smallest and the largest number of a typed cell, in the unit of its column: of lists those of all
    their numbers, of an outline the longer side of its box."""
    if column.kind == "money":
        return f"({typed} / 100.0)", f"({typed} / 100.0)"
    if column.kind == "outline":
        spans = [f"list_max({one}) - list_min({one})" for one in
                 (f"TRY_CAST(regexp_extract_all({typed}, {text_literal(side)}, 1) AS DOUBLE[])"
                  for side in (rf"({_POINT}),", rf",({_POINT})"))]  # fmt: skip
        return f"greatest({', '.join(spans)})", f"greatest({', '.join(spans)})"
    if column.kind in ("numbers", "counts"):
        parts = r":([0-9]+)(?:\s|$)" if column.kind == "counts" else rf"({_POINT})"
        numbers = f"TRY_CAST(regexp_extract_all({typed}, {text_literal(parts)}, 1) AS DOUBLE[])"
        return f"list_min({numbers})", f"list_max({numbers})"
    return typed, typed


def _damage(column: Column, cell: str) -> list[str]:
    """What a spreadsheet or a broken export leaves in a cell that is no value."""
    cases = [
        _case(f"regexp_full_match({cell}, {text_literal(_BROKEN)})", column.name,
              " is an error of a spreadsheet, no value", "Mend the cell in the sheet", quoted=cell)
    ]  # fmt: skip
    if column.kind in ("id", "text", "ids"):
        off = f"regexp_matches({cell}, {text_literal(_CONTROL)})"
        cases.append(_case(off, column.name, "the cell holds a control character", "Type the text again"))
    if column.kind == "id":
        rounded = f"regexp_full_match({cell}, {text_literal(_ROUNDED)})"
        cases.append(
            _case(rounded, column.name, " is a number that a spreadsheet has rounded",
                  "Format the column as text and export it again", quoted=cell)
        )  # fmt: skip
    if column.name in ("sku", "option_id", "style_id"):
        total = f"regexp_full_match(lower(TRIM({cell})), {text_literal(_TOTAL)})"
        cases.append(
            _case(total, column.name, " names a total of other rows", "Leave rows of totals out of the file",
                  quoted=cell)
        )  # fmt: skip
    if column.name == "size":
        dated = f"regexp_full_match(lower({cell}), {text_literal(_DATED_SIZE)})"
        cases.append(
            _case(dated, column.name, " is a date: a spreadsheet has made it of a size such as 10-12",
                  "Format the column as text and write the size again", quoted=cell)
        )  # fmt: skip
    return cases


def _case(condition: str, column: str, what: str, remedy: str, quoted: str | None = None) -> str:
    shown = f"left(regexp_replace({quoted}, '[\\x00-\\x1f]', ' ', 'g'), 60)"
    said = text_literal(what) if quoted is None else f"'\"' || {shown} || '\"' || {text_literal(what)}"
    return f"CASE WHEN {condition} THEN {text_literal(column + UNIT)} || {said} || {text_literal(UNIT + remedy)} END"
