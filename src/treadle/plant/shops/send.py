"""What was decided leaves: entries of the ledger, which the next plan of the shops counts; and what came of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from treadle.errors import ConflictError, InputError, NotFoundError
from treadle.plant.books import entry_of, ledger_of
from treadle.plant.shops.counts import counts_now
from treadle.plant.shops.plan import Shops
from treadle.settings import read_settings
from treadle.storage.ledger.protocol import Held, Ledger, Seen
from treadle.terms.entry import Entry
from treadle.terms.fingerprint import fingerprint
from treadle.terms.shop import GoodsMoved, Move, MoveArrived, MoveLine, MoveTakenBack


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Moves as they stand after they were sent; `is_new` False where all had left before."""

    moves: tuple[Move, ...]
    is_new: bool


def send(folder: Path, shops: Shops, *, author: str, only: str = "") -> Sent:
    """Let everything leave that was decided (or what goes to one shop): an entry per pair of places.

    The same plan of the same day sent again changes nothing. Raises `LedgerError`.
    """
    settings = read_settings(folder)
    ledger = ledger_of(folder, settings)
    marks = counts_now(folder, settings, shops.as_of).marks
    lines: dict[tuple[str, str], list[MoveLine]] = {}
    table = shops.rows
    columns = (table[name].to_pylist() for name in ("from_place_id", "to_place_id", "sku", "units"))
    for giver, taker, sku, units in zip(*columns, strict=True):
        if only in ("", taker):
            one = MoveLine(sku=sku, units=units, from_mark=marks.get((giver, sku), ""),
                           to_mark=marks.get((taker, sku), ""))  # fmt: skip
            lines.setdefault((giver, taker), []).append(one)
    entries: list[Entry] = []
    for (giver, taker), parts in sorted(lines.items()):
        day = shops.as_of
        body = GoodsMoved(from_place_id=giver, to_place_id=taker, day=day, lines=tuple(parts),
                          arrives_on=day + timedelta(days=shops.lead_days.get(taker, 0)))  # fmt: skip
        name = f"{day.isoformat()} {giver} to {taker} {fingerprint(body)[:6]}"
        held = ledger.state(Move, name)
        again = f":{held.version}" if held is not None and held.state.is_taken_back else ""
        entries.append(entry_of("goods moved", name, body, key=f"goods moved:{name}{again}", known=day, author=author,
                                settings=settings))  # fmt: skip
    there = {one.subject: ledger.state(Move, one.subject) for one in entries}
    fresh = [one for one in entries if (held := there[one.subject]) is None or held.state.is_taken_back]
    if fresh:
        ledger.add(fresh)
    names = [one.subject for one in entries]
    return Sent(moves=tuple(move_held(ledger, name).state for name in names), is_new=bool(fresh))


def arrive(
    folder: Path, move_id: str, units: Mapping[str, int] | None = None, *, day: date | None = None, author: str
) -> Move:
    """Goods came, as they were sent or in other numbers (by SKU). Raises `NotFoundError`, and `InputError` for a SKU
    that was not sent, `ConflictError` for goods that never left."""
    settings = read_settings(folder)
    ledger = ledger_of(folder, settings)
    held = move_held(ledger, move_id)
    sent = {one.sku for one in held.state.sent.lines}
    strange = [sku for sku in units or {} if sku not in sent]
    if strange:
        raise InputError.single(move_id, f"it was not sent with {', '.join(strange)}", "Name SKUs that were sent")
    body = MoveArrived(day=day or held.state.sent.arrives_on, units=dict(units or {}))
    if held.state.is_taken_back:
        raise ConflictError(f"{move_id} was taken back: it never left.")
    if held.state.arrived == body:
        return held.state
    entry = entry_of("move arrived", move_id, body, key=f"move arrived:{move_id}:{held.version}", known=body.day,
                     author=author, settings=settings)  # fmt: skip
    ledger.add([entry], seen=[Seen(kind=Move, state_id=move_id, version=held.version)])
    return move_held(ledger, move_id).state


def take_back(folder: Path, move_id: str, *, reason: str = "", author: str) -> Move:
    """What was said to leave stayed; taken back again it is the same. Raises `NotFoundError`, and `ConflictError` for
    goods that are there already."""
    settings = read_settings(folder)
    ledger = ledger_of(folder, settings)
    held = move_held(ledger, move_id)
    if held.state.is_taken_back:
        return held.state
    if held.state.arrived is not None:
        raise ConflictError(f"{move_id} is there already: move it back instead.")
    entry = entry_of("move taken back", move_id, MoveTakenBack(reason=reason),
                     key=f"move taken back:{move_id}:{held.version}", known=held.state.sent.day, author=author,
                     settings=settings)  # fmt: skip
    ledger.add([entry], seen=[Seen(kind=Move, state_id=move_id, version=held.version)])
    return move_held(ledger, move_id).state


def moves_of(folder: Path) -> tuple[Move, ...]:
    """Every move, the oldest first."""
    return tuple(held.state for held in ledger_of(folder, read_settings(folder)).states(Move))


def move_held(ledger: Ledger, move_id: str) -> Held[Move]:
    """A move with its version. Raises `NotFoundError`."""
    held = ledger.state(Move, move_id)
    if held is None:
        raise NotFoundError(f"There is no move {move_id}: treadle shops DIR status")
    return held
