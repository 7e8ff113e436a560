"""Spoiled files in every format: no traceback, no hang over 20 seconds, memory under 1 GB.

Files of our own are spoiled, seeded, and read as the commands read them, an equal share of each format, in processes
that are watched. A fault is any error that is not told as one that a user can mend; its format, reader, number and last
lines are recorded, and `made(seed, number)` makes its file again.
"""

from __future__ import annotations

import multiprocessing
import random
import resource
import shutil
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.fuzz_examples import FORMATS, examples, read, spoiled

TASK = "fuzz"
FILES, LIMIT_SECONDS, LIMIT_MB = 100_000, 20.0, 1_024.0


@cache
def _examples(kind: str) -> list[tuple[str, bytes]]:
    return examples(kind)


def made(seed: int, number: int) -> tuple[str, str, bytes]:
    """Format, reader and bytes of one spoiled file."""
    rng = random.Random(f"{seed}/{number}")
    kind = FORMATS[number % len(FORMATS)]
    some = _examples(kind)
    name, raw = rng.choice(some)
    return kind, name, spoiled(raw, rng.choice(some)[1], rng)


def read_made(seed: int, number: int) -> str:
    """Read one; the lines of an error that no user should meet, else nothing."""
    from treadle.errors import TreadleError

    kind, name, raw = made(seed, number)
    scratch = Path(tempfile.mkdtemp(prefix="fuzz"))
    try:
        path = scratch / f"{name}.{kind}"
        path.write_bytes(raw)
        read(name, path, scratch)
    except TreadleError:
        return ""
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        return f"{kind} {name} {number}: " + " | ".join(traceback.format_exc().strip().split("\n")[-3:])
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return ""


def _work(seed: int, numbers: range, pipe: Any) -> None:
    """Read files one after the other and tell of each: its number, seconds, memory so far, and its fault."""
    for number in numbers:
        pipe.send((number, -1.0, 0.0, ""))
        began = time.perf_counter()
        fault = read_made(seed, number)
        seconds = time.perf_counter() - began
        pipe.send((number, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, fault))
    pipe.send((-1, 0.0, 0.0, ""))


def row(seed: int, progress: Callable[[str, int, int], None], files: str = str(FILES)) -> dict[str, Any]:
    """Read `files` spoiled files; counts by format, faults, hangs, the slowest and the largest."""
    total, done = int(files), 0
    faults: list[str] = []
    read_of: Counter[str] = Counter()
    slowest, largest = (0.0, -1), (0.0, -1)
    while done < total:
        ours, theirs = multiprocessing.get_context("spawn").Pipe(duplex=False)
        batch = range(done, min(total, done + 5_000))
        worker = multiprocessing.get_context("spawn").Process(target=_work, args=(seed, batch, theirs), daemon=True)
        worker.start()
        theirs.close()
        last, base = done, 0.0
        while True:
            if not ours.poll(LIMIT_SECONDS + (60.0 if last == batch.start else 0.0)):
                faults.append(f"{FORMATS[last % len(FORMATS)]} {last}: it hangs")
                worker.kill()
                break
            try:
                number, seconds, memory, fault = ours.recv()
            except EOFError:
                faults.append(f"{FORMATS[last % len(FORMATS)]} {last}: its process died")
                break
            if number < 0:
                last = batch.stop - 1
                break
            last = number
            if seconds < 0:
                continue
            read_of[FORMATS[number % len(FORMATS)]] += 1
            slowest, largest = max(slowest, (seconds, number)), max(largest, (memory, number))
            if memory > LIMIT_MB > base:
                faults.append(f"{FORMATS[number % len(FORMATS)]} {number}: {memory:,.0f} MB")
            base = memory
            if fault:
                faults.append(fault)
                progress(fault, number, total)
            if number % 500 == 0:
                progress("files", number, total)
        worker.join(5.0)
        done = last + 1
    return {
        "files": total, "read": dict(sorted(read_of.items())), "faults": len(faults), "first_faults": faults[:20],
        "slowest_seconds": round(slowest[0], 2), "slowest_file": slowest[1], "peak_mb": round(largest[0]),
        "peak_file": largest[1],
    }  # fmt: skip
