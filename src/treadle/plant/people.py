"""Users, sessions, invitations and keys of a brand: let in, changed, ended; and who a caller is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from treadle.errors import InputError, NotFoundError, Problem
from treadle.plant.books import ledger_of
from treadle.plant.serving import ServedBrand
from treadle.plant.tokens import KEEP_BEFORE, Token, check_keep, hash_password, new_id, new_token, password_fits
from treadle.storage.ledger.protocol import Held, Ledger, Seen
from treadle.terms.entry import Body, Entry
from treadle.terms.people import (
    Invitation,
    InvitationUsed,
    Invited,
    Key,
    KeyEnded,
    KeyLimited,
    KeyMade,
    Session,
    SessionBegan,
    SessionEnded,
    User,
    UserSet,
)
from treadle.terms.role import ACTS, ROLES, is_own_only, may

#: A link lets somebody in for so long, a session lasts so long.
LINK = timedelta(hours=1)
SESSION = timedelta(hours=12)
NAME_LENGTH = 100
#: Roles that belong to one factory, whose id must be said.
OF_A_FACTORY = ("partner factory",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks: a user by a session, or a program by a key. `caller_id` is that of the user or the key."""

    brand: ServedBrand
    caller_id: str
    name: str
    role: str
    scopes: tuple[str, ...] = ()
    factory_id: str = ""
    token: Token

    def may(self, act: str) -> bool:
        """Whether the table of roles lets this caller do an act."""
        return may(self.role, act, self.scopes)

    def only_factory(self, act: str) -> str | None:
        """The factory whose things alone the act may be done with; None where there is no such limit."""
        is_limited = is_own_only(self.role, act) or (self.role == "station" and self.factory_id)
        return self.factory_id if is_limited else None


def now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


def _ledger(brand: ServedBrand) -> Ledger:
    return ledger_of(brand.folder, brand.settings)


def _entry(kind: str, subject: str, body: Body, *, key: str, author: str) -> Entry:
    moment = now()
    return Entry(kind=kind, subject=subject, happened_at=moment, known_at=moment, author=author, key=key, body=body)


def has_owner(brand: ServedBrand) -> bool:
    """Whether somebody may already let others in."""
    return any(one.state.role == "owner" and one.state.is_active for one in _ledger(brand).states(User))


def invite(brand: ServedBrand, role: str, *, factory_id: str = "", author: str, life: timedelta = LINK) -> Token:
    """A one-time link for somebody of a role. Raises `InputError` for a role that is none."""
    _check_role(role, factory_id)
    token = new_token("join", brand.brand_id, new_id())
    body = Invited(role=role, factory_id=factory_id, until=now() + life)
    entry = _entry("invitation", token.noun_id, body, key=f"invitation:{token.noun_id}", author=author)
    _ledger(brand).add([entry], secrets={token.name: token.digest})
    return token


def invite_again(brand: ServedBrand, user_id: str, *, author: str, life: timedelta = LINK) -> Token:
    """A one-time link by which a user chooses another password. Raises `NotFoundError`, and `InputError` for one whose
    access was ended."""
    user = user_of(brand, user_id).state
    if not user.is_active:
        raise InputError.single("user", "their access was ended", "Let them in again first")
    token = new_token("join", brand.brand_id, new_id())
    body = Invited(role=user.role, factory_id=user.factory_id, until=now() + life, user_id=user_id)
    entry = _entry("invitation", token.noun_id, body, key=f"invitation:{token.noun_id}", author=author)
    _ledger(brand).add([entry], secrets={token.name: token.digest})
    return token


def invitation_of(brand: ServedBrand, token: Token) -> Invitation:
    """The invitation of a link. Raises `NotFoundError` where it is none, was used, or has ended."""
    ledger = _ledger(brand)
    held = ledger.state(Invitation, token.noun_id)
    fits = token.kind == "join" and token.fits(ledger.secret(token.name))
    if held is None or not fits or held.state.is_used or held.state.until <= now():
        raise NotFoundError("This link is wrong, was used already, or has expired. Ask the owner for a new one.")
    return held.state


