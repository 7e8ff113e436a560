"""Whether a folder is the very one that was read before, found without reading it row by row."""

from __future__ import annotations

import functools
import hashlib
from datetime import date
from pathlib import Path

from treadle.storage.floor_facts import FLOOR_KINDS
from treadle.storage.lake import Lake, write_durably
from treadle.storage.ledger.folds import BY_STATE
from treadle.storage.ledger.open import existing_ledger
from treadle.storage.touched_files import FilesStamp, stamp_of_files
from treadle.storage.wild_days import read_confirmed
from treadle.terms.campaign import Campaign
from treadle.terms.codec import EDITION
from treadle.terms.offer import Offer
from treadle.terms.policy.scheduling import PLAIN_PROMISES, PromisePolicy
from treadle.terms.roll_told import RollHeld
from treadle.terms.shop import Move, StoreOrder
from treadle.terms.supplier import Pair

#: Where a folder's digest is kept with the fingerprint of the facts that were read of it.
KEPT = "facts.txt"
#: Whether the day was found in the folder or named by somebody.
NEWEST, NAMED = "newest", "named"
_PIECE = 1 << 20


def facts_digest(folder: Path, *, currency: str, time_zone: str, promise: PromisePolicy = PLAIN_PROMISES) -> str:
    """A digest of all that a snapshot is made from: the bytes of the tables, the imports that count, days that were
    confirmed, how far the ledger goes, the settings that a reading depends on, and the edition. Another digest does not
    mean other facts; the same one means the same facts of a day.
    """
    late = promise.overdue_days, promise.overdue_orders
    whole = hashlib.sha256(repr((EDITION, currency, time_zone, late)).encode())
    whole.update(_tables_digest(folder, stamp_of_files(folder)))
    lake = Lake(folder=folder)
    whole.update(repr(sorted(read_confirmed(folder))).encode())
    whole.update(repr([(one.number, one.table, one.file) for one in lake.journal()]).encode())
    ledger = existing_ledger(folder, currency=currency, time_zone=time_zone)
    whole.update(repr((0, 0) if ledger is None else (ledger.head(), ledger.newest(digested_kinds()))).encode())
    return whole.hexdigest()


@functools.lru_cache(maxsize=16)
def _tables_digest(folder: Path, stamp: FilesStamp) -> bytes:
    """A digest of the bytes of the tables."""
    del stamp  # a file that was touched since is another key
    whole = hashlib.sha256()
    for path in sorted((folder / "tables").glob("*")):
        if path.is_file():
            whole.update(f"\0{path.name}\0{path.stat().st_size}\0".encode())
            with path.open("rb") as file:
                while piece := file.read(_PIECE):
                    whole.update(piece)
    return whole.digest()


def digested_kinds() -> tuple[str, ...]:
    """Kinds of entries beside those about what is on order that a snapshot is made from."""
    states = (Campaign, RollHeld, Move, StoreOrder, Pair, Offer)
    return (*FLOOR_KINDS, *(kind for one in states for kind in BY_STATE[one].kinds))


def known_facts(folder: Path, digest: str, as_of: date | None) -> str | None:
    """The fingerprint of a day's facts that were read when the folder had this digest; None where nobody noted it.

    `as_of` None: of the day after the newest fact.
    """
    try:
        kept = (folder / ".treadle" / KEPT).read_text(encoding="utf-8").split()
    except (OSError, ValueError):
        return None
    if len(kept) != 4 or kept[0] != digest:
        return None
    is_that_day = kept[3] == NEWEST if as_of is None else kept[1] == as_of.isoformat()
    return kept[2] if is_that_day else None


def keep_facts(folder: Path, digest: str, as_of: date, facts: str, *, is_newest: bool) -> None:
    """Note a day's facts of a digest, alone; a folder that cannot be written is read whole again the next time.

    `is_newest`: it is the day after the newest fact.
    """
    try:
        write_durably(
            folder / ".treadle" / KEPT, f"{digest} {as_of.isoformat()} {facts} {NEWEST if is_newest else NAMED}\n"
        )
    except OSError:
        return
