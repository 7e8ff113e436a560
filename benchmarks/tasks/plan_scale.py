"""A whole plan by size of the range, stage by stage: processor seconds and memory, and how each stage grows.

benchmarks/run.py plan-scale --seed N [--sizes 100,300,1000,3000,10000]

The range is the demo's, taken as often as needed: each copy has styles, signals, bulletins, factories and people of its
own; the four patterns serve all, so markers of like orders serve several copies.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

TASK = "plan-scale"
SIZES = (100, 300, 1000)
#: Processor seconds that a plan of so many options may take, and memory.
AIMS = {1000: 120.0, 3000: 360.0, 10000: 900.0}
AIM_GIB = 4.0
#: What belongs to one copy; patterns, fabrics, size scales and places serve all.
OWN = ("sku", "style_id", "option_id", "bulletin_id", "order_id", "factory_id", "line_id", "operator_id",
       "table_id", "signal_id", "customer_id", "from_style_id", "to_style_id")  # fmt: skip


def made(folder: Path, options: int, seed: int) -> str:
    """A brand of so many options in `folder`; returns the day to plan from."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.csv as pa_csv

    from treadle.plant.demo import make_demo

    as_of = make_demo(folder, seed=seed)
    files = sorted((folder / "tables").glob("*.csv"))
    names = {file: pa_csv.open_csv(file).schema.names for file in files}
    read = {
        file: pa_csv.read_csv(file, convert_options=pa_csv.ConvertOptions(
            column_types=dict.fromkeys(names[file], pa.string()), strings_can_be_null=True,
            quoted_strings_can_be_null=True))
        for file in files
    }  # fmt: skip
    products = read[folder / "tables" / "products.csv"]
    ids = list(dict.fromkeys(products["option_id"].to_pylist()))
    copies = -(-options // len(ids))
    for file, table in read.items():
        is_own = any(name in OWN for name in table.column_names)
        parts = []
        for copy in range(copies if is_own else 1):
            kept = ids[: options - copy * len(ids)]
            parts.append(_copied(_of_options(table, products, kept), copy) if is_own else table)
        whole = pa.concat_tables(parts)
        if file.stem == "budget":
            amount = pc.cast(pc.multiply(pc.cast(whole["amount"], pa.float64()), float(copies)), pa.int64())
            whole = whole.set_column(whole.column_names.index("amount"), "amount", pc.cast(amount, pa.string()))
        pa_csv.write_csv(whole, file)
    return str(as_of)


def _of_options(table: Any, products: Any, kept: list[str]) -> Any:
    """The rows of a table that are of some options, of their SKUs and styles, or of none at all."""
    import pyarrow as pa
    import pyarrow.compute as pc

    chosen = products.filter(pc.is_in(products["option_id"], pa.array(kept)))
    for name in ("sku", "option_id", "style_id", "bulletin_id", "from_style_id", "to_style_id"):
        if name in table.column_names:
            known = chosen[name.removeprefix("from_").removeprefix("to_")].combine_chunks()
            mine = pc.or_(pc.is_null(table[name]), pc.is_in(table[name], known))
            table = table.filter(mine)
    return table


def _copied(table: Any, copy: int) -> Any:
    """A table with the ids of a copy."""
    import pyarrow.compute as pc

    for at, name in enumerate(table.column_names):
        if name in OWN and copy:
            table = table.set_column(at, name, pc.binary_join_element_wise(table[name], f"c{copy}", "-"))
    return table


class Stages:
    """A progress that notes the processor seconds of each stage, those of ended processes of its own too."""

    def __init__(self) -> None:
        self.name, self.begun, self.seconds = "reading", spent(), dict[str, float]()
        self.first_page_seconds = 0.0

    def step(self, name: str, done: int, total: int) -> None:
        """A stage goes on, or another begins."""
        if name != self.name:
            self.end(name)

    def first_page(self, place: Path) -> None:
        """The first page stands at `place`."""
        self.first_page_seconds = spent()
        assert place.is_file()

    def end(self, name: str) -> None:
        """The stage ends; one called `name` begins."""
        now = spent()
        self.seconds[self.name] = self.seconds.get(self.name, 0.0) + now - self.begun
        self.name, self.begun = name, now


def spent() -> float:
    """Processor seconds of this process, of those it has ended, and of the workers that still wait for more."""
    uses = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    ticks = sum(sum(map(int, told[11:15])) for told in workers())
    return sum(use.ru_utime + use.ru_stime for use in uses) + ticks / os.sysconf("SC_CLK_TCK")


def peak_gib() -> float:
    """Peak memory of this process, and what its workers hold."""
    pages = sum(int(told[21]) for told in workers())
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return float(own + pages * os.sysconf("SC_PAGE_SIZE")) / 2**30


def workers() -> list[list[str]]:
    """What Linux tells of this process's children and theirs: the fields of /proc/PID/stat from the state on."""
    told = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            told[int(file.parent.name)] = file.read_text().rpartition(")")[2].split()
        except OSError:  # it has just ended
            continue
    mine = {os.getpid()}
    while grown := {pid for pid, fields in told.items() if int(fields[1]) in mine} - mine:
        mine |= grown
    return [told[pid] for pid in sorted(mine - {os.getpid()})]


def planned(folder: Path, as_of: str) -> dict[str, Any]:
    """Seconds by stage of a plan and of writing it, and peak memory, of this process."""
    import datetime as dt

    from treadle.plant.plan import plan_folder
    from treadle.report.write import write_first, write_plan
    from treadle.terms.budget import Silence

    stages = Stages()
    found = plan_folder(
        folder, as_of=dt.date.fromisoformat(as_of), progress=stages,
        first=lambda early: stages.first_page(write_first(folder / "plan", early)),
    )  # fmt: skip
    stages.end("workbook and page")
    write_plan(folder / "plan", found, Silence())
    stages.end("")
    return {
        "options": len(found.plan.cases), "lines": len(found.plan.buy.lines), "markers": len(found.plan.markers),
        "cpu_seconds": round(sum(stages.seconds.values()), 1), "peak_gib": round(peak_gib(), 2),
        "first_page_cpu_seconds": round(stages.first_page_seconds, 1),
        "stages": {name: round(seconds, 2) for name, seconds in stages.seconds.items()},
    }  # fmt: skip


def row(seed: int, progress: Callable[[str, int, int], None], sizes: str = "") -> dict[str, Any]:
    """Each size in a process of its own."""
    wanted = [int(one) for one in str(sizes).split(",")] if sizes else list(SIZES)
    found = {}
    for done, size in enumerate(wanted):
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "brand"
            as_of = made(folder, size, seed)
            told = subprocess.run([sys.executable, __file__, str(folder), as_of], check=True, capture_output=True,
                                  text=True, env=os.environ)  # fmt: skip
            found[str(size)] = json.loads(told.stdout.splitlines()[-1])
        progress("sizes", done + 1, len(wanted))
    return compared(found, seed)


def compared(found: dict[str, dict[str, Any]], seed: int) -> dict[str, Any]:
    """The record; a stage's slope is the power of the number of options with which it grows, between the last two."""
    slopes = {}
    if len(found) > 1:
        before, last = list(found.values())[-2:]
        step = np.log(last["options"] / before["options"])
        slopes = {
            name: round(float(np.log(seconds / before["stages"][name]) / step), 2)
            for name, seconds in last["stages"].items() if before["stages"].get(name, 0.0) > 0.1 and seconds > 0.1
        }  # fmt: skip
    judged = {size: one for size, one in found.items() if int(size) in AIMS}
    return {
        "task": TASK,
        "data": f"made: the demo's range taken as often as needed, {', '.join(found)} options",
        "metric": "processor seconds of a plan and of writing it, by stage; peak memory",
        "seed": seed,
        "treadle": {"sizes": found, "slopes": slopes},
        "peers": {},
        "aim": "1,000 options in 120 s, 3,000 in 360 s, 10,000 in 900 s, under 4 GiB",
        "met": all(one["cpu_seconds"] <= AIMS[int(size)] and one["peak_gib"] < AIM_GIB for size, one in judged.items()),
        "note": "Sizes that were not run are not in the record." if len(judged) < len(AIMS) else "",
    }


if __name__ == "__main__":
    print(json.dumps(planned(Path(sys.argv[1]), sys.argv[2])))
