"""Places that cannot be written: every command with an output says so in one line before it looks at anything else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from treadle.cli import build_app
from treadle.errors import InputError
from treadle.plant.demo import make_demo
from treadle.plant.init import init_folder

NONE = "no such file"
FILES = ("--history", NONE, "--products", NONE, "--stock", NONE, "--warehouse", "W")
NUMBERS = ("--lead-weeks", "2", "--review-weeks", "1", "--shortage-cost", "1", "--holding-cost", "1")
#: Command, its words before the place (files that are not there: a command that looked at them first would say so),
#: the option that names the place, and an ending of it.
FILE_PLACES = [
    (("pieces", NONE), "--out", ".json"), (("nest", NONE), "--out", ".svg"), (("lay", NONE), "--out", ".json"),
    (("lay", NONE), "--tickets", ".pdf"), (("balance", NONE), "--out", ".svg"), (("balance", NONE), "--layout", ".svg"),
    (("flow", NONE), "--out", ".csv"), (("gang", NONE), "--out", ".csv"), (("schedule", NONE), "--out", ".json"),
    (("promise", NONE), "--out", ".csv"),
    (("rush", NONE, "--style", "S", "--units", "5", "--due", "2026-05-20"), "--out", ".json"),
    (("export", NONE, "products"), "--out", ".csv"), (("overrides", NONE), "--out", ".csv"),
    (("postpone", NONE, NONE, "--greige-share", "0.5", "--dye-days", "5"), "--out", ".csv"),
    (("replay", NONE), "--out", ".parquet"), (("test-orders", NONE, NONE, "--budget", "9"), "--out", ".csv"),
    (("anticipate", "--history", NONE, "--horizon", "4", "--every", "week"), "--out", ".csv"),
    (("replenish", "--history", NONE, "--stock", NONE, *NUMBERS), "--out", ".csv"),
    (("refill", *FILES), "--out", ".csv"), (("transfer", *FILES), "--out", ".parquet"),
    (("import", NONE, NONE), "--draft", ".toml"), (("floor", NONE), "--hours", ".csv"),
    (("pay", NONE, "--rates", NONE), "--out", ".csv"), (("board", NONE), "--out", ".xlsx"),
    (("cash", NONE), "--out", ".csv"), (("settle", NONE, "statement", "X"), "--out", ".pdf"),
    (("shops", NONE, "plan"), "--out", ".parquet"), (("loan-file", NONE), "--out", ".json"),
    (("bundles", NONE), "--tickets", ".pdf"), (("passport", NONE, "X"), "--out", ".json"),
]  # fmt: skip
FOLDER_PLACES = [(("plan", NONE), "--out"), (("simulate", "speed"), "--out"), (("demo",), ""), (("init",), "")]
#: Commands that write nothing but into a brand's own folder, or only where a person edits it.
WITHOUT_PLACE = {
    "check", "undo", "explain", "what-if", "release", "receive", "amend", "close", "finish", "ledger", "repair",
}  # fmt: skip


def said(words: tuple[str, ...]) -> str:
    """What a command says that ends with exit 1."""
    result = CliRunner().invoke(build_app(), list(words))
    assert result.exit_code == 1, result.output
    assert isinstance(result.exception, InputError), result.exception
    assert len(result.exception.problems) == 1
    return str(result.exception)


@pytest.fixture
def places(tmp_path: Path) -> dict[str, Path]:
    """Where no file can be, by what is in the way."""
    (tmp_path / "file").write_text("mine")
    found = {"through a file": tmp_path / "file" / "x", "a long name": tmp_path / ("n" * 300)}
    if Path("/proc/self").is_dir():
        found["not to be written"] = Path("/proc/x")
    return found


@pytest.mark.parametrize(("words", "option", "ending"), FILE_PLACES, ids=lambda one: str(one))
def test_a_file_that_cannot_be_is_refused_first(
    words: tuple[str, ...], option: str, ending: str, places: dict[str, Path], tmp_path: Path
) -> None:
    folder = tmp_path / f"folder{ending}"
    folder.mkdir()
    assert "there is a folder of this name" in said((*words, option, str(folder)))
    assert "its ending does not say" in said((*words, option, str(tmp_path / "x.xyz")))
    for place in places.values():
        told = said((*words, option, f"{place}{ending}"))
        assert place.name[-40:] in told and "\n" not in told and NONE not in told, told


@pytest.mark.parametrize(("words", "option"), FOLDER_PLACES, ids=lambda one: str(one))
def test_a_folder_that_cannot_be_is_refused_first(
    words: tuple[str, ...], option: str, places: dict[str, Path], tmp_path: Path
) -> None:
    assert "there is a file of this name" in said((*words, *([option] if option else []), str(tmp_path / "file")))
    for place in places.values():
        told = said((*words, *([option] if option else []), str(place)))
        assert "\n" not in told and NONE not in told, told
    assert (tmp_path / "file").read_text() == "mine"


def test_every_option_that_names_a_place_is_tried_here() -> None:
    tried = {(words[0], option) for words, option, _ in FILE_PLACES} | {
        (words[0], name) for words, name in FOLDER_PLACES
    }
    commands = getattr(get_command(build_app()), "commands", {})
    found = {
        (name, option)
        for name, command in commands.items()
        for one in command.params
        for option in one.opts
        if option in ("--out", "--draft", "--tickets", "--layout", "--totals", "--league") and name not in WITHOUT_PLACE
    }
    assert found - tried <= {("anticipate", "--totals"), ("anticipate", "--league")}


def test_what_stands_in_a_folder_is_never_written_over(tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    (mine / "truth").mkdir(parents=True)
    (mine / "treadle.toml").write_text("mine")
    with pytest.raises(InputError, match="no demo of ours"):
        make_demo(mine)
    sheets = tmp_path / "sheets"
    (sheets / "tables").mkdir(parents=True)
    with pytest.raises(InputError, match="it holds tables, which would be written over"):
        init_folder(sheets)
    assert not (sheets / "treadle.toml").exists() and (mine / "treadle.toml").read_text() == "mine"


def test_a_place_that_fails_while_it_is_written_ends_in_one_line(tmp_path: Path) -> None:
    """The brand's own folder may not be written: whatever was tried there, its name and the reason are said."""
    (tmp_path / "treadle.toml").write_text("")
    (tmp_path / ".treadle").write_text("a file of that name")
    told = subprocess.run(
        [sys.executable, "-m", "treadle", "undo", str(tmp_path), "1"], capture_output=True, text=True, check=False
    )
    assert told.returncode == 1 and told.stderr.count("\n") == 1 and ".treadle" in told.stderr, told.stderr
