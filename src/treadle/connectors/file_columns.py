"""Names that a mapping uses to columns that a file has: as they are, by another heading, or without regard to case."""

from __future__ import annotations

import fnmatch
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from treadle.connectors.mapping import SourceMap
from treadle.errors import InputError, Problem
from treadle.terms.column_names import folded, nearest


@dataclass(slots=True)
class FileColumns:
    """What a file has and what of it is read. `present` are its columns, or dotted paths that JSON rows were seen to
    hold; `used` the names a mapping reads, as they stand in the file."""

    file: str
    source: SourceMap
    present: Sequence[str] = ()
    used: dict[str, None] = field(default_factory=dict)
    _found: dict[str, str | None] = field(default_factory=dict)

    def find(self, name: str) -> str | None:
        """The file's column that a mapping calls `name`; None where there is none.

        Raises `InputError` where two columns differ from it by case alone.
        """
        if name not in self._found:
            self._found[name] = self._search(name)
        found = self._found[name]
        if found is not None:
            self.used[found] = None
        return found

    def _search(self, name: str) -> str | None:
        for one in (name, *self.source.headings.get(name, ())):
            if one in self.present:
                return one
        for one in (name, *self.source.headings.get(name, ())):
            alike = [column for column in self.present if folded(column) == folded(one)]
            if len(alike) > 1:
                raise InputError.single(
                    self.file, f"columns {' and '.join(alike)} could both be {name}", "Rename one", row=1
                )
            if alike:
                return alike[0]
        return None

    def is_optional(self, name: str) -> bool:
        """Whether the file may lack that column."""
        return name in self.source.optional or "*" in self.source.optional

    def check(self, wanted: Sequence[str], known: Sequence[str]) -> None:
        """Raise `InputError` with all names that the file does not have. `known` are names made on the way."""
        missing = [
            name for name in dict.fromkeys(wanted)
            if name not in known and self.find(name) is None and not self.is_optional(name)
        ]  # fmt: skip
        if not missing:
            return
        shown = ", ".join(self.present[:30]) + (", …" if len(self.present) > 30 else "")
        near = {name: nearest(name, self.present) for name in missing}
        meant = "".join(f"{name} may be {found}. " for name, found in near.items() if found)
        many = "columns" if len(missing) > 1 else "column"
        raise InputError([
            Problem(file=self.file, what=f"the mapping reads {many} {', '.join(missing)}, which the file does not have",
                    remedy=f"{meant}It has {shown}")
        ])  # fmt: skip

    def unread(self) -> list[str]:
        """Columns that the mapping does not read."""
        return [name for name in self.present if name and name not in self.used]

    def is_waived(self, name: str) -> bool:
        """Whether the mapping says that it leaves the column unread knowingly."""
        return any(fnmatch.fnmatchcase(name.casefold(), one.casefold()) for one in self.source.not_read)


def json_paths(structure: str) -> list[str]:
    """Dotted paths of the values in JSON rows, from DuckDB's structure of them; lists are marked by `[]`."""
    found: dict[str, None] = {}

    def walk(one: Any, path: str) -> None:
        if isinstance(one, Mapping):
            for key, inner in one.items():
                walk(inner, f"{path}.{key}" if path else key)
        elif isinstance(one, list):
            walk(one[0] if one else "", f"{path}[]")
        elif path:
            found[path] = None

    walk(json.loads(structure) if structure else {}, "")
    return list(found)


def covers(name: str, path: str) -> bool:
    """Whether a mapping's `name` (`a.b`, `list[key]`) reads what stands at a JSON path."""
    base = name.split("[", 1)[0]
    return path == base or path.startswith((base + ".", base + "["))
