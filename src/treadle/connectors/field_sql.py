"""Rules of a mapping as SQL of one cell. Names and texts are always quoted here; no SQL comes from a mapping file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from treadle.connectors.mapping import Condition, FieldRule
from treadle.connectors.option_names import OPTION_NAMES
from treadle.connectors.size_order import UNKNOWN_PLACE
from treadle.reading.cell_numbers import number_sql, plain_number_sql
from treadle.reading.cell_times import time_sql
from treadle.reading.sql_text import listed, text_literal

Ref = Callable[[str], str]


def cell_sql(rule: FieldRule, ref: Ref, *, is_identity: bool = False) -> str:
    """SQL of the text of one cell by a rule; `ref` gives the SQL of a source column. `agree` is left to the caller.

    An identity that is joined from columns is none where one of these is empty.
    """
    sql = _start(rule, ref, is_identity)
    if rule.null:
        sql = f"CASE WHEN TRIM({sql}) IN ({listed(rule.null)}) THEN NULL ELSE {sql} END"
    if rule.extract:
        sql = f"NULLIF(regexp_extract({sql}, {text_literal(rule.extract)}, 1), '')"
    for pattern, text in rule.replace:
        sql = f"regexp_replace({sql}, {text_literal(pattern)}, {text_literal(text)}, 'g')"
    if rule.case:
        sql = f"{rule.case}({sql})"
    sql = _mapped(rule, sql)
    sql = number_sql(rule, sql)
    if rule.less or rule.per:
        sql = _reckoned(rule, sql, ref)
    sql = time_sql(rule, sql, ref)
    if rule.is_size_rank:
        rank = f"COALESCE(NULLIF(size_rank({sql}), ''), '{UNKNOWN_PLACE}')"
        sql = f"CASE WHEN COALESCE(TRIM({sql}), '') = '' THEN '0' ELSE {rank} END"
    if rule.empty is not None:
        sql = f"COALESCE(NULLIF(TRIM({sql}), ''), {text_literal(rule.empty)})"
    if rule.when:
        sql = f"CASE WHEN {conditions_sql(rule.when, ref)} THEN {sql} END"
    return sql


def conditions_sql(conditions: Sequence[Condition], ref: Ref) -> str:
    """SQL that is true where all conditions hold."""
    tests = []
    for one in conditions:
        cell = f"COALESCE(TRIM({ref(one.column)}), '')"
        if one.any_of:
            tests.append(f"{cell} IN ({listed(one.any_of)})")
        if one.none_of:
            tests.append(f"{cell} NOT IN ({listed(one.none_of)})")
        if one.matches:
            tests.append(f"regexp_matches({cell}, {text_literal(one.matches)})")
        if one.is_filled is not None:
            tests.append(f"{cell} <> ''" if one.is_filled else f"{cell} = ''")
        if one.is_a:
            tests.append(_is_a(one.is_a, cell))
    return " AND ".join(tests) if tests else "TRUE"


def _is_a(what: str, cell: str) -> str:
    """SQL that is true where a cell names an option of that meaning; 'other' is neither size nor colour."""
    if what == "other":
        named = listed(name for names in OPTION_NAMES.values() for name in names)
        return f"{cell} <> '' AND lower({cell}) NOT IN ({named})"
    return f"lower({cell}) IN ({listed(OPTION_NAMES[what])})"


def sources_of(rule: FieldRule) -> list[str]:
    """Names of the source columns that a rule reads."""
    names = [one for one in (rule.source, rule.per, rule.zone_from) if one]
    names += [one for one in (*rule.join, *rule.first_of) if isinstance(one, str) and not one.startswith("=")]
    names += [one.column for one in rule.when] + [*rule.agree, *rule.less]
    nested = [*rule.any_of, *([rule.disagree] if rule.disagree is not None else [])]
    nested += [one for one in rule.join if isinstance(one, FieldRule)]
    return names + [name for one in nested for name in sources_of(one)]


def _start(rule: FieldRule, ref: Ref, is_identity: bool) -> str:
    if rule.any_of:
        return f"COALESCE({', '.join(cell_sql(one, ref, is_identity=is_identity) for one in rule.any_of)}, NULL)"
    if rule.constant is not None:
        return text_literal(rule.constant)
    if rule.join:
        return _joined(rule, ref, is_identity)
    if rule.first_of:
        parts = [
            text_literal(one[1:]) if one.startswith("=") else f"NULLIF(TRIM({ref(one)}), '')" for one in rule.first_of
        ]
        return f"COALESCE({', '.join(parts)}, NULL)"
    return ref(rule.source)


def _joined(rule: FieldRule, ref: Ref, is_identity: bool) -> str:
    parts, named = [], []
    for one in rule.join:
        if isinstance(one, str) and one.startswith("="):
            parts.append(text_literal(one[1:]))
            continue
        cell = ref(one) if isinstance(one, str) else cell_sql(one, ref, is_identity=is_identity)
        parts.append(f"COALESCE({cell}, '')")
        named.append(cell)
    joined = f" || {text_literal(rule.joiner)} || ".join(parts)
    if not named:
        return joined
    if is_identity:
        is_empty = " OR ".join(f"NULLIF(TRIM({cell}), '') IS NULL" for cell in named)
    else:
        is_empty = f"concat({', '.join(named)}) = ''"
    return f"CASE WHEN {is_empty} THEN NULL ELSE {joined} END"


def _mapped(rule: FieldRule, sql: str) -> str:
    if rule.values:
        cases = " ".join(f"WHEN {text_literal(one)} THEN {text_literal(to)}" for one, to in rule.values.items())
        rest = sql if rule.otherwise is None else text_literal(rule.otherwise)
        sql = f"CASE COALESCE(TRIM({sql}), '') {cases} ELSE {rest} END"
    if rule.matches:
        cases = " ".join(
            f"WHEN regexp_matches({sql}, {text_literal(pattern)}) THEN {text_literal(to)}"
            for pattern, to in rule.matches
        )
        rest = "NULL" if rule.otherwise is None else text_literal(rule.otherwise)
        sql = f"CASE {cases} ELSE {rest} END"
    return sql


def _reckoned(rule: FieldRule, sql: str, ref: Ref) -> str:
    """A total less other columns, and divided by pieces. A refund has both negative; its price of a piece is not."""
    total = plain_number_sql(sql)
    for one in rule.less:
        total = f"({total} - COALESCE({plain_number_sql(ref(one))}, 0))"
    if rule.per:
        total = f"({total} / abs(NULLIF({plain_number_sql(ref(rule.per))}, 0)))"
        total = f"CASE WHEN {plain_number_sql(ref(rule.per))} < 0 THEN abs({total}) ELSE {total} END"
    shown = f"rtrim(rtrim(CAST(CAST({total} AS DECIMAL(24, 6)) AS VARCHAR), '0'), '.')"
    return f"COALESCE({shown}, {sql} || ' (not divisible)')" if rule.per else f"COALESCE({shown}, {sql})"
