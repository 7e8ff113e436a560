"""What stands behind pages: mappings that are kept, first pieces, stations of a factory, what a forecast missed."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from treadle.errors import InputError, NotFoundError
from treadle.plant import mapping_draft
from treadle.plant.books import entry_of, ledger_of
from treadle.plant.facts import factory_ids
from treadle.plant.file_looked_at import look_at
from treadle.plant.first_piece import judge_first_piece, waiting_first_pieces
from treadle.plant.missed import missed_of
from treadle.plant.people import caller_of
from treadle.plant.release import release_plan
from treadle.plant.serving import ServedBrand, open_brands
from treadle.plant.standing import expected_weeks
from treadle.plant.stations import begin_by_link, make_station
from treadle.plant.uploads import new_upload
from treadle.plant.written_plan import read_plan
from treadle.terms.entry import PlanMade


@pytest.fixture
def brand(planned_brand: Path, tmp_path: Path) -> ServedBrand:
    """A planned brand of the test's own."""
    shutil.copytree(planned_brand, tmp_path / "acme")
    return open_brands([tmp_path / "acme"])["acme"]


def test_a_file_that_nothing_knows_is_read_by_a_mapping_that_is_drafted_edited_and_kept(brand: ServedBrand) -> None:
    with new_upload(brand, "till.csv", by="anna") as (upload_id, target):
        target.write(b"Artikelnr;Wann;Stk\nX1;2026-09-01;3\n")
    draft = mapping_draft.drafted(brand, upload_id, table="signals")
    assert 'table = "signals"' in draft and '# not read: "Artikelnr"' in draft
    with pytest.raises(InputError, match="cannot be a mapping's name"):
        mapping_draft.keep_mapping(brand, upload_id, name="../x", text=draft)
    with pytest.raises(InputError):
        mapping_draft.keep_mapping(brand, upload_id, name="till", text="this is no mapping")
    assert mapping_draft.kept_mappings(brand) == ()  # what cannot be read is not kept
    text = (
        'name = "till"\n[[source]]\nfile = "*.csv"\ntable = "stock"\nnot_read = ["Wann"]\n'
        '[source.columns]\nsku = "Artikelnr"\nunits = "Stk"\n'
    )
    mapping_draft.keep_mapping(brand, upload_id, name="till", text=text)
    assert mapping_draft.kept_mappings(brand) == ("till",)
    seen = look_at(brand, upload_id, option="--map till")
    assert seen.chosen is not None and seen.chosen.title == "till"
    assert [one.table for one in seen.previews] == ["stock"] and seen.previews[0].rows == 1
    with pytest.raises(NotFoundError):
        mapping_draft.mapping_of(brand, "other")


def test_first_pieces_wait_where_they_are_asked_for_until_somebody_approves_them(brand: ServedBrand) -> None:
    release_plan(brand.folder, brand.folder / "plan", author="anna")
    assert waiting_first_pieces(brand.folder) == ()  # nothing asks for an approval
    place = brand.folder / "treadle.toml"
    told = place.read_text(encoding="utf-8")
    lines = [
        "approve_first_piece = true" if one.lstrip("# ").startswith("approve_first_piece") else one
        for one in told.splitlines()
    ]
    place.write_text("\n".join(lines) + "\n", encoding="utf-8")
    waiting = waiting_first_pieces(brand.folder)
    first = waiting[0].order_id
    assert waiting[0].said is None and waiting[0].units > 0
    judge_first_piece(brand.folder, first, is_approved=False, deviations=("collar",), author="ben")
    again = waiting_first_pieces(brand.folder)[0]
    assert again.said is not None and again.said.deviations == ("collar",) and again.by == "ben"
    judge_first_piece(brand.folder, first, is_approved=True, author="ben")
    assert [one.order_id for one in waiting_first_pieces(brand.folder)] == [one.order_id for one in waiting[1:]]


def test_a_station_of_a_factory_works_with_its_orders_alone(brand: ServedBrand) -> None:
    (own, *_) = factory_ids(brand)
    for factory, limit in ((own, own), ("", None)):
        made = make_station(brand, f"L-{factory}", factory_id=factory, author="anna")
        caller = caller_of(brand, begin_by_link(brand, made.link)[1])
        assert caller is not None and caller.only_factory("report") == caller.only_factory("read orders") == limit


def test_what_a_plan_of_a_month_ago_expected_stands_beside_what_came(brand: ServedBrand) -> None:
    plan = read_plan(brand.folder / "plan")
    expected = expected_weeks(plan)
    one = expected[0]
    assert len(one.units) == 8 and one.low_units <= sum(one.units[:4]) <= one.high_units
    ago = plan.as_of - timedelta(days=28)
    moved = tuple(replace(each, week=each.week - timedelta(days=28)) for each in expected)
    body = PlanMade(plan_id="older", as_of=ago, expected=moved)
    entry = entry_of("plan", "older", body, key="plan:older", known=ago, author="anna", settings=brand.settings)
    ledger_of(brand.folder, brand.settings).add([entry])
    days = [moved[0].week + timedelta(days=7 * at) for at in range(4)]
    past = [(day, 10.0) for day in days]
    told = missed_of(brand, one.option_id, past)
    assert told is not None and told.planned_on == ago and told.wanted_units == 40
    assert told.expected_units == pytest.approx(sum(one.units[:4])) and told.is_outside == (
        not one.low_units <= 40 <= one.high_units
    )
    assert missed_of(brand, one.option_id, past[:-1]) is None  # a month is not over yet
    assert missed_of(brand, "nothing", past) is None
