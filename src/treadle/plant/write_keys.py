"""Keys by which a storefront names the brand it sends to. They open nothing else: a page shows them to everybody."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from filelock import FileLock

from treadle.errors import InputError, NotFoundError
from treadle.plant.collect import now
from treadle.storage.lake import write_durably
from treadle.terms.codec import from_text, to_text

FILE_NAME = "write_keys.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteKey:
    """A key: what it is told apart by, what it is for, and the digest by which it is known again."""

    key_id: str
    name: str
    digest: str
    made_at: datetime
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteKeys:
    """All write keys of a brand, oldest first."""

    keys: tuple[WriteKey, ...] = ()


class KeyBook(Protocol):
    """Who a write key belongs to."""

    def brand_of(self, write_key: str) -> str | None:
        """The id of the brand that a key sends to; None for a key that is not known, or was withdrawn."""


def write_keys(folder: Path) -> tuple[WriteKey, ...]:
    """The write keys of a brand, withdrawn ones too. Raises `InputError` where they cannot be read."""
    path = folder / ".treadle" / FILE_NAME
    if not path.is_file():
        return ()
    remedy = "Take it from a copy of the folder, or delete it and make new keys"
    return from_text(WriteKeys, path.read_bytes(), file=FILE_NAME, remedy=remedy).keys


def make_write_key(folder: Path, name: str) -> tuple[WriteKey, str]:
    """A new key and its text, which is told only now. Raises `InputError` for an empty name."""
    if not name.strip():
        raise InputError.single("write key", "it has no name", "Say what it is for, such as storefront")
    text = f"wk_{secrets.token_urlsafe(24)}"
    one = WriteKey(key_id=secrets.token_hex(4), name=name.strip(), digest=_digest(text), made_at=now())
    with _alone(folder):
        _write(folder, (*write_keys(folder), one))
    return one, text


def withdraw_write_key(folder: Path, key_id: str) -> WriteKey:
    """Let a key be good no longer. Raises `NotFoundError` where there is none of that id that is."""
    with _alone(folder):
        keys = write_keys(folder)
        found = next((one for one in keys if one.key_id == key_id and one.withdrawn_at is None), None)
        if found is None:
            good = ", ".join(f"{one.key_id} ({one.name})" for one in keys if one.withdrawn_at is None) or "none"
            raise NotFoundError(f"There is no write key {key_id} that is good; those that are: {good}.")
        gone = replace(found, withdrawn_at=now())
        _write(folder, tuple(gone if one is found else one for one in keys))
        return gone


class FolderKeys:
    """The write keys of some brands' folders, read again where a file has changed."""

    def __init__(self, folders: Mapping[str, Path]) -> None:
        self._folders = folders
        self._known: dict[str, tuple[int, frozenset[str]]] = {}

    def brand_of(self, write_key: str) -> str | None:
        """As `KeyBook.brand_of`."""
        digest = _digest(write_key)
        return next((brand_id for brand_id in self._folders if digest in self._good(brand_id)), None)

    def _good(self, brand_id: str) -> frozenset[str]:
        path = self._folders[brand_id] / ".treadle" / FILE_NAME
        try:
            changed = path.stat().st_mtime_ns
        except FileNotFoundError:
            return frozenset()
        kept = self._known.get(brand_id)
        if kept is None or kept[0] != changed:
            keys = write_keys(self._folders[brand_id])
            kept = (changed, frozenset(one.digest for one in keys if one.withdrawn_at is None))
            self._known[brand_id] = kept
        return kept[1]


def _alone(folder: Path) -> FileLock:
    home = folder / ".treadle"
    home.mkdir(parents=True, exist_ok=True)
    return FileLock(home / "write_keys.lock")


def _write(folder: Path, keys: tuple[WriteKey, ...]) -> None:
    write_durably(folder / ".treadle" / FILE_NAME, to_text(WriteKeys(keys=keys), indent=1))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
