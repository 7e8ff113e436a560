"""Bundles: a cut lay parted by garment, colour and plies, small enough to carry; every garment is in exactly one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from treadle.terms.cutting import Bundle, Lay
from treadle.terms.quantity import Violation


def bundles_of(lays: Sequence[Lay], *, most_units: int, components: Sequence[str] = ("garment",)) -> tuple[Bundle, ...]:
    """Bundles of at most `most_units` garments, about equally high, lay by lay from the bottom ply up.

    A bundle never mixes colours, sizes or garments of the marker, so that its pieces come from one place of the cloth
    and their shades agree ply by ply. `components` name what each bundle is tied into. Raises `ValueError` where
    `most_units` is below 1 or there are no components.
    """
    if most_units < 1 or not components:
        raise ValueError("a bundle holds at least one garment and has at least one component")
    found: list[Bundle] = []
    for lay in lays:
        number, below = 0, 0
        for option_id, plies in lay.plies.items():
            count = -(-plies // most_units)
            heights = [plies // count + (at < plies % count) for at in range(count)]
            for height in heights:
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
                            )
                        )
                below += height
    return tuple(found)


def verify_bundles(lays: Sequence[Lay], bundles: Sequence[Bundle], most_units: int) -> tuple[Violation, ...]:
    """All broken rules: every garment of every ply in exactly one bundle of its colour, none too high, ids apart."""
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
    for one in bundles:
        if not 1 <= one.units <= most_units:
            told = f"{one.units} garments, most {most_units}"
            found.append(Violation(rule="a bundle can be carried", where=one.bundle_id, found=told))
    if len({one.bundle_id for one in bundles}) < len(bundles):
        found.append(Violation(rule="each bundle has its own id", where="bundles", found="one is used twice"))
    return tuple(found)
