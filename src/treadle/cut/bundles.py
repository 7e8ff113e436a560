"""Bundles: a cut lay parted by garment, colour and plies, small enough to carry; every garment is in exactly one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby

from treadle.terms.cutting import Bundle, Lay
from treadle.terms.quantity import Violation

#: Shade of every ply of an option in a lay, from its lowest ply up, by (lay, option).
Shades = Mapping[tuple[str, str], Sequence[str]]


def bundles_of(
    lays: Sequence[Lay], *, most_units: int, components: Sequence[str] = ("garment",), shades: Shades | None = None
) -> tuple[Bundle, ...]:
    """Bundles of at most `most_units` garments, about equally high, lay by lay from the bottom ply up.

    A bundle never mixes colours, shades, sizes or garments of the marker, so that its pieces come from one place of
    the cloth and their shades agree ply by ply. `components` name what each bundle is tied into. `shades` of plies that
    have cloth; where none is known, it is empty. Raises `ValueError` where `most_units` is below 1 or there are no
    components.
    """
    if most_units < 1 or not components:
        raise ValueError("a bundle holds at least one garment and has at least one component")
    found: list[Bundle] = []
    for lay in lays:
        number, below = 0, 0
        for option_id, plies in lay.plies.items():
            known = list((shades or {}).get((lay.lay_id, option_id), ()))[:plies]
            for shade, height in _stacks([*known, *[""] * (plies - len(known))], most_units):
                for size, garments in lay.ratio.items():
                    for garment in range(1, garments + 1):
                        number += 1
                        found.append(
                            Bundle(
                                bundle_id=f"{lay.lay_id}/b{number:03d}",
                                lay_id=lay.lay_id,
                                option_id=option_id,
                                size=size,
                                garment=garment,
                                first_ply=below + 1,
                                last_ply=below + height,
                                components=tuple(components),
                                shade=shade,
                            )
                        )
                below += height
    return tuple(found)


def _stacks(shades: Sequence[str], most_units: int) -> list[tuple[str, int]]:
    """Plies parted where the shade changes, then into about equal heights: (shade, plies) from the bottom up."""
    found = []
    for shade, run in groupby(shades):
        plies = sum(1 for _ in run)
        count = -(-plies // most_units)
        found += [(shade, plies // count + (at < plies % count)) for at in range(count)]
    return found


def verify_bundles(
    lays: Sequence[Lay], bundles: Sequence[Bundle], most_units: int, shades: Shades | None = None
) -> tuple[Violation, ...]:
    """All broken rules: every garment of every ply in exactly one bundle of its colour and shade, none too high, ids
    apart."""
    wanted: Counter[tuple[str, str, str, int, int]] = Counter()
    for lay in lays:
        colours = [option for option, plies in lay.plies.items() for _ in range(plies)]
        for ply, option_id in enumerate(colours, start=1):
            for size, garments in lay.ratio.items():
                wanted.update((lay.lay_id, option_id, size, garment, ply) for garment in range(1, garments + 1))
    tied = Counter(
        (one.lay_id, one.option_id, one.size, one.garment, ply)
        for one in bundles
        for ply in range(one.first_ply, one.last_ply + 1)
    )
    found = [
        Violation(rule="every garment is in one bundle", where=f"{key[0]}: {key[2]}", found=f"{key}: {tied[key]} times")
        for key in sorted(wanted.keys() | tied.keys())
        if wanted[key] != tied[key]
    ]
    for lay in lays:
        below = 0
        for option_id, plies in lay.plies.items():
            known = dict(enumerate((shades or {}).get((lay.lay_id, option_id), ()), start=below + 1))
            below += plies
            for one in bundles:
                if (one.lay_id, one.option_id) == (lay.lay_id, option_id):
                    mixed = {known.get(ply, "") for ply in range(one.first_ply, one.last_ply + 1)} - {one.shade}
                    if mixed:
                        told = f"{', '.join(sorted(mixed))} beside {one.shade}"
                        found.append(Violation(rule="a bundle has one shade", where=one.bundle_id, found=told))
    for one in bundles:
        if not 1 <= one.units <= most_units:
            told = f"{one.units} garments, most {most_units}"
            found.append(Violation(rule="a bundle can be carried", where=one.bundle_id, found=told))
    if len({one.bundle_id for one in bundles}) < len(bundles):
        found.append(Violation(rule="each bundle has its own id", where="bundles", found="one is used twice"))
    return tuple(found)
