"""What the page calls options and styles, and the pictures it shows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """Names by option and by style, and pictures (`data:` addresses) by option."""

    option_names: Mapping[str, str] = field(default_factory=dict)
    style_names: Mapping[str, str] = field(default_factory=dict)
    style_of: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, options: Iterable[Row], pictures: Mapping[str, str] | None = None) -> Goods:
        """The names of the rows of the table options."""
        rows = list(options)
        return cls(
            option_names={str(row["option_id"]): str(row["name"]) for row in rows},
            style_names={str(row["style_id"]): str(row["style_name"]) for row in rows},
            style_of={str(row["option_id"]): str(row["style_id"]) for row in rows},
            pictures=pictures or {},
        )

    def option(self, option_id: str) -> str:
        """What people call an option; its id where nobody named it."""
        return self.option_names.get(option_id) or option_id

    def style(self, style_id: str) -> str:
        """What people call a style; its id where nobody named it."""
        return self.style_names.get(style_id) or style_id

    def pictured(self, option_ids: Iterable[str]) -> str:
        """The first of some options of which there is a picture; '' where there is none."""
        return next((one for one in option_ids if one in self.pictures), "")
