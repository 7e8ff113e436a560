"""Let people in by the brand's own sign-on (OpenID Connect), with the role that the brand's table of roles gives them.

The provider and the table are entries of the ledger; what this service proves itself with is a secret beside it:
.treadle/sign_on.json, readable by its owner alone.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from treadle.connectors.oidc import Provider, Turn
from treadle.connectors.outbound import Network, check_url
from treadle.errors import AccessError, InputError, NotFoundError, Problem
from treadle.plant.books import ledger_of
from treadle.plant.people import OF_A_FACTORY, add_user, begin_session, change_user
from treadle.plant.serving import ServedBrand
from treadle.plant.tokens import Token
from treadle.settings import webhook_networks
from treadle.storage.private_file import write_private
from treadle.terms.codec import from_text, to_text
from treadle.terms.entry import Entry
from treadle.terms.people import User
from treadle.terms.role import ROLES
from treadle.terms.sign_on import RoleRule, SignOn, SignOnSet

__all__ = ["Turn", "come_in", "set_sign_on", "sign_on_of", "way_out"]
FILE_NAME, SUBJECT = "sign_on.json", "sign-on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """What this service proves itself with to the provider."""

    client_secret: str = ""


def sign_on_of(brand: ServedBrand) -> SignOn:
    """The provider of a brand. Raises `NotFoundError` where it has none, or it was ended."""
    held = ledger_of(brand.folder, brand.settings).state(SignOn, SUBJECT)
    if held is None or not held.state.is_active:
        raise NotFoundError("This brand has no sign-on of another system.")
    return held.state


def set_sign_on(brand: ServedBrand, told: SignOnSet, *, client_secret: str | None, author: str, key: str) -> SignOn:
    """Name the provider and the table of roles, or end it. `client_secret` None keeps the one before.

    Raises `InputError` with everything that is wrong.
    """
    problems = _problems(told)
    if problems:
        raise InputError(problems)
    place = brand.folder / ".treadle" / FILE_NAME
    if not told.is_active:
        place.unlink(missing_ok=True)
    elif client_secret is not None:
        write_private(place, to_text(Secret(client_secret=client_secret)))
    now, ledger = datetime.now(UTC), ledger_of(brand.folder, brand.settings)
    ledger.add([
        Entry(kind="sign-on", subject=SUBJECT, happened_at=now, known_at=now, author=author, body=told,
              key=f"sign-on:{key}")
    ])  # fmt: skip
    held = ledger.state(SignOn, SUBJECT)
    assert held is not None
    return held.state


def way_out(brand: ServedBrand, turn: Turn, back: str) -> str:
    """Where a browser goes to sign on. Raises `NotFoundError`, and `LedgerError` where the provider does not answer."""
    return _provider(brand).address(turn, back)


def come_in(brand: ServedBrand, turn: Turn, code: str, back: str) -> tuple[User, Token]:
    """The user who came back with a code, let in with the role of the table, and a session.

    Somebody is known by the provider's id for them alone: another name is still the same user. The role follows the
    table at each coming. Raises `AccessError` where the provider or the table says no, or the owner ended the user.
    """
    found = sign_on_of(brand)
    claims = _provider(brand).claims(turn, code, back)
    rule = found.role(claims)
    if rule is None:
        raise AccessError("Your sign-on is known, and no rule of this brand gives you a role. Ask the owner.")
    return admit(brand, found, claims, rule)


def admit(brand: ServedBrand, found: SignOn, claims: Mapping[str, Any], rule: RoleRule) -> tuple[User, Token]:
    """Let somebody in whom the provider told of. Raises `AccessError` where the owner ended the user."""
    ledger = ledger_of(brand.folder, brand.settings)
    user_id = hashlib.sha256(f"{found.issuer} {claims['sub']}".encode()).hexdigest()[:32]
    author = f"sign-on of {urlsplit(found.issuer).hostname}"
    held = ledger.state(User, user_id)
    if held is None:
        names = [one.state.name.casefold() for one in ledger.states(User)]
        user = add_user(brand, user_id, name=_name(found, claims, names), role=rule.role, factory_id=rule.factory_id,
                        author=author)  # fmt: skip
    elif not held.state.is_active:
        raise AccessError("An owner of this brand has ended your access.")
    elif (held.state.role, held.state.factory_id) != (rule.role, rule.factory_id):
        user = change_user(brand, user_id, role=rule.role, factory_id=rule.factory_id, author=author,
                           key=f"sign-on:{held.version}").state  # fmt: skip
    else:
        user = held.state
    return user, begin_session(brand, user)


def _name(found: SignOn, claims: Mapping[str, Any], taken: Sequence[str]) -> str:
    """What somebody is called: never as somebody else is."""
    plain = "".join(one for one in str(claims.get(found.name_claim) or claims["sub"]) if one.isprintable()).strip()[:60]
    plain = plain or str(claims["sub"])[:60]
    host = urlsplit(found.issuer).hostname or ""
    names = (plain, f"{plain} ({host})"[:100], f"{plain} {hashlib.sha256(str(claims['sub']).encode()).hexdigest()[:8]}")
    return next(one for one in names if one.casefold() not in taken or one == names[-1])


def _problems(told: SignOnSet) -> list[Problem]:
    problems: list[Problem] = []
    try:
        check_url(told.issuer, webhook_networks())
        if told.issuer.endswith("/") or urlsplit(told.issuer).query:
            problems.append(Problem(file="issuer", what="it ends with / or holds a query", remedy="Take that away"))
    except InputError as error:
        problems += error.problems
    if not told.client_id.strip():
        problems.append(Problem(file="client_id", what="it is empty", remedy="Say the id that the provider gave"))
    if told.is_active and not told.rules:
        problems.append(Problem(file="rules", what="nobody would get a role", remedy="Say at least one rule"))
    for at, one in enumerate(told.rules, 1):
        if one.role not in ROLES:
            remedy = f"Say one of: {', '.join(ROLES)}"
            problems.append(Problem(file="rules", row=at, what=f"'{one.role}' is not a role", remedy=remedy))
        if one.role in OF_A_FACTORY and not one.factory_id:
            problems.append(
                Problem(file="rules", row=at, what=f"a {one.role} belongs to a factory", remedy="Say which one")
            )
        if not one.claim.strip() or not one.value.strip():
            problems.append(Problem(file="rules", row=at, what="its claim or value is empty", remedy="Say both"))
    return problems


def _provider(brand: ServedBrand) -> Provider:
    found = sign_on_of(brand)
    return _known(found.issuer, found.client_id, _secret(brand.folder), tuple(webhook_networks()))


@functools.lru_cache(maxsize=64)
def _known(issuer: str, client_id: str, secret: str, allowed: tuple[Network, ...]) -> Provider:
    return Provider(issuer=issuer, client_id=client_id, secret=secret, allowed=allowed)


def _secret(folder: Path) -> str:
    path = folder / ".treadle" / FILE_NAME
    if not path.is_file():
        return ""
    return from_text(Secret, path.read_bytes(), file=FILE_NAME, remedy="Set the sign-on again").client_secret
