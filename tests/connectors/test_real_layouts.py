"""The mappings of examples/mappings over the public data: every row is accounted for."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from treadle.connectors.mapping import read_mapping
from treadle.connectors.sources import open_sources
from treadle.engine.local import LocalEngine
from treadle.sense.sensed import SensePolicy, sense
from treadle.settings import settings_template
from treadle.storage.brand import load_brand
from treadle.storage.example_brand import factory_tables
from treadle.storage.folder_writing import write_folder
from treadle.storage.intake import import_rows
from treadle.storage.made_share import made_share
from treadle.terms.budget import Silence
from treadle.terms.tables import TABLES

MAPPINGS = Path(__file__).resolve().parents[2] / "examples" / "mappings"
ZONE = "Europe/Berlin"


def bring(folder: Path, mapping: str, *files: Path) -> dict[str, tuple[int, int, int]]:
    write_folder(folder, settings_template(), factory_tables(), has_workbook=False)
    found = {}
    for source in open_sources(files, tables=TABLES, mapping=read_mapping(MAPPINGS / mapping)):
        entry = import_rows(folder, source, time_zone=ZONE, progress=Silence())
        assert entry.set_aside_rows == entry.replaced_rows == 0, entry.reasons
        found[entry.table] = (entry.read_rows, entry.kept_rows, entry.repeated_rows)
    return found


def test_dmc2018(tmp_path: Path, shared_data: Path) -> None:
    home = shared_data / "demand" / "dmc2018"
    files = [home / name for name in ("items.csv", "train.csv", "prices.parquet")]
    found = bring(tmp_path / "b", "dmc2018.toml", *files)
    assert found["products"] == (12_824, 12_824, 0) and found["signals"] == (98_951, 98_951, 0)
    seen = load_brand(tmp_path / "b", currency="EUR", time_zone=ZONE)
    assert seen.as_of == date(2018, 1, 1)
    raw = pa_csv.read_csv(home / "train.csv", parse_options=pa_csv.ParseOptions(delimiter="|"))
    assert sum(seen.signals["units"].to_pylist()) == sum(raw["units"].to_pylist()) == 228_045
    share = made_share(tmp_path / "b", time_zone=ZONE)
    assert (share.options, share.units) == (4_770, 228_045)
    assert 0 < share.made_options < share.options
    for style in seen.catalogue.styles:
        if style.is_made:
            sizes = {sku.size for sku in seen.catalogue.skus_of_option[style.style_id]}
            assert sizes <= set(seen.patterns[style.pattern_id or ""].sizes())
    notes = Counter(note for option in seen.catalogue.options for note in option.assumptions)
    assert notes["cut and sewn as the example T-shirt"] == share.made_options
    assert notes["unit cost is 45 % of the recommended price (rrp)"] == notes["stock on hand is 0"] == 4_770
    option = seen.catalogue.option["10000"]
    assert option.cost_breaks[0].cost_per_piece_cents == round(0.45 * option.price_cents)
    assert option.salvage_share == 0.2


def test_daily_prices_of_dmc2018_are_kept_whole(tmp_path: Path, shared_data: Path) -> None:
    home = shared_data / "demand" / "dmc2018"
    bring(tmp_path / "b", "dmc2018.toml", home / "prices.parquet")
    wide = pq.read_table(home / "prices.parquet")
    days = sum(wide.num_rows - wide[name].null_count for name in wide.column_names[2:])
    write = load_plan(tmp_path / "b")
    assert sum((row["to_day"] - row["from_day"]).days + 1 for row in write) == days


def load_plan(folder: Path) -> list[dict[str, date]]:
    from treadle.storage.folder_rows import FolderRows
    from treadle.storage.lake import open_duckdb

    connection = open_duckdb(ZONE)
    return FolderRows.of(folder, connection).read("price_plan").select(["from_day", "to_day"]).to_pylist()


def test_eshop_clothing_2008_by_option_and_day(tmp_path: Path, shared_data: Path) -> None:
    file = shared_data / "demand" / "eshop_clothing_2008" / "clicks_2008-04_07.parquet"
    found = bring(tmp_path / "b", "eshop_clothing_2008.toml", file)
    assert found["signals"] == (151_326, 151_326, 0) and found["products"] == (151_326, 217, 151_109)
    seen = load_brand(tmp_path / "b", currency="USD", time_zone=ZONE)
    assert seen.as_of == date(2008, 8, 1)
    raw = pq.read_table(file).select(["page 2 (clothing model)", "year", "month", "day"])
    wanted = Counter(zip(*(raw[name].to_pylist() for name in raw.column_names)))
    local = pc.local_timestamp(seen.signals["happened_at"].cast(pa.timestamp("us", tz=ZONE)))
    days = (pc.year(local), pc.month(local), pc.day(local))
    found_days = Counter(zip(seen.signals["option_id"].to_pylist(), *(part.to_pylist() for part in days)))
    assert found_days == wanted
    assert set(seen.signals["kind"].to_pylist()) == {"view"}


def test_eshop_clothing_2008_planned_has_every_click_in_its_week(tmp_path: Path, shared_data: Path) -> None:
    """Traffic by option and week, as the plan's own table says it, against a count of the raw file."""
    file = shared_data / "demand" / "eshop_clothing_2008" / "clicks_2008-04_07.parquet"
    bring(tmp_path / "b", "eshop_clothing_2008.toml", file)
    seen = load_brand(tmp_path / "b", currency="USD", time_zone=ZONE)
    sensed = sense(
        LocalEngine().query,
        seen.signals,
        catalogue=seen.catalogue,
        as_of=seen.as_of,
        in_stock=seen.in_stock,
        price_plan=seen.price_plan,
        policy=SensePolicy(week_weekday=seen.as_of.weekday(), time_zone=ZONE),
    )
    raw = pq.read_table(file).select(["page 2 (clothing model)", "year", "month", "day"])
    wanted: Counter[tuple[str, date]] = Counter()
    for option, year, month, day in zip(*(raw[name].to_pylist() for name in raw.column_names)):
        clicked = date(year, month, day)
        wanted[option, clicked - timedelta(days=(clicked - seen.as_of).days % 7)] += 1
    found = {(row["option_id"], row["week_start"]): row["views"] for row in sensed.traffic.to_pylist() if row["views"]}
    assert found == wanted
    assert sum(found.values()) == 151_326
