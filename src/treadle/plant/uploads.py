"""Files that callers sent, kept until the job that takes them in has ended and they are old (`job_results`)."""

from __future__ import annotations

import errno
import io
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, cast

from treadle.errors import InputError, NotFoundError
from treadle.plant.serving import ServedBrand
from treadle.plant.tokens import new_id

#: What one person or key has sent and is kept may hold so much together: a day's files of a large brand. Not tuned.
QUOTA_BYTES = 4 * 2**30
#: Who sent an upload, beside its file.
_BY = ".by"
#: Nothing is taken in where less than this would be left for the ledger and the collector; a gigabyte, not tuned.
LEAST_FREE_BYTES = 2**30


class _Counted(io.RawIOBase):
    """A file that takes so many bytes and no more."""

    def __init__(self, file: BinaryIO, most: int) -> None:
        self._file, self._most, self._written = file, most, 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._written += len(data)
        if self._written > self._most:
            what = f"what this sender has sent since yesterday is more than {QUOTA_BYTES / 2**30:g} GiB"
            raise InputError.single("file", what, "Send less, or wait until the files before it are a day old")
        return self._file.write(data)


@contextmanager
def new_upload(brand: ServedBrand, file_name: str, *, by: str = "") -> Iterator[tuple[str, BinaryIO]]:
    """A file to write what a caller sends, and the id of the upload; on the disk once the block has ended.

    `by` is who sends it; what nobody sends counts for nobody. Raises `InputError` for a name that is none and where the
    files of `by` that are kept are too large together,
    OSError where the disk is nearly full: the ledger needs what is left.
    """
    plain = re.sub(r"[^\w. -]+", "_", Path(file_name).name).strip(". ")[:120]
    if not plain:
        raise InputError.single("file", "it has no name", "Send a file with its name")
    if shutil.disk_usage(brand.folder).free < LEAST_FREE_BYTES:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    upload_id = new_id()
    place = _home(brand) / upload_id
    most = QUOTA_BYTES - (_held_bytes(brand, by) if by else 0)
    place.mkdir(parents=True)
    try:
        (place / _BY).write_text(by, encoding="utf-8")
        with (place / plain).open("wb") as file:
            yield upload_id, cast(BinaryIO, _Counted(file, most))
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        shutil.rmtree(place, ignore_errors=True)
        raise


def upload_of(brand: ServedBrand, upload_id: str) -> Path:
    """The file of an upload. Raises `NotFoundError` where it is gone."""
    place = _home(brand) / upload_id
    found = (
        [one for one in sorted(place.iterdir()) if one.name != _BY]
        if re.fullmatch(r"[0-9a-f]{32}", upload_id) and place.is_dir()
        else []
    )
    if not found:
        raise NotFoundError("The file that was sent is gone. Send it again.")
    return found[0]


def _held_bytes(brand: ServedBrand, by: str) -> int:
    """Bytes of the files of somebody that are kept."""
    found = 0
    home = _home(brand)
    for place in home.iterdir() if home.is_dir() else ():
        with suppress(OSError):  # a file that is forgotten meanwhile holds nothing
            if (place / _BY).read_text(encoding="utf-8") == by:
                found += sum(one.stat().st_size for one in place.iterdir())
    return found


def _home(brand: ServedBrand) -> Path:
    return brand.folder / ".treadle" / "uploads"
