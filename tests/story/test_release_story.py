"""One brand from a plan to a commitment: plan, edit in Excel, release, plan again that day and a day later."""

from __future__ import annotations

import csv
import shutil
from datetime import date, timedelta
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from in_process import run_treadle
from openpyxl import load_workbook
from small_brand import write_small_brand

from treadle.cut.shelf import rolls_left
from treadle.day.cases import shelf_mm
from treadle.plant.plan_tables.plan import plan_tables
from treadle.plant.written_plan import read_plan
from treadle.storage.brand import load_brand
from treadle.storage.ledger.open import open_ledger
from treadle.terms.entry import BODIES, Entry
from treadle.terms.plan import plan_id_of
from treadle.terms.policy import Policy
from treadle.terms.schema import OUTPUTS


def treadle(*words: object, ok: bool = True) -> str:
    """Run the command line as a user does; returns what it printed."""
    done = run_treadle(*words)
    assert "Traceback" not in done.stderr
    assert (done.returncode == 0) is ok, done.stdout + done.stderr
    return done.stdout + done.stderr


def edit_book(book: Path, edited: Path, changes: dict[str, dict[str, object]]) -> None:
    """Change cells of the sheet Buy by option, as a planner would in Excel."""
    work = load_workbook(book)
    sheet = work["Buy"]
    heads = [cell.value for cell in sheet[1]]
    for row in sheet.iter_rows(min_row=2):
        for column, value in changes.get(row[0].value, {}).items():
            row[heads.index(column)].value = value
    work.save(edited)


def buy(out: Path) -> dict[str, dict[str, object]]:
    return {row["line_id"]: row for row in pq.read_table(out / "parquet" / "buy.parquet").to_pylist()}


def entries(folder: Path) -> tuple[Entry, ...]:
    """Everything that was ever promised in a folder."""
    ledger = open_ledger(folder, currency="EUR", time_zone="UTC")
    return ledger.entries(kinds=[kind for kind in BODIES if kind != "plan"])


