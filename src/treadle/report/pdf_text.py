"""An empty PDF and text on it: Helvetica, and a font of Chinese where a text has other letters than Western ones.

Neither font is in the file: every reader has Helvetica, and brings Adobe's STSong-Light (Adobe-GB1: simplified Chinese,
kana and Latin) or one like it (ISO 32000-1, 9.7.5.2). So a sheet stays small, and no font is shipped.
"""

from __future__ import annotations

import unicodedata
from io import BytesIO
from typing import Any

LATIN, LATIN_BOLD, CHINESE = "Helvetica", "Helvetica-Bold", "STSong-Light"


def pdf_canvas(file: BytesIO, title: str) -> Any:
    """An empty reportlab canvas that writes to `file` without dates or random ids; lengths on it are points."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(file, invariant=1, pageCompression=1)
    canvas.setTitle(title)
    canvas.setCreator("treadle")
    return canvas


def code_128(data: str, bar_width: float, bar_height: float) -> Any:
    """A Code 128 symbol that can be drawn on a canvas (`drawOn`) and knows its `width`; lengths in its units."""
    from reportlab.graphics.barcode.code128 import Code128

    return Code128(data, barWidth=bar_width, barHeight=bar_height, quiet=False)


def font_of(text: str, *, is_bold: bool = False) -> str:
    """The font that can draw a text; the font of Chinese is registered when it is first asked for."""
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont

        if CHINESE not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(UnicodeCIDFont(CHINESE))
        return CHINESE
    return LATIN_BOLD if is_bold else LATIN


def letters(text: str) -> int:
    """How many letters of Latin a text is as wide as: a character of Chinese counts as two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def shortened(text: str, most: int) -> str:
    """A text of at most so many letters (`letters`); what is longer ends with three points."""
    if letters(text) <= most:
        return text
    kept = text
    while letters(kept) > most - 1:
        kept = kept[:-1]
    return f"{kept}…"


def draw_text(canvas: Any, x: float, y: float, text: str, size: float, *, is_bold: bool = False) -> None:
    """Write a text from `x`, `y` on, in the canvas's unit."""
    canvas.setFont(font_of(text, is_bold=is_bold), size)
    canvas.drawString(x, y, text)


def draw_centred(canvas: Any, x: float, y: float, text: str, size: float) -> None:
    """Write a text with its middle at `x`."""
    canvas.setFont(font_of(text), size)
    canvas.drawCentredString(x, y, text)
