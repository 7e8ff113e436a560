"""Rolls of cloth: received, inspected by points, issued to lays, and what comes back; and how they all stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from treadle.errors import InputError, NotFoundError, Problem
from treadle.plant.lay_rolls import released_lay, rolls_of_lay
from treadle.plant.order_of import Books, open_books, seen_books
from treadle.plant.plain_table import read_table_file
from treadle.terms.entry import Body, Entry
from treadle.terms.fingerprint import fingerprint
from treadle.terms.roll_told import RollHeld, RollInspected, RollIssued, RollReceived, RollReturned, SeenFault
from treadle.terms.rolls import Roll
from treadle.terms.tables.making import ROLLS
from treadle.track.rolls import inspect_roll


@dataclass(frozen=True, slots=True, kw_only=True)
class RollTold:
    """A roll as it stands: on the shelf (`roll` as it may be laid), or why not. `state` is one of 'on the shelf',
    'not inspected', 'refused', 'issued', 'used up'."""

    roll_id: str
    fabric_id: str
    colour: str
    shade: str
    length_mm: int
    state: str
    issued_to: str = ""
    points_per_100_m2: float | None = None


def rolls_of(folder: Path) -> tuple[RollTold, ...]:
    """Every roll that was counted or received, in the order of ids. Raises as `open_books`."""
    books = seen_books(folder)
    held = _held(books)
    laid = {one.roll_id: one for one in books.snapshot.rolls}
    found = []
    for roll in sorted(_rolls(books), key=lambda one: one.roll_id):
        told = held.get(roll.roll_id, RollHeld(roll_id=roll.roll_id))
        now = laid.get(roll.roll_id, roll)
        found.append(
            RollTold(
                roll_id=roll.roll_id, fabric_id=roll.fabric_id, colour=roll.colour, shade=now.shade,
                length_mm=0 if told.left_mm == 0 else now.length_mm, state=_state(told), issued_to=told.issued_to,
                points_per_100_m2=told.inspected.points_per_100_m2 if told.inspected else None,
            )
        )  # fmt: skip
    return tuple(found)


def receive_rolls(folder: Path, path: Path, *, note_id: str = "", author: str, now: datetime | None = None) -> int:
    """Book the rolls of a file (the columns of table rolls) as received; returns how many were new.

    Raises `InputError` with every row that cannot be booked: columns, an unknown cloth, a roll of that label with
    another content.
    """
    books = open_books(folder, None)
    read = read_table_file(path, ROLLS)
    problems = list(read.problems)
    known = {one.roll_id: one for one in _rolls(books)}
    entries = []
    for at, row in enumerate(read.rows, 2):
        fabric = books.snapshot.fabrics.get(row["fabric_id"])
        if fabric is None:
            problems.append(Problem(file=path.name, row=at, column="fabric_id", what=f"{row['fabric_id']} is no cloth",
                                    remedy=f"Name one of {', '.join(sorted(books.snapshot.fabrics))}"))  # fmt: skip
            continue
        roll = Roll(
            roll_id=row["roll_id"], fabric_id=row["fabric_id"], colour=row["colour"],
            length_mm=round(row["length_m"] * 1000), width_mm=row.get("width_mm") or fabric.width_mm,
            shade=row.get("shade") or "",
        )  # fmt: skip
        there = known.get(roll.roll_id)
        if there is not None and not _is_same(there, roll):
            what = f"there is another roll {roll.roll_id}"
            problems.append(
                Problem(file=path.name, row=at, column="roll_id", what=what, remedy="Give it a label of its own")
            )
        elif there is None:
            body = RollReceived(roll=roll, day=books.snapshot.as_of, note_id=note_id)
            entries.append(_entry(books, "roll received", roll.roll_id, body, author, now))
            known[roll.roll_id] = roll
    if problems:
        raise InputError(problems)
    books.ledger.add(entries)
    return len(entries)


def inspect(
    folder: Path, roll_id: str, faults: Sequence[SeenFault], *, length_mm: int | None = None,
    width_mm: int | None = None, shade: str = "", author: str, now: datetime | None = None,
) -> RollInspected:  # fmt: skip
    """Grade a roll by the four-point system, by the limit `roll_points` of the settings.

    What is not accepted is laid no more, and plans see the roll as it was found. Raises `NotFoundError` for no such
    roll, `InputError` for faults that lie beyond it.
    """
    books = open_books(folder, None)
    roll = _roll(books, roll_id)
    try:
        body = inspect_roll(
            faults, length_mm=length_mm or roll.length_mm, width_mm=width_mm or roll.width_mm, shade=shade,
            most_points=books.settings.floor.roll_points, day=books.snapshot.as_of,
        )  # fmt: skip
    except ValueError as error:
        raise InputError.single(roll_id, str(error), "Measure from the roll's outer end") from None
    books.ledger.add([_entry(books, "roll inspected", roll_id, body, author, now)])
    return body


def issue(
    folder: Path, roll_id: str, to: str, *, is_instead: bool = False, author: str, now: datetime | None = None
) -> None:
    """Give a roll out to a lay or an order.

    A released lay takes rolls of its cloth and colour alone, and those that were planned for it before others, unless
    `is_instead`. Raises `NotFoundError`, and `InputError` for one that may not be cut, is given out, does not fit the
    lay, or where the setting `inspect_rolls` asks for an inspection first.
    """
    books = open_books(folder, None)
    roll = _roll(books, roll_id)
    held = _held(books)
    told = held.get(roll_id, RollHeld(roll_id=roll_id))
    state = _state(told)
    if state == "not inspected" and not books.settings.floor.inspect_rolls:
        state = "on the shelf"
    if state != "on the shelf":
        remedy = {
            "issued": "Book what came back first: treadle rolls back", "refused": "Send it back, or inspect it again",
            "not inspected": "Inspect it first: treadle rolls inspect", "used up": "Take another roll",
        }[state]  # fmt: skip
        raise InputError.single(roll_id, f"it is {state} {told.issued_to}".strip(), remedy)
    lay = released_lay(books, to)
    what, remedy = lay.why_not(roll, held, is_instead=is_instead) if lay else ("", "")
    if what:
        raise InputError.single(roll_id, what, remedy)
    books.ledger.add([_entry(books, "roll issued", roll_id, RollIssued(to=to, day=books.snapshot.as_of), author, now)])


def issue_planned(folder: Path, lay_id: str, *, author: str, now: datetime | None = None) -> tuple[str, ...]:
    """Give out every roll that is planned for a released lay and not given out yet; returns which. Raises as
    `rolls_of_lay` and `issue`."""
    waiting = dict.fromkeys(one.roll_id for one in rolls_of_lay(folder, lay_id).rolls if not one.issued_to)
    for name in waiting:
        issue(folder, name, lay_id, author=author, now=now)
    return tuple(waiting)


def give_back(folder: Path, roll_id: str, left_mm: int, *, author: str, now: datetime | None = None) -> None:
    """Book what was left of a roll when it came back; 0 where it is used up. Raises `NotFoundError`, and `InputError`
    for more than there was."""
    books = open_books(folder, None)
    roll = _roll(books, roll_id)
    told = _held(books).get(roll_id, RollHeld(roll_id=roll_id))
    most = told.left_mm if told.left_mm is not None else told.inspected.length_mm if told.inspected else roll.length_mm
    if not 0 <= left_mm <= most:
        what = f"{left_mm / 1000:g} m are left of a roll of {most / 1000:g} m"
        raise InputError.single(roll_id, what, "Measure again")
    body = RollReturned(left_mm=left_mm, day=books.snapshot.as_of)
    books.ledger.add([_entry(books, "roll returned", roll_id, body, author, now)])


def _state(told: RollHeld) -> str:
    if told.inspected is not None and not told.inspected.is_accepted:
        return "refused"
    if told.issued_to:
        return "issued"
    if told.left_mm == 0:
        return "used up"
    return "on the shelf" if told.inspected is not None else "not inspected"


def _held(books: Books) -> dict[str, RollHeld]:
    return {one.state_id: one.state for one in books.ledger.states(RollHeld)}


def _rolls(books: Books) -> tuple[Roll, ...]:
    """Rolls as they were counted or came."""
    found = {one.roll_id: one for one in books.snapshot.counted_rolls}
    found |= {name: one.received.roll for name, one in _held(books).items() if one.received is not None}
    return tuple(found.values())


def _roll(books: Books, roll_id: str) -> Roll:
    rolls = {one.roll_id: one for one in _rolls(books)}
    if roll_id not in rolls:
        named = ", ".join(sorted(rolls)[:8]) or "none"
        raise NotFoundError(
            f"There is no roll {roll_id}. Rolls: {named}. Book it first: treadle rolls receive DIR FILE"
        )
    return rolls[roll_id]


def _is_same(one: Roll, other: Roll) -> bool:
    return (one.fabric_id, one.colour, one.length_mm) == (other.fabric_id, other.colour, other.length_mm)


def _entry(books: Books, kind: str, subject: str, body: Body, author: str, now: datetime | None) -> Entry:
    moment = now or datetime.now(UTC)
    newest = books.ledger.newest([kind])
    return Entry(kind=kind, subject=subject, happened_at=moment, known_at=moment, author=author,
                 key=f"{kind}:{subject}:{newest}:{fingerprint(body)}", body=body,
                 currency=books.settings.currency)  # fmt: skip
