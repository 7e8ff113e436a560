"""Links that open one thing without an account: signed, and good for nothing else.

.treadle/link_key     what signs them; readable by its owner alone. Without it every link given out is void.

A link is a text and its HMAC-SHA-256 (RFC 2104) over what it is for and that text, so that none is good
for another.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
from pathlib import Path

from treadle.errors import NotFoundError
from treadle.storage.private_file import write_private

KEY_NAME = "link_key"
#: Bytes of a signature that a link shows: 128 bits.
_SIGNED = 16


def signed_link(folder: Path, use: str, text: str) -> str:
    """What a link for some use ends with; the folder's key is made where there is none."""
    name = base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")
    return f"{name}.{signature(folder, use, text)}"


def linked_text(folder: Path, use: str, token: str) -> str:
    """The text of a link. Raises `NotFoundError` for one that was never given out for this use."""
    name, _, shown = token.partition(".")
    lost = NotFoundError("This link does not hold, or was taken back. Ask whoever sent it for another.")
    try:
        text = base64.urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise lost from None
    key = _key_if_any(folder)
    if not key or not hmac.compare_digest(_signature(key, use, text).encode(), shown.encode()):
        raise lost
    return text


def signature(folder: Path, use: str, text: str) -> str:
    """32 hexadecimal digits that nobody without the folder's key can make."""
    held = _key_if_any(folder)
    if not held:
        held = secrets.token_urlsafe(32)
        write_private(folder / ".treadle" / KEY_NAME, held + "\n")
    return _signature(held, use, text)


def _signature(key: str, use: str, text: str) -> str:
    return hmac.new(key.encode(), f"{use}\n{text}".encode(), hashlib.sha256).hexdigest()[: 2 * _SIGNED]


def _key_if_any(folder: Path) -> str:
    path = folder / ".treadle" / KEY_NAME
    return path.read_text(encoding="utf-8").strip() if path.is_file() else ""
