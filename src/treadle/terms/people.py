"""People and programs that may act for a brand, and what the ledger's entries say of them.

A secret (a password, a key, a link) is none of these nouns: the ledger keeps a digest of it apart, in place of the one
before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UserSet:
    """A user was made or changed. `factory_id` is the one a partner factory or a station belongs to, else ''."""

    name: str
    role: str
    factory_id: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody who may log in, as the entries leave them."""

    user_id: str
    name: str
    role: str
    factory_id: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Invited:
    """A link was made with which somebody may become a user of this role once, until a moment; or the user that is
    named may choose another password."""

    role: str
    until: datetime
    factory_id: str = ""
    user_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationUsed:
    """Somebody became a user by the link, or it was taken back (`user_id` is '' then)."""

    user_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A one-time link, as the entries leave it."""

    invitation_id: str
    role: str
    until: datetime
    factory_id: str = ""
    is_used: bool = False
    user_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionBegan:
    """A user logged in; the session ends by itself at `until`."""

    user_id: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded:
    """A session was ended before its time, for a reason."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A login, as the entries leave it."""

    session_id: str
    user_id: str
    until: datetime
    is_ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyMade:
    """A key for a program was made: what its role may do, narrowed to `scopes` (acts) where there are some."""

    name: str
    role: str
    scopes: tuple[str, ...] = ()
    factory_id: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEnded:
    """A key was taken back, for a reason."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyLimited:
    """A key is good until a moment and no longer: another one follows it."""

    until: datetime
    followed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key for a program, as the entries leave it; `until` None: until it is taken back."""

    key_id: str
    name: str
    role: str
    made_by: str
    made_at: datetime
    scopes: tuple[str, ...] = ()
    factory_id: str = ""
    until: datetime | None = None
    is_ended: bool = False
