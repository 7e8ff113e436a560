"""What every reader of patterns hands on: the pattern, what the file says of itself, what was found, what was used."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from treadle.cut.nest import is_symmetrical
from treadle.cut.plain_pieces import implausible
from treadle.errors import Problem
from treadle.terms.cutting import Pattern, Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One kind of thing that a file holds: what, how many of it, and what became of it."""

    what: str
    count: int
    use: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternFile:
    """A pattern as read: its pieces, what the file says of itself, what was mended or assumed, and an inventory."""

    pattern: Pattern
    style_name: str
    sample_size: str
    units: str
    findings: tuple[Problem, ...] = ()
    inventory: tuple[Held, ...] = ()


@dataclass(slots=True, kw_only=True)
class Diagnosis:
    """What was found, by piece and kind, sixteen sizes with one fault in one line; and what the file holds."""

    file: str
    kinds: dict[tuple[str, str, str, bool], list[str]] = field(default_factory=lambda: defaultdict(list))
    held: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    def add(self, piece: str, size: str, what: str, remedy: str, *, stops: bool = False) -> None:
        """Note what is wrong with a piece in a size."""
        self.kinds[piece, what, remedy, stops].append(size)

    def hold(self, what: str, use: str, count: int = 1) -> None:
        """Count things of the file, and what became of them."""
        self.held[what, use] += count

    def problems(self, *, stops: bool) -> list[Problem]:
        """Those that stop the reading, or the others."""
        found = []
        for (piece, what, remedy, is_stop), sizes in self.kinds.items():
            if is_stop == stops:
                names = [size for size in dict.fromkeys(sizes) if size]
                place = f" ({'size' if len(names) == 1 else 'sizes'} {', '.join(names)})" if names else ""
                said = f"piece {piece}{place}: {what}" if piece else what
                found.append(Problem(file=self.file, what=said, remedy=remedy, stops_plan=stops))
        return found

    def inventory(self) -> tuple[Held, ...]:
        """What the file holds and what was used, in the order in which it was met."""
        return tuple(Held(what=what, count=count, use=use) for (what, use), count in self.held.items())


def judged(file: str, pieces: Sequence[Piece], seen: Diagnosis) -> tuple[Piece, ...]:
    """The pieces, with what is doubtful about them noted: sizes that no garment has, pieces missing in some sizes."""
    for problem in implausible(file, pieces):
        seen.add("", "", problem.what, problem.remedy)
    _grading(pieces, seen)
    _marking(pieces, seen)
    return tuple(pieces)


def paired(piece: Piece, seen: Diagnosis) -> Piece:
    """A piece of an even number that is told without its side: left and right, where it has no line of symmetry."""
    from dataclasses import replace

    if piece.quantity < 2 or piece.is_pair or is_symmetrical(piece.outline, turned=False):
        return piece
    if piece.quantity % 2:
        what = f"{piece.quantity} of it are cut the same way round, though it has a left and a right"
        seen.add(piece.piece_id, piece.size, what, "Say how many are mirrored: 2,1 is two as drawn and one mirrored")
        return piece
    half = piece.quantity // 2
    what = f"{piece.quantity} of it, and it has a left and a right: taken for {half} as drawn and {half} mirrored"
    seen.add(piece.piece_id, piece.size, what, f"Write the quantity {piece.quantity},0 if all lie the same way round")
    return replace(piece, is_pair=True)


def _grading(pieces: Iterable[Piece], seen: Diagnosis) -> None:
    """Every piece should be there in every size."""
    sizes: dict[str, list[str]] = defaultdict(list)
    for piece in pieces:
        sizes[piece.piece_id].append(piece.size)
    every = list(dict.fromkeys(size for ones in sizes.values() for size in ones))
    for name, has in sizes.items():
        for size in every:
            if size not in has:
                seen.add(name, size, "it is not graded to it", "Grade the piece, or leave the size out of orders")


def _marking(pieces: Iterable[Piece], seen: Diagnosis) -> None:
    """What is marked in a size of a piece should be in all: many systems export notches in the sample size alone."""
    counts: dict[tuple[str, str], dict[str, int]] = defaultdict(dict)
    for piece in pieces:
        for kind in ("cutout", "notch", "drill"):
            counts[piece.piece_id, kind][piece.size] = sum(mark.kind == kind for mark in piece.marks)
    for (name, kind), by_size in counts.items():
        most = max(by_size.values())
        if most > min(by_size.values()):
            full = next(size for size, count in by_size.items() if count == most)
            what = f"size {full} has {most} {kind} mark{'' if most == 1 else 's'}, and these sizes fewer"
            for size, count in by_size.items():
                if count < most:
                    seen.add(name, size, what, "Export the marks in every size, if they are to be cut")
