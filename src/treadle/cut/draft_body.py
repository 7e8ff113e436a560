"""Body measures by size: letters XS to 4XL for adults, heights in centimetres for children. All measures in mm.

Rounded from the German and European size tables' public habit (EN 13402-3 steps of chest girth); ease is added by
the draft, not here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from treadle.errors import InputError

_LETTERS = ("XXS", "XS", "S", "M", "L", "XL", "2XL", "3XL", "4XL")
_SAME = {"2XS": "XXS", "XXL": "2XL", "XXXL": "3XL", "XXXXL": "4XL"}
_ADULT: dict[str, tuple[float, ...]] = {
    "height": (1640, 1670, 1710, 1750, 1790, 1820, 1840, 1850, 1860),
    "chest": (780, 840, 900, 960, 1040, 1120, 1200, 1280, 1360),
    "waist": (620, 680, 740, 800, 880, 970, 1060, 1150, 1240),
    "hip": (840, 890, 940, 1000, 1070, 1140, 1210, 1290, 1370),
    "shoulder": (390, 400, 415, 430, 450, 470, 488, 504, 520),
    "neck": (340, 350, 362, 376, 392, 410, 428, 446, 464),
    "upper_arm": (250, 264, 280, 298, 320, 344, 370, 396, 420),
    "wrist": (150, 154, 160, 166, 174, 182, 190, 198, 206),
    "arm": (570, 584, 600, 616, 630, 642, 650, 654, 658),
}
#: Heights in cm of the table of children's bodies. By definition.
_HEIGHTS = (80, 92, 104, 116, 128, 140, 152, 164, 176, 188)
_CHILD: dict[str, tuple[float, ...]] = {
    "height": tuple(10.0 * h for h in _HEIGHTS),
    "chest": (490, 530, 560, 600, 640, 690, 760, 830, 890, 950),
    "waist": (475, 510, 530, 560, 590, 620, 660, 700, 740, 780),
    "hip": (500, 550, 590, 640, 690, 750, 820, 890, 940, 990),
    "shoulder": (215, 240, 262, 284, 308, 332, 362, 394, 420, 444),
    "neck": (240, 255, 267, 280, 294, 308, 325, 342, 358, 374),
    "upper_arm": (165, 172, 180, 190, 202, 216, 236, 258, 278, 296),
    "wrist": (118, 122, 127, 132, 138, 144, 151, 158, 164, 170),
    "arm": (270, 318, 364, 410, 456, 502, 550, 594, 632, 660),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Girths and lengths of a body in mm: `shoulder` is across the back, `arm` from shoulder point to wrist."""

    height: float
    chest: float
    waist: float
    hip: float
    shoulder: float
    neck: float
    upper_arm: float
    wrist: float
    arm: float


def body_of(size: str) -> Body:
    """Measures of a size such as 'M', 'XXL', 'S (36/38)', '140', '134/140' or 'XL ( 158-170 )'.

    Numbers from 74 to 190 are heights of children in cm, a range means its middle. Raises `InputError` for
    sizes of neither
    kind (shoe sizes, chest or waist numbers).
    """
    numbers = [float(text) for text in re.findall(r"\d+(?:\.\d+)?", size.replace(",", "."))]
    letter = re.match(r"\s*(\d?X{0,4}[SML])\b", size.upper())
    name = _SAME.get(letter.group(1), letter.group(1)) if letter else ""
    bare = [n for n in numbers if not (letter and letter.group(1)[0].isdigit() and n < 10)]
    if bare and all(74 <= n <= 190 for n in bare) and (not letter or name in _LETTERS):
        return _child(sum(bare) / len(bare))
    if name in _LETTERS and not any(n > 74 for n in bare):
        place = _LETTERS.index(name)
        return Body(**{key: float(row[place]) for key, row in _ADULT.items()})
    what = f"size {size!r} is neither an adult letter size nor a child's height"
    raise InputError.single("pattern", what, "Use XXS to 4XL, or a height of 74 to 190 cm")


def _child(height_cm: float) -> Body:
    at = min(max(height_cm, _HEIGHTS[0]), _HEIGHTS[-1])
    right = next(place for place in range(1, len(_HEIGHTS)) if at <= _HEIGHTS[place])
    share = (at - _HEIGHTS[right - 1]) / (_HEIGHTS[right] - _HEIGHTS[right - 1])
    return Body(**{key: row[right - 1] + share * (row[right] - row[right - 1]) for key, row in _CHILD.items()})
