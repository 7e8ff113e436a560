"""Processor time of commands beside a line on the planned demo brand, each a process of its own as a planner starts it.

benchmarks/run.py commands --seed N [--folder BRAND]

`--folder` is a planned brand, which is copied; without it the demo is made first. Each command runs once to fill what
it keeps and is then timed `TIMES` times: the least counts, for other work on the machine only adds.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

TASK = "commands"
#: Seconds of one processor that a command may take, and `--help`.
AIM, HELP_AIM = 3.0, 0.3
TIMES = 3


def asked(folder: Path) -> dict[str, list[str]]:
    """The commands of a planned brand by name, as they are typed."""
    import pyarrow.csv as pa_csv

    styles = pa_csv.read_csv(folder / "tables" / "bulletins.csv")["bulletin_id"].to_pylist()
    rows = pa_csv.read_csv(folder / "tables" / "products.csv")
    style = next(
        one
        for one, bulletin in zip(rows["style_id"].to_pylist(), rows["bulletin_id"].to_pylist())
        if bulletin in styles
    )
    line = pa_csv.read_csv(folder / "plan" / "csv" / "buy.csv")["line_id"][0].as_py()
    place = str(folder)
    return {
        "help": ["--help"],
        "check": ["check", place],
        "promise": ["promise", place],
        "schedule": ["schedule", place],
        "rush": ["rush", place, "--style", style, "--units", "200", "--due", "2026-10-05"],
        "balance": ["balance", place, "--style", style],
        "explain": ["explain", str(folder / "plan"), line],
    }


def seconds(command: list[str]) -> float:
    """Processor seconds, user and system, of one run. Raises `CalledProcessError` where it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "treadle", *command], check=True, capture_output=True, env=os.environ)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def row(seed: int, progress: Callable[[str, int, int], None], folder: str = "") -> dict[str, Any]:
    """The least processor time of each command."""
    with tempfile.TemporaryDirectory(prefix="treadle-commands-") as place:
        brand = Path(place) / "demo"
        if folder:
            shutil.copytree(folder, brand)
        else:
            subprocess.run([sys.executable, "-m", "treadle", "demo", str(brand)], check=True, capture_output=True)
        commands = asked(brand)
        first, least = {}, {}
        for at, (name, command) in enumerate(commands.items()):
            progress("commands", at, len(commands))
            first[name] = round(seconds(command), 2)
            least[name] = round(min(seconds(command) for _ in range(TIMES)), 2)
    return {
        "task": TASK,
        "data": "the demo brand with its plan",
        "metric": f"seconds of one processor, user and system, of a whole process; least of {TIMES} after a first run",
        "seed": seed,
        "treadle": least,
        "first": first,
        "peers": {},
        "aim": f"{HELP_AIM} s for --help, {AIM:g} s for every other command",
        "met": all(one <= (HELP_AIM if name == "help" else AIM) for name, one in least.items()),
        "note": "No peer tells of a plan from a folder. `first` is the run that fills what is kept.",
    }
