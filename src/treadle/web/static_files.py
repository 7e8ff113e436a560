"""The one style, our own scripts, and those that were gathered: served from the package, kept by browsers for ever.

A file's address holds the digest of its content, so another edition has another address.
"""

from __future__ import annotations

import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from treadle.look.sheet import STYLE_SHEET

FOLDER = Path(__file__).resolve().parent / "static"
_TYPES = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
_FOR_EVER = "public, max-age=31536000, immutable"

router = APIRouter(include_in_schema=False)


def address_of(name: str) -> str:
    """Where a file is served; '' where there is none of that name."""
    found = _file(name)
    return "" if found is None else f"/static/{name}?v={found[1]}"


def content_of(name: str) -> bytes:
    """What is in a file that is there."""
    found = _file(name)
    assert found is not None, name
    return found[0]


@router.get("/static/{name:path}")
def static_file(name: str, request: Request) -> Response:
    """A file of the folder, whose names are known."""
    found = _file(name)
    if found is None:
        raise HTTPException(404)
    content, digest = found
    kind = _TYPES.get(Path(name).suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    asked = request.query_params.get("v")
    headers = {"Cache-Control": _FOR_EVER if asked == digest else "no-cache", "ETag": f'"{digest}"'}
    if request.headers.get("if-none-match") == headers["ETag"]:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=kind, headers=headers)


def _file(name: str) -> tuple[bytes, str] | None:
    path = STYLE_SHEET if name == STYLE_SHEET.name else FOLDER / name
    if ".." in Path(name).parts or not name or path.name.startswith(".") or not path.is_file():
        return None
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=256)
def _read(path: Path, changed: int) -> tuple[bytes, str]:
    del changed  # a file that was written again is another key
    content = path.read_bytes()
    return content, hashlib.sha256(content).hexdigest()[:12]
