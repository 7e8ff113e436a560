"""The reference pages say what the code does."""

from __future__ import annotations

from pathlib import Path

from treadle.settings import settings_reference
from treadle.storage.reference import tables_reference
from treadle.terms.tables import TABLES

DOCS = Path(__file__).resolve().parents[2] / "docs" / "reference"


def test_the_tables_page_is_up_to_date() -> None:
    assert (DOCS / "tables.md").read_text(encoding="utf-8") == tables_reference(), "write it again: see its test"


def test_the_settings_page_is_up_to_date() -> None:
    assert (DOCS / "settings.md").read_text(encoding="utf-8") == settings_reference(), "write it again: see its test"


def test_every_reference_leads_to_a_column() -> None:
    for spec in TABLES.values():
        assert set(spec.key) <= set(spec.names)
        for column in spec.columns:
            if column.refers_to:
                table, _, name = column.refers_to.partition(".")
                assert name in TABLES[table].names
