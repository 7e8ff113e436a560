"""A folder of results that changes in one step, and in which only what treadle wrote is ever taken away.

    OUT/.writing/          the new files, until they are whole
    OUT/.writing/ready     written last: from here on the new files are the folder's, and are moved into their places
    OUT/.files.json        what treadle wrote here, with the digest of each file
    OUT/.moving.lock       held while files are moved, so that one who reads meanwhile waits

Stopped before `ready`, the folder is as it was; stopped after it, whoever opens the folder next ends the move. A file
that treadle did not write, or that a person changed since, is kept beside under a name of its own.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from filelock import FileLock

from treadle.errors import InputError
from treadle.terms.codec import from_text, to_text

WRITING, READY, RECORD, LOCK = ".writing", "ready", ".files.json", ".moving.lock"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFiles:
    """What treadle wrote into a folder: the digest of each file by its path below it."""

    digests: Mapping[str, str] = field(default_factory=dict)


@contextmanager
def rewritten(out: Path, *, earlier: tuple[str, ...] = ()) -> Iterator[Path]:
    """A fresh folder to write into; on leaving it, its files take the place of those that treadle wrote into `out`.

    `earlier` are patterns of files that editions without a record wrote. Raises `InputError` where `out` cannot be
    written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        settle(out, earlier=earlier)
        fresh = out / WRITING
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir()
        yield fresh
        names = sorted(path.relative_to(fresh).as_posix() for path in fresh.rglob("*") if path.is_file())
        record = OwnFiles(digests={name: _digest(fresh / name) for name in names})
        _write(fresh / READY, to_text(record, indent=1))
        settle(out, earlier=earlier)
    except OSError as error:
        raise InputError.single(str(out), f"cannot be written: {error}", "Choose another place with --out") from error


def settle(out: Path, *, earlier: tuple[str, ...] = ()) -> None:
    """End a change of `out` that was whole but not yet in its place; nothing is done where there is none. Whoever comes
    while another does it waits until it is done."""
    if (out / WRITING / READY).is_file():
        with FileLock(out / LOCK):
            _settle(out, earlier)


def _settle(out: Path, earlier: tuple[str, ...]) -> None:
    fresh = out / WRITING
    if not (fresh / READY).is_file():
        return
    now = _record(fresh / READY)
    before = _record(out / RECORD) if (out / RECORD).is_file() else _of_earlier(out, earlier)
    for name in sorted({**before.digests, **now.digests}):
        place = out / name
        is_ours = place.is_file() and _digest(place) in (before.digests.get(name), now.digests.get(name))
        if place.exists() and not is_ours:
            place.rename(_beside(place))
        if name not in now.digests:
            place.unlink(missing_ok=True)
            _drop_if_empty(place.parent, out)
        elif (fresh / name).is_file():
            place.parent.mkdir(parents=True, exist_ok=True)
            (fresh / name).replace(place)
    _write(out / RECORD, to_text(now, indent=1))
    shutil.rmtree(fresh)


def _record(path: Path) -> OwnFiles:
    return from_text(OwnFiles, path.read_bytes(), file=str(path), remedy="Delete it; treadle writes it again")


def _of_earlier(out: Path, patterns: tuple[str, ...]) -> OwnFiles:
    """The files that an edition without a record wrote, as they are."""
    found = sorted({path for pattern in patterns for path in out.glob(pattern) if path.is_file()})
    return OwnFiles(digests={path.relative_to(out).as_posix(): _digest(path) for path in found})


def _beside(place: Path) -> Path:
    """A free name beside a file that stays: plan.xlsx is plan.kept-1.xlsx."""
    number = 1
    while (beside := place.with_name(f"{place.stem}.kept-{number}{place.suffix}")).exists():
        number += 1
    return beside


def _drop_if_empty(folder: Path, out: Path) -> None:
    while folder != out and folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, text: str) -> None:
    """Write a small file whole: beside, flushed to the disk, and moved."""
    half = path.with_name(f".{path.name}.half")
    with half.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
