"""Pattern files of garment CAD systems: AAMA and ASTM D6673 DXF, graded, into pieces per size, with a diagnosis.

One file holds one style, one block one piece in one size. Layers are numbers: 1 outline, 6 mirror (fold) line, 7 grain
line, 4 notches, 11 cut-outs, 13 drill holes; texts name piece, size, quantity and units (ASTM D6673-10, "Standard
practice for sewn products pattern data interchange"). A file that holds the sample size alone names a grade rule table,
which lies beside it. What real files get wrong is mended where that is safe, and always told.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from treadle.connectors.dxf_drawing import LINES, BlockDrawing, block_drawing, layer_of, open_drawing
from treadle.connectors.dxf_outline import MOST_LINES, joined_outline
from treadle.connectors.dxf_piece import Told, name_and_size, piece_of
from treadle.connectors.dxf_texts import UNIT_MM, grade_points, named, texts
from treadle.connectors.grade_rules import GradeRules, gradings, read_grade_rules
from treadle.connectors.pattern_file import Diagnosis, PatternFile, judged
from treadle.errors import InputError
from treadle.terms.cutting import Pattern, Piece

#: Blocks of one file, at most.
MOST_BLOCKS = 5_000
#: Layers whose lines show a direction, which grading does not turn: grade reference, grain, stripes and plaids.
_STIFF = ("5", "7", "9", "10")
#: Units by the number that a DXF header gives them.
_HEADER_UNITS = {1: "INCH", 4: "MM", 5: "CM"}


def read_pattern_dxf(
    path: Path, *, rotations_deg: tuple[float, ...] = (0.0, 180.0), rules: Path | None = None
) -> PatternFile:
    """The graded pieces of a DXF file in millimetres, grain along x, every outline whole and closed.

    Half pieces are unfolded about their mirror lines; `rotations_deg` are the angles that every piece may lie at.
    `rules` is the grade rule table of a file that holds one size; by default it is looked for beside the file. Sizes in
    which a piece cannot be read are left out, and told. Raises `NotFoundError` where there is no file and `InputError`
    with all that cannot be mended where no size is sound.
    """
    document = open_drawing(path)
    seen = Diagnosis(file=path.name)
    try:
        space = list(document.modelspace())
        said, _, _ = named(texts(space))
        blocks = _blocks(document, space, path.name, seen)
        unit_mm, units = _unit(said.get("units", ""), document, blocks, seen)
    except InputError:
        raise
    except Exception as error:  # a damaged entity may lack anything that the reader asks of it
        what = f"it is damaged ({str(error)[:100] or type(error).__name__})"
        raise InputError.single(path.name, what, "Export it as DXF R12 again") from None
    sample = said.get("sample", "")
    drawings = [block.scaled(unit_mm, unit_mm) for block in blocks]
    drawings += _graded(path, rules, drawings, said, sample, seen)
    told = _told(drawings, sample, rotations_deg)
    pieces = _pieces(drawings, told, seen)
    style = said.get("style") or path.stem
    return PatternFile(
        pattern=Pattern(pattern_id=style, pieces=judged(path.name, pieces, seen)),
        style_name=style,
        sample_size=sample,
        units=units,
        findings=tuple(seen.problems(stops=False)),
        inventory=seen.inventory(),
    )


def _blocks(document: Any, space: Sequence[Any], file: str, seen: Diagnosis) -> list[BlockDrawing]:
    """The blocks with an outline, as the drawing inserts them; what else the file holds is named."""
    inserts: dict[str, list[Any]] = {}
    for entity in space:
        if entity.dxftype() == "INSERT":
            inserts.setdefault(str(entity.dxf.name), []).append(entity)
    blocks = [block for block in document.blocks if not block.name.startswith(("*", "$"))]
    if len(blocks) > MOST_BLOCKS:
        raise InputError.single(file, f"it has {len(blocks)} blocks", f"Export at most {MOST_BLOCKS} at a time")
    known = {block.name.lower() for block in blocks}
    missing = [name for name in inserts if name.lower() not in known and not name.startswith(("*", "$"))]
    for name in missing:
        seen.hold("inserts of blocks that are not in the file", "missing")
        what = f"block {name[:60]} is placed in the drawing and is not in the file: a piece is missing"
        seen.add("", "", what, "Export the file again, with all its blocks")
    found = []
    for block in blocks:
        drawing = block_drawing(block, document, file)
        own = inserts.get(block.name, [])
        if drawing.lines.get("1"):
            found.append(_as_inserted(drawing, own, seen))
            seen.hold("blocks with an outline", "pieces")
            if inserts and not own:
                seen.add(drawing.name, "", "its block is not placed in the drawing; it is read", "Delete it, if old")
        elif drawing.lines or drawing.points:
            seen.hold("blocks without an outline", "not read")
            what = f"block {drawing.name[:60]} has no outline on layer 1 and is no piece"
            seen.add("", "", what, "Draw its outline on layer 1, or delete it")
    loose = sum(1 for entity in space if entity.dxftype() in LINES and layer_of(entity) == "1")
    if loose:
        seen.hold("lines outside blocks", "not read", loose)
        what = f"{loose} lines of outlines lie outside blocks and are not read"
        seen.add("", "", what, "Export one block for each piece")
    if not found:
        remedy = "Export it as AAMA or ASTM D6673 DXF, one block for each piece"
        raise InputError.single(file, "no block has an outline on layer 1", remedy)
    return found


def _as_inserted(drawing: BlockDrawing, inserts: Sequence[Any], seen: Diagnosis) -> BlockDrawing:
    """A block as the drawing shows it: scaled or mirrored where its one insert is."""
    scales = {(float(one.dxf.xscale), float(one.dxf.yscale)) for one in inserts}
    if len(inserts) > 1:
        turned = {(x < 0) != (y < 0) for x, y in scales}
        what = f"it is placed {len(inserts)} times in the drawing" + (", once mirrored" if len(turned) > 1 else "")
        seen.add(drawing.name, "", f"{what}; its quantity says how often it is cut", "Check its quantity")
    if scales in (set(), {(1.0, 1.0)}):
        return drawing
    x, y = next(iter(scales))
    if len(scales) > 1 or not all(math.isfinite(one) and 1e-4 < abs(one) < 1e4 for one in (x, y)):
        if len({(abs(a), abs(b)) for a, b in scales}) > 1 or not 1e-4 < abs(x) < 1e4:
            seen.add(drawing.name, "", "it is placed in several scales; its block is read as it is", "Place it once")
        return drawing
    if abs(abs(x) - 1.0) > 1e-9 or abs(abs(y) - 1.0) > 1e-9:
        told = f"{abs(x):g}" if abs(abs(x) - abs(y)) < 1e-9 else f"{abs(x):g} by {abs(y):g}"
        seen.add(drawing.name, "", f"the drawing scales it by {told}; it is read so", "Check its size")
    if (x < 0) != (y < 0):
        seen.add(drawing.name, "", "the drawing mirrors it; it is read so", "Check left and right")
    return drawing.scaled(x, y)


def _unit(said: str, document: Any, blocks: Sequence[BlockDrawing], seen: Diagnosis) -> tuple[float, str]:
    """Millimetres of the file's unit, and its name; a unit that is not named is guessed and told."""
    name = " ".join(said.upper().split()).strip(" .")
    if name in UNIT_MM:
        return UNIT_MM[name], name
    header = _HEADER_UNITS.get(document.header.get("$INSUNITS", 0)) if not said else None
    if header:
        seen.add("", "", f"units are not named; taken for {header} as the drawing's header says", "Name the units")
        return UNIT_MM[header], header
    longest = 0.0
    for block in blocks:
        xs, ys = zip(*(point for line in block.lines["1"] for point in line), strict=True)
        longest = max(longest, max(xs) - min(xs), max(ys) - min(ys))
    guess = "ENGLISH" if longest < 100.0 else "METRIC"
    told = f"units are {said[:40]!r}" if said else "units are not named"
    unit = "inches" if guess == "ENGLISH" else "millimetres"
    seen.add("", "", f"{told}; taken for {unit}, the largest piece being {longest:.0f} long", "Name the units")
    return UNIT_MM[guess], guess


