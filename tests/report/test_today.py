"""The head of the page: at most ten actions with money both ways, what is tied up, the buy by style with pictures."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa
import pytest
from PIL import Image
from test_page import HOSTILE, empty, hostile

from treadle.plant.pictures import HEIGHT, MOST_PICTURES, WIDTH, pictures_of
from treadle.report.bridge import curve_sentence
from treadle.report.page import build_page
from treadle.terms.product import Option
from treadle.terms.reason import Reason
from treadle.words import LABELS, LANGUAGES, label, say


def action(at: int, kind: str = "order", name: str = "black trousers TRO02") -> dict[str, object]:
    told = {
        "order": Reason.of("action.order", split="black 40", cost_cents=100, gain_cents=50, due_on="2026-03-09"),
        "hold": Reason.of("action.hold", missing_units=4.0, units=60, cost_cents=9, loss_cents=7),
    }
    return {
        "action": kind, "name": name, "style_id": "S", "option_id": "", "order_id": "", "units": 40,
        "cost_cents": 100, "done_cents": 1000 - at, "undone_cents": 123456, "worth_cents": 1000 - at - 123456,
        "reason": told[kind].to_text(),
    }  # fmt: skip


def page_of(*rows: dict[str, object], language: str = "en") -> str:
    return build_page(hostile() | {"actions": pa.Table.from_pylist(list(rows))}, {}, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_ten_actions_come_first_with_money_both_ways_and_the_others_are_folded(language: str) -> None:
    page = page_of(*(action(at) for at in range(13)), language=language)
    begin = page[: page.index("<details")]
    assert begin.count('class="tag proposed"') == 10 and page.count('class="tag proposed"') == 13
    assert begin.index('id="today"') < page.index('class="facts"') < page.index('id="styles"')
    assert "9.98" in begin and "1,234.56" in begin and "black trousers TRO02" in begin
    assert label("today.more", language, count=3) in page


def test_nothing_to_do_is_said() -> None:
    assert label("today.none") in build_page(empty(), {})


def test_names_of_actions_are_never_markup_and_lead_to_their_style() -> None:
    page = page_of(action(0, "hold", name=HOSTILE))
    assert "<script" not in page
    assert re.search(r'href="#style-S">&lt;script&gt;', page) and 'id="style-S"' in page


def test_money_budget_and_load_are_told_and_no_budget_is_said() -> None:
    plan = {row["name"]: row["value"] for row in empty()["plan"].to_pylist()}
    more = {"stock_cost_cents": "777700", "coming_cost_cents": "12300", "budget_cents": "500000",
            "budget_left_cents": "498766", "sewing_minutes": "240", "sewing_minutes_free": "960"}  # fmt: skip
    values = plan | more
    told = pa.table({"name": list(values), "value": list(values.values())})
    page = build_page(empty() | {"plan": told}, {})
    for part in ("7,777.00", "123.00", "4,987.66", "of 5,000.00", "25%", "240 of 960 free minutes"):
        assert part in page
    assert label("card.no_budget") in build_page(empty(), {})


def test_sizes_stand_across_with_their_total() -> None:
    page = build_page(hostile(), {})
    section = page[page.index('id="style-S"') : page.index("</section>")]
    assert re.search(r"<th[^>]*>M</th>", section)
    assert ">5</td>" in section and "<b>5</b>" in section


def option(picture: str, name: str = "o") -> Option:
    return Option(option_id=name, style_id="s", colour="red", price_cents=1, cost_breaks=(), picture=picture)


def test_pictures_within_the_folder_are_made_small_and_others_are_named(tmp_path: Path) -> None:
    folder = tmp_path / "brand"
    folder.mkdir()
    Image.new("RGB", (900, 1200), "red").save(folder / "red.png")
    Image.new("RGB", (9, 9), "red").save(tmp_path / "outside.png")
    (folder / "page.png").write_text("<svg onload=alert(1)>")
    asked = ["red.png", "../outside.png", "https://example.com/a.png", "none.jpg", "page.png", "\0"]
    found = pictures_of(folder, [option(one, f"o{at}") for at, one in enumerate(asked)])
    assert list(found.by_option) == ["o0"]
    assert [one.code.removeprefix("picture.") for one in found.problems] == [
        "outside", "address", "missing", "unreadable", "missing",
    ]  # fmt: skip
    assert found.by_option["o0"].startswith("data:image/jpeg;base64,") and len(found.by_option["o0"]) < 20_000
    assert (WIDTH, HEIGHT) == (192, 240) and found == pictures_of(folder, [
        option(one, f"o{at}") for at, one in enumerate(asked)
    ])  # fmt: skip
    for one in found.problems:
        for language in LANGUAGES:
            assert "o" in say(one, language) and "–" not in say(one, language)


def test_a_page_holds_so_many_pictures(tmp_path: Path) -> None:
    Image.new("RGB", (2, 2), "red").save(tmp_path / "0.png")
    raw = (tmp_path / "0.png").read_bytes()
    for at in range(MOST_PICTURES + 2):
        (tmp_path / f"{at}.png").write_bytes(raw)
    found = pictures_of(tmp_path, [option(f"{at}.png", f"o{at}") for at in range(MOST_PICTURES + 2)])
    assert len(found.by_option) == MOST_PICTURES and [one.code for one in found.problems] == ["picture.many"]


def test_a_picture_stands_beside_its_style(tmp_path: Path) -> None:
    Image.new("RGB", (20, 20), "red").save(tmp_path / "red.png")
    page = build_page(hostile(), {}, pictures=pictures_of(tmp_path, [option("red.png", HOSTILE)]))
    assert page.count('<img class="thumb" src="data:image/jpeg;base64,') == 1 and "<script" not in page


@pytest.mark.parametrize("key", LABELS)
def test_every_label_has_the_same_facts_in_every_language(key: str) -> None:
    facts = [set(re.findall(r"\{(\w+?)(?:_s)?[:.}]", said)) for said in LABELS[key]]
    assert all(said for said in LABELS[key]) and all(one == facts[0] for one in facts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_quantity_is_told_once_with_all_that_it_is(language: str) -> None:
    points = [
        {"units": units, "point": point, "cost_cents": 100 * units, "expected_profit_cents": 7 * units,
         "is_orderable": units > 40}
        for units, point in ((40, "half"), (80, "plan"), (80, "price_break"), (80, "critical"), (200, "price_break"))
    ]  # fmt: skip
    said = curve_sentence(points, language)
    assert [said.count(money) for money in ("40.00", "80.00", "200.00")] == [1, 1, 1] and said.count(";") == 2
    assert label("bridge.below", language) in said
