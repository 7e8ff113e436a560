"""Example patterns of our own, drawn from body measures: pieces per size with seam allowance, pairs and grain."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from treadle.cut import draft_bottoms, draft_tops
from treadle.cut.draft_body import Body, body_of
from treadle.errors import InputError, Problem
from treadle.terms.cutting import Pattern, Piece

#: What can be drawn, by name.
DRAFTS: Mapping[str, Callable[[Body, str], list[Piece]]] = MappingProxyType(
    {
        "tshirt": draft_tops.tshirt,
        "polo": draft_tops.polo,
        "hoodie": draft_tops.hoodie,
        "shirt": draft_tops.shirt,
        "dress": draft_tops.dress,
        "trousers": draft_bottoms.trousers,
        "shorts": draft_bottoms.shorts,
        "leggings": draft_bottoms.leggings,
        "skirt": draft_bottoms.skirt,
    }
)


def draft_pattern(kind: str, sizes: Sequence[str], pattern_id: str | None = None) -> Pattern:
    """Draw a garment of `kind` (a name in `DRAFTS`) in `sizes` (adult letters or children's heights, see `body_of`).

    Outlines are in mm with the grain along x. Raises `InputError` naming every unknown size, or the unknown kind.
    """
    if kind not in DRAFTS:
        known = ", ".join(sorted(DRAFTS))
        raise InputError.single("pattern", f"there is no draft called {kind!r}", f"Use one of {known}")
    problems: list[Problem] = []
    pieces: list[Piece] = []
    for size in dict.fromkeys(sizes):
        try:
            pieces += DRAFTS[kind](body_of(size), size)
        except InputError as wrong:
            problems += wrong.problems
    if problems:
        raise InputError(problems)
    return Pattern(pattern_id=pattern_id or kind, pieces=tuple(pieces))
