"""What the documents say is what the code does."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest
import typer

from treadle.cli import COMMANDS, build_app

ROOT = Path(__file__).resolve().parents[2]


def load(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_generated_pages_are_current() -> None:
    stale = [
        str(path.relative_to(ROOT))
        for path, text in load(ROOT / "docs" / "generate.py").pages().items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    assert not stale, "run ./dev docs"


def test_every_command_has_an_example_and_every_option_a_help() -> None:
    group: Any = typer.main.get_command(build_app())
    assert set(group.commands) >= {"init", "check", "import", "plan", "explain", "release", "demo"}
    parts = [
        (f"{name} {part}".strip(), one)
        for name, command in group.commands.items()
        for part, one in getattr(command, "commands", {"": command}).items()
    ]
    for name, command in parts:
        shown = f"{command.help or ''} {command.epilog or ''}"
        assert "Example" in shown, name
        assert f"treadle {name} " in shown, name
        for one in command.params:
            assert getattr(one, "help", None) or one.name == "help", f"{name} {one.name}"


def test_no_command_is_forgotten() -> None:
    folder = ROOT / "src" / "treadle" / "cli"
    written = {path.stem for path in folder.glob("*.py") if "def register(" in path.read_text(encoding="utf-8")}
    assert written == set(COMMANDS)


def test_the_readme_names_its_test_command_once() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert text.count("<!-- test-command -->") == 1
    assert "pytest" in text.split("<!-- test-command -->")[1].split("```")[1]


@pytest.mark.parametrize("page", sorted(p for p in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]), ids=str)
def test_links_lead_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text)
    missing = [one for one in links if "://" not in one and not (page.parent / one).exists()]
    assert not missing
