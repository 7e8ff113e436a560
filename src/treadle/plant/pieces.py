"""Read, grade and write the pieces of a pattern."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from treadle.connectors.pattern_dxf import read_pattern_dxf
from treadle.connectors.pattern_json import pattern_json, read_pattern_json
from treadle.connectors.pattern_svg import read_pattern_svg
from treadle.cut.draft import draft_pattern
from treadle.cut.grade import Growth, grade_pattern
from treadle.errors import InputError, Problem
from treadle.terms.cutting import Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPattern:
    """A pattern, and what was mended or assumed in its file."""

    pattern: Pattern
    findings: tuple[Problem, ...] = ()


def read_pattern(source: str, sizes: Sequence[str]) -> ReadPattern:
    """The pattern of a file (.dxf, .json, .svg), or an example pattern such as 'tshirt' in these sizes.

    Raises `NotFoundError`, and `InputError` with all that is wrong with the file.
    """
    ending = Path(source).suffix.lower()
    if ending == ".dxf":
        read = read_pattern_dxf(Path(source))
        return ReadPattern(pattern=read.pattern, findings=read.findings)
    if ending == ".json":
        return ReadPattern(pattern=read_pattern_json(Path(source)))
    if ending == ".svg":
        return ReadPattern(pattern=read_pattern_svg(Path(source)))
    return ReadPattern(pattern=draft_pattern(source, list(sizes)))


def grade(pattern: Pattern, sizes: Sequence[str], *, along_mm: float = 0.0, across_mm: float = 0.0) -> Pattern:
    """The pattern in all `sizes`, small to large: those that it lacks are graded.

    From one size its pieces grow by `along_mm` and `across_mm` of the grain a size. Raises `InputError` where sizes
    cannot be graded.
    """
    growth = Growth(along_mm, across_mm) if along_mm or across_mm else None
    try:
        return grade_pattern(pattern, list(sizes), growth)
    except ValueError as error:
        remedy = "Name sizes that it has, in order; with one size add --grow-along and --grow-across"
        raise InputError.single("--grade", str(error), remedy) from None


def pattern_text(pattern: Pattern) -> str:
    """The pattern as JSON text, as `read_pattern` reads it again."""
    return pattern_json(pattern)
