"""Words of pattern files: what the editions of AAMA and ASTM D6673 and the systems that write them call a thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

#: What a text may be called, by the name used here; the first is the standard's.
WORDINGS: Mapping[str, tuple[str, ...]] = {
    "style": ("STYLE NAME", "STYLE", "MODEL NAME", "MODEL"),
    "sample": ("SAMPLE SIZE", "BASE SIZE", "SAMPLE SIZE NAME", "BASE SIZE NAME"),
    "units": ("UNITS", "UNIT", "UNIT OF MEASURE", "MEASUREMENT UNITS"),
    "rules": ("GRADE RULE TABLE", "GRADE RULE TABLE NAME", "RULE TABLE", "GRADING RULE TABLE"),
    "piece": ("PIECE NAME", "PIECE", "PATTERN PIECE NAME", "PATTERN NAME", "PIECE ID"),
    "size": ("SIZE", "SIZE NAME", "PIECE SIZE", "SIZE CODE"),
    "quantity": ("QUANTITY", "QTY", "PIECE QUANTITY", "PIECES", "CUT QUANTITY"),
    "material": ("MATERIAL", "FABRIC", "MATERIAL NAME", "FABRIC TYPE", "MATERIAL TYPE", "FABRIC CODE", "MATERIAL CODE"),
    "category": ("CATEGORY", "PIECE CATEGORY", "CATEGORY NAME"),
    "annotation": ("ANNOTATION", "PIECE ANNOTATION", "DESCRIPTION", "PIECE DESCRIPTION", "COMMENT"),
}
#: Texts that say who wrote the file and when: known and not needed.
_ASIDE = (
    "AUTHOR", "PRODUCT", "VERSION", "CREATION DATE", "CREATION TIME", "TOLERANCE", "CURVE TOLERANCE", "LAST DATE",
    "PIECE REVISION", "SIZE RANGE", "CUSTOMER", "COMPANY", "DATE", "TIME", "STYLE DESCRIPTION",
)  # fmt: skip
_BY_WORDING = {wording: name for name, wordings in WORDINGS.items() for wording in wordings}
#: Millimetres of a unit, by what files call it.
UNIT_MM: Mapping[str, float] = {
    "METRIC": 1.0, "MM": 1.0, "MILLIMETER": 1.0, "MILLIMETERS": 1.0, "MILLIMETRE": 1.0, "MILLIMETRES": 1.0,
    "CM": 10.0, "CENTIMETER": 10.0, "CENTIMETERS": 10.0, "CENTIMETRE": 10.0, "CENTIMETRES": 10.0,
    "ENGLISH": 25.4, "IMPERIAL": 25.4, "IN": 25.4, "INCH": 25.4, "INCHES": 25.4, '"': 25.4,
}  # fmt: skip
_GRADE_POINT = re.compile(r"^\s*#\s*(\d+)")


def texts(entities: Iterable[Any]) -> list[tuple[str, tuple[float, float]]]:
    """The texts of a drawing or a block with where they stand, in the file's unit."""
    found = []
    for entity in entities:
        kind = entity.dxftype()
        if kind == "INSERT":
            found += texts(entity.attribs)
        elif kind in ("TEXT", "MTEXT", "ATTRIB", "ATTDEF"):
            said = entity.plain_text() if kind in ("TEXT", "MTEXT") else entity.dxf.text
            at = entity.dxf.insert
            found.append((str(said).strip(), (float(at.x), float(at.y))))
    return found


def named(said: Iterable[tuple[str, Any]]) -> tuple[dict[str, str], list[str], bool]:
    """Values by the names of `WORDINGS`, texts of other names as they stand, and whether any claims ASTM D6673.

    The first value of a name that is not empty holds.
    """
    found: dict[str, str] = {}
    others: list[str] = []
    is_astm = False
    for text, _ in said:
        name, colon, value = text.replace("：", ":").partition(":")
        plain = re.sub(r"\s+", " ", name.strip().upper())
        is_astm = is_astm or "D6673" in text.upper().replace(" ", "").replace("-", "")
        if not colon:
            if text and not _GRADE_POINT.match(text):
                others.append(text)
        elif plain in _BY_WORDING:
            key = _BY_WORDING[plain]
            found[key] = found.get(key) or value.strip()
        elif plain not in _ASIDE and not plain.startswith(("ASTM", "ANSI")):
            others.append(text)
    return found, others, is_astm


def grade_points(said: Iterable[tuple[str, tuple[float, float]]]) -> list[tuple[int, tuple[float, float]]]:
    """The grade rule numbers of a block (`# 12`) and the points that they stand at."""
    return [(int(match[1]), at) for text, at in said if (match := _GRADE_POINT.match(text)) and len(match[1]) < 9]


def quantity_of(said: str) -> tuple[int, int] | tuple[int, None] | None:
    """Pieces as drawn and mirrored; mirrored is None where only one number is told. None where it cannot be read.

    ASTM D6673 writes two numbers, as drawn and mirrored: `2,2`, `0,1`. Others write `2`, `2 PAIRS`, `1L 1R`.
    """
    text = said.strip().upper()
    if match := re.fullmatch(r"(\d{1,4})\s*[,;/+]\s*(\d{1,4})", text):
        counts = int(match[1]), int(match[2])
        return counts if 0 < sum(counts) <= 1_000 else None
    if match := re.fullmatch(r"(\d{1,3})\s*PAIRS?", text):
        return (int(match[1]), int(match[1])) if 0 < int(match[1]) <= 500 else None
    if match := re.fullmatch(r"(?:(\d{1,3})\s*L|L\s*(\d{1,3}))[\s,;/+]*(?:(\d{1,3})\s*R|R\s*(\d{1,3}))", text):
        left, right = int(match[1] or match[2]), int(match[3] or match[4])
        return (left, right) if left + right else None
    if match := re.fullmatch(r"(?:CUT\s*)?(\d{1,4})\s*(?:X|PCS?|PIECES?)?\.?", text):
        return (int(match[1]), None) if 0 < int(match[1]) <= 1_000 else None
    return None
