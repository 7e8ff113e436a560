"""Tables to the price of power by the hour, and to what processes take."""

from __future__ import annotations

from treadle.storage.folder_rows import FolderRows
from treadle.storage.noun_rows import noun_rows
from treadle.terms.energy import Process, TariffSpan
from treadle.terms.tables.making import WEEKDAYS


def build_tariff(rows: FolderRows) -> tuple[TariffSpan, ...]:
    """Spans of the tariff; one that ends before it begins is a problem."""
    found = []
    for row in noun_rows(rows, "tariff"):
        start, end = row.whole("start"), row.whole("end")
        if end <= start:
            rows.problems.append(row.problem("end", "a span ends after it begins", "Write a later end, or two rows"))
            continue
        weekday = row.text("weekday")
        found.append(
            TariffSpan(factory_id=row.text("factory_id"), start_minute=start, end_minute=end,
                       cents_per_kwh=row.number("price_per_kwh") * 100, solar_kw=row.number("solar_kw"),
                       weekday=WEEKDAYS.index(weekday) if weekday else None)
        )  # fmt: skip
    return tuple(found)


def build_processes(rows: FolderRows) -> tuple[Process, ...]:
    """What each process takes of a piece."""
    return tuple(
        Process(style_id=row.text("style_id"), stage=row.text("stage"), kwh=row.number("kwh"),
                water_l=row.number("water_l"), dye_g=row.number("dye_g"), source=row.text("source"))
        for row in noun_rows(rows, "processes")
    )  # fmt: skip