def accept(brand: ServedBrand, token: Token, *, name: str, password: str) -> tuple[User, Token]:
    """Become a user by a one-time link, and log in. Raises `NotFoundError` where the link does not hold (any more) and
    `InputError` with what is wrong with name or password."""
    invitation = invitation_of(brand, token)
    if invitation.user_id:
        return _another_password(brand, token, invitation, password)
    name = _checked_name(name)
    digest = hash_password(password, name)
    ledger, user_id = _ledger(brand), new_id()
    if any(one.state.name.casefold() == name.casefold() for one in ledger.states(User)):
        raise _taken(name)
    body = UserSet(name=name, role=invitation.role, factory_id=invitation.factory_id)
    entries = [
        _entry("invitation used", invitation.invitation_id, InvitationUsed(user_id=user_id),
               key=f"invitation used:{invitation.invitation_id}", author=name),
        _entry("user", user_id, body, key=f"user named:{name.casefold()}", author=name),
    ]  # fmt: skip
    secrets = {token.name: None, f"password {user_id}": digest}
    seen = ledger.state(Invitation, invitation.invitation_id)
    assert seen is not None
    ledger.add(entries, secrets=secrets,
               seen=[Seen(kind=Invitation, state_id=seen.state_id, version=seen.version)])  # fmt: skip
    user = User(user_id=user_id, name=name, role=invitation.role, factory_id=invitation.factory_id)
    return user, begin_session(brand, user)


def log_in(brand: ServedBrand, *, name: str, password: str) -> tuple[User, Token] | None:
    """A new session of a user; None for a wrong name or password, which nobody can tell apart."""
    ledger = _ledger(brand)
    users = [one.state for one in ledger.states(User) if one.state.name.casefold() == name.strip().casefold()]
    user = users[0] if users and users[0].is_active else None
    digest = None if user is None else ledger.secret(f"password {user.user_id}")
    if not password_fits(password, digest) or user is None:
        return None
    return user, begin_session(brand, user)


def _another_password(brand: ServedBrand, token: Token, invitation: Invitation, password: str) -> tuple[User, Token]:
    """A user who was named by a link chooses another password; every session of theirs ends, and one begins."""
    user, ledger = user_of(brand, invitation.user_id).state, _ledger(brand)
    if not user.is_active:
        raise NotFoundError("This link is wrong, was used already, or has expired. Ask the owner for a new one.")
    digest = hash_password(password, user.name)
    ended, secrets = _ends(ledger, user.user_id, "another password was chosen by a link", user.name)
    used = _entry("invitation used", invitation.invitation_id, InvitationUsed(user_id=user.user_id),
                  key=f"invitation used:{invitation.invitation_id}", author=user.name)  # fmt: skip
    held = ledger.state(Invitation, invitation.invitation_id)
    assert held is not None
    ledger.add([used, *ended], secrets={**secrets, token.name: None, f"password {user.user_id}": digest},
               seen=[Seen(kind=Invitation, state_id=held.state_id, version=held.version)])  # fmt: skip
    return user, begin_session(brand, user)


def _ends(
    ledger: Ledger, user_id: str, reason: str, author: str, *, but: str = ""
) -> tuple[list[Entry], dict[str, str | None]]:
    """Entries that end every session of a user (`but` one), and the digests that fall with them."""
    found = [
        one.state_id for one in ledger.states(Session)
        if one.state.user_id == user_id and not one.state.is_ended and one.state_id != but
    ]  # fmt: skip
    entries = [_entry("session ended", one, SessionEnded(reason=reason), key=f"session ended:{one}", author=author)
               for one in found]  # fmt: skip
    return entries, {f"session {one}": None for one in found}


def sessions_of(caller: Caller) -> tuple[Session, ...]:
    """The sessions of a user that last; a key has none."""
    found = (one.state for one in _ledger(caller.brand).states(Session))
    return tuple(one for one in found if one.user_id == caller.caller_id and not one.is_ended and one.until > now())


def end_other_sessions(caller: Caller, *, password: str) -> None:
    """End every session of a user but the one that asks. Raises `InputError` for a wrong password, or where a key
    asks."""
    ledger = _ledger(caller.brand)
    if caller.token.kind != "session":
        raise InputError.single("password", "a key has none", "Log in as the user")
    if not password_fits(password, ledger.secret(f"password {caller.caller_id}")):
        raise InputError.single("password", "this is not the password", "Say the one you logged in with")
    entries, secrets = _ends(ledger, caller.caller_id, "ended by the user", caller.name, but=caller.token.noun_id)
    if entries:
        ledger.add(entries, secrets=secrets)


