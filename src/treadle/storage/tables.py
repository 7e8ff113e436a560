"""All tables of a brand's folder, in the order in which a person fills them."""

from __future__ import annotations

from collections.abc import Mapping

from treadle.storage.tables_of_making import TABLES_OF_MAKING
from treadle.storage.tables_of_products import TABLES_OF_PRODUCTS
from treadle.storage.tables_of_signals import INTEREST_TABLE, PLANNER_TABLE, SIGNALS_TABLE
from treadle.terms.table_spec import TableSpec

TABLES: Mapping[str, TableSpec] = {
    table.name: table
    for table in (*TABLES_OF_PRODUCTS, SIGNALS_TABLE, INTEREST_TABLE, PLANNER_TABLE, *TABLES_OF_MAKING)
}
