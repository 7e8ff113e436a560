"""Files that a job made: kept in the brand's folder under the job's id until they are old, never in a backup.

.treadle/results/JOB/NAME     written whole or not at all, so that a job which is done again leaves the same files
"""

from __future__ import annotations

import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from treadle.errors import NotFoundError
from treadle.plant.jobs import find_job, jobs_of
from treadle.plant.serving import ServedBrand

#: Files of a job are kept for so long after they were made, and what was sent in for one so long at least. Neither was
#: tuned: a month to fetch an answer, a day to have a failed import tried again.
KEPT = timedelta(days=30)
UPLOAD_KEPT = timedelta(days=1)
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,99}")


def result_place(brand: ServedBrand, job_id: str) -> Path:
    """The folder in which a job puts its files, made where it is not there."""
    place = _home(brand) / job_id
    place.mkdir(parents=True, exist_ok=True)
    return place


def result_names(place: Path) -> tuple[str, ...]:
    """Names of the files of a result, in order; folders and halves of files are none."""
    return tuple(sorted(one.name for one in place.iterdir() if one.is_file() and not one.name.startswith(".")))


def result_file(brand: ServedBrand, job_id: str, name: str) -> Path:
    """One file of a job. Raises `NotFoundError` where there is no such job or file, or it was too old to be kept."""
    find_job(brand, job_id)
    path = _home(brand) / job_id / name
    if not _NAME.fullmatch(name) or not path.is_file():
        raise NotFoundError(f"The job has no file {name[:100]}, or it was kept for {KEPT.days} days and is gone.")
    return path


def result_table(brand: ServedBrand, job_id: str, table: str) -> pa.Table:
    """One table of a job. Raises as `result_file` does."""
    return pq.read_table(result_file(brand, job_id, f"{table}.parquet"))


def drop_what_is_old(brand: ServedBrand, now: datetime) -> int:
    """Forget files of jobs, and files sent in for jobs that have ended, once they are old; how many folders."""
    named = {
        value for state in ("waiting", "doing") for job in jobs_of(brand).jobs(state=state)
        for value in job.arguments.values()
    }  # fmt: skip
    dropped = 0
    for home, kept in ((_home(brand), KEPT), (brand.folder / ".treadle" / "uploads", UPLOAD_KEPT)):
        for place in sorted(home.iterdir()) if home.is_dir() else ():
            is_old = place.stat().st_mtime < (now - kept).timestamp()
            if is_old and place.name not in named:
                shutil.rmtree(place, ignore_errors=True)
                dropped += 1
    return dropped


def _home(brand: ServedBrand) -> Path:
    return brand.folder / ".treadle" / "results"
