"""The tables of ISO 2859-1, encoded by the rule they follow.

A master table has a row for each code letter and a column for each AQL, both steps of the fifth root of ten. A plan
therefore repeats along the diagonal: one letter further and one AQL tighter is the same acceptance number. `DIAGONALS`
holds that one diagonal for each severity; sample sizes follow from the letter alone. What does not fit the rule (the
corners of the tables) stands below as such.

Sources: ISO 2859-1:1999, Tables 1, 2, 3 and 4 (the same as GB/T 2828.1-2012 and JIS Z 9015-1); for the edition of 1989
MIL-STD-105E, Tables I to IV, which is in the public domain and has the same tables. The editions agree on single plans,
normal and tightened; that of 1999 has no gap between Ac and Re in reduced inspection, other double plans for the
acceptance numbers 3, 7 and 8, and five samples instead of seven.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from treadle.terms.inspection import Edition, Severity

LETTERS: Final = "ABCDEFGHJKLMNPQRS"
#: By definition: ISO 2859-1.
AQLS: Final = (
    0.010, 0.015, 0.025, 0.040, 0.065, 0.10, 0.15, 0.25, 0.40, 0.65, 1.0, 1.5, 2.5, 4.0, 6.5, 10.0, 15.0, 25.0, 40.0,
    65.0, 100.0, 150.0, 250.0, 400.0, 650.0, 1000.0,
)  # fmt: skip
#: Largest lot of each row of Table 1 but the last. By definition: ISO 2859-1.
LOT_UNITS: Final = (8, 15, 25, 50, 90, 150, 280, 500, 1200, 3200, 10_000, 35_000, 150_000, 500_000)
LEVELS: Final[Mapping[str, str]] = {
    "S-1": "AAAABBBBCCCCDDD",
    "S-2": "AAABBBCCCDDDEEE",
    "S-3": "AABBCCDDEEFFGGH",
    "S-4": "AABCCDEEFGGHJJK",
    "I": "AABCCDEFGHJKLMN",
    "II": "ABCDEFGHJKLMNPQ",
    "III": "BCDEFGHJKLMNPQR",
}
#: Sample sizes of single plans by letter, normal and tightened. By definition: ISO 2859-1.
SIZES: Final = (2, 3, 5, 8, 13, 20, 32, 50, 80, 125, 200, 315, 500, 800, 1250, 2000, 3150)
#: By how many letters the sample is smaller than the single sample of normal inspection.
SHIFTS: Final[Mapping[str, Mapping[str, int]]] = {
    "single": {"normal": 0, "tightened": 0, "reduced": 2},
    "double": {"normal": 1, "tightened": 1, "reduced": 3},
    "multiple": {"normal": 3, "tightened": 3, "reduced": 5},
}
UP: Final = "up"
DOWN: Final = "down"
Cell = tuple[int, int] | str
#: Where the diagonal begins: the number of the letter (A is 0) and of the AQL (0.010 is 0) add up to this.
STARTS: Final[Mapping[Severity, int]] = {"normal": 14, "tightened": 15, "reduced": 14}
#: No acceptance number beyond the eleventh step of the diagonal stands below this letter.
LAST_LETTER_OF_LARGE: Final = LETTERS.index("E")


def _plain(*accepted: int) -> tuple[Cell, ...]:
    return tuple((ac, ac + 1) for ac in accepted)


#: By definition: ISO 2859-1.
_REDUCED_1989: Final[tuple[Cell, ...]] = (
    (0, 2), (1, 3), (1, 4), (2, 5), (3, 6), (5, 8), (7, 10), (10, 13), (14, 17), (21, 24),
)  # fmt: skip
_NORMAL: Final = (*_plain(0), UP, DOWN, *_plain(1, 2, 3, 5, 7, 10, 14, 21, 30, 44))
_TIGHTENED: Final = (*_plain(0), DOWN, DOWN, *_plain(1, 2, 3, 5, 8, 12, 18, 27, 41))
DIAGONALS: Final[Mapping[Edition, Mapping[Severity, tuple[Cell, ...]]]] = {
    "1999": {
        "normal": _NORMAL,
        "tightened": _TIGHTENED,
        "reduced": (*_plain(0), UP, DOWN, DOWN, *_plain(1, 2, 3, 5, 6, 8, 10, 14, 21)),
    },
    "1989": {"normal": _NORMAL, "tightened": _TIGHTENED, "reduced": (*_plain(0), UP, DOWN, *_REDUCED_1989)},
}
#: From which step on a diagonal stops at the letter E (the acceptance numbers that only its last columns hold).
LARGE_STEPS: Final[Mapping[Severity, int]] = {"normal": 11, "tightened": 10, "reduced": 11}

#: The samples of reduced inspection of A and B are those of normal inspection of A, and so are their numbers from AQL
#: 25 on. By definition: ISO 2859-1.
_SMALLEST: Final = _plain(1, 2, 3, 5, 7, 10, 14, 21, 30)
#: By definition: ISO 2859-1.
_SMALLEST_FROM: Final = AQLS.index(25.0)
_B_1989: Final[Mapping[float, Cell]] = {25.0: (1, 3), 40.0: (2, 4), 65.0: (3, 5)}


def cell(edition: Edition, severity: Severity, letter: int, aql: int) -> Cell:
    """The cell of a master table of single plans: (Ac, Re), or the arrow `UP` or `DOWN`.

    `letter` and `aql` are places in `LETTERS` and `AQLS`.
    """
    if severity == "reduced" and letter <= 1 and aql >= _SMALLEST_FROM:
        if edition == "1989" and letter == 1 and AQLS[aql] in _B_1989:
            return _B_1989[AQLS[aql]]
        return _SMALLEST[aql - _SMALLEST_FROM]
    step = letter + aql - STARTS[severity]
    if step < 0 or (severity == "tightened" and letter == 0 and step == 0):
        return DOWN
    diagonal = DIAGONALS[edition][severity]
    if step >= len(diagonal) or (step >= LARGE_STEPS[severity] and letter > LAST_LETTER_OF_LARGE):
        return UP
    return diagonal[step]


def sample_size(kind: str, severity: Severity, letter: int) -> int | None:
    """Pieces of one sample of a kind of plan; None where the tables hold no such plan for the letter."""
    place = letter - SHIFTS[kind][severity]
    if place >= 0:
        return SIZES[place]
    return SIZES[0] if kind == "single" else None
