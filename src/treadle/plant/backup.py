"""A brand's folder with its ledger as one file, taken while others work in it, and made a folder again elsewhere.

    treadle-backup.tar.gz      ledger.jsonl (rows of any database) · folder/… · manifest.json (digests; written last)

What is left out: the ledger's own files, its address and locks, what is only work under way, and, unless they are asked
for, the secrets by which this brand signs or is signed to (`SECRETS`). Passwords and keys are in the ledger as digests.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import io
import shutil
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from treadle.errors import InputError
from treadle.plant.audit import Audited, audit_brand
from treadle.plant.books import database_of
from treadle.plant.serving import brand_id_of
from treadle.settings import read_settings
from treadle.storage.lake import Lake
from treadle.storage.ledger.copying import ledger_lines, load_lines
from treadle.storage.ledger.open import keep_in_database
from treadle.terms.budget import Progress, stoppable
from treadle.terms.codec import from_text, to_text

LEDGER, MANIFEST, FOLDER = "ledger.jsonl", "manifest.json", "folder"
#: A folder whose files change while they are copied is copied again, so often.
TRIES = 5
#: Files of `.treadle` that hold secrets as they are: of webhooks, of shops, of the sign-on of another system.
SECRETS = ("webhooks.json", "shopify.json", "sign_on.json", "payments.json", "signing.json", "link_key")
_LEFT_OUT = ("ledger.sqlite", "ledger_at.json", "ledger.lock", "lock", "staging", "spill", "rows_read", "results")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a backup holds: digests of its files by their names, and the fingerprint of its ledger; `without` are the
    files of secrets that it leaves out."""

    treadle: str
    name: str
    entries: int
    fingerprint: str
    files: Mapping[str, str] = field(default_factory=dict)
    without: tuple[str, ...] = ()


def back_up(
    folder: Path, file: Path, *, has_secrets: bool = False, progress: Progress | None = None,
    left: Callable[[], float] | None = None,
) -> Manifest:  # fmt: skip
    """Write a brand's folder and its ledger to `file`, whole or not at all, while others work on; its secrets only
    where they are asked for.

    Imports wait meanwhile. Raises `NotFoundError` where the folder is none of treadle's, `InputError` where the place
    cannot be written or the folder keeps changing, `LedgerError`, and `Stopped` where `left` runs out.
    """
    told = stoppable(progress, left)
    settings = read_settings(folder)
    ledger = database_of(folder, settings)
    half = file.with_name(f".{file.name}.half")
    try:
        for _ in range(TRIES):
            with Lake(folder=folder).locked(), tempfile.TemporaryDirectory() as scratch:
                lines = Path(scratch) / LEDGER
                with lines.open("w", encoding="utf-8") as out:
                    out.writelines(f"{line}\n" for line in ledger_lines(ledger))
                before = _people_files(folder)
                audited = _audited(lines, folder, Path(scratch))
                apart = _apart(folder, file, half, has_secrets)
                manifest = _written(half, folder, lines, settings.name, audited, apart, told)
                if _people_files(folder) == before:
                    break
        else:
            remedy = "Wait until the plan that is being written is there, then back up again"
            raise InputError.single(str(folder), "its files keep changing while they are copied", remedy)
        half.replace(file)
    except OSError as error:
        raise InputError.single(str(file), f"it cannot be written ({error})", "Choose another place") from None
    finally:
        half.unlink(missing_ok=True)
    return manifest


def restore(
    file: Path,
    folder: Path,
    *,
    database: str = "",
    progress: Progress | None = None,
    left: Callable[[], float] | None = None,
) -> tuple[Manifest, Audited]:
    """Make a folder of a backup, its ledger in the folder or in a database; the manifest, and what its audit found.

    Raises `InputError` where the folder is there already, the file is no backup, or anything of it is another than
    when it was written, `Stopped` where `left` runs out; then nothing is left behind.
    """
    told = stoppable(progress, left)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InputError.single(str(folder), "there is something already", "Name a folder that is not there yet")
    half = folder.with_name(f".{folder.name}.half")
    shutil.rmtree(half, ignore_errors=True)
    try:
        told.step("restoring", 0, 3)
        manifest = _unpacked(file, half)
        told.step("restoring", 1, 3)
        place = half / FOLDER
        if database:
            keep_in_database(place, database, brand_id_of(folder))
        ledger = database_of(place, read_settings(place))
        with (half / LEDGER).open(encoding="utf-8") as lines:
            load_lines(ledger, lines, file=str(file))
        told.step("restoring", 2, 3)
        audited = audit_brand(place)
        if audited.fingerprint != manifest.fingerprint:
            raise InputError.single(str(file), "its ledger is not what was backed up", "Take another backup")
        if folder.exists():
            folder.rmdir()
        place.rename(folder)
    finally:
        shutil.rmtree(half, ignore_errors=True)
    told.step("restoring", 3, 3)
    return manifest, audited


