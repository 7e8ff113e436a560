"""Pictures of goods as small ones that a page can hold, from files within the brand's folder."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path

from treadle.terms.product import Option
from treadle.terms.reason import Reason

#: Formats that are read, whatever a file is called.
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MOST_BYTES = 20_000_000
MOST_PIXELS = 60_000_000
#: A small picture in pixels, and how many of them a page holds.
WIDTH, HEIGHT, MOST_PICTURES = 192, 240, 400
QUALITY = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """Small pictures by option, as `data:` addresses, and why others could not be had."""

    by_option: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Reason, ...] = ()


def pictures_of(folder: Path, options: Iterable[Option]) -> Pictures:
    """Small pictures of the options that name one. A file is read once; nothing outside the folder is, and nothing of
    the network."""
    small: dict[str, str] = {}
    found: dict[str, str] = {}
    problems: dict[Reason, None] = {}
    for option in options:
        name = option.picture
        if not name:
            continue
        if name not in small:
            if len(small) >= MOST_PICTURES:
                problems[Reason.of("picture.many", shown=MOST_PICTURES)] = None
                continue
            code = _problem(folder, name)
            small[name] = "" if code else _small(folder / name)
            if not small[name]:
                problems[Reason.of(code or "picture.unreadable", picture=name, option=option.option_id)] = None
        if small[name]:
            found[option.option_id] = small[name]
    return Pictures(by_option=found, problems=tuple(problems))


def _problem(folder: Path, name: str) -> str:
    """The code of why a picture is not even opened; '' where it may be."""
    if "://" in name:
        return "picture.address"
    try:
        path = (folder / name).resolve()
        if not path.is_relative_to(folder.resolve()):
            return "picture.outside"
        if not path.is_file():
            return "picture.missing"
        return "picture.large" if path.stat().st_size > MOST_BYTES else ""
    except (OSError, ValueError):
        return "picture.missing"


def _small(path: Path) -> str:
    """A picture of at most WIDTH × HEIGHT as the address of its JPEG; '' where it cannot be read."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(path, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return ""
            picture.draft("RGB", (2 * WIDTH, 2 * HEIGHT))
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return ""
    upright.thumbnail((WIDTH, HEIGHT))
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright.getchannel("A"))
    raw = BytesIO()
    paper.save(raw, "JPEG", quality=QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(raw.getvalue()).decode('ascii')}"
