"""Rules of a mapping as SQL of one cell. Names and texts are always quoted here; no SQL comes from a mapping file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from treadle.connectors.mapping import Condition, FieldRule

#: Sizes by letter, smallest first, each with its other spelling (2XL = XXL); the place is the rank.
LETTER_SIZES: Sequence[tuple[str, ...]] = (
    *((f"{count}XS", "X" * count + "S") for count in (4, 3, 2)), ("XS",), ("S",), ("M",), ("L",), ("XL",),
    *((f"{count}XL", "X" * count + "L") for count in (2, 3, 4, 5, 6)),
)  # fmt: skip

Ref = Callable[[str], str]


def text_literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def cell_sql(rule: FieldRule, ref: Ref) -> str:
    """SQL of the text of one cell by a rule; `ref` gives the SQL of a source column. `agree` is left to the caller."""
    sql = _start(rule, ref)
    if rule.null:
        sql = f"CASE WHEN TRIM({sql}) IN ({_list(rule.null)}) THEN NULL ELSE {sql} END"
    if rule.extract:
        sql = f"NULLIF(regexp_extract({sql}, {text_literal(rule.extract)}, 1), '')"
    for pattern, text in rule.replace:
        sql = f"regexp_replace({sql}, {text_literal(pattern)}, {text_literal(text)}, 'g')"
    if rule.case:
        sql = f"{rule.case}({sql})"
    sql = _mapped(rule, sql)
    sql = _number(rule, sql)
    sql = _date(rule, sql)
    if rule.is_size_rank:
        sql = size_rank_sql(sql)
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
            tests.append(f"{cell} IN ({_list(one.any_of)})")
        if one.none_of:
            tests.append(f"{cell} NOT IN ({_list(one.none_of)})")
        if one.matches:
            tests.append(f"regexp_matches({cell}, {text_literal(one.matches)})")
        if one.is_filled is not None:
            tests.append(f"{cell} <> ''" if one.is_filled else f"{cell} = ''")
    return " AND ".join(tests) if tests else "TRUE"


def sources_of(rule: FieldRule) -> list[str]:
    """Names of the source columns that a rule reads."""
    names = [rule.source] if rule.source else []
    names += [one for one in (*rule.join, *rule.first_of) if not one.startswith("=")]
    names += [one.column for one in rule.when] + list(rule.agree)
    nested = [*rule.any_of, *([rule.disagree] if rule.disagree is not None else [])]
    return names + [name for one in nested for name in sources_of(one)]


def size_rank_sql(sql: str) -> str:
    """A number that puts sizes in order: by letter, else by the first number with its half or third, else 0."""
    letter = f"regexp_extract(upper(TRIM({sql})), '^([2-6]?X{{0,5}}[SML])([^A-Z]|$)', 1)"
    cases = " ".join(f"WHEN {text_literal(one)} THEN {rank}" for rank, same in enumerate(LETTER_SIZES) for one in same)
    number = f"TRY_CAST(replace(regexp_extract({sql}, '([0-9]+([.,][0-9]+)?)', 1), ',', '.') AS DOUBLE)"
    rest = f"CASE WHEN {sql} LIKE '% 1/3%' THEN 0.333 WHEN {sql} LIKE '% 2/3%' THEN 0.667 "
    rest += f"WHEN {sql} LIKE '% 1/2%' THEN 0.5 ELSE 0.0 END"
    return f"CAST(COALESCE(CASE {letter} {cases} END, {number} + {rest}, 0.0) AS VARCHAR)"


def _start(rule: FieldRule, ref: Ref) -> str:
    if rule.any_of:
        return f"COALESCE({', '.join(cell_sql(one, ref) for one in rule.any_of)}, NULL)"
    if rule.constant is not None:
        return text_literal(rule.constant)
    if rule.join:
        parts = [text_literal(one[1:]) if one.startswith("=") else f"COALESCE({ref(one)}, '')" for one in rule.join]
        named = [ref(one) for one in rule.join if not one.startswith("=")]
        joined = f" || {text_literal(rule.joiner)} || ".join(parts)
        return f"CASE WHEN concat({', '.join(named)}) = '' THEN NULL ELSE {joined} END" if named else joined
    if rule.first_of:
        parts = [
            text_literal(one[1:]) if one.startswith("=") else f"NULLIF(TRIM({ref(one)}), '')" for one in rule.first_of
        ]
        return f"COALESCE({', '.join(parts)}, NULL)"
    return ref(rule.source)


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


def _number(rule: FieldRule, sql: str) -> str:
    if not (rule.thousands or rule.decimal or rule.is_percent or rule.times or rule.plus):
        return sql
    plain = f"TRIM({sql})"
    if rule.thousands:
        plain = f"replace({plain}, {text_literal(rule.thousands)}, '')"
    if rule.decimal and rule.decimal != ".":
        plain = f"replace({plain}, {text_literal(rule.decimal)}, '.')"
    if rule.is_percent:
        plain = f"rtrim(rtrim({plain}, '%％'))"
    number = f"TRY_CAST({plain} AS DECIMAL(24, 8))"
    factor = "0.01" if rule.is_percent else ""
    for times in (factor, rule.times):
        if times:
            number = f"TRY_CAST(({number}) * CAST({text_literal(times)} AS DECIMAL(14, 8)) AS DECIMAL(24, 8))"
    if rule.plus:
        number = f"({number} + CAST({text_literal(rule.plus)} AS DECIMAL(24, 8)))"
    shown = f"rtrim(rtrim(CAST({number} AS VARCHAR), '0'), '.')"
    return f"COALESCE({shown}, {sql})"


def _date(rule: FieldRule, sql: str) -> str:
    if rule.date_formats:
        formats = f"[{_list(rule.date_formats)}]"
        return f"COALESCE(strftime(try_strptime(TRIM({sql}), {formats}), '%Y-%m-%d %H:%M:%S.%f'), {sql})"
    if rule.epoch:
        micros = {"s": 1_000_000, "ms": 1_000, "us": 1}[rule.epoch]
        moment = f"make_timestamptz(CAST(TRY_CAST({sql} AS DECIMAL(30, 6)) * {micros} AS BIGINT))"
        return f"COALESCE(CAST({moment} AS VARCHAR), {sql})"
    return sql


def _list(texts: Sequence[str]) -> str:
    return ", ".join(text_literal(one) for one in texts)
