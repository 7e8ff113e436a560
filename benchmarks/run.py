"""Run one benchmark task: a single public instance, or a whole row of the table with its peers.

benchmarks/run.py TASK INSTANCE --seconds S --seed N --out OUT.json [--key value ...]
benchmarks/run.py TASK --seed N          runs the row over its fixed list and appends to records.jsonl
benchmarks/run.py TASK --try             runs the row and records nothing
benchmarks/run.py --all                  runs every row
benchmarks/run.py factory-seeds --all    runs all that a task has

Rows are recorded from a clean commit only, so that anybody can run again what made them.
"""

from __future__ import annotations

import argparse
import datetime
import importlib
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).resolve().parent
RECORDS = HERE / "records.jsonl"
sys.path.insert(0, str(HERE.parent))

from benchmarks.report import edition  # noqa: E402 - the folder above must be known first


def tasks() -> list[str]:
    """Names of all tasks, as typed on the command line."""
    return sorted(path.stem.replace("_", "-") for path in (HERE / "tasks").glob("*.py") if path.stem != "__init__")


def load(task: str) -> ModuleType:
    """The module of a task; ends with a list of the known ones where there is none of that name."""
    if task.replace("_", "-") not in tasks():
        raise SystemExit(f"no task called {task!r}; there are: {', '.join(tasks())}")
    return importlib.import_module(f"benchmarks.tasks.{task.replace('-', '_')}")


def machine() -> str:
    """Processor count, memory and platform, without naming the machine."""
    gib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    system = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return f"{os.cpu_count()} cores, {gib:.0f} GiB, {system}"


def commit() -> str:
    """Short hash of the commit that runs. Ends where files differ from it or there is no commit; records and the page
    that is made from them may differ, since rows are added one after the other.
    """
    kept = [f":(exclude){path}" for path in ("benchmarks/records.jsonl", "docs/benchmarks.md", "docs/pictures")]
    told = "a row is recorded from a clean commit only: commit first, or run it with --try, which records nothing"
    try:
        head = _git("rev-parse", "--short", "HEAD")
        changed = _git("status", "--porcelain", "--", ".", *kept)
    except (OSError, subprocess.CalledProcessError):
        raise SystemExit(f"{told} (this is no Git repository)") from None
    if changed:
        raise SystemExit(f"{told}. Changed:\n{changed}")
    return head


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=HERE.parent, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def record(task: str, seed: int, is_try: bool, options: dict[str, str] | None = None) -> None:
    """Run a task's row, with its own options where it has some, and append its record; ends before it is run where the
    tree is not clean.
    """
    module = load(task)
    if not hasattr(module, "row"):
        print(f"{task}: has single instances only")
        return
    made_by = "" if is_try else commit()
    began = time.perf_counter()
    told = options or {}
    result: dict[str, Any] = module.row(
        seed, lambda name, done, total: print(f"  {name} {done}/{total}", flush=True), **told
    )
    result |= {
        "task": task,
        "edition": edition(task),
        "seed": seed,
        "wall_seconds": round(time.perf_counter() - began, 1),
        "day": datetime.date.today().isoformat(),
        "commit": made_by,
        "machine": machine(),
        "command": f"benchmarks/run.py {task} --seed {seed}" + "".join(f" --{key} {one}" for key, one in told.items()),
    }
    if not is_try:
        with RECORDS.open("a", encoding="utf-8") as file:
            file.write(json.dumps(result, ensure_ascii=False, sort_keys=True) + "\n")
    print(json.dumps(result, ensure_ascii=False, indent=1, sort_keys=True))


def solve(arguments: argparse.Namespace, options: dict[str, str]) -> None:
    """Solve one instance and write its solution."""
    module = load(arguments.task)
    if not hasattr(module, "solve"):
        raise SystemExit(f"{arguments.task} has no single instances; run it without one")
    solution = module.solve(arguments.instance, arguments.seconds, arguments.seed, options)
    text = json.dumps(solution, ensure_ascii=False)
    if arguments.out is None:
        print(text)
    else:
        arguments.out.write_text(text + "\n", encoding="utf-8")


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", nargs="?", help=f"one of: {', '.join(tasks())}")
    parser.add_argument("instance", nargs="?", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--try", dest="is_try", action="store_true", help="record nothing")
    arguments, rest = parser.parse_known_args()
    if len(rest) % 2 or any(not key.startswith("--") for key in rest[::2]):
        parser.error(f"further options come in pairs of --key value: {' '.join(rest)}")
    options = {key.removeprefix("--"): value for key, value in zip(rest[::2], rest[1::2], strict=True)}
    if arguments.all and arguments.task is not None:
        options["all"] = "yes"  # all that the one task has, where it has more than its row lives
    if arguments.all and arguments.task is None:
        for task in tasks():
            record(task, arguments.seed, arguments.is_try)
    elif arguments.task is None:
        parser.error("name a task, or --all")
    elif arguments.instance is None:
        record(arguments.task, arguments.seed, arguments.is_try, options)
    else:
        solve(arguments, options)


if __name__ == "__main__":
    main()
