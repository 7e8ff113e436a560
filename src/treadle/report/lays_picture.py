"""Pictures of lays: every stack from its side, as long as its marker and as high as its plies, one band per colour."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from treadle.report.marker_picture import COLOURS
from treadle.terms.cutting import Lay
from treadle.words import label

#: Width of the longest lay, height of the highest stack, and room between lays, in units of the picture.
_WIDE, _HIGH, _ROOM, _LEFT = 900.0, 90.0, 46.0, 20.0


def lays_svg(lays: Sequence[Lay], title: str, language: str = "en") -> str:
    """Lays as a stand-alone SVG, in the order given: length to the right, plies upwards, colours as bands with a key.

    The text depends on the lays and the title only; without lays it says so.
    """
    options = list(dict.fromkeys(option for lay in lays for option in lay.plies))
    colour = {option: COLOURS[at % len(COLOURS)] for at, option in enumerate(options)}
    longest = max((lay.length_mm for lay in lays), default=1)
    highest = max((lay.total_plies for lay in lays), default=1)
    body: list[str] = []
    top = 44.0
    if options != [""]:
        body += _key(options, colour, top)
        top += 24.0
    for lay in lays:
        height = _HIGH * lay.total_plies / highest
        body += _stack(lay, colour, top, _WIDE * lay.length_mm / longest, height, language)
        top += height + _ROOM
    if not lays:
        body.append(f'<text x="{_LEFT:g}" y="{top:g}" font-size="14">{label("draw.no_lays", language)}</text>')
        top += 20.0
    told = escape(title)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE + 2 * _LEFT:g} {top:.1f}" role="img" '
            f'aria-label="{told}" font-family="sans-serif" fill="#222">',
            f'<text x="{_LEFT:g}" y="24" font-size="16">{told}</text>',
            *body,
            "</svg>\n",
        ]
    )


def _key(options: list[str], colour: dict[str, str], top: float) -> list[str]:
    lines, x = [], _LEFT
    for option in options:
        lines.append(f'<rect x="{x:.1f}" y="{top - 11:.1f}" width="12" height="12" fill="{colour[option]}"/>')
        lines.append(f'<text x="{x + 16:.1f}" y="{top:.1f}" font-size="12">{escape(option)}</text>')
        x += 30.0 + 7.2 * len(option)
    return lines


def _stack(
    lay: Lay, colour: dict[str, str], top: float, width: float, height: float, language: str
) -> list[str]:  # fmt: skip
    ratio = " ".join(f"{size}×{count}" for size, count in lay.ratio.items() if count)
    told = label("draw.stack", language, ratio=ratio, metres=lay.length_mm / 1000, plies=lay.total_plies)
    lines = [f'<text x="{_LEFT:g}" y="{top + 12:.1f}" font-size="12">{escape(told)}</text>']
    bottom = top + 18.0 + height
    for option, plies in lay.plies.items():
        if not plies:
            continue
        band = height * plies / lay.total_plies
        bottom -= band
        key = "draw.band" if option else "draw.plies"
        name = escape(label(key, language, plies=plies, **({"option": option} if option else {})))
        lines.append(
            f'<rect x="{_LEFT:g}" y="{bottom:.1f}" width="{width:.1f}" height="{band:.1f}" fill="{colour[option]}" '
            f'stroke="#555" stroke-width="0.6"><title>{name}</title></rect>'
        )
        if band >= 12.0:
            lines.append(f'<text x="{_LEFT + 6:g}" y="{bottom + band / 2 + 4:.1f}" font-size="11">{name}</text>')
    return lines
