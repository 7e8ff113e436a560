"""Tablets at stations: let in by a supervisor with a code that is scanned once, or by a PIN, and ended at any time.

A station is a user of the role `station`, called as its place is: a line (`L1`), a line and a station (`L1/S03`), or
whatever else a factory calls it. It has no password.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from treadle.errors import InputError, NotFoundError
from treadle.plant import people
from treadle.plant.books import ledger_of
from treadle.plant.serving import ServedBrand
from treadle.plant.tokens import Token, hash_pin, new_id, new_token, password_fits
from treadle.storage.ledger.protocol import Held, Seen
from treadle.terms.entry import Body, Entry
from treadle.terms.people import Invitation, InvitationUsed, Invited, User

ROLE = "station"
#: A tablet stays in for so long: over a weekend and a holiday, so that nobody has to be fetched on a Monday morning. It
#: may report scans and look at orders, and a supervisor ends it in one press. Not tuned.
STATION_SESSION = timedelta(days=14)
#: So many digits has a PIN: a million of them, drawn by the service, at one try a minute after five wrong ones.
PIN_DIGITS = 6
#: The code of a new tablet can be scanned for so long.
STATION_LINK = timedelta(hours=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class StationSecrets:
    """A station with what lets its tablet in; both are shown once."""

    station: User
    link: Token
    pin: str


def make_station(brand: ServedBrand, name: str, *, factory_id: str = "", author: str) -> StationSecrets:
    """A new station, or one that was ended and is let in again, with a link for one tablet and a PIN.

    Raises `InputError` for a name that is taken or none.
    """
    there = next((one for one in stations_of(brand) if one.state.name.casefold() == name.strip().casefold()), None)
    if there is not None and there.state.is_active:
        raise InputError.single("name", f"somebody is called {name.strip()} already", "Take another name")
    if there is not None:
        people.change_user(brand, there.state_id, is_active=True, factory_id=factory_id or None, author=author,
                           key=new_id())  # fmt: skip
        return let_in_again(brand, there.state_id, author=author)
    if any(one.state.name.casefold() == name.strip().casefold() for one in people.users_of(brand)):
        raise InputError.single("name", f"somebody is called {name.strip()} already", "Take another name")
    user = people.add_user(brand, new_id(), name=name, role=ROLE, factory_id=factory_id, author=author)
    return let_in_again(brand, user.user_id, author=author)


def let_in_again(brand: ServedBrand, station_id: str, *, author: str) -> StationSecrets:
    """Another link and another PIN of a station; the PIN before is good no longer, tablets that are in stay in.

    Raises `NotFoundError` where there is no such station, `InputError` for one that was ended.
    """
    user = station_of(brand, station_id).state
    if not user.is_active:
        raise InputError.single("station", "their access was ended", "Let them in again first")
    pin = "".join(secrets.choice("0123456789") for _ in range(PIN_DIGITS))
    token = new_token("join", brand.brand_id, new_id())
    body = Invited(role=ROLE, factory_id=user.factory_id, until=people.now() + STATION_LINK, user_id=station_id)
    kept: dict[str, str | None] = {token.name: token.digest, f"pin {station_id}": hash_pin(pin)}
    _ledger_add(brand, "invitation", token.noun_id, body, author, kept)
    return StationSecrets(station=user, link=token, pin=pin)


def end_station(brand: ServedBrand, station_id: str, *, author: str) -> None:
    """End a station: its tablets are out at once. Done twice, once. Raises `NotFoundError`."""
    held = station_of(brand, station_id)
    if held.state.is_active:
        people.change_user(brand, station_id, is_active=False, author=author, key=f"{held.version}")
        ledger_of(brand.folder, brand.settings).add([], secrets={f"pin {station_id}": None})


def stations_of(brand: ServedBrand) -> tuple[Held[User], ...]:
    """Every station that was ever let in, by name."""
    found = (one for one in people.users_of(brand) if one.state.role == ROLE)
    return tuple(sorted(found, key=lambda one: one.state.name.casefold()))


def station_of(brand: ServedBrand, station_id: str) -> Held[User]:
    """One station. Raises `NotFoundError`."""
    held = next((one for one in stations_of(brand) if one.state_id == station_id), None)
    if held is None:
        raise NotFoundError(f"There is no station {station_id}.")
    return held


def station_of_link(brand: ServedBrand, token: Token) -> User:
    """The station that a link lets a tablet in at. Raises `NotFoundError` where it holds no more."""
    user = station_of(brand, people.invitation_of(brand, token).user_id).state
    if not user.is_active:
        raise NotFoundError("This link is wrong, was used already, or has expired. Ask the supervisor for a new one.")
    return user


def begin_by_link(brand: ServedBrand, token: Token) -> tuple[User, Token]:
    """Let the tablet in that scanned a link; it is used up. Raises as `station_of_link`."""
    user = station_of_link(brand, token)
    ledger = ledger_of(brand.folder, brand.settings)
    held = ledger.state(Invitation, token.noun_id)
    assert held is not None
    seen = [Seen(kind=Invitation, state_id=held.state_id, version=held.version)]
    body = InvitationUsed(user_id=user.user_id)
    _ledger_add(brand, "invitation used", token.noun_id, body, user.name, {token.name: None}, seen)
    return user, people.begin_session(brand, user, life=STATION_SESSION)


def begin_by_pin(brand: ServedBrand, name: str, pin: str) -> tuple[User, Token] | None:
    """Let a tablet in by its station's name and PIN; None where one of them is wrong, which nobody can tell apart.

    Whoever calls it limits how often a name may be tried.
    """
    found = [one.state for one in stations_of(brand) if one.state.name.casefold() == name.strip().casefold()]
    user = found[0] if found and found[0].is_active else None
    kept = None if user is None else ledger_of(brand.folder, brand.settings).secret(f"pin {user.user_id}")
    if not password_fits(pin.strip(), kept) or user is None:
        return None
    return user, people.begin_session(brand, user, life=STATION_SESSION)


def last_seen(brand: ServedBrand) -> dict[str, datetime]:
    """When each station last began a session, by its id; none for one that never did."""
    found: dict[str, datetime] = {}
    for one in ledger_of(brand.folder, brand.settings).entries(kinds=["session"]):
        user_id = getattr(one.body, "user_id", "")
        found[user_id] = max(one.happened_at, found.get(user_id, one.happened_at))
    return found


def _ledger_add(
    brand: ServedBrand, kind: str, subject: str, body: Body, author: str, kept: dict[str, str | None],
    seen: list[Seen] | None = None,
) -> None:  # fmt: skip
    moment = people.now()
    entry = Entry(kind=kind, subject=subject, happened_at=moment, known_at=moment, author=author,
                  key=f"{kind}:{subject}", body=body)  # fmt: skip
    ledger_of(brand.folder, brand.settings).add([entry], secrets=kept, seen=seen or [])
