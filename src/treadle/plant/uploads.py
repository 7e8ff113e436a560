"""Files that callers sent, kept until the job that takes them in has ended and they are old (`job_results`)."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from treadle.errors import InputError, NotFoundError
from treadle.plant.serving import ServedBrand
from treadle.plant.tokens import new_id

#: Nothing is taken in where less than this would be left for the ledger and the collector; a gigabyte, not tuned.
LEAST_FREE_BYTES = 2**30


@contextmanager
def new_upload(brand: ServedBrand, file_name: str) -> Iterator[tuple[str, BinaryIO]]:
    """A file to write what a caller sends, and the id of the upload; on the disk once the block has ended.

    Raises `InputError` for a name that is none, OSError where the disk is nearly full: the ledger needs what is left.
    """
    plain = re.sub(r"[^\w. -]+", "_", Path(file_name).name).strip(". ")[:120]
    if not plain:
        raise InputError.single("file", "it has no name", "Send a file with its name")
    if shutil.disk_usage(brand.folder).free < LEAST_FREE_BYTES:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    upload_id = new_id()
    place = _home(brand) / upload_id
    place.mkdir(parents=True)
    try:
        with (place / plain).open("wb") as file:
            yield upload_id, file
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise


def upload_of(brand: ServedBrand, upload_id: str) -> Path:
    """The file of an upload. Raises `NotFoundError` where it is gone."""
    place = _home(brand) / upload_id
    found = sorted(place.iterdir()) if re.fullmatch(r"[0-9a-f]{32}", upload_id) and place.is_dir() else []
    if not found:
        raise NotFoundError("The file that was sent is gone. Send it again.")
    return found[0]


def _home(brand: ServedBrand) -> Path:
    return brand.folder / ".treadle" / "uploads"
