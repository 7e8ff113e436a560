"""What can be read and is not likely: told with row and remedy, never refused.

The rules stand in the tables (`TableSpec`); here they are asked of rows, whether these are a brand's, of one import or
of a single file.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import duckdb

from treadle.errors import Problem
from treadle.reading.sql_text import quoted, text_literal
from treadle.storage.cells import ends_sql
from treadle.terms.table_spec import Alike, Column, InOrder, Middle, TableSpec

#: So many times larger than the next smaller number (among all, or among the rows of one group) is another scale.
APART_OF_ALL, APART_OF_GROUP = 30.0, 15.0
#: Fewer rows than this show no scale.
LEAST_ROWS = 3
#: A day so far beyond all others is a slip of the pen, if no other gap is half as long and few rows lie there.
FAR_DAYS, FAR_SHARE = 730, 0.1
FIRST_LIKELY_YEAR, LAST_LIKELY_YEAR = 2000, 2060
SHOWN_ROWS = 3

#: From the line and import number of a row to the file and line that a person knows.
Place = Callable[[int, int], tuple[str, int | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Rows of one table to be doubted: `query` gives the stored columns of `spec`, `line` and `import_number`.

    `chosen` are the imports whose rows are told of (None: all); the others only say what is usual.
    """

    connection: duckdb.DuckDBPyConnection
    spec: TableSpec
    query: str
    place: Place
    chosen: frozenset[int] | None = None
    currency: str = ""

    def is_chosen(self, alias: str = "") -> str:
        """SQL that holds for rows that are told of."""
        if self.chosen is None:
            return "TRUE"
        return f"{alias}import_number IN ({', '.join(map(str, sorted(self.chosen))) or 'NULL'})"

    def told(
        self, column: str, rows: Sequence[tuple[int, int, object]], what: str, remedy: str, total: int = 0
    ) -> list[Problem]:
        """One note on all rows (line, import number, value) that one rule doubts: the first row, and some of the rest.

        '{value}' in `what` is the value of the first row; `total` is how many rows there are, where `rows` are some.
        """
        if not rows:
            return []
        line, number, value = rows[0]
        file, row = self.place(line, number)
        more = ""
        if len(rows) > 1:
            others = [self.place(one[0], one[1]) for one in rows[1 : 1 + SHOWN_ROWS]]
            shown = ", ".join(str(at) if where == file else f"{at} of {where}" for where, at in others)
            rest = max(len(rows), total) - 1 - len(others)
            more = f" (and row{'s' * (len(rows) > 2)} {shown}{f' and {rest:,} more' if rest else ''})"
        said = what.replace("{value}", _shown(value)) + more
        return [Problem(file=file, row=row, column=column, what=said, remedy=remedy, stops_plan=False)]


def doubts(seen: Seen) -> list[Problem]:
    """Everything about the rows that is not likely, each kind once with its first row."""
    found: list[Problem] = []
    for column in seen.spec.columns:
        found += _out_of_range(seen, column)
        found += _odd_days(seen, column)
    for rule in seen.spec.alike:
        found += _apart(seen, rule)
    for middle in seen.spec.middles:
        found += _large_middle(seen, middle)
    for order in seen.spec.in_order:
        found += _out_of_order(seen, order)
    return found


def _out_of_range(seen: Seen, column: Column) -> list[Problem]:
    if not column.likely_span:
        return []
    low, high = ends_sql(column, quoted(column.stored_name))
    sides = []
    if column.likely_least is not None:
        sides.append((f"{low} < {column.likely_least!r}", low))
    if column.likely_most is not None:
        sides.append((f"{high} > {column.likely_most!r}", high))
    found = []
    for off, value in sides:
        rows = seen.connection.execute(
            f"SELECT line, import_number, {value} FROM ({seen.query}) WHERE {off} AND {seen.is_chosen()} "
            "ORDER BY import_number, line"
        ).fetchall()
        what = f"{{value}} is not likely; usual is {column.likely_span} ({column.doc})"
        found += seen.told(column.name, rows, what, column.advice or "Correct it, or leave it if it is right")
    return found


def _odd_days(seen: Seen, column: Column) -> list[Problem]:
    """Years before 2000, and days far beyond all others of their column. Moments of acts are watched as wild days."""
    if column.kind != "day":
        return []
    day = quoted(column.name)
    counts = seen.connection.execute(
        f"SELECT {day}, count(*) FROM ({seen.query}) WHERE {day} IS NOT NULL GROUP BY {day} ORDER BY {day}"
    ).fetchall()
    odd = {one for one, _ in counts if not FIRST_LIKELY_YEAR <= one.year <= LAST_LIKELY_YEAR}
    far = far_days([(one, count) for one, count in counts if one not in odd])
    found = []
    for days, what, remedy in (
        (odd, f"{{value}} lies outside the years {FIRST_LIKELY_YEAR} to {LAST_LIKELY_YEAR}", "Correct the year"),
        (far, "{value} lies years beyond all others of this column", "Correct the day, or leave it if it is right"),
    ):
        if days:
            listed = ", ".join(f"DATE {text_literal(one.isoformat())}" for one in sorted(days))
            rows = seen.connection.execute(
                f"SELECT line, import_number, {day} FROM ({seen.query}) WHERE {day} IN ({listed}) "
                f"AND {seen.is_chosen()} ORDER BY import_number, line"
            ).fetchall()
            found += seen.told(column.name, rows, what, remedy)
    return found


