"""Rows of a file to rows of a table, by a mapping: one SQL text per source, run by DuckDB batch after batch."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from treadle.connectors.field_sql import cell_sql, conditions_sql, quoted, sources_of, text_literal
from treadle.connectors.mapping import FieldRule, SourceMap
from treadle.connectors.raw_rows import Reader
from treadle.errors import InputError, Problem

#: Number of a row among those that share the column `fill_within`.
ROW_IN_GROUP = "row in group"


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
    _filled: dict[str, str | None] = field(default_factory=dict)
    _agreements: dict[str, str] = field(default_factory=dict)
    _query: str = ""

    def prepare(self) -> None:
        """Check the names and settle what must agree over rows. Raises `InputError` with all unknown names."""
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
        selects = [f"{sql} AS {quoted(name)}" for name, sql in cells.items()]
        joins = " ".join(self._agreement_join(name, rule) for name, rule in agreeing)
        self._query = (
            f"WITH {self._stages()} SELECT r.line, r.part, {', '.join(selects)} FROM kept AS r {joins} "
            "ORDER BY r.line, r.part"
        )

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
        finally:
            self.connection.unregister("raw")
        return _as_text(rows), int(left_out)

    def _rules(self) -> Mapping[str, FieldRule]:
        return {**self.source.columns, **self.source.attributes}

    def _stages(self) -> str:
        """The CTEs from `raw` to `kept`: exploded, unpivoted, looked up, filtered."""
        where = conditions_sql(self.source.where, lambda name: self._ref(name, "l"))
        return f"shaped AS ({self._shaped()}), looked AS ({self._looked()}), " + (
            f"kept AS (SELECT l.* FROM looked AS l WHERE {where})"
        )

    def _shaped(self) -> str:
        if self.source.explode:
            path = text_literal(_json_path(self.source.explode) + "[*]")
            return (
                "SELECT json, line, item, CAST(place - 1 AS BIGINT) AS part FROM (SELECT json, line, "
                f"unnest(json_extract(json, {path})) AS item, "
                f"generate_subscripts(json_extract(json, {path}), 1) AS place FROM raw)"
            )
        unpivot = self.source.unpivot
        if unpivot is None:
            return "SELECT *, CAST(0 AS BIGINT) AS part FROM raw"
        wide = [name for name in self.reader.columns() if re.fullmatch(unpivot.columns, name)]
        kept = [name for name in self.reader.columns() if name not in wide]
        cells = ", ".join(f"CAST({quoted(name)} AS VARCHAR) AS {quoted(name)}" for name in wide)
        keep = ", ".join(quoted(name) for name in kept)
        long = (
            f"SELECT line, {keep}, {quoted(unpivot.name)}, NULLIF(TRIM({quoted(unpivot.value)}), '') AS "
            f"{quoted(unpivot.value)} FROM (SELECT line, {keep}, {cells} FROM raw) UNPIVOT ({quoted(unpivot.value)} "
            f"FOR {quoted(unpivot.name)} IN ({', '.join(quoted(name) for name in wide)}))"
        )
        name, value = quoted(unpivot.name), quoted(unpivot.value)
        numbered = "CAST(row_number() OVER (PARTITION BY line ORDER BY {}) - 1 AS BIGINT) AS part"
        if not unpivot.is_span:
            return f"SELECT *, {numbered.format(name)} FROM ({long}) WHERE {value} IS NOT NULL"
        island = (
            f"SELECT *, CAST({name} AS DATE) - CAST(row_number() OVER (PARTITION BY line, {value} "
            f"ORDER BY {name}) AS INTEGER) AS island FROM ({long}) WHERE {value} IS NOT NULL"
        )
        last = quoted(unpivot.name + "_to")
        return (
            f"SELECT line, {keep}, {value}, min({name}) AS {name}, max({name}) AS {last}, "
            f"{numbered.format(f'min({name})')} FROM ({island}) GROUP BY line, {keep}, {value}, island"
        )

    def _looked(self) -> str:
        chosen, joins = ["s.*"], []
        for one in self.source.lookups:
            columns = self.lookups[one.name]
            chosen += [f"{one.name}.{quoted(c)} AS {quoted(f'{one.name}.{c}')}" for c in columns]
            on = " AND ".join(
                f"COALESCE({self._ref(mine, 's')}, '') = COALESCE(CAST({one.name}.{quoted(theirs)} AS VARCHAR), '')"
                for mine, theirs in one.on.items()
            )
            joins.append(f"LEFT JOIN {quoted('lookup ' + one.name)} AS {one.name} ON {on}")
        return f"SELECT {', '.join(chosen)} FROM shaped AS s {' '.join(joins)}"

    def _cell(self, name: str, rule: FieldRule) -> str:
        if not rule.agree:
            return cell_sql(rule, lambda one: self._ref(one, "r"))
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
        for batch in self.reader.batches():
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
        """SQL of a source column as text."""
        plain = f"CAST({alias}.{quoted(name)} AS VARCHAR)"
        if not self.reader.is_json or name == "part" or name in self._lookup_columns():
            return plain
        holder, path = f"{alias}.json", name
        if self.source.explode and name.startswith("item."):
            holder, path = f"{alias}.item", name.removeprefix("item.")
        listed = re.fullmatch(r"(.+)\[([^\]]+)\]", path)
        if listed is None:
            return f"json_extract_string({holder}, {text_literal(_json_path(path))})"
        entries = f"json_extract({holder}, {text_literal(_json_path(listed.group(1)) + '[*]')})"
        key = text_literal(listed.group(2))
        entry = f"list_extract(list_filter({entries}, lambda p: json_extract_string(p, '$.key') = {key}), 1)"
        kinds = ("string", "int", "double", "float")
        values = [f"json_extract_string({entry}, '$.value.{kind}_value')" for kind in kinds]
        return f"COALESCE({', '.join(values)})"

    def _lookup_columns(self) -> set[str]:
        return {f"{one.name}.{column}" for one in self.source.lookups for column in self.lookups[one.name]}

    def _check_names(self) -> None:
        if self.reader.is_json:
            return
        known = [*self.reader.columns(), *sorted(self._lookup_columns()), "part"]
        known += [ROW_IN_GROUP] if self.source.fill_within else []
        unpivot = self.source.unpivot
        if unpivot is not None:
            if not any(re.fullmatch(unpivot.columns, name) for name in known):
                raise InputError.single(
                    self.file, f"no column matches {unpivot.columns}", f"The file has {', '.join(known[:12])}"
                )
            known += [unpivot.name, unpivot.value, *([f"{unpivot.name}_to"] if unpivot.is_span else [])]
        wanted = [name for rule in self._rules().values() for name in sources_of(rule)]
        wanted += [one.column for one in self.source.where] + list(self.source.fill_down)
        wanted += [self.source.fill_within] if self.source.fill_within else []
        wanted += [mine for one in self.source.lookups for mine in one.on]
        shown = ", ".join(self.reader.columns()[:30]) + (", …" if len(known) > 30 else "")
        problems = [
            Problem(file=self.file, what=f"the mapping reads column {name}, which the file does not have",
                    remedy=f"It has {shown}")
            for name in dict.fromkeys(wanted) if name not in known
        ]  # fmt: skip
        if problems:
            raise InputError(problems)

    def _fill_down(self, raw: pa.Table) -> pa.Table:
        """Empty cells of continuation rows take the value of the row above, also over the edge of a batch."""
        if self.source.fill_within:
            return self._fill_within(raw)
        for name in self.source.fill_down:
            cells = raw[name].cast(pa.string()).to_pylist()
            last = self._filled.get(name)
            for place, cell in enumerate(cells):
                if cell is None or not cell.strip():
                    cells[place] = last
                else:
                    last = cell
            self._filled[name] = last
            raw = raw.set_column(raw.schema.get_field_index(name), name, pa.array(cells, pa.string()))
        return raw

    def _fill_within(self, raw: pa.Table) -> pa.Table:
        """Fill down within a group of rows that follow each other, and number them."""
        groups = raw[self.source.fill_within].cast(pa.string()).to_pylist()
        columns = {name: raw[name].cast(pa.string()).to_pylist() for name in self.source.fill_down}
        last = self._filled.get("group")
        place = int(self._filled.get("place") or 0)
        places = []
        for row, group in enumerate(groups):
            is_same = group == last and group is not None
            place = place + 1 if is_same else 1
            places.append(place)
            last = group
            for name, cells in columns.items():
                if cells[row] is None or not cells[row].strip():
                    cells[row] = self._filled.get(f"cell {name}") if is_same else None
                self._filled[f"cell {name}"] = cells[row]
        self._filled["group"], self._filled["place"] = last, str(place)
        for name, cells in columns.items():
            raw = raw.set_column(raw.schema.get_field_index(name), name, pa.array(cells, pa.string()))
        return raw.append_column(ROW_IN_GROUP, pa.array([str(one) for one in places], pa.string()))


def _as_text(rows: pa.Table) -> pa.Table:
    columns = {}
    for name in rows.column_names:
        kind = pa.int64() if name in ("line", "part") else pa.string()
        columns[name] = rows[name].cast(kind)
    return pa.table(columns)


def _json_path(dotted: str) -> str:
    """'a.b c.d' as the JSON path $."a"."b c"."d"."""
    return "$" + "".join(f'."{part}"' for part in dotted.replace('"', "").split("."))
