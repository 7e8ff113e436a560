"""What the page calls options and styles, and the pictures it shows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from treadle.words import label

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
        """What people call an option, as HTML; its id where nobody named it."""
        return escape(self.option_names.get(option_id) or option_id)

    def named(self, option_id: str) -> str:
        """An option in a table: what people call it, then its id, as HTML."""
        return _with_id(self.option(option_id), option_id)

    def named_order(self, order_id: str, style_id: str) -> str:
        """An order in a table: what is made or bought, then its id, as HTML."""
        return _with_id(self.style(style_id), order_id)

    def style(self, style_id: str) -> str:
        """What people call a style, as HTML."""
        return escape(self.style_names.get(style_id) or style_id)

    def picture(self, option_ids: Iterable[str], language: str, css_class: str = "thumb") -> str:
        """The first picture there is of some options, as an element; empty where there is none."""
        for option_id in option_ids:
            if option_id in self.pictures:
                told = label("style.picture", language, name=self.option_names.get(option_id) or option_id)
                source = escape(self.pictures[option_id])
                return f'<img class="{css_class}" src="{source}" alt="{escape(told)}" loading="lazy">'
        return ""


def _with_id(name: str, own_id: str) -> str:
    """A name with an id below it; the id alone where there is no other name."""
    return name if name == escape(own_id) else f"{name}<br><span class=muted>{escape(own_id)}</span>"
