"""Table factory_profiles to the profiles of factories that could be asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from treadle.errors import Problem
from treadle.storage.folder_rows import FolderRows
from treadle.storage.noun_rows import noun_rows
from treadle.terms.sourcing import FactoryProfile


def build_profiles(rows: FolderRows, as_of: date) -> tuple[FactoryProfile, ...]:
    """Profiles as they are on a day, in the order of their ids; a closed day that is none is a problem."""
    found = []
    for row in noun_rows(rows, "factory_profiles"):
        wrong = wrong_days(row.values)
        rows.problems.extend(
            row.problem("closed_days", f"'{one}' is no day", "Write days such as 2026-02-17 2026-02-18")
            for one in wrong
        )
        if not wrong:
            found.append(profile_of(row.values, as_of))
    return tuple(sorted(found, key=lambda one: one.factory_id))


def profile_of(row: Mapping[str, Any], as_of: date) -> FactoryProfile:
    """A typed row of the table; weeks of minutes that are over by `as_of` are left out."""
    minutes = [float(one) for one in (row["free_minutes"] or "0").split()] or [0.0]
    begins = row["free_from"]
    over = max((as_of - begins).days // 7, 0) if begins is not None else 0
    return FactoryProfile(
        factory_id=row["factory_id"], name=row["name"] or "", capabilities=_names(row["capabilities"]),
        minimum_units=row["minimum_units"], free_minutes=tuple(minutes[over:] or minutes[-1:]),
        lead_days=row["lead_days"], transport_days=row["transport_days"], minute_cents=float(row["minute_cost_cents"]),
        setup_cents=round(row["setup_cost_cents"]), transport_cents=float(row["transport_cost_cents"]),
        duty_share=float(row["duty_share"]), most_share=float(row["most_share"]), country=row["country"] or "",
        os_id=row["os_id"] or "", certificates=tuple((row["certificates"] or "").split()),
        closed_days=frozenset(date.fromisoformat(one) for one in (row["closed_days"] or "").split()),
        contact=row["contact"] or "",
    )  # fmt: skip


def wrong_days(row: Mapping[str, Any]) -> list[str]:
    """What of a row's closed days is no day."""
    return [one for one in (row["closed_days"] or "").split() if not _is_day(one)]


def day_problems(row: Mapping[str, Any], file: str) -> list[Problem]:
    """The same as problems of a file that stands alone."""
    remedy = "Write days such as 2026-02-17 2026-02-18"
    return [
        Problem(file=file, row=row["line"], column="closed_days", what=f"'{one}' is no day", remedy=remedy)
        for one in wrong_days(row)
    ]


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _names(cell: str | None) -> frozenset[str]:
    return frozenset((cell or "").split())
