"""Who asks for a page, in which language and look; and that a form comes from a page of ours.

    @router.post("/today/answers")
    def answer(caller: Annotated[Caller, Depends(visiting("edit buy"))]) -> …

The session is that of the API. A write says the session's token in the header `X-CSRF-Token` (htmx does), or in the
field `csrf` of its form (a browser without scripts does).
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import HTTPException, Request
from starlette.concurrency import run_in_threadpool

from treadle.api.caller import ACT, CSRF_HEADER, SAFE, known_caller
from treadle.api.spoken_language import best_language
from treadle.plant.people import Caller
from treadle.terms.role import ACTS
from treadle.words import LANGUAGES

#: What a reader chose for this browser; neither is a secret, and no script reads them.
LANGUAGE_COOKIE, THEME_COOKIE = "treadle_language", "treadle_theme"
THEMES = ("light", "dark")
#: The field of a form that says the session's token, and the one that makes sending it twice harmless.
CSRF_FIELD, KEY_FIELD = "csrf", "key"
#: So many fields a form may have: a sheet of a thousand options in ten sizes, each with what it was.
MOST_FIELDS = 25_000
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def visiting(act: str) -> Callable[[Request], Coroutine[Any, Any, Caller]]:
    """A dependency that gives the caller of a page, who may do an act of the table of roles.

    Raises HTTPException: 401 for nobody (who is led to the login), 403 for who may not.
    """
    assert act in ACTS, act

    async def check(request: Request) -> Caller:
        await read_csrf(request)
        caller = await run_in_threadpool(known_caller, request)
        if not caller.may(act):
            raise HTTPException(403, f"A {caller.role} may not do this. {ACTS[act].sentence} An owner can let you.")
        return caller

    setattr(check, ACT, act)
    return check


async def read_csrf(request: Request) -> None:
    """Let the token of a form count as that of the header."""
    if request.method in SAFE or request.headers.get(CSRF_HEADER):
        return
    if request.headers.get("content-type", "").partition(";")[0].strip() in _FORMS:
        form = await request.form(max_fields=MOST_FIELDS)
        request.state.csrf = str(form.get(CSRF_FIELD, ""))


def from_elsewhere(request: Request) -> bool:
    """Whether a browser says that another site's page sent this."""
    return request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")


def caller_if_any(request: Request) -> Caller | None:
    """The caller of a page that is for everybody."""
    try:
        return known_caller(request)
    except HTTPException:
        return None


def form_key(caller: Caller, key: str) -> str:
    """What makes a form the same when it is sent twice: its own key, or one that nobody else has."""
    return f"{caller.caller_id}:{key[:100]}" if key else uuid.uuid4().hex


def language_of(request: Request, fallback: str) -> str:
    """The reader's language: as chosen, else as the brand's; where no brand is known, as the browser asks."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LANGUAGES:
        return chosen
    return fallback or best_language(request.headers.get("accept-language", ""))


def theme_of(request: Request) -> str:
    """The reader's look: light, dark, or '' where the machine's own setting counts."""
    chosen = request.cookies.get(THEME_COOKIE, "")
    return chosen if chosen in THEMES else ""


def is_part(request: Request) -> bool:
    """Whether htmx asks, which puts a part into the page that is shown."""
    return request.headers.get("hx-request") == "true"


def local_path(path: str) -> str:
    """A path of ours to go on to; '/' for anything that could lead elsewhere."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_ours else "/"