def _audited(lines: Path, folder: Path, scratch: Path) -> Audited:
    """What an audit of the very rows that are backed up finds: the ledger itself may have gone on meanwhile."""
    copy = scratch / "copy"
    copy.mkdir()
    shutil.copy2(folder / "treadle.toml", copy / "treadle.toml")
    ledger = database_of(copy, read_settings(copy))
    with lines.open(encoding="utf-8") as rows:
        load_lines(ledger, rows, file=LEDGER)
    return audit_brand(copy)


def _apart(folder: Path, file: Path, half: Path, has_secrets: bool) -> set[Path]:
    """Files that are not to be in a backup, though they lie in the folder."""
    secret = set() if has_secrets else {(folder / ".treadle" / name).resolve() for name in SECRETS}
    return {file.resolve(), half.resolve(), *secret}


def _people_files(folder: Path) -> dict[str, tuple[int, int]]:
    """Sizes and moments of the files that people and plans write."""
    found = {}
    for path in _files(folder):
        if path.relative_to(folder).parts[0] != ".treadle":
            told = path.stat()
            found[str(path)] = (told.st_size, told.st_mtime_ns)
    return found


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        is_ours = parts[0] == ".treadle" and len(parts) > 1 and parts[1].startswith(_LEFT_OUT)
        if path.is_file() and not path.is_symlink() and not is_ours and not path.name.endswith(".half"):
            yield path


def _written(
    half: Path, folder: Path, lines: Path, name: str, audited: Audited, apart: set[Path], told: Progress
) -> Manifest:  # fmt: skip
    digests: dict[str, str] = {}
    without: tuple[str, ...] = ()
    files = [(lines, LEDGER), *((one, f"{FOLDER}/{one.relative_to(folder)}") for one in _files(folder))]
    with tarfile.open(half, "w:gz", compresslevel=4) as tar:
        for at, (path, inside) in enumerate(files):
            told.step("backing up", at, len(files))
            if path.resolve() in apart:
                without += (path.name,) if path.name in SECRETS else ()
                continue
            try:
                raw = path.read_bytes()
            except FileNotFoundError:
                continue  # it was there when the folder was listed: what belongs to people is looked at again
            _put(tar, inside, raw)
            digests[inside] = hashlib.sha256(raw).hexdigest()
        manifest = Manifest(treadle=importlib.metadata.version("treadle"), name=name, entries=audited.entries,
                            fingerprint=audited.fingerprint, files=digests, without=without)  # fmt: skip
        _put(tar, MANIFEST, to_text(manifest).encode())
    told.step("backing up", len(files), len(files))
    return manifest


def _put(tar: tarfile.TarFile, name: str, raw: bytes) -> None:
    told = tarfile.TarInfo(name)
    told.size, told.mode = len(raw), 0o600
    tar.addfile(told, io.BytesIO(raw))


def _unpacked(file: Path, half: Path) -> Manifest:
    """Unpack a backup and compare every file with its digest. Raises `InputError`."""
    remedy = "Take another backup"
    try:
        with tarfile.open(file, "r:gz") as tar:
            half.mkdir(parents=True)
            tar.extractall(half, filter="data")
    except FileNotFoundError:
        raise InputError.single(str(file), "it is not there", "Name the file of a backup") from None
    except (OSError, tarfile.TarError, EOFError) as error:
        raise InputError.single(str(file), f"it cannot be read as a backup ({error})", remedy) from None
    try:
        text = (half / MANIFEST).read_bytes()
    except OSError:
        raise InputError.single(str(file), "it is no backup of treadle, or was cut short", remedy) from None
    manifest = from_text(Manifest, text, file=str(file), remedy=remedy)
    found = {
        str(path.relative_to(half)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in half.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }
    odd = sorted(name for name in {*found, *manifest.files} if found.get(name) != manifest.files.get(name))
    if odd:
        some = ", ".join(odd[:5]) + (" …" if len(odd) > 5 else "")
        raise InputError.single(str(file), f"{len(odd)} of its files are not what was backed up: {some}", remedy)
    return manifest
