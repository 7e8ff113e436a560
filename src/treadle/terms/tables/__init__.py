"""All tables of a brand's folder, in the order in which a person fills them."""

from __future__ import annotations

from collections.abc import Mapping

from treadle.terms.table_spec import TableSpec
from treadle.terms.tables.making import TABLES_OF_MAKING
from treadle.terms.tables.materials import TABLES_OF_MATERIALS
from treadle.terms.tables.products import TABLES_OF_PRODUCTS
from treadle.terms.tables.signals import INTEREST_TABLE, PLANNER_TABLE, SIGNALS_TABLE
from treadle.terms.tables.sourcing import TABLES_OF_SOURCING

TABLES: Mapping[str, TableSpec] = {
    table.name: table
    for table in (
        *TABLES_OF_PRODUCTS,
        SIGNALS_TABLE,
        INTEREST_TABLE,
        PLANNER_TABLE,
        *TABLES_OF_MAKING,
        *TABLES_OF_MATERIALS,
        *TABLES_OF_SOURCING,
    )
}
