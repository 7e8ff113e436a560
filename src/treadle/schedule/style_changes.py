"""Minutes from one style to another on the lines of a factory, each worked out when it is first asked for.

A plan of thousands of styles has millions of pairs, and a factory's lines meet a few of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from treadle.terms.place import Factory


class StyleChanges(dict[int, dict[int, int]]):
    """Set-up minutes by the number of the style before and of the one after; `late` are minutes lost at the start of a
    style by its name."""

    def __init__(self, factory: Factory, styles: Sequence[str], late: Mapping[str, int]) -> None:
        super().__init__()
        self.factory, self.styles, self.late = factory, styles, late

    def __missing__(self, before: int) -> dict[int, int]:
        row = self[before] = _FromStyle(self, before)
        return row


class _FromStyle(dict[int, int]):
    """Set-up minutes from one style, by the number of the one after."""

    def __init__(self, changes: StyleChanges, before: int) -> None:
        super().__init__()
        self.changes, self.before = changes, before

    def __missing__(self, after: int) -> int:
        told = self.changes
        minutes = told.factory.changeover(told.styles[self.before], told.styles[after])
        if after != self.before:
            minutes += told.late.get(told.styles[after], 0)
        self[after] = minutes
        return minutes
