"""Patterns, fabrics, markers, lays. Lengths in millimetres, angles in degrees counter-clockwise.

A marker lies with the fabric's length along x and its width along y; a piece's grain line is parallel to x at
rotation 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import cos, radians, sin

import numpy as np

from treadle.terms.quantity import Violation
from treadle.terms.reason import Reason

Outline = tuple[tuple[float, float], ...]

#: How cloth lies on the table: one layer, doubled along its length, or as a tube.
SPREADS = ("open", "folded", "tubular")


#: What patterns call the cloth of the style itself.
OWN_CLOTH = ("", "self", "main", "shell", "body", "fabric")
#: What stands in a piece beside its outline. Cut-outs are cut, notches nicked, holes drilled; lines are only drawn.
MARKS = ("cutout", "notch", "drill", "internal", "text")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One of `MARKS` in the outline's coordinates: a cut-out's corners, a notch's or a line's points, one point of a
    drill hole or of a `text`."""

    kind: str
    points: Outline
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A cut part of a garment in one size.

    `outline` is a simple polygon without repeating its first point, grain along x. A garment needs `quantity` of it;
    with `is_pair` half of them (quantity is then even) are mirrored about the grain line. `rotations_deg` are the
    angles the grain allows. On stripes and plaids the point `match_mm` of the outline's coordinates lies on the repeat
    (None: the piece is not matched). `tilt_deg`: it may lie so far off each of its angles (a tolerance of the grain).
    Without `is_pair`, `mirrored_quantity` of them are mirrored. `marks` lie in it and are plotted and cut with it;
    `material` (self, lining, fusing …) and `category` are as its file names them.
    """

    piece_id: str
    size: str
    outline: Outline
    quantity: int = 1
    is_pair: bool = False
    rotations_deg: tuple[float, ...] = (0.0, 180.0)
    match_mm: tuple[float, float] | None = None
    tilt_deg: float = 0.0
    mirrored_quantity: int = 0
    marks: tuple[Mark, ...] = ()
    material: str = ""
    category: str = ""

    @property
    def mirrored(self) -> int:
        """How many of `quantity` are mirrored about the grain."""
        return self.quantity // 2 if self.is_pair else self.mirrored_quantity

    def grown(self, along: float, across: float) -> Piece:
        """The piece with all its lengths along the grain and across it so many times as long, marks and match too."""

        def scaled(points: Outline) -> Outline:
            return tuple((round(x * along, 6), round(y * across, 6)) for x, y in points)

        return replace(
            self, outline=scaled(self.outline), match_mm=None if self.match_mm is None else scaled((self.match_mm,))[0],
            marks=tuple(replace(one, points=scaled(one.points)) for one in self.marks),
        )  # fmt: skip

    @property
    def area_mm2(self) -> float:
        """Area of the outline."""
        return outline_mm2(self.outline)


def outline_mm2(outline: Outline) -> float:
    """Area of a closed outline of points in mm, by the shoelace formula."""
    x, y = np.array(outline).T
    return float(abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """All pieces of a style in all its sizes."""

    pattern_id: str
    pieces: tuple[Piece, ...]

    def sizes(self) -> tuple[str, ...]:
        """Sizes in the order in which they first appear."""
        return tuple(dict.fromkeys(piece.size for piece in self.pieces))

    def of_cloth(self, fabric_id: str) -> Pattern:
        """The pieces that are cut from a style's cloth: those of no material, of its own, or of that name."""
        kept = tuple(one for one in self.pieces if one.material.strip().lower() in (*OWN_CLOTH, fabric_id.lower()))
        return self if len(kept) == len(self.pieces) else Pattern(pattern_id=self.pattern_id, pieces=kept)

    def for_cloth(self, fabric: Fabric) -> Pattern:
        """The pieces that are cut from a cloth, larger by what it will shrink: a length that loses the share s is cut
        1 / (1 - s) times as long, along the grain and across it."""
        own = self.of_cloth(fabric.fabric_id)
        along, across = 1.0 / (1.0 - fabric.shrink_along_share), 1.0 / (1.0 - fabric.shrink_across_share)
        if (along, across) == (1.0, 1.0):
            return own
        return Pattern(pattern_id=own.pattern_id, pieces=tuple(one.grown(along, across) for one in own.pieces))

    def of_size(self, size: str) -> tuple[Piece, ...]:
        """Pieces of one size."""
        return tuple(piece for piece in self.pieces if piece.size == size)

    def area_mm2(self, size: str) -> float:
        """Area of all pieces of a garment of one size."""
        return sum(piece.area_mm2 * piece.quantity for piece in self.of_size(size))


