"""Versions of what is served, as ETags: whoever changes something says which version was seen."""

from __future__ import annotations

import re

from fastapi import HTTPException, Request, Response


def tag(version: int | str) -> str:
    """The ETag of a version."""
    return f'"{version}"'


def tell_version(response: Response, version: int | str) -> None:
    """Put the version of what is answered into the answer's headers."""
    response.headers["ETag"] = tag(version)


def seen_version(request: Request) -> int | None:
    """The version that a write is based on (`If-Match`); None where the caller does not say.

    Raises HTTPException 400 for a header that is none of ours.
    """
    sent = request.headers.get("If-Match", "").strip()
    if sent in ("", "*"):
        return None
    found = re.fullmatch(r'"(\d{1,18})"', sent)
    if found is None:
        raise HTTPException(400, "If-Match is the ETag of what was read, in its quotes.")
    return int(found[1])


def is_known(request: Request, version: int | str) -> bool:
    """Whether the caller has this version already (`If-None-Match`), and 304 says all there is to say."""
    sent = [one.strip() for one in request.headers.get("If-None-Match", "").split(",")]
    return "*" in sent or tag(version) in sent