def far_days(counts: Sequence[tuple[date, int]]) -> set[date]:
    """Days at either end, with the rows of each in the order of days, that lie years beyond all others."""
    total = sum(count for _, count in counts)
    if total < LEAST_ROWS:
        return set()
    found: set[date] = set()
    for some in (counts, counts[::-1]):
        gaps = [abs((two[0] - one[0]).days) for one, two in pairwise(some)]
        few = 0
        for at in range(len(some) - 1, 0, -1):
            few += some[at][1]
            if few > max(1, FAR_SHARE * total):
                break
            if gaps[at - 1] >= FAR_DAYS and gaps[at - 1] > 2 * max(gaps[: at - 1], default=0):
                found |= {day for day, _ in some[at:]}
    return found


def _apart(seen: Seen, rule: Alike) -> list[Problem]:
    """Numbers of another scale than all others of their group: above or below the widest gap, whichever are fewer."""
    column = seen.spec.column(rule.column)
    value = f"CAST({ends_sql(column, quoted(column.stored_name))[1]} AS DOUBLE)"
    found: list[Problem] = []
    known: set[tuple[int, int]] = set()
    for group in rule.groups:
        by = f"CAST({quoted(group)} AS VARCHAR)" if group else "''"
        limit = APART_OF_GROUP if group else APART_OF_ALL
        rows = seen.connection.execute(_apart_sql(seen, by, value, limit)).fetchall()
        rows = [row for row in rows if (row[0], row[1]) not in known]
        known |= {(row[0], row[1]) for row in rows}
        among = f"of the same {group.removesuffix('_id')}" if group else "of the table"
        for is_high in (True, False):
            side = [row for row in rows if row[4] == is_high]
            if side:
                times = f"more than {limit:g} times all others" if is_high else f"less than 1/{limit:g} of all others"
                what = f"{{value}} is {times} {among} ({_shown(side[0][3])} in the middle)"
                found += seen.told(rule.column, [row[:3] for row in side], what, rule.advice)
    return found


def _apart_sql(seen: Seen, by: str, value: str, limit: float) -> str:
    """SQL of line, import number, value, the middle of the others, and whether the value is the larger."""
    return f"""
        WITH scaled AS (
            SELECT {by} AS own_group, {value} AS own_value, line, import_number FROM ({seen.query})
            WHERE {value} > 0 AND {by} IS NOT NULL
        ),
        placed AS (
            SELECT *, row_number() OVER w AS own_place, count(*) OVER (PARTITION BY own_group) AS own_count,
                   own_value / lag(own_value) OVER w AS own_step
            FROM scaled WINDOW w AS (PARTITION BY own_group ORDER BY own_value, import_number, line)
        ),
        gaps AS (
            SELECT own_group, arg_max(own_place, own_step) - 1 AS below, max(own_count) AS own_count
            FROM placed WHERE own_step >= {limit} AND own_count >= {LEAST_ROWS} GROUP BY own_group
        ),
        sided AS (
            SELECT p.*, p.own_place > g.below AS is_high, g.own_count - g.below <= g.below AS is_high_odd
            FROM placed AS p JOIN gaps AS g USING (own_group)
        ),
        middles AS (
            SELECT own_group, median(own_value) AS middle FROM sided WHERE is_high <> is_high_odd GROUP BY own_group
        )
        SELECT line, import_number, own_value, middle, is_high FROM sided JOIN middles USING (own_group)
        WHERE is_high = is_high_odd AND {seen.is_chosen()} ORDER BY import_number, line
    """


def _large_middle(seen: Seen, rule: Middle) -> list[Problem]:
    """A column that is of another scale as a whole, such as minutes in seconds."""
    if rule.currencies and seen.currency not in rule.currencies:
        return []
    column = seen.spec.column(rule.column)
    value = f"CAST({ends_sql(column, quoted(column.stored_name))[1]} AS DOUBLE)"
    by = quoted(rule.group) if rule.group else "''"
    rows = seen.connection.execute(
        f"SELECT min({{'number': import_number, 'line': line}}), {by}, median({value}), count(*) FROM ({seen.query}) "
        f"GROUP BY {by} HAVING median({value}) > {rule.most!r} AND count({value}) >= {LEAST_ROWS} "
        f"AND bool_or({seen.is_chosen()}) ORDER BY 1"
    ).fetchall()
    found = []
    for first, group, middle, count in rows:
        of = f"{rule.group.removesuffix('_id')} {group}" if rule.group else f"table {seen.spec.name}"
        what = f"the middle of {rule.column} of {of} is {_shown(middle)} ({count:,} rows); usual is up to {rule.most:g}"
        found += seen.told(rule.column, [(first["line"], first["number"], middle)], what, rule.advice)
    return found


def _out_of_order(seen: Seen, order: InOrder) -> list[Problem]:
    if order.is_rule:
        return []
    lower, upper = (quoted(seen.spec.column(one).stored_name) for one in (order.lower, order.upper))
    shown = ends_sql(seen.spec.column(order.lower), lower)[0]
    rows = seen.connection.execute(
        f"SELECT line, import_number, {shown} FROM ({seen.query}) WHERE {lower} > {upper} AND {seen.is_chosen()} "
        "ORDER BY import_number, line"
    ).fetchall()
    return seen.told(order.lower, rows, f"{order.said} ({order.lower} {{value}})", order.advice)


def _shown(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}" if value >= 1000 and not value.is_integer() else f"{value:,.15g}"
    return f"{value:,}" if isinstance(value, int) else str(value)
