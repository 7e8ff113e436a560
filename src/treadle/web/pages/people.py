"""Users and keys: let in, changed, ended; a link or a key is shown once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from treadle.plant import people as use
from treadle.plant.facts import factory_ids
from treadle.plant.people import Caller
from treadle.terms.role import ROLES
from treadle.web.asking import form_key, is_part, visiting
from treadle.web.drawn import page

router = APIRouter(include_in_schema=False)
Owner = Annotated[Caller, Depends(visiting("people"))]
Text = Annotated[str, Form(max_length=300)]


@router.get("/people")
def people(request: Request, caller: Owner) -> Response:
    """The page."""
    return _page(request, caller)


@router.post("/people/links")
def let_in(request: Request, caller: Owner, role: Text, factory_id: Text = "") -> Response:
    """A link for somebody of a role, shown once."""
    token = use.invite(caller.brand, role, factory_id=factory_id.strip(), author=caller.name)
    return _page(request, caller, secret=_link(request, str(token)), is_link=True)


@router.post("/people/users/{user_id}/link")
def link_again(user_id: str, request: Request, caller: Owner) -> Response:
    """A link for somebody who forgot their password, shown once."""
    token = use.invite_again(caller.brand, user_id, author=caller.name)
    return _page(request, caller, secret=_link(request, str(token)), is_link=True)


@router.post("/people/users/{user_id}")
def change(
    user_id: str, request: Request, caller: Owner, version: Annotated[int, Form()], role: Text = "",
    active: Text = "", key: Text = "",
) -> Response:  # fmt: skip
    """Another role, or no access any more."""
    use.change_user(
        caller.brand, user_id, role=role or None, is_active={"yes": True, "no": False}.get(active), factory_id=None,
        version=version, author=caller.name, key=form_key(caller, key),
    )  # fmt: skip
    return _shown_again(request, caller)


@router.post("/people/keys")
def make_key(request: Request, caller: Owner, name: Text, role: Text, factory_id: Text = "") -> Response:
    """A key for a program, shown once."""
    token = use.make_key(caller.brand, name=name, role=role, factory_id=factory_id.strip(), author=caller.name)
    return _page(request, caller, secret=str(token))


@router.post("/people/keys/{key_id}/end")
def end_key(key_id: str, request: Request, caller: Owner) -> Response:
    """Nobody comes in with it any more."""
    use.end_key(caller.brand, key_id, reason=f"ended by {caller.name}", author=caller.name)
    return _shown_again(request, caller)


def _link(request: Request, token: str) -> str:
    return f"{str(request.base_url).rstrip('/')}/join/{token}"


def _shown_again(request: Request, caller: Caller) -> Response:
    return _page(request, caller) if is_part(request) else RedirectResponse("/people", status_code=303)


def _page(request: Request, caller: Caller, *, secret: str = "", is_link: bool = False) -> Response:
    users = sorted(use.users_of(caller.brand), key=lambda one: (not one.state.is_active, one.state.name.casefold()))
    keys = sorted(use.keys_of(caller.brand), key=lambda one: (one.state.is_ended, one.state.name.casefold()))
    return page(
        request, "people.html", at="people", users=users, keys=[one.state for one in keys], roles=tuple(ROLES),
        factories=factory_ids(caller.brand), sentences=ROLES, secret=secret, is_link=is_link, now=use.now(),
    )  # fmt: skip
