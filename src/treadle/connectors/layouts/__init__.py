"""Layouts that treadle knows by name: mapping files that come with it."""

from __future__ import annotations

import functools
from pathlib import Path

from treadle.connectors.mapping import MappingFile, read_mapping

HOME = Path(__file__).parent


def known_layouts() -> tuple[str, ...]:
    """Names of the layouts that come with treadle."""
    return tuple(sorted(path.stem for path in HOME.glob("*.toml")))


@functools.cache
def known_layout(name: str) -> MappingFile:
    """The mapping of a layout that comes with treadle. Raises FileNotFoundError where there is none of that name."""
    return read_mapping(HOME / f"{name}.toml")


def find_mapping(path: Path) -> MappingFile:
    """The mapping of a file, or of a layout known by that name. Raises `InputError` as `read_mapping` does."""
    if not path.exists() and str(path) in known_layouts():
        return known_layout(str(path))
    return read_mapping(path)