def values(out: Path) -> dict[str, str]:
    return {row["name"]: row["value"] for row in pq.read_table(out / "parquet" / "plan.parquet").to_pylist()}


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A brand whose plan was edited (one option rejected, one line raised) and released."""
    folder = write_small_brand(tmp_path_factory.mktemp("story") / "brand")
    treadle("plan", folder, "--out", folder / "first")
    lines = [row for row in buy(folder / "first").values() if row["units"]]
    by_option: dict[str, list[dict[str, object]]] = {}
    for row in lines:
        by_option.setdefault(str(row["option_id"]), []).append(row)
    assert len(by_option) > 2, "the small brand should have something to decide"
    rejected = min(by_option, key=lambda one: (sum(int(str(row["units"])) for row in by_option[one]), one))
    raised = next(row for row in lines if row["option_id"] != rejected)
    more = int(str(raised["units"])) + 7
    changes: dict[str, dict[str, object]] = {
        rejected: {"decision": "reject", "note": "not this season"},
        str(raised["option_id"]): {str(raised["size"]): more, "note": "shop window"},
    }
    edit_book(folder / "first" / "plan.xlsx", folder / "edited.xlsx", changes)
    (folder / "raised.txt").write_text(str(raised["line_id"]))
    (folder / "rejected.txt").write_text(rejected)
    told = treadle("release", folder, folder / "first", "--edited", folder / "edited.xlsx")
    assert "Released" in told
    return folder


def test_what_is_released_is_what_the_planner_wrote(story: Path) -> None:
    before, after = buy(story / "first"), buy(story / "first" / "released")
    raised, rejected = (story / "raised.txt").read_text(), (story / "rejected.txt").read_text()
    assert after[raised]["units"] == int(str(before[raised]["units"])) + 7
    assert str(after[raised]["reason"]).startswith("buy.edited")
    for line_id, row in after.items():
        if row["option_id"] == rejected:
            assert row["units"] == 0
        elif line_id != raised:
            assert row["units"] == before[line_id]["units"]


def test_releasing_twice_changes_nothing(story: Path) -> None:
    kept = entries(story)
    told = treadle("release", story, story / "first", "--edited", story / "edited.xlsx")
    assert "released before" in told
    assert kept == entries(story)


def test_an_older_plan_cannot_be_released_over_a_newer_decision(story: Path) -> None:
    assert "Plan again" in treadle("release", story, story / "first", ok=False)


def test_planned_again_on_the_same_day_nothing_is_proposed(story: Path) -> None:
    told = treadle("plan", story, "--out", story / "same_day")
    assert values(story / "same_day")["buy_units"] == "0"
    assert "changed:" in told
    on_order = pq.read_table(story / "same_day" / "parquet" / "options.parquet")["on_order_units"].to_pylist()
    cut = pq.read_table(story / "first" / "released" / "parquet" / "work_order_units.parquet")["units"].to_pylist()
    assert sum(on_order) == sum(cut)
    orders = pq.read_table(story / "same_day" / "parquet" / "work_orders.parquet").to_pylist()
    assert orders
    assert all(row["is_released"] for row in orders)


def test_cloth_that_was_released_is_off_the_shelf(story: Path) -> None:
    """Six rolls of white jersey were counted; what the first plan laid of them, and no more, is gone."""
    before = pq.read_table(story / "first" / "released" / "parquet" / "rolls_used.parquet").to_pylist()
    spread = pq.read_table(story / "first" / "released" / "parquet" / "spreading.parquet").to_pylist()
    lays = pq.read_table(story / "first" / "released" / "parquet" / "lays.parquet").to_pylist()
    plies = {(row["lay_id"], row["option_id"]): row["plies"] for row in lays if row["option_id"] == "TEE1-white"}
    assert {
        key: max(row["last_ply"] for row in spread if (row["lay_id"], row["option_id"]) == key) for key in plies
    } == (plies)
    snapshot = load_brand(story, currency="EUR", time_zone="UTC")
    left = {roll.roll_id: roll.length_mm for roll in rolls_left(snapshot.rolls, snapshot.released, 1_500)}
    counted = {roll.roll_id: roll.length_mm for roll in snapshot.rolls}
    assert len(counted) == 6
    for row in before:
        kept = [float(one) for one in row["remnants_m"].split(", ") if one]
        mine = [length / 1000 for name, length in left.items() if name.partition("@")[0] == row["label"]]
        assert sorted(mine) == sorted(kept)
        assert abs(row["laid_m"] + sum(kept) + row["lost_m"] - counted[row["label"]] / 1000) < 1e-9


def test_a_day_later_new_signals_bring_what_they_justify(story: Path, tmp_path: Path) -> None:
    """A day on which one option sells as never before: it alone needs (many) more, and the plan says demand did it."""
    story = shutil.copytree(story, tmp_path / "brand")
    rejected = (story / "rejected.txt").read_text()
    skus = [row["sku"] for row in buy(story / "first").values() if row["option_id"] != rejected]
    star = sorted(skus)[0].rsplit("-", 1)[0]
    day = values(story / "first")["as_of"]
    with (story / "news.csv").open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(
            ["signal_id", "happened_at", "kind", "sku", "option_id", "channel", "units", "price", "period_days"]
        )
        for at in range(240):
            sku = [one for one in skus if one.startswith(star)][at % 6]
            moment = f"{day}T{8 + at % 12:02d}:{at % 60:02d}:00"
            rows.writerow([f"N{at:04d}", moment, "order", sku, "", "web", 1, "19.90", 0])
    treadle("import", story, story / "news.csv", "--as", "signals")
    treadle("plan", story, "--out", story / "next_day")
    after = buy(story / "next_day")
    units: dict[str, int] = {}
    for row in after.values():
        units[str(row["option_id"])] = units.get(str(row["option_id"]), 0) + int(str(row["units"]))
    assert units[star] > 0
    changes = pq.read_table(story / "next_day" / "parquet" / "changes.parquet").to_pylist()
    assert any(row["option_id"] == star and row["reason"].startswith("change.demand") for row in changes)


def test_every_broken_cell_of_an_edited_book_is_named(story: Path) -> None:
    options = sorted({str(row["option_id"]) for row in buy(story / "first").values()})
    changes: dict[str, dict[str, object]] = {
        options[0]: {"M": "many", "S": -3},
        options[1]: {"decision": "perhaps"},
        options[2]: {"option": "NO-SUCH-option"},
    }
    edit_book(story / "first" / "plan.xlsx", story / "broken.xlsx", changes)
    told = treadle("release", story, story / "first", "--edited", story / "broken.xlsx", ok=False)
    for word in ("'many'", "'-3'", "'perhaps'", "NO-SUCH-option", f"{options[2]} is missing"):
        assert word in told


def test_an_edit_below_a_minimum_is_refused_with_the_rule(planned_brand: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(planned_brand, tmp_path / "brand")
    lines = [row for row in buy(folder / "plan").values() if row["units"]]
    option = str(lines[0]["option_id"])
    sizes: dict[str, object] = {str(row["size"]): 1 for row in lines if row["option_id"] == option}
    edit_book(folder / "plan" / "plan.xlsx", folder / "low.xlsx", {option: sizes})
    told = treadle("release", folder, folder / "plan", "--edited", folder / "low.xlsx", ok=False)
    assert "minimum" in told
    assert entries(folder) == ()


def test_later_the_ledger_says_what_each_number_of_the_planner_was_worth(story: Path, tmp_path: Path) -> None:
    folder = tmp_path / "brand"
    shutil.copytree(story, folder)
    raised = buy(folder / "first")[(folder / "raised.txt").read_text()]
    assert "0 of " in treadle("overrides", folder)  # the goods are not there yet
    due = date.fromisoformat(str(raised["due_day"]))
    rows = [f"{due + timedelta(days=day)},order,{raised['sku']},2" for day in range(1, 22)]
    (tmp_path / "sold.csv").write_text("\n".join(["happened_at,kind,sku,units", *rows]) + "\n")
    treadle("import", folder, tmp_path / "sold.csv", "--as", "signals")
    told = treadle("overrides", folder, "--as-of", str(due + timedelta(days=22)), "--out", tmp_path / "ledger.csv")
    ledger = {row["line_id"]: row for row in csv.DictReader((tmp_path / "ledger.csv").open())}
    mine = ledger[str(raised["line_id"])]
    assert "can be judged" in told
    assert (mine["status"], mine["note"]) == ("on sale", "shop window")
    assert int(mine["units"]) == int(mine["planned_units"]) + 7
    assert float(mine["sold_units"]) > 20
    assert int(mine["low_cents"]) <= int(mine["worth_cents"]) <= int(mine["high_cents"])
    assert {row["note"] for row in ledger.values()} == {"shop window", "not this season"}


def test_the_shelf_is_shared_by_options_of_its_cloth_and_colour(story: Path) -> None:
    """White jersey: 289 m were counted, TEE1-white alone is of it; blue has none."""
    snapshot = load_brand(story, date(2026, 9, 1), currency="EUR", time_zone="UTC")
    shared = shelf_mm(snapshot, Policy(), {"TEE1-white": 30.0, "TEE2-blue": 10.0})
    assert shared == {"TEE1-white": 289_000.0, "TEE2-blue": 0.0}


def test_the_plan_that_is_read_gives_the_tables_that_were_written(story: Path) -> None:
    for out in (story / "first", story / "first" / "released"):
        plan = read_plan(out)
        assert plan.plan_id == plan_id_of(plan.facts, plan.policy)
        for name, table in plan_tables(plan).items():
            written = pq.read_table(out / "parquet" / f"{name}.parquet")
            assert table.equals(written.cast(table.schema)), name
            assert table.schema == OUTPUTS[name].arrow, f"{name} is not as it is described"


def test_a_plan_whose_table_was_changed_is_refused_by_name(story: Path, tmp_path: Path) -> None:
    out = shutil.copytree(story / "first", tmp_path / "plan")
    pq.write_table(pq.read_table(out / "parquet" / "forecast.parquet").slice(1), out / "parquet" / "forecast.parquet")
    told = treadle("explain", out, next(iter(buy(out))), ok=False)
    assert "plan.json" in told and "forecast" in told and "Plan again" in told


def test_a_plan_of_an_edition_without_the_record_is_refused_in_a_sentence(story: Path, tmp_path: Path) -> None:
    out = shutil.copytree(story / "first", tmp_path / "plan")
    (out / "plan.json").unlink()
    for words in (["explain", out, "any"], ["release", story, out]):
        assert "Plan again" in treadle(*words, ok=False)