def add_user(brand: ServedBrand, user_id: str, *, name: str, role: str, factory_id: str = "", author: str) -> User:
    """A user without a password, who comes in by another sign-on. Raises `InputError` for a role that is none."""
    _check_role(role, factory_id)
    body = UserSet(name=_checked_name(name), role=role, factory_id=factory_id)
    _ledger(brand).add([_entry("user", user_id, body, key=f"user named:{body.name.casefold()}", author=author)])
    return user_of(brand, user_id).state


def begin_session(brand: ServedBrand, user: User, *, life: timedelta = SESSION) -> Token:
    """A session of a user who has shown who they are."""
    token = new_token("session", brand.brand_id, new_id())
    body = SessionBegan(user_id=user.user_id, until=now() + life)
    entry = _entry("session", token.noun_id, body, key=f"session:{token.noun_id}", author=user.name)
    _ledger(brand).add([entry], secrets={token.name: token.digest})
    return token


def caller_of(brand: ServedBrand, token: Token) -> Caller | None:
    """Who shows a token; None where it is none, has ended, or its user may not come in any more."""
    ledger = _ledger(brand)
    if not token.fits(ledger.secret(token.name)):
        return None
    if token.kind == "key":
        key = ledger.state(Key, token.noun_id)
        if key is None or key.state.is_ended or (key.state.until is not None and key.state.until <= now()):
            return None
        return Caller(brand=brand, caller_id=key.state_id, name=key.state.name, role=key.state.role,
                      scopes=key.state.scopes, factory_id=key.state.factory_id, token=token)  # fmt: skip
    session = ledger.state(Session, token.noun_id)
    if token.kind != "session" or session is None or session.state.is_ended or session.state.until <= now():
        return None
    user = ledger.state(User, session.state.user_id)
    if user is None or not user.state.is_active:
        return None
    return Caller(brand=brand, caller_id=user.state_id, name=user.state.name, role=user.state.role,
                  factory_id=user.state.factory_id, token=token)  # fmt: skip


def log_out(caller: Caller) -> None:
    """End the session of a caller; its secret is gone."""
    token = caller.token
    entry = _entry("session ended", token.noun_id, SessionEnded(reason="logged out"),
                   key=f"session ended:{token.noun_id}", author=caller.name)  # fmt: skip
    _ledger(caller.brand).add([entry], secrets={token.name: None})


def users_of(brand: ServedBrand) -> tuple[Held[User], ...]:
    """Everybody who was ever let in, in the order of coming."""
    return _ledger(brand).states(User)


def user_of(brand: ServedBrand, user_id: str) -> Held[User]:
    """One user. Raises `NotFoundError`."""
    held = _ledger(brand).state(User, user_id)
    if held is None:
        raise NotFoundError(f"There is no user {user_id}.")
    return held


def change_user(
    brand: ServedBrand, user_id: str, *, role: str | None = None, is_active: bool | None = None,
    factory_id: str | None = None, version: int | None = None, author: str, key: str,
) -> Held[User]:  # fmt: skip
    """Change a user's role, or end or let in again; of one whose access ends, every session ends.

    Raises `NotFoundError`, `InputError` for a role that is none or where no owner would be left, and `ConflictError`
    where somebody changed the user since `version`.
    """
    ledger, held = _ledger(brand), user_of(brand, user_id)
    user = held.state
    body = UserSet(
        name=user.name, role=user.role if role is None else role,
        factory_id=user.factory_id if factory_id is None else factory_id,
        is_active=user.is_active if is_active is None else is_active,
    )  # fmt: skip
    _check_role(body.role, body.factory_id)
    others = [one.state for one in ledger.states(User) if one.state_id != user_id]
    is_last = user.role == "owner" and not any(one.is_active and one.role == "owner" for one in others)
    if is_last and not (body.is_active and body.role == "owner"):
        raise InputError.single("role", "nobody would be left who may let people in", "Make another owner first")
    seen = [Seen(kind=User, state_id=user_id, version=held.version if version is None else version)]
    told = _entry("user", user_id, body, key=f"user:{user_id}:{key}", author=author)
    ended, secrets = ([], {}) if body.is_active else _ends(ledger, user_id, f"{author} ended the user", author)
    ledger.add([told, *ended], seen=seen, secrets=secrets)
    return user_of(brand, user_id)


