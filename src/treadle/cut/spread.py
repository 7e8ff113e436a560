"""Spreading: rolls taken in a given order for lays in a given order, with splices, round faults, ply by ply.

A roll's faults part it into good lengths. At the end of one a ply is either not begun, goes on over a fault that lies
between the pieces, or goes on at a splice in cloth of the same shade that can finish it, whichever loses less.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from treadle.cut.splices import MarkerCloth
from treadle.terms.policy import ClothPolicy
from treadle.terms.rolls import ClothNeed, Fault, Roll, RollUse, Shortage, Stretch


@dataclass(frozen=True, slots=True, kw_only=True)
class RollCosts:
    """What is lost in spreading a cloth, in cents: the cloth itself, and work as the policy prices it."""

    cloth_cents_per_mm: float
    policy: ClothPolicy = field(default_factory=ClothPolicy)

    def leftover_cents(self, length_mm: int) -> float:
        """Cost of a leftover: its label where it is kept, its cloth where it is not."""
        if length_mm >= self.policy.least_remnant_mm:
            return self.policy.remnant_cents
        return length_mm * self.cloth_cents_per_mm


@dataclass(frozen=True, slots=True)
class Order:
    """What a search turns: needs and rolls by number in the order taken, rolls that hold back a ply, and rolls whose
    ends are not spliced."""

    needs: tuple[int, ...]
    rolls: tuple[int, ...]
    held: frozenset[int] = frozenset()
    unspliced: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Cloth:
    """Good lengths of a roll that are left: [from, to, the fault after it or None]."""

    roll: Roll
    parts: list[tuple[int, int, Fault | None]]
    is_touched: bool = False


@dataclass(slots=True)
class Spread:
    """A spreading under way, and its outcome."""

    costs: RollCosts
    end_mm: int
    cloths: list[_Cloth]
    stretches: list[Stretch] = field(default_factory=list)
    shortages: list[Shortage] = field(default_factory=list)
    cents: float = 0.0
    net_mm: int = 0
    splices: int = 0

    def lay(self, need: ClothNeed, marker: MarkerCloth, order: Order) -> None:
        """Take cloth for one need, rolls in the order given; what is missing becomes a shortage."""
        done, shade = 0, None
        for number in order.rolls:
            cloth = self.cloths[number]
            if done == need.plies or cloth.roll.width_mm < marker.width_mm:
                continue
            before = done
            done = self._from_roll(need, marker, order, number, done)
            if done > before:
                self.cents += self.costs.policy.shade_change_cents * (shade not in (None, cloth.roll.shade))
                shade = cloth.roll.shade
        self.net_mm += done * (need.length_mm + self.end_mm)
        if done < need.plies:
            self._miss(need, marker, need.plies - done)

    def _from_roll(self, need: ClothNeed, marker: MarkerCloth, order: Order, number: int, done: int) -> int:
        """Lay plies from one roll while it serves; returns how many are laid by then."""
        cloth, ply_mm = self.cloths[number], need.length_mm + self.end_mm
        at, keeps = 0, number in order.held and not cloth.is_touched
        while at < len(cloth.parts) and done < need.plies:
            start, end, fault = cloth.parts[at]
            whole = min(need.plies - done, (end - start) // ply_mm)
            if keeps and whole and at == len(cloth.parts) - 1 and whole < need.plies - done:
                whole -= 1
            if whole:
                stop = start + whole * ply_mm
                self._cut(need, number, done + 1, done + whole, start, stop, 0, need.length_mm)
                done, start = done + whole, stop
                cloth.parts[at] = (start, end, fault)
            if done == need.plies or (keeps and at == len(cloth.parts) - 1):
                break
            if self._over_fault(need, marker, number, at, done) or self._spliced(need, marker, order, number, at, done):
                done += 1
            else:
                at += 1
        cloth.parts = [part for part in cloth.parts if part[1] > part[0]]
        return done

    def _over_fault(self, need: ClothNeed, marker: MarkerCloth, number: int, at: int, done: int) -> bool:
        """Lay one ply across the fault that ends a part, where the fault lies between the pieces."""
        cloth = self.cloths[number]
        start, end, fault = cloth.parts[at]
        if fault is None or at + 1 >= len(cloth.parts) or end <= start:
            return False
        stop = start + need.length_mm + self.end_mm
        next_start, next_end, _ = cloth.parts[at + 1]
        first_mm = start + self.end_mm // 2
        if next_start != fault.to_mm or not fault.to_mm < stop <= next_end:
            return False
        if not marker.bears(fault, fault.from_mm - first_mm, fault.to_mm - first_mm):
            return False
        self._cut(need, number, done + 1, done + 1, start, stop, 0, need.length_mm)
        cloth.parts[at] = (end, end, fault)
        cloth.parts[at + 1] = (stop, *cloth.parts[at + 1][1:])
        return True

    def _spliced(self, need: ClothNeed, marker: MarkerCloth, order: Order, number: int, at: int, done: int) -> bool:
        """Lay one ply from the end of a part and the next cloth of its shade, where that loses less than not to."""
        start, end, fault = self.cloths[number].parts[at]
        mark = marker.splice(end - start - self.end_mm)
        if number in order.unspliced or mark is None:
            return False
        new_at, old_to = mark
        rest = need.length_mm - new_at + self.end_mm
        following = self._next(marker, order, number, at, rest)
        if following is None:
            return False
        stop = start + old_to + self.end_mm
        lost = (old_to - new_at + self.end_mm) * self.costs.cloth_cents_per_mm + self.costs.policy.splice_cents
        if lost + self.costs.leftover_cents(end - stop) >= self.costs.leftover_cents(end - start):
            return False
        other, part = following
        self._cut(need, number, done + 1, done + 1, start, stop, 0, old_to)
        self.cloths[number].parts[at] = (stop, end, fault)
        begin, until, behind = self.cloths[other].parts[part]
        self._cut(need, other, done + 1, done + 1, begin, begin + rest, new_at, need.length_mm)
        self.cloths[other].parts[part] = (begin + rest, until, behind)
        self.splices += 1
        self.cents += self.costs.policy.splice_cents
        return True

    def _next(self, marker: MarkerCloth, order: Order, number: int, at: int, rest_mm: int) -> tuple[int, int] | None:
        """The next part, of this roll or, at its end, of a later one of its shade, that is as long as `rest_mm`."""
        mine = self.cloths[number]
        for part in range(at + 1, len(mine.parts)):
            if mine.parts[part][1] - mine.parts[part][0] >= rest_mm:
                return number, part
        if at + 1 < len(mine.parts):
            return None
        later = order.rolls[order.rolls.index(number) + 1 :]
        for other in later:
            cloth = self.cloths[other]
            if cloth.roll.shade != mine.roll.shade or cloth.roll.width_mm < marker.width_mm:
                continue
            for part, (begin, until, _) in enumerate(cloth.parts):
                if until - begin >= rest_mm:
                    return other, part
        return None

    def _cut(
        self, need: ClothNeed, number: int, first: int, last: int, start: int, stop: int, at: int, to: int
    ) -> None:
        cloth = self.cloths[number]
        if not cloth.is_touched:
            cloth.is_touched = True
            self.cents += self.costs.policy.roll_cents
        self.stretches.append(
            Stretch(
                lay_id=need.lay_id, option_id=need.option_id, first_ply=first, last_ply=last,
                roll_id=cloth.roll.roll_id, shade=cloth.roll.shade, from_mm=start, to_mm=stop, at_mm=at, until_mm=to,
            )
        )  # fmt: skip

    def _miss(self, need: ClothNeed, marker: MarkerCloth, plies: int) -> None:
        """Note what no roll could give, and why; it costs more than any way of laying it."""
        missing = plies * (need.length_mm + self.end_mm)
        wide = [cloth for cloth in self.cloths if cloth.roll.width_mm >= marker.width_mm]
        longest = max((end - start for cloth in wide for start, end, _ in cloth.parts), default=0)
        cause = "no cloth"
        if not wide and self.cloths:
            cause = "too narrow"
        elif longest:
            cause = "too short"
        self.shortages.append(
            Shortage(lay_id=need.lay_id, option_id=need.option_id, plies=plies, missing_mm=missing, cause=cause)
        )
        self.cents += 10.0 * missing * self.costs.cloth_cents_per_mm

    def uses(self) -> tuple[RollUse, ...]:
        """What became of each touched roll, in the order of `cloths`."""
        laid: dict[str, int] = {}
        for one in self.stretches:
            laid[one.roll_id] = laid.get(one.roll_id, 0) + one.to_mm - one.from_mm
        found = []
        for cloth in self.cloths:
            if cloth.is_touched:
                kept = tuple(
                    (start, end) for start, end, _ in cloth.parts if end - start >= self.costs.policy.least_remnant_mm
                )
                used, length = laid[cloth.roll.roll_id], cloth.roll.length_mm
                lost = length - used - sum(end - start for start, end in kept)
                found.append(
                    RollUse(
                        roll_id=cloth.roll.roll_id, length_mm=length, used_mm=used, remnants=kept, lost_mm=lost
                    )
                )  # fmt: skip
        return tuple(found)


def spread(
    needs: Sequence[ClothNeed], markers: Mapping[str, MarkerCloth], rolls: Sequence[Roll], order: Order,
    costs: RollCosts, end_mm: int,
) -> Spread:  # fmt: skip
    """Spread the needs in an order; `cents` of the outcome is what the cloth lost, splices, labels and rolls cost.

    end_mm: cloth lost at both ends of a stretch together. Cloth that is missing costs ten times its price.
    """
    now = Spread(costs=costs, end_mm=end_mm, cloths=[_Cloth(roll, _good_parts(roll)) for roll in rolls])
    for number in order.needs:
        now.lay(needs[number], markers[needs[number].marker_id], order)
    uses = now.uses()
    now.cents += (sum(use.used_mm + use.lost_mm for use in uses) - now.net_mm) * costs.cloth_cents_per_mm
    now.cents += sum(len(use.remnants) for use in uses) * costs.policy.remnant_cents
    return now


def _good_parts(roll: Roll) -> list[tuple[int, int, Fault | None]]:
    """Lengths of a roll between its faults, each with the fault that ends it."""
    parts: list[tuple[int, int, Fault | None]] = []
    start = 0
    for fault in roll.faults:
        parts.append((start, max(start, fault.from_mm), fault))
        start = fault.to_mm
    parts.append((start, roll.length_mm, None))
    return parts
