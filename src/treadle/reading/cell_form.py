"""How the cells of a column write numbers, days and moments."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CellForm:
    """Numbers: `thousands` and `decimal` marks (a thousands mark stands only before groups of three), `is_percent`,
    `times`, `plus`. Days and moments: `date_formats`, tried in turn, `epoch` (s, ms, us, excel), and the time `zone` by
    name or `zone_from` a column, where the text has no offset of its own. Without anything: as the tables want them."""

    thousands: str = ""
    decimal: str = ""
    is_percent: bool = False
    times: str = ""
    plus: str = ""
    date_formats: tuple[str, ...] = ()
    epoch: str = ""
    zone: str = ""
    zone_from: str = ""
