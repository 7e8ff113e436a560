"""Search terms say attributes of the trade, in English and Chinese; unmet ones are found and met ones left alone."""

import datetime as dt

import pyarrow as pa
import pytest
from sense_cases import MONDAY

from treadle.sense.search_terms import Reader, range_of, reader_of
from treadle.sense.unmet import unmet_searches
from treadle.terms.history import UNMET_SEARCHES
from treadle.terms.product import Catalogue, Option, SizeScale, Sku, Style


@pytest.mark.parametrize(
    ("text", "features"),
    [
        ("linen wide-leg trousers", "fabric=linen fit=wide garment=trousers"),
        ("亚麻阔腿裤", "fabric=linen fit=wide garment=trousers"),
        ("V领T恤", "garment=t-shirt neckline=v-neck"),
        ("White V-Neck Tee", "colour=white garment=t-shirt neckline=v-neck"),
        ("女士白色碎花连衣裙", "audience=women colour=white garment=dress print=floral"),
        ("striped dresses", "garment=dress print=striped"),
        ("shirt dress", "garment=dress"),
        ("衬衫连衣裙", "garment=dress"),
        ("high waisted jeans", "fit=high waist garment=jeans"),
        ("overszed shirt", "fit=oversized garment=shirt"),
        ("羽绒服", "garment=down jacket"),
        ("ｌｉｎｅｎ", "fabric=linen"),
    ],
)
def test_a_text_says_its_features(text, features):
    assert Reader().read(text).key == features


def test_words_that_nothing_is_known_about_are_kept_apart():
    found = Reader().read("zara dress for the office")
    assert found.features == (("garment", "dress"), ("style", "office")) and found.unknown == ("zara",)
    assert Reader().read("blak").features == (("colour", "black"),)
    assert Reader().read("dres").unknown == ("dre",)  # one off a word of four letters: too short to be sure


def brand():
    style = Style(style_id="T", category="t-shirts", size_scale_id="one")
    made = [
        Option(option_id="T-moss", style_id="T", colour="moss", price_cents=100, cost_breaks=(),
               attributes={"fabric": "cloudknit jersey", "neckline": "v-neck"}),
        Option(option_id="T-navy", style_id="T", colour="navy", price_cents=100, cost_breaks=(),
               attributes={"fabric": "linen blend"}),
    ]  # fmt: skip
    return Catalogue(
        size_scales=(SizeScale(size_scale_id="one", sizes=("one",)),), styles=(style,), options=tuple(made),
        skus=tuple(Sku(sku=one.option_id, option_id=one.option_id, size="one") for one in made),
    )  # fmt: skip


def test_the_brands_own_words_and_wider_values_count():
    reader = reader_of(brand())
    assert reader.read("moss cloudknit jersey tee").unknown == ()
    sold = range_of(brand(), reader)
    assert sold.fitting(reader.read("blue t-shirt")) == 1  # navy is a blue
    assert sold.fitting(reader.read("moss jersey")) == 1
    assert sold.fitting(reader.read("moss linen")) == 0 and sold.missing(reader.read("moss linen")) == ()
    assert sold.missing(reader.read("red linen")) == (("colour", "red"),)
    assert sold.fitting(reader.read("short sleeve t-shirt")) == 2  # no option tells its sleeves


def searched(*rows):
    week = MONDAY + dt.timedelta(days=70)
    table = [
        {"query": text, "week_start": week - dt.timedelta(days=7 * ago), "searches": found, "unled_searches": lost}
        for text, ago, found, lost in rows
    ]
    kinds = {"query": pa.string(), "week_start": pa.date32(), "searches": pa.float64(), "unled_searches": pa.float64()}
    return pa.Table.from_pylist(table, schema=pa.schema(kinds))


def test_unmet_searches():
    reader = reader_of(brand())
    found = unmet_searches(
        searched(
            ("linen jumpsuit", 0, 4, 4), ("亚麻连体裤", 1, 3, 3), ("linen jumpsuit", 9, 2, 2), ("linen tee", 0, 90, 5),
            ("navy tee", 0, 20, 20), ("red tee", 0, 4, 4), ("qwertz", 0, 6, 6), ("navy tees", 20, 50, 50),
            ("green tee", 0, 10, 1),
        ),
        reader=reader, sold_range=range_of(brand(), reader),
    )  # fmt: skip
    assert found.schema == UNMET_SEARCHES
    names = ("query", "why", "missing", "fitting_options", "searches_now", "searches_before")
    rows = list(zip(*(found[name].to_pylist() for name in names), strict=True))
    assert rows == [
        ("navy tee", "hard to find", "", 1, 20, 0),
        ("linen jumpsuit", "not in range", "garment=jumpsuit", 0, 7, 2),
        ("qwertz", "not understood", "", 0, 6, 0),
    ]


def test_where_no_search_ever_tells_where_it_led_nothing_is_hard_to_find():
    reader = reader_of(brand())
    table = searched(("navy tee", 0, 20, 20), ("puffer jacket", 0, 20, 20))
    found = unmet_searches(table, reader=reader, sold_range=range_of(brand(), reader))
    assert found["query"].to_pylist() == ["puffer jacket"]
    assert unmet_searches(table.slice(0, 0), reader=reader, sold_range=range_of(brand(), reader)).num_rows == 0
