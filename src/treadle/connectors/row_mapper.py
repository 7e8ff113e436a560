"""Rows of a file to rows of a table, by a mapping: one SQL text per source, run by DuckDB batch after batch."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from treadle.connectors.field_sql import cell_sql, conditions_sql, sources_of
from treadle.connectors.file_columns import FileColumns, covers, json_paths
from treadle.connectors.mapping import FieldRule, SourceMap
from treadle.connectors.row_groups import whole_groups
from treadle.connectors.row_stages import PRICE_PAID, ROW_IN_GROUP, filled_sql, json_path, looked_sql, shaped_sql
from treadle.connectors.size_order import size_rank
from treadle.errors import InputError
from treadle.reading.raw_rows import RawBatch, Reader
from treadle.reading.sql_text import quoted, text_literal
from treadle.terms.column_names import misunderstood

#: Columns of the table by which a row is known: joined of a part that is empty, they are none.
IDENTITIES = ("signal_id",)


@dataclass(slots=True)
class RowMapper:
    """Maps the rows of one reader. `lookups` are tables of the connection by the lookup's name, with their columns.

    What a rule assumes goes into the column `assumption` of the rows whose cell it fills, `notes` into all rows.
    """

    connection: duckdb.DuckDBPyConnection
    source: SourceMap
    reader: Reader
    file: str
    lookups: Mapping[str, Sequence[str]] = field(default_factory=dict)
    notes: Sequence[str] = ()
    columns: FileColumns = field(init=False)
    _filled: dict[str, str | None] = field(default_factory=dict)
    _agreements: dict[str, str] = field(default_factory=dict)
    _structures: dict[str, set[str]] = field(default_factory=dict)
    _query: str = ""

    def __post_init__(self) -> None:
        self.columns = FileColumns(self.file, self.source, tuple(self.reader.columns()))

    def prepare(self) -> None:
        """Check the names and settle what must agree over rows. Raises `InputError` with all unknown names."""
        self.connection.create_function("size_rank", size_rank, ["VARCHAR"], "VARCHAR")
        self._check_names()
        agreeing = [(name, rule) for name, rule in self._rules().items() if rule.agree]
        for place, (name, _) in enumerate(agreeing):
            self._agreements[name] = f"agree_{place}"
        if agreeing:
            self._settle(agreeing)
        self._filled.clear()
        cells = {name: self._cell(name, rule) for name, rule in self._rules().items()}
        said = [text_literal(note) for note in self.notes]
        said += [
            f"CASE WHEN {cells[name]} IS NOT NULL THEN {text_literal(rule.assumption)} END"
            for name, rule in self._rules().items()
            if rule.assumption
        ]
        if said:
            cells["assumption"] = f"concat_ws('; ', {', '.join([*said, cells.get('assumption', 'NULL')])})"
        if self.source.currency and self._find(self.source.currency):
            cells["currency"] = self._ref(self.source.currency, "r")
        selects = [f"{sql} AS {quoted(name)}" for name, sql in cells.items()]
        joins = " ".join(self._agreement_join(name, rule) for name, rule in agreeing)
        self._query = (
            f"WITH {self._stages()} SELECT r.line, r.part, {', '.join(selects)} FROM kept AS r {joins} "
            "ORDER BY r.line, r.part"
        )

    def raw_batches(self) -> Iterator[RawBatch]:
        """Batches of the reader, with the rows of a group together where the mapping fills within groups."""
        group = self._find(self.source.fill_within) if self.source.fill_within else None
        return self.reader.batches() if group is None else whole_groups(self.reader, group)

    def map(self, raw: pa.Table) -> tuple[pa.Table, int]:
        """Mapped rows (`line`, `part` and text columns), and how many rows the mapping leaves out.

        Where lists are exploded, lines without any row for the table count as left out.
        """
        raw = self._fill_down(raw)
        self.connection.register("raw", raw)
        try:
            rows = self.connection.sql(self._query).to_arrow_table()
            left_out = 0
            if self.source.explode:
                left_out = raw.num_rows - len(rows["line"].unique())
            elif self.source.where:
                before = f"WITH {self._stages()} SELECT count(*) FROM shaped"
                left_out = self.connection.execute(before).fetchall()[0][0] - rows.num_rows
            if self.reader.is_json and rows.num_rows:
                self._note_structure()
        finally:
            self.connection.unregister("raw")
        return _as_text(rows), int(left_out)

    def unread(self) -> list[str]:
        """Columns, or JSON paths of rows that were mapped, that no rule reads."""
        if not self.reader.is_json:
            return self.columns.unread()
        used = self._wanted()
        explode = self.source.explode
        found = [path for path in sorted(self._structures.get("item", ())) if not any(covers(n, path) for n in used)]
        for path in sorted(self._structures.get("json", ())):
            is_list = bool(explode) and covers(explode, path)
            if not is_list and not any(covers(name, path) for name in used):
                found.append(path)
        return found

    def read(self) -> list[str]:
        """Columns or JSON paths that were read."""
        if not self.reader.is_json:
            return list(self.columns.used)
        seen = [path for part in self._structures.values() for path in sorted(part)]
        return [name for name in dict.fromkeys(self._wanted()) if any(covers(name, path) for path in seen)]

    def not_understood(self, table_columns: Sequence[str]) -> dict[str, str]:
        """Unread columns that look like a measure which no column of the file fills, and that are not waived."""
        read = set(self.read())
        filled = [
            name for name, rule in self.source.columns.items()
            if not (wanted := sources_of(rule)) or any(self._is_there(one, read) for one in wanted)
        ]  # fmt: skip
        unread = [name for name in self.unread() if not self.columns.is_waived(name)]
        return misunderstood(unread, filled, table_columns)

    def _is_there(self, name: str, read: set[str]) -> bool:
        return name in read if self.reader.is_json else name in self._made() or self._find(name) is not None

    def _find(self, name: str) -> str | None:
        return name if self.reader.is_json else self.columns.find(name)

    def _rules(self) -> Mapping[str, FieldRule]:
        return {**self.source.columns, **self.source.attributes}

    def _stages(self) -> str:
        """The CTEs from `raw` to `kept`: filled, exploded, unpivoted, looked up, left out."""
        where = conditions_sql(self.source.where, lambda name: self._ref(name, "l"))
        filled = filled_sql(self.source, self._find) if self.source.fill_within else "SELECT * FROM raw"
        shaped = shaped_sql(self.source, self.reader.columns(), self._find)
        looked = looked_sql(self.source, self.lookups, lambda name: self._ref(name, "s"))
        return f"filled AS ({filled}), shaped AS ({shaped}), looked AS ({looked}), " + (
            f"kept AS (SELECT l.* FROM looked AS l WHERE {where})"
        )

    def _cell(self, name: str, rule: FieldRule) -> str:
        if not rule.agree:
            return cell_sql(rule, lambda one: self._ref(one, "r"), is_identity=name in IDENTITIES)
        disagree = "NULL" if rule.disagree is None else cell_sql(rule.disagree, lambda one: self._ref(one, "r"))
        return f"COALESCE({self._agreements[name]}.value, {disagree})"

    def _agreement_join(self, name: str, rule: FieldRule) -> str:
        table = self._agreements[name]
        on = " AND ".join(
            f"COALESCE({self._ref(one, 'r')}, '') = {table}.key_{place}" for place, one in enumerate(rule.agree)
        )
        return f"LEFT JOIN {table} ON {on}"

    def _settle(self, agreeing: Sequence[tuple[str, FieldRule]]) -> None:
        """Read the file once and keep, for each group of rows, the value that all of them share."""
        for name, rule in agreeing:
            keys = ", ".join(f"key_{place} VARCHAR" for place in range(len(rule.agree)))
            self.connection.execute(f"CREATE TEMP TABLE {self._agreements[name]}_all ({keys}, value VARCHAR)")
        for batch in self.raw_batches():
            self.connection.register("raw", self._fill_down(batch.rows))
            for name, rule in agreeing:
                keys = ", ".join(f"COALESCE({self._ref(one, 'r')}, '')" for one in rule.agree)
                value = cell_sql(rule, lambda one: self._ref(one, "r"))
                self.connection.execute(
                    f"INSERT INTO {self._agreements[name]}_all WITH {self._stages()} "
                    f"SELECT DISTINCT {keys}, COALESCE({value}, '') FROM kept AS r"
                )
            self.connection.unregister("raw")
        for name, rule in agreeing:
            table = self._agreements[name]
            keys = ", ".join(f"key_{place}" for place in range(len(rule.agree)))
            self.connection.execute(
                f"CREATE TEMP TABLE {table} AS SELECT {keys}, CASE WHEN count(DISTINCT value) = 1 THEN "
                f"NULLIF(any_value(value), '') END AS value FROM {table}_all GROUP BY {keys}"
            )

    def _ref(self, name: str, alias: str) -> str:
        """SQL of a source column as text; of one that the file may lack and lacks, an empty cell."""
        if not self.reader.is_json:
            found = name if name in self._made() else self.columns.find(name)
            return "CAST(NULL AS VARCHAR)" if found is None else f"CAST({alias}.{quoted(found)} AS VARCHAR)"
        if name == "part" or name in self._lookup_columns():
            return f"CAST({alias}.{quoted(name)} AS VARCHAR)"
        holder, path = f"{alias}.json", name
        if self.source.explode and name.startswith("item."):
            holder, path = f"{alias}.item", name.removeprefix("item.")
        keyed = re.fullmatch(r"(.+)\[([^\]]+)\]", path)
        if keyed is None:
            return f"json_extract_string({holder}, {text_literal(json_path(path))})"
        entries = f"json_extract({holder}, {text_literal(json_path(keyed.group(1)) + '[*]')})"
        key = text_literal(keyed.group(2))
        entry = f"list_extract(list_filter({entries}, lambda p: json_extract_string(p, '$.key') = {key}), 1)"
        kinds = ("string", "int", "double", "float")
        values = [f"json_extract_string({entry}, '$.value.{kind}_value')" for kind in kinds]
        return f"COALESCE({', '.join(values)})"

    def _lookup_columns(self) -> set[str]:
        return {f"{one.name}.{column}" for one in self.source.lookups for column in self.lookups[one.name]}

    def _made(self) -> set[str]:
        """Names that stages make: they are no columns of the file."""
        made = {"part", *self._lookup_columns()}
        if self.source.fill_within:
            made |= {ROW_IN_GROUP, *([PRICE_PAID] if self.source.paid is not None else [])}
        unpivot = self.source.unpivot
        if unpivot is not None:
            made |= {unpivot.name, unpivot.value, *([f"{unpivot.name}_to"] if unpivot.is_span else [])}
        return made

    def _wanted(self) -> list[str]:
        """Names that the mapping reads."""
        wanted = [name for rule in self._rules().values() for name in sources_of(rule)]
        wanted += [one.column for one in self.source.where] + list(self.source.fill_down)
        wanted += [one for one in (self.source.fill_within, self.source.currency) if one]
        wanted += [mine for one in self.source.lookups for mine in one.on]
        paid = self.source.paid
        if paid is not None:
            parts = (paid.price, paid.units, paid.line_discount, paid.order_discount, paid.subtotal)
            wanted += [one for one in parts if one]
        return wanted

    def _check_names(self) -> None:
        if self.reader.is_json:
            return
        unpivot = self.source.unpivot
        if unpivot is not None:
            wide = [name for name in self.reader.columns() if re.fullmatch(unpivot.columns, name)]
            if not wide:
                raise InputError.single(
                    self.file, f"no column matches {unpivot.columns}",
                    f"The file has {', '.join(self.reader.columns()[:12])}",
                )  # fmt: skip
            self.columns.used.update(dict.fromkeys(wide))
        self.columns.check(self._wanted(), sorted(self._made()))

    def _note_structure(self) -> None:
        """Which JSON paths the mapped rows of the batch hold."""
        parts = ("json", "item") if self.source.explode else ("json",)
        for part in parts:
            query = (
                f"WITH {self._stages()} SELECT CAST(json_group_structure(CAST({part} AS JSON)) AS VARCHAR) FROM kept"
            )
            found = self.connection.execute(query).fetchall()[0][0]
            prefix = "item." if part == "item" else ""
            self._structures.setdefault(part, set()).update(prefix + path for path in json_paths(found or ""))

    def _fill_down(self, raw: pa.Table) -> pa.Table:
        """Empty cells of continuation rows take the value of the row above, also over the edge of a batch."""
        if self.source.fill_within:
            return raw
        for name in self.source.fill_down:
            column = self._find(name)
            if column is None:
                continue
            cells = raw[column].cast(pa.string()).to_pylist()
            last = self._filled.get(column)
            for place, cell in enumerate(cells):
                if cell is None or not cell.strip():
                    cells[place] = last
                else:
                    last = cell
            self._filled[column] = last
            raw = raw.set_column(raw.schema.get_field_index(column), column, pa.array(cells, pa.string()))
        return raw


def _as_text(rows: pa.Table) -> pa.Table:
    columns = {}
    for name in rows.column_names:
        kind = pa.int64() if name in ("line", "part") else pa.string()
        columns[name] = rows[name].cast(kind)
    return pa.table(columns)
