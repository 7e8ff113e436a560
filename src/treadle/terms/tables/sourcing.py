"""The table of factories that could be asked: the brand's own and others'."""

from __future__ import annotations

from treadle.terms.table_spec import TableSpec, may, need

PROFILES = TableSpec(
    name="factory_profiles",
    doc="Give a row for each factory that can be asked",
    key=("factory_id",),
    keeps_extra=True,
    columns=(
        need("factory_id", "id", "name of the factory; one of table factories, or another's"),
        may("name", "text", "name for people"),
        may("capabilities", "ids", "operations and machines it has"),
        may("minimum_units", "whole", "smallest order it takes", unit="pieces", least=1, most=10_000_000,
            likely_most=50_000, default="1"),
        may("free_minutes", "numbers", "standard minutes still free, week by week; the last holds for all later ones; "
            "of a factory with sewing lines they are reckoned from these", unit="minutes", least=0, default="0"),
        may("free_from", "day", "the day on which its first week begins; empty: it is always this week"),
        may("lead_days", "whole", "days from order to goods at its gate", unit="days", least=0, most=730,
            likely_most=180, default="30"),
        may("transport_days", "whole", "days from its gate to you", unit="days", least=0, most=365, default="0"),
        may("minute_cost", "money", "price of a standard minute where it gave no quote", unit="currency", least=0,
            default="0"),
        may("setup_cost", "money", "paid once an order where it gave no quote", unit="currency", least=0, default="0"),
        may("transport_cost", "money", "freight of a piece", unit="currency", least=0, default="0"),
        may("duty_share", "share", "duty as a share of the price", default="0"),
        may("most_share", "share", "the largest share it may make of all pieces on order and to come", default="1"),
        may("country", "text", "where it is"),
        may("os_id", "id", "its id in the Open Supply Hub"),
        may("certificates", "ids", "certificates it holds"),
        may("closed_days", "ids", "days on which it does nothing, such as 2026-02-17 2026-02-18"),
        may("contact", "text", "the address that it is written to"),
    ),
)  # fmt: skip
TABLES_OF_SOURCING = (PROFILES,)