def _graded(
    path: Path, rules: Path | None, drawings: Sequence[BlockDrawing], said: dict[str, str], sample: str, seen: Diagnosis
) -> list[BlockDrawing]:
    """Blocks of the sizes that the file lacks and its grade rule table gives."""
    numbered = any(grade_points(one.said) for one in drawings)
    table = said.get("rules", "")
    sizes = {named(one.said)[0].get("size", "") for one in drawings}
    if rules is None and not (numbered or table):
        return []
    place = rules or _beside(path, table)
    if place is None:
        if len(sizes) < 2:
            called = f"grade rule table {table[:60]}" if table else "grade rules"
            what = f"it names {called}, and no rule table lies beside it: only size {sample or 'its own'} is read"
            seen.add("", "", what, f"Put {path.stem}.rul beside it, or say --rules FILE")
        return []
    read = read_grade_rules(place)
    seen.hold(f"grade rule table {read.file}", "used", len(read.moves_mm))
    if table and read.name and table.strip().lower() != read.name.strip().lower():
        seen.add(
            "", "", f"it names rule table {table[:60]}, and {read.file} is {read.name[:60]}", "Check the rule table"
        )
    base = sample or read.sample
    if read.sample and base and read.sample != base:
        what = f"the sample size is {base}, and that of {read.file} is {read.sample}"
        raise InputError.single(path.name, what, "Give the rule table of this style")
    found: list[BlockDrawing] = []
    for drawing in drawings:
        found += _in_sizes(drawing, read, base, sizes, seen)
    return found


