"""Coming in by somebody else's sign-on (OpenID Connect): whose, and which role its people get."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

#: A rule with this value fits everybody who has the claim.
ANY = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleRule:
    """Whoever has this value in a claim gets a role; `factory_id` is for roles that belong to a factory."""

    claim: str
    value: str
    role: str
    factory_id: str = ""

    def fits(self, claims: Mapping[str, Any]) -> bool:
        """Whether the claims of somebody fit: a text that is the value, or a list that holds it. An e-mail address
        counts only where the provider says that it was verified."""
        found = claims.get(self.claim)
        if self.claim == "email" and claims.get("email_verified") is not True:
            return False
        held = found if isinstance(found, list | tuple) else [] if found is None else [found]
        return any(isinstance(one, str) and self.value in (one, ANY) for one in held)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOnSet:
    """A provider was named, with the table of roles; the first rule that fits decides. `name_claim` is what people are
    called by. `is_active` False: nobody comes in that way any more."""

    issuer: str
    client_id: str
    rules: tuple[RoleRule, ...] = ()
    name_claim: str = "preferred_username"
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOn:
    """The provider of a brand, as the entries leave it."""

    issuer: str
    client_id: str
    rules: tuple[RoleRule, ...]
    name_claim: str
    is_active: bool
    set_by: str

    def role(self, claims: Mapping[str, Any]) -> RoleRule | None:
        """The rule that decides for somebody; None where none fits, and nobody is let in."""
        return next((one for one in self.rules if one.fits(claims)), None)
