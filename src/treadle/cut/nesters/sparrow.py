"""sparrow through spyrrow: dense markers that stop on the clock and differ from run to run. The only
importer of spyrrow."""

from __future__ import annotations

from collections.abc import Sequence

from treadle.errors import MissingExtraError

Ring = Sequence[tuple[float, float]]
Put = tuple[int, float, float, float]


def sparrow(
    outlines: Sequence[tuple[Ring, int, Sequence[float] | None]],
    width: float,
    seconds: float,
    seed: int,
    spacing: float = 0.0,
    workers: int | None = None,
    compress_share: float = 0.2,
) -> list[Put]:
    """Place outlines, each (ring, copies, allowed degrees or None for any), in a strip of `width`.

    Runs `seconds` of wall time (at least 2), of which `compress_share` shortens what the rest explored. Returns
    (outline index, rotation in degrees about the origin, x, y) per copy; nothing is checked here. Raises
    `MissingExtraError`
    without spyrrow and `ValueError` from it where an outline is broken.
    """
    try:
        import spyrrow
    except ImportError as missing:
        raise MissingExtraError("nester 'sparrow'", "sparrow") from missing
    items = [
        spyrrow.Item(
            str(number), [(float(x), float(y)) for x, y in ring], copies, None if angles is None else list(angles)
        )
        for number, (ring, copies, angles) in enumerate(outlines)
    ]
    compress = max(1, round(seconds * compress_share))
    config = spyrrow.StripPackingConfig(
        early_termination=False,
        total_computation_time=None,
        exploration_time=max(1, int(seconds) - compress),
        compression_time=compress,
        num_workers=workers,
        seed=seed,
        min_items_separation=spacing if spacing > 0 else None,
    )
    answer = spyrrow.StripPackingInstance("marker", float(width), items).solve(config)
    return [
        (int(item.id), float(item.rotation), float(item.translation[0]), float(item.translation[1]))
        for item in answer.placed_items
    ]