def _beside(path: Path, table: str) -> Path | None:
    """The rule table that lies beside a file: of its name, or of the table's."""
    stems = {path.stem.lower(), table.strip().lower()}
    try:
        every = sorted(path.parent.iterdir())
    except OSError:
        return None
    return next((one for one in every if one.suffix.lower() == ".rul" and one.stem.lower() in stems), None)


def _in_sizes(
    drawing: BlockDrawing, rules: GradeRules, sample: str, there: set[str], seen: Diagnosis
) -> Iterable[BlockDrawing]:
    """A block of the sample size in the other sizes of the rule table."""
    name = named(drawing.said)[0].get("piece", drawing.name)
    size = named(drawing.said)[0].get("size", sample)
    if size != sample or len(drawing.lines["1"]) > MOST_LINES:
        return []
    points = grade_points(drawing.said)
    outline = joined_outline(drawing.lines["1"]).points
    turn = _grade_line_deg(drawing)
    moves, lacking, astray = gradings(outline, points, rules, turn) if outline and points else ({}, [], 0)
    if lacking:
        listed = ", ".join(map(str, sorted(set(lacking))[:10]))
        seen.add(
            name, "", f"rules {listed} are not in {rules.file}; their points move with their neighbours", "Add them"
        )
    if astray:
        seen.add(name, "", f"{astray} grade points lie on no corner of its outline, left off", "Draw them on corners")
    if not moves:
        seen.add(name, "", f"none of its points has a rule of {rules.file}; it is the same in all sizes", "Number them")
    found = []
    for other in rules.sizes:
        if other not in there:
            graded = drawing.changed(moves[other].moved, _STIFF) if moves else drawing.changed(lambda point: point)
            graded.said = [
                *((text, at) for text, at in graded.said if not _names_size(text)),
                (f"SIZE: {other}", (0, 0)),
            ]
            found.append(graded)
    return found


def _names_size(text: str) -> bool:
    return "size" in named([(text, None)])[0]


def _grade_line_deg(drawing: BlockDrawing) -> float:
    """Where the x of a grade rule points: along the grade reference line of layer 5, else the drawing's x."""
    lines = [line for line in drawing.lines.get("5", ()) if math.dist(line[0], line[-1]) > 1.0]
    if not lines:
        return 0.0
    (ax, ay), (bx, by) = lines[0][0], lines[0][-1]
    return math.degrees(math.atan2(by - ay, bx - ax))


def _told(drawings: Sequence[BlockDrawing], sample: str, rotations_deg: tuple[float, ...]) -> Told:
    every = [named(one.said)[0] for one in drawings]
    by_name = {
        key: {one.get("piece", ""): one[key] for one in every if one.get(key)}
        for key in ("quantity", "material", "category")
    }
    return Told(
        quantities=by_name["quantity"], materials=by_name["material"], categories=by_name["category"], sample=sample,
        rotations_deg=rotations_deg,
    )  # fmt: skip


def _pieces(drawings: Sequence[BlockDrawing], told: Told, seen: Diagnosis) -> list[Piece]:
    """The pieces of the sound sizes; raises where no size is sound."""
    pieces: dict[tuple[str, str], Piece] = {}
    broken: dict[str, None] = {}
    asked: dict[str, None] = {}
    for drawing in drawings:
        name, size = name_and_size(drawing, told, seen)
        asked[size] = None
        piece = piece_of(drawing, told, seen, name, size)
        if piece is None:
            broken[size] = None
        elif (name, size) in pieces:
            seen.add(name, size, "it appears twice", "Give each piece its own name", stops=True)
            broken[size] = None
        else:
            pieces[name, size] = piece
    if broken:
        stops = seen.problems(stops=True)
        if len(broken) == len(asked):
            raise InputError(stops + seen.problems(stops=False))
        for problem in stops:
            seen.add("", "", f"{problem.what}: these sizes are left out", problem.remedy)
    return [piece for (_, size), piece in pieces.items() if size not in broken]
