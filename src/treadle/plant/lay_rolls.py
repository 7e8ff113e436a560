"""Rolls against the lays that were released: which are planned for a lay, and whether another may take their place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from treadle.errors import NotFoundError
from treadle.plant.order_of import Books, open_books
from treadle.terms.cut_told import LaysReleased
from treadle.terms.cutting import Lay
from treadle.terms.roll_told import RollHeld
from treadle.terms.rolls import Roll


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRoll:
    """A roll that was planned for a lay: how much of it lies there, of which colour way, and to what it was issued."""

    roll_id: str
    option_id: str
    planned_mm: int
    issued_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedLay:
    """A released lay with its cloth: the colours that its plies have, and the rolls planned for it."""

    lay: Lay
    fabric_id: str
    colours: frozenset[str]
    rolls: tuple[PlannedRoll, ...]

    def why_not(self, roll: Roll, held: Mapping[str, RollHeld], *, is_instead: bool) -> tuple[str, str]:
        """Why a roll may not be issued to the lay, and what to do; two empty texts where it may."""
        if roll.fabric_id != self.fabric_id:
            return (f"{self.lay.lay_id} is cut of {self.fabric_id}, and it is {roll.fabric_id}",
                    f"Take {self.names or 'a roll of that cloth'}")  # fmt: skip
        if self.colours and roll.colour not in self.colours:
            return (f"{self.lay.lay_id} is cut in {', '.join(sorted(self.colours))}, and it is {roll.colour}",
                    f"Take {self.names or 'a roll of that colour'}")  # fmt: skip
        planned = {one.roll_id for one in self.rolls}
        waiting = sorted(name for name in planned if not (name in held and held[name].issued_to))
        if planned and roll.roll_id not in planned and waiting and not is_instead:
            return (f"{', '.join(waiting)} is planned for {self.lay.lay_id}",
                    "Take that, or say that this one goes in its place: --instead")  # fmt: skip
        return ("", "")

    @property
    def names(self) -> str:
        """The planned rolls by name."""
        return ", ".join(dict.fromkeys(one.roll_id for one in self.rolls))


def released_lay(books: Books, lay_id: str) -> ReleasedLay | None:
    """The lay as it was last released; None for what is no lay of a release."""
    held = {one.state_id: one.state for one in books.ledger.states(RollHeld)}
    catalogue = books.snapshot.catalogue
    for entry in reversed(books.ledger.entries(kinds=["lays"])):
        body = entry.body
        if not isinstance(body, LaysReleased):
            continue
        for lay in body.lays:
            if lay.lay_id != lay_id:
                continue
            metres: dict[tuple[str, str], int] = {}
            for one in body.stretches:
                if one.lay_id == lay_id:
                    key = (one.roll_id.partition("@")[0], one.option_id)
                    metres[key] = metres.get(key, 0) + one.to_mm - one.from_mm
            rolls = tuple(
                PlannedRoll(roll_id=roll, option_id=option, planned_mm=length,
                            issued_to=held[roll].issued_to if roll in held else "")
                for (roll, option), length in metres.items()
            )  # fmt: skip
            colours = frozenset(catalogue.option[name].colour for name in lay.plies if name in catalogue.option)
            return ReleasedLay(lay=lay, fabric_id=body.fabric_id, colours=colours, rolls=rolls)
    return None


def rolls_of_lay(folder: Path, lay_id: str) -> ReleasedLay:
    """A released lay with the rolls planned for it. Raises `NotFoundError` naming the lays there are."""
    books = open_books(folder, None)
    found = released_lay(books, lay_id)
    if found is None:
        known = [lay.lay_id for entry in books.ledger.entries(kinds=["lays"]) if isinstance(entry.body, LaysReleased)
                 for lay in entry.body.lays]  # fmt: skip
        raise NotFoundError(f"There is no released lay {lay_id}. Lays: {', '.join(known[-8:]) or 'none'}.")
    return found
