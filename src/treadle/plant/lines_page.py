"""A sewing line with a style: who does what at which station, what the line lacks, and the same with people away."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from treadle.errors import InputError, NotFoundError
from treadle.plant.balance import balance, place_stations, what_helps, without
from treadle.plant.touched import Stamp, stamp_of_files
from treadle.settings import read_settings
from treadle.sew.manning import Gain
from treadle.storage.brand import Making, load_making
from treadle.terms.sewing import Bulletin, Layout, LineBalance, SewingLine

#: Counted work of looking for what helps. Not tuned: bounds the wait for an answer.
_HELP_MOVES = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """What a person of the line can do, by skill (1.0 = standard speed)."""

    operator_id: str
    efficiency: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePage:
    """A line with a style. `whole` is its balance with everybody, `now` without those who are `away`."""

    styles: tuple[tuple[str, str], ...]
    places: tuple[str, ...]
    style_id: str
    place: str
    bulletin: Bulletin
    line: SewingLine
    whole: LineBalance
    now: LineBalance
    away: tuple[str, ...]
    seats: Layout | None
    skills: tuple[str, ...]
    people: tuple[Skill, ...]

    def share(self, minutes: float) -> float:
        """A station's minutes as a share of the slowest one's."""
        most = max((one.minutes_per_unit for one in self.now.stations), default=0.0)
        return minutes / most if most else 0.0


def line_page(folder: Path, style_id: str = "", place: str = "", away: Sequence[str] = ()) -> LinePage:
    """A style on a line; the first ones where none is named. Raises `NotFoundError` for what is not there, and
    `InputError` where nobody would be left."""
    making, policy = _making(folder, stamp_of_files(folder)), read_settings(folder).policy
    made = [one for one in making.catalogue.styles if one.is_made and one.bulletin_id in making.bulletins]
    if not made:
        raise NotFoundError("No style of this brand has an operation bulletin, so there is nothing to balance.")
    style = next((one for one in made if one.style_id == style_id), None) if style_id else made[0]
    lines = {f"{factory.factory_id}/{one.line_id}": one for factory in making.factories for one in factory.sewing_lines}
    if not lines or style is None or (place and place not in lines):
        raise NotFoundError(f"There is no style {style_id[:40]} or no line {place[:40]} here.")
    place = place or next(iter(lines))
    bulletin, line = making.bulletins[str(style.bulletin_id)], lines[place]
    gone = tuple(one for one in away if any(one == each.operator_id for each in line.operators))
    whole = _balanced(bulletin.bulletin_id, place, (), folder, stamp_of_files(folder))
    now = whole if not gone else balance(bulletin, without(line, gone), seed=policy.plan.seed, policy=policy.sew)
    skills = tuple(dict.fromkeys(one.skill for one in bulletin.operations))
    return LinePage(
        styles=tuple((one.style_id, making.catalogue.style_name(one.style_id)) for one in made), places=tuple(lines),
        style_id=style.style_id, place=place, bulletin=bulletin, line=line, whole=whole, now=now, away=gone,
        seats=place_stations(bulletin, now, seed=policy.plan.seed) if now.status == "balanced" else None,
        skills=skills,
        people=tuple(Skill(operator_id=one.operator_id, efficiency=dict(one.efficiency)) for one in line.operators),
    )  # fmt: skip


def helps(folder: Path, style_id: str, place: str) -> tuple[Gain, ...]:
    """What would shorten the cycle: one more machine of a kind, one person trained; the best first. Raises as
    `line_page`, and `InputError` where the line cannot sew the style."""
    found, policy = line_page(folder, style_id, place), read_settings(folder).policy
    if found.whole.status != "balanced":
        raise InputError.single(place, f"it cannot sew {style_id}", "Choose another line")
    return what_helps(found.bulletin, found.line, found.whole, moves=_HELP_MOVES, seed=policy.plan.seed,
                      policy=policy.sew)  # fmt: skip


@functools.lru_cache(maxsize=8)
def _making(folder: Path, stamp: Stamp) -> Making:
    del stamp  # another stamp is another key
    return load_making(folder, time_zone=read_settings(folder).time_zone)


@functools.lru_cache(maxsize=256)
def _balanced(bulletin_id: str, place: str, away: tuple[str, ...], folder: Path, stamp: Stamp) -> LineBalance:
    making, policy = _making(folder, stamp), read_settings(folder).policy
    lines = {f"{factory.factory_id}/{one.line_id}": one for factory in making.factories for one in factory.sewing_lines}
    return balance(making.bulletins[bulletin_id], lines[place], seed=policy.plan.seed, policy=policy.sew)
