"""Days and moments as systems write them, as SQL of one cell: with their offset or zone, or without both."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from treadle.reading.cell_form import CellForm
from treadle.reading.sql_text import listed, text_literal

#: Zones by the names that shop systems write, where these are not the names of the zone database.
ZONES: Mapping[str, str] = {
    "Pacific Time (US & Canada)": "America/Los_Angeles", "Mountain Time (US & Canada)": "America/Denver",
    "Central Time (US & Canada)": "America/Chicago", "Eastern Time (US & Canada)": "America/New_York",
    "Atlantic Time (Canada)": "America/Halifax", "Arizona": "America/Phoenix", "Hawaii": "Pacific/Honolulu",
    "Alaska": "America/Anchorage", "London": "Europe/London", "Paris": "Europe/Paris", "Berlin": "Europe/Berlin",
    "Madrid": "Europe/Madrid", "Tokyo": "Asia/Tokyo", "Sydney": "Australia/Sydney", "Melbourne": "Australia/Melbourne",
    "Brisbane": "Australia/Brisbane", "Perth": "Australia/Perth", "Adelaide": "Australia/Adelaide",
    "PST": "Etc/GMT+8", "PDT": "Etc/GMT+7", "MST": "Etc/GMT+7", "MDT": "Etc/GMT+6", "CST": "Etc/GMT+6",
    "CDT": "Etc/GMT+5",
    "EST": "Etc/GMT+5", "EDT": "Etc/GMT+4", "GMT": "UTC", "UTC": "UTC", "BST": "Etc/GMT-1", "CET": "Etc/GMT-1",
    "CEST": "Etc/GMT-2", "JST": "Asia/Tokyo", "AEST": "Etc/GMT-10", "AEDT": "Etc/GMT-11",
}  # fmt: skip
_FORM = "'%Y-%m-%d %H:%M:%S.%f'"


def time_sql(rule: CellForm, sql: str, ref: Callable[[str], str]) -> str:
    """SQL of a moment by the time keys of a rule, with its offset where there is one.

    Formats are tried in turn. A year below 100 is no year: `%Y` was written for two digits; the text stays.
    """
    if rule.date_formats:
        parts = [_parsed(sql, one) for one in rule.date_formats]
        sql = f"COALESCE({', '.join(parts)}, {sql})"
    if rule.epoch == "excel":
        day = f"TRY_CAST({sql} AS DOUBLE)"
        moment = f"TIMESTAMP '1899-12-30' + to_seconds(round({day} * 86400))"
        sql = f"CASE WHEN {day} BETWEEN 32874 AND 73415 THEN strftime({moment}, {_FORM}) ELSE {sql} END"
    elif rule.epoch:
        micros = {"s": 1_000_000, "ms": 1_000, "us": 1}[rule.epoch]
        count = f"TRY_CAST(TRY_CAST({sql} AS DECIMAL(30, 6)) * {micros} AS BIGINT)"
        moment = (
            f"CASE WHEN {count} BETWEEN -62135596800000000 AND 253402300799000000 THEN make_timestamptz({count}) END"
        )
        sql = f"COALESCE(CAST({moment} AS VARCHAR), {sql})"
    if rule.zone or rule.zone_from:
        sql = _zoned(sql, text_literal(rule.zone) if rule.zone else f"TRIM({ref(rule.zone_from)})")
    return sql


def _parsed(sql: str, form: str) -> str:
    found = f"try_strptime(TRIM({sql}), {text_literal(form)})"
    has_offset = "%z" in form or "%Z" in form
    shown = f"strftime({found}, {_FORM})" + (" || '+00'" if has_offset else "")
    return f"CASE WHEN year({found}) >= 100 THEN {shown} END"


def _zoned(sql: str, zone: str) -> str:
    """A local time of a zone as the same moment in UTC; a text with an offset of its own is left alone,
    and so is one that names no zone: it is of the brand's."""
    cases = " ".join(f"WHEN {text_literal(one)} THEN {text_literal(to)}" for one, to in ZONES.items())
    name = f"CASE {zone} {cases} ELSE {zone} END"
    local = f"TRY_CAST({sql} AS TIMESTAMP)"
    known = (
        f"({name}) IN (SELECT name FROM pg_timezone_names()) OR ({name}) IN ({listed(dict.fromkeys(ZONES.values()))})"
    )
    return (
        f"CASE WHEN regexp_matches({sql}, '([+-][0-9]{{2}}(:?[0-9]{{2}})?|Z)$') AND length({sql}) > 12 THEN {sql} "
        f"WHEN {local} IS NULL OR COALESCE({zone}, '') = '' THEN {sql} WHEN {known} "
        f"THEN strftime(timezone({name}, {local}), {_FORM}) || '+00' "
        f"ELSE {sql} || ' (no zone ' || COALESCE({zone}, '') || ')' END"
    )
