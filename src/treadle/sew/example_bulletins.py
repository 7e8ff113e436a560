"""Operation bulletins of our own for the example garments: what `treadle init` and the demo sew.

Times are ordinary standard minutes for plain garments; machine codes are SNLS (single-needle lockstitch),
4TOL (four-thread overlock), FL (flatlock), DNCS (double-needle chainstitch), BH (buttonhole), BA (button attach),
BT (bar tack), IRON and TABLE (by hand).
"""

from __future__ import annotations

from collections.abc import Mapping

from treadle.terms.sewing import Bulletin, Operation

#: id, name, machine, standard minutes, component, predecessors
Row = tuple[str, str, str, float, str, str]

_TSHIRT: tuple[Row, ...] = (
    ("A10", "join neck rib ends", "SNLS", 0.22, "neck", ""),
    ("A20", "fold and tack neck rib", "SNLS", 0.26, "neck", "A10"),
    ("B10", "match front and back", "TABLE", 0.18, "body", ""),
    ("B20", "join shoulders with tape", "4TOL", 0.36, "body", "B10"),
    ("C10", "hem sleeves", "FL", 0.34, "sleeve", ""),
    ("D10", "attach neck rib", "4TOL", 0.38, "assembly", "A20 B20"),
    ("D20", "topstitch neck", "FL", 0.28, "assembly", "D10"),
    ("D30", "attach main label", "SNLS", 0.25, "assembly", "D20"),
    ("D40", "attach sleeves", "4TOL", 0.62, "assembly", "D20 C10"),
    ("D50", "close side seams with care label", "4TOL", 0.66, "assembly", "D40"),
    ("D60", "tack sleeve openings", "SNLS", 0.24, "assembly", "D50"),
    ("D70", "hem body", "FL", 0.46, "assembly", "D50"),
    ("E10", "trim threads and inspect", "TABLE", 0.42, "finish", "D30 D60 D70"),
)

_SHIRT: tuple[Row, ...] = (
    ("A10", "fuse collar and stand", "IRON", 0.40, "collar", ""),
    ("A20", "run stitch collar", "SNLS", 0.55, "collar", "A10"),
    ("A30", "trim and turn collar", "TABLE", 0.35, "collar", "A20"),
    ("A40", "topstitch collar", "SNLS", 0.48, "collar", "A30"),
    ("A50", "attach stand to collar", "SNLS", 0.72, "collar", "A40"),
    ("B10", "fuse cuffs", "IRON", 0.30, "cuff", ""),
    ("B20", "hem and run stitch cuffs", "SNLS", 0.78, "cuff", "B10"),
    ("B30", "turn and topstitch cuffs", "SNLS", 0.74, "cuff", "B20"),
    ("B40", "buttonhole cuffs", "BH", 0.34, "cuff", "B30"),
    ("C10", "press and attach front placket", "SNLS", 0.84, "front", ""),
    ("C20", "make and set pocket", "SNLS", 0.95, "front", "C10"),
    ("C30", "buttonhole front", "BH", 0.72, "front", "C10"),
    ("D10", "attach label to yoke", "SNLS", 0.28, "back", ""),
    ("D20", "attach yoke to back", "SNLS", 0.52, "back", "D10"),
    ("E10", "make sleeve placket", "SNLS", 0.92, "sleeve", ""),
    ("F10", "join shoulders", "SNLS", 0.62, "assembly", "C20 C30 D20"),
    ("F20", "topstitch shoulders", "SNLS", 0.42, "assembly", "F10"),
    ("F30", "attach collar", "SNLS", 0.88, "assembly", "F20 A50"),
    ("F40", "close collar", "SNLS", 0.82, "assembly", "F30"),
    ("F50", "set sleeves", "4TOL", 0.84, "assembly", "F20 E10"),
    ("F60", "topstitch armholes", "SNLS", 0.62, "assembly", "F50"),
    ("F70", "close side seams", "DNCS", 0.86, "assembly", "F60"),
    ("F80", "attach cuffs", "SNLS", 1.05, "assembly", "F70 B40"),
    ("F90", "hem bottom", "SNLS", 0.68, "assembly", "F70 F40"),
    ("G10", "sew on buttons", "BA", 0.86, "finish", "F80 F90"),
    ("G20", "trim threads and inspect", "TABLE", 0.90, "finish", "G10"),
)

