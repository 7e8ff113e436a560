"""Every table that treadle gives out: column, type, unit, heading and one sentence, said once."""

from __future__ import annotations

from collections.abc import Mapping

from treadle.terms.schema.buying import BUYING_TABLES
from treadle.terms.schema.column import OUT_KINDS, OutColumn, OutTable
from treadle.terms.schema.forecasts import FORECAST_TABLES
from treadle.terms.schema.making import MAKING_TABLES
from treadle.terms.schema.orders import ORDER_TABLES
from treadle.terms.schema.plain import PLAIN_TABLES
from treadle.terms.schema.signals import SIGNAL_TABLES
from treadle.terms.schema.simulated import SIMULATED_TABLES

__all__ = ["OUTPUTS", "OUT_KINDS", "OutColumn", "OutTable"]

#: Every table by name, in the order of a planner's day: what was seen, expected, decided, made; then single commands.
OUTPUTS: Mapping[str, OutTable] = {
    table.name: table
    for table in (
        *SIGNAL_TABLES,
        *FORECAST_TABLES,
        *BUYING_TABLES,
        *ORDER_TABLES,
        *MAKING_TABLES,
        *PLAIN_TABLES,
        *SIMULATED_TABLES,
    )
}
