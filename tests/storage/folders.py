"""Small folders that tests of the brand's folder write and spoil."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from treadle.settings import settings_template
from treadle.storage.example_brand import example_tables
from treadle.storage.folder_writing import write_folder

TIME_ZONE = "Europe/Berlin"


def text_table(header: str, *rows: str) -> pa.Table:
    """A table of text columns from lines of CSV."""
    names = header.split(",")
    cells = [row.split(",") for row in rows]
    return pa.table({name: pa.array([row[place] for row in cells], pa.string()) for place, name in enumerate(names)})


def tiny_folder(folder: Path, **tables: pa.Table) -> Path:
    """One option in two sizes, bought in, with one order; `tables` replace or add."""
    products = text_table(
        "sku,style_id,option_id,colour,size,size_scale_id,category,price,unit_cost,neck",
        "T-red-S,T,T-red,red,S,letters,tee,20.00,6.50,crew",
        "T-red-M,T,T-red,red,M,letters,tee,20.00,6.50,crew",
    )
    given = {
        "products": products,
        "size_scales": text_table("size_scale_id,place,size", "letters,1,S", "letters,2,M"),
        "places": text_table("place_id,kind,name", "home,warehouse,Home"),
        "signals": text_table("signal_id,happened_at,kind,sku,units", "s1,2026-01-05T10:00:00,order,T-red-S,1"),
    }
    write_folder(folder, settings_template(), {**given, **tables}, has_workbook=False)
    return folder


def example_folder(folder: Path) -> Path:
    """The folder that `treadle init` writes, without its workbook."""
    write_folder(folder, settings_template(), example_tables(), has_workbook=False)
    return folder