_TROUSERS: tuple[Row, ...] = (
    ("A10", "make belt loops", "DNCS", 0.32, "waistband", ""),
    ("A20", "prepare waistband", "IRON", 0.48, "waistband", ""),
    ("B10", "overlock fly and facings", "4TOL", 0.36, "front", ""),
    ("B20", "set front pocket bags", "SNLS", 0.92, "front", "B10"),
    ("B30", "topstitch front pockets", "SNLS", 0.64, "front", "B20"),
    ("B40", "attach zip to fly", "SNLS", 0.78, "front", "B30"),
    ("C10", "sew back darts", "SNLS", 0.44, "back", ""),
    ("C20", "make back welt pocket", "SNLS", 1.20, "back", "C10"),
    ("C30", "bar tack back pocket", "BT", 0.24, "back", "C20"),
    ("D10", "join crotch and J-stitch fly", "SNLS", 0.82, "assembly", "B40"),
    ("D20", "join seat seam", "DNCS", 0.42, "assembly", "C30"),
    ("D30", "close outseams", "4TOL", 0.88, "assembly", "D10 D20"),
    ("D40", "close inseam", "4TOL", 0.62, "assembly", "D30"),
    ("D50", "attach waistband with loops", "DNCS", 0.96, "assembly", "D40 A10 A20"),
    ("D60", "close waistband ends", "SNLS", 0.72, "assembly", "D50"),
    ("D70", "hem legs", "SNLS", 0.64, "assembly", "D40"),
    ("D80", "bar tack loops and fly", "BT", 0.86, "assembly", "D60"),
    ("E10", "buttonhole and button", "BH", 0.44, "finish", "D60"),
    ("E20", "trim threads and inspect", "TABLE", 0.78, "finish", "D70 D80 E10"),
)

_DRESS: tuple[Row, ...] = (
    ("A10", "sew bust darts", "SNLS", 0.52, "bodice", ""),
    ("A20", "sew back darts", "SNLS", 0.44, "bodice", ""),
    ("A30", "join shoulders", "4TOL", 0.38, "bodice", "A10 A20"),
    ("B10", "fuse and join neck facing", "SNLS", 0.58, "facing", ""),
    ("C10", "join skirt panels", "4TOL", 0.76, "skirt", ""),
    ("D10", "hem sleeves", "SNLS", 0.56, "sleeve", ""),
    ("E10", "attach neck facing", "SNLS", 0.74, "assembly", "A30 B10"),
    ("E20", "understitch facing", "SNLS", 0.46, "assembly", "E10"),
    ("E30", "set sleeves", "4TOL", 0.88, "assembly", "E20 D10"),
    ("E40", "close bodice sides", "4TOL", 0.58, "assembly", "E30"),
    ("E50", "join skirt to bodice", "4TOL", 0.72, "assembly", "E40 C10"),
    ("E60", "attach invisible zip", "SNLS", 1.15, "assembly", "E50"),
    ("E70", "attach label", "SNLS", 0.24, "assembly", "E20"),
    ("E80", "hem skirt", "SNLS", 0.86, "assembly", "E60"),
    ("F10", "press", "IRON", 0.74, "finish", "E80 E70"),
    ("F20", "trim threads and inspect", "TABLE", 0.68, "finish", "F10"),
)

_KINDS: Mapping[str, tuple[Row, ...]] = {
    "tshirt": _TSHIRT,
    "shirt": _SHIRT,
    "trousers": _TROUSERS,
    "dress": _DRESS,
}

#: Kinds of garment that have an example bulletin.
BULLETIN_KINDS: tuple[str, ...] = tuple(_KINDS)


def example_bulletin(kind: str) -> Bulletin:
    """The bulletin of an example garment; its id is the kind, its skills are the machine codes.

    Raises KeyError for a kind that is not in `BULLETIN_KINDS`.
    """
    return Bulletin(
        bulletin_id=kind,
        operations=tuple(
            Operation(
                operation_id=operation_id,
                name=name,
                machine=machine,
                smv_minutes=minutes,
                skill=machine,
                predecessors=tuple(before.split()),
                component=component,
            )
            for operation_id, name, machine, minutes, component, before in _KINDS[kind]
        ),
    )
