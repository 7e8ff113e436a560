"""The loan file: whatever is altered in it, or in the ledger behind it, is found and told by its place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("cryptography", reason="the extra 'sign' is not installed")
from test_batches import came
from test_statements import DAY, folder, place, stated, tell
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.plant.books import ledger_of
from treadle.plant.settle.loan_file import check_loan_file, write_loan_file
from treadle.settings import read_settings

__all__ = ["folder"]


@pytest.fixture
def written(folder: Path, tmp_path: Path) -> Path:
    """The loan file of a brand with an order, a receipt and a statement."""
    stated(folder)
    path = tmp_path / "loan.json"
    path.write_text(write_loan_file(folder, author="t")[1], encoding="utf-8")
    return path


def codes(path: Path, **told: Any) -> list[str]:
    return [one.code for one in check_loan_file(path, **told).findings]


def test_a_file_is_as_it_was_signed_and_goes_on_from_an_earlier_one(
    folder: Path, written: Path, tmp_path: Path
) -> None:
    found = check_loan_file(written, ledger_of_folder=folder)
    assert found.findings == ()
    (order,) = found.file.orders
    assert (order.ordered_units, order.received_units, order.rejected_units) == (100, 60, 5)
    assert found.file.sums["stated_cents"] == 60_000
    ledger = ledger_of(folder, read_settings(folder))
    tell(ledger, "W1", came({"S": 40}))
    later = tmp_path / "later.json"
    later.write_text(write_loan_file(folder, author="t")[1], encoding="utf-8")
    assert codes(later, ledger_of_folder=folder, before=written, key=found.public_key) == []
    assert codes(later, key="00") == ["loan.other_key"]
    assert codes(written, before=later) == ["loan.missing"]
    assert check_loan_file(later).file.kept_share == 1.0


def _set(*path: Any) -> Callable[[dict[str, Any]], None]:
    *way, value = path

    def change(told: dict[str, Any]) -> None:
        held: Any = told
        for step in way[:-1]:
            held = held[step]
        held[way[-1]] = value

    return change


ALTERATIONS: dict[str, tuple[Callable[[dict[str, Any]], None], str]] = {
    "pieces": (_set("file", "orders", 0, "received_units", 99), "loan.part"),
    "a day": (_set("file", "orders", 0, "promise_day", "2026-04-01"), "loan.part"),
    "a sum": (_set("file", "sums", "stated_cents", 1), "loan.part"),
    "no statements": (_set("file", "statements", []), "loan.part"),
    "an entry left out": (lambda told: told["file"]["entries"].pop(1), "loan.chain"),
    "entries in another order": (lambda told: told["file"]["entries"].reverse(), "loan.chain"),
    "a digest": (_set("file", "entries", 0, "digest", "0" * 64), "loan.chain"),
    "the signature": (_set("signature", "0" * 128), "loan.signature"),
    "another key": (_set("public_key", "0" * 64), "loan.signature"),
    "a part's digest": (_set("parts", "orders", "0" * 64), "loan.signature"),
    "the brand": (_set("file", "brand", "Another"), "loan.part"),
}


@pytest.mark.parametrize("what", ALTERATIONS)
def test_any_alteration_is_found(written: Path, what: str) -> None:
    change, code = ALTERATIONS[what]
    told = json.loads(written.read_text(encoding="utf-8"))
    change(told)
    written.write_text(json.dumps(told), encoding="utf-8")
    assert code in codes(written)


def test_every_value_of_the_file_is_under_the_signature(written: Path) -> None:
    """Each number and text of the file alone, changed by one: always found."""
    text = written.read_text(encoding="utf-8")
    told = json.loads(text)

    def places(held: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        if isinstance(held, dict):
            return [one for key, value in held.items() for one in places(value, (*way, key))]
        if isinstance(held, list):
            return [one for key, value in enumerate(held) for one in places(value, (*way, key))]
        return [way]

    for way in places(told["file"]):
        again = json.loads(text)
        held: Any = again["file"]
        for step in way[:-1]:
            held = held[step]
        value = held[way[-1]]
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        held[way[-1]] = value + 1 if is_number else "2001-01-01" if value != "2001-01-01" else "2001-01-02"
        written.write_text(json.dumps(again), encoding="utf-8")
        try:
            assert codes(written), way
        except Exception as error:
            assert type(error).__name__ == "InputError", way


def test_a_ledger_that_was_rewritten_is_another(folder: Path, written: Path, tmp_path: Path) -> None:
    from treadle.plant.init import init_folder

    init_folder(tmp_path / "other")
    other = ledger_of(tmp_path / "other", read_settings(tmp_path / "other"))
    place(other, "W1", 100, 90_000)
    found = codes(written, ledger_of_folder=tmp_path / "other")
    assert "loan.changed" in found and "loan.missing" in found
    for _ in range(4):
        tell(other, "W1", came({"S": 1}))
    place(other, "W2", 100, 90_000)
    assert "loan.rewritten" in codes(written, before=_file_of(tmp_path / "other", tmp_path / "o.json"))
    told = json.loads(written.read_text(encoding="utf-8"))
    told["file"]["entries"].pop(0)
    written.write_text(json.dumps(told), encoding="utf-8")
    assert "loan.left_out" in codes(written, ledger_of_folder=folder)
    assert DAY


def _file_of(brand: Path, out: Path) -> Path:
    out.write_text(write_loan_file(brand, author="t")[1], encoding="utf-8")
    return out


def test_the_commands_write_and_check(folder: Path, tmp_path: Path) -> None:
    run, out = CliRunner(), tmp_path / "loan.json"
    done = run.invoke(build_app(), ["loan-file", str(folder), "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert (folder / ".treadle" / "signing.json").stat().st_mode & 0o077 == 0
    sound = run.invoke(build_app(), ["check-loan-file", str(out), "--ledger", str(folder)])
    assert sound.exit_code == 0 and "compare this one" in sound.output
    out.write_text(out.read_text(encoding="utf-8").replace('"received_units": 60', '"received_units": 61'), "utf-8")
    broken = run.invoke(build_app(), ["check-loan-file", str(out)])
    assert broken.exit_code == 1 and "'orders'" in broken.output
