"""A flat drawing of goods that have no picture: the outline of their kind in their colour. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Colours as dyers' words name them; one that is not here is drawn in grey.
_COLOURS: Mapping[str, str] = {
    "white": "#f4f3ef", "ecru": "#eadfca", "cream": "#f1e8d4", "sand": "#d8c3a0", "stone": "#b9b2a5", "grey": "#8d9096",
    "black": "#2a2b30", "navy": "#26355d", "blue": "#3f66a8", "sky": "#9cc3e0", "teal": "#2f7f83", "green": "#4d7c53",
    "forest": "#2f5941", "sage": "#a5b59a", "olive": "#76784a", "yellow": "#e3c25a", "rust": "#b4593a",
    "coral": "#e9826b", "red": "#b8383d", "pink": "#e5a9b8", "purple": "#6c5391", "chocolate": "#5a4034",
    "brown": "#7a5a42", "camel": "#c29a6b",
}  # fmt: skip
#: Outlines on a ground of 200 × 240, and seams upon them.
_SHAPES: Mapping[str, tuple[str, str]] = {
    "dress": (
        "M74 30 62 38 40 84 58 94 68 78 72 112 44 214 156 214 128 112 132 78 142 94 160 84 138 38 126 30Q100 52 74 30Z",
        "M72 112Q100 122 128 112M74 30Q100 60 126 30M84 122 72 214M116 122 128 214",
    ),
    "shirt": (
        "M76 34 52 46 26 158 48 166 62 104 60 206 140 206 138 104 152 166 174 158 148 46 124 34 100 48Z",
        "M100 48V206M76 34 88 62 100 48 112 62 124 34M62 104 66 76M138 104 134 76M112 92h16v16h-16z",
    ),
    "trousers": (
        "M62 30H138L150 216H112L100 92 88 216H50Z", "M60 44H140M100 44V92M70 50Q68 70 58 74M130 50Q132 70 142 74",
    ),
    "skirt": ("M68 60H132L158 196H42Z", "M66 74H134M88 80 78 196M112 80 122 196"),
    "tee": (
        "M74 40 48 52 22 96 46 112 60 94 60 204 140 204 140 94 154 112 178 96 152 52 126 40 Q100 62 74 40Z",
        "M74 40Q100 70 126 40M60 94 64 74M140 94 136 74M60 196H140",
    ),
}  # fmt: skip
_KINDS = {
    "dress": "dress", "gown": "dress", "shirt": "shirt", "blouse": "shirt", "jacket": "shirt", "coat": "shirt",
    "trouser": "trousers", "pant": "trousers", "jean": "trousers", "short": "trousers", "skirt": "skirt",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """An outline with its seams as paths of SVG, and its fill."""

    outline: str
    seams: str
    fill: str


def drawing_of(category: str, colour: str) -> Drawing:
    """The drawing of goods of a category in a colour."""
    name = category.casefold()
    is_tee = "t-shirt" in name or "tee" in name
    kind = "tee" if is_tee else next((shape for word, shape in _KINDS.items() if word in name), "tee")
    words = colour.casefold().replace("-", " ").split()
    fill = next((_COLOURS[one] for one in reversed(words) if one in _COLOURS), "#a9adb6")
    outline, seams = _SHAPES[kind]
    return Drawing(outline=outline, seams=seams, fill=fill)
