"""Numbers as people and shops write them, as SQL of one cell."""

from __future__ import annotations

import re

from treadle.reading.cell_form import CellForm
from treadle.reading.sql_text import text_literal

#: Blanks that stand between groups of three, whatever the mark that a mapping names.
_BLANKS = " \u00a0\u202f\u2009"
_SIGNS = r"[$€£¥₩₹₫₺₽฿]|R\$|kr|zł|CHF|[A-Z]{3}"


def number_sql(rule: CellForm, sql: str) -> str:
    """SQL of a cell by the number keys of a rule; a text that is written otherwise stays, marked, to be set aside."""
    if not (rule.thousands or rule.decimal or rule.is_percent or rule.times or rule.plus):
        return sql
    plain = f"TRIM({sql})"
    if rule.is_percent:
        plain = f"TRIM(rtrim({plain}, '%％'))"
    if rule.thousands or rule.decimal:
        plain = _marked(rule, plain)
    number = f"TRY_CAST({plain} AS DECIMAL(24, 8))"
    factor = "0.01" if rule.is_percent else ""
    for times in (factor, rule.times):
        if times:
            number = f"TRY_CAST(({number}) * CAST({text_literal(times)} AS DECIMAL(14, 8)) AS DECIMAL(24, 8))"
    if rule.plus:
        number = f"({number} + CAST({text_literal(rule.plus)} AS DECIMAL(24, 8)))"
    shown = f"rtrim(rtrim(CAST({number} AS VARCHAR), '0'), '.')"
    if not (rule.thousands or rule.decimal):
        return f"COALESCE({shown}, {sql})"
    example = f"1{rule.thousands}234{decimal_mark(rule)}50"
    otherwise = f"{sql} || {text_literal(f' (not written like {example})')}"
    return f"COALESCE({shown}, CASE WHEN TRIM({sql}) = '' THEN {sql} ELSE {otherwise} END)"


def decimal_mark(rule: CellForm) -> str:
    """The decimal mark of a rule: as it says, else the one that its thousands mark leaves."""
    return rule.decimal or ("," if rule.thousands == "." else ".")


def _marked(rule: CellForm, plain: str) -> str:
    """SQL of a number with a decimal point, NULL where the marks do not stand as they must.

    A thousands mark stands before groups of three and nowhere else: 29.90 is no thousand. A sign of currency at either
    end is left out; which currency the column is in, the mapping knows.
    """
    decimal = decimal_mark(rule)
    marks = "".join(re.escape(one) for one in dict.fromkeys(rule.thousands + _BLANKS))
    at_ends = rf"^([-+]?)\s*(?:{_SIGNS})\s*|\s*(?:{_SIGNS})$"
    bare = f"regexp_replace({plain}, {text_literal(at_ends)}, '\\1', 'g')"
    fraction = rf"({re.escape(decimal)}[0-9]*)?"
    grouped = rf"[-+]?([0-9]{{1,3}}([{marks}][0-9]{{3}})+|[0-9]+){fraction}"
    digits = f"regexp_replace({bare}, {text_literal(f'[{marks}]')}, '', 'g')"
    point = digits if decimal == "." else f"replace({digits}, {text_literal(decimal)}, '.')"
    return f"CASE WHEN regexp_full_match({bare}, {text_literal(grouped)}) THEN {point} END"


def plain_number_sql(sql: str) -> str:
    """SQL of a number with a decimal point, with commas before groups of three and a sign of currency left out."""
    signs = rf"(?:{_SIGNS})|\s"
    bare = f"regexp_replace(TRIM({sql}), {text_literal(signs)}, '', 'g')"
    negative = f"regexp_replace({bare}, '^\\((.*)\\)$', '-\\1')"
    grouped = r"[-+]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]*)?|[-+]?\.[0-9]+"
    return (
        f"CASE WHEN regexp_full_match({negative}, {text_literal(grouped)}) "
        f"THEN TRY_CAST(replace({negative}, ',', '') AS DECIMAL(24, 8)) END"
    )
