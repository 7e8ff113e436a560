"""What is kept in memory of a folder's tables is what its files say now, whatever was done to them."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from folders import TIME_ZONE, text_table, tiny_folder

from treadle.errors import InputError
from treadle.plant.import_ import import_files
from treadle.plant.undo import undo_import
from treadle.storage.brand import check_folder, load_brand, load_making
from treadle.storage.channel_sales import channel_sales
from treadle.storage.made_before import MOST_DAYS, MOST_FOLDERS, MadeBefore
from treadle.storage.shop_rows import shop_rows


def load(folder: Path, as_of: date | None = None):
    return load_brand(folder, as_of, currency="EUR", time_zone=TIME_ZONE)


def edit(folder: Path, table: str, before: str, after: str) -> None:
    path = folder / "tables" / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_tables_that_nobody_touched_are_not_read_again_and_an_edit_is_seen_at_once(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "b", stock=text_table("sku,place_id,units", "T-red-S,home,5"))
    first, again = load(folder), load(folder)
    assert again.catalogue is first.catalogue and again.signals is first.signals
    assert load_making(folder, time_zone=TIME_ZONE).catalogue is first.catalogue
    edit(folder, "products", "20.00", "25.00")  # of the same length
    assert load(folder).catalogue.options[0].price_cents == 2_500
    edit(folder, "stock", "home,5", "home,7")
    assert [one.units for one in load(folder).on_hand] == [7]
    (folder / "tables" / "stock.csv").unlink()
    assert load(folder).on_hand == ()
    assert first.catalogue.options[0].price_cents == 2_000, "what somebody holds stays as it was"


def test_an_import_and_its_taking_back_are_seen(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "b")
    assert load(folder).as_of == date(2026, 1, 6) and len(channel(folder)) == 0
    more = tmp_path / "more.csv"
    more.write_text("signal_id,happened_at,kind,sku,units,channel\ns2,2026-01-07T10:00:00,order,T-red-M,3,web\n")
    entry = import_files(folder, [more], table="signals").entries[0]
    assert load(folder).as_of == date(2026, 1, 8) and load(folder).signals.num_rows == 2
    assert [row[4] for row in channel(folder)] == [3.0]
    undo_import(folder, entry.number)
    assert load(folder).as_of == date(2026, 1, 6) and channel(folder) == ()


def channel(folder: Path):
    return channel_sales(folder, date(2026, 2, 1), time_zone=TIME_ZONE).rows


def test_what_stops_a_plan_is_told_each_time_and_no_more_once_it_is_mended(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "b")
    load(folder)
    edit(folder, "products", "T-red-M,T,T-red,red,M", "T-red-M,T,T-red,red,XXL")
    for _ in range(3):
        with pytest.raises(InputError, match='size "XXL" is not on size scale'):
            load(folder)
        with pytest.raises(InputError, match="XXL"):
            load_making(folder, time_zone=TIME_ZONE)
    edit(folder, "products", "XXL", "M")
    assert len(load(folder).catalogue.skus) == 2


def test_the_check_of_a_folder_reads_all_of_it_each_time(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "b")
    load(folder)
    edit(folder, "products", "neck", "gtin")
    edit(folder, "products", "crew", "123")
    load(folder)
    told = [check_folder(folder, time_zone=TIME_ZONE).problems for _ in range(2)]
    assert told[0] == told[1] and any("123 is no GTIN" in one.what for one in told[0])


def test_shops_are_those_of_the_tables_now(tmp_path: Path) -> None:
    places = text_table("place_id,kind,name", "home,warehouse,Home", "mitte,shop,Mitte")
    folder = tiny_folder(tmp_path / "b", places=places)

    def shops() -> list[str]:
        told = shop_rows(folder, date(2026, 1, 6), time_zone=TIME_ZONE, weeks=4, half_life_weeks=2.0)
        return list(told.rules)

    assert shops() == ["mitte"] == shops()
    edit(folder, "places", "mitte,shop", "nord,shop")
    assert shops() == ["nord"]


def test_each_day_sees_what_was_known_then(tmp_path: Path) -> None:
    signals = text_table("signal_id,happened_at,kind,sku,units", *(
        f"s{day},2026-01-{day:02d}T10:00:00,order,T-red-S,1" for day in range(1, 9)))  # fmt: skip
    folder = tiny_folder(tmp_path / "b", signals=signals)
    days = [date(2026, 1, one) for one in (3, 9, 5, 3, 9, 7)]
    assert [load(folder, one).signals.num_rows for one in days] == [2, 8, 4, 2, 8, 6]


def test_readers_at_once_see_the_same_and_none_sees_what_is_gone(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "b")
    with ThreadPoolExecutor(4) as pool:
        for price in ("21.00", "22.00", "23.00"):
            path = folder / "tables" / "products.csv"
            path.write_text(path.read_text().replace(path.read_text().split("tee,")[1][:5], price))
            found = list(pool.map(load, [folder] * 8))
            assert {one.catalogue.options[0].price_cents for one in found} == {round(float(price) * 100)}


def test_few_folders_and_few_days_are_kept() -> None:
    made, stamp = MadeBefore(), (("a", 1, 1, 1),)
    for at in range(MOST_FOLDERS + 2):
        place = (Path(str(at)), "UTC")
        for day in range(MOST_DAYS + 3):
            made.keep(place, stamp, load, (day,), day)
        assert made.get(place, stamp, load, (0,)) == [] and made.get(place, stamp, load, (MOST_DAYS + 2,)) != []
        assert made.get(place, (("a", 1, 1, 2),), load, (MOST_DAYS + 2,)) == [], "of other files nothing is kept"
    assert len(made.folders) == MOST_FOLDERS and made.get((Path("0"), "UTC"), stamp, load, (0,)) == []