def change_password(caller: Caller, *, old: str, new: str) -> None:
    """Another password for a user who knows the old one; every other session of theirs ends.

    Raises `InputError` where the old one is wrong, the new one is not taken, or a key asks.
    """
    ledger, name = _ledger(caller.brand), f"password {caller.caller_id}"
    if caller.token.kind != "session":
        raise InputError.single("password", "a key has none", "Log in as the user")
    if not password_fits(old, ledger.secret(name)):
        raise InputError.single("old", "this is not the password", "Say the one you logged in with")
    digest = hash_password(new, caller.name)
    entries, secrets = _ends(ledger, caller.caller_id, "the password was changed", caller.name,
                             but=caller.token.noun_id)  # fmt: skip
    ledger.add(entries, secrets={**secrets, name: digest})


def make_key(
    brand: ServedBrand, *, name: str, role: str, scopes: tuple[str, ...] = (), factory_id: str = "",
    until: datetime | None = None, author: str,
) -> Token:  # fmt: skip
    """A key for a program, shown once. Raises `InputError` with everything that is wrong with what was said."""
    _check_role(role, factory_id)
    problems = [
        Problem(file="scopes", what=f"{one} is nothing that {role} may do",
                remedy=f"Say some of: {', '.join(act for act in ACTS if may(role, act))}")
        for one in scopes
        if one not in ACTS or not may(role, one)
    ]  # fmt: skip
    if until is not None and until <= now():
        problems.append(Problem(file="until", what="it is over already", remedy="Say a moment to come, or none"))
    if problems:
        raise InputError(problems)
    token = new_token("key", brand.brand_id, new_id())
    body = KeyMade(name=_checked_name(name), role=role, scopes=scopes, factory_id=factory_id, until=until)
    entry = _entry("key", token.noun_id, body, key=f"key:{token.noun_id}", author=author)
    _ledger(brand).add([entry], secrets={token.name: token.digest})
    return token


def keys_of(brand: ServedBrand) -> tuple[Held[Key], ...]:
    """Every key that was ever made; none with its secret."""
    return _ledger(brand).states(Key)


def end_key(brand: ServedBrand, key_id: str, *, reason: str, author: str) -> None:
    """Take a key back; done twice, once. Raises `NotFoundError` where there is none."""
    ledger = _ledger(brand)
    if ledger.state(Key, key_id) is None:
        raise NotFoundError(f"There is no key {key_id}.")
    entry = _entry("key ended", key_id, KeyEnded(reason=reason), key=f"key ended:{key_id}", author=author)
    ledger.add([entry], secrets={f"key {key_id}": None})


def renew_key(brand: ServedBrand, key_id: str, *, keep: timedelta = KEEP_BEFORE, author: str) -> Token:
    """Another key in place of one, with the same name, role and scopes; the one before is good for so long.

    Raises `NotFoundError` where there is none, and `InputError` for one that has ended or a time that is none.
    """
    ledger = _ledger(brand)
    held = ledger.state(Key, key_id)
    if held is None:
        raise NotFoundError(f"There is no key {key_id}.")
    check_keep(keep)
    one = held.state
    if one.is_ended or (one.until is not None and one.until <= now()):
        raise InputError.single("key", "it is good no longer", "Make another one")
    token = make_key(brand, name=one.name, role=one.role, scopes=one.scopes, factory_id=one.factory_id,
                     until=one.until, author=author)  # fmt: skip
    body = KeyLimited(until=now() + keep, followed_by=token.noun_id)
    ledger.add([_entry("key limited", key_id, body, key=f"key limited:{key_id}:{token.noun_id}", author=author)])
    return token


def _check_role(role: str, factory_id: str) -> None:
    if role not in ROLES:
        raise InputError.single("role", f"'{role}' is not a role", f"Say one of: {', '.join(ROLES)}")
    if role in OF_A_FACTORY and not factory_id:
        raise InputError.single("factory_id", f"a {role} belongs to a factory", "Say which one")


def _checked_name(name: str) -> str:
    plain = name.strip()
    if not plain or len(plain) > NAME_LENGTH or not plain.isprintable():
        raise InputError.single(
            "name", "it is empty, too long or not printable", f"Say a name of up to {NAME_LENGTH} letters"
        )
    return plain


def _taken(name: str) -> InputError:
    return InputError.single("name", f"somebody is called {name} already", "Take another name")