def of_material(pattern: Pattern, material: str = "", category: str = "") -> Pattern:
    """The pieces of a material and a category, compared without case; empty takes all."""
    asked = material.strip().lower(), category.strip().lower()
    kept = tuple(
        piece
        for piece in pattern.pieces
        if asked[0] in ("", piece.material.lower()) and asked[1] in ("", piece.category.lower())
    )
    return Pattern(pattern_id=pattern.pattern_id, pieces=kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fabric:
    """A cloth and the limits of laying it.

    `width_mm` is the usable width (selvedges already off if `selvedge_mm` is 0); `end_loss_mm` is lost per ply.
    `is_one_way` (nap or print) forbids turning pieces by 180 degrees. It is bought in rolls of `roll_m` (0: by the
    metre), at least `minimum_m` at a time. `is_garment_way`: a garment's pieces face the same way, either one.
    `spread` is one of SPREADS; folded cloth has its fold on one side and its selvedges on the other, a tube (whose
    `width_mm` is measured flat) has no selvedge; in both a piece is cut from two layers, once mirrored. Pieces of one
    garment lie within `shade_mm` of the cloth's length (0: anywhere). Stripes and plaids repeat every `repeat_along_mm`
    and `repeat_across_mm` (0: not in this direction). In the garment's making and first washes it loses
    `shrink_along_share` of its length and `shrink_across_share` of its width; pieces are cut larger by that.
    """

    fabric_id: str
    width_mm: int
    price_per_m_cents: int
    minimum_m: float = 0.0
    max_plies: int = 60
    max_lay_length_mm: int = 12_000
    end_loss_mm: int = 20
    selvedge_mm: int = 0
    spacing_mm: float = 0.0
    is_one_way: bool = False
    roll_m: float = 0.0
    is_garment_way: bool = False
    spread: str = "open"
    shade_mm: int = 0
    repeat_along_mm: float = 0.0
    repeat_across_mm: float = 0.0
    shrink_along_share: float = 0.0
    shrink_across_share: float = 0.0

    @property
    def layers(self) -> int:
        """Layers of cloth in a ply."""
        return 1 if self.spread == "open" else 2

    @property
    def usable_mm(self) -> float:
        """Width that a marker may use."""
        if self.spread == "open":
            return float(self.width_mm - 2 * self.selvedge_mm)
        return float(self.width_mm) if self.spread == "tubular" else self.width_mm / 2.0 - self.selvedge_mm


@dataclass(frozen=True, slots=True, kw_only=True)
class CuttingTable:
    """A table on which lays are spread and cut."""

    table_id: str
    length_mm: int = 12_000
    spread_m_per_minute: float = 20.0
    cut_m_per_minute: float = 6.0
    setup_minutes: float = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerPiece:
    """A piece to place `copies` times, mirrored or not, belonging to garments of a size that face one `way`.

    Empty `rotations_deg` allow any angle.
    """

    piece_id: str
    size: str
    outline: Outline
    copies: int
    is_mirrored: bool = False
    rotations_deg: tuple[float, ...] = (0.0, 180.0)
    way: int = 0
    match_mm: tuple[float, float] | None = None
    marks: tuple[Mark, ...] = ()

    @property
    def perimeter_mm(self) -> float:
        """Length of the outline."""
        points = np.array(self.outline)
        return float(np.linalg.norm(points - np.roll(points, -1, axis=0), axis=1).sum())

    def placed(self, placement: Placement) -> Outline:
        """The outline as it lies, in mm."""
        return self.laid(placement, self.outline)

    def laid(self, placement: Placement, points: Outline) -> Outline:
        """Points of the piece as it lies, in mm: mirrored (y → −y) where it is a mirrored copy, rotated about (0, 0),
        moved."""
        angle = radians(placement.rotation_deg)
        c, s = cos(angle), sin(angle)
        flip = -1.0 if self.is_mirrored else 1.0
        x0, y0 = placement.x_mm, placement.y_mm
        return tuple((c * x - s * flip * y + x0, s * x + c * flip * y + y0) for x, y in points)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerRequest:
    """What a nester is asked: pieces on a fabric of `width_mm` (usable), at least `spacing_mm` apart.

    `garments` are (size, way, how many); pieces of one lie within `shade_mm` of the length, where it is not 0.
    `repeat_mm` is the repeat of stripes and plaids along and across (0: none), `defects` are faults of this cloth as
    (x from, y from, x to, y to) that no piece may touch. `work_share` is the share of the nester's usual counted work
    that the marker gets, `begin` where our own search begins: pieces may overlap there.
    """

    pieces: tuple[MarkerPiece, ...]
    width_mm: float
    spacing_mm: float = 0.0
    seed: int = 0
    nester: str = "own"
    garments: tuple[tuple[str, int, int], ...] = ()
    shade_mm: float = 0.0
    repeat_mm: tuple[float, float] = (0.0, 0.0)
    defects: tuple[tuple[float, float, float, float], ...] = ()
    work_share: float = 1.0
    begin: tuple[Placement, ...] = ()

    @property
    def is_bound(self) -> bool:
        """True where places are bound to a repeat or kept off faults."""
        return self.repeat_mm != (0.0, 0.0) or bool(self.defects)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """One copy of a piece: mirrored (y → −y) if its piece says so, then rotated about (0, 0), then moved by (x, y)."""

    piece_index: int
    copy: int
    x_mm: float
    y_mm: float
    rotation_deg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """A drawing of placed pieces: the answer to a request. `efficiency` = piece area / (width × length)."""

    marker_id: str
    request: MarkerRequest
    placements: tuple[Placement, ...]
    length_mm: float
    efficiency: float
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOrder:
    """Units to cut of one style by colour and size, on one fabric.

    `demand[(option_id, size)]` are units; `option_ids` and `sizes` fix the order. `worth_cents` gives what the next
    spare units of an (option, size) are worth, one after the other (empty: nothing).
    """

    cut_order_id: str
    style_id: str
    option_ids: tuple[str, ...]
    sizes: tuple[str, ...]
    demand: Mapping[tuple[str, str], int]
    worth_cents: Mapping[tuple[str, str], tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lay:
    """A stack of fabric cut in one go: a marker (garments per size) and plies per colour.

    Lays of one `spread_id` lie end to end on the table, as steps of different height, and are set up once.
    """

    lay_id: str
    marker_id: str
    ratio: Mapping[str, int]
    plies: Mapping[str, int]
    length_mm: int
    spread_id: str = ""

    @property
    def total_plies(self) -> int:
        """Plies of all colours."""
        return sum(self.plies.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Pieces tied together: one garment of a marker, in one colour, from `first_ply` to `last_ply` of a lay.

    Plies count from 1 at the bottom. `garment` numbers the garments of a size in the marker from 1. `components` are
    what it is tied into: one ticket each. `shade` is empty where no
    roll is known.
    """

    bundle_id: str
    lay_id: str
    option_id: str
    size: str
    garment: int
    first_ply: int
    last_ply: int
    components: tuple[str, ...] = ("garment",)
    shade: str = ""

    @property
    def units(self) -> int:
        """Garments in it: its plies."""
        return self.last_ply - self.first_ply + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class CutPlan:
    """How one cut order is cut. `status`: 'optimal', 'feasible' (with `gap_share`) or 'infeasible' (see `reason`)."""

    cut_order_id: str
    style_id: str
    fabric_id: str
    lays: tuple[Lay, ...]
    cut_units: Mapping[tuple[str, str], int]
    fabric_m: float
    cost_cents: int
    status: str
    gap_share: float
    reason: Reason
    markers: tuple[Marker, ...] = ()

    def check(self) -> tuple[Violation, ...]:
        """All violations of the plan's own sums: what the lays yield is what is said to be cut."""
        yielded: dict[tuple[str, str], int] = {}
        for lay in self.lays:
            for option_id, plies in lay.plies.items():
                for size, garments in lay.ratio.items():
                    if garments and plies:
                        yielded[(option_id, size)] = yielded.get((option_id, size), 0) + plies * garments
        said = {key: units for key, units in self.cut_units.items() if units}
        if yielded != said:
            return (Violation(rule="lays yield the cut units", where=self.cut_order_id, found=str(yielded)),)
        return ()
