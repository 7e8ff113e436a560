"""A folder of results changes in one step, and keeps what treadle did not write."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest

from treadle.errors import InputError
from treadle.storage import own_files
from treadle.storage.own_files import LOCK, READY, RECORD, WRITING, OwnFiles, rewritten, settle
from treadle.terms.codec import to_text


def _write(out: Path, **files: str) -> None:
    with rewritten(out, earlier=("old/*.csv",)) as fresh:
        for name, text in files.items():
            place = fresh / name.replace("__", "/").replace("_", ".")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)


def _files(out: Path) -> dict[str, str]:
    found = {path.relative_to(out).as_posix(): path.read_text() for path in out.rglob("*") if path.is_file()}
    return {name: text for name, text in sorted(found.items()) if name not in (RECORD, LOCK)}


def test_many_who_look_while_it_is_moved_find_it_whole(tmp_path: Path) -> None:
    """Readers who come between the last file written and the last one moved end the move, one after the other."""
    for turn in range(6):
        _write(tmp_path, **{f"parquet__t{at}_csv": f"{turn} {at}" for at in range(8)})
        fresh = tmp_path / WRITING
        fresh.mkdir()
        for at in range(8):
            (fresh / "parquet").mkdir(exist_ok=True)
            (fresh / "parquet" / f"t{at}.csv").write_text(f"next {turn} {at}")
        names = {f"parquet/t{at}.csv": sha256(f"next {turn} {at}".encode()).hexdigest() for at in range(8)}
        (fresh / READY).write_text(to_text(OwnFiles(digests=names)))
        with ThreadPoolExecutor(6) as together:
            list(together.map(lambda _: settle(tmp_path), range(6)))
        assert _files(tmp_path) == {f"parquet/t{at}.csv": f"next {turn} {at}" for at in range(8)}


def test_what_treadle_wrote_gives_way_and_what_others_wrote_stays(tmp_path: Path) -> None:
    _write(tmp_path, plan_json="1", csv__a_csv="a", csv__b_csv="b")
    (tmp_path / "csv" / "mine.csv").write_text("mine")
    (tmp_path / "notes.txt").write_text("call the mill")
    _write(tmp_path, plan_json="2", csv__b_csv="b2")
    assert _files(tmp_path) == {
        "csv/b.csv": "b2",
        "csv/mine.csv": "mine",
        "notes.txt": "call the mill",
        "plan.json": "2",
    }


def test_a_file_a_person_changed_is_kept_beside(tmp_path: Path) -> None:
    _write(tmp_path, plan_xlsx="1", report_html="r")
    (tmp_path / "plan.xlsx").write_text("worked in")
    (tmp_path / "report.html").write_text("annotated")
    _write(tmp_path, plan_xlsx="2")
    (tmp_path / "plan.xlsx").write_text("worked in again")
    _write(tmp_path, plan_xlsx="3")
    assert _files(tmp_path) == {
        "plan.kept-1.xlsx": "worked in", "plan.kept-2.xlsx": "worked in again", "plan.xlsx": "3",
        "report.kept-1.html": "annotated",
    }  # fmt: skip


def test_a_folder_that_was_there_before_is_not_taken_for_ours(tmp_path: Path) -> None:
    (tmp_path / "plan.xlsx").write_text("budget 2026")
    _write(tmp_path, plan_xlsx="1")
    assert _files(tmp_path) == {"plan.kept-1.xlsx": "budget 2026", "plan.xlsx": "1"}


def test_files_of_an_edition_without_a_record_give_way(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "a.csv").write_text("a")
    _write(tmp_path, new_csv="n")
    assert _files(tmp_path) == {"new.csv": "n"}
    assert not (tmp_path / "old").exists()


def test_stopped_while_writing_the_folder_is_as_it_was(tmp_path: Path) -> None:
    _write(tmp_path, plan_json="1", csv__a_csv="a")
    before = _files(tmp_path)
    with pytest.raises(KeyboardInterrupt), rewritten(tmp_path) as fresh:
        (fresh / "plan.json").write_text("2")
        raise KeyboardInterrupt
    settle(tmp_path)
    assert {name: text for name, text in _files(tmp_path).items() if not name.startswith(WRITING)} == before


@pytest.mark.parametrize("moves", range(4))
def test_stopped_while_moving_the_next_reader_ends_it(
    tmp_path: Path, moves: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After any number of files moved, the folder is brought to the new state, and nothing of it is lost or doubled."""
    _write(tmp_path, plan_json="1", csv__a_csv="a", plan_xlsx="1")
    (tmp_path / "plan.xlsx").write_text("worked in")
    left = [moves]
    move = Path.replace

    def stopping(path: Path, to: Path) -> Path:
        if WRITING in path.parts and path.name != f".{own_files.READY}.half":
            if not left[0]:
                raise KeyboardInterrupt
            left[0] -= 1
        return move(path, to)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", stopping)
        if moves < 3:
            with pytest.raises(KeyboardInterrupt):
                _write(tmp_path, plan_json="2", csv__b_csv="b", plan_xlsx="2")
        else:
            _write(tmp_path, plan_json="2", csv__b_csv="b", plan_xlsx="2")
    settle(tmp_path)
    assert _files(tmp_path) == {"csv/b.csv": "b", "plan.json": "2", "plan.kept-1.xlsx": "worked in", "plan.xlsx": "2"}
    assert not (tmp_path / WRITING).exists()


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="Choose another place"):
        _write(tmp_path / "file", a_csv="a")
    shutil.rmtree(tmp_path)
