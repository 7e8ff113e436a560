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
#: A small picture in pixels, how many of them a page holds, and one that a page shows alone.
WIDTH, HEIGHT, MOST_PICTURES = 192, 240, 400
LARGE_WIDTH, LARGE_HEIGHT = 840, 1050
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


def large_picture(folder: Path, name: str) -> bytes:
    """A picture of the folder as a JPEG that a page shows alone; empty where it cannot be had."""
    return b"" if _problem(folder, name) else _jpeg(folder / name, LARGE_WIDTH, LARGE_HEIGHT)


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
    raw = _jpeg(path, WIDTH, HEIGHT)
    return f"data:image/jpeg;base64,{base64.b64encode(raw).decode('ascii')}" if raw else ""


def _jpeg(path: Path, width: int, height: int) -> bytes:
    """A picture of at most so many pixels as a JPEG without anything that a camera told; empty where it cannot be
    read."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(path, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return b""
            picture.draft("RGB", (2 * width, 2 * height))
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return b""
    upright.thumbnail((width, height))
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright.getchannel("A"))
    raw = BytesIO()
    paper.save(raw, "JPEG", quality=QUALITY)
    return raw.getvalue()
