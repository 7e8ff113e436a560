"""What the loops of a search are given: the field of a marker and the strip whose pieces they move."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from treadle.cut.nesters.depth_maps import Depths, Ints
from treadle.cut.nesters.shapes import Floats

Bits = NDArray[np.uint64]


class Field(NamedTuple):
    """What is fixed in a marker: its depth maps, and what each piece may be.

    `depths` and `pairs` as in `DepthMaps`, the last column of `pairs` scaled so that the overlap of large pieces is
    dearer; depth up to `slack` steps, of `step` mm each, counts as none. `size` (forms, 2) are boxes; `choices`
    (pieces, most) are the forms a piece may take, the first `allowed` (pieces,) of each row; `lesser` (pieces,) its
    lesser side.
    """

    depths: Depths
    pairs: Floats
    slack: float
    step: float
    size: Floats
    choices: Ints
    allowed: Ints
    lesser: Floats


class Strip(NamedTuple):
    """Pieces in a strip of `length` and `width`: form and lower left corner of each, and the weights of pairs."""

    length: float
    width: float
    form: Ints
    x: Floats
    y: Floats
    weight: Floats
